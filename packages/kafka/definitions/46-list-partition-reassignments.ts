import { list, type ApiDefinition } from "./language.ts";

export const listPartitionReassignments: ApiDefinition = {
  key: 46,
  name: "ListPartitionReassignments",
  versions: "0",
  flexible: 0,
  request: { timeoutMs: "int32 = 60000", topics: list("Topic", { name: "string", partitionIndexes: "[int32]" }, "null 0+ = null") },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16",
    errorMessage: "string? = null",
    topics: list("Topic", {
      name: "string",
      partitions: list("Partition", {
        partitionIndex: "int32",
        replicas: "[int32]",
        addingReplicas: "[int32]",
        removingReplicas: "[int32]",
      }),
    }),
  },
};
