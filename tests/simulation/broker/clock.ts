// Simulated time: nothing happens but timers, one at a time, the earliest first. Monotonic time only goes forward; the
// wall clock may be set. A process sees this clock through `forProcess`, whose timers end with the process.
import type { Clock, Timer } from "@millrace/core";

interface Due {
  readonly at: number;
  readonly order: number;
  action: (() => void) | undefined;
}

const epochMs = 1_700_000_000_000;

export class SimulatedClock implements Clock {
  #ms = 0;
  #wallMs = epochMs;
  #order = 0;
  /** A binary heap. */
  readonly #heap: Due[] = [];

  now(): number {
    return this.#wallMs + this.#ms;
  }

  monotonic(): number {
    return this.#ms;
  }

  /** Somebody sets the wall clock. */
  jump(byMs: number): void {
    this.#wallMs += byMs;
  }

  after(delayMs: number, action: () => void): Timer {
    const due: Due = { at: this.#ms + Math.max(0, delayMs), order: this.#order++, action };
    this.#push(due);
    return { cancel: () => void (due.action = undefined) };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Goes to the next timer and runs it; false when there is none up to `untilMs`. */
  step(untilMs: number): boolean {
    for (;;) {
      const due = this.#heap[0];
      if (due === undefined || due.at > untilMs) return false;
      this.#pop();
      if (due.action === undefined) continue;
      this.#ms = Math.max(this.#ms, due.at);
      due.action();
      return true;
    }
  }

  forProcess(): Clock & { kill(): void } {
    let alive = true;
    const guarded = (action: () => void) => () => {
      if (alive) action();
    };
    return {
      now: () => this.now(),
      monotonic: () => this.monotonic(),
      after: (delayMs, action) => this.after(delayMs, guarded(action)),
      sleep: (delayMs) => new Promise((resolve) => this.after(delayMs, guarded(resolve))),
      kill: () => void (alive = false),
    };
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isEarlier(due, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isEarlier(heap[below + 1]!, heap[below]!)) below++;
      if (!isEarlier(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
  }
}

const isEarlier = (one: Due, other: Due): boolean => one.at < other.at || (one.at === other.at && one.order < other.order);
