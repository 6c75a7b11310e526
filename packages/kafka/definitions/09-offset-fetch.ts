// Version 8 turned one group into a list of groups; the fields of the old shape end at 7.
import { list, type ApiDefinition } from "./language.ts";

export const offsetFetch: ApiDefinition = {
  key: 9,
  name: "OffsetFetch",
  versions: "1-10",
  flexible: 6,
  request: {
    groupId: "string 0-7",
    topics: list("Topic", { name: "string", partitionIndexes: "[int32]" }, "0-7 null 2-7"),
    groups: list(
      "Group",
      {
        groupId: "string",
        memberId: "string? 9+ = null",
        memberEpoch: "int32 9+ = -1",
        topics: list("GroupTopic", { name: "string 8-9", topicId: "uuid 10+", partitionIndexes: "[int32]" }, "null 8+"),
      },
      "8+",
    ),
    requireStable: "bool 7+ = false",
  },
  response: {
    throttleTimeMs: "int32 3+ = 0",
    topics: list(
      "Topic",
      {
        name: "string",
        partitions: list("Partition", {
          index: "int32 as partitionIndex",
          committedOffset: "int64",
          committedLeaderEpoch: "int32 5+ = -1",
          metadata: "string?",
          errorCode: "int16",
        }),
      },
      "0-7 = []",
    ),
    errorCode: "int16 2-7 = 0",
    groups: list(
      "Group",
      {
        groupId: "string",
        topics: list("GroupTopic", {
          name: "string 8-9",
          topicId: "uuid 10+",
          partitions: list("GroupPartition", {
            index: "int32 as partitionIndex",
            committedOffset: "int64",
            committedLeaderEpoch: "int32 = -1",
            metadata: "string?",
            errorCode: "int16",
          }),
        }),
        errorCode: "int16",
      },
      "8+ = []",
    ),
  },
};
