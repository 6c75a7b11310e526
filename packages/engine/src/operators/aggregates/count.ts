// COUNT(*) and COUNT(x): one word.
import type { Batch } from "../../columns/batch.ts";
import type { ColumnWriter } from "../../columns/builder.ts";
import { signOf } from "./accumulator.ts";
import type { Accumulator, AccumulatorPlan } from "./accumulator.ts";
import type { GroupStore } from "./group-store.ts";

class Count implements Accumulator {
  readonly #at: number;
  readonly #argument: number | undefined;

  constructor(at: number, argument: number | undefined) {
    this.#at = at;
    this.#argument = argument;
  }

  update(store: GroupStore, batch: Batch, rows: Int32Array, groups: Int32Array, count: number): void {
    const at = this.#at;
    const { f64 } = store.heap;
    const column = this.#argument === undefined ? null : batch.columns[this.#argument]!;
    if (batch.kinds === null && (column === null || !column.hasNulls)) {
      for (let index = 0; index < count; index++) {
        const word = groups[index]! + at;
        f64[word] = f64[word]! + 1;
      }
      return;
    }
    const valid = column === null ? null : column.valid;
    for (let index = 0; index < count; index++) {
      const row = rows[index]!;
      if (valid !== null && valid[row] === 0) continue;
      const word = groups[index]! + at;
      f64[word] = f64[word]! + signOf(batch.kinds, row);
    }
  }

  merge(store: GroupStore, target: number, from: GroupStore, source: number): void {
    const word = target + this.#at;
    store.heap.f64[word] = store.heap.f64[word]! + from.heap.f64[source + this.#at]!;
  }

  result(store: GroupStore, group: number, writer: ColumnWriter, row: number): void {
    writer.number(row, store.heap.f64[group + this.#at]!);
  }

  release(): void {
    // Nothing hangs off a count.
  }
}

export const countPlan = (argument: number | undefined): AccumulatorPlan => ({
  words: 1,
  create: (at) => new Count(at, argument),
});
