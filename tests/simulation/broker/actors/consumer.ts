// A consumer without a group: reads on from where it is, jumps about, asks for the ends.
import type { Client } from "../client.ts";
import type { Sent } from "../checker/records.ts";
import type { ConsumerActor } from "../history.ts";
import { decodeBatches } from "../records.ts";
import { isRetriable, kafka, newClient, topicOf, type World } from "../world.ts";
import { ignoreGone } from "./producer.ts";
import { violation } from "../checker/records.ts";

export interface FetchFrom {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly committedOnly: boolean;
  readonly maxBytes?: number;
  readonly waitMs?: number;
  readonly version?: number;
}

export interface Fetched {
  readonly visible: readonly Sent[];
  /** Where to read on; -1: `from` does not exist any more. */
  readonly next: number;
  readonly high: number;
  readonly stable: number;
}

/** One fetch, judged. Undefined when it failed in a way that a client expects. */
export async function fetchOnce(client: Client, world: World, ask: FetchFrom): Promise<Fetched | undefined> {
  const { checker } = world;
  const { topic, partition, from, committedOnly, maxBytes = 1 << 20, waitMs = 0, version = 11 } = ask;
  await client.connect();
  const before = checker.floorOf(topic, partition);
  const topics = [{ ...topicOf(world, topic), partitions: [{ index: partition, fetchOffset: from, maxBytes }] }];
  const request = { maxWaitMs: waitMs, minBytes: 1, maxBytes, isolationLevel: committedOnly ? 1 : 0, topics };
  const answer = await client.send("Fetch", version, request, waitMs).catch(ignoreGone);
  const part = answer?.responses[0]?.partitions[0];
  if (part === undefined || isRetriable(part.errorCode)) return undefined;
  if (part.errorCode === kafka.offsetOutOfRange) return { visible: [], next: -1, high: -1, stable: -1 };
  if (part.errorCode !== 0) violation(`${world.name}: a fetch of ${topic}/${partition} at ${from} was answered with ${part.errorCode}`);
  const batches = decodeBatches(part.records ?? new Uint8Array(0), checker);
  const ends = { start: part.logStartOffset, high: part.highWatermark, stable: part.lastStableOffset };
  const aborted = part.abortedTransactions ?? [];
  return {
    ...checker.fetched({ topic, partition, from, committedOnly, batches, ends, aborted, before }),
    high: ends.high,
    stable: ends.stable,
  };
}

/** The first offset (-2) or the end (-1), judged. */
export async function endOf(client: Client, world: World, topic: string, partition: number, timestamp: -1 | -2, committedOnly = false) {
  await client.connect();
  const before = world.checker.floorOf(topic, partition);
  const topics = [{ name: topic, partitions: [{ index: partition, timestamp, currentLeaderEpoch: -1 }] }];
  const answer = await client.send("ListOffsets", 7, { replicaId: -1, isolationLevel: committedOnly ? 1 : 0, topics }).catch(ignoreGone);
  const part = answer?.topics[0]?.partitions[0];
  if (part === undefined || part.errorCode !== 0) return undefined;
  const end = timestamp === -2 ? "start" : committedOnly ? "stable" : "high";
  world.checker.partition(topic, partition).ends({ [end]: part.offset }, before);
  return part.offset;
}

export async function runConsumer(actor: ConsumerActor, world: World): Promise<void> {
  const client = newClient(world);
  const { topic, partition, committedOnly, version } = actor;
  let from = 0;
  for (const step of actor.steps) {
    if (step.do === "wait") await world.clock.sleep(step.ms);
    else if (step.do === "seek") from = Math.floor(step.at * from);
    else if (step.do === "ends") {
      await endOf(client, world, topic, partition, -2);
      await endOf(client, world, topic, partition, -1, committedOnly);
    } else {
      const { maxBytes, waitMs } = step;
      const fetched = await fetchOnce(client, world, { topic, partition, from, committedOnly, maxBytes, waitMs, version });
      if (fetched === undefined) await world.clock.sleep(50);
      else if (fetched.next >= 0) from = fetched.next;
      else from = (await endOf(client, world, topic, partition, -2)) ?? from;
    }
  }
  client.close();
}
