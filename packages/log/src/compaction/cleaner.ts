// The part of compaction that takes the processor: learning keys, and leaving records out of batches, a chunk of whole
// batches at a time. It knows no files: their one owner hands it bytes. In a process of its own right this runs in a thread
// (cleaner-thread.ts), so that nobody waits for a batch that becomes large when it is decompressed; `CleanerHere` is for
// simulations, which are to be replayed.
import type { Random } from "@millrace/core";
import { AbortedFilter } from "../batch/committed.ts";
import { batchesIn, viewOf } from "../batch/header.ts";
import { RecordReader } from "../batch/records.ts";
import { setStamp } from "../batch/stamp.ts";
import type { AbortedTransaction } from "../port.ts";
import { keptBatch, type CleaningRule } from "./kept-batch.ts";
import { OffsetTable } from "./offset-table.ts";

/** A committed read. Its memory is given away, and comes back with what became of it. */
export interface Chunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly abortedTransactions: readonly AbortedTransaction[];
}

export interface Worked {
  /** What is kept of the chunk, stamped; of one whose keys were only learned, nothing. In the chunk's memory where it fits. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where to go on. */
  readonly next: number;
  /** Of a chunk that was learned: the table is full. Of one that was cleaned: something was left out or changed. */
  readonly flag: boolean;
}

/** Of the records from `from` to `until`. */
export interface LearnRange {
  readonly from: number;
  readonly until: number;
}

/** Of the batches before `until`, by what was learned. */
export interface KeepRule extends Omit<CleaningRule, "table"> {
  readonly until: number;
}

/** Only one call at a time. */
export interface Cleaner {
  /** Forgets all keys and takes room for a table of so many bytes. */
  begin(tableBytes: number): Promise<void>;
  learn(chunk: Chunk, range: LearnRange): Promise<Worked>;
  keep(chunk: Chunk, rule: KeepRule): Promise<Worked>;
  /** Gives its memory back. May begin again. */
  end(): Promise<void>;
}

export class Cleaning {
  readonly #random: Random;
  #table: OffsetTable;
  #output = new Uint8Array(0);

  constructor(random: Random) {
    this.#random = random;
    this.#table = new OffsetTable(0, random);
  }

  begin(tableBytes: number): void {
    if (this.#table.bytes === tableBytes) this.#table.clear();
    else this.#table = new OffsetTable(tableBytes, this.#random);
  }

  learn({ bytes, abortedTransactions }: Chunk, { from, until }: LearnRange): Worked {
    const table = this.#table;
    const aborted = new AbortedFilter(abortedTransactions);
    const memory = bytes.subarray(0, 0);
    let next = from;
    for (const { at, header } of batchesIn(bytes)) {
      if (header.baseOffset >= until) return { bytes: memory, next: until, flag: false };
      next = header.lastOffset + 1;
      if (aborted.drops(header)) continue;
      const record = new RecordReader(bytes, at);
      while (record.next()) {
        if (record.offset < from || record.keyLength < 0) continue;
        if (table.full) return { bytes: memory, next: record.offset, flag: true };
        table.set(record.bytes, record.keyStart, record.keyLength, record.offset);
      }
    }
    return { bytes: memory, next, flag: false };
  }

  keep({ bytes, abortedTransactions }: Chunk, { until, ...limits }: KeepRule): Worked {
    const rule = { ...limits, table: this.#table };
    const aborted = new AbortedFilter(abortedTransactions);
    let changed = false;
    let length = 0;
    let next = -1;
    for (const { at, header } of batchesIn(bytes)) {
      next = header.lastOffset + 1;
      if (header.baseOffset >= until) break;
      const kept = keptBatch(bytes, at, header, aborted.drops(header), rule);
      changed ||= kept?.length !== header.sizeBytes || kept.buffer !== bytes.buffer;
      if (kept === undefined) continue;
      this.#put(kept, length);
      setStamp(viewOf(this.#output), length);
      length += kept.length;
    }
    return { bytes: this.#give(bytes.buffer, length), next, flag: changed };
  }

  #put(kept: Uint8Array, at: number): void {
    if (at + kept.length > this.#output.length) {
      const grown = new Uint8Array(2 * (at + kept.length));
      grown.set(this.#output.subarray(0, at));
      this.#output = grown;
    }
    this.#output.set(kept, at);
  }

  /** The chunk's own memory goes back and forth, so that no chunk makes garbage in the thread of its owner. */
  #give(memory: ArrayBuffer, length: number): Uint8Array<ArrayBuffer> {
    if (length > memory.byteLength) return this.#output.slice(0, length);
    const bytes = new Uint8Array(memory, 0, length);
    bytes.set(this.#output.subarray(0, length));
    return bytes;
  }
}

export class CleanerHere implements Cleaner {
  readonly #cleaning: Cleaning;

  constructor(random: Random) {
    this.#cleaning = new Cleaning(random);
  }

  async begin(tableBytes: number): Promise<void> {
    this.#cleaning.begin(tableBytes);
  }

  async learn(chunk: Chunk, range: LearnRange): Promise<Worked> {
    return this.#cleaning.learn(chunk, range);
  }

  async keep(chunk: Chunk, rule: KeepRule): Promise<Worked> {
    return this.#cleaning.keep(chunk, rule);
  }

  async end(): Promise<void> {
    this.#cleaning.begin(0);
  }
}
