// electionType: 0 the preferred leader, 1 any live replica.
import { list, type ApiDefinition } from "./language.ts";

export const electLeaders: ApiDefinition = {
  key: 43,
  name: "ElectLeaders",
  versions: "0-2",
  flexible: 2,
  request: {
    electionType: "int8 1+ = 0",
    topicPartitions: list("TopicPartitions", { topic: "string", partitions: "[int32]" }, "null 0+"),
    timeoutMs: "int32 = 60000",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16 1+ = 0",
    replicaElectionResults: list("Result", {
      topic: "string",
      partitionResult: list("Partition", { partitionId: "int32", errorCode: "int16", errorMessage: "string? = null" }),
    }),
  },
};
