// SQL values of a row as text, equal exactly when the values are: the key by which pending rows replace one another.
import type { Value } from "@millrace/sql";
import type { LiveRow } from "../runtime.ts";

function valueText(value: Value): string {
  if (value === null) return "n";
  if (typeof value === "string") return `s${value.length}:${value}`;
  if (typeof value === "number") return Object.is(value, -0) ? "d0" : `d${value}`;
  if (typeof value === "bigint") return `i${value}`;
  if (typeof value === "boolean") return value ? "t" : "f";
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString("base64")}`;
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(valueText).join(",")}]`;
  const { ms, nanos } = value as { ms: number; nanos: number };
  return `m${ms}.${nanos}`;
}

/** Columns count from 0; the row's kind stands before them. */
export const rowKey = (row: LiveRow, columns: readonly number[]): string => columns.map((column) => valueText(row[column + 1]!)).join("|");

export const sameValues = (one: LiveRow, other: LiveRow): boolean =>
  rowKey(one, [...one.keys()].slice(0, -1)) === rowKey(other, [...other.keys()].slice(0, -1));

/** About what a row weighs in memory. */
export function rowBytes(row: LiveRow): number {
  let bytes = 48;
  for (const value of row) {
    if (typeof value === "string") bytes += 24 + value.length;
    else if (value instanceof Uint8Array) bytes += 64 + value.length;
    else bytes += 16;
  }
  return bytes;
}
