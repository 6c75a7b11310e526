import { list, type ApiDefinition } from "./language.ts";

export const metadata: ApiDefinition = {
  key: 3,
  name: "Metadata",
  versions: "0-13",
  flexible: 9,
  request: {
    topics: list("Topic", { topicId: "uuid 10+", name: "string null 10+" }, "null 1+"),
    allowAutoTopicCreation: "bool 4+ = true",
    includeClusterAuthorizedOperations: "bool 8-10 = false",
    includeTopicAuthorizedOperations: "bool 8+ = false",
  },
  response: {
    throttleTimeMs: "int32 3+ = 0",
    brokers: list("Broker", { nodeId: "int32", host: "string", port: "int32", rack: "string? 1+ = null" }),
    clusterId: "string? 2+ = null",
    controllerId: "int32 1+ = -1",
    topics: list("Topic", {
      errorCode: "int16",
      name: "string null 12+",
      topicId: "uuid 10+",
      isInternal: "bool 1+ = false",
      partitions: list("Partition", {
        errorCode: "int16",
        index: "int32 as partitionIndex",
        leaderId: "int32",
        leaderEpoch: "int32 7+ = -1",
        replicaNodes: "[int32]",
        isrNodes: "[int32]",
        offlineReplicas: "[int32] 5+ = []",
      }),
      topicAuthorizedOperations: "int32 8+ = -2147483648",
    }),
    clusterAuthorizedOperations: "int32 8-10 = -2147483648",
    errorCode: "int16 13+ = 0",
  },
};
