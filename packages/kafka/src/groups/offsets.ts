// Committed offsets: in memory for reading, in `__consumer_offsets` for keeps. A commit is in the log, synced, before it
// is acknowledged. One that belongs to a transaction is pending until the transaction ends; then it counts, unless
// something that stands later in the log was committed meanwhile. Offsets of a topic that was deleted are removed.
import type { LocalLog } from "@millrace/log";
import type { GroupJournal, JournalRecord, Producer, ReplayedRecord } from "./journal.ts";
import { type CommittedOffset, decodeKey, decodeValue, encodeKey, encodeValue, type OffsetKey } from "./offset-records.ts";
import { PendingOffsets } from "./pending-offsets.ts";

export interface OffsetCommit extends OffsetKey {
  /** null removes it. */
  readonly committed: CommittedOffset | null;
}

/** With the place in the log that it was read from or written to. */
export interface PlacedCommit extends OffsetCommit {
  readonly position: number;
}

interface PlacedOffset extends CommittedOffset {
  readonly position: number;
}

type ByPartition = Map<number, PlacedOffset>;
type ByTopic = Map<string, ByPartition>;

export class OffsetStore {
  readonly #journal: GroupJournal;
  readonly #log: LocalLog;
  readonly #groups = new Map<string, ByTopic>();
  readonly #pending = new PendingOffsets();

  constructor(journal: GroupJournal, log: LocalLog) {
    this.#journal = journal;
    this.#log = log;
  }

  get(group: string, topic: string, index: number): CommittedOffset | undefined {
    return this.#groups.get(group)?.get(topic)?.get(index);
  }

  topicsOf(group: string): ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>> {
    return this.#groups.get(group) ?? new Map();
  }

  /** Whether the group has offsets, pending ones too. */
  has(group: string): boolean {
    return this.#groups.has(group) || this.#pending.has(group);
  }

  groups(): string[] {
    return [...new Set([...this.#groups.keys(), ...this.#pending.groups()])];
  }

  /** Whether a transaction that is open has an offset for this partition. */
  isPending(key: OffsetKey): boolean {
    return this.#pending.isPending(key);
  }

  /** Resolves when all of them are durable; from then on they count. */
  async commit(commits: readonly OffsetCommit[]): Promise<void> {
    if (commits.length === 0) return;
    const position = await this.#journal.append(commits.map(recordOf));
    commits.forEach((commit, index) => this.#apply({ ...commit, position: position + index }));
  }

  /** Resolves when all of them are durable; they count when the producer's transaction was committed. */
  async commitPending(producer: Producer, commits: readonly OffsetCommit[]): Promise<void> {
    if (commits.length === 0) return;
    const position = await this.#journal.append(commits.map(recordOf), producer);
    commits.forEach((commit, index) => this.#pending.add(producer.producerId, { ...commit, position: position + index }));
  }

  /** To be called when the marker of the producer's transaction is durable in `__consumer_offsets`. */
  transactionEnded(producerId: number, committed: boolean): void {
    this.#journal.transactionEnded(producerId);
    for (const commit of this.#pending.take(producerId)) {
      const later = this.#groups.get(commit.group)?.get(commit.topic)?.get(commit.partition);
      if (committed && (later === undefined || later.position < commit.position)) this.#apply(commit);
    }
  }

  remove(keys: readonly OffsetKey[]): Promise<void> {
    return this.commit(keys.map(({ group, topic, partition }) => ({ group, topic, partition, committed: null })));
  }

  removeGroup(group: string): Promise<void> {
    return this.#remove((key) => key.group === group);
  }

  removeUnknownTopics(): Promise<void> {
    return this.#remove(({ topic }) => this.#log.topic(topic) === undefined);
  }

  /**
   * Removes what has not been needed for the time of retention (KIP-211). `since` says from when that time counts for
   * an offset; undefined: it is in use. What a transaction is about to change stays.
   */
  expire(nowMs: number, retentionMs: number, since: (key: OffsetKey, committed: CommittedOffset) => number | undefined): Promise<void> {
    return this.#remove((key) => {
      const committed = this.get(key.group, key.topic, key.partition);
      if (committed === undefined || this.#pending.isPending(key)) return false;
      const sinceMs = since(key, committed);
      if (sinceMs === undefined) return false;
      return (committed.expireTimestampMs < 0 ? sinceMs + retentionMs : committed.expireTimestampMs) <= nowMs;
    });
  }

  replay(record: ReplayedRecord): void {
    const { value, position, producerId } = record;
    const commit = { ...decodeKey(record), committed: value === undefined ? null : (decodeValue(value) ?? null), position };
    if (producerId < 0) this.#apply(commit);
    else this.#pending.add(producerId, commit);
  }

  #remove(isGone: (key: OffsetKey) => boolean): Promise<void> {
    return this.remove([...this.#keys()].filter(isGone));
  }

  *#keys(): Iterable<OffsetKey> {
    for (const [group, topics] of this.#groups) {
      for (const [topic, partitions] of topics) for (const partition of partitions.keys()) yield { group, topic, partition };
    }
    yield* this.#pending.all();
  }

  #apply({ group, topic, partition, committed, position }: PlacedCommit): void {
    if (committed === null) this.#pending.discard({ group, topic, partition });
    const topics = this.#groups.get(group) ?? new Map<string, ByPartition>();
    const partitions = topics.get(topic) ?? new Map<number, PlacedOffset>();
    if (committed === null) partitions.delete(partition);
    else partitions.set(partition, { ...committed, position });
    if (partitions.size === 0) topics.delete(topic);
    else topics.set(topic, partitions);
    if (topics.size === 0) this.#groups.delete(group);
    else this.#groups.set(group, topics);
  }
}

const recordOf = (commit: OffsetCommit): JournalRecord => ({
  key: encodeKey(commit),
  value: commit.committed === null ? null : encodeValue(commit.committed),
});
