// An administrator: removes records, sets retention, makes and deletes topics, looks at offsets of groups.
import { must, violation } from "../checker/records.ts";
import type { AdminActor } from "../history.ts";
import { zeroUuid } from "../uuid.ts";
import { isRetriable, kafka, newClient, type World } from "../world.ts";
import { readOffsets } from "./member.ts";
import { ignoreGone } from "./producer.ts";

export async function runAdmin(actor: AdminActor, world: World): Promise<void> {
  const { clock, checker } = world;
  const client = newClient(world);
  let topics = 0;
  for (const step of actor.steps) {
    switch (step.do) {
      case "wait":
        await clock.sleep(step.ms);
        break;
      case "offsets":
        await readOffsets(client, world, step.group);
        break;
      case "retention":
        await configure(step.bytes);
        break;
      case "deleteRecords":
        await deleteRecords(step.partition, step.at);
        break;
      case "topic":
        await topicLife(`${world.name}-${topics++}`);
    }
  }
  client.close();

  async function configure(bytes: number): Promise<void> {
    if (bytes >= 0) for (let index = 0; index < world.partitions; index++) checker.partition("events", index).startAllowed = Infinity;
    const configs = [{ name: "retention.bytes", configOperation: 0, value: String(bytes) }];
    const resources = [{ resourceType: 2, resourceName: "events", configs }];
    await client.request("IncrementalAlterConfigs", 1, { resources, validateOnly: false }).catch(ignoreGone);
  }

  async function deleteRecords(index: number, at: number): Promise<void> {
    const history = checker.partition("events", index);
    const before = checker.floorOf("events", index);
    const offset = Math.floor(at * before.high);
    history.startAllowed = Math.max(history.startAllowed, offset);
    const request = { topics: [{ name: "events", partitions: [{ partitionIndex: index, offset }] }], timeoutMs: 1_000 };
    const answer = await client.request("DeleteRecords", 2, request).catch(ignoreGone);
    const part = answer?.topics[0]?.partitions[0];
    if (part === undefined || isRetriable(part.errorCode)) return;
    if (part.errorCode !== 0) violation(`${world.name}: deleteRecords before ${offset} was answered with ${part.errorCode}`);
    must(part.lowWatermark >= offset, `${history.name}: begins at ${part.lowWatermark} though all before ${offset} was deleted`);
    history.ends({ start: part.lowWatermark }, before);
  }

  /** What was acknowledged of a topic's life is so whatever happens to the broker. */
  async function topicLife(name: string): Promise<void> {
    const made = await create(name);
    if (made === undefined) return;
    must((await create(name)) !== true, `topic ${name} was made twice`);
    const deleted = await client.request("DeleteTopics", 5, { topics: [], topicNames: [name], timeoutMs: 1_000 }).catch(ignoreGone);
    if (deleted?.responses[0]?.errorCode !== 0) return;
    const again = await client
      .request("Metadata", 9, { topics: [{ name, topicId: zeroUuid }], allowAutoTopicCreation: false })
      .catch(ignoreGone);
    if (again === undefined) return;
    must(again.topics[0]?.errorCode === kafka.unknownTopicOrPartition, `topic ${name} was deleted and is there`);
  }

  async function create(name: string): Promise<boolean | undefined> {
    const topic = { name, partitions: 1, replicationFactor: 1, assignments: [], configs: [] };
    const answer = await client.request("CreateTopics", 5, { topics: [topic], timeoutMs: 1_000, validateOnly: false }).catch(ignoreGone);
    const code = answer?.topics[0]?.errorCode;
    if (code === kafka.none) return true;
    return code === kafka.topicAlreadyExists ? false : undefined;
  }
}
