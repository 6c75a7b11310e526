// A bound on memory that all connections share. Who finds it spent waits, in order of coming. Small requests have a
// share that large ones cannot take, so that clients who begin large requests and dawdle do not hold up the rest. A
// request larger than what is left passes when nothing else is held, so that no size waits for ever.
import { KiB } from "@millrace/core";

const smallBytes = 64 * KiB;
const shareOfSmall = 1 / 8;

interface Waiting {
  readonly bytes: number;
  readonly start: () => void;
}

export class ByteBudget {
  readonly capacityBytes: number;
  #held = 0;
  readonly #small: Waiting[] = [];
  readonly #large: Waiting[] = [];

  constructor(capacityBytes: number) {
    this.capacityBytes = capacityBytes;
  }

  get heldBytes(): number {
    return this.#held;
  }

  get leftBytes(): number {
    return Math.max(0, this.capacityBytes - this.#held);
  }

  /** Holds `bytes` at once, even beyond the capacity: for what is in memory already. */
  hold(bytes: number): void {
    this.#held += bytes;
  }

  /** Resolves when there is room; at once (undefined) when there is room now. */
  reserve(bytes: number): Promise<void> | undefined {
    const waiting = bytes <= smallBytes ? this.#small : this.#large;
    if (waiting.length === 0 && this.#fits(bytes)) {
      this.#held += bytes;
      return undefined;
    }
    return new Promise((resolve) => waiting.push({ bytes, start: resolve }));
  }

  release(bytes: number): void {
    this.#held -= bytes;
    for (const waiting of [this.#small, this.#large]) {
      for (let next = waiting[0]; next !== undefined && this.#fits(next.bytes); next = waiting[0]) {
        waiting.shift();
        this.#held += next.bytes;
        next.start();
      }
    }
  }

  #fits(bytes: number): boolean {
    const room = bytes <= smallBytes ? this.capacityBytes : this.capacityBytes * (1 - shareOfSmall);
    return this.#held === 0 || this.#held + bytes <= room;
  }
}
