// How a member of a consumer group comes from what it has to what it shall have (KIP-848), as one table.
//   stable      it has what it was to have at its epoch
//   unrevoked   it was told to give partitions up, and keeps its epoch until it has
//   unreleased  it is at the target's epoch and waits for partitions that other members have not given up
// At each heartbeat one of these is the case:
//   current   nothing to give up, and the target is the one of the member's epoch
//   behind    nothing to give up, and there is a newer target
//   holding   something to give up, and the member holds it or does not say
//   revoked   something to give up, and the member says that it has
// and the member then
//   keeps       goes on as it is
//   reconciles  goes as far towards the target as other members let it
//   advances    reconciles from the next epoch: the one it was in has ended for it
export type MemberState = "stable" | "unrevoked" | "unreleased";
export type MemberEvent = "current" | "behind" | "holding" | "revoked";
export type MemberReaction = "keeps" | "reconciles" | "advances";

export const memberReactions: Record<MemberState, Record<MemberEvent, MemberReaction>> = {
  stable: { current: "keeps", behind: "reconciles", holding: "keeps", revoked: "keeps" },
  unrevoked: { current: "advances", behind: "advances", holding: "keeps", revoked: "advances" },
  unreleased: { current: "reconciles", behind: "reconciles", holding: "reconciles", revoked: "reconciles" },
};

/** As Kafka numbers them in its records. */
export const memberStateNumbers: Record<MemberState, number> = { stable: 0, unrevoked: 1, unreleased: 2 };
