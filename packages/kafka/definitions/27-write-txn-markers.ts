// transactionResult: true to commit, false to abort.
import { list, type ApiDefinition } from "./language.ts";

export const writeTxnMarkers: ApiDefinition = {
  key: 27,
  name: "WriteTxnMarkers",
  versions: "1-2",
  flexible: 1,
  request: {
    markers: list("Marker", {
      producerId: "int64",
      producerEpoch: "int16",
      transactionResult: "bool",
      topics: list("Topic", { name: "string", partitionIndexes: "[int32]" }),
      coordinatorEpoch: "int32",
      transactionVersion: "int8 2+ = 0",
    }),
  },
  response: {
    markers: list("Marker", {
      producerId: "int64",
      topics: list("Topic", { name: "string", partitions: list("Partition", { partitionIndex: "int32", errorCode: "int16" }) }),
    }),
  },
};
