// Which windows an instant lies in. Times are of the wall clock that the windows are cut along.
import type { WindowSpec } from "@millrace/sql";

export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** The greatest multiple of `sizeMs` (shifted by the offset) that is not greater. */
export function floorTo(timeMs: number, sizeMs: number, offsetMs: number): number {
  return Math.floor((timeMs - offsetMs) / sizeMs) * sizeMs + offsetMs;
}

/** In order of their ends. */
export function windowsOf(spec: Exclude<WindowSpec, { kind: "session" }>, timeMs: number): Window[] {
  switch (spec.kind) {
    case "tumble": {
      const startMs = floorTo(timeMs, spec.sizeMs, spec.offsetMs);
      return [{ startMs, endMs: startMs + spec.sizeMs }];
    }
    case "hop": {
      const windows: Window[] = [];
      const last = floorTo(timeMs, spec.slideMs, spec.offsetMs);
      for (let startMs = last; startMs > timeMs - spec.sizeMs; startMs -= spec.slideMs)
        windows.unshift({ startMs, endMs: startMs + spec.sizeMs });
      return windows;
    }
    case "cumulate": {
      const startMs = floorTo(timeMs, spec.sizeMs, spec.offsetMs);
      const windows: Window[] = [];
      for (let endMs = startMs + spec.stepMs; endMs <= startMs + spec.sizeMs; endMs += spec.stepMs) {
        if (endMs > timeMs) windows.push({ startMs, endMs });
      }
      return windows;
    }
  }
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Windows that overlap are made of panes: the longest stretches that lie in or out of every window as a whole. */
export function paneStart(spec: Exclude<WindowSpec, { kind: "session" }>, timeMs: number): number {
  const paneMs = spec.kind === "tumble" ? spec.sizeMs : greatestDivisor(spec.sizeMs, spec.kind === "hop" ? spec.slideMs : spec.stepMs);
  return floorTo(timeMs, paneMs, spec.offsetMs);
}

/** Sessions touch when the end of one is the start of the other (TimeWindow.intersects). */
export const touches = (a: Window, b: Window): boolean => a.startMs <= b.endMs && b.startMs <= a.endMs;

export function cover(windows: readonly Window[]): Window {
  return { startMs: Math.min(...windows.map((window) => window.startMs)), endMs: Math.max(...windows.map((window) => window.endMs)) };
}
