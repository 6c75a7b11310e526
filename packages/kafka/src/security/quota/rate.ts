// How fast something goes, over Kafka's windows: eleven samples of a second each, so that a client that was quiet may
// for a while be faster than its quota, and is measured over at least ten seconds.
const windowMs = 1_000;
const windows = 11;

/** What fits into the windows of a quota while nothing else does. */
export const burstSeconds = windows - 1;

export class Rate {
  /** The last windows, the present one last; `from` is when it began. */
  readonly #samples: { from: number; sum: number }[] = [];

  record(value: number, nowMs: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && nowMs - last.from < windowMs) last.sum += value;
    else this.#samples.push({ from: nowMs, sum: value });
    this.#expire(nowMs);
  }

  /** In units a second. */
  measure(nowMs: number): number {
    this.#expire(nowMs);
    const sum = this.#samples.reduce((total, sample) => total + sample.sum, 0);
    return (sum * 1000) / this.#spanMs(nowMs);
  }

  /** How long to be still until the rate is back at `limit`; 0 when it is not above it. */
  excessMs(limit: number, nowMs: number): number {
    const rate = this.measure(nowMs);
    return rate <= limit ? 0 : Math.round(((rate - limit) / limit) * this.#spanMs(nowMs));
  }

  #spanMs(nowMs: number): number {
    const elapsed = nowMs - (this.#samples[0]?.from ?? nowMs);
    const full = Math.floor(elapsed / windowMs);
    return elapsed + Math.max(0, burstSeconds - full) * windowMs;
  }

  #expire(nowMs: number): void {
    while (this.#samples.length > 0 && nowMs - this.#samples[0]!.from >= windows * windowMs) this.#samples.shift();
  }
}

/** For changes to topics (KIP-599): tokens come back with time, and a change may overdraw them once. */
export class TokenBucket {
  #tokens: number;
  #atMs: number;

  constructor(limit: number, nowMs: number) {
    this.#tokens = limit * windows;
    this.#atMs = nowMs;
  }

  /** Takes them if none are owed; how long until none are owed, otherwise. */
  take(count: number, limit: number, nowMs: number, evenIfOwed: boolean): number {
    this.#tokens = Math.min(limit * windows, this.#tokens + ((nowMs - this.#atMs) * limit) / 1000);
    this.#atMs = nowMs;
    const owed = this.#tokens < 0;
    if (!owed || evenIfOwed) this.#tokens -= count;
    return (owed || evenIfOwed) && this.#tokens < 0 ? Math.ceil((-this.#tokens / limit) * 1000) : 0;
  }
}
