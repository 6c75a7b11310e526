// Texts to dates and times, as literals and CAST read them. Null for what is none.
import type { TimestampValue } from "./type.ts";

const dayMs = 86_400_000;
const datePattern = /^(\d{4,})-(\d{1,2})-(\d{1,2})$/;
const timePattern = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9})\d*)?)?$/;

/** Days since the epoch. */
export function parseDate(text: string): number | null {
  const match = datePattern.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year > 9999 || month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return null;
  return daysFromCivil(year, month, day);
}

/** Nanoseconds apart from milliseconds of the day; precision beyond milliseconds is kept for timestamps. */
function parseTimeOfDay(text: string): TimestampValue | null {
  const match = timePattern.exec(text);
  if (match === null) return null;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const fraction = Number((match[4] ?? "").padEnd(9, "0"));
  const ms = Math.floor(fraction / 1e6);
  return { ms: ((hour * 60 + minute) * 60 + second) * 1000 + ms, nanos: fraction - ms * 1e6 };
}

/** Milliseconds of the day. */
export function parseTime(text: string): number | null {
  return parseTimeOfDay(text)?.ms ?? null;
}

/** `yyyy-MM-dd`, `yyyy-MM-dd HH:mm:ss` with an optional fraction; the T of ISO 8601 may stand for the space. */
export function parseTimestamp(text: string): TimestampValue | null {
  const split = text.search(/[ T]/);
  const days = parseDate(split < 0 ? text : text.slice(0, split));
  if (days === null) return null;
  if (split < 0) return { ms: days * dayMs, nanos: 0 };
  const time = parseTimeOfDay(text.slice(split + 1).trim());
  return time === null ? null : { ms: days * dayMs + time.ms, nanos: time.nanos };
}

export function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Howard Hinnant's days_from_civil. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** Year, month and day of a count of days since the epoch. */
export function civilFromDays(days: number): readonly [year: number, month: number, day: number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1];
}
