import { list, type ApiDefinition } from "./language.ts";

export const describeProducers: ApiDefinition = {
  key: 61,
  name: "DescribeProducers",
  versions: "0",
  flexible: 0,
  request: { topics: list("Topic", { name: "string", partitionIndexes: "[int32]" }) },
  response: {
    throttleTimeMs: "int32 = 0",
    topics: list("Topic", {
      name: "string",
      partitions: list("Partition", {
        partitionIndex: "int32",
        errorCode: "int16",
        errorMessage: "string? = null",
        activeProducers: list("Producer", {
          producerId: "int64",
          producerEpoch: "int32",
          lastSequence: "int32 = -1",
          lastTimestamp: "int64 = -1",
          coordinatorEpoch: "int32",
          currentTxnStartOffset: "int64 = -1",
        }),
      }),
    }),
  },
};
