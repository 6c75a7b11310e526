// Two minutes of one figure, a value a second: what a sparkline shows. Fixed size, whatever happens.
import type { Sparkline } from "../api/types.ts";

export const ringSeconds = 120;

export class Ring {
  readonly #values = new Float64Array(ringSeconds).fill(Number.NaN);
  #next = 0;

  push(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % ringSeconds;
  }

  /** Mean of the last `seconds` values that are there; 0 when there is none. */
  recent(seconds = 3): number {
    let sum = 0;
    let count = 0;
    for (let back = 1; back <= seconds; back++) {
      const value = this.#values[(this.#next - back + ringSeconds) % ringSeconds]!;
      if (Number.isNaN(value)) break;
      sum += value;
      count++;
    }
    return count === 0 ? 0 : Math.round((sum / count) * 10) / 10;
  }

  /** Oldest first; null where nothing was measured yet. */
  values(): Sparkline {
    const values: (number | null)[] = [];
    for (let index = 0; index < ringSeconds; index++) {
      const value = this.#values[(this.#next + index) % ringSeconds]!;
      values.push(Number.isNaN(value) ? null : Math.round(value * 10) / 10);
    }
    return values;
  }
}

/** A counter that only grows, and its rate. `sample` is called once a second with the seconds that passed. */
export class RateRing {
  total = 0;
  readonly ring = new Ring();
  #before = 0;

  /** Counts from `total` on. */
  begin(total: number): void {
    this.total = total;
    this.#before = total;
  }

  /** `total` may fall back (a restart counts from zero): that second counts as nothing. */
  sample(seconds: number): void {
    const grown = Math.max(0, this.total - this.#before);
    this.#before = this.total;
    this.ring.push(seconds <= 0 ? 0 : grown / seconds);
  }
}
