// A binary heap of (time, block), in typed arrays. It is derived from blocks and never saved.

export class TimerQueue {
  #times = new Float64Array(64);
  #blocks = new Int32Array(64);
  size = 0;

  /** Infinity when empty. */
  get time(): number {
    return this.size === 0 ? Infinity : this.#times[0]!;
  }
  get block(): number {
    return this.#blocks[0]!;
  }

  push(time: number, block: number): void {
    if (this.size === this.#times.length) this.#grow();
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (this.#times[parent]! <= time) break;
      this.#place(at, this.#times[parent]!, this.#blocks[parent]!);
      at = parent;
    }
    this.#place(at, time, block);
  }

  /** Takes the first entry out. */
  pop(): void {
    const last = --this.size;
    if (last === 0) return;
    const time = this.#times[last]!;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#times[child + 1]! < this.#times[child]!) child++;
      if (this.#times[child]! >= time) break;
      this.#place(at, this.#times[child]!, this.#blocks[child]!);
      at = child;
    }
    this.#place(at, time, this.#blocks[last]!);
  }

  #place(at: number, time: number, block: number): void {
    this.#times[at] = time;
    this.#blocks[at] = block;
  }

  #grow(): void {
    const times = new Float64Array(this.size * 2);
    const blocks = new Int32Array(this.size * 2);
    times.set(this.#times);
    blocks.set(this.#blocks);
    this.#times = times;
    this.#blocks = blocks;
  }
}
