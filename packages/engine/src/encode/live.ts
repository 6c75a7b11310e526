// A row of a batch as a live query's reader gets it: the kind, then SQL values in JavaScript.
import type { Column, Value } from "@millrace/sql";
import { rowKindNames } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import { valueAt } from "../columns/value.ts";
import type { LiveRow } from "../runtime.ts";

export function createLiveEncoder(schema: readonly Column[]): (batch: Batch, row: number) => LiveRow {
  return (batch, row) => {
    const kind = rowKindNames[batch.kinds === null ? 0 : (batch.kinds[row] as 0 | 1 | 2 | 3)];
    const values = schema.map(({ type }, index): Value => valueAt(batch.columns[index]!, type, row));
    return [kind, ...values];
  };
}
