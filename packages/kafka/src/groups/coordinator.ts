// All groups of the broker, of both protocols: makes them when a first member comes, reads them back after a restart,
// turns one kind into the other (an empty one whenever it is asked for, one with members as migration/ says), forgets
// those of which nothing is left, and keeps their offsets.
import type { Clock, Random, Timer } from "@millrace/core";
import type { LocalLog } from "@millrace/log";
import type { BrokerSettings } from "../broker/settings.ts";
import type { GroupMetadataValue } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { refusedJoin, refusedSync } from "./classic/answers.ts";
import { Group, type SyncRequest } from "./classic/group.ts";
import { type JoinAnswer, type JoinRequest, type KeptGroup, restoredGroup, type SyncAnswer } from "./classic/member.ts";
import { decodeClassicGroup, encodeClassicGroup, isClassicRecord } from "./classic/records.ts";
import { consumerProtocolType, subscribedTopics } from "./classic/subscription.ts";
import { ConsumerGroup } from "./consumer/group.ts";
import { requestFault } from "./consumer/heartbeat-faults.ts";
import { type HeartbeatAnswer, type HeartbeatRequest, joiningEpoch, refusedHeartbeat } from "./consumer/member.ts";
import { decodeFact, isConsumerRecord } from "./consumer/records.ts";
import { TopicsPicture } from "./consumer/topics.ts";
import { unusedSince } from "./expiry.ts";
import { GroupSettings } from "./group-settings.ts";
import { GroupJournal, type JournalRecord, type Producer, type ReplayedRecord } from "./journal.ts";
import { heartbeatConsumerGroup, joinConsumerGroup, leaveConsumerGroup, syncConsumerGroup } from "./migration/classic-requests.ts";
import { downgradedGroup, upgradedMembers } from "./migration/convert.ts";
import { migrationAllows } from "./migration/policy.ts";
import { isOffsetRecord } from "./offset-records.ts";
import { type OffsetCommit, OffsetStore } from "./offsets.ts";

/** Longer ids would make records that the log does not take. */
const groupIdMax = 1_024;

export interface GroupCoordinatorOptions {
  readonly log: LocalLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: BrokerSettings;
  readonly failed: (error: unknown, what: string) => void;
}

export class GroupCoordinator {
  readonly offsets: OffsetStore;
  readonly topics: TopicsPicture;
  readonly settings: GroupSettings;
  readonly #journal: GroupJournal;
  readonly #options: GroupCoordinatorOptions;
  readonly #groups = new Map<string, Group | ConsumerGroup>();
  readonly #stopWatching: () => void;
  #expiryCheck: Timer | undefined;

  private constructor(options: GroupCoordinatorOptions, journal: GroupJournal, settings: GroupSettings) {
    this.#options = options;
    this.settings = settings;
    this.#journal = journal;
    this.offsets = new OffsetStore(journal, options.log);
    this.topics = new TopicsPicture(options.log);
    this.#stopWatching = options.log.watch({
      topicsChanged: () => {
        this.topics.changed();
        this.offsets.removeUnknownTopics().catch((error: unknown) => options.failed(error, "removing offsets of deleted topics"));
      },
    });
  }

  static async open(options: GroupCoordinatorOptions): Promise<GroupCoordinator> {
    const { log, clock, settings } = options;
    const journal = await GroupJournal.open(log, clock, settings.offsetsTopicSegmentBytes);
    const coordinator = new GroupCoordinator(options, journal, await GroupSettings.open(log, clock, settings));
    await coordinator.#load();
    await coordinator.offsets.removeUnknownTopics();
    coordinator.#expireLater();
    return coordinator;
  }

  get(groupId: string): Group | ConsumerGroup | undefined {
    return this.#groups.get(groupId);
  }

  classic(groupId: string): Group | undefined {
    const group = this.#groups.get(groupId);
    return group instanceof Group ? group : undefined;
  }

  consumer(groupId: string): ConsumerGroup | undefined {
    const group = this.#groups.get(groupId);
    return group instanceof ConsumerGroup ? group : undefined;
  }

  /** Ids of the groups that are known or have offsets. */
  ids(): string[] {
    return [...new Set([...this.#groups.keys(), ...this.offsets.groups()])].sort();
  }

  join(groupId: string, request: JoinRequest): JoinAnswer | Promise<JoinAnswer> {
    const { settings } = this.#options;
    const { sessionTimeoutMs, memberId } = request;
    if (!isGroupId(groupId)) return refusedJoin(memberId, kafkaError.invalidGroupId);
    if (sessionTimeoutMs < settings.groupMinSessionTimeoutMs || sessionTimeoutMs > settings.groupMaxSessionTimeoutMs) {
      return refusedJoin(memberId, kafkaError.invalidSessionTimeout);
    }
    let group = this.#groups.get(groupId);
    if (group instanceof ConsumerGroup) {
      if (group.members.size > 0) return this.#joinConsumers(group, request);
      void this.#drop(group);
      group = undefined;
    }
    if (group === undefined) {
      if (memberId !== "") return refusedJoin(memberId, kafkaError.unknownMemberId);
      if (this.#groups.size >= settings.groupsMax) return refusedJoin(memberId, kafkaError.groupMaxSizeReached);
      group = this.#newClassic(groupId);
      this.#groups.set(groupId, group);
    }
    const answer = group.join(request);
    if (group.isUnused) this.#groups.delete(groupId);
    return answer;
  }

  /** A classic member joins members of the newer protocol. */
  async #joinConsumers(group: ConsumerGroup, request: JoinRequest): Promise<JoinAnswer> {
    const { settings, random } = this.#options;
    if (!migrationAllows[settings.groupConsumerMigrationPolicy].mix) {
      return refusedJoin(request.memberId, kafkaError.inconsistentGroupProtocol);
    }
    const answer = joinConsumerGroup(group, request, this.topics, random);
    if (answer.errorCode !== kafkaError.none) return answer;
    const { memberId } = answer;
    // It has taken the place of the last member of the newer protocol.
    if (group.hasOnlyClassicMembers && this.#downgrade(group)) return this.classic(group.id)!.join({ ...request, memberId });
    return (await this.#saved(group)) ? answer : refusedJoin(memberId, kafkaError.coordinatorNotAvailable);
  }

  sync(groupId: string, request: SyncRequest): SyncAnswer | Promise<SyncAnswer> {
    if (groupId === "") return refusedSync(kafkaError.invalidGroupId);
    const group = this.#groups.get(groupId);
    if (group instanceof ConsumerGroup) return syncConsumerGroup(group, request, this.topics);
    return group?.sync(request) ?? refusedSync(kafkaError.unknownMemberId);
  }

  heartbeat(groupId: string, memberId: string, instanceId: string | null, generationId: number): number {
    if (groupId === "") return kafkaError.invalidGroupId;
    const group = this.#groups.get(groupId);
    if (group instanceof ConsumerGroup) return heartbeatConsumerGroup(group, memberId, instanceId, generationId);
    return group?.heartbeat(memberId, instanceId, generationId) ?? kafkaError.unknownMemberId;
  }

  leave(groupId: string, memberId: string, instanceId: string | null): number {
    const group = this.#groups.get(groupId);
    if (group instanceof ConsumerGroup) return leaveConsumerGroup(group, memberId, instanceId);
    return group?.leave(memberId, instanceId) ?? kafkaError.unknownMemberId;
  }

  async consumerHeartbeat(groupId: string, request: HeartbeatRequest): Promise<HeartbeatAnswer> {
    const { settings } = this.#options;
    const fault = requestFault(groupId, request, settings.groupConsumerAssignors);
    if (fault !== undefined) return fault;
    if (!isGroupId(groupId)) return refusedHeartbeat(kafkaError.invalidGroupId, `a group id has 1 to ${groupIdMax} characters`);
    const known = this.#groups.get(groupId);
    const joins = request.memberEpoch === joiningEpoch;
    if (known === undefined && !joins) return refusedHeartbeat(kafkaError.groupIdNotFound, `the group "${groupId}" does not exist`);
    if (known === undefined && this.#groups.size >= settings.groupsMax) {
      return refusedHeartbeat(kafkaError.groupMaxSizeReached, `there are ${settings.groupsMax} groups, the most that there may be`);
    }
    const group = known instanceof ConsumerGroup ? known : joins ? this.#makeConsumer(groupId, known) : undefined;
    if (group === undefined) return refusedHeartbeat(kafkaError.groupIdNotFound, `the group "${groupId}" is not a consumer group`);
    const answer = group.heartbeat(request);
    if (group !== known && answer.errorCode !== kafkaError.none) {
      group.close();
      return answer;
    }
    if (known instanceof Group) void this.#drop(known, kafkaError.rebalanceInProgress);
    if (group !== known) this.#groups.set(groupId, group);
    if (await this.#saved(group)) return answer;
    return refusedHeartbeat(kafkaError.coordinatorNotAvailable, "the group could not be written");
  }

  /**
   * Error 0 when the offsets of this member may be stored. A transaction may commit without saying who it is (before
   * TxnOffsetCommit version 3), and while the group is rebalancing. Members of a consumer group commit from version 9 of
   * OffsetCommit on.
   */
  mayCommit(
    groupId: string,
    memberId: string,
    instanceId: string | null,
    generationId: number,
    transactional = false,
    version = Number.POSITIVE_INFINITY,
  ): number {
    if (!(transactional ? isGroupId(groupId) : mayHaveOffsets(groupId))) return kafkaError.invalidGroupId;
    const group = this.#groups.get(groupId);
    if (group instanceof Group) return group.commit(memberId, instanceId, generationId, transactional);
    if (group !== undefined) {
      const fault = group.commitFault(memberId, instanceId, generationId, transactional);
      const isOldCommit = generationId >= 0 && !transactional && version < 9 && group.members.get(memberId)?.classic === null;
      return fault === kafkaError.none && isOldCommit ? kafkaError.unsupportedVersion : fault;
    }
    if (generationId >= 0 && this.offsets.has(groupId)) return kafkaError.unknownMemberId;
    if (generationId >= 0) return version >= 9 && !transactional ? kafkaError.groupIdNotFound : kafkaError.illegalGeneration;
    const room = this.offsets.has(groupId) || this.offsets.groups().length < this.#options.settings.groupsMax;
    return room ? kafkaError.none : kafkaError.groupMaxSizeReached;
  }

  commit(commits: readonly OffsetCommit[]): Promise<void> {
    return this.offsets.commit(commits);
  }

  /** Offsets that count when the producer's transaction is committed. */
  commitPending(producer: Producer, commits: readonly OffsetCommit[]): Promise<void> {
    return this.offsets.commitPending(producer, commits);
  }

  /** To be called when the marker of the producer's transaction is durable in `__consumer_offsets`. */
  transactionEnded(producerId: number, committed: boolean): void {
    this.offsets.transactionEnded(producerId, committed);
  }

  /** Error 0 when some of its offsets may be deleted: what they are for can be told, or nobody uses them. */
  deleteFault(groupId: string): number {
    if (groupId === "") return kafkaError.invalidGroupId;
    const group = this.#groups.get(groupId);
    if (group === undefined && !this.offsets.has(groupId)) return kafkaError.groupIdNotFound;
    const isOfAnotherKind = group instanceof Group && group.members.size > 0 && group.protocolType !== consumerProtocolType;
    return isOfAnotherKind ? kafkaError.nonEmptyGroup : kafkaError.none;
  }

  /** Whether members of the group may be reading the topic. */
  isSubscribed(groupId: string, topic: string): boolean {
    const group = this.#groups.get(groupId);
    if (group === undefined || group.members.size === 0) return false;
    const topics = group instanceof Group ? subscribedTopics(group) : group.subscribedTopics();
    return topics === undefined || topics.has(topic);
  }

  async delete(groupId: string): Promise<number> {
    if (!mayHaveOffsets(groupId)) return kafkaError.invalidGroupId;
    const group = this.#groups.get(groupId);
    if (group !== undefined && group.members.size > 0) return kafkaError.nonEmptyGroup;
    if (group === undefined && !this.offsets.has(groupId)) return kafkaError.groupIdNotFound;
    if (group !== undefined) await this.#drop(group);
    await this.offsets.removeGroup(groupId);
    return kafkaError.none;
  }

  close(): void {
    this.#expiryCheck?.cancel();
    this.#stopWatching();
    for (const group of this.#groups.values()) group.close();
    this.#groups.clear();
  }

  /** `before` are records to be written with the first that the group writes. */
  #newClassic(id: string, kept?: KeptGroup, before: readonly JournalRecord[] = []): Group {
    const { clock, random, settings } = this.#options;
    let unwritten = before;
    const options = {
      id,
      clock,
      random,
      initialDelayMs: settings.groupInitialRebalanceDelayMs,
      membersMax: settings.groupMaxMembers,
      save: async (value: GroupMetadataValue) => {
        await this.#journal.append([...unwritten, encodeClassicGroup(id, value)]);
        unwritten = [];
      },
      unused: () => void this.#groups.delete(id),
    };
    return new Group(options, kept);
  }

  /** For a member of the newer protocol that joins: of a classic group with members an upgraded one, where that may be. */
  #makeConsumer(groupId: string, known: Group | undefined): ConsumerGroup | undefined {
    const { settings } = this.#options;
    const group = this.#newConsumer(groupId);
    if (known === undefined || known.state === "Empty") return group;
    if (!migrationAllows[settings.groupConsumerMigrationPolicy].upgrade || known.members.size > settings.groupConsumerMaxSize) {
      return undefined;
    }
    const members = upgradedMembers(known, this.topics);
    if (members === undefined) return undefined;
    group.adopt(members, known.generationId);
    return group;
  }

  /** Whether a classic group goes on in its place; its members join anew. */
  #downgrade(group: ConsumerGroup): boolean {
    const { settings, clock, failed } = this.#options;
    const allowed = migrationAllows[settings.groupConsumerMigrationPolicy].downgrade && group.members.size <= settings.groupMaxMembers;
    if (!allowed || this.#groups.get(group.id) !== group) return false;
    const classic = this.#newClassic(group.id, downgradedGroup(group, this.topics, clock.now()), group.tombstones());
    group.close();
    this.#groups.set(group.id, classic);
    classic.beginAnew().catch((error: unknown) => failed(error, "writing a group that is classic again"));
    return true;
  }

  #newConsumer(id: string): ConsumerGroup {
    const { clock, settings, failed } = this.#options;
    const group: ConsumerGroup = new ConsumerGroup({
      id,
      clock,
      topics: this.topics,
      sessionTimeoutMs: () => this.settings.valueOf(id, "consumer.session.timeout.ms"),
      membersMax: settings.groupConsumerMaxSize,
      assignors: settings.groupConsumerAssignors,
      append: (records) => this.#journal.append(records),
      downgrade: () => this.#downgrade(group),
      failed,
    });
    return group;
  }

  async #saved(group: ConsumerGroup): Promise<boolean> {
    try {
      await group.save();
      return true;
    } catch (error) {
      this.#options.failed(error, "writing a consumer group");
      return false;
    }
  }

  /** Its offsets stay. What is appended later comes later in the log, so nobody need wait for it. */
  #drop(group: Group | ConsumerGroup, errorCode?: number): Promise<unknown> {
    if (group instanceof Group) group.close(errorCode);
    else group.close();
    this.#groups.delete(group.id);
    const records = group instanceof ConsumerGroup ? group.tombstones() : [encodeClassicGroup(group.id, null)];
    const dropped = this.#journal.append(records);
    dropped.catch((error: unknown) => this.#options.failed(error, "forgetting a group"));
    return dropped;
  }

  async #load(): Promise<void> {
    const classic = new Map<string, GroupMetadataValue>();
    const consumer = new Map<string, ConsumerGroup>();
    await this.#journal.replay({
      record: (record) => {
        if (isOffsetRecord(record)) this.offsets.replay(record);
        else if (isClassicRecord(record)) replayClassic(record, classic);
        else if (isConsumerRecord(record)) this.#replayConsumer(record, consumer);
      },
      transactionEnded: (producerId, committed) => this.offsets.transactionEnded(producerId, committed),
    });
    for (const [groupId, value] of classic) this.#groups.set(groupId, this.#newClassic(groupId, restoredGroup(value)));
    for (const [groupId, group] of consumer) {
      if (group.epoch === 0 && group.members.size === 0) continue;
      group.replayed();
      this.#groups.set(groupId, group);
    }
  }

  #replayConsumer(record: ReplayedRecord, groups: Map<string, ConsumerGroup>): void {
    const { groupId, fact } = decodeFact(record);
    const group = groups.get(groupId) ?? this.#newConsumer(groupId);
    group.replay(fact);
    groups.set(groupId, group);
  }

  #expireLater(): void {
    const { clock, settings, failed } = this.#options;
    this.#expiryCheck = clock.after(settings.offsetsRetentionCheckIntervalMs, () => {
      this.#expire().catch((error: unknown) => failed(error, "removing expired offsets"));
      this.#expireLater();
    });
  }

  /** Offsets that nobody uses are not kept for ever, nor are groups of which nothing is left. */
  async #expire(): Promise<void> {
    const { clock, settings } = this.#options;
    await this.offsets.expire(clock.now(), settings.offsetsRetentionMinutes * 60_000, ({ group, topic }, committed) =>
      unusedSince(this.#groups.get(group), topic, committed),
    );
    for (const group of this.#groups.values()) {
      const isEmpty = group instanceof ConsumerGroup ? group.members.size === 0 : group.isEmpty;
      if (isEmpty && !this.offsets.has(group.id)) await this.#drop(group);
    }
  }
}

function replayClassic(record: ReplayedRecord, groups: Map<string, GroupMetadataValue>): void {
  const { group, value } = decodeClassicGroup(record);
  if (value === undefined) groups.delete(group);
  else groups.set(group, value);
}

/** A client that keeps its offsets without a group need not name one, as in Kafka. */
export const mayHaveOffsets = (groupId: string): boolean => groupId.length <= groupIdMax;
const isGroupId = (groupId: string): boolean => groupId !== "" && mayHaveOffsets(groupId);
