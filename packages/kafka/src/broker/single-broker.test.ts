// What tools ask about a cluster, answered for a cluster of one: folders, leaders, moves, the quorum, features, tokens.
// tests/conformance/kafka-answers.test.ts asks Apache Kafka the same.
import { encodeBatch } from "@millrace/log";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kafkaError } from "../protocol/error-codes.ts";
import { MemoryBroker } from "./memory-broker.ts";
import type { RawClient } from "./raw-client.ts";

let memory: MemoryBroker;
let client: RawClient;
beforeAll(async () => {
  memory = await MemoryBroker.start();
  client = await memory.client();
  await memory.log.createTopic({ name: "here", partitions: 2 });
  await memory.log.append("here", 1, encodeBatch({ records: [{ value: "some bytes" }] }));
});
afterAll(() => memory.close());

describe("folders", () => {
  it.each([1, 2, 3, 4])("are described with the bytes of each partition, DescribeLogDirs version %d", async (version) => {
    const { results } = await client.request("DescribeLogDirs", version, { topics: null });
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ errorCode: 0, logDir: memory.log.folder });
    const { partitions } = results[0]!.topics.find(({ name }) => name === "here")!;
    expect(partitions.map(({ partitionIndex, partitionSize }) => [partitionIndex, partitionSize])).toEqual([
      [0, 0],
      [1, memory.log.size("here", 1).bytes],
    ]);
    expect(partitions[1]!.partitionSize).toBeGreaterThan(60);
  });

  it("tell the room on the disk from version 4 on", async () => {
    const { results } = await client.request("DescribeLogDirs", 4, { topics: [] });
    const { totalBytes, usableBytes } = await memory.log.space();
    expect(results[0]).toMatchObject({ topics: [], totalBytes, usableBytes });
    expect(usableBytes).toBeLessThan(totalBytes);
  });

  it("leave out partitions that do not exist", async () => {
    const topics = [
      { topic: "here", partitions: [1, 7] },
      { topic: "absent", partitions: [0] },
    ];
    const { results } = await client.request("DescribeLogDirs", 4, { topics });
    expect(results[0]!.topics.map(({ name, partitions }) => [name, partitions.map(({ partitionIndex }) => partitionIndex)])).toEqual([
      ["here", [1]],
    ]);
  });

  it.each([1, 2])("keep their partitions, AlterReplicaLogDirs version %d", async (version) => {
    const topics = [{ name: "here", partitions: [0, 7] }];
    const dirs = [
      { path: memory.log.folder, topics },
      { path: "/elsewhere", topics },
    ];
    const { results } = await client.request("AlterReplicaLogDirs", version, { dirs });
    expect(results.map(({ partitions }) => partitions.map(({ errorCode }) => errorCode))).toEqual([
      [0, kafkaError.unknownTopicOrPartition],
      [kafkaError.logDirNotFound, kafkaError.logDirNotFound],
    ]);
  });
});

describe("leaders", () => {
  it.each([0, 1, 2])("need no election, ElectLeaders version %d", async (version) => {
    const topicPartitions = [
      { topic: "here", partitions: [0, 7] },
      { topic: "absent", partitions: [0] },
    ];
    const { errorCode, replicaElectionResults } = await client.request("ElectLeaders", version, { topicPartitions, timeoutMs: 1000 });
    expect(errorCode).toBe(0);
    expect(replicaElectionResults.map(({ partitionResult }) => partitionResult.map((partition) => partition.errorCode))).toEqual([
      [kafkaError.electionNotNeeded, kafkaError.unknownTopicOrPartition],
      [kafkaError.unknownTopicOrPartition],
    ]);
  });

  it("have nothing to say when all partitions are asked for", async () => {
    const { replicaElectionResults } = await client.request("ElectLeaders", 2, { topicPartitions: null });
    expect(replicaElectionResults).toContainEqual({ topic: "here", partitionResult: [] });
  });

  it("are not elected in ways that there are not", async () => {
    const topicPartitions = [{ topic: "here", partitions: [0] }];
    const answer = await client.request("ElectLeaders", 2, { electionType: 5, topicPartitions });
    expect(answer.errorCode).toBe(kafkaError.invalidRequest);
    expect(answer.replicaElectionResults[0]!.partitionResult[0]!.errorCode).toBe(kafkaError.invalidRequest);
  });
});

describe("moves of partitions", () => {
  it.each([0, 1])("are accepted only to where they are, AlterPartitionReassignments version %d", async (version) => {
    const move = async (replicas: readonly number[] | null, name = "here", partitionIndex = 0): Promise<number> => {
      const topics = [{ name, partitions: [{ partitionIndex, replicas }] }];
      const { errorCode, responses } = await client.request("AlterPartitionReassignments", version, { topics });
      expect(errorCode).toBe(0);
      return responses[0]!.partitions[0]!.errorCode;
    };
    expect(await move([1])).toBe(0);
    expect(await move(null)).toBe(kafkaError.noReassignmentInProgress);
    for (const replicas of [[], [2], [1, 1], [1, 2]]) expect(await move(replicas)).toBe(kafkaError.invalidReplicaAssignment);
    expect(await move([1], "here", 2)).toBe(kafkaError.unknownTopicOrPartition);
    expect(await move([1], "here", -1)).toBe(kafkaError.unknownTopicOrPartition);
    expect(await move([1], "absent")).toBe(kafkaError.unknownTopicOrPartition);
  });

  it("are never under way", async () => {
    expect(await client.request("ListPartitionReassignments", 0, { topics: null })).toMatchObject({ errorCode: 0, topics: [] });
  });
});

describe("the quorum", () => {
  it.each([0, 1, 2])("is this broker, DescribeQuorum version %d", async (version) => {
    const topics = [
      { topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }, { partitionIndex: 1 }] },
      { topicName: "here", partitions: [{ partitionIndex: 0 }] },
    ];
    const answer = await client.request("DescribeQuorum", version, { topics });
    const [metadata, here] = answer.topics;
    expect(answer.errorCode).toBe(0);
    expect(metadata!.partitions[0]).toMatchObject({ errorCode: 0, leaderId: 1, currentVoters: [{ replicaId: 1 }], observers: [] });
    expect(metadata!.partitions[1]!.errorCode).toBe(kafkaError.unknownTopicOrPartition);
    expect(here!.partitions[0]!.errorCode).toBe(kafkaError.unknownTopicOrPartition);
    expect(answer.nodes).toHaveLength(version < 2 ? 0 : 1);
  });
});

describe("features", () => {
  it.each([0, 1, 2])("that are not known cannot be updated, UpdateFeatures version %d", async (version) => {
    const featureUpdates = [{ feature: "no.such.version", maxVersionLevel: 1 }];
    const answer = await client.request("UpdateFeatures", version, { featureUpdates });
    expect(answer).toMatchObject({ errorCode: kafkaError.invalidUpdateVersion, results: [] });
  });
});

describe("delegation tokens", () => {
  it("are refused to those without a name", async () => {
    const hmac = new Uint8Array(4);
    const refused = { errorCode: kafkaError.delegationTokenRequestNotAllowed };
    for (const version of [1, 2, 3]) {
      const request = { renewers: [], maxLifetimeMs: -1 };
      expect(await client.request("CreateDelegationToken", version, request)).toMatchObject({ ...refused, principalName: "ANONYMOUS" });
      expect(await client.request("DescribeDelegationToken", version, { owners: null })).toMatchObject(refused);
    }
    for (const version of [1, 2]) {
      expect(await client.request("RenewDelegationToken", version, { hmac, renewPeriodMs: 1 })).toMatchObject(refused);
      expect(await client.request("ExpireDelegationToken", version, { hmac, expiryTimePeriodMs: 1 })).toMatchObject(refused);
    }
  });
});

describe("resources with settings", () => {
  it("are the broker and the topics", async () => {
    const list = async (version: number, resourceTypes: readonly number[] = []) => {
      const { errorCode, configResources } = await client.request("ListConfigResources", version, { resourceTypes });
      return [errorCode, configResources.map(({ resourceType, resourceName }) => `${resourceType} ${resourceName}`)];
    };
    expect(await list(0)).toEqual([0, []]);
    expect(await list(1)).toEqual([0, expect.arrayContaining(["4 1", "2 here"])]);
    expect(await list(1, [4])).toEqual([0, ["4 1"]]);
    expect(await list(1, [16, 32])).toEqual([0, []]);
    expect(await list(1, [9])).toEqual([kafkaError.unsupportedVersion, []]);
  });
});
