// The same lives of groups, request by request, at Apache Kafka and at Millrace: error codes, epochs and partitions must
// be the same at every step. And what Apache Kafka keeps of them in `__consumer_offsets` must be readable.
import { ByteReader } from "@millrace/core";
import { type DecodedRecord, decodeRecords } from "@millrace/log";
import { RawClient, type RequestOf } from "@millrace/kafka/raw-client";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { decodeClassicGroup, isClassicRecord } from "../../packages/kafka/src/groups/classic/records.ts";
import { topicKey } from "../../packages/kafka/src/groups/consumer/assignment.ts";
import { decodeFact, type GroupFact, isConsumerRecord } from "../../packages/kafka/src/groups/consumer/records.ts";
import { decodeKey, isOffsetRecord } from "../../packages/kafka/src/groups/offset-records.ts";
import { type ApacheKafka, apacheKafkaNeeds, startApacheKafka } from "../apache-kafka.ts";
import { describeWith } from "../tools.ts";
import { ConformanceBroker } from "./kafka-broker.ts";

const topic = "answers";
const readBytes = 1 << 20;
const portOf = (address: string): number => Number(address.split(":")[1]);

/** One broker, and what a life needs to know of it. */
class Side {
  readonly client: RawClient;
  readonly topicId: Uint8Array;
  readonly said: string[] = [];
  /** Of each group the epoch in which its first member came, which is called 1: brokers begin where they like. */
  readonly #firstEpochs = new Map<string, number>();

  private constructor(client: RawClient, topicId: Uint8Array) {
    this.client = client;
    this.topicId = topicId;
  }

  static async connect(address: string): Promise<Side> {
    const client = await RawClient.connect(portOf(address));
    const topics = [{ name: topic, partitions: 4, replicationFactor: 1, assignments: [], configs: [] }];
    await client.request("CreateTopics", 7, { topics, timeoutMs: 10_000 });
    // Neither coordinator is there from the first moment.
    await vi.waitUntil(
      async () => {
        const found = await client.request("FindCoordinator", 2, { key: "warm" });
        const beat = await client.request("Heartbeat", 4, { groupId: "warm", generationId: 1, memberId: "m" });
        return found.errorCode === 0 && ![14, 15, 16].includes(beat.errorCode);
      },
      { timeout: 60_000, interval: 200 },
    );
    const { topics: described } = await client.request("Metadata", 12, { topics: [{ name: topic, topicId: new Uint8Array(16) }] });
    return new Side(client, described[0]!.topicId);
  }

  say(what: string, ...values: unknown[]): void {
    this.said.push(`${what}: ${values.map((value) => JSON.stringify(value)).join(" ")}`);
  }

  epochOf(groupId: string, epoch: number): number {
    return epoch > 0 ? epoch - 1 + (this.#firstEpochs.get(groupId) ?? 1) : epoch;
  }

  /** A heartbeat of the newer protocol; partitions are those of the one topic. */
  async beat(
    what: string,
    groupId: string,
    memberId: string,
    memberEpoch: number,
    more: Partial<Omit<RequestOf<"ConsumerGroupHeartbeat">, "topicPartitions">> & { readonly owned?: readonly number[] } = {},
  ): Promise<void> {
    const { owned, ...fields } = more;
    const joins = memberEpoch === 0 ? { rebalanceTimeoutMs: 30_000, subscribedTopicNames: [topic], topicPartitions: [] } : {};
    const held = owned === undefined ? {} : { topicPartitions: owned.length === 0 ? [] : [{ topicId: this.topicId, partitions: owned }] };
    const request = { groupId, memberId, memberEpoch: this.epochOf(groupId, memberEpoch), ...joins, ...held, ...fields };
    const answer = await this.client.request("ConsumerGroupHeartbeat", 1, request);
    if (answer.errorCode === 0 && !this.#firstEpochs.has(groupId)) this.#firstEpochs.set(groupId, answer.memberEpoch);
    const epoch = answer.memberEpoch > 0 ? answer.memberEpoch - this.epochOf(groupId, 1) + 1 : answer.memberEpoch;
    const partitions = answer.assignment?.topicPartitions.map((one) => [...one.partitions].sort((left, right) => left - right));
    // Upon an error the epoch says nothing.
    this.say(what, answer.errorCode, ...(answer.errorCode === 0 ? [epoch, partitions ?? null] : []));
  }

  async commit(what: string, version: number, groupId: string, memberId: string, generationId: number, name = topic): Promise<void> {
    const partitions = [{ index: 0, committedOffset: 5, committedMetadata: "note" }];
    const topics = [{ name, topicId: this.topicId, partitions }];
    const answer = await this.client.request("OffsetCommit", version, {
      groupId,
      memberId,
      generationId: this.epochOf(groupId, generationId),
      topics,
    });
    this.say(what, answer.topics[0]!.partitions[0]!.errorCode);
  }

  async fetch(what: string, groupId: string, memberId: string | null, memberEpoch: number): Promise<void> {
    const topics = [{ name: topic, topicId: this.topicId, partitionIndexes: [0, 1] }];
    const answer = await this.client.request("OffsetFetch", 9, {
      groupId: "",
      topics: null,
      groups: [{ groupId, memberId, memberEpoch: this.epochOf(groupId, memberEpoch), topics }],
    });
    const { errorCode, topics: found } = answer.groups[0]!;
    this.say(
      what,
      errorCode,
      errorCode === 0 ? found.map(({ partitions }) => partitions.map((one) => [one.committedOffset, one.errorCode])) : [],
    );
  }

  async join(
    what: string,
    groupId: string,
    memberId: string,
    more: Partial<RequestOf<"JoinGroup">> = {},
  ): Promise<{ memberId: string; generationId: number }> {
    const protocols = [
      { name: "range", metadata: new Uint8Array([0, 1, 0, 0, 0, 1, 0, 7, ...Buffer.from(topic), 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]) },
    ];
    const request = {
      groupId,
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 10_000,
      memberId,
      protocolType: "consumer",
      protocols,
      ...more,
    };
    const answer = await this.client.request("JoinGroup", 9, request);
    const { errorCode, generationId, protocolName, members } = answer;
    this.say(what, errorCode, generationId, protocolName, members.length, answer.leader === answer.memberId);
    return answer;
  }

  async list(what: string): Promise<void> {
    const { groups } = await this.client.request("ListGroups", 5, { statesFilter: [], typesFilter: [] });
    const known = groups.filter(({ groupId }) => groupId !== "warm").sort((one, other) => (one.groupId < other.groupId ? -1 : 1));
    this.say(
      what,
      ...known.map(({ groupId, protocolType, groupState, groupType }) => [groupId, protocolType, groupState, groupType.toLowerCase()]),
    );
  }
}

async function consumerLife(side: Side): Promise<void> {
  const group = "life";
  await side.beat("unknown group", group, "a", 3);
  await side.beat("empty member", group, "", 0);
  await side.beat("joins with partitions", group, "a", 0, { owned: [1] });
  await side.beat("no timeout", group, "a", 0, { rebalanceTimeoutMs: -1 });
  await side.beat("no subscription", group, "a", 0, { subscribedTopicNames: null });
  await side.beat("unknown assignor", group, "a", 0, { serverAssignor: "sticky" });
  await side.beat("no expression", group, "a", 0, { subscribedTopicRegex: "[" });
  await side.beat("empty instance", group, "a", 0, { instanceId: "" });
  await side.beat("away without instance", group, "a", -2);
  await side.beat("leaves no group", group, "a", -1);
  await side.beat("joins", group, "a", 0);
  await side.beat("goes on", group, "a", 1);
  await side.beat("tells everything", group, "a", 1, { owned: [0, 1, 2, 3], rebalanceTimeoutMs: 30_000, subscribedTopicNames: [topic] });
  await side.beat("joins again with its id", group, "a", 0);
  await side.beat("greater epoch", group, "a", 7);
  await side.beat("second joins", group, "b", 0);
  await side.beat("first is to give up", group, "a", 1, { owned: [0, 1, 2, 3] });
  await side.beat("second waits", group, "b", 2);
  await side.beat("first still holds", group, "a", 1, { owned: [0, 1, 2, 3] });
  await side.beat("first does not say", group, "a", 1);
  await side.commit("commit while giving up", 9, group, "a", 1);
  await side.beat("first has given up", group, "a", 1, { owned: [0, 1] });
  await side.beat("second gets it", group, "b", 2);
  await side.beat("lost answer", group, "a", 1, { owned: [0, 1] });
  await side.beat("lost answer, owns others'", group, "a", 1, { owned: [0, 3] });
  await side.beat("smaller epoch", group, "a", 1);
  await side.commit("commit", 9, group, "a", 2);
  await side.commit("commit of a greater epoch", 9, group, "a", 3);
  await side.commit("commit of a stranger", 9, group, "x", 2);
  await side.commit("commit with an old version", 8, group, "a", 2);
  await side.commit("commit from outside", 9, group, "", -1);
  await side.fetch("fetch", group, "a", 2);
  await side.fetch("fetch in an older epoch", group, "a", 1);
  await side.fetch("fetch of a stranger", group, "x", 2);
  await side.fetch("fetch from outside", group, null, -1);
  await side.join("classic member of another type", group, "", { protocolType: "connect" });
  await side.beat("unsubscribes", group, "b", 2, { subscribedTopicNames: [] });
  await side.beat("gives all up", group, "b", 2, { owned: [] });
  await side.beat("first gets all", group, "a", 2);
  await side.beat("second leaves", group, "b", -1);
  await side.beat("left already", group, "b", -1);
  await side.list("groups");
  const deleted = await side.client.request("DeleteGroups", 2, { groupIds: [group, "never"] });
  side.say("delete", ...deleted.results.map(({ groupId, errorCode }) => `${groupId} ${errorCode}`).sort());
  await side.beat("last leaves", group, "a", -1);
  await side.commit("commit from outside when empty", 9, group, "", -1);
  await side.list("groups");
  side.say("delete empty", (await side.client.request("DeleteGroups", 2, { groupIds: [group] })).results[0]!.errorCode);
  await side.fetch("fetch of no group", group, null, -1);
  await side.fetch("fetch of a member of no group", group, "a", 1);
}

async function staticLife(side: Side): Promise<void> {
  const group = "static";
  const box = { instanceId: "box" };
  await side.beat("joins", group, "a", 0, box);
  await side.beat("another takes its instance", group, "b", 0, box);
  await side.beat("another beats for it", group, "b", 1, box);
  await side.beat("another leaves for it", group, "b", -2, box);
  await side.beat("unknown instance", group, "a", 1, { instanceId: "crate" });
  await side.beat("leaves for a while", group, "a", -2, box);
  await side.beat("beats while away", group, "a", 1, box);
  await side.beat("comes back under another id", group, "b", 0, box);
  await side.beat("old one beats", group, "a", 1, box);
  await side.beat("goes on", group, "b", 1, box);
  await side.beat("leaves for good", group, "b", -1, box);
}

async function changingLife(side: Side): Promise<void> {
  const group = "changing";
  const first = await side.join("classic member", group, "");
  const member = await side.join("classic member with its id", group, first.memberId);
  const request = { groupId: group, memberId: member.memberId, generationId: member.generationId };
  const synced = await side.client.request("SyncGroup", 5, {
    ...request,
    assignments: [{ memberId: member.memberId, assignment: new Uint8Array([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]) }],
  });
  side.say("sync without protocol", synced.errorCode);
  const resynced = await side.client.request("SyncGroup", 5, {
    ...request,
    protocolType: "consumer",
    protocolName: "range",
    assignments: [{ memberId: member.memberId, assignment: new Uint8Array([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]) }],
  });
  side.say("sync", resynced.errorCode);
  await side.beat("newer member at a classic group", group, "a", 0);
  await side.beat("newer member goes on at a classic group", group, "a", 1);
  const remove = async (what: string) => {
    const topics = [
      { name: topic, partitions: [{ partitionIndex: 0 }, { partitionIndex: 77 }] },
      { name: "nowhere", partitions: [{ partitionIndex: 0 }] },
    ];
    const answer = await side.client.request("OffsetDelete", 0, { groupId: group, topics });
    side.say(
      what,
      answer.errorCode,
      answer.topics.map(({ partitions }) => partitions.map(({ partitionIndex, errorCode }) => `${partitionIndex} ${errorCode}`).sort()),
    );
  };
  await side.commit("commit", 9, group, member.memberId, member.generationId);
  await side.commit("commit of another generation", 9, group, member.memberId, member.generationId + 1);
  await side.commit("commit from outside", 9, group, "", -1);
  await remove("offsets in use");
  await side.client.request("LeaveGroup", 5, {
    groupId: group,
    memberId: "",
    members: [{ memberId: member.memberId, groupInstanceId: null }],
  });
  await side.list("groups");
  await side.beat("newer member at an empty group", group, "a", 0);
  await side.fetch("offsets are kept", group, null, -1);
  await side.beat("newer member leaves", group, "a", -1);
  const named = await side.join("classic member at an empty group", group, "");
  const again = await side.join("classic member with its id", group, named.memberId);
  await side.client.request("LeaveGroup", 5, {
    groupId: group,
    memberId: "",
    members: [{ memberId: again.memberId, groupInstanceId: null }],
  });
  await side.fetch("offsets are kept", group, null, -1);
  await remove("offsets not in use");
  await side.commit("of a group that is not there", 9, "absent", "m", 3);
  await side.commit("of a group that is not there, old version", 8, "absent", "m", 3);
  await side.commit("of an unknown topic", 8, "absent", "", -1, "nowhere");
  await side.list("groups");
}

async function recordsOf(client: RawClient, name: string): Promise<DecodedRecord[]> {
  const { topics } = await client.request("Metadata", 12, { topics: [{ name, topicId: new Uint8Array(16) }] });
  const partitions = [{ index: 0, fetchOffset: 0, maxBytes: readBytes }];
  const asked = [{ name, topicId: topics[0]!.topicId, partitions }];
  const answer = await client.request("Fetch", 13, { maxWaitMs: 100, minBytes: 1, maxBytes: readBytes, isolationLevel: 0, topics: asked });
  return decodeRecords(answer.responses[0]!.partitions[0]!.records!);
}

describeWith(apacheKafkaNeeds, "groups beside Apache Kafka", () => {
  let kafka: ApacheKafka | undefined;
  let millrace: ConformanceBroker;
  const sides: Side[] = [];
  beforeAll(async () => {
    kafka = await startApacheKafka("group.consumer.migration.policy=disabled group.consumer.assignment.interval.ms=0");
    millrace = await ConformanceBroker.start({ defaultPartitions: 1 });
    for (const { address } of [kafka, millrace]) sides.push(await Side.connect(address));
  });
  afterAll(async () => {
    for (const { client } of sides) client.close();
    await millrace?.close();
    kafka?.stop();
  });

  it.each([
    ["of consumer members", consumerLife],
    ["of static members", staticLife],
    ["from one protocol to the other", changingLife],
  ])("live the same lives %s", async (_, life) => {
    for (const side of sides) {
      side.said.length = 0;
      await life(side);
    }
    const [apache, ours] = sides;
    expect(ours!.said).toEqual(apache!.said);
  });

  it("are read from the records that Apache Kafka has written of them", async () => {
    const apache = sides[0]!;
    await apache.beat("stays", "kept", "m", 0, { instanceId: "box", rackId: "r1", serverAssignor: "range" });
    const facts: GroupFact[] = [];
    const groupIds = new Set<string>();
    for (const record of await recordsOf(apache.client, "__consumer_offsets")) {
      const key = new ByteReader(record.key!);
      const replayed = { kind: key.int16(), key, value: record.value, position: record.offset, producerId: -1 };
      if (isOffsetRecord(replayed)) groupIds.add(decodeKey(replayed).group);
      else if (isClassicRecord(replayed)) groupIds.add(decodeClassicGroup(replayed).group);
      else if (isConsumerRecord(replayed)) {
        const { groupId, fact } = decodeFact(replayed);
        if (groupId === "kept") facts.push(fact);
      }
    }
    expect(groupIds).toEqual(new Set(["life", "changing"]));
    const last = (about: GroupFact["about"]) => facts.findLast((fact) => fact.about === about)!.value;
    const all = new Map([[topicKey(apache.topicId), new Set([0, 1, 2, 3])]]);
    expect(last("member")).toMatchObject({
      instanceId: "box",
      rackId: "r1",
      serverAssignor: "range",
      topicNames: [topic],
      rebalanceTimeoutMs: 30_000,
    });
    expect(last("target")).toEqual(all);
    expect(last("progress")).toMatchObject({ state: "stable", assigned: all, revoking: new Map(), epoch: last("targetEpoch") });
    expect(last("group")).toMatchObject({ epoch: last("targetEpoch") });
  });
});
