// Records and groups, for kafka-answers.test.ts: what producers, consumers and their groups ask.
import { encodeBatch } from "@millrace/log";
import type { RequestOf } from "@millrace/kafka/raw-client";
import { ask, type Case } from "./kafka-answers.ts";

const batch = (...records: readonly { key?: string; value: string | null }[]): Uint8Array =>
  encodeBatch({ records: records.map((record, index) => ({ ...record, timestampMs: 1_000 + index * 10 })) });
const three = batch({ key: "k", value: "one" }, { key: "k", value: "two" }, { key: "l", value: "three" });
const damaged = three.slice();
damaged[damaged.length - 1]! ^= 1;

const produce = (what: string, topicName: string, records: Uint8Array | null, more: { index?: number; acks?: number } = {}): Case =>
  ask(what, "Produce", [3, 7, 9, 12], {
    transactionalId: null,
    acks: more.acks ?? -1,
    timeoutMs: 5000,
    topics: [{ name: topicName, topicId: new Uint8Array(16), partitions: [{ index: more.index ?? 0, records: records?.slice() ?? null }] }],
  });

const fetch = (what: string, topicName: string, fetchOffset: number, more: { index?: number; currentLeaderEpoch?: number } = {}): Case =>
  ask(what, "Fetch", [4, 7, 11, 12], {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1 << 20,
    isolationLevel: 0,
    topics: [
      {
        name: topicName,
        topicId: new Uint8Array(16),
        partitions: [{ index: more.index ?? 0, fetchOffset, maxBytes: 1 << 20, currentLeaderEpoch: more.currentLeaderEpoch ?? -1 }],
      },
    ],
  });

const offsets = (timestamp: number): Case =>
  ask(`of a partition with records at ${timestamp}`, "ListOffsets", [1, 7, 8, 9, 11], {
    replicaId: -1,
    topics: [{ name: "b", partitions: [{ index: 0, timestamp }] }],
  });

const epoch = (leaderEpoch: number, currentLeaderEpoch = -1, topicName = "b"): Case =>
  ask(`${leaderEpoch} of ${topicName}, current ${currentLeaderEpoch}`, "OffsetForLeaderEpoch", [2, 3, 4], {
    topics: [{ name: topicName, partitions: [{ index: 0, leaderEpoch, currentLeaderEpoch }] }],
  });

export const recordCases: readonly Case[] = [
  produce("three records", "b", three),
  produce("to a topic that there is not", "absent", three),
  produce("to a partition that there is not", "b", three, { index: 9 }),
  produce("with acks that there are not", "b", three, { acks: 2 }),
  produce("a damaged batch", "b", damaged),
  produce("without a key to a compacted topic", "c", batch({ value: "keyless" })),
  produce("some without a key to a compacted topic", "c", batch({ value: "a" }, { key: "k", value: "b" }, { value: "c" })),
  produce("with a key to a compacted topic", "c", batch({ key: "k", value: null })),
  fetch("from the beginning", "b", 0),
  fetch("within a batch", "b", 1),
  fetch("at the end", "b", 12),
  fetch("behind the end", "b", 13),
  fetch("from a topic that there is not", "absent", 0),
  fetch("from a partition that there is not", "b", 0, { index: 9 }),
  fetch("of a later epoch", "b", 0, { currentLeaderEpoch: 5 }),
  ...[-1, -2, -3, -4, -5, -6, 0, 1000, 1010, 1011, 5000].map(offsets),
  epoch(0),
  epoch(1),
  epoch(-1),
  epoch(0, 5),
  epoch(0, 0),
  epoch(0, -1, "absent"),
  ask("in the middle", "DeleteRecords", [2], { topics: [{ name: "b", partitions: [{ partitionIndex: 0, offset: 4 }] }], timeoutMs: 5000 }),
  fetch("before the beginning", "b", 3),
  fetch("from the new beginning", "b", 4),
  ...[-2, -4, 1000, 1011].map(offsets),
];

const group = { groupId: "g", generationId: 1, memberId: "m" };
const commit = (what: string, versions: readonly number[], request: Partial<RequestOf<"OffsetCommit">>, name = "b"): Case =>
  ask(what, "OffsetCommit", versions, {
    groupId: "loose",
    memberId: "",
    topics: [{ name, topicId: new Uint8Array(16), partitions: [{ index: 0, committedOffset: 2, committedMetadata: "note" }] }],
    ...request,
  });
const fetched = (what: string, groupId: string, versions: readonly number[], topics: RequestOf<"OffsetFetch">["topics"]): Case =>
  ask(what, "OffsetFetch", versions, {
    groupId,
    topics,
    groups: [{ groupId, topics: topics?.map((one) => ({ ...one, topicId: new Uint8Array(16) })) ?? null }],
  });
const join = (what: string, request: Partial<RequestOf<"JoinGroup">>): Case =>
  ask(what, "JoinGroup", [0, 3, 9], {
    groupId: "h",
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    memberId: "",
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: new Uint8Array(0) }],
    ...request,
  });

export const groupCases: readonly Case[] = [
  ask("of a group", "FindCoordinator", [0, 1, 3, 4, 6], { key: "g", coordinatorKeys: ["g"] }),
  ask("of nothing that there is", "FindCoordinator", [1, 4], { key: "g", keyType: 7, coordinatorKeys: ["g"] }),
  commit("without members", [2, 5, 8, 9], {}),
  commit("to a topic that there is not", [2, 9], {}, "absent"),
  commit("as a member of no group", [2, 9], { groupId: "nobody", generationId: 3, memberId: "m" }),
  fetched("what was committed", "loose", [1, 2, 5, 7, 8, 9], [{ name: "b", partitionIndexes: [0, 1, 9] }]),
  fetched("everything committed", "loose", [2, 7, 8, 9], null),
  fetched("of no group", "nobody", [1, 7, 9], [{ name: "b", partitionIndexes: [0] }]),
  ask("of no group", "Heartbeat", [0, 4], group),
  ask("of no group", "SyncGroup", [0, 5], { ...group, assignments: [] }),
  ask("of no group, with a protocol", "SyncGroup", [5], { ...group, protocolType: "consumer", protocolName: "range", assignments: [] }),
  ask("no group", "LeaveGroup", [0, 2, 3, 5], { ...group, members: [{ memberId: "m", groupInstanceId: null }] }),
  ask("one and none", "DescribeGroups", [0, 3, 5, 6], { groups: ["loose", "nobody"], includeAuthorizedOperations: true }),
  ask("all", "ListGroups", [0, 3, 4, 5], {}),
  ask("of a state", "ListGroups", [4, 5], { statesFilter: ["Stable"] }),
  ask("of a type", "ListGroups", [5], { typesFilter: ["consumer"] }),
  join("with a session too short", { sessionTimeoutMs: 1 }),
  join("with a session too long", { sessionTimeoutMs: 2_000_000_000 }),
  join("with an empty group id", { groupId: "" }),
  join("as a member that there is not", { memberId: "m" }),
  join("without protocols", { protocols: [] }),
  join("without a protocol type", { protocolType: "" }),
  ask("one that there is not", "DeleteGroups", [0, 1, 2], { groupIds: ["nobody"] }),
  ask("offsets of one and none", "OffsetDelete", [0], {
    groupId: "loose",
    topics: [{ name: "b", partitions: [{ partitionIndex: 0 }, { partitionIndex: 9 }] }],
  }),
  ask("offsets of no group", "OffsetDelete", [0], { groupId: "nobody", topics: [] }),
  fetched("what was deleted", "loose", [7, 9], [{ name: "b", partitionIndexes: [0] }]),
  // With its last offset Millrace forgets a group that never had members at once, Kafka when it next looks.
  commit("once more", [9], {}),
  ask("one that there is", "DeleteGroups", [2], { groupIds: ["loose"] }),
  commit("without a group", [2, 5, 8, 9], { groupId: "" }),
  commit("as a member without a group", [8], { groupId: "", generationId: 1, memberId: "m" }),
  fetched("what was committed without a group", "", [1, 5, 7, 8, 9], [{ name: "b", partitionIndexes: [0] }]),
  ask("without a group", "Heartbeat", [0, 4], { ...group, groupId: "" }),
  ask("without a group", "SyncGroup", [0, 3], { ...group, groupId: "", assignments: [] }),
  ask("without a group", "LeaveGroup", [0, 2, 3, 5], { ...group, groupId: "", members: [{ memberId: "m", groupInstanceId: null }] }),
  ask("without a group", "FindCoordinator", [1, 4], { key: "", coordinatorKeys: [""] }),
  ask("without a group", "DescribeGroups", [5, 6], { groups: [""] }),
  ask("without a group", "OffsetDelete", [0], { groupId: "", topics: [] }),
  ask("without a name", "DeleteGroups", [2], { groupIds: [""] }),
  ask("for a producer", "InitProducerId", [0, 2, 5], { transactionalId: null, transactionTimeoutMs: 1000 }),
];

const stranger = { transactionalId: "stranger", producerId: 77, producerEpoch: 0 };
const topics = [{ name: "b", partitions: [0] }];
const heartbeat = (what: string, request: Partial<RequestOf<"ConsumerGroupHeartbeat">>): Case =>
  ask(what, "ConsumerGroupHeartbeat", [0, 1], {
    groupId: "new",
    memberId: "m",
    memberEpoch: 0,
    rebalanceTimeoutMs: 10_000,
    subscribedTopicNames: ["b"],
    topicPartitions: [],
    ...request,
  });

export const transactionCases: readonly Case[] = [
  ask("of an empty transactional id", "InitProducerId", [0, 5], { transactionalId: "", transactionTimeoutMs: 1000 }),
  ask("with no time at all", "InitProducerId", [0, 5], { transactionalId: "t", transactionTimeoutMs: 0 }),
  ask("with more time than there is", "InitProducerId", [0, 5], { transactionalId: "t", transactionTimeoutMs: 2_000_000_000 }),
  ask("of a transactional id", "FindCoordinator", [1, 4, 6], { key: "t", keyType: 1, coordinatorKeys: ["t"] }),
  ask("of a transactional id", "InitProducerId", [0, 2, 5], { transactionalId: "t", transactionTimeoutMs: 1000 }),
  ask("of a stranger", "InitProducerId", [3, 5], { ...stranger, transactionTimeoutMs: 1000 }),
  ask("of a stranger", "AddPartitionsToTxn", [0, 3], {
    v3AndBelowTransactionalId: "stranger",
    v3AndBelowProducerId: 77,
    v3AndBelowProducerEpoch: 0,
    v3AndBelowTopics: topics,
  }),
  ask("to a topic that there is not", "AddPartitionsToTxn", [0, 3], {
    v3AndBelowTransactionalId: "stranger",
    v3AndBelowProducerId: 77,
    v3AndBelowProducerEpoch: 0,
    v3AndBelowTopics: [...topics, { name: "absent", partitions: [0] }],
  }),
  ask("of a stranger", "AddOffsetsToTxn", [0, 3, 4], { ...stranger, groupId: "g" }),
  ask("of a stranger", "EndTxn", [0, 3, 4, 5], { ...stranger, committed: true }),
  ask("one and none", "DescribeTransactions", [0], { transactionalIds: ["stranger", ""] }),
  ask("all that are under way", "ListTransactions", [0, 1, 2], { stateFilters: ["Ongoing"], producerIdFilters: [] }),
  ask("in a state that there is not", "ListTransactions", [0, 2], { stateFilters: ["Sleeping"], producerIdFilters: [] }),
  ask("with a pattern that is none", "ListTransactions", [2], { stateFilters: [], producerIdFilters: [], transactionalIdPattern: "(" }),
  ask("of partitions that there are not", "DescribeProducers", [0], {
    topics: [
      { name: "b", partitionIndexes: [1, 9] },
      { name: "absent", partitionIndexes: [0] },
    ],
  }),
  heartbeat("without a group", { groupId: "" }),
  heartbeat("as a member that there is not", { memberEpoch: 5 }),
  heartbeat("with an epoch that there is not", { memberEpoch: -5 }),
  heartbeat("of a member that leaves and never came", { memberEpoch: -1 }),
  heartbeat("with an assignor that there is not", { serverAssignor: "none" }),
  heartbeat("without a time to rebalance", { rebalanceTimeoutMs: -1 }),
  heartbeat("without a subscription", { subscribedTopicNames: null }),
  heartbeat("with partitions before it joined", { topicPartitions: [{ topicId: new Uint8Array(16), partitions: [0] }] }),
  ask("one and none", "ConsumerGroupDescribe", [0, 1], { groupIds: ["nobody", ""], includeAuthorizedOperations: true }),
];
