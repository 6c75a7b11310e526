// Windows over TIMESTAMP_LTZ stand on the wall clock of the session's time zone, as Flink's do: the time is shifted to
// the zone, windows are cut there (a day is 23 or 25 hours long when clocks change), and a window fires when the
// watermark, shifted back, has passed its end. Where a wall-clock time happens twice the later one counts for firing;
// one that never happens is read with the offset before the gap, as java.time does.
const hourMs = 3_600_000;
/** Offsets change at multiples of this (since 1972 everywhere). */
const stepMs = 900_000;
const cacheEntries = 4096;

export interface TimeShift {
  /** Epoch ms to ms of the wall clock as if it were UTC. */
  toLocal(ms: number): number;
  /** Back again. */
  toEpoch(localMs: number): number;
  /** The watermark that closes a local time: `toEpoch`, but the later of two. */
  toTimer(localMs: number): number;
}

export const noShift: TimeShift = { toLocal: (ms) => ms, toEpoch: (ms) => ms, toTimer: (ms) => ms };

export function createTimeShift(zone: string): TimeShift {
  if (zone === "UTC" || zone === "Etc/UTC" || zone === "GMT" || zone === "Z") return noShift;
  const zoned = new ZoneOffsets(zone);
  const toEpoch = (localMs: number): number => {
    if (!Number.isFinite(localMs)) return localMs;
    // Both offsets that may hold around this time; the earlier instant wins in an overlap, the offset before the gap in a gap.
    const before = zoned.offset(localMs - zoned.offset(localMs - 24 * hourMs));
    const first = localMs - zoned.offset(localMs - 24 * hourMs);
    if (zoned.offset(first) === localMs - first) return first;
    const second = localMs - before;
    return zoned.offset(second) === localMs - second ? second : first;
  };
  return {
    toLocal: (ms) => (Number.isFinite(ms) ? ms + zoned.offset(ms) : ms),
    toEpoch,
    toTimer(localMs) {
      const first = toEpoch(localMs);
      const hourLater = toEpoch(localMs + hourMs);
      return hourLater - first > hourMs ? hourLater - hourMs : first;
    },
  };
}

/** The zone's offset from UTC, ms, cached by quarter hour: a formatter call costs a microsecond. */
class ZoneOffsets {
  readonly #format: Intl.DateTimeFormat;
  readonly #steps = new Float64Array(cacheEntries).fill(NaN);
  readonly #offsets = new Float64Array(cacheEntries);

  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  offset(ms: number): number {
    const step = Math.floor(ms / stepMs);
    const slot = ((step % cacheEntries) + cacheEntries) % cacheEntries;
    if (this.#steps[slot] !== step) {
      this.#steps[slot] = step;
      this.#offsets[slot] = this.#compute(step * stepMs);
    }
    return this.#offsets[slot]!;
  }

  #compute(ms: number): number {
    const parts: Record<string, string> = {};
    for (const part of this.#format.formatToParts(ms)) parts[part.type] = part.value;
    const year = parts["era"] === "BC" ? 1 - Number(parts["year"]) : Number(parts["year"]);
    const local = Date.UTC(
      year,
      Number(parts["month"]) - 1,
      Number(parts["day"]),
      Number(parts["hour"]),
      Number(parts["minute"]),
      Number(parts["second"]),
    );
    return local - ms;
  }
}
