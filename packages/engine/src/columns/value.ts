// One value out of a column, as a SQL value in JavaScript: for live rows, JSON output and tests.
import type { SqlType, Value } from "@millrace/sql";
import type { ColumnData } from "./batch.ts";
import { textOf } from "./text.ts";

export function valueAt(column: ColumnData, type: SqlType, row: number): Value {
  if (column.valid[row] === 0) return null;
  switch (column.physical) {
    case "bool":
      return column.data[row] === 1;
    case "i32":
    case "f64":
      return column.data[row]!;
    case "i64": {
      if (column.wide !== null) return type.kind === "BIGINT" ? column.wide[row]! : Number(column.wide[row]!);
      return type.kind === "BIGINT" ? BigInt(column.data[row]!) : column.data[row]!;
    }
    case "decimal":
      return column.wide === null ? BigInt(column.data[row]!) : column.wide[row]!;
    case "time":
      return { ms: column.data[row]!, nanos: column.nanos === null ? 0 : column.nanos[row]! };
    case "bytes": {
      const offset = column.offset[row]!;
      const length = column.length[row]!;
      if (type.kind === "BINARY" || type.kind === "VARBINARY") return column.source.slice(offset, offset + length);
      return textOf(column.source, offset, length);
    }
    case "any":
      return column.data[row] as Value;
  }
}
