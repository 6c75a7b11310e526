// One consumer group under KIP-848's protocol: the broker assigns. Members send heartbeats that say what they want and
// what they hold. A change of members, subscriptions or topics begins a new epoch of the group; an assignor makes the
// target of that epoch; each member comes to it on its own, giving up first what it must, and gets a partition only when
// nobody has it any more (reconcile.ts). What changed is written before an answer tells of it (`save`), so that after a
// crash no member knows more than the log. Members that speak the classic protocol (migration/) are moved in the same way.
// Long because it is one machine, whose deeds all touch the same few fields.
import { type Clock, present } from "@millrace/core";
import { kafkaError } from "../../protocol/error-codes.ts";
import type { JournalRecord } from "../journal.ts";
import { type Assignment, filterAssignment, includes, nothingAssigned, partitionsOf, sameAssignment } from "./assignment.ts";
import { type AssignorName, chooseAssignor } from "./assignors/index.ts";
import { epochFault, isLeaving } from "./heartbeat-faults.ts";
import {
  awayEpoch,
  type ConsumerMember,
  type HeartbeatAnswer,
  type HeartbeatRequest,
  joiningEpoch,
  type MemberProgress,
  newMember,
  refusedHeartbeat,
  sameDetails,
  sameSubscription,
  updatedMember,
} from "./member.ts";
import { Ownership } from "./ownership.ts";
import { reconcile } from "./reconcile.ts";
import { encodeFact, type GroupFact } from "./records.ts";
import type { Standing } from "../migration/standing.ts";
import { TopicExpressions } from "./subscription.ts";
import { makeTarget, type Subscribed, subscribedBy } from "./target.ts";
import { MemberTimers } from "./timers.ts";
import type { TopicsPicture } from "./topics.ts";
import { type FactName, Unsaved } from "./unsaved.ts";

export interface ConsumerGroupOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly topics: TopicsPicture;
  readonly sessionTimeoutMs: () => number;
  readonly membersMax: number;
  readonly assignors: readonly AssignorName[];
  /** Resolves when they are durable. */
  readonly append: (records: readonly JournalRecord[]) => Promise<unknown>;
  /** Called when the last member of the newer protocol has gone and classic ones are left; true: a classic group goes on. */
  readonly downgrade: () => boolean;
  readonly failed: (error: unknown, what: string) => void;
}

export type ConsumerGroupState = "Empty" | "Assigning" | "Reconciling" | "Stable";

export class ConsumerGroup {
  readonly id: string;
  readonly members = new Map<string, ConsumerMember>();
  epoch = 0;
  targetEpoch = 0;
  /** Since when it has had no members; after a restart counted from then. */
  emptySinceMs: number;
  #metadataHash = 0;
  #targets: ReadonlyMap<string, Assignment> = new Map();
  readonly #instances = new Map<string, string>();
  readonly #timers: MemberTimers;
  readonly #ownership = new Ownership();
  readonly #unsaved = new Unsaved();
  /** While records are replayed: the members whose progress they told, the newest at the end. */
  readonly #progressed = new Set<string>();
  readonly #expressions: TopicExpressions;
  readonly #options: ConsumerGroupOptions;
  #subscribed: Subscribed | undefined;
  #topicsVersion = -1;
  #saved: Promise<unknown> = Promise.resolve();

  constructor(options: ConsumerGroupOptions) {
    this.id = options.id;
    this.emptySinceMs = options.clock.now();
    this.#options = options;
    this.#expressions = new TopicExpressions(options.topics);
    this.#timers = new MemberTimers(options.clock, (memberId) => this.expel(memberId));
  }

  get state(): ConsumerGroupState {
    if (this.members.size === 0) return "Empty";
    if (this.targetEpoch < this.epoch) return "Assigning";
    const isSettled = ({ state, epoch }: ConsumerMember): boolean => state === "stable" && epoch === this.targetEpoch;
    return [...this.members.values()].every(isSettled) ? "Stable" : "Reconciling";
  }

  /** That which a target would be made with now. */
  get assignor(): AssignorName {
    const asked = [...this.members.values()].map(({ serverAssignor }) => serverAssignor);
    return chooseAssignor(asked, this.#options.assignors);
  }

  targetOf(memberId: string): Assignment {
    return this.#targets.get(memberId) ?? nothingAssigned;
  }

  subscribedTopics(): ReadonlySet<string> {
    return new Set([...this.#subscription().all.values()].map(({ name }) => name));
  }

  /** To be answered when `save` has resolved. */
  heartbeat(request: HeartbeatRequest): HeartbeatAnswer {
    if (isLeaving(request)) return this.#leave(request);
    const found = this.#find(request);
    if ("errorCode" in found) return found;
    const before = found.assigned;
    this.#update(found, request);
    this.#aim();
    const member = this.#step(found.id, request.owned);
    this.wasHeard(member.id);
    if (member.classic !== null) this.#timers.start("deadline", member.id, member.rebalanceTimeoutMs);
    // Who tells everything gets everything: it may have missed an answer.
    const tellsAll =
      request.rebalanceTimeoutMs >= 0 && (request.topicNames !== null || request.topicRegex !== null) && request.owned !== null;
    const isNews = request.memberEpoch === joiningEpoch || tellsAll || !sameAssignment(before, member.assigned);
    return {
      errorCode: kafkaError.none,
      errorMessage: null,
      memberId: member.id,
      memberEpoch: member.epoch,
      assignment: isNews ? member.assigned : null,
    };
  }

  /** Whether a member may commit offsets now. A commit without epoch comes from outside any group. */
  commitFault(memberId: string, instanceId: string | null, epoch: number, transactional: boolean): number {
    if (epoch < 0 && this.members.size === 0) return kafkaError.none;
    if (transactional && epoch < 0 && memberId === "" && instanceId === null) return kafkaError.none;
    return this.epochFault(memberId, epoch);
  }

  epochFault(memberId: string, epoch: number): number {
    const member = this.members.get(memberId);
    if (member === undefined) return kafkaError.unknownMemberId;
    return member.epoch === epoch ? kafkaError.none : member.classic === null ? kafkaError.staleMemberEpoch : kafkaError.illegalGeneration;
  }

  memberFault(memberId: string, instanceId: string | null): number {
    const current = instanceId === null ? memberId : this.#instances.get(instanceId);
    if (current !== undefined && current !== memberId) return kafkaError.fencedInstanceId;
    return current !== undefined && this.members.has(memberId) ? kafkaError.none : kafkaError.unknownMemberId;
  }

  memberOf(instanceId: string): string | undefined {
    return this.#instances.get(instanceId);
  }

  get hasOnlyClassicMembers(): boolean {
    return this.members.size > 0 && [...this.members.values()].every(({ classic }) => classic !== null);
  }

  /** Of a classic member. */
  standingOf(memberId: string): Standing {
    this.#aim();
    const member = this.members.get(memberId)!;
    if (member.epoch < this.epoch) return "behind";
    const isElsewhere = ([topic, partition]: readonly [string, number]): boolean =>
      !includes(member.assigned, topic, partition) && !this.#ownership.isFree(topic, partition);
    return [...partitionsOf(this.targetOf(memberId))].some(isElsewhere) ? "blocked" : "free";
  }

  wasHeard(memberId: string): void {
    const sessionTimeoutMs = this.members.get(memberId)?.classic?.sessionTimeoutMs;
    this.#timers.start("session", memberId, sessionTimeoutMs ?? this.#options.sessionTimeoutMs());
  }

  /** A classic member has its rebalance timeout to join again. */
  wasAskedToJoin(memberId: string): void {
    if (!this.#timers.isRunning("deadline", memberId)) {
      this.#timers.start("deadline", memberId, this.members.get(memberId)!.rebalanceTimeoutMs);
    }
  }

  wasSynchronised(memberId: string): void {
    this.#timers.stop("deadline", memberId);
    this.wasHeard(memberId);
  }

  /** Takes over the members of a classic group. */
  adopt(members: readonly ConsumerMember[], epoch: number): void {
    this.epoch = this.targetEpoch = epoch;
    this.#unsaved.add("group");
    this.#unsaved.add("targetEpoch");
    for (const member of members) {
      this.members.set(member.id, member);
      this.#setTarget(member.id, member.assigned);
      this.#unsaved.addMember(member.id);
    }
    this.#metadataHash = this.#subscription().hash;
    this.replayed();
  }

  /** Resolves when everything up to now is durable. */
  async save(): Promise<void> {
    if (!this.#unsaved.isEmpty) {
      const names = this.#unsaved.take();
      const appended = this.#options.append(names.map((name) => encodeFact(this.id, this.#fact(name))));
      this.#saved = appended.catch((error: unknown) => {
        this.#unsaved.putBack(names);
        throw error;
      });
    }
    await this.#saved;
  }

  /** The records that forget the group, members included whose going is not yet written. */
  tombstones(): JournalRecord[] {
    const gone = this.#unsaved.take().filter(({ memberId }) => memberId !== "" && !this.members.has(memberId));
    const facts: GroupFact[] = [...this.members.keys()].flatMap((memberId): GroupFact[] => [
      { about: "progress", memberId, value: undefined },
      { about: "target", memberId, value: undefined },
      { about: "member", memberId, value: undefined },
    ]);
    facts.push(...gone.map((name) => this.#fact(name)));
    facts.push({ about: "targetEpoch", value: undefined }, { about: "group", value: undefined });
    return facts.map((fact) => encodeFact(this.id, fact));
  }

  replay(fact: GroupFact): void {
    if (fact.about === "group") {
      this.epoch = fact.value?.epoch ?? 0;
      this.#metadataHash = fact.value?.metadataHash ?? 0;
    } else if (fact.about === "targetEpoch") this.targetEpoch = fact.value ?? 0;
    else if (fact.about === "target") this.#setTarget(fact.memberId, fact.value);
    else if (fact.about === "member") {
      if (fact.value === undefined) this.members.delete(fact.memberId);
      else this.members.set(fact.memberId, { ...this.#replayed(fact.memberId), ...fact.value });
    } else if (fact.value !== undefined) {
      this.members.set(fact.memberId, { ...this.#replayed(fact.memberId), ...fact.value });
      this.#progressed.delete(fact.memberId);
      this.#progressed.add(fact.memberId);
    }
  }

  /**
   * After the last record was replayed: sessions begin anew. A partition is of whom a record gave it last: that another
   * had given it up was known then, but that record may not have been written.
   */
  replayed(): void {
    const newestFirst = new Set([...[...this.#progressed].toReversed(), ...this.members.keys()]);
    this.#progressed.clear();
    for (const memberId of newestFirst) {
      const member = this.members.get(memberId);
      if (member === undefined) continue;
      const isFree = (topic: string, partition: number): boolean => this.#ownership.isFree(topic, partition);
      const assigned = filterAssignment(member.assigned, isFree);
      const revoking = filterAssignment(member.revoking, isFree);
      const had = { ...member, assigned, revoking };
      this.#ownership.claim(member.id, had);
      if (!sameAssignment(assigned, member.assigned) || !sameAssignment(revoking, member.revoking)) {
        this.members.set(member.id, had);
        this.#unsaved.add("progress", member.id);
      }
      if (member.instanceId !== null) this.#instances.set(member.instanceId, member.id);
      this.wasHeard(member.id);
      this.#watchRevocation(had);
    }
  }

  close(): void {
    this.#timers.close();
  }

  /** Its time is over, or it was said to have left. */
  expel(memberId: string): void {
    const member = this.members.get(memberId);
    if (member === undefined) return;
    this.#remove(member);
    this.save().catch((error: unknown) => this.#options.failed(error, "writing a consumer group"));
  }

  #replayed(memberId: string): ConsumerMember {
    return this.members.get(memberId) ?? newMember(memberId, nobody);
  }

  #fact({ about, memberId }: FactName): GroupFact {
    const member = this.members.get(memberId);
    if (about === "group") return { about, value: { epoch: this.epoch, metadataHash: this.#metadataHash } };
    if (about === "targetEpoch") return { about, value: this.targetEpoch };
    if (about === "target") return { about, memberId, value: member && this.#targets.get(memberId) };
    return { about, memberId, value: member };
  }

  /** The member that asks, made if it joins; or why it is refused. */
  #find(request: HeartbeatRequest): ConsumerMember | HeartbeatAnswer {
    const { memberId, memberEpoch, instanceId } = request;
    const known = instanceId === null ? this.members.get(memberId) : this.#static(instanceId);
    if (known === undefined) {
      if (memberEpoch !== joiningEpoch) return refusedHeartbeat(kafkaError.unknownMemberId, `the group has no member "${memberId}"`);
      if (this.members.size >= this.#options.membersMax) {
        return refusedHeartbeat(kafkaError.groupMaxSizeReached, `the group has ${this.members.size} members, the most that it may have`);
      }
      return this.members.get(memberId) ?? newMember(memberId, request);
    }
    if (request.classic !== undefined && known.id === memberId) return known;
    if (instanceId !== null && memberEpoch === joiningEpoch) {
      const isOfferedUp = known.epoch === awayEpoch || known.classic !== null || request.classic !== undefined;
      if (isOfferedUp) return this.#replace(known, memberId);
      return refusedHeartbeat(kafkaError.unreleasedInstanceId, `the member "${known.id}" has not left the instance "${instanceId}"`);
    }
    if (known.id !== memberId) return this.#fencedInstance(known, memberId);
    return epochFault(known, request) ?? known;
  }

  #static(instanceId: string): ConsumerMember | undefined {
    const memberId = this.#instances.get(instanceId);
    return memberId === undefined ? undefined : this.members.get(memberId);
  }

  #fencedInstance(known: ConsumerMember, memberId: string): HeartbeatAnswer {
    return refusedHeartbeat(
      kafkaError.fencedInstanceId,
      `the instance "${known.instanceId}" is of member "${known.id}", not of "${memberId}"`,
    );
  }

  #leave(request: HeartbeatRequest): HeartbeatAnswer {
    const { memberId, memberEpoch, instanceId } = request;
    const member = instanceId === null ? this.members.get(memberId) : this.#static(instanceId);
    if (member === undefined) return refusedHeartbeat(kafkaError.unknownMemberId, `the group has no member "${memberId}"`);
    if (member.id !== memberId) return this.#fencedInstance(member, memberId);
    // A static member that will be back keeps its partitions until its session ends.
    if (memberEpoch === awayEpoch) this.#progress(member, { ...member, epoch: awayEpoch, state: "stable", revoking: nothingAssigned });
    else this.#remove(member);
    return { errorCode: kafkaError.none, errorMessage: null, memberId, memberEpoch, assignment: null };
  }

  /** A static member is back under another id: it takes over what it had. */
  #replace(member: ConsumerMember, memberId: string): ConsumerMember {
    const back: ConsumerMember = { ...member, id: memberId, epoch: joiningEpoch, state: "stable", revoking: nothingAssigned };
    const target = this.#targets.get(member.id);
    this.#forget(member);
    this.#setTarget(memberId, target);
    this.members.set(memberId, back);
    this.#ownership.claim(memberId, back);
    this.#instances.set(present(back.instanceId, "only static members are replaced"), memberId);
    this.#unsaved.addMember(memberId);
    return back;
  }

  #update(member: ConsumerMember, request: HeartbeatRequest): void {
    const updated = updatedMember(member, request);
    const isNew = !this.members.has(member.id);
    const subscribes = isNew || !sameSubscription(member, updated);
    if (isNew && updated.instanceId !== null) this.#instances.set(updated.instanceId, updated.id);
    this.members.set(updated.id, updated);
    if (member.classic !== null && updated.classic === null) this.#timers.stop("deadline", updated.id);
    if (subscribes || !sameDetails(member, updated)) this.#unsaved.add("member", updated.id);
    if (subscribes) this.#nextEpoch();
    else if (updated.topicRegex !== null && member.sees === undefined) this.#subscribed = undefined;
  }

  #nextEpoch(): void {
    this.epoch++;
    this.#subscribed = undefined;
    this.#unsaved.add("group");
  }

  #subscription(): Subscribed {
    if (this.#topicsVersion !== this.#options.topics.version) this.#subscribed = undefined;
    this.#topicsVersion = this.#options.topics.version;
    return (this.#subscribed ??= subscribedBy(this.members.values(), this.#options.topics, this.#expressions));
  }

  /** A new target, where members, subscriptions or topics are not those of the last one. */
  #aim(): void {
    const { hash } = this.#subscription();
    if (hash !== this.#metadataHash) {
      this.#metadataHash = hash;
      if (this.targetEpoch === this.epoch) this.epoch++;
      this.#unsaved.add("group");
    }
    if (this.targetEpoch === this.epoch) return;
    const targets = makeTarget(this.members, this.#targets, this.#subscription(), this.assignor);
    for (const [memberId, target] of targets) {
      if (!this.#targets.has(memberId) || !sameAssignment(target, this.targetOf(memberId))) this.#unsaved.add("target", memberId);
    }
    this.#targets = targets;
    this.targetEpoch = this.epoch;
    this.#unsaved.add("targetEpoch");
  }

  #step(memberId: string, owned: Assignment | null): ConsumerMember {
    const member = this.members.get(memberId)!;
    const target = { epoch: this.targetEpoch, assignment: this.targetOf(memberId) };
    return this.#progress(
      member,
      reconcile(member, target, owned, (topic, partition) => this.#ownership.isFree(topic, partition)),
    );
  }

  #progress(member: ConsumerMember, next: MemberProgress): ConsumerMember {
    const same =
      next.epoch === member.epoch &&
      next.state === member.state &&
      sameAssignment(next.assigned, member.assigned) &&
      sameAssignment(next.revoking, member.revoking);
    if (same) return member;
    const progressed = { ...member, ...next };
    this.#ownership.release(member.id, member);
    this.#ownership.claim(member.id, progressed);
    this.members.set(member.id, progressed);
    this.#unsaved.add("progress", member.id);
    this.#watchRevocation(progressed);
    return progressed;
  }

  #remove(member: ConsumerMember): void {
    this.#forget(member);
    this.emptySinceMs = this.#options.clock.now();
    if (!this.hasOnlyClassicMembers || !this.#options.downgrade()) this.#nextEpoch();
  }

  #forget(member: ConsumerMember): void {
    this.#timers.forget(member.id);
    this.members.delete(member.id);
    if (member.instanceId !== null) this.#instances.delete(member.instanceId);
    this.#setTarget(member.id, undefined);
    this.#ownership.release(member.id, member);
    this.#unsaved.addMember(member.id);
  }

  #setTarget(memberId: string, target: Assignment | undefined): void {
    const targets = new Map(this.#targets);
    if (target === undefined) targets.delete(memberId);
    else targets.set(memberId, target);
    this.#targets = targets;
  }

  /** Who is told to give partitions up has its rebalance timeout to do so. Classic members are told when they ask. */
  #watchRevocation({ id, state, rebalanceTimeoutMs, classic }: ConsumerMember): void {
    if (classic !== null) return;
    if (state === "unrevoked") this.#timers.start("deadline", id, rebalanceTimeoutMs);
    else this.#timers.stop("deadline", id);
  }
}

/** Stands for what a record has not told yet. */
const nobody: HeartbeatRequest = {
  memberId: "",
  memberEpoch: joiningEpoch,
  instanceId: null,
  rackId: null,
  rebalanceTimeoutMs: 0,
  topicNames: [],
  topicRegex: null,
  serverAssignor: null,
  owned: null,
  clientId: "",
  clientHost: "",
};
