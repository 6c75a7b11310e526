import { encodeBatch } from "@millrace/log";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { zeroUuid } from "../protocol/primitives.ts";
import { MemoryBroker } from "./memory-broker.ts";
import type { RawClient, RequestOf } from "./raw-client.ts";

const records = (bytes: number) => encodeBatch({ records: [{ value: "x".repeat(bytes) }] });
const produce = (bytes: number): RequestOf<"Produce"> => ({
  transactionalId: null,
  acks: -1,
  timeoutMs: 1000,
  topics: [{ name: "clicks", topicId: zeroUuid, partitions: [{ index: 0, records: records(bytes) }] }],
});
const fetch: RequestOf<"Fetch"> = {
  maxWaitMs: 0,
  minBytes: 0,
  maxBytes: 1 << 20,
  isolationLevel: 0,
  topics: [{ name: "clicks", topicId: zeroUuid, partitions: [{ index: 0, fetchOffset: 0, maxBytes: 1 << 20 }] }],
};
const creation = (name: string, partitions: number): RequestOf<"CreateTopics"> => ({
  topics: [{ name, partitions, replicationFactor: 1, assignments: [], configs: [] }],
  timeoutMs: 1000,
});
type Entity = RequestOf<"AlterClientQuotas">["entries"][number]["entity"];
const user: Entity = [{ entityType: "user", entityName: "ANONYMOUS" }];

let memory: MemoryBroker;
let admin: RawClient;

beforeAll(async () => {
  memory = await MemoryBroker.start({ connectionIdleMs: 600_000 }, [{ name: "ADMIN", port: 0, principal: "Local:operator" }]);
  await memory.log.createTopic({ name: "clicks", partitions: 1 });
  admin = await memory.client("ADMIN");
});
afterAll(() => memory.close());

async function alter(entity: Entity, values: Record<string, number | null>, validateOnly = false): Promise<number> {
  const ops = Object.entries(values).map(([key, value]) => ({ key, value: value ?? 0, remove: value === null }));
  const { entries } = await admin.request("AlterClientQuotas", 1, { entries: [{ entity, ops }], validateOnly });
  return entries[0]!.errorCode;
}

const describeQuotas = (...components: RequestOf<"DescribeClientQuotas">["components"]) =>
  admin.request("DescribeClientQuotas", 1, { components, strict: false });

describe("a client that goes too fast", () => {
  it("is told so and not read from, while others go on", async () => {
    const fast = await memory.client();
    expect((await fast.request("Produce", 9, produce(500))).throttleTimeMs).toBe(0);
    await alter(user, { producer_byte_rate: 1_000 });
    // The windows hold ten seconds' worth; beyond it, each thousand bytes cost a second.
    const { throttleTimeMs, responses } = await fast.request("Produce", 9, produce(40_000));
    expect(responses[0]!.partitions[0]!.errorCode).toBe(0);
    expect(throttleTimeMs).toBeGreaterThan(25_000);
    expect(throttleTimeMs).toBeLessThan(35_000);
    let heard = false;
    const second = fast.request("Produce", 9, produce(10)).then(
      () => (heard = true),
      () => undefined,
    );
    expect((await admin.request("Produce", 9, produce(500))).throttleTimeMs).toBe(0);
    fast.close();
    await second;
    expect(heard).toBe(false);
    await alter(user, { producer_byte_rate: null });
  });

  it("gets no more in one answer than its windows hold", async () => {
    const fast = await memory.client();
    await alter(user, { consumer_byte_rate: 100 });
    for (let round = 0; round < 3; round++) await admin.request("Produce", 9, produce(5_000));
    const own = await fast.request("Fetch", 12, fetch);
    const whole = await admin.request("Fetch", 12, fetch);
    expect(own.responses[0]!.partitions[0]!.records!.length).toBeLessThan(whole.responses[0]!.partitions[0]!.records!.length);
    await alter(user, { consumer_byte_rate: null });
  });

  it("changes topics no faster than it may, old clients afterwards", async () => {
    await alter(user, { controller_mutation_rate: 1 });
    const fast = await memory.client();
    expect((await fast.request("CreateTopics", 7, creation("wide", 30))).topics[0]!.errorCode).toBe(0);
    const refused = await fast.request("CreateTopics", 7, creation("more", 1));
    expect(refused.topics[0]!.errorCode).toBe(89);
    expect(refused.throttleTimeMs).toBeGreaterThan(10_000);
    expect(memory.log.topic("more")).toBeUndefined();
    const old = await (await memory.client()).request("CreateTopics", 5, creation("old", 1));
    expect(old.topics[0]!.errorCode).toBe(0);
    expect(old.throttleTimeMs).toBeGreaterThan(10_000);
    await alter(user, { controller_mutation_rate: null });
  });

  it("is not heard when it opens connections too fast", async () => {
    await alter([{ entityType: "ip", entityName: "127.0.0.1" }], { connection_creation_rate: 1 });
    const clients = await Promise.all(Array.from({ length: 14 }, () => memory.client()));
    const heard = clients.map(async (client) => {
      const answer = client.request("ApiVersions", 0, { clientSoftwareName: "", clientSoftwareVersion: "" });
      return answer.then(
        () => true,
        () => false,
      );
    });
    expect((await Promise.all(heard)).filter((one) => one)).toHaveLength(10);
    await alter([{ entityType: "ip", entityName: "127.0.0.1" }], { connection_creation_rate: null });
  });
});

describe("quotas", () => {
  it("are described by the parts of their entities", async () => {
    const ofBoth: Entity = [
      { entityType: "user", entityName: "u" },
      { entityType: "client-id", entityName: null },
    ];
    await alter([{ entityType: "user", entityName: "u" }], { producer_byte_rate: 5 });
    await alter(ofBoth, { request_percentage: 12.5 });
    const exact = { entityType: "user", matchType: 0, match: "u" };
    expect((await describeQuotas(exact)).entries).toEqual([
      { entity: [{ entityType: "user", entityName: "u" }], values: [{ key: "producer_byte_rate", value: 5 }] },
      { entity: ofBoth, values: [{ key: "request_percentage", value: 12.5 }] },
    ]);
    expect((await admin.request("DescribeClientQuotas", 1, { components: [exact], strict: true })).entries).toHaveLength(1);
    expect((await describeQuotas({ entityType: "client-id", matchType: 1, match: null })).entries).toHaveLength(1);
    expect((await describeQuotas({ entityType: "client-id", matchType: 0, match: "x" })).entries).toEqual([]);
    expect((await describeQuotas({ entityType: "user", matchType: 2, match: null })).entries).toHaveLength(2);
  });

  it("are kept over a restart", async () => {
    const own = await MemoryBroker.start();
    const entity: Entity = [{ entityType: "user", entityName: "u" }];
    const ops = [{ key: "producer_byte_rate", value: 7, remove: false }];
    await (await own.client()).request("AlterClientQuotas", 1, { entries: [{ entity, ops }], validateOnly: false });
    await own.restart();
    const { entries } = await (await own.client()).request("DescribeClientQuotas", 1, { components: [], strict: false });
    expect(entries).toEqual([{ entity, values: [{ key: "producer_byte_rate", value: 7 }] }]);
    await own.close();
  });

  it.each<[string, Entity, Record<string, number | null>]>([
    ["nobody", [], { producer_byte_rate: 1 }],
    ["something else", [{ entityType: "group", entityName: "g" }], { producer_byte_rate: 1 }],
    ["a user twice", [...user, ...user], { producer_byte_rate: 1 }],
    ["a user at an address", [...user, { entityType: "ip", entityName: "10.0.0.1" }], { connection_creation_rate: 1 }],
    ["a user by what an address has", user, { connection_creation_rate: 1 }],
    ["an unknown rate", user, { happiness: 1 }],
    ["nothing at all", user, { producer_byte_rate: 0 }],
    ["less than nothing", user, { request_percentage: -1 }],
    ["half a byte", user, { producer_byte_rate: 0.5 }],
    ["no number", user, { request_percentage: Number.NaN }],
  ])("of %s are refused", async (_, entity, values) => {
    expect(await alter(entity, values)).toBe(42);
    expect(await alter(entity, values, true)).toBe(42);
  });

  it("are only checked when nothing else is asked", async () => {
    const entity: Entity = [{ entityType: "user", entityName: "checked" }];
    expect(await alter(entity, { producer_byte_rate: 1 }, true)).toBe(0);
    expect((await describeQuotas({ entityType: "user", matchType: 0, match: "checked" })).entries).toEqual([]);
  });

  it.each([
    ["an unknown part", [{ entityType: "group", matchType: 0, match: "g" }], 35],
    ["an empty part", [{ entityType: "", matchType: 0, match: "g" }], 42],
    ["a part twice", [1, 2].map(() => ({ entityType: "user", matchType: 2, match: null })), 42],
    ["a name that is missing", [{ entityType: "user", matchType: 0, match: null }], 42],
    ["a name that is too much", [{ entityType: "user", matchType: 1, match: "u" }], 42],
    ["an unknown match", [{ entityType: "user", matchType: 3, match: null }], 42],
  ])("are not described by %s", async (_, components, code) => {
    expect(await describeQuotas(...components)).toMatchObject({ errorCode: code, entries: null });
  });
});

describe("rules", () => {
  it("are refused while nobody is asked who they are", async () => {
    const rule = { resourceType: 2, resourceName: "t", principal: "User:a", host: "*", operation: 3, permissionType: 3 };
    expect((await admin.request("CreateAcls", 3, { creations: [rule] })).results[0]!.errorCode).toBe(54);
  });

  it("are refused when they make no sense, and nothing of them is kept", async () => {
    const own = await MemoryBroker.start({ superUsers: ["User:ANONYMOUS"], authorization: true });
    const client = await own.client();
    const sound = { resourceType: 2, resourceName: "t", principal: "User:a", host: "*", operation: 3, permissionType: 3 };
    const wrong = [
      { resourceType: 1 },
      { resourceName: "" },
      { resourceType: 4, resourceName: "other" },
      { resourcePatternType: 2 },
      { principal: "a" },
      { host: "" },
      { operation: 1 },
      { permissionType: 1 },
    ].map((change) => ({ ...sound, ...change }));
    const { results } = await client.request("CreateAcls", 3, { creations: wrong });
    expect(results.map(({ errorCode }) => errorCode)).toEqual(wrong.map(() => 42));
    const filter = {
      resourceTypeFilter: 1,
      resourceNameFilter: null,
      patternTypeFilter: 1,
      principalFilter: null,
      hostFilter: null,
      operation: 1,
      permissionType: 1,
    };
    expect((await client.request("DescribeAcls", 3, filter)).resources).toEqual([]);
    expect((await client.request("DescribeAcls", 3, { ...filter, operation: 99 })).errorCode).toBe(42);
    await client.request("CreateAcls", 3, { creations: [sound, { ...sound, operation: 4 }] });
    await own.restart();
    const again = await own.client();
    const { filterResults } = await again.request("DeleteAcls", 3, {
      filters: [
        { ...filter, operation: 4 },
        { ...filter, permissionType: 0 },
      ],
    });
    expect(filterResults.map(({ errorCode, matchingAcls }) => [errorCode, matchingAcls.length])).toEqual([
      [0, 1],
      [42, 0],
    ]);
    expect((await again.request("DescribeAcls", 3, filter)).resources).toMatchObject([{ resourceName: "t", acls: [{ operation: 3 }] }]);
    await own.close();
  });
});
