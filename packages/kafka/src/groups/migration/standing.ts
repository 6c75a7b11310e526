// What a classic member of a consumer group is told, as one table. It moves only by joining again, so whenever the group
// has something for it, its heartbeat is answered with REBALANCE_IN_PROGRESS:
//   behind   the group is in a later epoch than the member
//   blocked  it is not, and something of its target is still with another member
//   free     it is not, and nothing stands in its way
import type { MemberState } from "../consumer/states.ts";

export type Standing = "behind" | "blocked" | "free";
export type ClassicEvent = "heartbeat" | "sync";
export type ClassicReaction = "accept" | "rejoin";

const joinAgain = { heartbeat: "rejoin", sync: "rejoin" } as const;
const goOn = { heartbeat: "accept", sync: "accept" } as const;
/** Its assignment first, so that it learns what it may keep; then it comes again without the rest. */
const takeThenJoin = { heartbeat: "rejoin", sync: "accept" } as const;

export const classicReactions: Record<MemberState, Record<Standing, Record<ClassicEvent, ClassicReaction>>> = {
  stable: { behind: joinAgain, blocked: goOn, free: goOn },
  unrevoked: { behind: takeThenJoin, blocked: takeThenJoin, free: takeThenJoin },
  unreleased: { behind: joinAgain, blocked: goOn, free: takeThenJoin },
};
