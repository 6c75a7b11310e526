// Offsets of time zones. Intl knows the rules but costs microseconds a question; all zone changes since 1900 that
// matter fall on quarter hours of UTC, so answers are kept by quarter hour in a small direct-mapped table.
import { rowErrors } from "../errors.ts";

export interface Zone {
  readonly name: string;
  /** Milliseconds to add to an instant to get its wall clock. */
  offsetAt(utcMs: number): number;
  /**
   * The instant of a wall clock, as Java's `ZonedDateTime.ofLocal`: in an overlap the earlier offset, in a gap moved
   * forward by its length.
   */
  toUtc(localMs: number): number;
}

const quarterHourMs = 900_000;
const slots = 1024;
const dayMs = 86_400_000;
const fixedForm = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?$/;

function fixed(name: string, offsetMs: number): Zone {
  return { name, offsetAt: () => offsetMs, toUtc: (localMs) => localMs - offsetMs };
}

function ruled(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const buckets = new Float64Array(slots).fill(Number.NaN);
  const offsets = new Float64Array(slots);
  const ask = (utcMs: number): number => {
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(utcMs)) parts[type] = value;
    const year = parts["era"] === "BC" ? 1 - Number(parts["year"]) : Number(parts["year"]);
    const local = new Date(0);
    local.setUTCFullYear(year, Number(parts["month"]) - 1, Number(parts["day"]));
    local.setUTCHours(Number(parts["hour"]), Number(parts["minute"]), Number(parts["second"]), 0);
    return local.getTime() - Math.floor(utcMs / 1000) * 1000;
  };
  const offsetAt = (utcMs: number): number => {
    const bucket = Math.floor(utcMs / quarterHourMs);
    const slot = ((bucket % slots) + slots) % slots;
    if (buckets[slot] !== bucket) {
      offsets[slot] = ask(bucket * quarterHourMs);
      buckets[slot] = bucket;
    }
    return offsets[slot]!;
  };
  return {
    name,
    offsetAt,
    toUtc(localMs) {
      const before = offsetAt(localMs - dayMs);
      const after = offsetAt(localMs + dayMs);
      if (before === after || offsetAt(localMs - before) === before) return localMs - before;
      return offsetAt(localMs - after) === after ? localMs - after : localMs - before;
    },
  };
}

const known = new Map<string, Zone>();
const knownMost = 1000;

export function zoneNamed(name: string): Zone {
  const found = known.get(name);
  if (found !== undefined) return found;
  const zone = make(name);
  if (known.size >= knownMost) known.clear();
  known.set(name, zone);
  return zone;
}

function make(name: string): Zone {
  if (/^(UTC|GMT|UT|Z|Etc\/UTC)$/.test(name)) return fixed(name, 0);
  const match = fixedForm.exec(name);
  if (match !== null) {
    const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
    return fixed(name, (match[1] === "-" ? -minutes : minutes) * 60_000);
  }
  try {
    return ruled(name);
  } catch (cause) {
    throw rowErrors.functionArgument.with({ cause }, "time zone", `"${name}" is not a time zone`);
  }
}
