// A field's value from its text, by the column's type: what JSON strings, unusual JSON numbers and CSV fields become.
// The rules are those of Flink's JSON and CSV formats (Java's parsers), with more ways of writing a time.
import type { SqlType } from "@millrace/sql";
import type { ColumnData } from "../columns/batch.ts";
import { setNanos } from "../columns/create.ts";
import { dayMs, daysFromCivil, daysInMonth, parseTime } from "../calc/runtime/calendar.ts";
import { parseDecimal } from "../calc/runtime/decimal.ts";
import type { Int64 } from "../calc/runtime/integer.ts";
import { javaTrim, parseDouble, parseInteger } from "../calc/runtime/number-text.ts";

/** Writes the value into its row; false when the text is no value of the type. */
export type TextField = (text: string, row: number) => boolean;

/** A number or bigint into an exact column; big ones wait in `wide` until the batch is complete. */
export function setExact(column: ColumnData & { physical: "i64" | "decimal" }, row: number, value: Int64): void {
  column.valid[row] = 1;
  if (typeof value === "number") {
    column.data[row] = value;
    return;
  }
  column.data[row] = Number.NaN;
  if (column.physical === "i64") (column.wide ??= new BigInt64Array(column.data.length))[row] = value;
  else (column.wide ??= Array.from({ length: column.data.length }, () => 0n))[row] = value;
}

/** Before a batch is handed on: every value of a column with a big one is put into the exact lane. */
export function completeWide(column: ColumnData, rows: number): void {
  if ((column.physical !== "i64" && column.physical !== "decimal") || column.wide === null) return;
  const { data, wide, valid } = column;
  for (let row = 0; row < rows; row++) {
    if (valid[row] === 1 && !Number.isNaN(data[row]!)) wide[row] = BigInt(data[row]!);
  }
}

export function setNull(column: ColumnData, row: number): void {
  column.valid[row] = 0;
  column.hasNulls = true;
  if (column.physical === "bytes") {
    column.offset[row] = 0;
    column.length[row] = 0;
  }
}

export function setTime(column: ColumnData & { physical: "time" }, row: number, ms: number, nanos: number): void {
  column.valid[row] = 1;
  column.data[row] = ms;
  if (nanos !== 0 || column.nanos !== null) setNanos(column, row, nanos);
}

const booleanOf = (text: string): boolean => javaTrim(text).toLowerCase() === "true";
const plainInteger = /^[+-]?\d+$/;
const integerOf = (text: string, bits: 8 | 16 | 32 | 64): Int64 | null =>
  plainInteger.test(javaTrim(text)) ? parseInteger(text, bits) : null;
const dateForm = /^(\d{4,9})-(\d{2})-(\d{2})$/;

function dateOf(text: string): number | null {
  const match = dateForm.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) ? daysFromCivil(year, month, day) : null;
}

const instantForm = /^(-?\d{4,9})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * A time as SQL ("2024-01-05 10:00:00.5") or ISO-8601 ("2024-01-05T10:00Z") writes it, whichever the table names: the
 * two cannot be confused. TIMESTAMP_LTZ needs a zone or `Z`; for TIMESTAMP a `Z` says nothing and another zone is refused.
 */
export function instantOf(text: string, precision: number, zoned: boolean): { ms: number; nanos: number } | null {
  const match = instantForm.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)];
  const zone = match[8];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return null;
  if (zoned ? zone === undefined : zone !== undefined && zone !== "Z") return null;
  const fraction = Number((match[7] ?? "").slice(0, precision).padEnd(9, "0"));
  const local = daysFromCivil(year, month, day) * dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(fraction / 1_000_000);
  return { ms: local - zoneMs(zone), nanos: fraction % 1_000_000 };
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(":", ""));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

const bitsOf = (type: SqlType): 8 | 16 | 32 => (type.kind === "TINYINT" ? 8 : type.kind === "SMALLINT" ? 16 : 32);

/** For every type but strings, bytes and nested ones. */
export function textField(type: SqlType, column: ColumnData): TextField {
  const { valid } = column;
  const number = (parse: (text: string) => number | null): TextField => {
    const { data } = column as ColumnData & { data: Float64Array };
    return (text, row) => {
      const value = parse(text);
      if (value === null) return false;
      valid[row] = 1;
      data[row] = value;
      return true;
    };
  };
  switch (type.kind) {
    case "BOOLEAN":
      return number((text) => (booleanOf(text) ? 1 : 0));
    case "TINYINT":
    case "SMALLINT":
    case "INTEGER":
      return number((text) => integerOf(text, bitsOf(type)) as number | null);
    case "FLOAT":
      return number((text) => floatOf(parseDouble(text)));
    case "DOUBLE":
      return number(parseDouble);
    case "DATE":
      return number(dateOf);
    case "TIME":
      return number((text) => (/^\d{2}:\d{2}/.test(text) ? parseTime(text) : null));
    case "BIGINT":
    case "DECIMAL":
      return exactField(type, column as ColumnData & { physical: "i64" | "decimal" });
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return (text, row) => {
        const instant = instantOf(text, type.precision, type.kind === "TIMESTAMP_LTZ");
        if (instant === null) return false;
        setTime(column as ColumnData & { physical: "time" }, row, instant.ms, instant.nanos);
        return true;
      };
    default:
      return () => false;
  }
}

const floatOf = (value: number | null): number | null => (value === null ? null : Math.fround(value));

function exactField(type: SqlType, column: ColumnData & { physical: "i64" | "decimal" }): TextField {
  return (text, row) => {
    const value = type.kind === "DECIMAL" ? parseDecimal(javaTrim(text), type.precision, type.scale) : (integerOf(text, 64) ?? undefined);
    if (value === undefined) return false;
    // A number with more digits than the DECIMAL has is null, as in Flink.
    if (value === null) setNull(column, row);
    else setExact(column, row, value);
    return true;
  };
}
