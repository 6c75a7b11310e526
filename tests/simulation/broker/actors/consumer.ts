// A consumer without a group: reads on from where it is, jumps about, asks for the ends.
import type { Client } from "../client.ts";
import { must, type Sent, violation } from "../checker/records.ts";
import type { ConsumerActor } from "../history.ts";
import { decodeBatches } from "../records.ts";
import { isRetriable, kafka, newClient, topicOf, type World } from "../world.ts";
import { isGone } from "./brief.ts";
import { ignoreGone } from "./producer.ts";

export interface Place {
  readonly topic: string;
  readonly partition: number;
}

interface Position extends Place {
  readonly from: number;
}

interface Fetching {
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
export async function fetchOnce(client: Client, world: World, ask: Position & Fetching): Promise<Fetched | undefined> {
  return (await fetchAll(client, world, [ask], ask))?.[0];
}

/** One fetch from several partitions, in the order of topics, judged. Undefined when one of them failed in a way that a client expects. */
export async function fetchAll(
  client: Client,
  world: World,
  positions: readonly Position[],
  { committedOnly, maxBytes = 1 << 20, waitMs = 0, version = 11 }: Fetching,
): Promise<Fetched[] | undefined> {
  const { checker, clock, name } = world;
  await client.connect();
  const askedAt = clock.monotonic();
  const before = positions.map(({ topic, partition }) => checker.floorOf(topic, partition));
  const topics = Array.from(byTopic(positions), ([topic, asked]) => ({
    ...topicOf(world, topic),
    partitions: asked.map(({ partition, from }) => ({ index: partition, fetchOffset: from, maxBytes })),
  }));
  const request = { maxWaitMs: waitMs, minBytes: 1, maxBytes, isolationLevel: committedOnly ? 1 : 0, topics };
  const answer = await client.send("Fetch", version, request, waitMs).catch(ignoreGone);
  const parts = answer?.responses.flatMap(({ partitions }) => partitions) ?? [];
  if (answer === undefined || answer.errorCode !== 0) return undefined;
  must(parts.length === positions.length, () => `${name}: a fetch of ${positions.length} partitions brought ${parts.length}`);
  const all = parts.map((part, at): Fetched | undefined => {
    const { topic, partition, from } = positions[at]!;
    if (isRetriable(part.errorCode)) return undefined;
    if (part.errorCode === kafka.offsetOutOfRange || isGone(world, topic, part.errorCode, askedAt))
      return { visible: [], next: -1, high: -1, stable: -1 };
    if (part.errorCode !== 0) violation(`${name}: a fetch of ${topic}/${partition} at ${from} was answered with ${part.errorCode}`);
    const batches = decodeBatches(part.records ?? new Uint8Array(0), checker);
    const ends = { start: part.logStartOffset, high: part.highWatermark, stable: part.lastStableOffset };
    const aborted = part.abortedTransactions ?? [];
    const seen = checker.fetched({ topic, partition, from, committedOnly, batches, ends, aborted, before: before[at]! });
    return { ...seen, high: ends.high, stable: ends.stable };
  });
  return all.every((fetched) => fetched !== undefined) ? all : undefined;
}

/** The first offset (-2) or the end (-1), judged. */
export async function endOf(client: Client, world: World, place: Place, timestamp: -1 | -2, committedOnly = false) {
  return (await endsOf(client, world, [place], timestamp, committedOnly))?.[0];
}

/** The same of several partitions, in the order of topics. */
export async function endsOf(
  client: Client,
  { checker }: World,
  places: readonly Place[],
  timestamp: -1 | -2,
  committedOnly = false,
): Promise<number[] | undefined> {
  await client.connect();
  const before = places.map(({ topic, partition }) => checker.floorOf(topic, partition));
  const topics = Array.from(byTopic(places), ([name, asked]) => ({
    name,
    partitions: asked.map(({ partition }) => ({ index: partition, timestamp, currentLeaderEpoch: -1 })),
  }));
  const answer = await client.send("ListOffsets", 7, { replicaId: -1, isolationLevel: committedOnly ? 1 : 0, topics }).catch(ignoreGone);
  const parts = answer?.topics.flatMap(({ partitions }) => partitions) ?? [];
  if (parts.length !== places.length || parts.some(({ errorCode }) => errorCode !== 0)) return undefined;
  const end = timestamp === -2 ? "start" : committedOnly ? "stable" : "high";
  return parts.map(({ offset }, at) => {
    const { topic, partition } = places[at]!;
    checker.partition(topic, partition).ends({ [end]: offset }, before[at]!);
    return offset;
  });
}

const byTopic = <T extends Place>(places: readonly T[]): Map<string, T[]> => Map.groupBy(places, ({ topic }) => topic);

export async function runConsumer(actor: ConsumerActor, world: World): Promise<void> {
  const client = newClient(world);
  const { partition, committedOnly, version } = actor;
  let { topic }: { topic: string } = actor;
  let from = 0;
  for (const step of actor.steps) {
    const brief = actor.topic === "brief" ? world.briefs.at(-1) : undefined;
    if (brief !== undefined && brief.name !== topic) {
      topic = brief.name;
      from = 0;
    }
    const place = { topic, partition };
    if (step.do === "wait" || topic === "brief") await world.clock.sleep(step.do === "wait" ? step.ms : 100);
    else if (step.do === "seek") from = Math.floor(step.at * from);
    else if (step.do === "ends") {
      await endOf(client, world, place, -2);
      await endOf(client, world, place, -1, committedOnly);
    } else {
      const { maxBytes, waitMs } = step;
      const fetched = await fetchOnce(client, world, { ...place, from, committedOnly, maxBytes, waitMs, version });
      if (fetched === undefined) await world.clock.sleep(50);
      else if (fetched.next >= 0) from = fetched.next;
      else from = (await endOf(client, world, place, -2)) ?? from;
    }
  }
  client.close();
}
