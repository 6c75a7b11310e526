// Topics that live for a while: one after the other is made and deleted while transactions write to it and consumers
// read it. What is deleted is gone for good; until it is deleted it is a topic like any other.
import type { Client } from "../client.ts";
import { must, violation } from "../checker/records.ts";
import type { BriefActor } from "../history.ts";
import { isRetriable, kafka, newClient, type World } from "../world.ts";
import { zeroUuid } from "../uuid.ts";
import { ignoreGone } from "./producer.ts";

const triesMax = 40;
const timeoutMs = 1_000;

export interface Brief {
  readonly name: string;
  /** Somebody asked for its end, which may have come. */
  deleting: boolean;
  /** When its end was acknowledged. */
  deletedAt: number;
}

/** Topics that others can use now; the newest last. */
export const usable = ({ briefs }: World): Brief[] => briefs.filter(({ deleting }) => !deleting);

const saysUnknown = (code: number): boolean => code === kafka.unknownTopicOrPartition || code === kafka.unknownTopicId;

/** An answer for a topic: true when it says that there is none, which must then be so; no other answer may come afterwards. */
export function isGone({ briefs, name: who }: World, topic: string, errorCode: number, askedAt: number): boolean {
  const brief = briefs.find(({ name }) => name === topic);
  const says = saysUnknown(errorCode);
  if (says) must(brief?.deleting === true, () => `${who}: topic ${topic} was not deleted, and the answer is ${errorCode}`);
  else if (errorCode === kafka.none)
    must(!(brief !== undefined && brief.deletedAt < askedAt), () => `${who}: topic ${topic} was deleted and is there`);
  return says;
}

export async function runBrief(actor: BriefActor, world: World): Promise<void> {
  const { clock, briefs, random, name } = world;
  const client = newClient(world);
  for (const step of actor.steps) {
    if (step.do === "wait") await clock.sleep(step.ms);
    else if (step.do === "make") await make(`${name}-${briefs.length}`);
    else {
      const brief = usable(world)[0];
      if (brief !== undefined) await remove(brief);
    }
  }
  client.close();

  async function make(topic: string): Promise<void> {
    world.checker.topic(topic, 1, false);
    const spec = { name: topic, partitions: 1, replicationFactor: 1, assignments: [], configs: [] };
    const made = await until(async () => {
      const answer = await client.request("CreateTopics", 7, { topics: [spec], timeoutMs, validateOnly: false }).catch(ignoreGone);
      const { errorCode } = answer?.topics[0] ?? { errorCode: kafka.requestTimedOut };
      return errorCode === kafka.none || errorCode === kafka.topicAlreadyExists ? true : undefined;
    });
    const topicId = made === undefined ? undefined : await until(() => idOf(client, topic));
    if (topicId === undefined) return;
    world.topicIds.set(topic, topicId);
    briefs.push({ name: topic, deleting: false, deletedAt: Infinity });
  }

  async function remove(brief: Brief): Promise<void> {
    brief.deleting = true;
    const topicId = world.topicIds.get(brief.name)!;
    await until(async () => {
      const request = { topics: [{ name: null, topicId }], topicNames: [], timeoutMs };
      const answer = await client.request("DeleteTopics", 6, request).catch(ignoreGone);
      const errorCode = answer?.responses[0]?.errorCode ?? kafka.requestTimedOut;
      if (isRetriable(errorCode)) return undefined;
      if (errorCode === kafka.none) brief.deletedAt = clock.monotonic();
      // An earlier request may be being carried out.
      else if (!saysUnknown(errorCode)) violation(`${name}: a deletion was answered with ${errorCode}`);
      return true;
    });
  }

  async function until<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
    for (let tries = 0; tries < triesMax; tries++) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      await clock.sleep(20 + random.below(60));
    }
    return undefined;
  }
}

/** The id of a topic that must be there. */
async function idOf(client: Client, topic: string): Promise<Uint8Array | undefined> {
  const request = { topics: [{ name: topic, topicId: zeroUuid }], allowAutoTopicCreation: false };
  const found = (await client.request("Metadata", 10, request).catch(ignoreGone))?.topics[0];
  if (found === undefined || isRetriable(found.errorCode)) return undefined;
  must(found.errorCode === kafka.none, () => `topic ${topic} was made, and the answer is ${found.errorCode}`);
  return found.topicId;
}

/** Once their end was acknowledged, they stay away. */
export async function checkGone(world: World, client: Client): Promise<void> {
  const gone = world.briefs.filter(({ deletedAt }) => deletedAt < Infinity).map(({ name }) => ({ name, topicId: zeroUuid }));
  if (gone.length === 0) return;
  const answer = await client.request("Metadata", 9, { topics: gone, allowAutoTopicCreation: false });
  for (const { name, errorCode } of answer.topics) {
    must(errorCode === kafka.unknownTopicOrPartition, () => `topic ${name} was deleted and is there`);
  }
}
