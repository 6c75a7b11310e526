// All groups of the broker: makes them when a first member comes, drops them when nothing is left of them, and keeps
// their offsets.
import type { Clock, Random, Timer } from "@millrace/core";
import type { LocalLog } from "@millrace/log";
import type { BrokerSettings } from "../broker/settings.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { Group, refusedJoin } from "./group.ts";
import type { JoinAnswer, JoinRequest } from "./member.ts";
import { GroupJournal, type Producer } from "./journal.ts";
import { type CommittedOffset, isOffsetRecord, type OffsetKey } from "./offset-records.ts";
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
  readonly #options: GroupCoordinatorOptions;
  readonly #groups = new Map<string, Group>();
  readonly #stopWatching: () => void;
  #expiryCheck: Timer | undefined;

  private constructor(options: GroupCoordinatorOptions, offsets: OffsetStore) {
    this.#options = options;
    this.offsets = offsets;
    this.#expireLater();
    this.#stopWatching = options.log.watch({
      topicsChanged: () => {
        offsets.removeUnknownTopics().catch((error: unknown) => options.failed(error, "removing offsets of deleted topics"));
      },
    });
  }

  static async open(options: GroupCoordinatorOptions): Promise<GroupCoordinator> {
    const journal = await GroupJournal.open(options.log, options.clock);
    const offsets = new OffsetStore(journal, options.log);
    await journal.replay({
      record: (record) => isOffsetRecord(record) && offsets.replay(record),
      transactionEnded: (producerId, committed) => offsets.transactionEnded(producerId, committed),
    });
    await offsets.removeUnknownTopics();
    return new GroupCoordinator(options, offsets);
  }

  get(groupId: string): Group | undefined {
    return this.#groups.get(groupId);
  }

  /** Ids of the groups that have members or offsets. */
  ids(): string[] {
    return [...new Set([...this.#groups.keys(), ...this.offsets.groups()])].sort();
  }

  join(groupId: string, request: JoinRequest): JoinAnswer | Promise<JoinAnswer> {
    const { settings, clock, random } = this.#options;
    const { sessionTimeoutMs, memberId } = request;
    if (!isGroupId(groupId)) return refusedJoin(memberId, kafkaError.invalidGroupId);
    if (sessionTimeoutMs < settings.groupMinSessionTimeoutMs || sessionTimeoutMs > settings.groupMaxSessionTimeoutMs) {
      return refusedJoin(memberId, kafkaError.invalidSessionTimeout);
    }
    let group = this.#groups.get(groupId);
    if (group === undefined) {
      if (memberId !== "") return refusedJoin(memberId, kafkaError.unknownMemberId);
      if (this.#groups.size >= settings.groupsMax) return refusedJoin(memberId, kafkaError.groupMaxSizeReached);
      group = new Group({
        id: groupId,
        clock,
        random,
        initialDelayMs: settings.groupInitialRebalanceDelayMs,
        membersMax: settings.groupMaxMembers,
        emptied: () => this.#groups.delete(groupId),
      });
      this.#groups.set(groupId, group);
    }
    const answer = group.join(request);
    if (group.isUnused) this.#groups.delete(groupId);
    return answer;
  }

  /**
   * Error 0 when the offsets of this member may be stored. A transaction may commit without saying who it is (before
   * TxnOffsetCommit version 3), and while the group is rebalancing.
   */
  mayCommit(groupId: string, memberId: string, instanceId: string | null, generationId: number, transactional = false): number {
    if (!isGroupId(groupId)) return kafkaError.invalidGroupId;
    const group = this.#groups.get(groupId);
    if (group !== undefined) return group.commit(memberId, instanceId, generationId, transactional);
    if (generationId >= 0) return kafkaError.illegalGeneration;
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

  async delete(groupId: string): Promise<number> {
    const group = this.#groups.get(groupId);
    if (group !== undefined && group.members.size > 0) return kafkaError.nonEmptyGroup;
    if (group === undefined && !this.offsets.has(groupId)) return kafkaError.groupIdNotFound;
    group?.close();
    this.#groups.delete(groupId);
    await this.offsets.removeGroup(groupId);
    return kafkaError.none;
  }

  /** Offsets of groups without members, and those that clients keep without a group, are not kept for ever. */
  #expireLater(): void {
    const { clock, settings, failed } = this.#options;
    this.#expiryCheck = clock.after(settings.offsetsRetentionCheckIntervalMs, () => {
      const since = ({ group }: OffsetKey, committed: CommittedOffset) =>
        (this.#groups.get(group)?.members.size ?? 0) > 0 ? undefined : committed.commitTimestampMs;
      this.offsets
        .expire(clock.now(), settings.offsetsRetentionMinutes * 60_000, since)
        .catch((error: unknown) => failed(error, "removing expired offsets"));
      this.#expireLater();
    });
  }

  close(): void {
    this.#expiryCheck?.cancel();
    this.#stopWatching();
    for (const group of this.#groups.values()) group.close();
    this.#groups.clear();
  }
}

export const isGroupId = (groupId: string): boolean => groupId !== "" && groupId.length <= groupIdMax;
