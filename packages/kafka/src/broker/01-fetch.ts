// Fetch (1), versions 4-18. A whole batch is answered even when the offset lies inside it, and the first batch even
// when it is larger than allowed. Simplified: no fetch sessions (every answer has session 0, upon which clients ask
// for all their partitions each time), no replicas.
import type { AbortedTransaction, ReadResult, TopicInfo } from "@millrace/log";
import { apis, type FetchRequest, type FetchRequestPartition, type FetchResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { noBytes } from "../protocol/primitives.ts";
import type { SeenPartition } from "./append-waiters.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import type { Reading } from "./read-ahead.ts";

const readCommitted = 1;
const waitMsMax = 300_000;
/** What a fetch may always have, however full the outgoing budget is. */
const leastBytes = 64 * 1024;
/** Of what may be on its way out. Large answers spare a client work; beside many others they drive out what is read ahead. */
const busyShare = 1 / 4;

type TopicAnswer = FetchResponseInput["responses"][number];
type PartitionAnswer = TopicAnswer["partitions"][number];

interface Found {
  readonly responses: readonly TopicAnswer[];
  readonly bytes: number;
  /** Something that the client must hear of at once. */
  readonly failed: boolean;
  /** Records are there that an open transaction holds back. */
  readonly heldBack: boolean;
  readonly readings: readonly (readonly [Reading, ReadResult])[];
  /** For which there was no room. */
  readonly left: readonly Reading[];
}

interface Ends {
  readonly start: number;
  readonly end: number;
  readonly stable: number;
}

const failed = (index: number, errorCode: number): PartitionAnswer => ({ index, errorCode, highWatermark: -1, records: noBytes });

/** A partition of the request: its answer, where there is nothing to read, or what is to be read. */
function lookAt(
  topic: TopicInfo,
  { index, fetchOffset, currentLeaderEpoch, maxBytes }: FetchRequestPartition,
  committed: boolean,
  { broker, activity }: RequestContext,
): PartitionAnswer | Reading {
  if (index < 0 || index >= topic.partitions) return failed(index, kafkaError.unknownTopicOrPartition);
  if (currentLeaderEpoch > 0) return failed(index, kafkaError.unknownLeaderEpoch);
  try {
    const ends = broker.log.offsets(topic.name, index);
    const { start, end, stable } = ends;
    if (fetchOffset < start || fetchOffset > end) return { ...failed(index, kafkaError.offsetOutOfRange), logStartOffset: start };
    activity.fetched(topic.name);
    const partitionMaxBytes = Math.min(maxBytes, broker.settings.fetchBytesMax);
    if (fetchOffset >= (committed ? stable : end) || partitionMaxBytes <= 0) return nothing(index, ends, committed);
    return { topic, partition: index, offset: fetchOffset, maxBytes: partitionMaxBytes, partitionMaxBytes, committed };
  } catch (error) {
    return failed(index, kafkaFailure(error).code);
  }
}

const isReading = (look: PartitionAnswer | Reading): look is Reading => "partitionMaxBytes" in look;

const nothing = (index: number, ends: Ends, committed: boolean): PartitionAnswer => answer(index, ends, committed ? [] : null, noBytes);

const answer = (
  index: number,
  { start, end, stable }: Ends,
  abortedTransactions: readonly AbortedTransaction[] | null,
  records: Uint8Array,
): PartitionAnswer => ({
  index,
  errorCode: kafkaError.none,
  highWatermark: end,
  lastStableOffset: stable,
  logStartOffset: start,
  abortedTransactions,
  records,
});

/**
 * Goes through the partitions in the client's order (clients rotate it) until the bytes are spent, reading those side by
 * side that fit in any case.
 */
async function lookOnce(request: FetchRequest, maxBytes: number, context: RequestContext): Promise<Found> {
  const { broker, version } = context;
  const committed = request.isolationLevel === readCommitted;
  const looks: (PartitionAnswer | Reading)[] = [];
  for (const { name, topicId, partitions } of request.topics) {
    const topic = version >= 13 ? broker.topicIds.find(topicId) : broker.log.topic(name);
    const unknown = version >= 13 ? kafkaError.unknownTopicId : kafkaError.unknownTopicOrPartition;
    const refused = version < 13 || topic !== undefined ? !context.may("read", "topic", topic?.name ?? name) : false;
    for (const partition of partitions) {
      if (refused) looks.push(failed(partition.index, kafkaError.topicAuthorizationFailed));
      else if (topic === undefined) looks.push(failed(partition.index, unknown));
      else looks.push(lookAt(topic, partition, committed, context));
    }
  }
  // What it may read counts from now on: who asks meanwhile has the rest.
  const mostBytes = looks.reduce((sum, look) => Math.min(maxBytes, isReading(look) ? sum + look.partitionMaxBytes : sum), 0);
  broker.outgoing.hold(mostBytes);
  const { answers, readings, left } = await readAll(looks, maxBytes, context).finally(() => broker.outgoing.release(mostBytes));
  let at = 0;
  const responses = request.topics.map(({ name, topicId, partitions }) => ({
    name,
    topicId,
    partitions: answers.slice(at, (at += partitions.length)),
  }));
  return {
    responses,
    bytes: readings.reduce((sum, [, { bytes }]) => sum + bytes.length, 0),
    failed: answers.some(({ errorCode }) => errorCode !== kafkaError.none),
    heldBack: committed && answers.some(({ lastStableOffset, highWatermark }) => lastStableOffset !== highWatermark),
    readings,
    left,
  };
}

/** Reads what is to be read, in this order, as long as there is room; one answer for each of `looks`. */
async function readAll(
  looks: readonly (PartitionAnswer | Reading)[],
  maxBytes: number,
  context: RequestContext,
): Promise<{ readonly answers: readonly PartitionAnswer[] } & Pick<Found, "readings" | "left">> {
  const answers: PartitionAnswer[] = [];
  const left: Reading[] = [];
  const readings: [Reading, ReadResult][] = [];
  let room = maxBytes;
  const read = async (reading: Reading): Promise<PartitionAnswer> => {
    const { topic, partition, committed } = reading;
    try {
      const isFirst = room === maxBytes;
      const wanted = { ...reading, maxBytes: Math.min(room, reading.maxBytes) };
      const result = isFirst || room > 0 ? await context.readAhead.read(wanted, isFirst) : undefined;
      if (result === undefined) {
        left.push(reading);
        return nothing(partition, context.broker.log.offsets(topic.name, partition), committed);
      }
      readings.push([reading, result]);
      const { startOffset, endOffset, lastStableOffset, abortedTransactions, bytes } = result;
      const ends = { start: startOffset, end: endOffset, stable: lastStableOffset };
      return answer(partition, ends, committed ? abortedTransactions : null, bytes);
    } catch (error) {
      return failed(partition, kafkaFailure(error).code);
    }
  };
  for (let at = 0; at < looks.length;) {
    const first = at;
    let planned = 0;
    for (; at < looks.length; at++) {
      const look = looks[at]!;
      const most = isReading(look) ? look.partitionMaxBytes : 0;
      if (planned > 0 && planned + most > room) break;
      planned += most;
    }
    const together = looks.slice(first, at);
    if (planned === 0) answers.push(...(together as PartitionAnswer[]));
    else answers.push(...(await Promise.all(together.map(async (look) => (isReading(look) ? read(look) : look)))));
    room = maxBytes - readings.reduce((sum, [, { bytes }]) => sum + bytes.length, 0);
  }
  return { answers, readings, left };
}

function seenPartitions({ responses }: Found, { broker, version }: RequestContext): SeenPartition[] {
  return responses.flatMap(({ name, topicId, partitions }) => {
    const topic = version >= 13 ? (broker.topicIds.find(topicId)?.name ?? "") : name;
    return partitions.map(({ index, highWatermark }) => ({ topic, partition: index, end: highWatermark }));
  });
}

async function fetch(request: FetchRequest, context: RequestContext): Promise<FetchResponseInput> {
  const { appendWaiters, clock, outgoing, settings } = context.broker;
  // A session that was never given: the client drops it and asks for everything.
  if (request.sessionId !== 0) return { errorCode: kafkaError.fetchSessionIdNotFound, responses: [] };
  const maxBytes = Math.min(
    request.maxBytes,
    outgoing.heldBytes < outgoing.capacityBytes * busyShare ? settings.fetchBytesMax : settings.fetchBytesMax / 2,
    context.fetchBytesMost(),
    Math.max(leastBytes, outgoing.leftBytes / 4),
  );
  const deadline = clock.monotonic() + Math.min(request.maxWaitMs, waitMsMax);
  for (;;) {
    const found = await lookOnce(request, maxBytes, context);
    const leftMs = deadline - clock.monotonic();
    const missing = Math.min(request.minBytes, maxBytes) - found.bytes;
    if (missing <= 0 || found.left.length > 0 || found.failed || leftMs <= 0 || context.signal.aborted) {
      context.ownOutgoing(
        found.responses.flatMap(({ partitions }) => partitions.flatMap(({ records }) => (records?.length ? [records] : []))),
      );
      context.readAhead.answered(found.readings, found.left);
      return { responses: found.responses };
    }
    const seen = seenPartitions(found, context);
    // Who found a part of what it wants does not read it again for every append that came meanwhile.
    if (found.bytes === 0 && appendWaiters.haveMoved(seen)) continue;
    // A marker of a few bytes may let go of many: then every append is worth a look.
    await appendWaiters.wait(seen, found.heldBack ? 1 : missing, leftMs, context.signal);
  }
}

export const fetchHandler = defineHandler(codecOf(apis, 1), fetch);
