// "uniform": every member as many partitions as the others, and what members have stays with them. Where all are
// subscribed to the same topics, shares differ by one at most and as few partitions move as can be: those that have most
// get the larger shares, everyone keeps what it has up to its share, and what is free goes round among those that lack
// some. Where subscriptions differ, see uniform-mixed.ts.
import type { Assignment, TopicKey } from "../assignment.ts";
import type { AssigningMember, Assignor, PartitionCounts } from "./assignor.ts";
import { give, type Kept, type Share, take } from "./share.ts";
import { assignMixed } from "./uniform-mixed.ts";

function keepPrevious(members: readonly AssigningMember[], counts: PartitionCounts): Kept {
  const topics = new Set(members.flatMap((member) => [...member.topics]));
  const free = new Map([...topics].sort().map((topic) => [topic, new Set(Array(counts.get(topic) ?? 0).keys())]));
  const shares = members.map(({ id, topics: subscribed, previous }) => {
    const share: Share = { id, partitions: new Map(), count: 0 };
    for (const [topic, partitions] of previous) {
      if (!subscribed.has(topic)) continue;
      for (const partition of partitions) if (free.get(topic)!.delete(partition)) give(share, topic, partition);
    }
    return share;
  });
  return { shares, free };
}

function assignSame({ shares, free }: Kept, total: number): void {
  const smaller = Math.floor(total / shares.length);
  const larger = total % shares.length;
  const byCount = [...shares].sort((one, other) => other.count - one.count);
  const quotas = new Map(byCount.map((share, index) => [share, smaller + (index < larger ? 1 : 0)]));
  for (const share of shares) {
    const excess = [...share.partitions].flatMap(([topic, partitions]) => [...partitions].map((partition) => [topic, partition] as const));
    for (const [topic, partition] of excess.slice(quotas.get(share)!)) {
      take(share, topic, partition);
      free.get(topic)!.add(partition);
    }
  }
  let lacking = shares.filter((share) => share.count < quotas.get(share)!);
  let next = 0;
  for (const [topic, partitions] of free) {
    for (const partition of partitions) {
      if (next >= lacking.length) {
        lacking = lacking.filter((share) => share.count < quotas.get(share)!);
        next = 0;
      }
      give(lacking[next++]!, topic, partition);
    }
  }
}

const sameTopics = (one: ReadonlySet<TopicKey>, other: ReadonlySet<TopicKey>): boolean =>
  one.size === other.size && [...one].every((topic) => other.has(topic));

export const assignUniform: Assignor = (members, counts) => {
  const sorted = [...members].sort((one, other) => (one.id < other.id ? -1 : 1));
  const kept = keepPrevious(sorted, counts);
  const first = sorted[0];
  if (first !== undefined && sorted.every(({ topics }) => sameTopics(topics, first.topics))) {
    assignSame(
      kept,
      [...first.topics].reduce((sum, topic) => sum + (counts.get(topic) ?? 0), 0),
    );
  } else {
    assignMixed(kept, sorted);
  }
  return new Map(kept.shares.map(({ id, partitions }): [string, Assignment] => [id, partitions]));
};
