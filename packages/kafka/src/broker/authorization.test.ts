// What each request needs, as a table: without the right it is answered with Kafka's error and changes nothing; with
// the right, and no other, it is answered. Long because it is one table.
import { encodeBatch } from "@millrace/log";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { zeroUuid } from "../protocol/primitives.ts";
import { operationCodes, type Operation, resourceCodes, type ResourceType } from "../security/authorization.ts";
import { MemoryBroker } from "./memory-broker.ts";
import type { ApiName, RawClient, RequestOf, ResponseOf } from "./raw-client.ts";

type Right = readonly [operation: Operation, type: ResourceType, name: string];
const kafkaCluster = "kafka-cluster";
const topicRefused = 29;
const groupRefused = 30;
const clusterRefused = 31;

let memory: MemoryBroker;
let operator: RawClient;
let alice: RawClient;

beforeAll(async () => {
  memory = await MemoryBroker.start({ superUsers: ["Local:operator"], authorization: true }, [
    { name: "OPERATOR", port: 0, principal: "Local:operator" },
    { name: "ALICE", port: 0, principal: "User:alice" },
  ]);
  operator = await memory.client("OPERATOR");
  alice = await memory.client("ALICE");
});
afterAll(() => memory.close());

const acl = ([operation, type, resourceName]: Right, permissionType = 3) => ({
  resourceType: resourceCodes[type],
  resourceName,
  principal: "User:alice",
  host: "*",
  operation: operationCodes[operation],
  permissionType,
});
const anyAcl = {
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  patternTypeFilter: 1,
  principalFilter: null,
  hostFilter: null,
  operation: 1,
  permissionType: 1,
};

async function grant(...rights: readonly Right[]): Promise<void> {
  const { results } = await operator.request("CreateAcls", 3, { creations: rights.map((right) => acl(right)) });
  expect(results.map(({ errorCode }) => errorCode)).toEqual(rights.map(() => 0));
}

const records = () => encodeBatch({ records: [{ value: "x" }] });
const commit = {
  groupId: "readers",
  topics: [{ name: "clicks", topicId: zeroUuid, partitions: [{ index: 0, committedOffset: 1, committedMetadata: "" }] }],
};

beforeEach(async () => {
  await operator.request("DeleteAcls", 3, { filters: [anyAcl] });
  if (memory.log.topic("clicks") === undefined) {
    await memory.log.createTopic({ name: "clicks", partitions: 1 });
    await memory.log.append("clicks", 0, records());
    await operator.request("OffsetCommit", 8, { ...commit, memberId: "" });
  }
});

/** What a refused request must leave as it was. */
async function state(): Promise<unknown> {
  const topics = memory.log.topics().filter(({ name }) => name !== "__millrace_security");
  const sizes = topics.map(({ name, partitions, config }) => ({ name, partitions, config, end: memory.log.offsets(name, 0).end }));
  const committed = memory.broker.groups();
  const quotas = await operator.request("DescribeClientQuotas", 1, { components: [], strict: false });
  const users = await operator.request("DescribeUserScramCredentials", 0, { users: null });
  const acls = await operator.request("DescribeAcls", 3, anyAcl);
  return { sizes, committed, quotas: quotas.entries, users: users.results, acls: acls.resources };
}

interface Case<Name extends ApiName> {
  readonly title: string;
  readonly run: () => Promise<number | undefined>;
  readonly refused: number;
  readonly rights: readonly Right[];
  readonly name: Name;
}

const cases: Case<ApiName>[] = [];

function needs<Name extends ApiName>(
  name: Name,
  version: number,
  request: RequestOf<Name> | (() => RequestOf<Name>),
  errorOf: (answer: ResponseOf<Name>) => number | undefined,
  refused: number,
  ...rights: readonly Right[]
): void {
  const run = async (): Promise<number | undefined> => {
    const value = typeof request === "function" ? (request as () => RequestOf<Name>)() : request;
    return errorOf(await alice.request(name, version, value));
  };
  const what = rights.map(([operation, type]) => `${operation} ${type}`).join(" and ");
  cases.push({ title: `${name} ${version} needs ${what}`, run, refused, rights, name });
}

const readTopic: Right = ["read", "topic", "clicks"];
const describeTopic: Right = ["describe", "topic", "clicks"];
const readGroup: Right = ["read", "group", "readers"];
const describeGroup: Right = ["describe", "group", "readers"];
const onCluster = (operation: Operation): Right => [operation, "cluster", kafkaCluster];
const member = { groupId: "readers", generationId: 1, memberId: "nobody" };
const unknownMember = 25;
/** Errors that say: allowed, but there is nothing to do it with. */
const passed = new Set([0, unknownMember]);

const produceTo = (name: string, transactionalId: string | null = null): RequestOf<"Produce"> => ({
  transactionalId,
  acks: -1,
  timeoutMs: 1000,
  topics: [{ name, topicId: zeroUuid, partitions: [{ index: 0, records: records() }] }],
});
needs(
  "Produce",
  9,
  () => produceTo("clicks"),
  ({ responses }) => responses[0]?.partitions[0]?.errorCode,
  topicRefused,
  ["write", "topic", "clicks"],
);
needs(
  "Fetch",
  12,
  {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1000,
    isolationLevel: 0,
    topics: [{ name: "clicks", topicId: zeroUuid, partitions: [{ index: 0, fetchOffset: 0, maxBytes: 1000 }] }],
  },
  ({ responses }) => responses[0]?.partitions[0]?.errorCode,
  topicRefused,
  readTopic,
);
needs(
  "ListOffsets",
  7,
  { replicaId: -1, topics: [{ name: "clicks", partitions: [{ index: 0, timestamp: -1 }] }] },
  ({ topics }) => topics[0]?.partitions[0]?.errorCode,
  topicRefused,
  describeTopic,
);
const metadataOf = (name: string, allowAutoTopicCreation = false) => ({ topics: [{ name, topicId: zeroUuid }], allowAutoTopicCreation });
needs("Metadata", 9, metadataOf("clicks"), ({ topics }) => topics[0]?.errorCode, topicRefused, describeTopic);
needs(
  "Metadata",
  9,
  metadataOf("made-by-name", true),
  ({ topics }) => topics[0]?.errorCode,
  topicRefused,
  ["describe", "topic", "made-by-name"],
  ["create", "topic", "made-by-name"],
);
needs(
  "OffsetCommit",
  8,
  { ...commit, memberId: "" },
  ({ topics }) => topics[0]?.partitions[0]?.errorCode,
  groupRefused,
  readGroup,
  readTopic,
);
needs(
  "OffsetFetch",
  8,
  { groupId: "", topics: null, groups: [{ groupId: "readers", topics: [{ name: "clicks", topicId: zeroUuid, partitionIndexes: [0] }] }] },
  ({ groups }) => groups[0]!.errorCode || groups[0]!.topics[0]!.partitions[0]!.errorCode,
  groupRefused,
  describeGroup,
  describeTopic,
);
needs(
  "FindCoordinator",
  4,
  { key: "", coordinatorKeys: ["readers"] },
  ({ coordinators }) => coordinators[0]?.errorCode,
  groupRefused,
  describeGroup,
);
needs(
  "JoinGroup",
  5,
  {
    groupId: "readers",
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10,
    memberId: "nobody",
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: zeroUuid }],
  },
  ({ errorCode }) => errorCode,
  groupRefused,
  readGroup,
);
needs("Heartbeat", 4, member, ({ errorCode }) => errorCode, groupRefused, readGroup);
needs("SyncGroup", 4, { ...member, assignments: [] }, ({ errorCode }) => errorCode, groupRefused, readGroup);
needs("LeaveGroup", 4, { groupId: "readers", memberId: "", members: [] }, ({ errorCode }) => errorCode, groupRefused, readGroup);
needs("DescribeGroups", 5, { groups: ["readers"] }, ({ groups }) => groups[0]?.errorCode, groupRefused, describeGroup);
needs("DeleteGroups", 2, { groupIds: ["readers"] }, ({ results }) => results[0]?.errorCode, groupRefused, ["delete", "group", "readers"]);
const create = (name: string): RequestOf<"CreateTopics"> => ({
  topics: [{ name, partitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
  timeoutMs: 1000,
});
needs("CreateTopics", 7, create("one"), ({ topics }) => topics[0]?.errorCode, topicRefused, ["create", "topic", "one"]);
needs("CreateTopics", 7, create("two"), ({ topics }) => topics[0]?.errorCode, topicRefused, onCluster("create"));
needs(
  "CreatePartitions",
  3,
  { topics: [{ name: "clicks", count: 2, assignments: null }], timeoutMs: 1, validateOnly: false },
  ({ results }) => results[0]?.errorCode,
  topicRefused,
  ["alter", "topic", "clicks"],
);
needs(
  "DeleteRecords",
  2,
  { topics: [{ name: "clicks", partitions: [{ partitionIndex: 0, offset: 0 }] }], timeoutMs: 1 },
  ({ topics }) => topics[0]?.partitions[0]?.errorCode,
  topicRefused,
  ["delete", "topic", "clicks"],
);
needs(
  "InitProducerId",
  4,
  { transactionalId: null, transactionTimeoutMs: 1000 },
  ({ errorCode }) => errorCode,
  clusterRefused,
  onCluster("idempotentWrite"),
);
needs("InitProducerId", 4, { transactionalId: null, transactionTimeoutMs: 1000 }, ({ errorCode }) => errorCode, clusterRefused, [
  "write",
  "topic",
  "anything",
]);
needs(
  "OffsetForLeaderEpoch",
  4,
  { replicaId: -2, topics: [{ name: "clicks", partitions: [{ index: 0, currentLeaderEpoch: -1, leaderEpoch: 0 }] }] },
  ({ topics }) => topics[0]?.partitions[0]?.errorCode,
  topicRefused,
  describeTopic,
);
const configsOf = (resourceType: number, resourceName: string): RequestOf<"DescribeConfigs"> => ({
  resources: [{ resourceType, resourceName, configurationKeys: null }],
});
needs("DescribeConfigs", 4, configsOf(2, "clicks"), ({ results }) => results[0]?.errorCode, topicRefused, [
  "describeConfigs",
  "topic",
  "clicks",
]);
needs("DescribeConfigs", 4, configsOf(4, "1"), ({ results }) => results[0]?.errorCode, clusterRefused, onCluster("describeConfigs"));
const change = { name: "retention.ms", value: "1000" };
needs(
  "AlterConfigs",
  2,
  { resources: [{ resourceType: 2, resourceName: "clicks", configs: [change] }], validateOnly: false },
  ({ responses }) => responses[0]?.errorCode,
  topicRefused,
  ["alterConfigs", "topic", "clicks"],
);
needs(
  "IncrementalAlterConfigs",
  1,
  { resources: [{ resourceType: 2, resourceName: "clicks", configs: [{ ...change, configOperation: 0 }] }], validateOnly: false },
  ({ responses }) => responses[0]?.errorCode,
  topicRefused,
  ["alterConfigs", "topic", "clicks"],
);
needs(
  "DescribeTopicPartitions",
  0,
  { topics: [{ name: "clicks" }], responsePartitionLimit: 10, cursor: null },
  ({ topics }) => topics[0]?.errorCode,
  topicRefused,
  describeTopic,
);
needs("DescribeAcls", 3, anyAcl, ({ errorCode }) => errorCode, clusterRefused, onCluster("describe"));
needs(
  "CreateAcls",
  3,
  { creations: [acl(["read", "topic", "x"])] },
  ({ results }) => results[0]?.errorCode,
  clusterRefused,
  onCluster("alter"),
);
needs(
  "DeleteAcls",
  3,
  { filters: [{ ...anyAcl, resourceNameFilter: "nothing" }] },
  ({ filterResults }) => filterResults[0]?.errorCode,
  clusterRefused,
  onCluster("alter"),
);
needs(
  "DescribeClientQuotas",
  1,
  { components: [], strict: false },
  ({ errorCode }) => errorCode,
  clusterRefused,
  onCluster("describeConfigs"),
);
needs(
  "AlterClientQuotas",
  1,
  {
    entries: [{ entity: [{ entityType: "user", entityName: "zoe" }], ops: [{ key: "producer_byte_rate", value: 1e9, remove: false }] }],
    validateOnly: false,
  },
  ({ entries }) => entries[0]?.errorCode,
  clusterRefused,
  onCluster("alterConfigs"),
);
needs("DescribeUserScramCredentials", 0, { users: null }, ({ errorCode }) => errorCode, clusterRefused, onCluster("describe"));
needs(
  "AlterUserScramCredentials",
  0,
  { deletions: [], upsertions: [{ name: "zoe", mechanism: 1, iterations: 4096, salt: zeroUuid, saltedPassword: Buffer.alloc(32) }] },
  ({ results }) => results[0]?.errorCode,
  clusterRefused,
  onCluster("alter"),
);
needs("DescribeLogDirs", 4, { topics: null }, ({ errorCode }) => errorCode, clusterRefused, onCluster("describe"));
needs(
  "DeleteTopics",
  6,
  { topics: [{ name: "clicks", topicId: zeroUuid }], timeoutMs: 1, topicNames: [] },
  ({ responses }) => responses[0]?.errorCode,
  topicRefused,
  ["delete", "topic", "clicks"],
);

describe("without the right a request is refused and changes nothing, with it alone it works", () => {
  it.each(cases)("$title", async ({ run, refused, rights }) => {
    const before = await state();
    expect(await run()).toBe(refused);
    expect(await state()).toEqual(before);
    for (const right of rights.slice(0, -1)) {
      await grant(right);
      expect(await run()).toSatisfy((code: number) => !passed.has(code));
    }
    await grant(rights.at(-1)!);
    expect(await run()).toSatisfy((code: number) => passed.has(code));
  });
});

describe("lists", () => {
  it("show only what may be seen", async () => {
    const seen = async () => {
      const metadata = await alice.request("Metadata", 9, { topics: null, allowAutoTopicCreation: false });
      const pages = await alice.request("DescribeTopicPartitions", 0, { topics: [], responsePartitionLimit: 100, cursor: null });
      const groups = await alice.request("ListGroups", 4, { statesFilter: [] });
      return [metadata.topics.map(({ name }) => name), pages.topics.map(({ name }) => name), groups.groups.map(({ groupId }) => groupId)];
    };
    expect(await seen()).toEqual([[], [], []]);
    await grant(describeTopic, describeGroup);
    expect(await seen()).toEqual([["clicks"], ["clicks"], ["readers"]]);
  });

  it("of committed offsets leave out topics that may not be seen", async () => {
    await grant(describeGroup);
    const all = { groupId: "", topics: null, groups: [{ groupId: "readers", topics: null }] };
    expect((await alice.request("OffsetFetch", 8, all)).groups[0]!.topics).toEqual([]);
    await grant(describeTopic);
    expect((await alice.request("OffsetFetch", 8, all)).groups[0]!.topics).toHaveLength(1);
  });

  it("say which operations are allowed, in Kafka's bits", async () => {
    await grant(readTopic, describeGroup, onCluster("describe"));
    const { topics } = await alice.request("Metadata", 9, { ...metadataOf("clicks"), includeTopicAuthorizedOperations: true });
    expect(topics[0]!.topicAuthorizedOperations).toBe((1 << 3) | (1 << 8));
    const { groups } = await alice.request("DescribeGroups", 5, { groups: ["readers"], includeAuthorizedOperations: true });
    expect(groups[0]!.authorizedOperations).toBe(1 << 8);
    const cluster = await alice.request("DescribeCluster", 1, { includeClusterAuthorizedOperations: true });
    expect(cluster.clusterAuthorizedOperations).toBe(1 << 8);
    const own = await operator.request("DescribeCluster", 1, { includeClusterAuthorizedOperations: true });
    expect(own.clusterAuthorizedOperations).toBe(0b1_1111_1110_0000 & ~(1 << 6));
  });
});

describe("ids of topics", () => {
  it("do not tell the names of topics that may not be seen", async () => {
    const { id } = memory.log.topic("clicks")!;
    const { topics } = await alice.request("Metadata", 12, { topics: [{ name: null, topicId: id }], allowAutoTopicCreation: false });
    expect(topics[0]).toMatchObject({ errorCode: 100, name: null });
    const gone = await alice.request("DeleteTopics", 6, { topics: [{ name: null, topicId: id }], timeoutMs: 1, topicNames: [] });
    expect(gone.responses[0]).toMatchObject({ errorCode: topicRefused, name: null });
  });
});

describe("the topic of credentials", () => {
  it("is read by nobody, super users included", async () => {
    await memory.log.createTopic({ name: "__millrace_security", partitions: 1, internal: true }).catch(() => undefined);
    const { responses } = await operator.request("Fetch", 12, {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 1000,
      isolationLevel: 0,
      topics: [{ name: "__millrace_security", topicId: zeroUuid, partitions: [{ index: 0, fetchOffset: 0, maxBytes: 1000 }] }],
    });
    expect(responses[0]!.partitions[0]!.errorCode).toBe(topicRefused);
  });
});
