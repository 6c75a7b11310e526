// Dates, times and timestamps: the proleptic Gregorian calendar in whole-number arithmetic (after Howard Hinnant,
// "chrono-compatible low-level date algorithms"), printed and parsed as Flink does.

export const dayMs = 86_400_000;

export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

export interface Civil {
  year: number;
  month: number;
  day: number;
}

export function civilFromDays(days: number): Civil {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

export const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const daysInMonth = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : monthDays[month - 1]!);

const pad2 = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

export function dateToText(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const yearText = year < 0 ? `-${String(-year).padStart(4, "0")}` : String(year).padStart(4, "0");
  return `${yearText}-${pad2(month)}-${pad2(day)}`;
}

export function timeToText(ms: number, precision: number): string {
  const seconds = Math.floor(ms / 1000);
  const text = `${pad2(Math.floor(seconds / 3600))}:${pad2(Math.floor(seconds / 60) % 60)}:${pad2(seconds % 60)}`;
  return precision === 0
    ? text
    : `${text}.${String(ms % 1000)
        .padStart(3, "0")
        .padEnd(9, "0")
        .slice(0, precision)}`;
}

/** `separator` " " for SQL, "T" for ISO-8601. */
export function timestampToText(ms: number, nanos: number, precision: number, separator: string = " "): string {
  const days = Math.floor(ms / dayMs);
  const ofDay = ms - days * dayMs;
  const seconds = timeToText(ofDay, 0);
  if (precision === 0) return `${dateToText(days)}${separator}${seconds}`;
  const fraction = String((ofDay % 1000) * 1_000_000 + nanos).padStart(9, "0");
  return `${dateToText(days)}${separator}${seconds}.${fraction.slice(0, precision)}`;
}

const whole = /^\s*\d{1,9}\s*$/;
const wholeNumber = (text: string): number => (whole.test(text) ? Number(text) : Number.NaN);

/** Flink's reading of a date: `2024`, `2024-1`, `2024-01-05`, and a timestamp's date; null when it is none. */
export function parseDate(text: string): number | null {
  const space = text.indexOf(" ");
  const parts = (space > 0 ? text.slice(0, space) : text).split("-");
  if (parts.length > 3) return null;
  const year = wholeNumber(parts[0]!);
  const month = parts.length > 1 ? wholeNumber(parts[1]!) : 1;
  const day = parts.length > 2 ? wholeNumber(parts[2]!) : 1;
  if (!(year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return null;
  return daysFromCivil(year, month, day);
}

const timeForm = /^\s*(\d{1,2})\s*(?::\s*(\d{1,2})\s*(?::\s*(\d{1,2})\s*(?:\.(\d*))?)?)?\s*$/;

export function parseTime(text: string): number | null {
  const match = timeForm.exec(text);
  if (match === null) return null;
  const [hour, minute, second] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const fraction = Number((match[4] ?? "").padEnd(3, "0").slice(0, 3));
  return ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
}

const timestampForm = /^([+-]?\d{1,9})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?)?$/;

/** A wall clock; nanoseconds of the second are cut to `precision` digits. */
export function parseTimestamp(text: string, precision: number): { ms: number; nanos: number } | null {
  const match = timestampForm.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return null;
  const fraction = Number((match[7] ?? "").slice(0, precision).padEnd(9, "0"));
  const seconds = (hour * 60 + minute) * 60 + second;
  return { ms: daysFromCivil(year, month, day) * dayMs + seconds * 1000 + Math.floor(fraction / 1_000_000), nanos: fraction % 1_000_000 };
}

/** Whole months later; a day that the month lacks becomes its last. */
export function addMonthsToDate(days: number, months: number): number {
  const { year, month, day } = civilFromDays(days);
  const index = year * 12 + (month - 1) + months;
  const newYear = Math.floor(index / 12);
  const newMonth = index - newYear * 12 + 1;
  return daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

export function addMonths(ms: number, months: number): number {
  const days = Math.floor(ms / dayMs);
  return addMonthsToDate(days, months) * dayMs + (ms - days * dayMs);
}

export function intervalMonthsToText(months: number): string {
  const size = Math.abs(months);
  return `${months < 0 ? "-" : "+"}${Math.floor(size / 12)}-${pad2(size % 12)}`;
}

export function intervalMsToText(ms: number): string {
  const size = Math.abs(ms);
  return `${ms < 0 ? "-" : "+"}${Math.floor(size / dayMs)} ${timeToText(size % dayMs, 3)}`;
}
