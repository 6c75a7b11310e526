// Numbers rows in the order of arrival, across batches and restarts.
import { assert } from "@millrace/core";
import type { Heap } from "../../state/heap.ts";

export class Sequence {
  #heap: Heap | null = null;
  #number = 0;
  #base = 0;

  /** `number`: which of the heap's eight numbers keeps it. */
  attach(heap: Heap, number: number): void {
    this.#heap = heap;
    this.#number = number;
    this.#base = heap.number(number);
  }

  /** The number of a row of the current batch. */
  at(row: number): number {
    return this.#base + row;
  }

  /** After a batch (or any run of numbers). */
  advance(rows: number): void {
    assert(this.#heap !== null, "a sequence is attached to a heap before rows are numbered");
    this.#base += rows;
    this.#heap.setNumber(this.#number, this.#base);
  }
}
