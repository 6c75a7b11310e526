// ListOffsets (2), versions 1-11. Of tiered storage (KIP-405): -4 the earliest on the local disk, -5 the last in the
// object store, -6 the first that is yet to go there. Who reads committed records alone is told of none that is not yet.
import type { LocalLog } from "@millrace/log";
import { apis, type ListOffsetsRequest, type ListOffsetsRequestPartition, type ListOffsetsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import { answerParts } from "./slices.ts";

const readCommitted = 1;
const latest = -1;
const earliest = -2;
const maxTimestamp = -3;
const earliestLocal = -4;
const latestTiered = -5;
const earliestPendingUpload = -6;

/** The first version that knows each place, by its number. */
const placesSince: Readonly<Record<number, number>> = { [-1]: 1, [-2]: 1, [-3]: 7, [-4]: 8, [-5]: 9, [-6]: 11 };

type PartitionAnswer = ListOffsetsResponseInput["topics"][number]["partitions"][number];

async function find(
  topic: string,
  index: number,
  timestamp: number,
  committed: boolean,
  { broker }: RequestContext,
): Promise<{ offset: number; timestampMs: number }> {
  const { start, end, stable } = broker.log.offsets(topic, index);
  const none = { offset: -1, timestampMs: -1 };
  if (timestamp === latest) return { offset: committed ? stable : end, timestampMs: -1 };
  if (timestamp === earliest) return { offset: start, timestampMs: -1 };
  if (timestamp < 0 && timestamp !== maxTimestamp) return { offset: placeOf(timestamp, topic, index, broker.log), timestampMs: -1 };
  const found =
    timestamp === maxTimestamp ? await broker.log.offsetOfMaxTimestamp(topic, index) : await broker.log.offsetAt(topic, index, timestamp);
  return found === undefined || (committed && found.offset >= stable) ? none : found;
}

/** Where the two tiers of a partition meet, -1 for what is not there. */
function placeOf(timestamp: number, topic: string, index: number, log: LocalLog): number {
  const { localStart, remoteEnd } = log.tiered(topic, index);
  if (timestamp === earliestLocal) return localStart;
  if (timestamp === latestTiered) return Math.max(-1, remoteEnd - 1);
  if (timestamp !== earliestPendingUpload || log.topic(topic)?.config["remote.storage.enable"] !== "true") return -1;
  return Math.max(remoteEnd, localStart);
}

async function one(
  topic: string,
  partition: ListOffsetsRequestPartition,
  committed: boolean,
  context: RequestContext,
): Promise<PartitionAnswer> {
  const { index, timestamp, currentLeaderEpoch } = partition;
  if (!context.may("describe", "topic", topic)) return { index, errorCode: kafkaError.topicAuthorizationFailed };
  if (currentLeaderEpoch > 0) return { index, errorCode: kafkaError.unknownLeaderEpoch };
  if (timestamp < 0 && context.version < (placesSince[timestamp] ?? Infinity)) return { index, errorCode: kafkaError.unsupportedVersion };
  try {
    const { offset, timestampMs } = await find(topic, index, timestamp, committed, context);
    return { index, errorCode: kafkaError.none, offset, timestamp: timestampMs, leaderEpoch: offset < 0 ? -1 : 0 };
  } catch (error) {
    return { index, errorCode: kafkaFailure(error).code };
  }
}

async function listOffsets(request: ListOffsetsRequest, context: RequestContext): Promise<ListOffsetsResponseInput> {
  const committed = request.isolationLevel === readCommitted;
  const answers = await answerParts(
    context.broker.clock,
    request.topics,
    ({ partitions }) => partitions,
    ({ name }, partition) => one(name, partition, committed, context),
  );
  return { topics: request.topics.map(({ name }, index) => ({ name, partitions: answers[index]! })) };
}

export const listOffsetsHandler = defineHandler(codecOf(apis, 2), listOffsets);
