// Java's DateTimeFormatter patterns, the letters y M d H h m s S a E D, for writing and reading times.
import { rowErrors } from "../errors.ts";
import { civilFromDays, dayMs, daysFromCivil, daysInMonth } from "./calendar.ts";

type Part = { readonly letter: string; readonly count: number } | { readonly text: string };

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const letters = new Set("yuMLdHhkmsSnaED");

const cache = new Map<string, readonly Part[] | null>();
const cacheMost = 256;

/** Null when the pattern has a letter that is not supported. */
function partsOf(pattern: string): readonly Part[] | null {
  let parts = cache.get(pattern);
  if (parts === undefined) {
    parts = parse(pattern);
    if (cache.size >= cacheMost) cache.clear();
    cache.set(pattern, parts);
  }
  return parts;
}

function parse(pattern: string): readonly Part[] | null {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length;) {
    const character = pattern[at]!;
    if (character === "'") {
      const end = pattern.indexOf("'", at + 1);
      if (end < 0) return null;
      parts.push({ text: end === at + 1 ? "'" : pattern.slice(at + 1, end) });
      at = end + 1;
    } else if (/[A-Za-z]/.test(character)) {
      if (!letters.has(character)) return null;
      let end = at + 1;
      while (pattern[end] === character) end++;
      parts.push({ letter: character, count: end - at });
      at = end;
    } else {
      if (/[{}#[\]]/.test(character)) return null;
      parts.push({ text: character });
      at++;
    }
  }
  return parts;
}

/** Fails the row for a pattern with other letters. */
export function formatTime(ms: number, nanos: number, pattern: string): string {
  const parts = partsOf(pattern);
  if (parts === null) throw rowErrors.functionArgument("DATE_FORMAT", `"${pattern}" has letters other than y M d H h m s S a E D`);
  const day = Math.floor(ms / dayMs);
  const ofDay = ms - day * dayMs;
  return parts.map((part) => ("text" in part ? part.text : written(part.letter, part.count, day, ofDay, nanos))).join("");
}

function written(letter: string, count: number, day: number, ofDay: number, nanos: number): string {
  const { year, month, day: dayOfMonth } = civilFromDays(day);
  const hour = Math.floor(ofDay / 3_600_000);
  const number = (value: number): string => String(value).padStart(count, "0");
  switch (letter) {
    case "y":
    case "u":
      return count === 2 ? String(((year % 100) + 100) % 100).padStart(2, "0") : number(year);
    case "M":
    case "L":
      return count < 3 ? number(month) : count === 3 ? months[month - 1]!.slice(0, 3) : months[month - 1]!;
    case "d":
      return number(dayOfMonth);
    case "D":
      return number(day - daysFromCivil(year, 1, 1) + 1);
    case "H":
      return number(hour);
    case "k":
      return number(hour === 0 ? 24 : hour);
    case "h":
      return number(hour % 12 === 0 ? 12 : hour % 12);
    case "m":
      return number(Math.floor(ofDay / 60_000) % 60);
    case "s":
      return number(Math.floor(ofDay / 1000) % 60);
    case "S":
      return String((ofDay % 1000) * 1_000_000 + nanos)
        .padStart(9, "0")
        .padEnd(count, "0")
        .slice(0, count);
    case "n":
      return number((ofDay % 1000) * 1_000_000 + nanos);
    case "a":
      return hour < 12 ? "AM" : "PM";
    default: {
      const name = days[(((day + 4) % 7) + 7) % 7]!;
      return count < 4 ? name.slice(0, 3) : name;
    }
  }
}

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  half: number;
  minute: number;
  second: number;
  nanos: number;
}

/** The wall clock that the text says, or null when it does not fit. */
export function parseFormatted(text: string, pattern: string): { ms: number; nanos: number } | null {
  const parts = partsOf(pattern);
  if (parts === null) return null;
  const fields: Fields = { year: 1970, month: 1, day: 1, hour: 0, half: -1, minute: 0, second: 0, nanos: 0 };
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if ("text" in part) {
      if (!text.startsWith(part.text, at)) return null;
      at += part.text.length;
      continue;
    }
    const next = parts[index + 1];
    at = readPart(text, at, part.letter, part.count, next !== undefined && "letter" in next, fields);
    if (at < 0) return null;
  }
  return at === text.length ? instant(fields) : null;
}

/** Returns the position behind the part, or -1. Digits next to digits are read at their width, else as many as stand there. */
function readPart(text: string, at: number, letter: string, count: number, adjacent: boolean, fields: Fields): number {
  if (letter === "a") {
    const half = text.slice(at, at + 2).toUpperCase();
    fields.half = half === "AM" ? 0 : half === "PM" ? 1 : -1;
    return fields.half < 0 ? -1 : at + 2;
  }
  if ((letter === "M" || letter === "L") && count >= 3) {
    const month = months.findIndex((name) => text.startsWith(count === 3 ? name.slice(0, 3) : name, at));
    fields.month = month + 1;
    return month < 0 ? -1 : at + (count === 3 ? 3 : months[month]!.length);
  }
  if (letter === "E") {
    const day = days.find((name) => text.startsWith(count < 4 ? name.slice(0, 3) : name, at));
    return day === undefined ? -1 : at + (count < 4 ? 3 : day.length);
  }
  const exact = adjacent || letter === "S" || count === 2;
  const most = exact ? count : letter === "y" || letter === "u" ? 9 : 2;
  let end = at;
  while (end < text.length && end - at < most && /\d/.test(text[end]!)) end++;
  if (end - at < (exact ? count : letter === "y" || letter === "u" ? count : 1)) return -1;
  setField(fields, letter, count, text.slice(at, end));
  // Further digits of a fraction are cut off, as Flink does.
  while (letter === "S" && end < text.length && /\d/.test(text[end]!)) end++;
  return end;
}

function setField(fields: Fields, letter: string, count: number, digits: string): void {
  const value = Number(digits);
  switch (letter) {
    case "y":
    case "u":
      fields.year = count === 2 ? 2000 + value : value;
      return;
    case "M":
    case "L":
      fields.month = value;
      return;
    case "d":
      fields.day = value;
      return;
    case "H":
      fields.hour = value;
      return;
    case "h":
      fields.hour = value === 12 ? 0 : value;
      return;
    case "k":
      fields.hour = value % 24;
      return;
    case "m":
      fields.minute = value;
      return;
    case "s":
      fields.second = value;
      return;
    case "S":
      fields.nanos = Number(digits.padEnd(9, "0").slice(0, 9));
      return;
    default:
      return;
  }
}

function instant(fields: Fields): { ms: number; nanos: number } | null {
  const { year, month, day, minute, second, nanos } = fields;
  const hour = fields.half === 1 ? fields.hour + 12 : fields.hour;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null;
  // Java's smart resolver: the 31st of a shorter month is its last day.
  const date = daysFromCivil(year, month, Math.min(day, daysInMonth(year, month)));
  const ms = date * dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(nanos / 1_000_000);
  return { ms, nanos: nanos % 1_000_000 };
}
