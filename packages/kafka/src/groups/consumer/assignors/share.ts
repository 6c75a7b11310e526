// The share of a member while the uniform assignor works.
import type { TopicKey } from "../assignment.ts";

/** What a member has been given so far. */
export interface Share {
  readonly id: string;
  readonly partitions: Map<TopicKey, Set<number>>;
  count: number;
}

export function give(share: Share, topic: TopicKey, partition: number): void {
  const partitions = share.partitions.get(topic) ?? new Set();
  partitions.add(partition);
  share.partitions.set(topic, partitions);
  share.count++;
}

export function take(share: Share, topic: TopicKey, partition: number): void {
  const partitions = share.partitions.get(topic)!;
  partitions.delete(partition);
  if (partitions.size === 0) share.partitions.delete(topic);
  share.count--;
}

/** Everyone has what it had and may still have; `free` is left. */
export interface Kept {
  readonly shares: readonly Share[];
  readonly free: ReadonlyMap<TopicKey, Set<number>>;
}
