// A bound on memory that all connections share. Who finds it spent waits, in order of coming; a request larger than
// what is left passes when nothing else is held, so that no size waits for ever.

export class ByteBudget {
  readonly capacityBytes: number;
  #held = 0;
  readonly #waiting: { bytes: number; start: () => void }[] = [];

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
    if (this.#waiting.length === 0 && this.#fits(bytes)) {
      this.#held += bytes;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push({ bytes, start: resolve }));
  }

  release(bytes: number): void {
    this.#held -= bytes;
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#held += next.bytes;
      next.start();
    }
  }

  #fits(bytes: number): boolean {
    return this.#held === 0 || this.#held + bytes <= this.capacityBytes;
  }
}
