// Versions 0-2 carry message formats that Kafka 4 no longer takes; they are decoded so that they can be refused politely.
import { list, struct, type ApiDefinition } from "./language.ts";

export const produce: ApiDefinition = {
  key: 0,
  name: "Produce",
  versions: "0-13",
  flexible: 9,
  request: {
    transactionalId: "string? 3+",
    acks: "int16",
    timeoutMs: "int32",
    topics: list(
      "Topic",
      {
        name: "string 0-12",
        topicId: "uuid 13+",
        partitions: list("Partition", { index: "int32", records: "records?" }, "as partitionData"),
      },
      "as topicData",
    ),
  },
  response: {
    responses: list("Topic", {
      name: "string 0-12",
      topicId: "uuid 13+",
      partitions: list(
        "Partition",
        {
          index: "int32",
          errorCode: "int16",
          baseOffset: "int64",
          logAppendTimeMs: "int64 2+ = -1",
          logStartOffset: "int64 5+ = -1",
          recordErrors: list("RecordError", { batchIndex: "int32", message: "string? as batchIndexErrorMessage" }, "8+ = []"),
          errorMessage: "string? 8+ = null",
          currentLeader: struct("Leader", { leaderId: "int32 = -1", leaderEpoch: "int32 = -1" }, "10+ tag 0"),
        },
        "as partitionResponses",
      ),
    }),
    throttleTimeMs: "int32 1+ = 0",
    nodeEndpoints: list("Endpoint", { nodeId: "int32", host: "string", port: "int32", rack: "string? = null" }, "10+ tag 0"),
  },
};
