// How long a refused login waits for its answer (KIP-306): longer with each failure from the same address, up to a
// bound, and forgotten after a quiet time or a success. Bounded: the address that failed longest ago makes room.
import type { Clock } from "@millrace/core";

const addressesMost = 10_000;
const doublingsMost = 6;
const forgottenAfterMs = 60_000;

export class FailedLogins {
  readonly #clock: Clock;
  readonly #baseMs: number;
  readonly #addresses = new Map<string, { count: number; atMs: number }>();
  /** All of them since the start. */
  count = 0;

  constructor(clock: Clock, baseMs: number) {
    this.#clock = clock;
    this.#baseMs = baseMs;
  }

  /** Notes a failure and says how long its answer waits. */
  failed(address: string): number {
    const atMs = this.#clock.monotonic();
    this.count++;
    const before = this.#addresses.get(address);
    const count = before === undefined || atMs - before.atMs > forgottenAfterMs ? 0 : Math.min(before.count + 1, doublingsMost);
    this.#addresses.delete(address);
    this.#addresses.set(address, { count, atMs });
    if (this.#addresses.size > addressesMost) this.#addresses.delete(this.#addresses.keys().next().value!);
    return this.#baseMs * 2 ** count;
  }

  succeeded(address: string): void {
    this.#addresses.delete(address);
  }
}
