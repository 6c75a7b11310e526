// Wall clock and instant, by time zone. TIMESTAMP is a wall clock, kept as if the clock hung in UTC; TIMESTAMP_LTZ is
// an instant. Windows over TIMESTAMP_LTZ are cut along the session's wall clock, as in Flink.

interface ZonedDateTime {
  readonly epochMilliseconds: number;
  readonly offsetNanoseconds: number;
}
// Node 26 has Temporal; the compiler's library for this target does not know it yet.
declare const Temporal: {
  readonly Instant: { fromEpochMilliseconds(ms: number): { toZonedDateTimeISO(zone: string): ZonedDateTime; toString(): string } };
  readonly PlainDateTime: {
    from(text: string): { toZonedDateTime(zone: string, options: { disambiguation: "compatible" | "earlier" | "later" }): ZonedDateTime };
  };
};

/** What the clock on the wall shows at an instant. */
export function wallClockOf(instantMs: number, zone: string): number {
  if (zone === "UTC" || !Number.isFinite(instantMs)) return instantMs;
  return instantMs + Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
}

/** The instant at which the clock shows this; in a gap the clock is put forward, of two instants the earlier one. */
export function instantOf(wallClockMs: number, zone: string): number {
  return toInstant(wallClockMs, zone, "compatible");
}

/**
 * When a timer for a wall-clock time is due (TimeWindowUtil.toEpochMillsForTimer): of two instants the later one, in
 * a gap the instant of the gap.
 */
export function timerOf(wallClockMs: number, zone: string): number {
  if (zone === "UTC" || !Number.isFinite(wallClockMs)) return wallClockMs;
  const later = toInstant(wallClockMs, zone, "later");
  if (wallClockOf(later, zone) === wallClockMs) return later;
  return toInstant(Math.floor(wallClockMs / 3_600_000) * 3_600_000, zone, "compatible");
}

function toInstant(wallClockMs: number, zone: string, disambiguation: "compatible" | "later"): number {
  if (zone === "UTC" || !Number.isFinite(wallClockMs)) return wallClockMs;
  const text = Temporal.Instant.fromEpochMilliseconds(wallClockMs).toString().replace("Z", "");
  return Temporal.PlainDateTime.from(text).toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
}
