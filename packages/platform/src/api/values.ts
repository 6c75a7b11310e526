// SQL values as JSON, by their type: what live rows carry. BIGINT is a number while a double holds it exactly, else a
// string; DECIMAL a string; times as Flink prints them; bytes base64; ARRAY and ROW lists, MAP a list of pairs
// unless its keys are strings (then an object).
import { assert, unreachable } from "@millrace/core";
import type { SqlType, TimestampValue, Value } from "@millrace/sql";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A writer for one type, so that the type is looked at once and not per row. Nulls are the caller's. */
type Write = (value: Value) => JsonValue;

const dayMs = 86_400_000;
const two = (number: number): string => String(number).padStart(2, "0");

function timeText(msOfDay: number, precision: number, nanos: number): string {
  const seconds = Math.floor(msOfDay / 1000);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (precision === 0) return clock;
  const fraction = String((msOfDay % 1000) * 1_000_000 + nanos)
    .padStart(9, "0")
    .slice(0, precision);
  return `${clock}.${fraction}`;
}

/** Proleptic Gregorian, years beyond 9999 and before 1 included, as ISO 8601 writes them. */
function dateText(days: number): string {
  const text = new Date(days * dayMs).toISOString();
  return text.slice(0, text.indexOf("T"));
}

function timestampText({ ms, nanos }: TimestampValue, precision: number): string {
  const days = Math.floor(ms / dayMs);
  return `${dateText(days)} ${timeText(ms - days * dayMs, precision, nanos)}`;
}

function decimalText(unscaled: bigint, scale: number): string {
  const negative = unscaled < 0n;
  const digits = String(negative ? -unscaled : unscaled).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${negative ? "-" : ""}${whole}${scale === 0 ? "" : `.${digits.slice(digits.length - scale)}`}`;
}

const asIs: Write = (value) => value as JsonValue;
const double: Write = (value) => (Number.isFinite(value as number) ? (value as number) : String(value as number));
const bigint: Write = (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value as bigint));

export function writerOf(type: SqlType): (value: Value) => JsonValue {
  const write = notNullWriterOf(type);
  return (value) => (value === null ? null : write(value));
}

function notNullWriterOf(type: SqlType): Write {
  switch (type.kind) {
    case "BIGINT":
    case "INTERVAL_DAY_TIME":
    case "INTERVAL_YEAR_MONTH":
      return bigint;
    case "FLOAT":
    case "DOUBLE":
      return double;
    case "DECIMAL":
      return (value) => decimalText(value as bigint, type.scale);
    case "DATE":
      return (value) => dateText(value as number);
    case "TIME":
      return (value) => timeText(value as number, type.precision, 0);
    case "TIMESTAMP":
      return (value) => timestampText(value as TimestampValue, type.precision);
    case "TIMESTAMP_LTZ":
      return (value) => `${timestampText(value as TimestampValue, type.precision)}Z`;
    case "BINARY":
    case "VARBINARY":
      return (value) => Buffer.from(value as Uint8Array).toString("base64");
    case "ARRAY": {
      const element = writerOf(type.element);
      return (value) => (value as readonly Value[]).map(element);
    }
    case "ROW": {
      const fields = type.fields.map((field) => writerOf(field.type));
      return (value) => (value as readonly Value[]).map((part, index) => fields[index]!(part));
    }
    case "MAP":
      return mapWriter(writerOf(type.key), writerOf(type.value), type.key.kind === "VARCHAR" || type.key.kind === "CHAR");
    case "BOOLEAN":
    case "TINYINT":
    case "SMALLINT":
    case "INTEGER":
    case "CHAR":
    case "VARCHAR":
    case "NULL":
      return asIs;
    default:
      return unreachable(type, "type");
  }
}

function mapWriter(key: Write, write: Write, keysAreText: boolean): Write {
  return (value) => {
    assert(Array.isArray(value), "a MAP is a list of pairs");
    const pairs = (value as readonly (readonly Value[])[]).map((pair) => [key(pair[0]!), write(pair[1]!)] as const);
    return keysAreText ? Object.fromEntries(pairs as readonly (readonly [string, JsonValue])[]) : pairs;
  };
}
