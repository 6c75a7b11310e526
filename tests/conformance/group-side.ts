// A broker to live the life of a group at, request by request, and what it said: Apache Kafka or Millrace.
import { ByteReader, ByteWriter } from "@millrace/core";
import { type DecodedRecord, decodeRecords } from "@millrace/log";
import { RawClient, type RequestOf } from "@millrace/kafka/raw-client";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import {
  decodeConsumerProtocolAssignment,
  encodeConsumerProtocolAssignment,
  encodeConsumerProtocolSubscription,
} from "../../packages/kafka/src/generated/index.ts";
import { type ApacheKafka, apacheKafkaNeeds, startApacheKafka } from "../apache-kafka.ts";
import { describeWith } from "../tools.ts";
import { ConformanceBroker } from "./kafka-broker.ts";

export const topic = "answers";
const readBytes = 1 << 20;
/** What a classic member of the newest kind says, with what it owns. */
export function subscriptionOf(owned: readonly number[] = [], topics: readonly string[] = [topic]): Uint8Array {
  const writer = new ByteWriter(64);
  writer.int16(3);
  const ownedPartitions = owned.length === 0 ? [] : [{ topic, partitions: owned }];
  encodeConsumerProtocolSubscription(writer, { topics, userData: null, ownedPartitions }, 3);
  return writer.finish();
}

export function assignmentOf(partitions: readonly number[]): Uint8Array {
  const writer = new ByteWriter(64);
  writer.int16(3);
  encodeConsumerProtocolAssignment(writer, { assignedPartitions: [{ topic, partitions }], userData: null }, 3);
  return writer.finish();
}

function readAssignment(bytes: Uint8Array): unknown {
  const reader = new ByteReader(bytes);
  const version = reader.int16();
  const { assignedPartitions } = decodeConsumerProtocolAssignment(reader, version);
  return [version, ...assignedPartitions.map((one) => [one.topic, [...one.partitions].sort((left, right) => left - right)])];
}

const portOf = (address: string): number => Number(address.split(":")[1]);

/** One broker, and what a life needs to know of it. */
export class Side {
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

  /** From here on epochs are called what the brokers call them: they must begin at the same one. */
  countAsGiven(groupId: string): void {
    this.#firstEpochs.set(groupId, 1);
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
    const protocols = [{ name: "range", metadata: subscriptionOf() }];
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

  /** Says the partitions that a member of the classic protocol is told. */
  async sync(
    what: string,
    groupId: string,
    memberId: string,
    generationId: number,
    more: Partial<RequestOf<"SyncGroup">> = {},
  ): Promise<void> {
    const request = { groupId, memberId, generationId, protocolType: "consumer", protocolName: "range", assignments: [], ...more };
    const { errorCode, protocolName, assignment } = await this.client.request("SyncGroup", 5, request);
    this.say(what, errorCode, ...(errorCode === 0 ? [protocolName, readAssignment(assignment)] : []));
  }

  async classicBeat(what: string, groupId: string, memberId: string, generationId: number, groupInstanceId: string | null = null) {
    const { errorCode } = await this.client.request("Heartbeat", 4, { groupId, memberId, generationId, groupInstanceId });
    this.say(what, errorCode);
  }

  async leave(what: string, groupId: string, memberId: string, groupInstanceId: string | null = null): Promise<void> {
    const answer = await this.client.request("LeaveGroup", 5, { groupId, memberId: "", members: [{ memberId, groupInstanceId }] });
    this.say(what, answer.errorCode, answer.members[0]?.errorCode);
  }

  /** Who is in a consumer group: `nameOf` tells members by what both brokers know. */
  async describe(what: string, groupId: string): Promise<void> {
    const { groups } = await this.client.request("ConsumerGroupDescribe", 1, { groupIds: [groupId], includeAuthorizedOperations: false });
    const { errorCode, groupState, groupEpoch, assignmentEpoch, members } = groups[0]!;
    const partitions = (assignment: (typeof members)[number]["assignment"]) =>
      assignment.topicPartitions.map((one) => [...one.partitions].sort((left, right) => left - right));
    const told = members.map((one) =>
      JSON.stringify([
        one.memberType,
        one.memberEpoch,
        one.instanceId,
        one.subscribedTopicNames,
        partitions(one.assignment),
        partitions(one.targetAssignment),
      ]),
    );
    this.say(what, errorCode, groupState, errorCode === 0 ? [groupEpoch, assignmentEpoch] : [], told.sort());
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

export async function recordsOf(client: RawClient, name: string): Promise<DecodedRecord[]> {
  const { topics } = await client.request("Metadata", 12, { topics: [{ name, topicId: new Uint8Array(16) }] });
  const partitions = [{ index: 0, fetchOffset: 0, maxBytes: readBytes }];
  const asked = [{ name, topicId: topics[0]!.topicId, partitions }];
  const answer = await client.request("Fetch", 13, { maxWaitMs: 100, minBytes: 1, maxBytes: readBytes, isolationLevel: 0, topics: asked });
  return decodeRecords(answer.responses[0]!.partitions[0]!.records!);
}

type MigrationPolicy = "disabled" | "bidirectional";
type Life = readonly [how: string, life: (side: Side) => Promise<void>];

/** Lives each life at both brokers and compares what they said; then come the tests of `more`, which asks for Apache Kafka's side. */
export function describeLives(title: string, policy: MigrationPolicy, lives: readonly Life[], more: (apache: () => Side) => void): void {
  describeWith(apacheKafkaNeeds, title, () => {
    let kafka: ApacheKafka | undefined;
    let millrace: ConformanceBroker;
    const sides: Side[] = [];
    beforeAll(async () => {
      kafka = await startApacheKafka(`group.consumer.migration.policy=${policy} group.consumer.assignment.interval.ms=0`);
      millrace = await ConformanceBroker.start({ defaultPartitions: 1, groupConsumerMigrationPolicy: policy });
      for (const { address } of [kafka, millrace]) sides.push(await Side.connect(address));
    });
    afterAll(async () => {
      for (const { client } of sides) client.close();
      await millrace?.close();
      kafka?.stop();
    });

    it.each(lives)("live the same lives %s", async (_, life) => {
      for (const side of sides) {
        side.said.length = 0;
        await life(side);
      }
      const [apache, ours] = sides;
      expect(ours!.said).toEqual(apache!.said);
    });

    more(() => sides[0]!);
  });
}
