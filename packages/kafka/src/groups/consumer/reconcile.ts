// One step of a member towards its target assignment: a function of what it has, what it shall have, what it says that
// it holds, and which partitions nobody has. States and events are those of states.ts.
import { type Assignment, filterAssignment, includes, nothingAssigned, overlaps, type TopicKey, union } from "./assignment.ts";
import type { MemberProgress } from "./member.ts";
import { type MemberEvent, memberReactions } from "./states.ts";

export interface Target {
  readonly epoch: number;
  readonly assignment: Assignment;
}

/** Nobody uses it, and nobody was told to give it up and may still use it. */
export type IsFree = (topic: TopicKey, partition: number) => boolean;

export function reconcile(member: MemberProgress, target: Target, owned: Assignment | null, isFree: IsFree): MemberProgress {
  const reaction = memberReactions[member.state][eventOf(member, target, owned)];
  if (reaction === "keeps") return member;
  const { previousEpoch } = member;
  // What it was to give up it has given up: whoever waits for it may have it.
  const epoch = reaction === "advances" ? member.epoch + 1 : member.epoch;
  const assigned = filterAssignment(member.assigned, (topic, partition) => includes(target.assignment, topic, partition));
  const revoking = filterAssignment(member.assigned, (topic, partition) => !includes(target.assignment, topic, partition));
  if (revoking.size > 0 && holds(owned, revoking)) {
    return { epoch, previousEpoch: epoch === member.epoch ? previousEpoch : member.epoch, state: "unrevoked", assigned, revoking };
  }
  const isMine = (topic: TopicKey, partition: number): boolean =>
    includes(member.assigned, topic, partition) || includes(member.revoking, topic, partition);
  const missing = filterAssignment(target.assignment, (topic, partition) => !includes(assigned, topic, partition));
  const obtained = filterAssignment(missing, (topic, partition) => isFree(topic, partition) || isMine(topic, partition));
  const hasAll = filterAssignment(missing, (topic, partition) => !includes(obtained, topic, partition)).size === 0;
  return {
    epoch: target.epoch,
    previousEpoch: target.epoch === member.epoch ? previousEpoch : member.epoch,
    state: hasAll ? "stable" : "unreleased",
    assigned: union(assigned, obtained),
    revoking: nothingAssigned,
  };
}

function eventOf(member: MemberProgress, target: Target, owned: Assignment | null): MemberEvent {
  if (member.revoking.size > 0) return holds(owned, member.revoking) ? "holding" : "revoked";
  return member.epoch === target.epoch ? "current" : "behind";
}

/** A member that does not say what it holds may hold it. */
const holds = (owned: Assignment | null, revoking: Assignment): boolean => owned === null || overlaps(owned, revoking);
