// memberEpoch: 0 joins, -1 leaves, -2 leaves for a while (static members). Fields that are null have not changed.
import { list, struct, type ApiDefinition } from "./language.ts";

const topicPartitions = { topicId: "uuid", partitions: "[int32]" };

export const consumerGroupHeartbeat: ApiDefinition = {
  key: 68,
  name: "ConsumerGroupHeartbeat",
  versions: "0-1",
  flexible: 0,
  request: {
    groupId: "string",
    memberId: "string",
    memberEpoch: "int32",
    instanceId: "string? = null",
    rackId: "string? = null",
    rebalanceTimeoutMs: "int32 = -1",
    subscribedTopicNames: "[string]? = null",
    subscribedTopicRegex: "string? 1+ = null",
    serverAssignor: "string? = null",
    topicPartitions: list("TopicPartitions", topicPartitions, "null 0+ = null"),
  },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16",
    errorMessage: "string? = null",
    memberId: "string? = null",
    memberEpoch: "int32",
    heartbeatIntervalMs: "int32",
    assignment: struct("Assignment", { topicPartitions: list("TopicPartitions", topicPartitions) }, "null 0+ = null"),
  },
};
