// DeleteRecords (21), versions 0-2: moves the beginning of partitions. The answer comes when that is durable; the
// request's time limit is not kept, as nothing waits for another broker.
import { topicSettings } from "@millrace/log";
import { apis, type DeleteRecordsRequest, type DeleteRecordsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import { answerParts } from "./slices.ts";

type PartitionRequest = DeleteRecordsRequest["topics"][number]["partitions"][number];
type PartitionAnswer = DeleteRecordsResponseInput["topics"][number]["partitions"][number];

/** The error that any partition of a topic gets. */
function refusal(name: string, { broker, may }: RequestContext): number {
  if (!may("delete", "topic", name)) return kafkaError.topicAuthorizationFailed;
  const topic = broker.log.topic(name);
  if (topic === undefined) return kafkaError.unknownTopicOrPartition;
  if (topic.internal) return kafkaError.invalidTopic;
  return topicSettings(topic.config).deleteOld ? kafkaError.none : kafkaError.policyViolation;
}

async function deleteBefore(name: string, { partitionIndex, offset }: PartitionRequest, context: RequestContext): Promise<PartitionAnswer> {
  const refused = refusal(name, context);
  if (refused !== kafkaError.none) return { partitionIndex, lowWatermark: -1, errorCode: refused };
  try {
    const lowWatermark = await context.broker.log.deleteRecords(name, partitionIndex, offset);
    return { partitionIndex, lowWatermark, errorCode: kafkaError.none };
  } catch (error) {
    return { partitionIndex, lowWatermark: -1, errorCode: kafkaFailure(error).code };
  }
}

async function deleteRecords(request: DeleteRecordsRequest, context: RequestContext): Promise<DeleteRecordsResponseInput> {
  const answers = await answerParts(
    context.broker.clock,
    request.topics,
    ({ partitions }) => partitions,
    ({ name }, partition) => deleteBefore(name, partition, context),
  );
  return { topics: request.topics.map(({ name }, index) => ({ name, partitions: answers[index]! })) };
}

export const deleteRecordsHandler = defineHandler(codecOf(apis, 21), deleteRecords);
