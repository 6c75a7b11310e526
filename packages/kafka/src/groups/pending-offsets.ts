// Offsets that transactions have committed and that do not count yet: for each open transaction what it would change,
// and for each group which transactions are open in it.
import type { OffsetKey } from "./offset-records.ts";
import type { PlacedCommit } from "./offsets.ts";

/** Topic names have no spaces. */
const keyOf = ({ group, topic, partition }: OffsetKey): string => `${partition} ${topic} ${group}`;

export class PendingOffsets {
  readonly #byProducer = new Map<number, Map<string, PlacedCommit>>();
  readonly #byGroup = new Map<string, Set<number>>();

  /** A later commit of the same partition in the same transaction takes the place of the earlier one. */
  add(producerId: number, commit: PlacedCommit): void {
    const commits = this.#byProducer.get(producerId) ?? new Map<string, PlacedCommit>();
    commits.set(keyOf(commit), commit);
    this.#byProducer.set(producerId, commits);
    const producers = this.#byGroup.get(commit.group) ?? new Set();
    producers.add(producerId);
    this.#byGroup.set(commit.group, producers);
  }

  /** What the transaction has gathered; forgotten here. */
  take(producerId: number): readonly PlacedCommit[] {
    const commits = [...(this.#byProducer.get(producerId)?.values() ?? [])];
    this.#byProducer.delete(producerId);
    for (const { group } of commits) this.#forget(group, producerId);
    return commits;
  }

  isPending(key: OffsetKey): boolean {
    for (const producerId of this.#byGroup.get(key.group) ?? [])
      if (this.#byProducer.get(producerId)?.has(keyOf(key)) === true) return true;
    return false;
  }

  /** What was deleted is not brought back by a transaction that had committed it before. */
  discard(key: OffsetKey): void {
    for (const producerId of this.#byGroup.get(key.group) ?? []) {
      const commits = this.#byProducer.get(producerId)!;
      commits.delete(keyOf(key));
      if (commits.size === 0) this.#byProducer.delete(producerId);
      if (![...commits.values()].some(({ group }) => group === key.group)) this.#forget(key.group, producerId);
    }
  }

  *all(): Iterable<PlacedCommit> {
    for (const commits of this.#byProducer.values()) yield* commits.values();
  }

  has(group: string): boolean {
    return this.#byGroup.has(group);
  }

  groups(): Iterable<string> {
    return this.#byGroup.keys();
  }

  #forget(group: string, producerId: number): void {
    const producers = this.#byGroup.get(group);
    producers?.delete(producerId);
    if (producers?.size === 0) this.#byGroup.delete(group);
  }
}
