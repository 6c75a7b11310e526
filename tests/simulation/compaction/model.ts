// What a compacted partition may hold, told in the plainest way: every record that was ever sent, where it is, and what
// became of its transaction. A record that counts may be missing only when a later one of its key counts too, or when it
// is a tombstone; whatever is there stands at its offset, with its value.
import { assert } from "@millrace/core";

export interface SentRecord {
  readonly id: number;
  readonly key: string;
  readonly tombstone: boolean;
  /** -1: not known, and when the log was read since, not there. */
  offset: number;
  /** Undefined while its transaction is open. */
  committed: boolean | undefined;
}

export class CompactedModel {
  readonly records = new Map<number, SentRecord>();
  readonly #byOffset = new Map<number, SentRecord>();

  add(key: string, tombstone: boolean, committed: boolean | undefined): SentRecord {
    const record: SentRecord = { id: this.records.size, key, tombstone, offset: -1, committed };
    this.records.set(record.id, record);
    return record;
  }

  place(record: SentRecord, offset: number): void {
    assert(record.offset === -1 || record.offset === offset, `record ${record.id} moved from ${record.offset} to ${offset}`);
    const there = this.#byOffset.get(offset);
    assert(there === undefined || there === record, `two records have offset ${offset}`);
    record.offset = offset;
    this.#byOffset.set(offset, record);
  }

  /** `found`: offsets of the records that a reader of committed records got, of all from `start` to `stable`. */
  check(found: ReadonlySet<number>, start: number, stable: number): void {
    const lastOf = new Map<string, number>();
    for (const { key, offset, committed } of this.#byOffset.values())
      if (committed === true && offset < stable) lastOf.set(key, Math.max(offset, lastOf.get(key) ?? -1));
    for (const record of this.#byOffset.values()) {
      const { key, offset, committed, tombstone, id } = record;
      if (offset < start || offset >= stable) continue;
      if (found.has(offset)) assert(committed === true, `record ${id} at ${offset} does not count, but was read`);
      else if (committed === true)
        assert(tombstone || offset < lastOf.get(key)!, `record ${id} at ${offset}, the last of key ${key}, is gone`);
    }
    // A tombstone that is gone leaves nothing of its key behind.
    for (const [key, last] of lastOf) {
      if (found.has(last) || last < start) continue;
      for (const offset of found) assert(this.#byOffset.get(offset)!.key !== key, `key ${key} came back at ${offset}, deleted at ${last}`);
    }
  }
}
