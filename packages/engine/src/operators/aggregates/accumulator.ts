// The contract of an aggregate function over groups.
//
// A group is a block of a `GroupStore`; an accumulator owns `words` words of it, zeroed when the group is new, from
// word `at` of the block. Updates come by selection: `rows[i]` of the batch belongs to the group at block `groups[i]`,
// in the order of arrival. A row of kind -U or -D takes its value back.
import type { Batch } from "../../columns/batch.ts";
import type { ColumnWriter } from "../../columns/builder.ts";
import type { GroupStore } from "./group-store.ts";

export interface Accumulator {
  update(store: GroupStore, batch: Batch, rows: Int32Array, groups: Int32Array, count: number): void;
  /** Adds what the group at `source` holds to the group at `target`, of another store or the same one. */
  merge(store: GroupStore, target: number, from: GroupStore, source: number): void;
  /** Writes the result into row `row` of the output column. */
  result(store: GroupStore, group: number, writer: ColumnWriter, row: number): void;
  /** Frees blocks that hang off the group, before the group itself is freed. */
  release(store: GroupStore, group: number): void;
}

/** What makes an accumulator: how many words it needs, and where they begin in a block. */
export interface AccumulatorPlan {
  readonly words: number;
  create(at: number): Accumulator;
}

/** +1 or -1: what a row of this kind does to a sum. */
export const signOf = (kinds: Uint8Array | null, row: number): number => {
  if (kinds === null) return 1;
  const kind = kinds[row]!;
  return kind === 0 || kind === 2 ? 1 : -1;
};
