// A value as Flink's CAST to STRING writes it.
import type { SqlType, TimestampValue, Value } from "./type.ts";
import { civilFromDays } from "./parse-datetime.ts";

/** NULL within collections, and the null value itself, are written NULL. A TIMESTAMP_LTZ is written as UTC's clock shows it, or the zone's. */
export function formatValue(value: Value, type: SqlType, timeZone = "UTC"): string {
  if (value === null) return "NULL";
  switch (type.kind) {
    case "BOOLEAN":
      return value === true ? "TRUE" : "FALSE";
    case "FLOAT":
      return formatDouble(value as number, true);
    case "DOUBLE":
      return formatDouble(value as number, false);
    case "DECIMAL":
      return formatDecimal(value as bigint, type.scale);
    case "BINARY":
    case "VARBINARY":
      return new TextDecoder().decode(value as Uint8Array);
    case "DATE":
      return formatDate(value as number);
    case "TIME":
      return formatTime(value as number, type.precision);
    case "TIMESTAMP":
      return formatTimestamp(value as TimestampValue, type.precision);
    case "TIMESTAMP_LTZ": {
      const { ms, nanos } = value as TimestampValue;
      return formatTimestamp({ ms: ms + zoneOffsetMs(ms, timeZone), nanos }, type.precision);
    }
    case "INTERVAL_DAY_TIME":
      return formatDayTime(value as number);
    case "INTERVAL_YEAR_MONTH":
      return formatYearMonth(value as number);
    case "ARRAY":
      return `[${(value as readonly Value[]).map((one) => formatValue(one, type.element, timeZone)).join(", ")}]`;
    case "MAP":
      return `{${(value as readonly (readonly [Value, Value])[]).map(([key, one]) => `${formatValue(key, type.key, timeZone)}=${formatValue(one, type.value, timeZone)}`).join(", ")}}`;
    case "ROW":
      return `(${(value as readonly Value[]).map((one, index) => formatValue(one, type.fields[index]!.type, timeZone)).join(", ")})`;
    default:
      return String(value as string | number | bigint);
  }
}

/** Unscaled 110n with scale 2 is 1.10. */
export function formatDecimal(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return value < 0n ? `-${text}` : text;
}

/** Java's Double.toString and Float.toString (of Java 19 on: the shortest decimal that reads back the same). */
export function formatDouble(value: number, single: boolean): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const shortest = single ? shortestSingle(Math.abs(value)) : Math.abs(value).toExponential();
  const [mantissa, exponentText] = shortest.split("e") as [string, string];
  const digits = mantissa.replace(".", "");
  const exponent = Number(exponentText);
  const sign = value < 0 ? "-" : "";
  if (exponent >= 7 || exponent < -3) return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${exponent}`;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 2, "0");
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1)}`;
}

function shortestSingle(value: number): string {
  for (let precision = 0; precision < 9; precision++) {
    const text = value.toExponential(precision);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential(9);
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

export function formatDate(days: number): string {
  const [year, month, day] = civilFromDays(days);
  return `${year < 0 ? "-" : ""}${pad(Math.abs(year), 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

export function formatTime(ms: number, precision: number): string {
  const seconds = Math.floor(ms / 1000);
  const clock = `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  return precision === 0
    ? clock
    : `${clock}.${pad(ms % 1000, 3)
        .padEnd(9, "0")
        .slice(0, precision)}`;
}

export function formatTimestamp({ ms, nanos }: TimestampValue, precision: number): string {
  const days = Math.floor(ms / 86_400_000);
  const ofDay = ms - days * 86_400_000;
  const text = `${formatDate(days)} ${formatTime(ofDay, 0)}`;
  if (precision === 0) return text;
  return `${text}.${`${pad(ofDay % 1000, 3)}${pad(nanos, 6)}`.slice(0, precision)}`;
}

function formatDayTime(total: number): string {
  const ms = Math.abs(total);
  const days = Math.floor(ms / 86_400_000);
  return `${total < 0 ? "-" : "+"}${days} ${formatTime(ms - days * 86_400_000, 3)}`;
}

function formatYearMonth(total: number): string {
  const months = Math.abs(total);
  return `${total < 0 ? "-" : "+"}${Math.floor(months / 12)}-${pad(months % 12, 2)}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clock is ahead of UTC at that instant. */
export function zoneOffsetMs(ms: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    if (formatters.size < 100) formatters.set(timeZone, formatter);
  }
  const parts: Record<string, number> = {};
  for (const part of formatter.formatToParts(ms)) parts[part.type] = Number(part.value);
  const wall = Date.UTC(parts["year"]!, parts["month"]! - 1, parts["day"], parts["hour"], parts["minute"], parts["second"]);
  return wall - Math.floor(ms / 1000) * 1000;
}
