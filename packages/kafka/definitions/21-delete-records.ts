// offset -1: up to the high watermark.
import { list, type ApiDefinition } from "./language.ts";

export const deleteRecords: ApiDefinition = {
  key: 21,
  name: "DeleteRecords",
  versions: "0-2",
  flexible: 2,
  request: {
    topics: list("Topic", { name: "string", partitions: list("Partition", { partitionIndex: "int32", offset: "int64" }) }),
    timeoutMs: "int32",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    topics: list("Topic", {
      name: "string",
      partitions: list("Partition", { partitionIndex: "int32", lowWatermark: "int64", errorCode: "int16" }),
    }),
  },
};
