// The uniform assignor for members with different subscriptions. Each partition without a member goes to the subscriber
// that has least; then, in rounds, those that have more give one partition each to a subscriber that has fewer by two or
// more, until there is no such pair. Every move makes the shares more equal, so it ends. What it finds cannot be bettered
// by moving one partition; chains of moves that together would make it fairer are not looked for.
import type { TopicKey } from "../assignment.ts";
import type { AssigningMember } from "./assignor.ts";
import { give, type Kept, type Share, take } from "./share.ts";

type Subscribers = ReadonlyMap<TopicKey, readonly Share[]>;

/** Of several that have least, the first. */
const leastOf = (shares: readonly Share[]): Share => shares.reduce((least, share) => (share.count < least.count ? share : least));

export function assignMixed({ shares, free }: Kept, members: readonly AssigningMember[]): void {
  const subscribers = new Map<TopicKey, Share[]>([...free.keys()].map((topic) => [topic, []]));
  for (const [index, { topics }] of members.entries()) for (const topic of topics) subscribers.get(topic)!.push(shares[index]!);
  // Topics with few subscribers first: those with many can even out what they leave.
  const order = [...free].sort(([one], [other]) => subscribers.get(one)!.length - subscribers.get(other)!.length);
  for (const [topic, partitions] of order) for (const partition of partitions) give(leastOf(subscribers.get(topic)!), topic, partition);
  while (evenOut(shares, subscribers));
}

/** One round; false when nobody had anything to give. */
function evenOut(shares: readonly Share[], subscribers: Subscribers): boolean {
  const fewest = Math.min(...shares.map(({ count }) => count));
  let moved = false;
  for (const share of [...shares].sort((one, other) => other.count - one.count)) {
    if (share.count - fewest < 2) break;
    if (giveOne(share, subscribers, fewest)) moved = true;
  }
  return moved;
}

/** To the subscriber that has least; nobody has less than `fewest`, so such a one is taken without looking further. */
function giveOne(share: Share, subscribers: Subscribers, fewest: number): boolean {
  let best: { readonly topic: TopicKey; readonly to: Share } | undefined;
  for (const topic of share.partitions.keys()) {
    const to = leastOf(subscribers.get(topic)!);
    if (share.count - to.count >= 2 && (best === undefined || to.count < best.to.count)) best = { topic, to };
    if (best !== undefined && best.to.count === fewest) break;
  }
  if (best === undefined) return false;
  const partition = [...share.partitions.get(best.topic)!].at(-1)!;
  take(share, best.topic, partition);
  give(best.to, best.topic, partition);
  return true;
}
