// Produce (0), versions 0-13; 0-2 are advertised and refused, as Kafka 4 does: old librdkafka reads support for
// compression out of them. Simplified: no transactions; record errors are not listed one by one (errorMessage says
// which rule a batch broke); timeoutMs is not looked at, as there is no replica to wait for. acks 1 and -1 mean the
// same: durable.
import type { MillraceError } from "@millrace/core";
import type { AppendResult, TopicInfo } from "@millrace/log";
import { apis, type ProduceRequest, type ProduceRequestPartition, type ProduceResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { noBytes } from "../protocol/primitives.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { closeConnection, defineHandler, noAnswer, type RequestContext } from "./handler.ts";

type PartitionAnswer = ProduceResponseInput["responses"][number]["partitions"][number];

const failed = (index: number, errorCode: number, errorMessage: string | null = null): PartitionAnswer => ({
  index,
  errorCode,
  baseOffset: -1,
  logStartOffset: -1,
  errorMessage,
});

async function appended(index: number, append: Promise<AppendResult>): Promise<PartitionAnswer> {
  try {
    const { baseOffset, logAppendTimeMs, startOffset } = await append;
    return { index, errorCode: kafkaError.none, baseOffset, logAppendTimeMs, logStartOffset: startOffset };
  } catch (error) {
    const { code, message } = kafkaFailure(error as MillraceError);
    return failed(index, code, message);
  }
}

function writePartition(
  topic: TopicInfo,
  partition: ProduceRequestPartition,
  context: RequestContext,
): PartitionAnswer | Promise<PartitionAnswer> {
  const { index, records } = partition;
  if (topic.internal) return failed(index, kafkaError.invalidTopic, `"${topic.name}" is written by the broker alone`);
  if (index < 0 || index >= topic.partitions) return failed(index, kafkaError.unknownTopicOrPartition);
  context.activity.produced(topic.name);
  return appended(index, context.broker.log.append(topic.name, index, records ?? noBytes));
}

/** What is wrong with the request as a whole, for every partition of it. */
function refusal(request: ProduceRequest, version: number): { code: number; message: string } | undefined {
  if (version < 3) return { code: kafkaError.unsupportedVersion, message: "produce versions 0 to 2 are not supported" };
  if (request.acks < -1 || request.acks > 1)
    return { code: kafkaError.invalidRequiredAcks, message: `acks is ${request.acks}, not -1, 0 or 1` };
  if (request.transactionalId === null) return undefined;
  return { code: kafkaError.transactionalIdAuthorizationFailed, message: "transactions are not supported" };
}

async function produce(request: ProduceRequest, context: RequestContext) {
  const { broker, version } = context;
  const refused = refusal(request, version);
  const unknown = version >= 13 ? kafkaError.unknownTopicId : kafkaError.unknownTopicOrPartition;
  // Every append is started before the first await: the order of a connection's requests is the order in the log.
  const responses = request.topics.map(({ name, topicId, partitions }) => {
    const topic = version >= 13 ? broker.topicIds.find(topicId) : broker.log.topic(name);
    const allowed = context.may("write", "topic", topic?.name ?? name);
    const answers = partitions.map(async (partition) => {
      if (refused !== undefined) return failed(partition.index, refused.code, refused.message);
      if (!allowed && (topic !== undefined || version < 13)) return failed(partition.index, kafkaError.topicAuthorizationFailed);
      return topic === undefined ? failed(partition.index, unknown) : writePartition(topic, partition, context);
    });
    return { name, topicId, answers };
  });
  const finished = await Promise.all(
    responses.map(async ({ name, topicId, answers }) => ({ name, topicId, partitions: await Promise.all(answers) })),
  );
  if (request.acks !== 0) return { responses: finished };
  return finished.some(({ partitions }) => partitions.some(({ errorCode }) => errorCode !== 0)) ? closeConnection : noAnswer;
}

export const produceHandler = defineHandler(codecOf(apis, 0), produce, true);
