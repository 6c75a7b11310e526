// "range": the partitions of each topic in order, cut into stretches of equal length, the first ones longer by one where
// it does not come out even. Static members come first, by their instance, then the others by their id, so that topics
// with the same number of partitions and the same subscribers are cut alike (a join of two topics finds both sides in
// one member). As in Kafka's range assignor; nothing is sticky.
import type { Assignment, TopicKey } from "../assignment.ts";
import type { AssigningMember, Assignor } from "./assignor.ts";

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function compareMembers(one: AssigningMember, other: AssigningMember): number {
  if (one.instanceId !== null && other.instanceId !== null) return compareText(one.instanceId, other.instanceId);
  if (one.instanceId !== null || other.instanceId !== null) return one.instanceId !== null ? -1 : 1;
  return compareText(one.id, other.id);
}

export const assignRange: Assignor = (members, counts) => {
  const found = new Map<string, Map<TopicKey, Set<number>>>(members.map(({ id }) => [id, new Map()]));
  const subscribers = new Map<TopicKey, AssigningMember[]>();
  for (const member of [...members].sort(compareMembers)) {
    for (const topic of member.topics) {
      const sharing = subscribers.get(topic);
      if (sharing === undefined) subscribers.set(topic, [member]);
      else sharing.push(member);
    }
  }
  for (const [topic, sharing] of subscribers) {
    const count = counts.get(topic) ?? 0;
    const shortest = Math.floor(count / sharing.length);
    const longer = count % sharing.length;
    let next = 0;
    for (const [index, member] of sharing.entries()) {
      const length = shortest + (index < longer ? 1 : 0);
      if (length > 0) found.get(member.id)!.set(topic, new Set(Array.from({ length }, (_, step) => next + step)));
      next += length;
    }
  }
  return found satisfies ReadonlyMap<string, Assignment>;
};
