// Functions of dates and times. Every value is first turned into a wall clock: of the session for TIMESTAMP_LTZ.
import type { SqlType, Value } from "@millrace/sql";
import { RowFailure } from "../cast.ts";
import { formatTime, parseTime } from "../dateFormat.ts";
import type { TimestampParts } from "../row.ts";
import { cutTo, daysOf, dayMs, parseDate, parseTimestamp } from "../time.ts";
import { instantOf, wallClockOf } from "../zone.ts";
import { strict, type Call, type ScalarFunction } from "./function.ts";

const unitMs: Readonly<Record<string, number>> = {
  MILLISECOND: 1,
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: dayMs,
  WEEK: 7 * dayMs,
};
const unitMonths: Readonly<Record<string, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };
const defaultFormat = "yyyy-MM-dd HH:mm:ss";

const modulo = (value: number, by: number): number => value - Math.floor(value / by) * by;

function wallOf(value: Value, type: SqlType, zone: string): TimestampParts {
  if (type.kind === "DATE") return { ms: (value as number) * dayMs, nanos: 0 };
  if (type.kind === "TIME") return { ms: value as number, nanos: 0 };
  const time = value as TimestampParts;
  return type.kind === "TIMESTAMP_LTZ" ? { ...time, ms: wallClockOf(time.ms, zone) } : time;
}

function fromWall(wall: TimestampParts, type: SqlType, zone: string): Value {
  if (type.kind === "DATE") return Math.floor(wall.ms / dayMs);
  if (type.kind === "TIME") return modulo(wall.ms, dayMs);
  return type.kind === "TIMESTAMP_LTZ" ? { ...wall, ms: instantOf(wall.ms, zone) } : wall;
}

/** The same day some months on, or the last of the month. */
function plusMonths(ms: number, months: number): number {
  const date = new Date(ms);
  const total = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const [year, month] = [Math.floor(total / 12), modulo(total, 12) + 1];
  const last = [31, daysOf(year, 2, 29) === null ? 28 : 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
  return daysOf(year, month, Math.min(date.getUTCDate(), last))! * dayMs + modulo(ms, dayMs);
}

/** Added to the instant itself; calendars are not asked about the session's zone here. */
function shifted(value: Value, type: SqlType, months: number, ms: number): Value {
  const own = wallOf(value, type, "UTC");
  const moved = { ms: (months === 0 ? own.ms : plusMonths(own.ms, months)) + ms, nanos: own.nanos };
  return fromWall(moved, type, "UTC");
}

const interval = (sign: 1 | -1): ScalarFunction =>
  strict(([value, amount], { types }) => {
    const by = (amount as number) * sign;
    return types[1]!.kind === "INTERVAL_YEAR_MONTH"
      ? shifted(value!, types[0]!, by, 0)
      : shifted(value!, types[0]!, 0, types[0]!.kind === "DATE" ? Math.trunc(by / dayMs) * dayMs : by);
  });

/** Monday of ISO week 1 of a year, in days: the week that holds 4 January. */
function firstWeek(year: number): number {
  const fourth = daysOf(year, 1, 4)!;
  return fourth - modulo(fourth + 3, 7);
}

function isoYear(day: number): number {
  const year = new Date(day * dayMs).getUTCFullYear();
  return day >= firstWeek(year + 1) ? year + 1 : day < firstWeek(year) ? year - 1 : year;
}

function extracted(unit: string, wall: TimestampParts): number {
  const date = new Date(wall.ms);
  const day = Math.floor(wall.ms / dayMs);
  const year = date.getUTCFullYear();
  const nanoOfSecond = modulo(wall.ms, 1000) * 1e6 + wall.nanos;
  switch (unit) {
    case "YEAR":
      return year;
    case "QUARTER":
      return Math.floor(date.getUTCMonth() / 3) + 1;
    case "MONTH":
      return date.getUTCMonth() + 1;
    case "WEEK":
      return Math.floor((day - firstWeek(isoYear(day))) / 7) + 1;
    case "ISOYEAR":
      return isoYear(day);
    case "DAY":
      return date.getUTCDate();
    case "DOY":
      return day - daysOf(year, 1, 1)! + 1;
    case "DOW":
      return date.getUTCDay() + 1;
    case "ISODOW":
      return date.getUTCDay() || 7;
    case "HOUR":
      return date.getUTCHours();
    case "MINUTE":
      return date.getUTCMinutes();
    case "SECOND":
      return date.getUTCSeconds();
    case "MILLISECOND":
      return Math.floor(nanoOfSecond / 1e6);
    case "MICROSECOND":
      return Math.floor(nanoOfSecond / 1e3);
    case "NANOSECOND":
      return nanoOfSecond;
    case "EPOCH":
      return Math.floor(wall.ms / 1000);
    case "DECADE":
      return Math.floor(year / 10);
    case "CENTURY":
      return Math.ceil(year / 100);
    case "MILLENNIUM":
      return Math.ceil(year / 1000);
    default:
      throw new RowFailure(`${unit} is no unit of time`);
  }
}

/** The beginning of the unit that a wall clock lies in. */
function beginning(unit: string, ms: number): number {
  const day = Math.floor(ms / dayMs);
  if (unit === "WEEK") return (day - modulo(day + 4, 7)) * dayMs;
  const months = unitMonths[unit];
  if (months === undefined) return Math.floor(ms / unitMs[unit]!) * unitMs[unit]!;
  const date = new Date(ms);
  return daysOf(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months + 1, 1)! * dayMs;
}

function end(unit: string, ms: number, nanos: number): number {
  const start = beginning(unit, ms);
  if (start === ms && nanos === 0) return ms;
  const months = unitMonths[unit];
  return months === undefined ? start + unitMs[unit]! : plusMonths(start, months);
}

function difference(unit: string, from: TimestampParts, to: TimestampParts): number {
  const months = unitMonths[unit];
  if (months === undefined) {
    const [a, b] = [BigInt(from.ms) * 1_000_000n + BigInt(from.nanos), BigInt(to.ms) * 1_000_000n + BigInt(to.nanos)];
    return Number((b - a) / (BigInt(unitMs[unit]!) * 1_000_000n));
  }
  return Math.trunc(monthsBetween(from.ms, to.ms) / months);
}

function monthsBetween(fromMs: number, toMs: number): number {
  if (toMs < fromMs) return -monthsBetween(toMs, fromMs);
  const [from, to] = [new Date(fromMs), new Date(toMs)];
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  // The month counts when its day and time of day are reached.
  const [dayAndTime, reached] = [from.getUTCDate() * dayMs + modulo(fromMs, dayMs), to.getUTCDate() * dayMs + modulo(toMs, dayMs)];
  return reached < dayAndTime ? months - 1 : months;
}

function read(text: Value, format: Value | undefined): TimestampParts | null {
  return format === undefined || format === null ? parseTimestamp(text as string) : parseTime(text as string, format as string);
}

const toInstant = (wall: TimestampParts | null, zone: string): Value =>
  wall === null ? null : cutTo({ ...wall, ms: instantOf(wall.ms, zone) }, 3);

const toTimestampLtz: ScalarFunction = strict(([value, second, zone], { types }) => {
  if (types[0]!.kind === "CHAR" || types[0]!.kind === "VARCHAR")
    return toInstant(read(value!, second), (zone as string | undefined) ?? "UTC");
  if (second !== undefined && second !== 0 && second !== 3) throw new RowFailure("the precision of TO_TIMESTAMP_LTZ is 0 or 3");
  const ms = Number(value) * (second === 0 ? 1000 : 1);
  // What four digits of a year cannot write is no time.
  return ms >= daysOf(0, 1, 1)! * dayMs && ms < daysOf(10_000, 1, 1)! * dayMs ? { ms, nanos: 0 } : null;
});

const dateFormat: ScalarFunction = strict(([value, format], { types, zone }: Call) => {
  const text = types[0]!.kind === "CHAR" || types[0]!.kind === "VARCHAR";
  const wall = text ? parseTimestamp(value as string) : wallOf(value!, types[0]!, zone);
  return wall === null ? null : formatTime(wall, format as string);
});

export const timeFunctions: Readonly<Record<string, ScalarFunction>> = {
  plus_interval: interval(1),
  minus_interval: interval(-1),
  // EPOCH too is of the wall clock, as Flink has it.
  extract: strict(([unit, value], { types, zone }) => BigInt(extracted(unit as string, wallOf(value!, types[1]!, zone)))),
  floor_time: strict(([value, unit], { types, zone }) =>
    fromWall({ ms: beginning(unit as string, wallOf(value!, types[0]!, zone).ms), nanos: 0 }, types[0]!, zone),
  ),
  ceil_time: strict(([value, unit], { types, zone }) => {
    const wall = wallOf(value!, types[0]!, zone);
    return fromWall({ ms: end(unit as string, wall.ms, wall.nanos), nanos: 0 }, types[0]!, zone);
  }),
  timestampadd: strict(([unit, count, value], { types, result }) => {
    const [by, name] = [Number(count), unit as string];
    const months = unitMonths[name];
    const base = types[2]!.kind === "DATE" && result.kind === "TIMESTAMP" ? { ms: (value as number) * dayMs, nanos: 0 } : value!;
    return shifted(base, result, months === undefined ? 0 : by * months, months === undefined ? by * unitMs[name]! : 0);
  }),
  timestampdiff: strict(([unit, from, to], { types }) =>
    toInt(difference(unit as string, wallOf(from!, types[1]!, "UTC"), wallOf(to!, types[2]!, "UTC"))),
  ),
  date_format: dateFormat,
  to_timestamp: strict(([text, format]) => {
    const wall = read(text!, format);
    return wall === null ? null : cutTo(wall, 3);
  }),
  to_timestamp_ltz: toTimestampLtz,
  to_date: strict(([text, format]) => {
    if (format === undefined) return parseDate(text as string);
    const wall = parseTime(text as string, format as string);
    return wall === null ? null : Math.floor(wall.ms / dayMs);
  }),
  unix_timestamp: strict(([text, format], { zone }) => {
    const wall = parseTime(text as string, (format as string | undefined) ?? defaultFormat);
    return wall === null ? -(2n ** 63n) : BigInt(Math.floor(instantOf(wall.ms, zone) / 1000));
  }),
  from_unixtime: strict(([seconds, format], { zone }) =>
    formatTime({ ms: wallClockOf(Number(seconds) * 1000, zone), nanos: 0 }, (format as string | undefined) ?? defaultFormat),
  ),
  convert_tz: strict(([text, from, to]) => {
    const wall = parseTime(text as string, defaultFormat);
    return wall === null
      ? null
      : formatTime({ ms: wallClockOf(instantOf(wall.ms, from as string), to as string), nanos: 0 }, defaultFormat);
  }),
};

/** Wrapped to 32 bits. */
function toInt(value: number): number {
  return Number(BigInt.asIntN(32, BigInt(value)));
}
