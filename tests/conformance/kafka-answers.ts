// What kafka-answers.test.ts asks of a cluster and its topics, in this order: later requests meet the topics that earlier
// ones made.
import { zeroUuid } from "@millrace/kafka/protocol";
import type { ApiName, RequestOf } from "@millrace/kafka/raw-client";

export interface Case {
  readonly what: string;
  readonly name: ApiName;
  readonly versions: readonly number[];
  readonly request: unknown;
}

export function ask<Name extends ApiName>(what: string, name: Name, versions: readonly number[], request: RequestOf<Name>): Case {
  return { what, name, versions, request };
}

type NewTopic = RequestOf<"CreateTopics">["topics"][number];
const topic = (name: string, more: Partial<NewTopic> = {}): NewTopic => ({
  name,
  partitions: 1,
  replicationFactor: 1,
  assignments: [],
  configs: [],
  ...more,
});
const create = (what: string, topics: readonly NewTopic[], versions: readonly number[] = [7], validateOnly = false): Case =>
  ask(what, "CreateTopics", versions, { topics, timeoutMs: 5000, validateOnly });

const placed = (...brokerIds: number[]): Partial<NewTopic> => ({
  partitions: -1,
  replicationFactor: -1,
  assignments: brokerIds.map((brokerId, partition) => ({ partition, brokerIds: [brokerId] })),
});
const set = (name: string, value: string | null): Partial<NewTopic> => ({ configs: [{ name, value }] });

const creating: readonly Case[] = [
  create("three topics", [
    topic("a", { partitions: 2, configs: [{ name: "retention.ms", value: "1000000" }] }),
    topic("b", { partitions: 3 }),
    topic("c", { partitions: 3, ...set("cleanup.policy", "compact") }),
  ]),
  create("checked only", [topic("d"), topic("e", { partitions: -1, replicationFactor: -1 }), topic("f", placed(1, 1))], [2, 5, 7], true),
  create(
    "refused one by one",
    [
      topic("a"),
      topic("no name"),
      topic(""),
      topic("zero", { partitions: 0 }),
      topic("copies", { replicationFactor: 3 }),
      topic("value", set("retention.ms", "soon")),
      topic("null", set("retention.ms", null)),
      topic("setting", set("no.such", "1")),
      topic("elsewhere", placed(5)),
      topic("both", { assignments: [{ partition: 0, brokerIds: [1] }] }),
      topic("gap", { partitions: -1, replicationFactor: -1, assignments: [{ partition: 1, brokerIds: [1] }] }),
    ],
    [2, 7],
    true,
  ),
];

const partitions = (what: string, name: string, count: number, assignments: readonly number[][] | null = null): Case =>
  ask(what, "CreatePartitions", [0, 3], {
    topics: [{ name, count, assignments: assignments?.map((brokerIds) => ({ brokerIds })) ?? null }],
    timeoutMs: 5000,
    validateOnly: true,
  });

const growing: readonly Case[] = [
  partitions("checked only", "a", 4),
  partitions("as many as there are", "a", 2),
  partitions("fewer", "a", 1),
  partitions("of no topic", "absent", 4),
  partitions("placed", "a", 3, [[1]]),
  partitions("placed on another broker", "a", 3, [[5]]),
  partitions("not all of them placed", "a", 4, [[1]]),
  ask("the same topic twice", "CreatePartitions", [3], {
    topics: [3, 4].map((count) => ({ name: "a", count, assignments: null })),
    timeoutMs: 5000,
    validateOnly: true,
  }),
];

const configs = (what: string, resourceType: number, resourceName: string, configurationKeys: readonly string[] | null = null): Case =>
  ask(what, "DescribeConfigs", [1, 4], { resources: [{ resourceType, resourceName, configurationKeys }], includeSynonyms: true });

const alter = (
  what: string,
  changes: readonly (readonly [name: string, operation: number, value: string | null])[],
  name = "b",
  resourceType = 2,
): Case =>
  ask(what, "IncrementalAlterConfigs", [1], {
    resources: [
      {
        resourceType,
        resourceName: name,
        configs: changes.map(([setting, configOperation, value]) => ({ name: setting, configOperation, value })),
      },
    ],
  });

const alterGroup = (what: string, changes: Parameters<typeof alter>[1], name = "g"): Case => alter(what, changes, name, 32);
const session = "consumer.session.timeout.ms";
const heartbeat = "consumer.heartbeat.interval.ms";

const groupSettings: readonly Case[] = [
  configs("all of a group", 32, "g"),
  configs("of a group without a name", 32, ""),
  alterGroup("of a group", [[session, 0, "50000"]]),
  alterGroup("of a group without a name", [[session, 0, "50000"]], ""),
  alterGroup("that groups do not have", [["no.such", 0, "1"]]),
  alterGroup("no number", [[session, 0, "soon"]]),
  alterGroup("too short", [[session, 0, "10"]]),
  alterGroup("too long", [[session, 0, "60001"]]),
  alterGroup("too rare", [[heartbeat, 0, "15001"]]),
  alterGroup("to a number", [[session, 2, "1"]]),
  alterGroup("twice", [
    [session, 0, "50000"],
    [session, 0, "51000"],
  ]),
  alterGroup("no value", [[session, 0, null]]),
  alterGroup("nothing that was set", [[heartbeat, 1, null]]),
  alterGroup("nothing of a group without settings", [[heartbeat, 1, null]], "h"),
  configs("of a group then", 32, "g", [session, heartbeat, "no.such"]),
  ask("groups", "ListConfigResources", [1], { resourceTypes: [32] }),
  ask("of a group, all at once", "AlterConfigs", [2], {
    resources: [{ resourceType: 32, resourceName: "g", configs: [{ name: heartbeat, value: "6000" }] }],
  }),
  configs("of a group after that", 32, "g", [session, heartbeat]),
];

const policy = configs("the policy then", 2, "b", ["cleanup.policy"]);

const settings: readonly Case[] = [
  configs("all of a topic", 2, "a"),
  configs("none named means all", 2, "a", []),
  configs("some of a topic", 2, "a", ["retention.ms", "no.such", "segment.bytes"]),
  configs("of no topic", 2, "absent"),
  configs("of no name", 2, "no name"),
  configs("of another broker", 4, "7"),
  configs("of no broker", 4, "x"),
  configs("of a kind that there is not", 9, "x"),
  alter("append", [["cleanup.policy", 2, "compact"]]),
  policy,
  alter("append again", [["cleanup.policy", 2, "compact"]]),
  policy,
  alter("subtract", [["cleanup.policy", 3, "delete"]]),
  policy,
  alter("delete", [["cleanup.policy", 1, null]]),
  policy,
  alter("append to a number", [["retention.ms", 2, "5"]]),
  alter("set to nothing", [["retention.ms", 0, null]]),
  alter("set to a word", [["retention.ms", 0, "x"]]),
  alter("set what there is not", [["no.such", 0, "5"]]),
  alter("delete what there is not", [["no.such", 1, null]]),
  alter("the same setting twice", [
    ["retention.ms", 0, "5"],
    ["retention.ms", 1, null],
  ]),
  alter("of no topic", [["retention.ms", 0, "5"]], "absent"),
  alter("of an empty name", [["retention.ms", 0, "5"]], ""),
  alter("nothing", []),
  ask("of a kind that there is not", "IncrementalAlterConfigs", [1], { resources: [{ resourceType: 9, resourceName: "1", configs: [] }] }),
  ask("set to nothing", "AlterConfigs", [2], {
    resources: [{ resourceType: 2, resourceName: "a", configs: [{ name: "retention.ms", value: null }] }],
  }),
  ask("the same setting twice", "AlterConfigs", [2], {
    resources: [{ resourceType: 2, resourceName: "a", configs: ["5", "6"].map((value) => ({ name: "retention.ms", value })) }],
  }),
  ask("of no topic", "AlterConfigs", [2], { resources: [{ resourceType: 2, resourceName: "absent", configs: [] }] }),
];

const pages = (
  what: string,
  names: readonly string[],
  responsePartitionLimit: number,
  cursor: { topicName: string; partitionIndex: number } | null = null,
): Case => ask(what, "DescribeTopicPartitions", [0], { topics: names.map((name) => ({ name })), responsePartitionLimit, cursor });

const describing: readonly Case[] = [
  pages("the first page", ["c", "a", "b"], 4),
  pages("the next page", ["c", "a", "b"], 4, { topicName: "b", partitionIndex: 2 }),
  pages("a page that is full", ["c", "a", "b"], 8),
  pages("a page that ends with a topic", ["c", "absent", "a"], 2),
  pages("every topic", [], 2, { topicName: "a", partitionIndex: 1 }),
  pages("a topic that there is not", ["b", "absent", "b"], 5),
  pages("no room", ["a"], 0),
  pages("a cursor behind the end", ["a"], 5, { topicName: "a", partitionIndex: 9 }),
  pages("a cursor before the beginning", ["a"], 5, { topicName: "a", partitionIndex: -1 }),
  ask("by name", "Metadata", [4, 5, 7, 8, 9, 12, 13], {
    topics: [{ name: "a" }, { name: "absent" }, { name: "no name" }].map((named) => ({ ...named, topicId: zeroUuid })),
    allowAutoTopicCreation: false,
    includeTopicAuthorizedOperations: true,
  }),
  ask("by an id that there is not", "Metadata", [12, 13], {
    topics: [{ name: null, topicId: new Uint8Array(16).fill(7) }],
    allowAutoTopicCreation: false,
  }),
  ask("everything", "Metadata", [1, 13], { topics: null, allowAutoTopicCreation: false }),
  ask("nothing", "Metadata", [1, 13], { topics: [], allowAutoTopicCreation: false }),
  ...[-1, -2, -3, -4, -5, -6, -7, 0, 5].map((timestamp) =>
    ask(`of an empty partition at ${timestamp}`, "ListOffsets", [1, 6, 7, 8, 9, 10, 11], {
      replicaId: -1,
      topics: [{ name: "a", partitions: [{ index: 0, timestamp }] }],
    }),
  ),
  ask("of what is not there", "ListOffsets", [1, 11], {
    replicaId: -1,
    topics: ["a", "absent"].map((name) => ({ name, partitions: [{ index: 9, timestamp: -1 }] })),
  }),
];

const here = [{ topic: "a", partitions: [0, 9] }];
const there = [{ topic: "absent", partitions: [0] }];
const hmac = new Uint8Array(4);
const move = (replicas: readonly number[] | null, name = "a", partitionIndex = 0) => ({ name, partitions: [{ partitionIndex, replicas }] });
const quorum = (what: string, topicName: string, partitionIndex: number): Case =>
  ask(what, "DescribeQuorum", [0, 1, 2], { topics: [{ topicName, partitions: [{ partitionIndex }] }] });
const feature = (what: string, name: string, maxVersionLevel: number): Case =>
  ask(what, "UpdateFeatures", [0, 1, 2], { featureUpdates: [{ feature: name, maxVersionLevel }], validateOnly: true });

const cluster: readonly Case[] = [
  ask("of partitions", "DescribeLogDirs", [1, 4], { topics: [...here, ...there] }),
  ask("of nothing", "DescribeLogDirs", [1, 4], { topics: [] }),
  ask("to nowhere", "AlterReplicaLogDirs", [1, 2], { dirs: [{ path: "/nowhere", topics: [{ name: "a", partitions: [0, 9] }] }] }),
  ask("with a period", "RenewDelegationToken", [1, 2], { hmac, renewPeriodMs: 1 }),
  ask("with a period", "ExpireDelegationToken", [1, 2], { hmac, expiryTimePeriodMs: 1 }),
  ask("for oneself", "CreateDelegationToken", [1, 3], { renewers: [], maxLifetimeMs: -1 }),
  ask("all", "DescribeDelegationToken", [1, 3], { owners: null }),
  ask("preferred", "ElectLeaders", [0, 1, 2], { topicPartitions: [...here, ...there] }),
  ask("of all", "ElectLeaders", [2], { topicPartitions: null }),
  ask("of none", "ElectLeaders", [2], { topicPartitions: [] }),
  ask("in a way that there is not", "ElectLeaders", [2], { electionType: 5, topicPartitions: here }),
  ask("several", "AlterPartitionReassignments", [0, 1], { topics: [move([1]), move([1], "b", 9), move([1], "absent")] }),
  ...[null, [], [2], [1, 1], [1, 2]].map((replicas) =>
    ask(`to ${JSON.stringify(replicas)}`, "AlterPartitionReassignments", [1], { topics: [move(replicas)] }),
  ),
  ask("all", "ListPartitionReassignments", [0], { topics: null }),
  ask("some", "ListPartitionReassignments", [0], { topics: [{ name: "absent", partitionIndexes: [0] }] }),
  quorum("of an ordinary topic", "a", 0),
  quorum("of a partition that there is not", "__cluster_metadata", 1),
  feature("that there is not", "no.such", 1),
  feature("at the level in force", "group.version", 1),
  feature("at a level that there is not", "group.version", 9),
  ask("clients' metrics", "ListConfigResources", [0], {}),
  ask("topics", "ListConfigResources", [1], { resourceTypes: [2] }),
  ask("brokers", "ListConfigResources", [1], { resourceTypes: [4] }),
  ask("of a kind that there is not", "ListConfigResources", [1], { resourceTypes: [9] }),
  ask("the brokers", "DescribeCluster", [0, 1, 2], { includeClusterAuthorizedOperations: true }),
  ask("records", "DeleteRecords", [0, 2], {
    topics: [
      { name: "a", partitions: [-1, 5].map((offset, partitionIndex) => ({ partitionIndex, offset })) },
      { name: "b", partitions: [{ partitionIndex: 9, offset: 0 }] },
      { name: "c", partitions: [{ partitionIndex: 0, offset: 0 }] },
      { name: "absent", partitions: [{ partitionIndex: 0, offset: 0 }] },
    ],
    timeoutMs: 1000,
  }),
];

export const clusterCases: readonly Case[] = [...creating, ...growing, ...settings, ...groupSettings, ...describing, ...cluster];
