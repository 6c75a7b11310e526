// The aggregates of one node together: the layout of a group's block, and each step over all of them.
// Payload words of a group: count of rows (input -U/-D subtract; 0 = new or gone), then each accumulator's words.
import { assert } from "@millrace/core";
import type { AggregateCall, Column } from "@millrace/sql";
import type { Batch } from "../../columns/batch.ts";
import type { ColumnWriter } from "../../columns/builder.ts";
import { keyHeaderWords } from "../../state/key-table.ts";
import type { Region } from "../../state/region.ts";
import { signOf } from "./accumulator.ts";
import type { Accumulator, AccumulatorPlan } from "./accumulator.ts";
import { countPlan } from "./count.ts";
import { distinctPlan } from "./distinct.ts";
import { exactAveragePlan, exactSumPlan } from "./exact-sum.ts";
import { extremePlan } from "./extreme.ts";
import { filtered } from "./filter.ts";
import { floatAveragePlan, floatSumPlan } from "./float-sum.ts";
import { GroupStore } from "./group-store.ts";
import { retractableExtremePlan } from "./retractable-extreme.ts";
import type { Sequence } from "./sequence.ts";

type Planner = (argument: number, call: AggregateCall, input: Column, retracts: boolean, sequence: Sequence) => AccumulatorPlan;

const isFloat = (column: Column): boolean => column.type.kind === "FLOAT" || column.type.kind === "DOUBLE";

const extreme: Planner = (argument, call, input, retracts, sequence) => {
  const kind = call.function;
  assert(kind === "min" || kind === "max" || kind === "first_value" || kind === "last_value", "an extreme picks one value");
  return retracts ? retractableExtremePlan(argument, kind, input.type) : extremePlan(argument, kind, input.type, sequence);
};

const planners: Record<AggregateCall["function"], Planner> = {
  count: (argument) => countPlan(argument),
  sum: (argument, call, input) =>
    isFloat(input) ? floatSumPlan(argument, input.type.kind === "FLOAT") : exactSumPlan(argument, call.type),
  avg: (argument, call, input) =>
    isFloat(input) ? floatAveragePlan(argument, call.type.kind === "FLOAT") : exactAveragePlan(argument, input.type, call.type),
  min: extreme,
  max: extreme,
  first_value: extreme,
  last_value: extreme,
};

/** DISTINCT changes nothing for these. */
const ignoresDistinct = new Set<AggregateCall["function"]>(["min", "max", "first_value", "last_value"]);

export interface AggregateSetOptions {
  readonly calls: readonly AggregateCall[];
  readonly input: readonly Column[];
  /** Whether the input has -U and -D rows. */
  readonly retracts: boolean;
  /** Whether the count of rows is kept although the input only appends. */
  readonly countsRows: boolean;
  readonly sequence: Sequence;
}

export class AggregateSet {
  readonly payloadWords: number;
  readonly #accumulators: readonly Accumulator[];
  readonly #hasDistinct: boolean;
  readonly #countsRows: boolean;

  constructor(options: AggregateSetOptions) {
    const accumulators: Accumulator[] = [];
    let words = keyHeaderWords + 1;
    let hasDistinct = false;
    for (const [number, call] of options.calls.entries()) {
      const argument = call.argument;
      let plan: AccumulatorPlan;
      if (argument === undefined) plan = countPlan(undefined);
      else {
        const column = options.input[argument]!;
        plan = planners[call.function](argument, call, column, options.retracts, options.sequence);
        if (call.distinct && !ignoresDistinct.has(call.function)) {
          plan = distinctPlan(number, argument, column.type, plan);
          hasDistinct = true;
        }
      }
      const accumulator = plan.create(words);
      accumulators.push(call.filter === undefined ? accumulator : filtered(accumulator, call.filter));
      words += plan.words;
    }
    this.#accumulators = accumulators;
    this.#hasDistinct = hasDistinct;
    this.#countsRows = options.countsRows || options.retracts;
    this.payloadWords = words - keyHeaderWords;
  }

  /** `ordered`: `heap.walk` meets groups in the order in which they came; for stores that are dropped whole. */
  createStore(region: Region, ordered: boolean): GroupStore {
    return new GroupStore(region, this.payloadWords, this.#hasDistinct, ordered);
  }

  /** `rows[i]` of the batch, in order of arrival, belongs to the group at `groups[i]`. */
  update(store: GroupStore, batch: Batch, rows: Int32Array, groups: Int32Array, count: number): void {
    store.heap.touchBlocks(groups, count, keyHeaderWords + this.payloadWords - 1);
    if (this.#countsRows) {
      const { f64 } = store.heap;
      for (let index = 0; index < count; index++) {
        const word = groups[index]! + keyHeaderWords;
        f64[word] = f64[word]! + signOf(batch.kinds, rows[index]!);
      }
    }
    for (const accumulator of this.#accumulators) accumulator.update(store, batch, rows, groups, count);
  }

  rowCount(store: GroupStore, group: number): number {
    return store.heap.f64[group + keyHeaderWords]!;
  }

  merge(store: GroupStore, target: number, from: GroupStore, source: number): void {
    const word = target + keyHeaderWords;
    store.heap.f64[word] = store.heap.f64[word]! + from.heap.f64[source + keyHeaderWords]!;
    for (const accumulator of this.#accumulators) accumulator.merge(store, target, from, source);
    store.heap.touch(target, keyHeaderWords + this.payloadWords);
  }

  /** Writes the results into row `row` of `writers[first]` and those behind it. */
  results(store: GroupStore, group: number, writers: readonly ColumnWriter[], first: number, row: number): void {
    const accumulators = this.#accumulators;
    for (let index = 0; index < accumulators.length; index++) accumulators[index]!.result(store, group, writers[first + index]!, row);
  }

  /** Frees what hangs off a group; the group itself is the caller's. */
  release(store: GroupStore, group: number): void {
    for (const accumulator of this.#accumulators) accumulator.release(store, group);
  }
}
