// Dates and times as text, both ways, as Flink's casts and formats have them.
import type { TimestampParts } from "./row.ts";

export const dayMs = 86_400_000;
const pad = (value: number, digits: number): string => String(value).padStart(digits, "0");

/** Days since the epoch; null for a day that is not in the calendar. */
export function daysOf(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() / dayMs;
}

export function dateText(days: number): string {
  const date = new Date(days * dayMs);
  return `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
}

/** `precision` digits of the second's fraction, always. */
export function timeText(msOfDay: number, precision: number, nanos = 0): string {
  const seconds = Math.floor(msOfDay / 1000);
  const fraction = `${pad(msOfDay % 1000, 3)}${pad(nanos, 6)}`.slice(0, precision);
  return `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}${precision === 0 ? "" : `.${fraction}`}`;
}

export function timestampText(value: TimestampParts, precision: number, separator = " "): string {
  const days = Math.floor(value.ms / dayMs);
  return `${dateText(days)}${separator}${timeText(value.ms - days * dayMs, precision, value.nanos)}`;
}

/** A day as `CAST(text AS DATE)` reads it: `2021`, `2021-9`, `2021-09-24`, with anything after a space or T. */
export function parseDate(text: string): number | null {
  const match = /^(\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/.exec(text.trim());
  return match === null ? null : daysOf(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1));
}

/** Milliseconds of the day and nanoseconds within: `23`, `23:45`, `23:45:06.789`. */
export function parseTime(text: string): TimestampParts | null {
  const match = /^(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?$/.exec(text.trim());
  if (match === null) return null;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const fraction = (match[4] ?? "").padEnd(9, "0");
  return { ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number(fraction.slice(0, 3)), nanos: Number(fraction.slice(3)) };
}

/** `2021-09-24 12:34:56.789` with a space or T; the time may be cut short or absent. */
export function parseTimestamp(text: string): TimestampParts | null {
  const match = /^(\d{1,4}-\d{1,2}-\d{1,2})(?:[ T](.+))?$/.exec(text.trim());
  if (match === null) return null;
  const days = parseDate(match[1]!);
  const time = match[2] === undefined ? { ms: 0, nanos: 0 } : parseTime(match[2]);
  return days === null || time === null ? null : { ms: days * dayMs + time.ms, nanos: time.nanos };
}

/** Digits of the fraction that a type of this precision does not hold are cut off. */
export function cutTo(value: TimestampParts, precision: number): TimestampParts {
  if (precision >= 9) return value;
  if (precision <= 3) {
    const unit = 10 ** (3 - precision);
    return { ms: Math.floor(value.ms / unit) * unit, nanos: 0 };
  }
  const unit = 10 ** (9 - precision);
  return { ms: value.ms, nanos: Math.floor(value.nanos / unit) * unit };
}
