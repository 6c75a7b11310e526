// DescribeTopicPartitions (75), version 0: Metadata in pages. Topics come in the order of their names; the cursor says
// where the next page begins.
import { apis, type DescribeTopicPartitionsRequest, type DescribeTopicPartitionsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { authorizedOperations, operationsNotAsked } from "../security/authorized-operations.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const pagePartitionsMax = 2_000;

type TopicAnswer = DescribeTopicPartitionsResponseInput["topics"][number];

const refused = (name: string, errorCode: number): TopicAnswer => ({ errorCode, name, topicId: zeroUuid, partitions: [] });

function describeTopicPartitions(request: DescribeTopicPartitionsRequest, context: RequestContext): DescribeTopicPartitionsResponseInput {
  const { broker, may } = context;
  const { cursor } = request;
  if (cursor !== null && cursor.partitionIndex < 0) {
    return { topics: request.topics.map(({ name }) => refused(name, kafkaError.invalidRequest)) };
  }
  const nodes = [broker.settings.nodeId];
  const visible = () => broker.log.topics().filter(({ name }) => may("describe", "topic", name));
  const asked = (request.topics.length === 0 ? visible() : request.topics).map(({ name }) => name);
  const names = [...new Set(asked)].filter((name) => cursor === null || name >= cursor.topicName).sort();
  const topics: TopicAnswer[] = [];
  let left = Math.max(1, Math.min(request.responsePartitionLimit, pagePartitionsMax));
  for (const name of names) {
    const topic = broker.log.topic(name);
    const from = cursor?.topicName === name ? cursor.partitionIndex : 0;
    if (left === 0) return { topics, nextCursor: { topicName: name, partitionIndex: from } };
    const allowed = may("describe", "topic", name);
    if (topic === undefined || !allowed) {
      const errorCode = allowed ? kafkaError.unknownTopicOrPartition : kafkaError.topicAuthorizationFailed;
      const topicAuthorizedOperations = allowed ? authorizedOperations("topic", name, context) : operationsNotAsked;
      topics.push({ ...refused(name, errorCode), topicAuthorizedOperations });
      continue;
    }
    const count = Math.max(0, Math.min(left, topic.partitions - from));
    const partitions = Array.from({ length: count }, (_, index) => ({
      errorCode: kafkaError.none,
      index: from + index,
      leaderId: broker.settings.nodeId,
      leaderEpoch: 0,
      replicaNodes: nodes,
      isrNodes: nodes,
      // Empty, not null: Apache's client does not expect null, although the protocol has it.
      eligibleLeaderReplicas: [],
      lastKnownEligibleLeaderReplicas: [],
    }));
    const topicAuthorizedOperations = authorizedOperations("topic", name, context);
    topics.push({ errorCode: kafkaError.none, name, topicId: topic.id, isInternal: topic.internal, partitions, topicAuthorizedOperations });
    left -= count;
    if (from + count < topic.partitions) return { topics, nextCursor: { topicName: name, partitionIndex: from + count } };
  }
  return { topics };
}

export const describeTopicPartitionsHandler = defineHandler(codecOf(apis, 75), describeTopicPartitions);
