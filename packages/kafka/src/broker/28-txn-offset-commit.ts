// TxnOffsetCommit (28), versions 0-5: offsets that count when the producer's transaction is committed. Up to version 4
// the group must have been added before (AddOffsetsToTxn); from 5 on this adds it (KIP-890).
import {
  apis,
  type TxnOffsetCommitRequest,
  type TxnOffsetCommitRequestTopic,
  type TxnOffsetCommitResponseInput,
} from "../generated/index.ts";
import { offsetsTopic } from "../groups/journal.ts";
import type { OffsetCommit } from "../groups/offsets.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { offsetsPartition, offsetsPartitions } from "../transactions/markers.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const addsFrom = 5;

interface Judged {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly commit: OffsetCommit | undefined;
}

function judge(group: string, { name, partitions }: TxnOffsetCommitRequestTopic, { broker, may }: RequestContext): Judged[] {
  const topic = broker.log.topic(name);
  const allowed = may("read", "topic", name);
  return partitions.map(({ partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata }) => {
    const metadata = committedMetadata ?? "";
    const refuse = (errorCode: number): Judged => ({ partitionIndex, errorCode, commit: undefined });
    if (!allowed) return refuse(kafkaError.topicAuthorizationFailed);
    if (topic === undefined || partitionIndex < 0 || partitionIndex >= topic.partitions) return refuse(kafkaError.unknownTopicOrPartition);
    if (Buffer.byteLength(metadata) > broker.settings.offsetMetadataMaxBytes) return refuse(kafkaError.offsetMetadataTooLarge);
    const commitTimestampMs = broker.clock.now();
    const committed = { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata, commitTimestampMs, expireTimestampMs: -1 };
    return { partitionIndex, errorCode: kafkaError.none, commit: { group, topic: name, partition: partitionIndex, committed } };
  });
}

function forbidden({ transactionalId, groupId }: TxnOffsetCommitRequest, { may }: RequestContext): number {
  if (!may("write", "transactionalId", transactionalId)) return kafkaError.transactionalIdAuthorizationFailed;
  return may("read", "group", groupId) ? kafkaError.none : kafkaError.groupAuthorizationFailed;
}

/** Whether transaction and group take offsets now. */
function refusal(request: TxnOffsetCommitRequest, { broker, version }: RequestContext): number {
  const { transactionalId, groupId, memberId, groupInstanceId, generationId } = request;
  if (version < addsFrom) {
    const fault = broker.transactions.verify(transactionalId, request, offsetsTopic, offsetsPartition);
    if (fault !== kafkaError.none) return fault;
  }
  return broker.groups.mayCommit(groupId, memberId, groupInstanceId, generationId, true);
}

/** Adds and appends in one turn, as Produce does: the marker comes behind the offsets. */
async function commit(commits: readonly OffsetCommit[], request: TxnOffsetCommitRequest, context: RequestContext): Promise<number> {
  const { broker, version } = context;
  const { producerId, producerEpoch } = request;
  const kept = version < addsFrom ? kafkaError.none : broker.transactions.add(request.transactionalId, request, offsetsPartitions, 2);
  if (typeof kept === "number" && kept !== kafkaError.none) return kept;
  try {
    const [errorCode] = await Promise.all([kept, broker.groups.commitPending({ producerId, producerEpoch }, commits)]);
    return errorCode;
  } catch (error) {
    return kafkaFailure(error).code;
  }
}

/** In the words that the client's version knows. */
function translated(errorCode: number, version: number): number {
  if (errorCode === kafkaError.producerFenced) return kafkaError.invalidProducerEpoch;
  return errorCode === kafkaError.concurrentTransactions && version < addsFrom ? kafkaError.coordinatorNotAvailable : errorCode;
}

async function txnOffsetCommit(request: TxnOffsetCommitRequest, context: RequestContext): Promise<TxnOffsetCommitResponseInput> {
  const denied = forbidden(request, context);
  const judged = request.topics.map((topic) => ({ name: topic.name, partitions: judge(request.groupId, topic, context) }));
  const commits = judged.flatMap(({ partitions }) => partitions.flatMap(({ commit: one }) => (one === undefined ? [] : [one])));
  let failure = denied || refusal(request, context);
  if (failure === kafkaError.none && commits.length > 0) failure = await commit(commits, request, context);
  const overall = translated(failure, context.version);
  const topics = judged.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, errorCode }) => ({ partitionIndex, errorCode: denied || errorCode || overall })),
  }));
  return { topics };
}

export const txnOffsetCommitHandler = defineHandler(codecOf(apis, 28), txnOffsetCommit);
