import { list, type ApiDefinition } from "./language.ts";

export const alterReplicaLogDirs: ApiDefinition = {
  key: 34,
  name: "AlterReplicaLogDirs",
  versions: "1-2",
  flexible: 2,
  request: { dirs: list("Dir", { path: "string", topics: list("Topic", { name: "string", partitions: "[int32]" }) }) },
  response: {
    throttleTimeMs: "int32 = 0",
    results: list("Result", { topicName: "string", partitions: list("Partition", { partitionIndex: "int32", errorCode: "int16" }) }),
  },
};
