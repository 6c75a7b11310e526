// One consumer group under the classic protocol: members join, the leader assigns, all synchronise, and whoever falls
// silent or leaves starts that again. states.ts says what happens when; here is how. An assignment is in the log before
// members learn of it, so that after a restart those of the last generation go on without joining anew. Long because it
// is one state machine, whose deeds all touch the same few fields.
import { type Clock, type Random, type Timer, uuid } from "@millrace/core";
import type { GroupMetadataValue } from "../../generated/index.ts";
import { kafkaError } from "../../protocol/error-codes.ts";
import { errorOf, refusedJoin, refusedSync } from "./answers.ts";
import {
  type JoinAnswer,
  type JoinRequest,
  type KeptGroup,
  type Member,
  metadataFor,
  newMember,
  noAssignment,
  sameProtocols,
  savedMember,
  type SyncAnswer,
  updateMember,
} from "./member.ts";
import { chooseProtocol, commonProtocols } from "./protocols.ts";
import { type GroupEvent, type GroupState, type Reaction, reactions } from "./states.ts";

export interface GroupOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly initialDelayMs: number;
  readonly membersMax: number;
  /** Resolves when this is durable. */
  readonly save: (value: GroupMetadataValue) => Promise<void>;
  /** Called when an id was given out and not used, and nothing is left to remember. */
  readonly unused: () => void;
}

export interface SyncRequest {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
}

export class Group {
  readonly id: string;
  state: GroupState = "Empty";
  generationId = 0;
  protocolType: string | null = null;
  protocolName: string | null = null;
  leaderId: string | null = null;
  /** Of the last change of state that was kept; since then an empty group has been empty. */
  changedAtMs: number;
  readonly members = new Map<string, Member>();
  readonly #instances = new Map<string, string>();
  /** Ids that were given out and not used yet, each with the end of its time. */
  readonly #pending = new Map<string, Timer>();
  readonly #options: GroupOptions;
  #deadline: Timer | undefined;
  #delaying = false;
  /** The generation whose assignment is on its way into the log. */
  #savingGeneration = -1;

  /** With `kept`, the group as it was: its members' sessions begin anew. */
  constructor(options: GroupOptions, kept?: KeptGroup) {
    this.id = options.id;
    this.#options = options;
    this.changedAtMs = options.clock.now();
    if (kept !== undefined) this.#restore(kept);
  }

  #restore(kept: KeptGroup): void {
    this.state = kept.members.length === 0 ? "Empty" : "Stable";
    this.generationId = kept.generationId;
    this.protocolType = kept.protocolType;
    this.protocolName = kept.protocolName;
    this.leaderId = kept.leaderId;
    this.changedAtMs = kept.changedAtMs;
    for (const member of kept.members) {
      this.members.set(member.id, member);
      if (member.instanceId !== null) this.#instances.set(member.instanceId, member.id);
      this.#startSession(member);
    }
  }

  /** It came from a consumer group: it is saved as it is, and all its members are asked to join. Resolves when saved. */
  beginAnew(): Promise<void> {
    const saved = this.#save();
    this.#rebalance();
    return saved;
  }

  join(request: JoinRequest): JoinAnswer | Promise<JoinAnswer> {
    const { memberId, groupInstanceId, protocolType, protocols } = request;
    if (protocolType === "" || protocols.length === 0) return refusedJoin(memberId, kafkaError.inconsistentGroupProtocol);
    if (this.members.size > 0) {
      const others = [...this.members.values()].filter(
        ({ id, instanceId }) => id !== memberId && (instanceId === null || instanceId !== groupInstanceId),
      );
      const fits = protocolType === this.protocolType && commonProtocols([...others, { protocols }]).length > 0;
      if (!fits) return refusedJoin(memberId, kafkaError.inconsistentGroupProtocol);
    }
    if (memberId === "") return this.#joinUnknown(request);
    if (this.#pending.has(memberId)) return this.#admit(memberId, request);
    const fault = this.memberFault(memberId, groupInstanceId);
    return fault === undefined ? this.#rejoin(this.members.get(memberId)!, request) : refusedJoin(memberId, fault);
  }

  sync(request: SyncRequest): SyncAnswer | Promise<SyncAnswer> {
    const { protocolType, protocolName } = request;
    const fault = this.memberFault(request.memberId, request.groupInstanceId) ?? this.generationFault(request.generationId);
    if (fault !== undefined) return refusedSync(fault);
    if ((protocolType !== null && protocolType !== this.protocolType) || (protocolName !== null && protocolName !== this.protocolName)) {
      return refusedSync(kafkaError.inconsistentGroupProtocol);
    }
    const member = this.members.get(request.memberId)!;
    const reaction = this.#react("sync");
    if (reaction === "current") {
      this.#startSession(member);
      return this.#syncAnswer(member);
    }
    if (reaction !== "assign") return refusedSync(errorOf(reaction));
    member.answerSync?.(refusedSync(kafkaError.rebalanceInProgress));
    const answer = new Promise<SyncAnswer>((resolve) => (member.answerSync = resolve));
    if (member.id === this.leaderId) this.#assign(request.assignments);
    return answer;
  }

  heartbeat(memberId: string, instanceId: string | null, generationId: number): number {
    const fault = this.memberFault(memberId, instanceId) ?? this.generationFault(generationId);
    if (fault !== undefined) return fault;
    this.#startSession(this.members.get(memberId)!);
    const reaction = this.#react("heartbeat");
    return reaction === "accept" ? kafkaError.none : errorOf(reaction);
  }

  /**
   * Whether a member may commit offsets now. A commit without generation comes from outside any group; one without
   * any name of its sender is taken from a transaction alone.
   */
  commit(memberId: string, instanceId: string | null, generationId: number, transactional = false): number {
    if (generationId < 0 && this.state === "Empty") return kafkaError.none;
    if (transactional && generationId < 0 && memberId === "" && instanceId === null) return kafkaError.none;
    const fault = this.memberFault(memberId, instanceId) ?? this.generationFault(generationId);
    if (fault !== undefined) return fault;
    this.#startSession(this.members.get(memberId)!);
    if (transactional) return kafkaError.none;
    const reaction = this.#react("commit");
    return reaction === "accept" ? kafkaError.none : errorOf(reaction);
  }

  leave(memberId: string, instanceId: string | null): number {
    const pending = this.#pending.get(memberId);
    if (pending !== undefined) {
      this.#forgetPending(memberId);
      return kafkaError.none;
    }
    // An administrator may name a static member by its instance alone.
    const id = memberId === "" && instanceId !== null ? (this.#instances.get(instanceId) ?? "") : memberId;
    const fault = this.memberFault(id, instanceId);
    if (fault === undefined) this.#remove(this.members.get(id)!);
    return fault ?? kafkaError.none;
  }

  memberFault(memberId: string, instanceId: string | null): number | undefined {
    if (instanceId !== null) {
      const current = this.#instances.get(instanceId);
      if (current === undefined) return kafkaError.unknownMemberId;
      if (current !== memberId) return kafkaError.fencedInstanceId;
    }
    return this.members.has(memberId) ? undefined : kafkaError.unknownMemberId;
  }

  generationFault(generationId: number): number | undefined {
    return generationId === this.generationId ? undefined : kafkaError.illegalGeneration;
  }

  /** What waits is answered with this error. */
  close(errorCode: number = kafkaError.coordinatorNotAvailable): void {
    this.state = "Dead";
    this.#deadline?.cancel();
    for (const timer of this.#pending.values()) timer.cancel();
    for (const member of this.members.values()) {
      member.session?.cancel();
      member.answerJoin?.(refusedJoin(member.id, errorCode));
      member.answerSync?.(refusedSync(errorCode));
    }
  }

  get isUnused(): boolean {
    return this.generationId === 0 && this.members.size === 0 && this.#pending.size === 0;
  }

  get isEmpty(): boolean {
    return this.members.size === 0 && this.#pending.size === 0;
  }

  #react(event: GroupEvent): Reaction {
    return reactions[this.state][event];
  }

  #joinUnknown(request: JoinRequest): JoinAnswer | Promise<JoinAnswer> {
    const { random, clock } = this.#options;
    const { groupInstanceId } = request;
    const id = `${groupInstanceId ?? request.clientId}-${uuid(random)}`;
    if (groupInstanceId !== null) {
      const previous = this.#instances.get(groupInstanceId);
      return previous === undefined ? this.#admit(id, request) : this.#replace(this.members.get(previous)!, id, request);
    }
    if (!request.memberIdRequired) return this.#admit(id, request);
    if (this.members.size + this.#pending.size >= this.#options.membersMax) return refusedJoin("", kafkaError.groupMaxSizeReached);
    this.#pending.set(
      id,
      clock.after(request.sessionTimeoutMs, () => this.#forgetPending(id)),
    );
    return refusedJoin(id, kafkaError.memberIdRequired);
  }

  #forgetPending(id: string): void {
    this.#pending.get(id)?.cancel();
    this.#pending.delete(id);
    if (this.state === "PreparingRebalance") this.#completeWhenAllJoined();
    else if (this.isUnused) this.#options.unused();
  }

  #admit(id: string, request: JoinRequest): JoinAnswer | Promise<JoinAnswer> {
    this.#pending.get(id)?.cancel();
    this.#pending.delete(id);
    if (this.members.size >= this.#options.membersMax) return refusedJoin(id, kafkaError.groupMaxSizeReached);
    const reaction = this.#react("newMemberJoins");
    if (reaction !== "rebalance" && reaction !== "await") return refusedJoin(id, errorOf(reaction));
    const member = newMember(id, request);
    if (this.members.size === 0) this.protocolType = request.protocolType;
    this.members.set(id, member);
    if (member.instanceId !== null) this.#instances.set(member.instanceId, id);
    this.leaderId ??= id;
    return this.#awaitJoin(member, reaction);
  }

  #rejoin(member: Member, request: JoinRequest): JoinAnswer | Promise<JoinAnswer> {
    const same = sameProtocols(member.protocols, request.protocols);
    const event = !same ? "memberJoinsChanged" : member.id === this.leaderId ? "leaderJoinsUnchanged" : "memberJoinsUnchanged";
    const reaction = this.#react(event);
    if (reaction !== "current" && reaction !== "rebalance" && reaction !== "await") return refusedJoin(member.id, errorOf(reaction));
    updateMember(member, request);
    if (reaction !== "current") return this.#awaitJoin(member, reaction);
    this.#startSession(member);
    return this.#joinAnswer(member);
  }

  /** A static member came back under its instance id: it takes the old member's place and assignment. */
  #replace(member: Member, id: string, request: JoinRequest): JoinAnswer | Promise<JoinAnswer> {
    const previousId = member.id;
    const wasLeader = previousId === this.leaderId;
    member.answerJoin?.(refusedJoin(previousId, kafkaError.fencedInstanceId));
    member.answerSync?.(refusedSync(kafkaError.fencedInstanceId));
    member.answerJoin = undefined;
    member.answerSync = undefined;
    this.members.delete(previousId);
    member.id = id;
    this.members.set(id, member);
    this.#instances.set(request.groupInstanceId!, id);
    if (wasLeader) this.leaderId = id;
    updateMember(member, request);
    if (this.state !== "Stable" || chooseProtocol([...this.members.values()]) !== this.protocolName) {
      return this.#awaitJoin(member, this.state === "PreparingRebalance" ? "await" : "rebalance");
    }
    this.#startSession(member);
    const answer = this.#joinAnswer(member);
    // Older leaders would assign again if they recognised themselves, and a stable group would not spread that.
    const told = !wasLeader
      ? answer
      : request.canSkipAssignment
        ? { ...answer, skipAssignment: true }
        : { ...answer, leader: previousId, members: [] };
    return this.#save().then(
      () => told,
      () => refusedJoin(id, kafkaError.coordinatorNotAvailable),
    );
  }

  #awaitJoin(member: Member, reaction: "rebalance" | "await"): Promise<JoinAnswer> {
    member.answerJoin?.(refusedJoin(member.id, kafkaError.rebalanceInProgress));
    const answer = new Promise<JoinAnswer>((resolve) => (member.answerJoin = resolve));
    member.session?.cancel();
    if (reaction === "rebalance") this.#rebalance();
    else this.#completeWhenAllJoined();
    return answer;
  }

  #rebalance(): void {
    const { clock, initialDelayMs } = this.#options;
    const first = this.state === "Empty";
    for (const member of this.members.values()) {
      if (member.answerSync === undefined) continue;
      member.answerSync(refusedSync(kafkaError.rebalanceInProgress));
      member.answerSync = undefined;
      this.#startSession(member);
    }
    this.state = "PreparingRebalance";
    this.#deadline?.cancel();
    this.#delaying = first && initialDelayMs > 0;
    const waitMs = this.#delaying
      ? initialDelayMs
      : Math.max(...[...this.members.values()].map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs), 0);
    this.#deadline = clock.after(waitMs, () => {
      this.#delaying = false;
      this.#completeJoin();
    });
    this.#completeWhenAllJoined();
  }

  #completeWhenAllJoined(): void {
    if (this.#delaying || this.#pending.size > 0) return;
    for (const member of this.members.values()) if (member.answerJoin === undefined) return;
    this.#completeJoin();
  }

  #completeJoin(): void {
    this.#deadline?.cancel();
    for (const member of this.members.values()) if (member.answerJoin === undefined && member.instanceId === null) this.#forget(member);
    this.generationId++;
    if (this.members.size === 0) return this.#becomeEmpty();
    const joined = [...this.members.values()].filter(({ answerJoin }) => answerJoin !== undefined);
    if (joined.length === 0) {
      // Only static members, all away: their sessions decide how long their places are kept.
      this.#deadline = this.#options.clock.after(Math.max(...[...this.members.values()].map((member) => member.rebalanceTimeoutMs)), () =>
        this.#completeJoin(),
      );
      return;
    }
    if (this.members.get(this.leaderId ?? "")?.answerJoin === undefined) this.leaderId = joined[0]!.id;
    this.protocolName = chooseProtocol([...this.members.values()]);
    this.state = "CompletingRebalance";
    for (const member of joined) {
      member.answerJoin!(this.#joinAnswer(member));
      member.answerJoin = undefined;
      this.#startSession(member);
    }
    this.#deadline = this.#options.clock.after(Math.max(...joined.map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs)), () =>
      this.#dropUnsynchronised(),
    );
  }

  #becomeEmpty(): void {
    this.state = "Empty";
    this.protocolName = null;
    this.leaderId = null;
    // Nobody waits for it; should it not be saved, the sessions of those who left end after a restart.
    this.#save().catch(() => undefined);
  }

  #dropUnsynchronised(): void {
    const silent = [...this.members.values()].filter(({ answerSync }) => answerSync === undefined);
    for (const member of silent) this.#forget(member);
    this.#rebalance();
  }

  #assign(assignments: SyncRequest["assignments"]): void {
    const generation = this.generationId;
    if (this.#savingGeneration === generation) return;
    this.#savingGeneration = generation;
    this.#deadline?.cancel();
    const given = new Map(assignments.map(({ memberId, assignment }) => [memberId, assignment.slice()]));
    for (const member of this.members.values()) member.assignment = given.get(member.id) ?? noAssignment;
    const isOverdue = (): boolean => this.state !== "CompletingRebalance" || this.generationId !== generation;
    this.#save().then(
      () => isOverdue() || this.#spreadAssignments(),
      () => isOverdue() || this.#rebalance(),
    );
  }

  #spreadAssignments(): void {
    this.state = "Stable";
    for (const member of this.members.values()) {
      if (member.answerSync === undefined) continue;
      member.answerSync(this.#syncAnswer(member));
      member.answerSync = undefined;
      this.#startSession(member);
    }
  }

  #save(): Promise<void> {
    this.changedAtMs = this.#options.clock.now();
    return this.#options.save({
      protocolType: this.protocolType ?? "",
      generation: this.generationId,
      protocol: this.protocolName,
      leader: this.leaderId,
      currentStateTimestamp: this.changedAtMs,
      members: [...this.members.values()].map((member) => savedMember(member, this.protocolName ?? "")),
    });
  }

  #remove(member: Member): void {
    this.#forget(member);
    const reaction = this.#react("memberGone");
    if (reaction === "rebalance") this.#rebalance();
    else if (reaction === "complete") this.#completeWhenAllJoined();
  }

  #forget(member: Member): void {
    member.session?.cancel();
    member.answerJoin?.(refusedJoin(member.id, kafkaError.unknownMemberId));
    member.answerSync?.(refusedSync(kafkaError.unknownMemberId));
    this.members.delete(member.id);
    if (member.instanceId !== null) this.#instances.delete(member.instanceId);
    if (this.leaderId === member.id) this.leaderId = this.members.keys().next().value ?? null;
  }

  /** A member that waits for an answer of ours is not silent. */
  #startSession(member: Member): void {
    member.session?.cancel();
    member.session = this.#options.clock.after(member.sessionTimeoutMs, () => {
      if (this.members.get(member.id) !== member) return;
      if (member.answerJoin === undefined && member.answerSync === undefined) this.#remove(member);
    });
  }

  #joinAnswer(member: Member): JoinAnswer {
    const protocol = this.protocolName ?? "";
    const list = member.id === this.leaderId ? [...this.members.values()] : [];
    return {
      errorCode: kafkaError.none,
      generationId: this.generationId,
      protocolType: this.protocolType,
      protocolName: this.protocolName,
      leader: this.leaderId ?? "",
      skipAssignment: false,
      memberId: member.id,
      members: list.map((one) => ({ memberId: one.id, groupInstanceId: one.instanceId, metadata: metadataFor(one, protocol) })),
    };
  }

  #syncAnswer(member: Member): SyncAnswer {
    const { protocolType, protocolName } = this;
    return { errorCode: kafkaError.none, protocolType, protocolName, assignment: member.assignment };
  }
}
