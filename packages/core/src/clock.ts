// Time is passed in, so that a whole system can run from one seed. This file alone reads the machine's clock.

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall-clock milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds with a fraction; only differences mean anything. */
  monotonic(): number;
  /** Runs `action` once after `delayMs`. Does not keep the process alive. */
  after(delayMs: number, action: () => void): Timer;
  /** Resolves after `delayMs`. */
  sleep(delayMs: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, action) {
    const handle = setTimeout(action, delayMs);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
  sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
};

/**
 * The wall clock as it is now, carried on by the monotonic one: whoever sets the machine's clock does not shorten or
 * lengthen what is measured with it. Milliseconds since the epoch, whole.
 */
export function steadyNow(clock: Clock): () => number {
  const offsetMs = clock.now() - clock.monotonic();
  return () => Math.floor(offsetMs + clock.monotonic());
}

/** A clock that stands still until it is told to move; timers run in order of their due time. */
export class ManualClock implements Clock {
  #now: number;
  /** How far the wall clock is ahead. */
  #aheadMs = 0;
  #due: { at: number; sequence: number; action: () => void }[] = [];
  #sequence = 0;

  constructor(startMs = 1_700_000_000_000) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now + this.#aheadMs;
  }

  monotonic(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): Timer {
    const entry = { at: this.#now + Math.max(0, delayMs), sequence: this.#sequence++, action };
    this.#due.push(entry);
    this.#due.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
    return { cancel: () => void (this.#due = this.#due.filter((other) => other !== entry)) };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Moves time forward and runs the timers that came due, earliest first. */
  advance(byMs: number): void {
    const end = this.#now + byMs;
    for (let next = this.#due[0]; next !== undefined && next.at <= end; next = this.#due[0]) {
      this.#due.shift();
      this.#now = next.at;
      next.action();
    }
    this.#now = end;
  }

  /** Sets the wall clock, backwards too, without running timers: what an administrator or NTP may do. */
  set(nowMs: number): void {
    this.#aheadMs = nowMs - this.#now;
  }

  /** When the next timer is due, if there is one. */
  get nextDue(): number | undefined {
    return this.#due[0]?.at;
  }
}
