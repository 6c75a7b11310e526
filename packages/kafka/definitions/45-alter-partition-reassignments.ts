// replicas: where a partition shall live; null gives up a reassignment that is under way.
import { list, type ApiDefinition } from "./language.ts";

export const alterPartitionReassignments: ApiDefinition = {
  key: 45,
  name: "AlterPartitionReassignments",
  versions: "0-1",
  flexible: 0,
  request: {
    timeoutMs: "int32 = 60000",
    allowReplicationFactorChange: "bool 1+ = true",
    topics: list("Topic", { name: "string", partitions: list("Partition", { partitionIndex: "int32", replicas: "[int32]? = null" }) }),
  },
  response: {
    throttleTimeMs: "int32 = 0",
    allowReplicationFactorChange: "bool 1+ = true",
    errorCode: "int16",
    errorMessage: "string? = null",
    responses: list("Topic", {
      name: "string",
      partitions: list("Partition", { partitionIndex: "int32", errorCode: "int16", errorMessage: "string? = null" }),
    }),
  },
};
