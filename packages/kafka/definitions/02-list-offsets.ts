// Timestamps below zero ask for a place, not a time: -1 latest, -2 earliest, -3 (v7) the largest timestamp,
// -4 (v8) earliest on local disk, -5 (v9) latest in tiered storage, -6 (v11) earliest not yet uploaded.
import { list, type ApiDefinition } from "./language.ts";

export const listOffsets: ApiDefinition = {
  key: 2,
  name: "ListOffsets",
  versions: "1-11",
  flexible: 6,
  request: {
    replicaId: "int32",
    isolationLevel: "int8 2+ = 0",
    topics: list("Topic", {
      name: "string",
      partitions: list("Partition", { index: "int32 as partitionIndex", currentLeaderEpoch: "int32 4+ = -1", timestamp: "int64" }),
    }),
    timeoutMs: "int32 10+ = 0",
  },
  response: {
    throttleTimeMs: "int32 2+ = 0",
    topics: list("Topic", {
      name: "string",
      partitions: list("Partition", {
        index: "int32 as partitionIndex",
        errorCode: "int16",
        timestamp: "int64 = -1",
        offset: "int64 = -1",
        leaderEpoch: "int32 4+ = -1",
      }),
    }),
  },
};
