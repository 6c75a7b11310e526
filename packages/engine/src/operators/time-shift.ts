// Windows over TIMESTAMP_LTZ stand on the wall clock of the session's time zone, as Flink's do: the time is shifted to
// the zone, windows are cut there (a day is 23 or 25 hours long when clocks change), and a window fires when the
// watermark, shifted back, has passed its end. Where a wall-clock time happens twice the later one counts for firing;
// one that never happens is read with the offset before the gap, as java.time does.
import { zoneNamed } from "../calc/runtime/zone.ts";

const hourMs = 3_600_000;

export interface TimeShift {
  /** Epoch ms to ms of the wall clock as if it were UTC. */
  toLocal(ms: number): number;
  /** Back again. */
  toEpoch(localMs: number): number;
  /** The watermark that closes a local time: `toEpoch`, but the later of two. */
  toTimer(localMs: number): number;
}

export const noShift: TimeShift = { toLocal: (ms) => ms, toEpoch: (ms) => ms, toTimer: (ms) => ms };

export function createTimeShift(zoneName: string): TimeShift {
  if (zoneName === "UTC" || zoneName === "Etc/UTC" || zoneName === "GMT" || zoneName === "Z") return noShift;
  const zone = zoneNamed(zoneName);
  const toEpoch = (localMs: number): number => (Number.isFinite(localMs) ? zone.toUtc(localMs) : localMs);
  return {
    toLocal: (ms) => (Number.isFinite(ms) ? ms + zone.offsetAt(ms) : ms),
    toEpoch,
    toTimer(localMs) {
      const first = toEpoch(localMs);
      const hourLater = toEpoch(localMs + hourMs);
      return hourLater - first > hourMs ? hourLater - hourMs : first;
    },
  };
}
