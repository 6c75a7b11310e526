// Which windows a time belongs to. Aligned windows are cut into panes: the pane of a time is a division, and every
// window is a run of whole panes (pane = greatest common divisor of size and slide), so that a row is added once,
// whatever the number of its windows. All times here are local ms (see time-shift.ts).
import type { WindowSpec } from "@millrace/sql";

export type AlignedWindow = Extract<WindowSpec, { kind: "tumble" | "hop" | "cumulate" }>;

export interface WindowAssigner {
  readonly paneMs: number;
  /** The first pane at or before `ms`. */
  paneStart(ms: number): number;
  /** End of the first window that ends after `after` and holds the pane; -Infinity when there is none. */
  nextEnd(paneStart: number, after: number): number;
  /** End of the last window that holds the pane. */
  lastEnd(paneStart: number): number;
  /** Start of the window that ends at `end`. */
  windowStart(end: number): number;
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}

export function createAssigner(window: AlignedWindow): WindowAssigner {
  const { sizeMs, offsetMs } = window;
  const align = (ms: number, step: number): number => Math.floor((ms - offsetMs) / step) * step + offsetMs;
  if (window.kind === "cumulate") {
    const { stepMs } = window;
    const lastEnd = (paneStart: number): number => align(paneStart, sizeMs) + sizeMs;
    return {
      paneMs: stepMs,
      paneStart: (ms) => align(ms, stepMs),
      nextEnd(paneStart, after) {
        const end = Math.max(paneStart + stepMs, align(after, stepMs) + stepMs);
        return end <= lastEnd(paneStart) ? end : -Infinity;
      },
      lastEnd,
      windowStart: (end) => align(end - 1, sizeMs),
    };
  }
  const slideMs = window.kind === "hop" ? window.slideMs : sizeMs;
  const paneMs = greatestCommonDivisor(sizeMs, slideMs);
  // Windows start at multiples of the slide; the last one that holds a pane starts at or before the pane.
  const lastEnd = (paneStart: number): number => align(paneStart, slideMs) + sizeMs;
  return {
    paneMs,
    paneStart: (ms) => align(ms, paneMs),
    nextEnd(paneStart, after) {
      const behindPane = align(paneStart + paneMs - sizeMs + slideMs - 1, slideMs) + sizeMs;
      const behindAfter = align(after - sizeMs, slideMs) + slideMs + sizeMs;
      const end = Math.max(behindPane, behindAfter);
      return end <= lastEnd(paneStart) ? end : -Infinity;
    },
    lastEnd,
    windowStart: (end) => end - sizeMs,
  };
}
