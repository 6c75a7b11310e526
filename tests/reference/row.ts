// Rows as the reference engine has them: plain objects, one for each row, values as `Value` of the sql package says.
// Keys, equality and order of values are here too, because everything else leans on them.
import type { SqlType, Value } from "@millrace/sql";

export type Kind = "+I" | "-U" | "+U" | "-D";

/** The record a row was decoded from: what a late row is told by. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface Row {
  readonly kind: Kind;
  readonly values: readonly Value[];
  /** Absent once a row has been made from several. */
  readonly origin?: Origin;
}

export interface TimestampParts {
  readonly ms: number;
  readonly nanos: number;
}

export const isTimestamp = (value: Value): value is TimestampParts => typeof value === "object" && value !== null && "ms" in value;
export const adds = (kind: Kind): boolean => kind === "+I" || kind === "+U";

/** Text that is equal exactly when two values are the same to GROUP BY, DISTINCT and a retraction: null equals null. */
export function keyOf(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : `${value}`;
  if (typeof value === "boolean") return `${value}`;
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString("hex")}`;
  if (isTimestamp(value)) return `t${value.ms}.${value.nanos}`;
  return `[${value.map(keyOf).join(",")}]`;
}

export const keyOfAll = (values: readonly Value[]): string => values.map(keyOf).join("|");
export const same = (left: Value, right: Value): boolean => keyOf(left) === keyOf(right);

/** The code points of a text, each as text. SQL counts them, not what a reader sees as one character. */
export const codePoints = (text: string): string[] => Array.from(text);

/** Order of two values of one type, neither null. Text and bytes by unsigned byte, text as UTF-8. */
export function compare(left: Value, right: Value): number {
  if (typeof left === "string" && typeof right === "string") return Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  if (left !== null && right !== null && isTimestamp(left) && isTimestamp(right)) return left.ms - right.ms || left.nanos - right.nanos;
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(left, right);
  const [a, b] = [left as number | bigint | boolean, right as number | bigint | boolean];
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareLists(left: readonly Value[], right: readonly Value[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compare(left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Order with nulls placed first or last. */
export function compareNullable(left: Value, right: Value, nullsLast: boolean): number {
  if (left === null || right === null) return left === right ? 0 : (left === null) === nullsLast ? 1 : -1;
  return compare(left, right);
}

/** A value for people: what a failing comparison prints, and what the Flink programs expect. */
export function show(value: Value, type: SqlType): string {
  if (value === null) return "null";
  if (type.kind === "DECIMAL") return decimalText(value as bigint, type.scale);
  if (isTimestamp(value)) return `${new Date(value.ms).toISOString().slice(0, 23)}${value.nanos === 0 ? "" : `+${value.nanos}ns`}`;
  if (typeof value === "object") return keyOf(value);
  return String(value);
}

export function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${digits.slice(digits.length - scale)}`}`;
}
