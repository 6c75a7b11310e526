// CAST and TRY_CAST as Flink has them (its CastFunctionITCase is the judge of this file). A cast that cannot be made
// throws `RowFailure`; numbers that do not fit wrap around as in Java, except DECIMAL, which becomes null.
import type { SqlType, Value } from "@millrace/sql";
import {
  asFloat,
  decimalToDouble,
  doubleToUnscaled,
  exactOf,
  fitDecimal,
  integerBits,
  isInteger,
  isNumeric,
  powerOfTen,
  rescale,
  textToUnscaled,
  toDouble,
  wrap,
} from "./numbers.ts";
import { codePoints, decimalText, keyOf, type TimestampParts } from "./row.ts";
import { cutTo, dateText, dayMs, parseDate, parseTime, parseTimestamp, timestampText, timeText } from "./time.ts";
import { instantOf, wallClockOf } from "./zone.ts";

/** An expression that has no value for a row: the row is bad, the job goes on. */
export class RowFailure extends Error {}

export const isText = (type: SqlType): boolean => type.kind === "CHAR" || type.kind === "VARCHAR";
const isBinary = (type: SqlType): boolean => type.kind === "BINARY" || type.kind === "VARBINARY";

export function cast(value: Value, from: SqlType, to: SqlType, zone: string): Value {
  if (value === null || from.kind === "NULL") return null;
  if (isText(to)) return fitText(textOf(value, from, zone), to);
  if (isBinary(to)) return fitBytes(typeof value === "string" ? Buffer.from(value) : (value as Uint8Array), to);
  if (to.kind === "BOOLEAN") return toBoolean(value, from);
  if (isInteger(to)) return toInteger(value, from, to);
  if (to.kind === "DECIMAL") return toDecimal(value, from, to);
  if (to.kind === "FLOAT" || to.kind === "DOUBLE") return asFloat(toApproximate(value, from), to);
  if (to.kind === "DATE") return toDate(value, from, zone);
  if (to.kind === "TIME") return toTime(value, from, to.precision, zone);
  if (to.kind === "TIMESTAMP" || to.kind === "TIMESTAMP_LTZ") return cutTo(toTimestamp(value, from, to, zone), to.precision);
  return value;
}

const fail = (value: Value, to: SqlType): never => {
  throw new RowFailure(`${keyOf(value)} is no ${to.kind}`);
};

function fitText(text: string, to: SqlType): string {
  const points = codePoints(text);
  const { kind, length } = to as Extract<SqlType, { kind: "CHAR" }>;
  const cut = points.length > length ? points.slice(0, length).join("") : text;
  return kind === "CHAR" ? cut + " ".repeat(Math.max(0, length - points.length)) : cut;
}

function fitBytes(bytes: Uint8Array, to: SqlType): Uint8Array {
  const { kind, length } = to as Extract<SqlType, { kind: "BINARY" }>;
  if (kind === "VARBINARY") return bytes.slice(0, length);
  const fixed = new Uint8Array(length);
  fixed.set(bytes.subarray(0, length));
  return fixed;
}

/** The text that CAST(value AS STRING) gives. */
export function textOf(value: Value, from: SqlType, zone: string): string {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest are numbers and texts
  switch (from.kind) {
    case "BOOLEAN":
      return value === true ? "TRUE" : "FALSE";
    case "DECIMAL":
      return decimalText(value as bigint, from.scale);
    case "FLOAT":
    case "DOUBLE":
      return approximateText(value as number, from.kind === "FLOAT");
    case "DATE":
      return dateText(value as number);
    case "TIME":
      return timeText(value as number, from.precision);
    case "TIMESTAMP":
      return timestampText(value as TimestampParts, from.precision);
    case "TIMESTAMP_LTZ":
      return timestampText({ ...(value as TimestampParts), ms: wallClockOf((value as TimestampParts).ms, zone) }, from.precision);
    case "BINARY":
    case "VARBINARY":
      return Buffer.from(value as Uint8Array).toString();
    case "INTERVAL_YEAR_MONTH": {
      const months = Math.abs(value as number);
      return `${(value as number) < 0 ? "-" : "+"}${Math.floor(months / 12)}-${String(months % 12).padStart(2, "0")}`;
    }
    case "INTERVAL_DAY_TIME": {
      const ms = Math.abs(value as number);
      return `${(value as number) < 0 ? "-" : "+"}${Math.floor(ms / dayMs)} ${timeText(ms % dayMs, 3)}`;
    }
    default:
      return typeof value === "string" ? value : `${value as number | bigint}`;
  }
}

/** As Java's Double.toString and Float.toString: plain from 10^-3 up to 10^7, else with an exponent. */
export function approximateText(value: number, single: boolean): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [digits, exponentText] = shortest(Math.abs(value), single).split("e");
  const exponent = Number(exponentText);
  const figures = digits!.replace(".", "");
  const sign = value < 0 ? "-" : "";
  if (exponent >= 7 || exponent < -3) return `${sign}${figures[0]}.${figures.slice(1) || "0"}E${exponent}`;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${figures}`;
  const whole = figures.padEnd(exponent + 1, "0");
  return `${sign}${whole.slice(0, exponent + 1)}.${whole.slice(exponent + 1) || "0"}`;
}

/** The shortest digits that read back as the same number, in exponent form. */
function shortest(value: number, single: boolean): string {
  if (!single) return value.toExponential();
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential(9);
}

function toBoolean(value: Value, from: SqlType): Value {
  if (typeof value === "boolean") return value;
  if (isNumeric(from)) return Number(value) !== 0;
  const word = (value as string).trim().toLowerCase();
  if (["t", "true", "y", "yes", "1"].includes(word)) return true;
  if (["f", "false", "n", "no", "0"].includes(word)) return false;
  return fail(value, { kind: "BOOLEAN", nullable: true });
}

function toInteger(value: Value, from: SqlType, to: SqlType): Value {
  if (typeof value === "boolean") return wrap(value ? 1n : 0n, to);
  if (isText(from)) {
    // Digits, and behind a point digits that are dropped; out of range is no number.
    const match = /^([+-]?\d+)(?:\.\d*)?$/.exec((value as string).trim());
    if (match === null) return fail(value, to);
    const exact = BigInt(match[1]!.replace("+", ""));
    return exact === BigInt.asIntN(integerBits[to.kind]!, exact) ? wrap(exact, to) : fail(value, to);
  }
  if (from.kind === "DECIMAL") return wrap((value as bigint) / powerOfTen(from.scale), to);
  if (from.kind === "FLOAT" || from.kind === "DOUBLE") return truncate(value as number, to);
  return wrap(BigInt(value as number | bigint), to);
}

/** Java's cast of a double: NaN is 0, what is too large stays at the end of the range; below INT it goes through INT. */
function truncate(value: number, to: SqlType): Value {
  if (Number.isNaN(value)) return wrap(0n, to);
  const bits = to.kind === "BIGINT" ? 64n : 32n;
  const [least, most] = [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
  const exact = value === Infinity ? most : value === -Infinity ? least : BigInt(Math.trunc(value));
  return wrap(exact < least ? least : exact > most ? most : exact, to);
}

function toDecimal(value: Value, from: SqlType, to: Extract<SqlType, { kind: "DECIMAL" }>): Value {
  if (typeof value === "boolean") return fitDecimal(value ? powerOfTen(to.scale) : 0n, to.precision);
  if (isText(from)) {
    const unscaled = textToUnscaled((value as string).trim(), to.scale);
    const fitting = unscaled === null ? null : fitDecimal(unscaled, to.precision);
    return fitting === null ? fail(value, to) : fitting;
  }
  if (from.kind === "FLOAT" || from.kind === "DOUBLE") {
    const unscaled = doubleToUnscaled(value as number, to.scale);
    return unscaled === null ? fail(value, to) : fitDecimal(unscaled, to.precision);
  }
  const exact = exactOf(value, from);
  return fitDecimal(rescale(exact.unscaled, exact.scale, to.scale), to.precision);
}

function toApproximate(value: Value, from: SqlType): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (!isText(from)) return from.kind === "DECIMAL" ? decimalToDouble(value as bigint, from.scale) : toDouble(value, from);
  const text = (value as string).trim();
  if (/^[+-]?(NaN|Infinity)$/.test(text)) return Number(text.replace("+", ""));
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(text)) return fail(value, { kind: "DOUBLE", nullable: true });
  return Number(text.replace(/[dDfF]$/, ""));
}

function toDate(value: Value, from: SqlType, zone: string): Value {
  if (from.kind === "DATE") return value;
  if (isText(from)) return parseDate(value as string) ?? fail(value, { kind: "DATE", nullable: true });
  return Math.floor(wall(value as TimestampParts, from, zone) / dayMs);
}

function toTime(value: Value, from: SqlType, precision: number, zone: string): Value {
  const unit = 10 ** (3 - Math.min(3, precision));
  const ms =
    from.kind === "TIME"
      ? (value as number)
      : isText(from)
        ? (parseTime(value as string)?.ms ?? fail(value, { kind: "TIME", precision, nullable: true }))
        : modulo(wall(value as TimestampParts, from, zone), dayMs);
  return Math.floor(ms / unit) * unit;
}

const modulo = (value: number, by: number): number => value - Math.floor(value / by) * by;
const wall = (value: TimestampParts, from: SqlType, zone: string): number =>
  from.kind === "TIMESTAMP_LTZ" ? wallClockOf(value.ms, zone) : value.ms;

function toTimestamp(value: Value, from: SqlType, to: SqlType, zone: string): TimestampParts {
  if (from.kind === to.kind) return value as TimestampParts;
  const local = localTimestamp(value, from, to, zone);
  return to.kind === "TIMESTAMP_LTZ" ? { ...local, ms: instantOf(local.ms, zone) } : local;
}

function localTimestamp(value: Value, from: SqlType, to: SqlType, zone: string): TimestampParts {
  if (from.kind === "DATE") return { ms: (value as number) * dayMs, nanos: 0 };
  if (from.kind === "TIME") return { ms: value as number, nanos: 0 };
  if (isText(from)) return parseTimestamp(value as string) ?? fail(value, to);
  return { ...(value as TimestampParts), ms: wall(value as TimestampParts, from, zone) };
}
