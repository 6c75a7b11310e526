// How long to wait before something that failed is tried again: 0.5 s, doubling up to 30 s, ± a quarter so that
// many failed at once do not come back at once. A run that lasted a minute counts as recovered.
import type { Random } from "@millrace/core";

const leastMs = 500;
const mostMs = 30_000;
const recoveredMs = 60_000;

export class Backoff {
  readonly #random: Random;
  #nextMs = leastMs;

  constructor(random: Random) {
    this.#random = random;
  }

  nextMs(ranMs: number): number {
    if (ranMs >= recoveredMs) this.#nextMs = leastMs;
    const delayMs = this.#nextMs * (0.75 + this.#random.next() / 2);
    this.#nextMs = Math.min(mostMs, this.#nextMs * 2);
    return delayMs;
  }
}
