// What the fuzzer starts from: one sound request of each API that the codec knows, answered or not.
import { encodeBatch } from "@millrace/log";
import { zeroUuid } from "../../protocol/primitives.ts";
import type { ApiName, RequestOf } from "../raw-client.ts";

export const fuzzTopic = "fuzzed";

export const fuzzBatch = encodeBatch({ records: [{ key: "k", value: "some value", headers: [{ key: "h", value: "x" }] }] });
const produced = { transactionalId: null, acks: -1, timeoutMs: 10 };
const topicPartition = [{ index: 0, records: fuzzBatch }];
const member = { groupId: "g", generationId: 1, memberId: "m" };
const topics = [{ name: fuzzTopic, partitions: [0] }];
const producer = { producerId: 1, producerEpoch: 0 };
const transaction = { transactionalId: "t", ...producer };
const oldTransaction = { v3AndBelowTransactionalId: "t", v3AndBelowProducerId: 1, v3AndBelowProducerEpoch: 0 };
const owner = { principalType: "User", principalName: "a" };
const aclFilter = {
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  principalFilter: "User:a",
  hostFilter: null,
  operation: 1,
  permissionType: 1,
};

/** One sound request of each API. */
export const fuzzRequests: { readonly [Name in ApiName]: RequestOf<Name> } = {
  Produce: { ...produced, topics: [{ name: fuzzTopic, topicId: zeroUuid, partitions: topicPartition }] },
  Fetch: {
    maxWaitMs: 1,
    minBytes: 1,
    maxBytes: 1000,
    isolationLevel: 0,
    topics: [{ name: fuzzTopic, topicId: zeroUuid, partitions: [{ index: 0, fetchOffset: 0, maxBytes: 100 }] }],
  },
  ListOffsets: { replicaId: -1, topics: [{ name: fuzzTopic, partitions: [{ index: 0, timestamp: 1 }] }] },
  Metadata: { topics: [{ name: fuzzTopic, topicId: zeroUuid }], allowAutoTopicCreation: false },
  OffsetCommit: {
    groupId: "g",
    memberId: "",
    topics: [{ name: fuzzTopic, topicId: zeroUuid, partitions: [{ index: 0, committedOffset: 3, committedMetadata: "m" }] }],
  },
  OffsetFetch: {
    groupId: "g",
    topics: [{ name: fuzzTopic, partitionIndexes: [0, 1] }],
    groups: [{ groupId: "g", topics: [{ name: fuzzTopic, topicId: zeroUuid, partitionIndexes: [0] }] }],
  },
  FindCoordinator: { key: "g", coordinatorKeys: ["g", "h"] },
  JoinGroup: {
    groupId: "g",
    sessionTimeoutMs: 6000,
    rebalanceTimeoutMs: 10,
    memberId: "",
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: zeroUuid }],
  },
  Heartbeat: member,
  LeaveGroup: { groupId: "g", memberId: "m", members: [{ memberId: "m", groupInstanceId: null }] },
  SyncGroup: { ...member, assignments: [{ memberId: "m", assignment: zeroUuid }] },
  DescribeGroups: { groups: ["g", "h"] },
  ListGroups: { statesFilter: ["Stable"] },
  ApiVersions: { clientSoftwareName: "fuzz", clientSoftwareVersion: "1" },
  CreateTopics: {
    topics: [{ name: "made", partitions: 1, replicationFactor: 1, assignments: [], configs: [{ name: "retention.ms", value: "1" }] }],
    timeoutMs: 1,
    validateOnly: true,
  },
  DeleteTopics: { topics: [{ name: "gone", topicId: zeroUuid }], topicNames: ["gone"], timeoutMs: 1 },
  InitProducerId: { transactionalId: null, transactionTimeoutMs: 1 },
  OffsetForLeaderEpoch: { topics: [{ name: fuzzTopic, partitions: [{ index: 0, leaderEpoch: 0 }] }] },
  DescribeConfigs: { resources: [{ resourceType: 2, resourceName: fuzzTopic, configurationKeys: null }] },
  AlterConfigs: { resources: [{ resourceType: 2, resourceName: fuzzTopic, configs: [] }], validateOnly: true },
  CreatePartitions: { topics: [{ name: fuzzTopic, count: 2, assignments: null }], timeoutMs: 1, validateOnly: true },
  DeleteGroups: { groupIds: ["h"] },
  IncrementalAlterConfigs: { resources: [{ resourceType: 2, resourceName: fuzzTopic, configs: [] }], validateOnly: true },
  DescribeCluster: {},
  DescribeTopicPartitions: { topics: [{ name: fuzzTopic }], cursor: { topicName: fuzzTopic, partitionIndex: 0 } },
  SaslHandshake: { mechanism: "PLAIN" },
  SaslAuthenticate: { authBytes: zeroUuid },
  DeleteRecords: { topics: [{ name: fuzzTopic, partitions: [{ partitionIndex: 0, offset: 0 }] }], timeoutMs: 1 },
  AddPartitionsToTxn: { transactions: [{ ...transaction, topics }], ...oldTransaction, v3AndBelowTopics: topics },
  AddOffsetsToTxn: { ...transaction, groupId: "g" },
  EndTxn: { ...transaction, committed: true },
  WriteTxnMarkers: {
    markers: [{ ...producer, transactionResult: true, topics: [{ name: fuzzTopic, partitionIndexes: [0] }], coordinatorEpoch: 0 }],
  },
  TxnOffsetCommit: {
    ...transaction,
    groupId: "g",
    topics: [{ name: fuzzTopic, partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: "m" }] }],
  },
  DescribeAcls: aclFilter,
  CreateAcls: { creations: [{ resourceType: 2, resourceName: "t", principal: "User:a", host: "*", operation: 3, permissionType: 3 }] },
  DeleteAcls: { filters: [aclFilter] },
  AlterReplicaLogDirs: { dirs: [{ path: "/nowhere", topics }] },
  DescribeLogDirs: { topics: [{ topic: fuzzTopic, partitions: [0] }] },
  CreateDelegationToken: { renewers: [owner], maxLifetimeMs: 1 },
  RenewDelegationToken: { hmac: zeroUuid, renewPeriodMs: 1 },
  ExpireDelegationToken: { hmac: zeroUuid, expiryTimePeriodMs: 1 },
  DescribeDelegationToken: { owners: [owner] },
  ElectLeaders: { topicPartitions: [{ topic: fuzzTopic, partitions: [0] }], timeoutMs: 1 },
  AlterPartitionReassignments: { topics: [{ name: fuzzTopic, partitions: [{ partitionIndex: 0, replicas: [1] }] }] },
  ListPartitionReassignments: { topics: [{ name: fuzzTopic, partitionIndexes: [0] }] },
  OffsetDelete: { groupId: "h", topics: [{ name: fuzzTopic, partitions: [{ partitionIndex: 0 }] }] },
  DescribeClientQuotas: { components: [{ entityType: "user", matchType: 0, match: "a" }], strict: false },
  AlterClientQuotas: {
    entries: [{ entity: [{ entityType: "user", entityName: "a" }], ops: [{ key: "producer_byte_rate", value: 1, remove: false }] }],
    validateOnly: true,
  },
  DescribeUserScramCredentials: { users: [{ name: "a" }] },
  AlterUserScramCredentials: {
    deletions: [{ name: "a", mechanism: 1 }],
    upsertions: [{ name: "b", mechanism: 1, iterations: 4096, salt: zeroUuid, saltedPassword: zeroUuid }],
  },
  DescribeQuorum: { topics: [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] }] },
  UpdateFeatures: { featureUpdates: [{ feature: "group.version", maxVersionLevel: 1 }], validateOnly: true },
  DescribeProducers: { topics: [{ name: fuzzTopic, partitionIndexes: [0] }] },
  DescribeTransactions: { transactionalIds: ["t"] },
  ListTransactions: { stateFilters: ["Ongoing"], producerIdFilters: [1] },
  ConsumerGroupHeartbeat: { groupId: "n", memberId: "m", memberEpoch: 0, subscribedTopicNames: [fuzzTopic], topicPartitions: [] },
  ConsumerGroupDescribe: { groupIds: ["n"], includeAuthorizedOperations: false },
  ListConfigResources: {},
};
