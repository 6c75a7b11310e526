// Committed offsets: in memory for reading, in the compacted topic `__consumer_offsets` for keeps. A commit is in the
// log, synced, before it is acknowledged. Offsets of a topic that was deleted are removed. Simplified: offsets do not
// expire (Kafka's offsets.retention.minutes); one partition holds all groups.
import type { Clock } from "@millrace/core";
import { encodeBatch, forEachRecord, type Log, type RecordInput } from "@millrace/log";
import { type CommittedOffset, decodeKey, decodeValue, encodeKey, encodeValue, type OffsetKey } from "./offset-records.ts";

export const offsetsTopic = "__consumer_offsets";
const partition = 0;
const readBytes = 1 << 20;
/** A record is a few kilobytes at most: the batch stays well below what the log takes. */
const recordsPerBatch = 100;

type ByPartition = Map<number, CommittedOffset>;
type ByTopic = Map<string, ByPartition>;

export interface OffsetCommit extends OffsetKey {
  /** null removes it. */
  readonly committed: CommittedOffset | null;
}

export class OffsetStore {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #groups = new Map<string, ByTopic>();

  private constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  static async open(log: Log, clock: Clock): Promise<OffsetStore> {
    if (log.topic(offsetsTopic) === undefined) {
      await log.createTopic({ name: offsetsTopic, partitions: 1, config: { "cleanup.policy": "compact" }, internal: true });
    }
    const store = new OffsetStore(log, clock);
    await store.#load();
    await store.removeUnknownTopics();
    return store;
  }

  get(group: string, topic: string, index: number): CommittedOffset | undefined {
    return this.#groups.get(group)?.get(topic)?.get(index);
  }

  topicsOf(group: string): ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>> {
    return this.#groups.get(group) ?? new Map();
  }

  has(group: string): boolean {
    return this.#groups.has(group);
  }

  groups(): string[] {
    return [...this.#groups.keys()];
  }

  /** Resolves when all of them are durable. */
  async commit(commits: readonly OffsetCommit[]): Promise<void> {
    if (commits.length === 0) return;
    const timestampMs = this.#clock.now();
    const batches: Uint8Array[] = [];
    for (let from = 0; from < commits.length; from += recordsPerBatch) {
      const records = commits.slice(from, from + recordsPerBatch).map((commit): RecordInput => {
        return { key: encodeKey(commit), value: commit.committed === null ? null : encodeValue(commit.committed), timestampMs };
      });
      batches.push(encodeBatch({ records }));
    }
    await this.#log.append(offsetsTopic, partition, batches.length === 1 ? batches[0]! : Buffer.concat(batches));
    for (const commit of commits) this.#apply(commit, commit.committed);
  }

  async removeGroup(group: string): Promise<void> {
    await this.#remove(
      (name) => name === group,
      () => true,
    );
  }

  async removeUnknownTopics(): Promise<void> {
    await this.#remove(
      () => true,
      (topic) => this.#log.topic(topic) === undefined,
    );
  }

  async #remove(ofGroup: (group: string) => boolean, ofTopic: (topic: string) => boolean): Promise<void> {
    const gone: OffsetCommit[] = [];
    for (const [group, topics] of this.#groups) {
      if (!ofGroup(group)) continue;
      for (const [topic, partitions] of topics) {
        if (ofTopic(topic)) for (const index of partitions.keys()) gone.push({ group, topic, partition: index, committed: null });
      }
    }
    await this.commit(gone);
  }

  async #load(): Promise<void> {
    const { start, end } = this.#log.offsets(offsetsTopic, partition);
    let next = start;
    while (next < end) {
      const { bytes } = await this.#log.read(offsetsTopic, partition, next, { maxBytes: readBytes });
      if (bytes.length === 0) return;
      const from = next;
      forEachRecord(bytes, (record) => {
        if (record.offset < from) return;
        next = record.offset + 1;
        const keyBytes = record.key();
        const key = keyBytes === undefined ? undefined : decodeKey(keyBytes);
        if (key === undefined) return;
        const value = record.value();
        this.#apply(key, value === undefined ? null : (decodeValue(value) ?? null));
      });
      // A batch whose last records were compacted away ends beyond the last record seen.
      if (next === from) next++;
    }
  }

  #apply({ group, topic, partition: index }: OffsetKey, committed: CommittedOffset | null): void {
    const topics = this.#groups.get(group) ?? new Map<string, ByPartition>();
    const partitions = topics.get(topic) ?? new Map<number, CommittedOffset>();
    if (committed === null) partitions.delete(index);
    else partitions.set(index, committed);
    if (partitions.size === 0) topics.delete(topic);
    else topics.set(topic, partitions);
    if (topics.size === 0) this.#groups.delete(group);
    else this.#groups.set(group, topics);
  }
}
