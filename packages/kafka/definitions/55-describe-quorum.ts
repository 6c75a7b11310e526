import { list, type ApiDefinition } from "./language.ts";

const replicaState = {
  replicaId: "int32",
  replicaDirectoryId: "uuid 2+",
  logEndOffset: "int64",
  lastFetchTimestamp: "int64 1+ = -1",
  lastCaughtUpTimestamp: "int64 1+ = -1",
};

export const describeQuorum: ApiDefinition = {
  key: 55,
  name: "DescribeQuorum",
  versions: "0-2",
  flexible: 0,
  request: { topics: list("Topic", { topicName: "string", partitions: list("Partition", { partitionIndex: "int32" }) }) },
  response: {
    errorCode: "int16",
    errorMessage: "string? 2+ = null",
    topics: list("Topic", {
      topicName: "string",
      partitions: list("Partition", {
        partitionIndex: "int32",
        errorCode: "int16",
        errorMessage: "string? 2+ = null",
        leaderId: "int32",
        leaderEpoch: "int32",
        highWatermark: "int64",
        currentVoters: list("Voter", replicaState),
        observers: list("Observer", replicaState),
      }),
    }),
    nodes: list("Node", { nodeId: "int32", listeners: list("Listener", { name: "string", host: "string", port: "uint16" }) }, "2+ = []"),
  },
};
