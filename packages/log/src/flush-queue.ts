// Partitions with appends that wait for a flush. Those that wait longest and those that came last take turns: who writes to
// a thousand partitions at once does not hold up the rest.
import type { Partition } from "./partition/partition.ts";

/** Of the latest; those that are forgotten here still have their turn by age. */
const latestKept = 1_024;

export class FlushQueue {
  /** Each with its number in the order of its oldest append, and so ordered. */
  readonly #waiting = new Map<Partition, number>();
  /** Taken, and not yet free for the next flush. */
  readonly #taken = new Set<Partition>();
  #latest: Partition[] = [];
  #latestNext = false;
  #count = 0;

  /** The number of the last one that was added. */
  get latest(): number {
    return this.#count;
  }

  add(partition: Partition): void {
    if (this.#waiting.has(partition)) return;
    this.#waiting.set(partition, ++this.#count);
    this.#latest.push(partition);
    if (this.#latest.length > 2 * latestKept) this.#latest = this.#latest.slice(-latestKept);
  }

  /** The next one to be flushed; with `upTo` the oldest, and only if its number is no higher. */
  take(upTo = Number.POSITIVE_INFINITY): Partition | undefined {
    this.#latestNext = !this.#latestNext && upTo === Number.POSITIVE_INFINITY;
    const partition = (this.#latestNext ? this.#newest() : undefined) ?? this.#oldest(upTo);
    if (partition === undefined) return undefined;
    this.#waiting.delete(partition);
    this.#taken.add(partition);
    return partition;
  }

  /** A flush of what was taken is over. */
  free(partition: Partition): void {
    this.#taken.delete(partition);
  }

  remove(partition: Partition): void {
    this.#waiting.delete(partition);
  }

  #oldest(upTo: number): Partition | undefined {
    for (const [partition, number] of this.#waiting) {
      if (number > upTo) return undefined;
      if (!this.#taken.has(partition)) return partition;
    }
    return undefined;
  }

  #newest(): Partition | undefined {
    for (let partition = this.#latest.pop(); partition !== undefined; partition = this.#latest.pop())
      if (this.#waiting.has(partition) && !this.#taken.has(partition)) return partition;
    return undefined;
  }
}
