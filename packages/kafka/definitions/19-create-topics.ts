import { list, type ApiDefinition } from "./language.ts";

export const createTopics: ApiDefinition = {
  key: 19,
  name: "CreateTopics",
  versions: "2-7",
  flexible: 5,
  request: {
    topics: list("Topic", {
      name: "string",
      partitions: "int32 as numPartitions",
      replicationFactor: "int16",
      assignments: list("Assignment", { partition: "int32 as partitionIndex", brokerIds: "[int32]" }),
      configs: list("Config", { name: "string", value: "string?" }),
    }),
    timeoutMs: "int32",
    validateOnly: "bool = false",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    topics: list("Topic", {
      name: "string",
      topicId: "uuid 7+",
      errorCode: "int16",
      errorMessage: "string? = null",
      topicConfigErrorCode: "int16 5+ tag 0",
      partitions: "int32 5+ as numPartitions = -1",
      replicationFactor: "int16 5+ = -1",
      configs: list(
        "Config",
        { name: "string", value: "string?", readOnly: "bool", configSource: "int8 = -1", isSensitive: "bool = false" },
        "5+ null 5+ = null",
      ),
    }),
  },
};
