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
  memory = await MemoryBroker.start({ authorization: true, superUsers: ["User:ANONYMOUS"] }, [
    { name: "GUEST", port: 0, principal: "User:guest" },
  ]);
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
  it.each([0, 1, 2])("stay at their levels, UpdateFeatures version %d", async (version) => {
    const update = (feature: string, maxVersionLevel: number) =>
      client.request("UpdateFeatures", version, { featureUpdates: [{ feature, maxVersionLevel }] });
    const inForce = await update("group.version", 1);
    expect(inForce).toMatchObject({ errorCode: 0, results: version < 2 ? [{ feature: "group.version", errorCode: 0 }] : [] });
    expect(await update("group.version", 0)).toMatchObject({ errorCode: kafkaError.featureUpdateFailed, results: [] });
    expect(await update("group.version", 9)).toMatchObject({ errorCode: kafkaError.invalidUpdateVersion, results: [] });
    expect(await update("no.such.version", 1)).toMatchObject({ errorCode: kafkaError.invalidUpdateVersion, results: [] });
  });

  it("are announced by ApiVersions, level 0 only to those who can read it", async () => {
    const versions = { clientSoftwareName: "raw", clientSoftwareVersion: "1" };
    const old = await client.request("ApiVersions", 3, versions);
    const now = await client.request("ApiVersions", 4, versions);
    expect(old.supportedFeatures.filter(({ minVersion }) => minVersion === 0)).toEqual([]);
    expect(now.supportedFeatures).toContainEqual({ name: "group.version", minVersion: 0, maxVersion: 1 });
    for (const { finalizedFeatures, finalizedFeaturesEpoch } of [old, now]) {
      expect(finalizedFeaturesEpoch).toBeGreaterThanOrEqual(0);
      expect(finalizedFeatures).toContainEqual({ name: "group.version", maxVersionLevel: 1, minVersionLevel: 1 });
    }
  });
});

describe("delegation tokens", () => {
  it("are refused to those without a name, and to the others as there are none", async () => {
    const hmac = new Uint8Array(4);
    const asked = async (asker: RawClient, errorCode: number, principalName: string): Promise<void> => {
      for (const version of [1, 2, 3]) {
        const request = { renewers: [], maxLifetimeMs: -1 };
        expect(await asker.request("CreateDelegationToken", version, request)).toMatchObject({ errorCode, principalName });
        expect((await asker.request("DescribeDelegationToken", version, { owners: null })).errorCode).toBe(errorCode);
      }
      for (const version of [1, 2]) {
        expect((await asker.request("RenewDelegationToken", version, { hmac, renewPeriodMs: 1 })).errorCode).toBe(errorCode);
        expect((await asker.request("ExpireDelegationToken", version, { hmac, expiryTimePeriodMs: 1 })).errorCode).toBe(errorCode);
      }
    };
    await asked(client, kafkaError.delegationTokenRequestNotAllowed, "ANONYMOUS");
    await asked(await memory.client("GUEST"), kafkaError.delegationTokenAuthDisabled, "guest");
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

describe("a guest without rights", () => {
  it("learns and changes nothing", async () => {
    const guest = await memory.client("GUEST");
    const refused = { errorCode: kafkaError.clusterAuthorizationFailed };
    const partitions = [{ partitionIndex: 0 }];
    expect(await guest.request("DescribeLogDirs", 4, { topics: null })).toMatchObject({ ...refused, results: [] });
    expect(await guest.request("ElectLeaders", 2, { topicPartitions: null })).toMatchObject(refused);
    expect(await guest.request("ListPartitionReassignments", 0, {})).toMatchObject({ ...refused, topics: [] });
    expect(await guest.request("UpdateFeatures", 2, { featureUpdates: [] })).toMatchObject(refused);
    expect(await guest.request("ListConfigResources", 1, {})).toMatchObject({ ...refused, configResources: [] });
    const quorum = { topics: [{ topicName: "__cluster_metadata", partitions }] };
    expect(await guest.request("DescribeQuorum", 2, quorum)).toMatchObject({ ...refused, topics: [] });
    const moves = { topics: [{ name: "here", partitions: [{ partitionIndex: 0, replicas: [1] }] }] };
    expect(await guest.request("AlterPartitionReassignments", 1, moves)).toMatchObject({ ...refused, responses: [] });
    const dirs = [{ path: memory.log.folder, topics: [{ name: "here", partitions: [0] }] }];
    const { results } = await guest.request("AlterReplicaLogDirs", 2, { dirs });
    expect(results[0]!.partitions[0]).toMatchObject(refused);
    const deletion = { topics: [{ name: "here", partitions: [{ partitionIndex: 1, offset: -1 }] }], timeoutMs: 1000 };
    const { topics } = await guest.request("DeleteRecords", 2, deletion);
    expect(topics[0]!.partitions[0]!.errorCode).toBe(kafkaError.topicAuthorizationFailed);
    expect(memory.log.offsets("here", 1).start).toBe(0);
  });
});
