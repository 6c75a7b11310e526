// Scalars as JSON and CSV write them: Flink's forms. Times have as many digits of fraction as they need; a
// TIMESTAMP_LTZ is written in UTC with a `Z`.
import { Buffer } from "node:buffer";
import type { SqlType, TimestampValue, Value } from "@millrace/sql";
import type { ColumnData } from "../columns/batch.ts";
import { dateToText, timeToText, timestampToText } from "../calc/runtime/calendar.ts";
import { decimalToText } from "../calc/runtime/decimal.ts";
import { doubleToText, floatToText } from "../calc/runtime/number-text.ts";

export type TimeStandard = "SQL" | "ISO-8601";

const withoutZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

export function instantText(ms: number, nanos: number, standard: TimeStandard, zoned: boolean): string {
  const text = withoutZeros(timestampToText(ms, nanos, 9, standard === "SQL" ? " " : "T"));
  return zoned ? `${text}Z` : text;
}

/** The text of row `row`, which is not null, for every type but strings, bytes and nested ones. */
export function scalarText(column: ColumnData, type: SqlType, row: number, standard: TimeStandard): string {
  switch (column.physical) {
    case "bool":
      return column.data[row] === 1 ? "true" : "false";
    case "i32":
      if (type.kind === "DATE") return dateToText(column.data[row]!);
      return type.kind === "TIME" ? withoutZeros(timeToText(column.data[row]!, 3)) : String(column.data[row]!);
    case "i64":
      return String(column.wide === null ? column.data[row]! : column.wide[row]!);
    case "f64":
      return type.kind === "FLOAT" ? floatToText(column.data[row]!) : doubleToText(column.data[row]!);
    case "decimal":
      return decimalToText(column.wide === null ? column.data[row]! : column.wide[row]!, type.kind === "DECIMAL" ? type.scale : 0);
    case "time":
      return instantText(column.data[row]!, column.nanos === null ? 0 : column.nanos[row]!, standard, type.kind === "TIMESTAMP_LTZ");
    case "bytes":
    case "any":
      return "";
  }
}

/** Whether JSON needs quotes around `scalarText`. */
export function isQuoted(type: SqlType, text: string): boolean {
  switch (type.kind) {
    case "DATE":
    case "TIME":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return true;
    case "FLOAT":
    case "DOUBLE":
      return text === "NaN" || text.endsWith("Infinity");
    default:
      return false;
  }
}

/** A value of any type as JSON text: nested columns, the slow way. */
export function jsonOf(value: Value, type: SqlType, standard: TimeStandard): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "CHAR":
    case "VARCHAR":
      return JSON.stringify(value);
    case "BINARY":
    case "VARBINARY":
      return `"${Buffer.from(value as Uint8Array).toString("base64")}"`;
    case "DATE":
      return `"${dateToText(value as number)}"`;
    case "TIME":
      return `"${withoutZeros(timeToText(value as number, 3))}"`;
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return `"${instantText((value as TimestampValue).ms, (value as TimestampValue).nanos, standard, type.kind === "TIMESTAMP_LTZ")}"`;
    case "DECIMAL":
      return decimalToText(value as bigint, type.scale);
    case "FLOAT":
    case "DOUBLE": {
      const text = type.kind === "FLOAT" ? floatToText(value as number) : doubleToText(value as number);
      return isQuoted(type, text) ? `"${text}"` : text;
    }
    case "ARRAY":
      return `[${(value as readonly Value[]).map((element) => jsonOf(element, type.element, standard)).join(",")}]`;
    case "ROW":
      return `{${type.fields.map((field, index) => `${JSON.stringify(field.name)}:${jsonOf((value as readonly Value[])[index]!, field.type, standard)}`).join(",")}}`;
    case "MAP": {
      const entries = value as readonly (readonly [Value, Value])[];
      return `{${entries.map(([key, of]) => `${JSON.stringify(jsonKey(key, type.key, standard))}:${jsonOf(of, type.value, standard)}`).join(",")}}`;
    }
    default:
      return String(value as number | bigint | boolean);
  }
}

/** Keys of a JSON object are strings: those of a MAP that are none are written as text. */
function jsonKey(key: Value, type: SqlType, standard: TimeStandard): string {
  return typeof key === "string" ? key : jsonOf(key, type, standard).replace(/^"(.*)"$/, "$1");
}
