// The classic group protocol as one table: what a group in some state does when something happens. A word that is
// the name of a Kafka error refuses with that error; the others are deeds of `Group`:
//   rebalance  ask every member to join again            await    hold the answer until all have joined
//   current    answer with the generation that stands    assign   hold the answer until the leader has assigned
//   complete   see whether all have joined now           accept   nothing more to do
export type GroupState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable" | "Dead";

export type GroupEvent =
  | "newMemberJoins"
  | "memberJoinsUnchanged"
  | "leaderJoinsUnchanged"
  | "memberJoinsChanged"
  | "sync"
  | "heartbeat"
  | "commit"
  | "memberGone";

export type Refusal = "unknownMemberId" | "rebalanceInProgress" | "coordinatorNotAvailable";
export type Reaction = "rebalance" | "await" | "current" | "assign" | "complete" | "accept" | Refusal;

export const reactions: Record<GroupState, Record<GroupEvent, Reaction>> = {
  Empty: {
    newMemberJoins: "rebalance",
    memberJoinsUnchanged: "unknownMemberId",
    leaderJoinsUnchanged: "unknownMemberId",
    memberJoinsChanged: "unknownMemberId",
    sync: "unknownMemberId",
    heartbeat: "unknownMemberId",
    commit: "unknownMemberId",
    memberGone: "accept",
  },
  PreparingRebalance: {
    newMemberJoins: "await",
    memberJoinsUnchanged: "await",
    leaderJoinsUnchanged: "await",
    memberJoinsChanged: "await",
    sync: "rebalanceInProgress",
    heartbeat: "rebalanceInProgress",
    commit: "accept",
    memberGone: "complete",
  },
  CompletingRebalance: {
    newMemberJoins: "rebalance",
    // Its first answer was lost on the way.
    memberJoinsUnchanged: "current",
    leaderJoinsUnchanged: "current",
    memberJoinsChanged: "rebalance",
    sync: "assign",
    heartbeat: "accept",
    commit: "rebalanceInProgress",
    memberGone: "rebalance",
  },
  Stable: {
    newMemberJoins: "rebalance",
    memberJoinsUnchanged: "current",
    // A leader joins again when it wants partitions assigned anew.
    leaderJoinsUnchanged: "rebalance",
    memberJoinsChanged: "rebalance",
    sync: "current",
    heartbeat: "accept",
    commit: "accept",
    memberGone: "rebalance",
  },
  Dead: {
    newMemberJoins: "coordinatorNotAvailable",
    memberJoinsUnchanged: "coordinatorNotAvailable",
    leaderJoinsUnchanged: "coordinatorNotAvailable",
    memberJoinsChanged: "coordinatorNotAvailable",
    sync: "coordinatorNotAvailable",
    heartbeat: "coordinatorNotAvailable",
    commit: "coordinatorNotAvailable",
    memberGone: "accept",
  },
};
