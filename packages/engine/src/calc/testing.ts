// For tests: expressions written shortly, and computed over one row through the generated loop.
import type { Expression, SqlType, Value } from "@millrace/sql";
import { ColumnWriter } from "../columns/builder.ts";
import { valueAt } from "../columns/value.ts";
import { createLoop } from "./loop.ts";

export const types = {
  bool: { kind: "BOOLEAN", nullable: true },
  tinyint: { kind: "TINYINT", nullable: true },
  smallint: { kind: "SMALLINT", nullable: true },
  int: { kind: "INTEGER", nullable: true },
  bigint: { kind: "BIGINT", nullable: true },
  float: { kind: "FLOAT", nullable: true },
  double: { kind: "DOUBLE", nullable: true },
  text: { kind: "VARCHAR", length: 2_147_483_647, nullable: true },
  bytes: { kind: "VARBINARY", length: 2_147_483_647, nullable: true },
  date: { kind: "DATE", nullable: true },
  time: { kind: "TIME", precision: 3, nullable: true },
  timestamp: { kind: "TIMESTAMP", precision: 3, nullable: true },
  timestamp9: { kind: "TIMESTAMP", precision: 9, nullable: true },
  ltz: { kind: "TIMESTAMP_LTZ", precision: 3, nullable: true },
  interval: { kind: "INTERVAL_DAY_TIME", nullable: true },
  months: { kind: "INTERVAL_YEAR_MONTH", nullable: true },
} as const satisfies Record<string, SqlType>;

export const decimal = (precision: number, scale: number): SqlType => ({ kind: "DECIMAL", precision, scale, nullable: true });
export const literal = (type: SqlType, value: Value): Expression => ({ kind: "literal", value, type });
export const column = (index: number, type: SqlType): Expression => ({ kind: "column", index, type });
export const call = (name: string, type: SqlType, ...arguments_: readonly Expression[]): Expression => ({
  kind: "call",
  function: name,
  arguments: arguments_,
  type,
});
export const cast = (input: Expression, type: SqlType, safe = false): Expression => ({ kind: "cast", input, type, safe });

export function writeValue(writer: ColumnWriter, at: number, value: Value): void {
  if (value === null) writer.null(at);
  else if (typeof value === "bigint") writer.exact(at, value);
  else if (typeof value === "number") writer.number(at, value);
  else if (typeof value === "boolean") writer.number(at, value ? 1 : 0);
  else if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    writer.bytes(at, bytes, 0, bytes.length);
  } else if (value instanceof Uint8Array) writer.bytes(at, value, 0, value.length);
  else if ("ms" in value) writer.time(at, value.ms, value.nanos);
  else writer.any(at, value);
}

/** The value over one row; throws what fails the row. */
export function compute(expression: Expression, row: readonly (readonly [SqlType, Value])[] = [], timeZone = "UTC"): Value {
  const schema = row.map(([type], index) => ({ name: `c${index}`, type }));
  const append = { kind: "append" } as const;
  const input = { kind: "values", rows: [], schema, changelog: append } as const;
  const project = {
    kind: "project",
    input,
    schema: [{ name: "r", type: expression.type }],
    changelog: append,
    expressions: [expression],
  } as const;
  const loop = createLoop({ inputs: row.map(([type]) => type), steps: [project], timeZone });
  const columns = row.map(([type, value]) => {
    const writer = new ColumnWriter(type);
    writeValue(writer, 0, value);
    return writer.column;
  });
  const batch = { rows: 1, columns, kinds: null, watermarks: null, watermark: -Infinity, origin: null };
  let failure: unknown = null;
  const result = loop.run(batch, { watermarkMs: -Infinity, failed: (_row, error) => void (failure = error) });
  if (failure !== null) throw failure;
  return valueAt(result.columns[0]!, expression.type, 0);
}

/** The value of an expression whose leaves are columns, so that nothing is known when the plan is compiled. */
export function computeByColumns(name: string, type: SqlType, arguments_: readonly (readonly [SqlType, Value])[], timeZone = "UTC"): Value {
  return compute(call(name, type, ...arguments_.map(([of], index) => column(index, of))), arguments_, timeZone);
}
