// DISTINCT: a table of (group, value) → count of rows decides which rows the inner function sees: the first of a value,
// and the one that takes the last back. A group's values form a list, so that panes and sessions merge and free them.
// Words of the group: head of the list, then the inner function's.
import type { SqlType } from "@millrace/sql";
import { batchRows } from "../../columns/batch.ts";
import type { Batch } from "../../columns/batch.ts";
import { ColumnWriter } from "../../columns/builder.ts";
import { hashBytes, mix } from "../../state/hash.ts";
import { RowBuffer, decodeValue, encodeValue } from "../../state/row-codec.ts";
import { signOf } from "./accumulator.ts";
import type { Accumulator, AccumulatorPlan } from "./accumulator.ts";
import { DistinctWords } from "./group-store.ts";
import type { GroupStore } from "./group-store.ts";

/** Bytes of a key before the value: the number of the aggregate. */
const numberBytes = 2;

class Distinct implements Accumulator {
  readonly #at: number;
  readonly #argument: number;
  readonly #inner: Accumulator;
  readonly #key = new RowBuffer();
  readonly #rows = new Int32Array(batchRows);
  readonly #groups = new Int32Array(batchRows);
  /** A batch of one row, for a value that comes from another store. */
  readonly #single: Batch;
  readonly #writer: ColumnWriter;

  constructor(at: number, number: number, argument: number, type: SqlType, inner: Accumulator) {
    this.#at = at;
    this.#argument = argument;
    this.#inner = inner;
    this.#key.bytes[0] = number;
    this.#key.bytes[1] = number >>> 8;
    this.#writer = new ColumnWriter(type, 1);
    const columns = Array.from({ length: argument + 1 }, () => this.#writer.column);
    this.#single = { rows: 1, columns, kinds: null, watermarks: null, watermark: -Infinity, origin: null };
  }

  update(store: GroupStore, batch: Batch, rows: Int32Array, groups: Int32Array, count: number): void {
    const column = batch.columns[this.#argument]!;
    const key = this.#key;
    let kept = 0;
    for (let index = 0; index < count; index++) {
      const row = rows[index]!;
      if (column.valid[row] === 0) continue;
      key.length = numberBytes;
      encodeValue(key, column, row);
      if (!this.#change(store, groups[index]!, key.bytes, 0, key.length, signOf(batch.kinds, row))) continue;
      this.#rows[kept] = row;
      this.#groups[kept++] = groups[index]!;
    }
    if (kept > 0) this.#inner.update(store, batch, this.#rows, this.#groups, kept);
  }

  /** Changes the count of a value; true when the value came or went. */
  #change(store: GroupStore, group: number, source: Uint8Array, offset: number, length: number, change: number): boolean {
    const table = store.distinct!;
    const hash = mix(hashBytes(source, offset, length) ^ group);
    let at = table.find(hash, group, source, offset, length);
    if (at === 0) {
      at = table.insert(hash, group, source, offset, length);
      this.#link(store, group, at);
    }
    const { f64 } = store.heap;
    const before = f64[at + DistinctWords.count]!;
    const after = before + change;
    f64[at + DistinctWords.count] = after;
    table.touch(at);
    if (after === 0) {
      this.#unlink(store, group, at);
      table.remove(at);
    }
    // A value taken back before it came (only an inconsistent input does that) has a count below 0 and is not seen.
    return (before <= 0 && after > 0) || (before > 0 && after <= 0);
  }

  #link(store: GroupStore, group: number, at: number): void {
    const { i32 } = store.heap;
    const head = (group + this.#at) * 2;
    const next = i32[head]!;
    i32[(at + DistinctWords.next) * 2] = next;
    if (next !== 0) i32[(next + DistinctWords.next) * 2 + 1] = at;
    i32[head] = at;
    store.heap.touch(group + this.#at, 1);
    if (next !== 0) store.distinct!.touch(next);
  }

  #unlink(store: GroupStore, group: number, at: number): void {
    const { i32 } = store.heap;
    const next = i32[(at + DistinctWords.next) * 2]!;
    const previous = i32[(at + DistinctWords.next) * 2 + 1]!;
    if (next !== 0) {
      i32[(next + DistinctWords.next) * 2 + 1] = previous;
      store.distinct!.touch(next);
    }
    if (previous === 0) {
      i32[(group + this.#at) * 2] = next;
      store.heap.touch(group + this.#at, 1);
    } else {
      i32[(previous + DistinctWords.next) * 2] = next;
      store.distinct!.touch(previous);
    }
  }

  merge(store: GroupStore, target: number, from: GroupStore, source: number): void {
    const table = from.distinct!;
    for (let at = from.heap.i32[(source + this.#at) * 2]!; at !== 0; at = from.heap.i32[(at + DistinctWords.next) * 2]!) {
      const offset = table.keyOffset(at);
      const length = table.keyLength(at);
      const count = from.heap.f64[at + DistinctWords.count]!;
      this.#key.length = 0;
      this.#key.reserve(length);
      for (let index = 0; index < length; index++) this.#key.bytes[index] = from.heap.u8[offset + index]!;
      if (!this.#change(store, target, this.#key.bytes, 0, length, count)) continue;
      this.#writer.reset();
      decodeValue(this.#key.bytes, numberBytes, this.#writer, 0);
      this.#rows[0] = 0;
      this.#groups[0] = target;
      this.#inner.update(store, this.#single, this.#rows, this.#groups, 1);
    }
  }

  result(store: GroupStore, group: number, writer: ColumnWriter, row: number): void {
    this.#inner.result(store, group, writer, row);
  }

  release(store: GroupStore, group: number): void {
    const head = (group + this.#at) * 2;
    let at = store.heap.i32[head]!;
    store.heap.i32[head] = 0;
    while (at !== 0) {
      const next = store.heap.i32[(at + DistinctWords.next) * 2]!;
      store.distinct!.remove(at);
      at = next;
    }
    this.#inner.release(store, group);
  }
}

export const distinctPlan = (number: number, argument: number, type: SqlType, inner: AccumulatorPlan): AccumulatorPlan => ({
  words: inner.words + 1,
  create: (at) => new Distinct(at, number, argument, type, inner.create(at + 1)),
});
