import { list, type ApiDefinition } from "./language.ts";

export const offsetForLeaderEpoch: ApiDefinition = {
  key: 23,
  name: "OffsetForLeaderEpoch",
  versions: "2-4",
  flexible: 4,
  request: {
    replicaId: "int32 3+ = -2",
    topics: list("Topic", {
      name: "string as topic",
      partitions: list("Partition", { index: "int32 as partition", currentLeaderEpoch: "int32 = -1", leaderEpoch: "int32" }),
    }),
  },
  response: {
    throttleTimeMs: "int32 = 0",
    topics: list("Topic", {
      name: "string as topic",
      partitions: list("Partition", {
        errorCode: "int16",
        index: "int32 as partition",
        leaderEpoch: "int32 = -1",
        endOffset: "int64 = -1",
      }),
    }),
  },
};
