import { list, struct, type ApiDefinition } from "./language.ts";

const cursor = { topicName: "string", partitionIndex: "int32" };

export const describeTopicPartitions: ApiDefinition = {
  key: 75,
  name: "DescribeTopicPartitions",
  versions: "0",
  flexible: 0,
  request: {
    topics: list("Topic", { name: "string" }),
    responsePartitionLimit: "int32 = 2000",
    cursor: struct("Cursor", cursor, "null 0+ = null"),
  },
  response: {
    throttleTimeMs: "int32 = 0",
    topics: list("Topic", {
      errorCode: "int16",
      name: "string?",
      topicId: "uuid",
      isInternal: "bool = false",
      partitions: list("Partition", {
        errorCode: "int16",
        index: "int32 as partitionIndex",
        leaderId: "int32",
        leaderEpoch: "int32 = -1",
        replicaNodes: "[int32]",
        isrNodes: "[int32]",
        eligibleLeaderReplicas: "[int32]? = null",
        lastKnownEligibleLeaderReplicas: "[int32]? as lastKnownElr = null",
        offlineReplicas: "[int32] = []",
      }),
      topicAuthorizedOperations: "int32 = -2147483648",
    }),
    nextCursor: struct("Cursor", cursor, "null 0+ = null"),
  },
};
