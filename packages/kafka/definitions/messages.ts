// Messages that stand alone: the headers of every frame, what consumers say to each other through the group's
// leader (each preceded by its version as int16), and the records of `__consumer_offsets` and `__transaction_state`, in
// Kafka's own layout.
import { list, type MessageDefinition, struct } from "./language.ts";

const partitions = { topic: "string", partitions: "[int32]" };
const assigned = { topicId: "uuid", partitions: "[int32]" };

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
    versions: "0-4",
    flexible: 4,
    fields: {
      offset: "int64",
      leaderEpoch: "int32 3+ = -1",
      metadata: "string",
      commitTimestampMs: "int64 as commitTimestamp",
      expireTimestampMs: "int64 1 as expireTimestamp = -1",
      topicId: "uuid 4+ tag 0",
    },
  },
  { name: "GroupMetadataKey", versions: "2", flexible: "never", fields: { group: "string" } },
  {
    name: "GroupMetadataValue",
    versions: "0-4",
    flexible: 4,
    fields: {
      protocolType: "string",
      generation: "int32",
      protocol: "string?",
      leader: "string?",
      currentStateTimestamp: "int64 2+ = -1",
      members: list("GroupMetadataMember", {
        memberId: "string",
        groupInstanceId: "string? 3+ = null",
        clientId: "string",
        clientHost: "string",
        rebalanceTimeout: "int32 1+ = -1",
        sessionTimeout: "int32",
        subscription: "bytes",
        assignment: "bytes",
      }),
    },
  },
  // Kinds 3 to 8 of `__consumer_offsets` (KIP-848): the number in front of a key is its kind. The keys of kinds 3 and 6 are
  // alike, and those of 5, 7 and 8.
  { name: "ConsumerGroupMetadataKey", versions: "0", flexible: "never", fields: { groupId: "string" } },
  { name: "ConsumerGroupMemberMetadataKey", versions: "0", flexible: "never", fields: { groupId: "string", memberId: "string" } },
  {
    name: "ConsumerGroupMetadataValue",
    versions: "0",
    flexible: 0,
    fields: { epoch: "int32", metadataHash: "int64 tag 0 = 0" },
  },
  {
    name: "ConsumerGroupMemberMetadataValue",
    versions: "0",
    flexible: 0,
    fields: {
      instanceId: "string?",
      rackId: "string?",
      clientId: "string",
      clientHost: "string",
      subscribedTopicNames: "[string]",
      subscribedTopicRegex: "string?",
      rebalanceTimeoutMs: "int32",
      serverAssignor: "string?",
      classicMemberMetadata: struct(
        "ClassicMemberMetadata",
        { sessionTimeoutMs: "int32", supportedProtocols: list("ClassicProtocol", { name: "string", metadata: "bytes" }) },
        "null 0+ tag 0",
      ),
    },
  },
  {
    name: "ConsumerGroupTargetAssignmentMetadataValue",
    versions: "0",
    flexible: 0,
    fields: { assignmentEpoch: "int32", assignmentTimestamp: "int64 tag 0 = 0" },
  },
  {
    name: "ConsumerGroupTargetAssignmentMemberValue",
    versions: "0",
    flexible: 0,
    fields: { topicPartitions: list("TopicPartitions", assigned) },
  },
  {
    name: "ConsumerGroupCurrentMemberAssignmentValue",
    versions: "0",
    flexible: 0,
    fields: {
      memberEpoch: "int32",
      previousMemberEpoch: "int32",
      state: "int8",
      assignedPartitions: list("TopicPartitions", assigned),
      partitionsPendingRevocation: list("RevokedPartitions", assigned),
    },
  },
  { name: "TransactionLogKey", versions: "0", flexible: "never", fields: { transactionalId: "string" } },
  {
    name: "TransactionLogValue",
    versions: "0-1",
    flexible: 1,
    fields: {
      producerId: "int64",
      previousProducerId: "int64 1+ tag 0 = -1",
      nextProducerId: "int64 1+ tag 1 = -1",
      producerEpoch: "int16",
      transactionTimeoutMs: "int32",
      transactionStatus: "int8",
      transactionPartitions: list("TransactionPartitions", { topic: "string", partitionIds: "[int32]" }, "null 0+"),
      transactionLastUpdateTimestampMs: "int64",
      transactionStartTimestampMs: "int64",
      clientTransactionVersion: "int16 1+ tag 2",
      nextProducerEpoch: "int16 1+ tag 3 = -1",
    },
  },
];
