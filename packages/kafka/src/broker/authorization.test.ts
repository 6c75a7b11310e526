// What each request needs, as a table: without the right it is answered with Kafka's error and changes nothing; with
// the right, and no other, it is answered.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { zeroUuid } from "../protocol/primitives.ts";
import { MemoryBroker } from "./memory-broker.ts";
import type { RawClient } from "./raw-client.ts";
import { aclFor, anyAcl, commit, passed, records, requestRights, type Right, topicRefused } from "./request-rights.ts";

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

async function grant(...rights: readonly Right[]): Promise<void> {
  const { results } = await operator.request("CreateAcls", 3, { creations: rights.map((right) => aclFor(right)) });
  expect(results.map(({ errorCode }) => errorCode)).toEqual(rights.map(() => 0));
}

beforeEach(async () => {
  await operator.request("DeleteAcls", 3, { filters: [anyAcl] });
  if (memory.log.topic("clicks") === undefined) {
    await memory.log.createTopic({ name: "clicks", partitions: 1 });
    await memory.log.append("clicks", 0, records());
  }
  await operator.request("OffsetCommit", 8, { ...commit, memberId: "" });
});

const describeTopic: Right = ["describe", "topic", "clicks"];
const describeGroup: Right = ["describe", "group", "readers"];

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

describe("without the right a request is refused and changes nothing, with it alone it works", () => {
  it.each(requestRights)("$title", async ({ run, refused, rights }) => {
    const before = await state();
    expect(await run(alice)).toBe(refused);
    expect(await state()).toEqual(before);
    for (const right of rights.slice(0, -1)) {
      await grant(right);
      expect(await run(alice)).toSatisfy((code: number) => !passed.has(code));
    }
    await grant(rights.at(-1)!);
    expect(await run(alice)).toSatisfy((code: number) => passed.has(code));
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

  it("of transactions show only those that may be described", async () => {
    await operator.request("InitProducerId", 4, { transactionalId: "payments", transactionTimeoutMs: 10_000 });
    const seen = async () => {
      const { transactionStates } = await alice.request("ListTransactions", 2, { stateFilters: [], producerIdFilters: [] });
      return transactionStates.map(({ transactionalId }) => transactionalId);
    };
    expect(await seen()).toEqual([]);
    await grant(["describe", "transactionalId", "payments"]);
    expect(await seen()).toEqual(["payments"]);
  });

  it("of committed offsets leave out topics that may not be seen", async () => {
    await grant(describeGroup);
    const all = { groupId: "", topics: null, groups: [{ groupId: "readers", topics: null }] };
    expect((await alice.request("OffsetFetch", 8, all)).groups[0]!.topics).toEqual([]);
    await grant(describeTopic);
    expect((await alice.request("OffsetFetch", 8, all)).groups[0]!.topics).toHaveLength(1);
  });

  it("say which operations are allowed, in Kafka's bits", async () => {
    await grant(["read", "topic", "clicks"], describeGroup, ["describe", "cluster", "kafka-cluster"]);
    const { topics } = await alice.request("Metadata", 9, {
      topics: [{ name: "clicks", topicId: zeroUuid }],
      allowAutoTopicCreation: false,
      includeTopicAuthorizedOperations: true,
    });
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
