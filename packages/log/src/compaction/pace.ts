// Holds background work to so many bytes a second, in pieces short enough that nothing else waits for it.
import type { Clock } from "@millrace/core";

/** The longest pause, after which the caller may look whether it should end. */
const pauseMs = 100;

export class Pace {
  readonly #clock: Clock;
  readonly #bytesPerSecond: number;
  readonly #beganMs: number;
  #bytes = 0;

  /** 0 bytes a second: no limit. */
  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
    this.#beganMs = clock.monotonic();
  }

  /** Returns when so many bytes more are paid for, or `ended`. */
  async spend(bytes: number, ended: () => boolean): Promise<void> {
    this.#bytes += bytes;
    if (this.#bytesPerSecond <= 0) return;
    const dueMs = this.#beganMs + (1000 * this.#bytes) / this.#bytesPerSecond;
    for (let leftMs = dueMs - this.#clock.monotonic(); leftMs > 0 && !ended(); leftMs = dueMs - this.#clock.monotonic())
      await new Promise<void>((resolve) => this.#clock.after(Math.min(leftMs, pauseMs), resolve));
  }
}
