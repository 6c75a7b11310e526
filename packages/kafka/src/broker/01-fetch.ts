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
}

interface Ends {
  readonly start: number;
  readonly end: number;
  readonly stable: number;
}

const failed = (index: number, errorCode: number): PartitionAnswer => ({ index, errorCode, highWatermark: -1, records: noBytes });

/** Notes in `readings` what it has read. */
async function readPartition(
  topic: TopicInfo,
  request: FetchRequestPartition,
  { maxBytes, committed, readings }: { readonly maxBytes: number; readonly committed: boolean; readonly readings: [Reading, ReadResult][] },
  context: RequestContext,
): Promise<PartitionAnswer> {
  const { log } = context.broker;
  const { index, fetchOffset } = request;
  if (index < 0 || index >= topic.partitions) return failed(index, kafkaError.unknownTopicOrPartition);
  if (request.currentLeaderEpoch > 0) return failed(index, kafkaError.unknownLeaderEpoch);
  try {
    const ends = log.offsets(topic.name, index);
    const { start, end } = ends;
    if (fetchOffset < start || fetchOffset > end) return { ...failed(index, kafkaError.offsetOutOfRange), logStartOffset: start };
    context.activity.fetched(topic.name);
    const none = committed ? [] : null;
    if (fetchOffset >= (committed ? ends.stable : end) || maxBytes <= 0) return answer(index, ends, none, noBytes);
    const partitionMaxBytes = Math.min(request.maxBytes, context.broker.settings.fetchBytesMax);
    const reading = {
      topic,
      partition: index,
      offset: fetchOffset,
      maxBytes: Math.min(maxBytes, partitionMaxBytes),
      partitionMaxBytes,
      committed,
    };
    const read = await context.readAhead.read(reading);
    readings.push([reading, read]);
    const { startOffset, endOffset, lastStableOffset, abortedTransactions, bytes } = read;
    return answer(index, { start: startOffset, end: endOffset, stable: lastStableOffset }, committed ? abortedTransactions : null, bytes);
  } catch (error) {
    return failed(index, kafkaFailure(error).code);
  }
}

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

/** Goes through the partitions in the client's order (clients rotate it) until the bytes are spent. */
async function lookOnce(request: FetchRequest, maxBytes: number, context: RequestContext): Promise<Found> {
  const { broker, version } = context;
  const committed = request.isolationLevel === readCommitted;
  let bytes = 0;
  let anyFailed = false;
  let heldBack = false;
  const readings: [Reading, ReadResult][] = [];
  const responses: TopicAnswer[] = [];
  for (const { name, topicId, partitions } of request.topics) {
    const topic = version >= 13 ? broker.topicIds.find(topicId) : broker.log.topic(name);
    const unknown = version >= 13 ? kafkaError.unknownTopicId : kafkaError.unknownTopicOrPartition;
    const answers: PartitionAnswer[] = [];
    const refused = version < 13 || topic !== undefined ? !context.may("read", "topic", topic?.name ?? name) : false;
    for (const partition of partitions) {
      const one = refused
        ? failed(partition.index, kafkaError.topicAuthorizationFailed)
        : topic === undefined
          ? failed(partition.index, unknown)
          : await readPartition(topic, partition, { maxBytes: maxBytes - bytes, committed, readings }, context);
      bytes += one.records?.length ?? 0;
      anyFailed ||= one.errorCode !== kafkaError.none;
      heldBack ||= committed && one.lastStableOffset !== one.highWatermark;
      answers.push(one);
    }
    responses.push({ name, topicId, partitions: answers });
  }
  return { responses, bytes, failed: anyFailed, heldBack, readings };
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
    settings.fetchBytesMax,
    context.fetchBytesMost(),
    Math.max(leastBytes, outgoing.leftBytes / 4),
  );
  const deadline = clock.monotonic() + Math.min(request.maxWaitMs, waitMsMax);
  for (;;) {
    const found = await lookOnce(request, maxBytes, context);
    const leftMs = deadline - clock.monotonic();
    const missing = Math.min(request.minBytes, maxBytes) - found.bytes;
    if (missing <= 0 || found.failed || leftMs <= 0 || context.signal.aborted) {
      context.ownOutgoing(
        found.responses.flatMap(({ partitions }) => partitions.flatMap(({ records }) => (records?.length ? [records] : []))),
      );
      context.readAhead.answered(found.readings);
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
