// How far an operator's time has come: the watermark, kept in state, because what is late after a restart must be what
// was late before it.
import { Heap } from "../state/heap.ts";
import type { StateScope } from "../state/region.ts";

const watermarkNumber = 0;
const setNumber = 1;
/** Numbers of the heap from here on are the operator's. */
export const ownNumbers = 2;

export class Progress {
  readonly heap: Heap;
  watermark: number;

  constructor(state: StateScope) {
    this.heap = new Heap(state.region("progress"));
    this.watermark = this.heap.number(setNumber) === 1 ? this.heap.number(watermarkNumber) : -Infinity;
  }

  /** At the end of each call. */
  save(): void {
    if (this.watermark === -Infinity || this.watermark === this.heap.number(watermarkNumber)) {
      if (this.watermark === -Infinity || this.heap.number(setNumber) === 1) return;
    }
    this.heap.setNumber(setNumber, 1);
    this.heap.setNumber(watermarkNumber, this.watermark);
  }
}
