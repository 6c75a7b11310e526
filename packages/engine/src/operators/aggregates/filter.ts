// FILTER (WHERE …): the selection is cut to the rows where the BOOLEAN column is true.
import { batchRows } from "../../columns/batch.ts";
import type { BoolColumn } from "../../columns/batch.ts";
import type { Accumulator } from "./accumulator.ts";

export function filtered(inner: Accumulator, filter: number): Accumulator {
  const keptRows = new Int32Array(batchRows);
  const keptGroups = new Int32Array(batchRows);
  return {
    update(store, batch, rows, groups, count) {
      const column = batch.columns[filter] as BoolColumn;
      let kept = 0;
      for (let index = 0; index < count; index++) {
        const row = rows[index]!;
        if (column.valid[row] === 0 || column.data[row] === 0) continue;
        keptRows[kept] = row;
        keptGroups[kept++] = groups[index]!;
      }
      inner.update(store, batch, keptRows, keptGroups, kept);
    },
    merge: (store, target, from, source) => inner.merge(store, target, from, source),
    result: (store, group, writer, row) => inner.result(store, group, writer, row),
    release: (store, group) => inner.release(store, group),
  };
}
