// Where the records of a source partition stand in the target's. Offsets differ: the source has gaps (transaction markers,
// compaction), the target has records of its own and the markers of the mirror's transactions. A run is a piece without
// gaps on either side: `count` records from `source` on stand from `target` on. 24 bytes a run, in ascending order.
import { assert } from "@millrace/core";

export interface Run {
  readonly source: number;
  readonly target: number;
  readonly count: number;
}

export class OffsetRuns {
  #fields = new Float64Array(3 * 16);
  #length = 0;
  /** The source's next offset to copy. */
  next = 0;
  /** One past the last record at the target. */
  end = 0;

  get length(): number {
    return this.#length;
  }

  at(index: number): Run {
    const at = 3 * index;
    return { source: this.#fields[at]!, target: this.#fields[at + 1]!, count: this.#fields[at + 2]! };
  }

  /** Behind everything that was added before; joins the last run where nothing lies between. */
  add({ source, target, count }: Run): void {
    if (count <= 0) return;
    if (this.#length > 0) {
      const last = this.at(this.#length - 1);
      const [sourceEnd, targetEnd] = [last.source + last.count, last.target + last.count];
      assert(source >= sourceEnd && target >= targetEnd, "runs ascend on both sides");
      if (source === sourceEnd && target === targetEnd) {
        this.#fields[3 * this.#length - 1]! += count;
        this.end = target + count;
        return;
      }
    }
    if (3 * this.#length === this.#fields.length) {
      const grown = new Float64Array(2 * this.#fields.length);
      grown.set(this.#fields);
      this.#fields = grown;
    }
    this.#fields.set([source, target, count], 3 * this.#length++);
    this.end = target + count;
  }

  /** Where a reader that would go on at `source` goes on at the target: at the first copied record that it has not read. */
  translate(source: number): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const run = this.at(middle);
      if (run.source + run.count > source) high = middle;
      else low = middle + 1;
    }
    if (low === this.#length) return this.end;
    const run = this.at(low);
    return run.target + Math.max(0, source - run.source);
  }
}
