// Where two paths from one source meet again (UNION ALL of two filters of a topic, two INSERTs into one table), whole
// batches would arrive path after path, and the order of the result would depend on where batches end. Such a source
// sends its rows one at a time: slower (a push a row), but the order follows from the records alone.
import type { Plan } from "@millrace/sql";
import type { Batch, ColumnData } from "../columns/batch.ts";
import type { Output } from "../operators/operator.ts";
import { planInputs, planText } from "./plan-key.ts";

/** Tables (as text) from which two paths lead to one place. */
export function meetingTables(plans: readonly { readonly plan: Plan; readonly output: Output }[]): ReadonlySet<string> {
  const meeting = new Set<string>();
  const join = (parts: readonly ReadonlySet<string>[]): ReadonlySet<string> => {
    const all = new Set<string>();
    for (const table of parts.flatMap((part) => [...part])) {
      if (all.has(table)) meeting.add(table);
      all.add(table);
    }
    return all;
  };
  const walk = (plan: Plan): ReadonlySet<string> =>
    plan.kind === "scan" ? new Set([planText(plan.table)]) : join(planInputs(plan).map(walk));
  for (const group of Map.groupBy(plans, ({ output }) => output).values()) join(group.map(({ plan }) => walk(plan)));
  return meeting;
}

function columnFrom(column: ColumnData, row: number): ColumnData {
  const valid = column.valid.subarray(row);
  switch (column.physical) {
    case "bool":
      return { ...column, valid, data: column.data.subarray(row) };
    case "i32":
      return { ...column, valid, data: column.data.subarray(row) };
    case "i64":
      return { ...column, valid, data: column.data.subarray(row), wide: column.wide?.subarray(row) ?? null };
    case "f64":
      return { ...column, valid, data: column.data.subarray(row) };
    case "decimal":
      return { ...column, valid, data: column.data.subarray(row), wide: column.wide?.slice(row, row + 1) ?? null };
    case "time":
      return { ...column, valid, data: column.data.subarray(row), nanos: column.nanos?.subarray(row) ?? null };
    case "bytes":
      return { ...column, valid, offset: column.offset.subarray(row), length: column.length.subarray(row) };
    case "any":
      return { ...column, valid, data: column.data.slice(row, row + 1) };
  }
}

/** One row of a batch as a batch; it shares memory. */
export const rowOf = (batch: Batch, row: number): Batch => ({
  rows: 1,
  columns: batch.columns.map((column) => columnFrom(column, row)),
  kinds: batch.kinds?.subarray(row) ?? null,
  watermarks: batch.watermarks?.subarray(row) ?? null,
  watermark: batch.watermarks?.[row] ?? batch.watermark,
  origin: batch.origin?.subarray(row) ?? null,
});

/**
 * Before each row goes its watermark, when it rose: a path that makes no row of it (a filter, an unchanged count) must not
 * hold back the watermark where the paths meet until the chunk ends, for that end is an accident.
 */
export function oneByOne(output: Output): Output {
  let told = -Infinity;
  const tell = (ms: number): void => {
    if (ms <= told) return;
    told = ms;
    output.watermark(ms);
  };
  return {
    push(batch) {
      for (let row = 0; row < batch.rows; row++) {
        tell(batch.watermarks?.[row] ?? batch.watermark);
        output.push(rowOf(batch, row));
      }
    },
    watermark: tell,
  };
}
