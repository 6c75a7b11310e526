// SUM and AVG of FLOAT and DOUBLE: plain additions in the order of arrival (of panes, in order of time, where windows
// merge panes). SUM(FLOAT) is rounded to a FLOAT at every step, AVG(FLOAT) is summed as DOUBLE, as Flink does.
import type { Batch, Float64Column } from "../../columns/batch.ts";
import type { ColumnWriter } from "../../columns/builder.ts";
import { signOf } from "./accumulator.ts";
import type { Accumulator, AccumulatorPlan } from "./accumulator.ts";
import type { GroupStore } from "./group-store.ts";

type Finish = (sum: number, count: number) => number;

/** Words: count of non-null values, sum. */
class FloatSum implements Accumulator {
  readonly #at: number;
  readonly #argument: number;
  readonly #single: boolean;
  readonly #finish: Finish;

  constructor(at: number, argument: number, single: boolean, finish: Finish) {
    this.#at = at;
    this.#argument = argument;
    this.#single = single;
    this.#finish = finish;
  }

  update(store: GroupStore, batch: Batch, rows: Int32Array, groups: Int32Array, count: number): void {
    const { data, valid } = batch.columns[this.#argument] as Float64Column;
    const { f64 } = store.heap;
    const { kinds } = batch;
    const at = this.#at;
    for (let index = 0; index < count; index++) {
      const row = rows[index]!;
      if (valid[row] === 0) continue;
      const word = groups[index]! + at;
      const sign = kinds === null ? 1 : signOf(kinds, row);
      const sum = f64[word + 1]! + sign * data[row]!;
      f64[word] = f64[word]! + sign;
      f64[word + 1] = this.#single ? Math.fround(sum) : sum;
    }
  }

  merge(store: GroupStore, target: number, from: GroupStore, source: number): void {
    const { f64 } = store.heap;
    const word = target + this.#at;
    const right = from.heap.f64;
    const sum = f64[word + 1]! + right[source + this.#at + 1]!;
    f64[word] = f64[word]! + right[source + this.#at]!;
    f64[word + 1] = this.#single ? Math.fround(sum) : sum;
  }

  result(store: GroupStore, group: number, writer: ColumnWriter, row: number): void {
    const { f64 } = store.heap;
    const word = group + this.#at;
    const count = f64[word]!;
    if (count === 0) writer.null(row);
    else writer.number(row, this.#finish(f64[word + 1]!, count));
  }

  release(): void {
    // Nothing hangs off a sum.
  }
}

export const floatSumPlan = (argument: number, single: boolean): AccumulatorPlan => ({
  words: 2,
  create: (at) => new FloatSum(at, argument, single, (sum) => sum),
});

export const floatAveragePlan = (argument: number, single: boolean): AccumulatorPlan => ({
  words: 2,
  create: (at) => new FloatSum(at, argument, false, (sum, count) => (single ? Math.fround(sum / count) : sum / count)),
});
