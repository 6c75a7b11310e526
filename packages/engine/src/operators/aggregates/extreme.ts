// MIN, MAX, FIRST_VALUE and LAST_VALUE over rows that only arrive: one value a group. FIRST and LAST go by arrival and
// pass over nulls, as Flink's do; a sequence number beside the value lets panes merge by arrival too.
import type { SqlType } from "@millrace/sql";
import type { Batch } from "../../columns/batch.ts";
import type { ColumnWriter } from "../../columns/builder.ts";
import { ValueCell, cellWords } from "../../state/value-cell.ts";
import type { Accumulator, AccumulatorPlan } from "./accumulator.ts";
import type { GroupStore } from "./group-store.ts";
import type { Sequence } from "./sequence.ts";

export type ExtremeFunction = "min" | "max" | "first_value" | "last_value";

/** Words: a value cell, then the sequence number of its row (FIRST and LAST only). */
class Extreme implements Accumulator {
  readonly #at: number;
  readonly #argument: number;
  readonly #kind: ExtremeFunction;
  readonly #cell: ValueCell;
  /** Reads the other side of a merge: a cell of its own, because `compare` may use the first one's scratch row. */
  readonly #other: ValueCell;
  readonly #sequence: Sequence;

  constructor(at: number, argument: number, kind: ExtremeFunction, type: SqlType, sequence: Sequence) {
    this.#at = at;
    this.#argument = argument;
    this.#kind = kind;
    this.#cell = new ValueCell(type);
    this.#other = new ValueCell(type);
    this.#sequence = sequence;
  }

  update(store: GroupStore, batch: Batch, rows: Int32Array, groups: Int32Array, count: number): void {
    const column = batch.columns[this.#argument]!;
    const { heap } = store;
    const kind = this.#kind;
    const cell = this.#cell;
    for (let index = 0; index < count; index++) {
      const row = rows[index]!;
      if (column.valid[row] === 0) continue;
      const word = groups[index]! + this.#at;
      if (!cell.isEmpty(heap, word)) {
        if (kind === "first_value") continue;
        if (kind === "min" && cell.compare(heap, word, column, row) <= 0) continue;
        if (kind === "max" && cell.compare(heap, word, column, row) >= 0) continue;
      }
      cell.set(heap, word, column, row);
      if (kind === "first_value" || kind === "last_value") heap.f64[word + cellWords] = this.#sequence.at(row);
    }
  }

  merge(store: GroupStore, target: number, from: GroupStore, source: number): void {
    const other = source + this.#at;
    if (this.#cell.isEmpty(from.heap, other)) return;
    const word = target + this.#at;
    const kind = this.#kind;
    const sequence = from.heap.f64[other + cellWords]!;
    const ordered = kind === "first_value" || kind === "last_value";
    if (!this.#cell.isEmpty(store.heap, word)) {
      if (kind === "first_value" && store.heap.f64[word + cellWords]! <= sequence) return;
      if (kind === "last_value" && store.heap.f64[word + cellWords]! >= sequence) return;
    }
    const column = this.#other.load(from.heap, other);
    if (!ordered && !this.#cell.isEmpty(store.heap, word)) {
      const order = this.#cell.compare(store.heap, word, column, 0);
      if (kind === "min" ? order <= 0 : order >= 0) return;
    }
    this.#cell.set(store.heap, word, column, 0);
    if (ordered) store.heap.f64[word + cellWords] = sequence;
  }

  result(store: GroupStore, group: number, writer: ColumnWriter, row: number): void {
    this.#cell.write(store.heap, group + this.#at, writer, row);
  }

  release(store: GroupStore, group: number): void {
    this.#cell.release(store.heap, group + this.#at);
  }
}

export const extremePlan = (argument: number, kind: ExtremeFunction, type: SqlType, sequence: Sequence): AccumulatorPlan => ({
  words: kind === "min" || kind === "max" ? cellWords : cellWords + 1,
  create: (at) => new Extreme(at, argument, kind, type, sequence),
});
