import { list, type ApiDefinition } from "./language.ts";

export const offsetCommit: ApiDefinition = {
  key: 8,
  name: "OffsetCommit",
  versions: "2-10",
  flexible: 8,
  request: {
    groupId: "string",
    generationId: "int32 as generationIdOrMemberEpoch = -1",
    memberId: "string",
    groupInstanceId: "string? 7+ = null",
    retentionTimeMs: "int64 2-4 = -1",
    topics: list("Topic", {
      name: "string 0-9",
      topicId: "uuid 10+",
      partitions: list("Partition", {
        index: "int32 as partitionIndex",
        committedOffset: "int64",
        committedLeaderEpoch: "int32 6+ = -1",
        committedMetadata: "string?",
      }),
    }),
  },
  response: {
    throttleTimeMs: "int32 3+ = 0",
    topics: list("Topic", {
      name: "string 0-9",
      topicId: "uuid 10+",
      partitions: list("Partition", { index: "int32 as partitionIndex", errorCode: "int16" }),
    }),
  },
};
