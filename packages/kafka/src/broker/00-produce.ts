// Produce (0), versions 0-13; 0-2 are advertised and refused, as Kafka 4 does: old librdkafka reads support for
// compression out of them. From version 12 on a transactional batch puts its partition into the transaction (KIP-890);
// before, the partition must have been added. timeoutMs is not looked at, as there is no replica to wait for; acks 1
// and -1 mean the same: durable.
import type { MillraceError } from "@millrace/core";
import type { AppendResult, TopicInfo } from "@millrace/log";
import { apis, type ProduceRequest, type ProduceRequestPartition, type ProduceResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { noBytes } from "../protocol/primitives.ts";
import { transactionalProducer } from "../transactions/batches.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { closeConnection, defineHandler, noAnswer, type RequestContext } from "./handler.ts";

const joinsFrom = 12;
const abortableFrom = 11;

type PartitionAnswer = ProduceResponseInput["responses"][number]["partitions"][number];

const failed = (index: number, errorCode: number, errorMessage: string | null = null): PartitionAnswer => ({
  index,
  errorCode,
  baseOffset: -1,
  logStartOffset: -1,
  errorMessage,
});

async function appended(index: number, append: Promise<AppendResult>, joined?: Promise<number>): Promise<PartitionAnswer> {
  try {
    const { baseOffset, logAppendTimeMs, startOffset } = await append;
    const refusal = (await joined) ?? kafkaError.none;
    if (refusal !== kafkaError.none) return failed(index, refusal);
    return { index, errorCode: kafkaError.none, baseOffset, logAppendTimeMs, logStartOffset: startOffset };
  } catch (error) {
    const { code, message, records } = kafkaFailure(error as MillraceError);
    return { ...failed(index, code, message), recordErrors: records?.map((batchIndex) => ({ batchIndex, message })) };
  }
}

/**
 * Asks the coordinator for a place in the transaction: 0 or an error, or, when the partition is new in it, a promise of
 * that. The errors are in the words that the client's version knows; older ones try again upon "too few replicas".
 */
function join(id: string, topic: string, index: number, records: Uint8Array, context: RequestContext): number | Promise<number> {
  const { broker, version } = context;
  const producer = transactionalProducer(records);
  if (producer === undefined) return kafkaError.none;
  if (producer === "several") return kafkaError.invalidRecord;
  const joined =
    version >= joinsFrom
      ? broker.transactions.add(id, producer, new Map([[topic, new Set([index])]]), 2)
      : broker.transactions.verify(id, producer, topic, index);
  if (joined === kafkaError.producerFenced) return kafkaError.invalidProducerEpoch;
  if (version >= joinsFrom) return joined;
  if (joined === kafkaError.concurrentTransactions) return kafkaError.notEnoughReplicas;
  return joined === kafkaError.invalidTxnState && version >= abortableFrom ? kafkaError.transactionAbortable : joined;
}

function writePartition(
  topic: TopicInfo,
  partition: ProduceRequestPartition,
  transactionalId: string | null,
  context: RequestContext,
): PartitionAnswer | Promise<PartitionAnswer> {
  const { index, records } = partition;
  if (topic.internal) return failed(index, kafkaError.invalidTopic, `"${topic.name}" is written by the broker alone`);
  if (index < 0 || index >= topic.partitions) return failed(index, kafkaError.unknownTopicOrPartition);
  // Joining and appending happen in one turn: see the coordinator.
  const joined = transactionalId === null ? kafkaError.none : join(transactionalId, topic.name, index, records ?? noBytes, context);
  if (typeof joined === "number" && joined !== kafkaError.none) return failed(index, joined);
  context.activity.produced(topic.name);
  const append = context.broker.log.append(topic.name, index, records ?? noBytes);
  return appended(index, append, typeof joined === "number" ? undefined : joined);
}

/** What is wrong with the request as a whole, for every partition of it. */
function refusal(request: ProduceRequest, { version, may }: RequestContext): { code: number; message: string } | undefined {
  if (version < 3) return { code: kafkaError.unsupportedVersion, message: "produce versions 0 to 2 are not supported" };
  if (request.acks < -1 || request.acks > 1)
    return { code: kafkaError.invalidRequiredAcks, message: `acks is ${request.acks}, not -1, 0 or 1` };
  const { transactionalId } = request;
  const code = kafkaError.transactionalIdAuthorizationFailed;
  if (transactionalId === null) {
    const transactional = request.topics.some(({ partitions }) =>
      partitions.some(({ records }) => records !== null && transactionalProducer(records) !== undefined),
    );
    return transactional ? { code, message: "a transactional batch came without a transactional id" } : undefined;
  }
  const allowed = may("write", "transactionalId", transactionalId);
  return allowed ? undefined : { code, message: `not authorized to write with transactional id "${transactionalId}"` };
}

async function produce(request: ProduceRequest, context: RequestContext) {
  const { broker, version } = context;
  const refused = refusal(request, context);
  const unknown = version >= 13 ? kafkaError.unknownTopicId : kafkaError.unknownTopicOrPartition;
  // Every append is started before the first await: the order of a connection's requests is the order in the log.
  const responses = request.topics.map(({ name, topicId, partitions }) => {
    const topic = version >= 13 ? broker.topicIds.find(topicId) : broker.log.topic(name);
    const allowed = context.may("write", "topic", topic?.name ?? name);
    const answers = partitions.map((partition) => {
      if (refused !== undefined) return failed(partition.index, refused.code, refused.message);
      if (!allowed && (topic !== undefined || version < 13)) return failed(partition.index, kafkaError.topicAuthorizationFailed);
      return topic === undefined ? failed(partition.index, unknown) : writePartition(topic, partition, request.transactionalId, context);
    });
    return { name, topicId, answers };
  });
  const finished: ProduceResponseInput["responses"][number][] = [];
  for (const { name, topicId, answers } of responses) {
    const answered: PartitionAnswer[] = [];
    // None of them rejects.
    for (const answer of answers) answered.push(await answer);
    finished.push({ name, topicId, partitions: answered });
  }
  if (request.acks !== 0) return { responses: finished };
  return finished.some(({ partitions }) => partitions.some(({ errorCode }) => errorCode !== 0)) ? closeConnection : noAnswer;
}

export const produceHandler = defineHandler(codecOf(apis, 0), produce, true);
