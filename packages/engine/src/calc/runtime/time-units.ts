// Calendar fields of a wall clock, and the beginnings of units.
import { addMonths, civilFromDays, dayMs, daysFromCivil } from "./calendar.ts";

const weekday = (day: number): number => (((day + 4) % 7) + 7) % 7;

/** ISO 8601: the week that holds the Thursday. */
function isoWeek(day: number): { year: number; week: number } {
  const thursday = day - ((weekday(day) + 6) % 7) + 3;
  const { year } = civilFromDays(thursday);
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}

/** `ms`: the wall clock, also for EPOCH, as Flink has it. */
export function extractUnit(unit: string, ms: number, nanos: number): number {
  const day = Math.floor(ms / dayMs);
  const ofDay = ms - day * dayMs;
  switch (unit) {
    case "HOUR":
      return Math.floor(ofDay / 3_600_000);
    case "MINUTE":
      return Math.floor(ofDay / 60_000) % 60;
    case "SECOND":
      return Math.floor(ofDay / 1000) % 60;
    case "MILLISECOND":
      return ofDay % 1000;
    case "MICROSECOND":
      return (ofDay % 1000) * 1000 + Math.floor(nanos / 1000);
    case "NANOSECOND":
      return (ofDay % 1000) * 1_000_000 + nanos;
    case "EPOCH":
      return Math.floor(ms / 1000);
    default:
      return dateUnit(unit, day);
  }
}

function dateUnit(unit: string, day: number): number {
  const { year, month, day: dayOfMonth } = civilFromDays(day);
  switch (unit) {
    case "YEAR":
      return year;
    case "QUARTER":
      return Math.floor((month + 2) / 3);
    case "MONTH":
      return month;
    case "WEEK":
      return isoWeek(day).week;
    case "DAY":
      return dayOfMonth;
    case "DOW":
      return weekday(day) + 1;
    case "ISODOW":
      return ((weekday(day) + 6) % 7) + 1;
    case "DOY":
      return day - daysFromCivil(year, 1, 1) + 1;
    case "ISOYEAR":
      return isoWeek(day).year;
    case "DECADE":
      return Math.floor(year / 10);
    case "CENTURY":
      return year > 0 ? Math.floor((year + 99) / 100) : Math.floor(year / 100);
    default:
      return year > 0 ? Math.floor((year + 999) / 1000) : Math.floor(year / 1000);
  }
}

const unitMs: Readonly<Record<string, number>> = { DAY: dayMs, HOUR: 3_600_000, MINUTE: 60_000, SECOND: 1000, MILLISECOND: 1 };
const unitMonths: Readonly<Record<string, number>> = {
  MONTH: 1,
  QUARTER: 3,
  YEAR: 12,
  DECADE: 120,
  CENTURY: 1200,
  MILLENNIUM: 12_000,
};

/** The beginning of the unit in which a wall clock lies. A WEEK begins on Sunday. */
export function floorUnit(unit: string, ms: number): number {
  const size = unitMs[unit];
  if (size !== undefined) return Math.floor(ms / size) * size;
  const day = Math.floor(ms / dayMs);
  if (unit === "WEEK") return (day - weekday(day)) * dayMs;
  const { year, month } = civilFromDays(day);
  const months = unitMonths[unit] ?? 12;
  // Centuries and millennia begin with the year 1.
  const shift = months > 120 ? 12 : 0;
  const index = Math.floor((year * 12 + month - 1 - shift) / months) * months + shift;
  const beginYear = Math.floor(index / 12);
  return daysFromCivil(beginYear, index - beginYear * 12 + 1, 1) * dayMs;
}

export function ceilUnit(unit: string, ms: number, exact: boolean): number {
  const floor = floorUnit(unit, ms);
  if (floor === ms && exact) return ms;
  return addUnits(unit, 1, floor);
}

export function addUnits(unit: string, count: number, ms: number): number {
  const months = unitMonths[unit];
  if (months !== undefined) return addMonths(ms, count * months);
  return ms + count * (unit === "WEEK" ? 7 * dayMs : (unitMs[unit] ?? 1));
}

/** Whole units from one wall clock to another, toward zero. */
export function unitsBetween(unit: string, fromMs: number, toMs: number): number {
  const months = unitMonths[unit];
  if (months === undefined) return Math.trunc((toMs - fromMs) / (unit === "WEEK" ? 7 * dayMs : (unitMs[unit] ?? 1))) + 0;
  const [from, to] = [civilFromDays(Math.floor(fromMs / dayMs)), civilFromDays(Math.floor(toMs / dayMs))];
  let whole = (to.year - from.year) * 12 + (to.month - from.month);
  const rest =
    to.day * dayMs + (toMs - Math.floor(toMs / dayMs) * dayMs) - (from.day * dayMs + (fromMs - Math.floor(fromMs / dayMs) * dayMs));
  if (whole > 0 && rest < 0) whole--;
  else if (whole < 0 && rest > 0) whole++;
  return Math.trunc(whole / months) + 0;
}
