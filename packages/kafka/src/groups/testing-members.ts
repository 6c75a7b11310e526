// For tests: members of groups that lose answers, are given up and come back, and that keep to what their protocol says
// about the partitions they use.
import { ByteWriter, type Random } from "@millrace/core";
import { encodeConsumerProtocolAssignment, encodeConsumerProtocolSubscription } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { decodeSubscription } from "./classic/subscription.ts";
import type { JoinAnswer } from "./classic/member.ts";
import { type Assignment, filterAssignment, includes, nothingAssigned, union } from "./consumer/assignment.ts";
import { joiningEpoch, leavingEpoch } from "./consumer/member.ts";
import { fromNames, readAssignment } from "./migration/partitions.ts";
import { beat, joinOf, type OpenGroups } from "./testing.ts";

/** Of a consumer group: it gives up at its next heartbeat what it was told to give up. */
export class NewMember {
  readonly id: string;
  readonly #group: string;
  epoch = joiningEpoch;
  uses: Assignment = nothingAssigned;
  #told: Assignment = nothingAssigned;

  constructor(group: string, id: string) {
    this.#group = group;
    this.id = id;
  }

  async heartbeat({ groups }: OpenGroups, random: Random, losesAnswers: boolean): Promise<void> {
    this.uses = filterAssignment(this.uses, (topic, partition) => includes(this.#told, topic, partition));
    const saysAll = random.below(2) === 0 || !losesAnswers;
    const answer = await groups.consumerHeartbeat(
      this.#group,
      beat(this.id, this.epoch, this.epoch > 0 && saysAll ? { owned: this.uses, rebalanceTimeoutMs: 30_000, topicNames: ["events"] } : {}),
    );
    if (losesAnswers && random.below(8) === 0) return;
    if (answer.errorCode === kafkaError.fencedMemberEpoch || answer.errorCode === kafkaError.unknownMemberId) this.#abandon();
    else if (answer.errorCode === kafkaError.groupIdNotFound) this.#abandon();
    if (answer.errorCode !== kafkaError.none) return;
    this.epoch = answer.memberEpoch;
    if (answer.assignment === null) return;
    this.#told = answer.assignment;
    this.uses = union(this.uses, answer.assignment);
  }

  async leave({ groups }: OpenGroups): Promise<void> {
    await groups.consumerHeartbeat(this.#group, beat(this.id, leavingEpoch));
    this.#abandon();
  }

  #abandon(): void {
    this.epoch = joiningEpoch;
    this.uses = nothingAssigned;
    this.#told = nothingAssigned;
  }
}

/**
 * Of the classic protocol, one topic with so many partitions. An eager one gives all up before it joins; another keeps
 * what it has until it is told that it has it no more, and joins again when it gave something up. As a leader it gives
 * nobody what another says to have.
 */
export class ClassicMember {
  uses: Assignment = nothingAssigned;
  id = "";
  #generation = -1;
  #busy = false;
  #joinsAgain = false;
  readonly #group: string;
  readonly #topic: string;
  readonly #partitions: number;
  readonly #isEager: boolean;

  constructor(group: string, topic: string, partitions: number, isEager: boolean) {
    this.#group = group;
    this.#topic = topic;
    this.#partitions = partitions;
    this.#isEager = isEager;
  }

  get isBusy(): boolean {
    return this.#busy;
  }

  act({ groups }: OpenGroups, random: Random, losesAnswers: boolean): void {
    if (this.#busy) return;
    if (this.#generation >= 0 && !this.#joinsAgain) {
      const error = groups.heartbeat(this.#group, this.id, null, this.#generation);
      if (error === kafkaError.none) return;
      if (error !== kafkaError.rebalanceInProgress) this.#abandon(error);
    }
    this.#busy = true;
    const isLost = (): boolean => losesAnswers && random.below(8) === 0;
    void this.#join(groups, isLost).finally(() => (this.#busy = false));
  }

  leave({ groups }: OpenGroups): void {
    groups.leave(this.#group, this.id, null);
    this.#abandon(kafkaError.unknownMemberId);
  }

  #abandon(error: number): void {
    if (error === kafkaError.unknownMemberId) this.id = "";
    this.#generation = -1;
    this.uses = nothingAssigned;
  }

  async #join(groups: OpenGroups["groups"], isLost: () => boolean): Promise<void> {
    if (this.#isEager) this.uses = nothingAssigned;
    this.#joinsAgain = true;
    const protocols = [{ name: this.#isEager ? "range" : "cooperative", metadata: this.#subscription() }];
    const joined = await groups.join(this.#group, joinOf(this.id, { protocols }));
    if (isLost()) return;
    if (joined.errorCode !== kafkaError.none) {
      if (joined.errorCode !== kafkaError.rebalanceInProgress) this.#abandon(joined.errorCode);
      return;
    }
    this.id = joined.memberId;
    this.#generation = joined.generationId;
    const request = { memberId: this.id, groupInstanceId: null, generationId: this.#generation, protocolType: null, protocolName: null };
    const synced = await groups.sync(this.#group, { ...request, assignments: this.#deal(joined) });
    if (isLost()) return;
    if (synced.errorCode !== kafkaError.none) {
      if (synced.errorCode !== kafkaError.rebalanceInProgress) this.#abandon(synced.errorCode);
      return;
    }
    const told = fromNames(readAssignment(synced.assignment)!, groups.topics);
    this.#joinsAgain = filterAssignment(this.uses, (topic, partition) => !includes(told, topic, partition)).size > 0;
    this.uses = told;
  }

  #subscription(): Uint8Array {
    const owned = [...this.uses.values()].flatMap((partitions) => [...partitions]);
    const ownedPartitions = owned.length === 0 ? [] : [{ topic: this.#topic, partitions: owned }];
    return written((writer) => encodeConsumerProtocolSubscription(writer, { topics: [this.#topic], userData: null, ownedPartitions }, 1));
  }

  #deal({ members }: JoinAnswer): { memberId: string; assignment: Uint8Array }[] {
    const owners = new Map<number, string>();
    for (const { memberId, metadata } of members) {
      for (const { partitions } of decodeSubscription(metadata)!.ownedPartitions) {
        for (const partition of partitions) owners.set(partition, memberId);
      }
    }
    return members.map(({ memberId }, index) => {
      const partitions = Array.from({ length: this.#partitions }, (_, partition) => partition).filter(
        (partition) => partition % members.length === index && (owners.get(partition) ?? memberId) === memberId,
      );
      const assignedPartitions = [{ topic: this.#topic, partitions }];
      return {
        memberId,
        assignment: written((writer) => encodeConsumerProtocolAssignment(writer, { assignedPartitions, userData: null }, 1)),
      };
    });
  }
}

function written(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(64);
  writer.int16(1);
  write(writer);
  return writer.finish();
}
