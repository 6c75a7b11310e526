// Topics and settings over the wire.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { MemoryBroker } from "./memory-broker.ts";
import type { RawClient, RequestOf } from "./raw-client.ts";

let memory: MemoryBroker;
let client: RawClient;
beforeAll(async () => {
  memory = await MemoryBroker.start({ defaultPartitions: 2 });
  client = await memory.client();
});
afterAll(() => memory.close());

const topic = (name: string, more: Partial<RequestOf<"CreateTopics">["topics"][number]> = {}) => ({
  name,
  partitions: 1,
  replicationFactor: 1,
  assignments: [],
  configs: [],
  ...more,
});

async function create(version: number, topics: RequestOf<"CreateTopics">["topics"], validateOnly = false): Promise<number[]> {
  const answer = await client.request("CreateTopics", version, { topics, timeoutMs: 1000, validateOnly });
  return answer.topics.map(({ errorCode }) => errorCode);
}

describe("topics", () => {
  it.each([2, 3, 4, 5, 6, 7])("are created and deleted in CreateTopics version %d", async (version) => {
    const name = `made-${version}`;
    expect(await create(version, [topic(name, { partitions: 3, configs: [{ name: "retention.ms", value: "1000" }] })])).toEqual([0]);
    expect(memory.log.topic(name)).toMatchObject({ partitions: 3, config: { "retention.ms": "1000" } });
    expect(await create(version, [topic(name)])).toEqual([kafkaError.topicAlreadyExists]);
    const topics = [{ name, topicId: zeroUuid }];
    const answer = await client.request("DeleteTopics", version - 1, { topics, topicNames: [name], timeoutMs: 0 });
    expect(answer.responses.map(({ errorCode }) => errorCode)).toEqual([0]);
    expect(memory.log.topic(name)).toBeUndefined();
  });

  it("are only checked when that is asked", async () => {
    expect(await create(7, [topic("checked")], true)).toEqual([0]);
    expect(memory.log.topic("checked")).toBeUndefined();
    expect(await create(7, [topic("checked", { configs: [{ name: "retention.ms", value: "soon" }] })], true)).toEqual([
      kafkaError.invalidConfig,
    ]);
  });

  it("are refused one by one, each for its own fault", async () => {
    const answer = await create(7, [
      topic("no name"),
      topic("__mine"),
      topic("twice"),
      topic("twice"),
      topic("none", { partitions: 0 }),
      topic("many", { partitions: 1_000_000 }),
      topic("copies", { replicationFactor: 3 }),
      topic("elsewhere", { partitions: -1, replicationFactor: -1, assignments: [{ partition: 0, brokerIds: [5] }] }),
      topic("both", { assignments: [{ partition: 0, brokerIds: [1] }] }),
      topic("odd", { configs: [{ name: "no.such.setting", value: "1" }] }),
      topic("placed", {
        partitions: -1,
        replicationFactor: -1,
        assignments: [0, 1, 2].map((partition) => ({ partition, brokerIds: [1] })),
      }),
      topic("usual", { partitions: -1, replicationFactor: -1 }),
    ]);
    expect(answer).toEqual([
      kafkaError.invalidTopic,
      kafkaError.invalidTopic,
      kafkaError.invalidRequest,
      kafkaError.invalidRequest,
      kafkaError.invalidPartitions,
      kafkaError.invalidPartitions,
      kafkaError.invalidReplicationFactor,
      kafkaError.invalidReplicaAssignment,
      kafkaError.invalidRequest,
      kafkaError.invalidConfig,
      0,
      0,
    ]);
    expect([memory.log.topic("placed")?.partitions, memory.log.topic("usual")?.partitions]).toEqual([3, 2]);
  });

  it("are deleted by id, and internal ones not at all", async () => {
    await create(7, [topic("by-id")]);
    const topics = [
      { name: null, topicId: memory.log.topic("by-id")!.id },
      { name: null, topicId: new Uint8Array(16).fill(7) },
      { name: "__consumer_offsets", topicId: zeroUuid },
      { name: "nowhere", topicId: zeroUuid },
    ];
    const { responses } = await client.request("DeleteTopics", 6, { topics, timeoutMs: 0 });
    expect(responses.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ["by-id", 0],
      [null, kafkaError.unknownTopicId],
      ["__consumer_offsets", kafkaError.invalidTopic],
      ["nowhere", kafkaError.unknownTopicOrPartition],
    ]);
  });

  it("get more partitions, each topic with its own result", async () => {
    await create(7, [topic("growing"), topic("small", { partitions: 4 }), topic("placed-later"), topic("twice-grown")]);
    const raise = (name: string, count: number, assignments: { brokerIds: number[] }[] | null = null) => ({ name, count, assignments });
    const topics = [
      raise("growing", 3),
      raise("small", 2),
      raise("nowhere", 2),
      raise("placed-later", 2, [{ brokerIds: [9] }]),
      raise("twice-grown", 2),
      raise("twice-grown", 3),
    ];
    const { results } = await client.request("CreatePartitions", 3, { topics, timeoutMs: 0, validateOnly: false });
    expect(results.map(({ errorCode }) => errorCode)).toEqual([
      0,
      kafkaError.invalidPartitions,
      kafkaError.unknownTopicOrPartition,
      kafkaError.invalidReplicaAssignment,
      kafkaError.invalidRequest,
    ]);
    expect(memory.log.topic("growing")?.partitions).toBe(3);
    expect(memory.log.topic("twice-grown")?.partitions).toBe(1);
  });
});

describe("metadata", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])("creates a topic that is asked for, in version %d", async (version) => {
    const name = `asked-${version}`;
    const answer = await client.request("Metadata", version, { topics: [{ name, topicId: zeroUuid }] });
    expect(answer.brokers).toMatchObject([{ nodeId: 1, host: "127.0.0.1", port: memory.broker.port }]);
    expect(answer.topics[0]).toMatchObject({ errorCode: 0, name, partitions: [{ index: 0, leaderId: 1, isrNodes: [1] }, { index: 1 }] });
    const all = await client.request("Metadata", version, { topics: version === 0 ? [] : null });
    expect(all.topics.map((one) => one.name)).toContain(name);
  });

  it("creates nothing where client or name do not allow it", async () => {
    const ask = async (name: string, allowAutoTopicCreation: boolean) =>
      (await client.request("Metadata", 12, { topics: [{ name, topicId: zeroUuid }], allowAutoTopicCreation })).topics[0]!.errorCode;
    expect(await ask("quiet", false)).toBe(kafkaError.unknownTopicOrPartition);
    expect(await ask("__secret", true)).toBe(kafkaError.unknownTopicOrPartition);
    expect(await ask("a/b", true)).toBe(kafkaError.invalidTopic);
    expect(memory.log.topic("quiet")).toBeUndefined();
  });

  it("finds topics by id", async () => {
    await create(7, [topic("known")]);
    const topicId = memory.log.topic("known")!.id;
    const topics = [
      { name: null, topicId },
      { name: "", topicId },
      { name: null, topicId: new Uint8Array(16).fill(9) },
    ];
    const answer = await client.request("Metadata", 12, { topics });
    expect(answer.topics.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ["known", 0],
      ["known", 0],
      [null, kafkaError.unknownTopicId],
    ]);
  });

  it.each([10, 11])("says an empty name for an unknown id in version %d, which has no null there", async (version) => {
    const topics = [{ name: null, topicId: new Uint8Array(16).fill(9) }];
    const answer = await client.request("Metadata", version, { topics });
    expect(answer.topics).toMatchObject([{ name: "", errorCode: kafkaError.unknownTopicId }]);
  });

  it("comes in pages through DescribeTopicPartitions", async () => {
    await create(7, [topic("paged-a", { partitions: 3 }), topic("paged-b", { partitions: 2 })]);
    const seen: string[] = [];
    let cursor: { topicName: string; partitionIndex: number } | null = null;
    for (let page = 0; page < 5; page++) {
      const topics = [{ name: "paged-b" }, { name: "paged-a" }];
      const request: RequestOf<"DescribeTopicPartitions"> = { topics, responsePartitionLimit: 2, cursor };
      const answer = await client.request("DescribeTopicPartitions", 0, request);
      for (const one of answer.topics) for (const { index } of one.partitions) seen.push(`${one.name}/${index}`);
      cursor = answer.nextCursor;
      if (cursor === null) break;
    }
    expect(seen).toEqual(["paged-a/0", "paged-a/1", "paged-a/2", "paged-b/0", "paged-b/1"]);
  });

  it("describes the cluster", async () => {
    const answer = await client.request("DescribeCluster", 2, {});
    expect(answer).toMatchObject({ errorCode: 0, clusterId: memory.log.clusterId, controllerId: 1, brokers: [{ brokerId: 1 }] });
    expect((await client.request("DescribeCluster", 1, { endpointType: 2 })).errorCode).toBe(kafkaError.unsupportedVersion);
  });
});

describe("settings", () => {
  async function describeTopic(name: string, configurationKeys: string[] | null = null) {
    const resources = [{ resourceType: 2, resourceName: name, configurationKeys }];
    const answer = await client.request("DescribeConfigs", 4, { resources, includeSynonyms: true, includeDocumentation: true });
    return new Map(answer.results[0]!.configs.map((config) => [config.name, config]));
  }

  it("are described with their sources, all defaults included", async () => {
    await create(7, [topic("tuned", { configs: [{ name: "segment.bytes", value: "4096" }] })]);
    const all = await describeTopic("tuned");
    expect(all.get("segment.bytes")).toMatchObject({ value: "4096", configSource: 1, synonyms: [{ source: 1 }, { source: 5 }] });
    expect(all.get("cleanup.policy")).toMatchObject({ value: "delete", configSource: 5, configType: 7 });
    expect(all.get("retention.ms")?.documentation).not.toBe("");
    expect([...(await describeTopic("tuned", ["retention.ms"])).keys()]).toEqual(["retention.ms"]);
  });

  it("of the broker are read-only, and other resources are refused", async () => {
    const resource = (resourceType: number, resourceName: string) => ({ resourceType, resourceName, configurationKeys: null });
    const resources = [resource(4, "1"), resource(4, "2"), resource(2, "nowhere"), resource(8, "1")];
    const { results } = await client.request("DescribeConfigs", 4, { resources, includeSynonyms: true });
    expect(results.map(({ errorCode }) => errorCode)).toEqual([
      0,
      kafkaError.invalidRequest,
      kafkaError.unknownTopicOrPartition,
      kafkaError.invalidRequest,
    ]);
    const config = (name: string) => results[0]!.configs.find((found) => found.name === name);
    const synonyms = [
      { name: "num.partitions", value: "2", source: 4 },
      { name: "num.partitions", value: "1", source: 5 },
    ];
    expect(config("num.partitions")).toMatchObject({ value: "2", readOnly: true, configSource: 4, synonyms });
    expect(config("group.max.size")).toMatchObject({ configSource: 5, synonyms: [{ value: "1000", source: 5 }] });
  });

  it("are all described when none is named", async () => {
    await create(7, [topic("asked")]);
    expect(await describeTopic("asked", [])).toEqual(await describeTopic("asked"));
    expect((await describeTopic("asked", [])).size).toBeGreaterThan(10);
  });

  it("are not altered by a request that is wrong in itself", async () => {
    await create(7, [topic("steady")]);
    const alter = async (resourceName: string, configs: RequestOf<"IncrementalAlterConfigs">["resources"][number]["configs"]) => {
      const resources = [{ resourceType: 2, resourceName, configs }];
      const { responses } = await client.request("IncrementalAlterConfigs", 1, { resources });
      return responses[0]!.errorCode;
    };
    const name = "cleanup.policy";
    const compact = { name, configOperation: 0, value: "compact" };
    expect(await alter("steady", [compact, compact])).toBe(kafkaError.invalidRequest);
    expect(await alter("steady", [{ name, configOperation: 0, value: null }])).toBe(kafkaError.invalidRequest);
    expect(await alter("steady", [{ name, configOperation: 4, value: "delete" }])).toBe(kafkaError.invalidRequest);
    expect(await alter("", [compact])).toBe(kafkaError.invalidRequest);
    expect(memory.log.topic("steady")?.config).toEqual({});
    expect(await create(7, [topic("empty", { configs: [{ name, value: null }] })])).toEqual([kafkaError.invalidConfig]);
  });

  it("are replaced by AlterConfigs and changed one by one by IncrementalAlterConfigs", async () => {
    await create(7, [topic("changing", { configs: [{ name: "retention.ms", value: "5" }] })]);
    const target = { resourceType: 2, resourceName: "changing" };
    const replace = { resources: [{ ...target, configs: [{ name: "segment.bytes", value: "9999" }] }] };
    expect((await client.request("AlterConfigs", 2, replace)).responses[0]!.errorCode).toBe(0);
    expect(memory.log.topic("changing")?.config).toEqual({ "segment.bytes": "9999" });
    const change = async (name: string, configOperation: number, value: string | null) => {
      const resources = [{ ...target, configs: [{ name, configOperation, value }] }];
      return (await client.request("IncrementalAlterConfigs", 1, { resources })).responses[0]!.errorCode;
    };
    expect(await change("cleanup.policy", 2, "compact")).toBe(0);
    expect(memory.log.topic("changing")?.config["cleanup.policy"]).toBe("delete,compact");
    expect(await change("cleanup.policy", 3, "delete")).toBe(0);
    expect(await change("segment.bytes", 1, null)).toBe(0);
    expect(await change("retention.ms", 0, "77")).toBe(0);
    expect(memory.log.topic("changing")?.config).toEqual({ "cleanup.policy": "compact", "retention.ms": "77" });
    expect(await change("retention.ms", 2, "1")).toBe(kafkaError.invalidConfig);
    expect(await change("no.such", 0, "1")).toBe(kafkaError.invalidConfig);
    const other = { resources: [{ resourceType: 4, resourceName: "1", configs: [] }] };
    expect((await client.request("AlterConfigs", 2, other)).responses[0]!.errorCode).toBe(kafkaError.invalidRequest);
  });
});
