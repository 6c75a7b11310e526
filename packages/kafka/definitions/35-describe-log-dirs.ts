import { list, type ApiDefinition } from "./language.ts";

export const describeLogDirs: ApiDefinition = {
  key: 35,
  name: "DescribeLogDirs",
  versions: "1-5",
  flexible: 2,
  request: { topics: list("Topic", { topic: "string", partitions: "[int32]" }, "null 0+") },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16 3+ = 0",
    results: list("Result", {
      errorCode: "int16",
      logDir: "string",
      topics: list("Topic", {
        name: "string",
        partitions: list("Partition", { partitionIndex: "int32", partitionSize: "int64", offsetLag: "int64", isFutureKey: "bool" }),
      }),
      totalBytes: "int64 4+ = -1",
      usableBytes: "int64 4+ = -1",
      isCordoned: "bool 5+ = false",
    }),
  },
};
