import { list, type ApiDefinition } from "./language.ts";

export const offsetDelete: ApiDefinition = {
  key: 47,
  name: "OffsetDelete",
  versions: "0",
  flexible: "never",
  request: { groupId: "string", topics: list("Topic", { name: "string", partitions: list("Partition", { partitionIndex: "int32" }) }) },
  response: {
    errorCode: "int16",
    throttleTimeMs: "int32 = 0",
    topics: list("Topic", { name: "string", partitions: list("Partition", { partitionIndex: "int32", errorCode: "int16" }) }),
  },
};
