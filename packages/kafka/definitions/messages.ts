// Messages that stand alone: the headers of every frame, what consumers say to each other through the group's
// leader (each preceded by its version as int16), and the records of `__consumer_offsets`, in Kafka's own layout.
import { list, type MessageDefinition } from "./language.ts";

const partitions = { topic: "string", partitions: "[int32]" };

export const messages: readonly MessageDefinition[] = [
  {
    name: "RequestHeader",
    versions: "1-2",
    flexible: 2,
    fields: {
      apiKey: "int16 as requestApiKey",
      apiVersion: "int16 as requestApiVersion",
      correlationId: "int32",
      clientId: "string? plain",
    },
  },
  { name: "ResponseHeader", versions: "0-1", flexible: 1, fields: { correlationId: "int32" } },
  {
    name: "ConsumerProtocolSubscription",
    versions: "0-3",
    flexible: "never",
    fields: {
      topics: "[string]",
      userData: "bytes?",
      ownedPartitions: list("TopicPartitions", partitions, "1+ = []"),
      generationId: "int32 2+ = -1",
      rackId: "string? 3+ = null",
    },
  },
  {
    name: "ConsumerProtocolAssignment",
    versions: "0-3",
    flexible: "never",
    fields: { assignedPartitions: list("TopicPartitions", partitions), userData: "bytes?" },
  },
  { name: "OffsetCommitKey", versions: "0-1", flexible: "never", fields: { group: "string", topic: "string", partition: "int32" } },
  {
    name: "OffsetCommitValue",
    versions: "0-3",
    flexible: "never",
    fields: {
      offset: "int64",
      leaderEpoch: "int32 3+ = -1",
      metadata: "string",
      commitTimestampMs: "int64 as commitTimestamp",
      expireTimestampMs: "int64 1 as expireTimestamp = -1",
    },
  },
];
