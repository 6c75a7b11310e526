// Groups and their offsets over the wire.
import { ByteReader } from "@millrace/core";
import { decodeRecords } from "@millrace/log";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeKey, decodeValue, isOffsetRecord } from "../groups/offset-records.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { MemoryBroker } from "./memory-broker.ts";
import type { RawClient, RequestOf } from "./raw-client.ts";

let memory: MemoryBroker;
let client: RawClient;
beforeAll(async () => {
  memory = await MemoryBroker.start();
  client = await memory.client();
  await memory.log.createTopic({ name: "events", partitions: 3 });
});
afterAll(() => memory.close());

const topicId = (name: string): Uint8Array => memory.log.topic(name)?.id ?? zeroUuid;

async function commit(
  groupId: string,
  index: number,
  committedOffset: number,
  more: { version?: number; metadata?: string; name?: string; generationId?: number } = {},
) {
  const { version = 8, metadata = "note", name = "events", generationId = -1 } = more;
  const partitions = [{ index, committedOffset, committedMetadata: metadata }];
  const answer = await client.request("OffsetCommit", version, {
    groupId,
    generationId,
    memberId: "",
    topics: [{ name, topicId: topicId(name), partitions }],
  });
  return answer.topics[0]!.partitions[0]!.errorCode;
}

async function committed(groupId: string, version: number): Promise<[number, number, string | null][]> {
  const partitionIndexes = [0, 1, 2];
  const topics = [{ name: "events", topicId: topicId("events"), partitionIndexes }];
  const answer = await client.request("OffsetFetch", version, { groupId, topics, groups: [{ groupId, topics }] });
  const partitions = version >= 8 ? answer.groups[0]!.topics[0]!.partitions : answer.topics[0]!.partitions;
  return partitions.map(({ index, committedOffset, metadata }) => [index, committedOffset, metadata]);
}

describe("offsets", () => {
  it.each([2, 3, 4, 5, 6, 7, 8, 9, 10])("are kept by a commit of version %d", async (version) => {
    expect(await commit(`group-${version}`, 1, 40 + version, { version })).toBe(0);
    for (const fetchVersion of [1, 2, 5, 6, 7, 8, 9, 10]) {
      expect(await committed(`group-${version}`, fetchVersion)).toEqual([
        [0, -1, ""],
        [1, 40 + version, "note"],
        [2, -1, ""],
      ]);
    }
  });

  it("are all listed when no topic is named, of several groups at once", async () => {
    await commit("all-a", 0, 7);
    await commit("all-b", 2, 9);
    const groups = ["all-a", "all-b", "all-c"].map((groupId) => ({ groupId, topics: null }));
    const answer = await client.request("OffsetFetch", 8, { groupId: "", topics: null, groups });
    const found = answer.groups.map(({ topics }) =>
      topics.flatMap(({ name, partitions }) => partitions.map((one) => [name, one.index, one.committedOffset])),
    );
    expect(found).toEqual([[["events", 0, 7]], [["events", 2, 9]], []]);
  });

  it("survive a restart of broker and log, and stand in the topic in Kafka's layout", async () => {
    await commit("lasting", 0, 1);
    await commit("lasting", 0, 2);
    await memory.restart();
    client = await memory.client();
    expect((await committed("lasting", 8))[0]).toEqual([0, 2, "note"]);
    const { bytes } = await memory.log.read("__consumer_offsets", 0, 0, { maxBytes: 1 << 20 });
    const last = decodeRecords(bytes)
      .map(({ key, value }) => ({ key: new ByteReader(key!), value }))
      .map(({ key, value }) => ({ kind: key.int16(), key, value }))
      .filter(isOffsetRecord)
      .map((record) => ({ key: decodeKey(record), value: decodeValue(record.value!) }))
      .findLast(({ key }) => key.group === "lasting")!;
    expect(last.key).toEqual({ group: "lasting", topic: "events", partition: 0 });
    expect(last.value).toMatchObject({ offset: 2, leaderEpoch: -1, metadata: "note" });
  });

  it("are refused for what does not exist, for long notes and passed generations", async () => {
    expect(await commit("g", 0, 1, { name: "nowhere" })).toBe(kafkaError.unknownTopicOrPartition);
    expect(await commit("g", 0, 1, { name: "nowhere", version: 10 })).toBe(kafkaError.unknownTopicId);
    expect(await commit("g", 9, 1)).toBe(kafkaError.unknownTopicOrPartition);
    expect(await commit("g", 0, 1, { metadata: "x".repeat(5000) })).toBe(kafkaError.offsetMetadataTooLarge);
    expect(await commit("g", 0, 1, { generationId: 3 })).toBe(kafkaError.illegalGeneration);
    expect(await commit("g".repeat(1025), 0, 1)).toBe(kafkaError.invalidGroupId);
  });

  it("are told unstable, to those who ask for stable ones, while a transaction may change them", async () => {
    await commit("unstable", 0, 1);
    const { producerId, producerEpoch } = await client.request("InitProducerId", 5, { transactionalId: "t", transactionTimeoutMs: 60_000 });
    const partitions = [{ partitionIndex: 0, committedOffset: 9, committedMetadata: null }];
    await client.request("TxnOffsetCommit", 5, {
      transactionalId: "t",
      groupId: "unstable",
      producerId,
      producerEpoch,
      topics: [{ name: "events", partitions }],
    });
    await memory.restart();
    client = await memory.client();
    const ask = async (version: number, requireStable: boolean) => {
      const topics = [{ name: "events", topicId: topicId("events"), partitionIndexes: [0, 1] }];
      const groups = [{ groupId: "unstable", topics }];
      const answer = await client.request("OffsetFetch", version, { groupId: "unstable", topics, groups, requireStable });
      const partitions = version >= 8 ? answer.groups[0]!.topics[0]!.partitions : answer.topics[0]!.partitions;
      return partitions.map(({ committedOffset, errorCode }) => [committedOffset, errorCode]);
    };
    for (const version of [7, 8, 9, 10]) {
      expect(await ask(version, true)).toEqual([
        [-1, kafkaError.unstableOffsetCommit],
        [-1, 0],
      ]);
      expect((await ask(version, false))[0]).toEqual([1, 0]);
    }
  });

  it("go when their topic is deleted", async () => {
    await memory.log.createTopic({ name: "brief", partitions: 1 });
    expect(await commit("mixed", 0, 5, { name: "brief" })).toBe(0);
    await memory.log.deleteTopic("brief");
    await expect.poll(() => memory.broker.groups().some(({ groupId }) => groupId === "mixed")).toBe(false);
    await memory.restart();
    client = await memory.client();
    expect(memory.broker.groups().some(({ groupId }) => groupId === "mixed")).toBe(false);
  });
});

const join = { sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, protocolType: "consumer" };
const protocols = [{ name: "range", metadata: new Uint8Array([1, 2, 3]) }];

describe("groups", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
    "let a member join, synchronise, beat and leave from JoinGroup version %d on",
    async (version) => {
      const groupId = `member-${version}`;
      let joined = await client.request("JoinGroup", version, { ...join, groupId, memberId: "", protocols });
      if (version >= 4) {
        expect(joined.errorCode).toBe(kafkaError.memberIdRequired);
        joined = await client.request("JoinGroup", version, { ...join, groupId, memberId: joined.memberId, protocols });
      }
      const { memberId, generationId, protocolName } = joined;
      expect({ ...joined, errorCode: joined.errorCode, protocolName }).toMatchObject({
        errorCode: 0,
        leader: memberId,
        protocolName: "range",
      });
      const assignments = [{ memberId, assignment: new Uint8Array([9]) }];
      const sync = { groupId, generationId, memberId, assignments };
      if (version >= 5) {
        const silent = await client.request("SyncGroup", 5, sync);
        expect(silent.errorCode).toBe(kafkaError.inconsistentGroupProtocol);
      }
      const synced = await client.request("SyncGroup", Math.min(version, 5), { ...sync, protocolType: "consumer", protocolName: "range" });
      expect([synced.errorCode, ...synced.assignment]).toEqual([0, 9]);
      expect((await client.request("Heartbeat", Math.min(version, 4), { groupId, generationId, memberId })).errorCode).toBe(0);
      const described = await client.request("DescribeGroups", Math.min(version, 6), { groups: [groupId] });
      expect(described.groups[0]).toMatchObject({
        groupState: "Stable",
        protocolData: "range",
        members: [{ memberId, clientId: "raw", clientHost: "/127.0.0.1" }],
      });
      expect(memory.broker.groups().find((group) => group.groupId === groupId)?.members).toHaveLength(1);
      const left = await client.request("LeaveGroup", Math.min(version, 5), {
        groupId,
        memberId,
        members: [{ memberId, groupInstanceId: null }],
      });
      expect([left.errorCode, ...left.members.map(({ errorCode }) => errorCode)].every((errorCode) => errorCode === 0)).toBe(true);
      expect((await client.request("Heartbeat", 4, { groupId, generationId, memberId })).errorCode).toBe(kafkaError.unknownMemberId);
    },
  );

  it("refuse session timeouts and ids outside of the bounds", async () => {
    const ask = async (more: { groupId?: string; sessionTimeoutMs?: number; memberId?: string }) =>
      (await client.request("JoinGroup", 9, { ...join, groupId: "bounds", memberId: "", protocols, ...more })).errorCode;
    expect(await ask({ sessionTimeoutMs: 10 })).toBe(kafkaError.invalidSessionTimeout);
    expect(await ask({ groupId: "" })).toBe(kafkaError.invalidGroupId);
    expect(await ask({ groupId: "x".repeat(2000) })).toBe(kafkaError.invalidGroupId);
    expect(await ask({ memberId: "of-before" })).toBe(kafkaError.unknownMemberId);
  });

  it("are listed by state, described and deleted", async () => {
    await commit("old", 0, 3);
    const list = async (version: number, statesFilter: string[]) =>
      (await client.request("ListGroups", version, { statesFilter, typesFilter: [] })).groups.filter(({ groupId }) => groupId === "old");
    expect(await list(0, [])).toHaveLength(1);
    expect(await list(5, ["empty"])).toMatchObject([{ groupState: "Empty", groupType: "classic" }]);
    expect(await list(5, ["Stable"])).toHaveLength(0);
    const described = await client.request("DescribeGroups", 6, { groups: ["old", "never"] });
    expect(described.groups.map(({ errorCode, groupState }) => [errorCode, groupState])).toEqual([
      [0, "Empty"],
      [kafkaError.groupIdNotFound, "Dead"],
    ]);
    const { memberId } = await client.request("JoinGroup", 0, { ...join, groupId: "busy", memberId: "", protocols });
    const deleted = await client.request("DeleteGroups", 2, { groupIds: ["old", "never", "busy"] });
    expect(deleted.results.map(({ errorCode }) => errorCode)).toEqual([0, kafkaError.groupIdNotFound, kafkaError.nonEmptyGroup]);
    await client.request("LeaveGroup", 0, { groupId: "busy", memberId, members: [] });
    expect(await list(0, [])).toHaveLength(0);
  });

  it("are found at this broker, and so are transactional ids", async () => {
    const { port } = memory.broker;
    expect(await client.request("FindCoordinator", 2, { key: "g" })).toMatchObject({ errorCode: 0, nodeId: 1, port });
    const { coordinators } = await client.request("FindCoordinator", 6, {
      key: "g".repeat(1025),
      coordinatorKeys: ["a", "g".repeat(1025)],
    });
    expect(coordinators.map(({ errorCode }) => errorCode)).toEqual([0, kafkaError.invalidGroupId]);
    const transactional = await client.request("FindCoordinator", 2, { key: "t", keyType: 1 });
    expect(transactional).toMatchObject({ errorCode: 0, nodeId: 1, port });
  });
});

describe("consumer groups", () => {
  const joining = { memberEpoch: 0, rebalanceTimeoutMs: 10_000, subscribedTopicNames: ["events"], topicPartitions: [] };
  const beat = (version: number, groupId: string, memberId: string, more: Partial<RequestOf<"ConsumerGroupHeartbeat">> = joining) =>
    client.request("ConsumerGroupHeartbeat", version, { groupId, memberId, memberEpoch: 0, ...more });

  it.each([0, 1])("let a member join, commit in its epoch and leave with version %d", async (version) => {
    const groupId = `consumer-${version}`;
    const joined = await beat(version, groupId, version === 0 ? "" : "m");
    expect(joined).toMatchObject({ errorCode: 0, memberEpoch: 1, heartbeatIntervalMs: 5_000 });
    const memberId = joined.memberId!;
    expect(
      joined.assignment!.topicPartitions.map(({ topicId: id, partitions }) => [Buffer.compare(id, topicId("events")), partitions]),
    ).toEqual([[0, [0, 1, 2]]]);
    expect((await beat(version, groupId, memberId, { memberEpoch: 1 })).assignment).toBeNull();
    const { groups } = await client.request("ConsumerGroupDescribe", version, {
      groupIds: [groupId, "old"],
      includeAuthorizedOperations: false,
    });
    expect(groups).toMatchObject([
      {
        errorCode: 0,
        groupState: "Stable",
        groupEpoch: 1,
        assignmentEpoch: 1,
        assignorName: "uniform",
        members: [
          {
            memberId,
            memberEpoch: 1,
            clientId: "raw",
            subscribedTopicNames: ["events"],
            assignment: { topicPartitions: [{ topicName: "events", partitions: [0, 1, 2] }] },
            targetAssignment: { topicPartitions: [{ topicName: "events", partitions: [0, 1, 2] }] },
            memberType: version === 0 ? -1 : 1,
          },
        ],
      },
      { errorCode: kafkaError.groupIdNotFound },
    ]);
    const listing = await client.request("ListGroups", 5, { statesFilter: ["stable"], typesFilter: ["Consumer"] });
    expect(listing.groups).toEqual([{ groupId, protocolType: "consumer", groupState: "Stable", groupType: "consumer" }]);
    const described = await client.request("DescribeGroups", 6, { groups: [groupId] });
    expect(described.groups[0]!.errorCode).toBe(kafkaError.groupIdNotFound);
    const fetched = async (memberEpoch: number) => {
      const topics = [{ name: "events", topicId: topicId("events"), partitionIndexes: [0] }];
      const answer = await client.request("OffsetFetch", 9, { groupId, topics, groups: [{ groupId, memberId, memberEpoch, topics }] });
      return answer.groups[0]!.errorCode;
    };
    expect([await fetched(1), await fetched(0)]).toEqual([0, kafkaError.staleMemberEpoch]);
    expect(await beat(version, groupId, memberId, { memberEpoch: -1 })).toMatchObject({ errorCode: 0, memberEpoch: -1, memberId });
  });

  it("say what is wrong in words", async () => {
    expect(await beat(1, "consumer-x", "m", { ...joining, serverAssignor: "sticky" })).toMatchObject({
      errorCode: kafkaError.unsupportedAssignor,
      errorMessage: 'the assignor "sticky" is not known; there are uniform, range',
    });
  });
});

describe("deleting offsets", () => {
  const ask = (groupId: string, names: readonly string[]) => {
    const topics = names.map((name) => ({ name, partitions: [{ partitionIndex: 0 }, { partitionIndex: 9 }] }));
    return client.request("OffsetDelete", 0, { groupId, topics });
  };

  it("forgets those that nobody uses, for good, and says why others stay", async () => {
    await commit("pruned", 0, 7);
    const answer = await ask("pruned", ["events", "nowhere"]);
    expect(answer.topics.map(({ partitions }) => partitions.map(({ errorCode }) => errorCode))).toEqual([
      [0, kafkaError.unknownTopicOrPartition],
      [kafkaError.unknownTopicOrPartition, kafkaError.unknownTopicOrPartition],
    ]);
    await memory.restart();
    client = await memory.client();
    expect(await ask("pruned", ["events"])).toMatchObject({ errorCode: kafkaError.groupIdNotFound });
  });

  it("leaves alone what members are subscribed to, and groups of which that cannot be told", async () => {
    await client.request("ConsumerGroupHeartbeat", 1, {
      groupId: "reading",
      memberId: "m",
      memberEpoch: 0,
      rebalanceTimeoutMs: 10_000,
      subscribedTopicNames: ["events"],
      topicPartitions: [],
    });
    expect((await ask("reading", ["events"])).topics[0]!.partitions[0]!.errorCode).toBe(kafkaError.groupSubscribedToTopic);
    await client.request("JoinGroup", 0, { ...join, protocolType: "connect", groupId: "connecting", memberId: "", protocols });
    expect((await ask("connecting", ["events"])).errorCode).toBe(kafkaError.nonEmptyGroup);
  });
});
