// Java's DateTimeFormatter patterns, as far as the SQL functions take them: writing and reading.
import { RowFailure } from "./cast.ts";
import { daysOf, dayMs } from "./time.ts";
import type { TimestampParts } from "./row.ts";

type Token = { readonly letter: string; readonly count: number } | string;

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

function tokens(format: string): Token[] {
  const found: Token[] = [];
  for (const match of format.matchAll(/''|'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']/gs)) {
    const [text, quoted, letter] = match;
    if (text === "''") found.push("'");
    else if (quoted !== undefined) found.push(quoted.replaceAll("''", "'"));
    else if (letter !== undefined) found.push({ letter, count: text.length });
    else found.push(text);
  }
  return found;
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, "0");

/** A wall clock written by the pattern. */
export function formatTime(value: TimestampParts, format: string): string {
  const date = new Date(value.ms);
  const year = date.getUTCFullYear();
  const nanos = (value.ms - Math.floor(value.ms / 1000) * 1000) * 1e6 + value.nanos;
  const write = (letter: string, count: number): string => {
    switch (letter) {
      case "y":
        return count === 2 ? pad(year % 100, 2) : pad(year, count);
      case "M":
        return count < 3
          ? pad(date.getUTCMonth() + 1, count)
          : count === 3
            ? months[date.getUTCMonth()]!.slice(0, 3)
            : months[date.getUTCMonth()]!;
      case "d":
        return pad(date.getUTCDate(), count);
      case "D":
        return pad(Math.floor(value.ms / dayMs) - daysOf(year, 1, 1)! + 1, count);
      case "H":
        return pad(date.getUTCHours(), count);
      case "h":
        return pad(date.getUTCHours() % 12 || 12, count);
      case "m":
        return pad(date.getUTCMinutes(), count);
      case "s":
        return pad(date.getUTCSeconds(), count);
      case "S":
        return pad(nanos, 9).padEnd(count, "0").slice(0, count);
      case "a":
        return date.getUTCHours() < 12 ? "AM" : "PM";
      case "E":
        return count < 4 ? days[date.getUTCDay()]!.slice(0, 3) : days[date.getUTCDay()]!;
      default:
        throw new RowFailure(`${letter} is no letter of a time format`);
    }
  };
  return tokens(format)
    .map((token) => (typeof token === "string" ? token : write(token.letter, token.count)))
    .join("");
}

/** A wall clock read by the pattern; null when the text does not fit. */
export function parseTime(text: string, format: string): TimestampParts | null {
  const letters: string[] = [];
  const pattern = tokens(format)
    .map((token) => {
      if (typeof token === "string") return token.replaceAll(/[^\w\s]/g, String.raw`\$&`);
      letters.push(token.letter);
      if (token.letter === "a") return "(AM|PM)";
      if (!"yMdHhmsS".includes(token.letter)) throw new RowFailure(`${token.letter} is no letter of a time format that can be read`);
      // A fraction may have more digits than the pattern asks for.
      if (token.letter === "S") return String.raw`(\d{${token.count},9})`;
      return token.count === 1 ? String.raw`(\d{1,19})` : String.raw`(\d{${token.count}})`;
    })
    .join("");
  const match = new RegExp(`^${pattern}$`).exec(text);
  if (match === null) return null;
  const field = (letter: string, missing: number): number =>
    letters.includes(letter) ? Number(match[letters.indexOf(letter) + 1]) : missing;
  const fraction = letters.includes("S") ? match[letters.indexOf("S") + 1]!.padEnd(9, "0").slice(0, 9) : "000000000";
  const half = letters.includes("a") ? match[letters.indexOf("a") + 1] : undefined;
  const hour = letters.includes("h") ? (field("h", 0) % 12) + (half === "PM" ? 12 : 0) : field("H", 0);
  const day = daysOf(field("y", 1970), field("M", 1), field("d", 1));
  if (day === null || hour > 23 || field("m", 0) > 59 || field("s", 0) > 59) return null;
  return {
    ms: day * dayMs + ((hour * 60 + field("m", 0)) * 60 + field("s", 0)) * 1000 + Number(fraction.slice(0, 3)),
    nanos: Number(fraction.slice(3)),
  };
}
