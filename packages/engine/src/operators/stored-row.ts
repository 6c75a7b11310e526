// A row kept in a block of its own. Words: [header, next row of a list or 0] [bytes, –] [sequence] encoded row …
import { BlockKind } from "../state/heap.ts";
import type { Heap } from "../state/heap.ts";
import type { RowBuffer } from "../state/row-codec.ts";

const headerWords = 3;

/** May replace the heap's views. */
export function storeRow(heap: Heap, row: RowBuffer, sequence = 0): number {
  const block = heap.allocate(headerWords + ((row.length + 7) >>> 3), BlockKind.row);
  heap.i32[block * 2 + 2] = row.length;
  heap.f64[block + 2] = sequence;
  heap.u8.set(row.bytes.subarray(0, row.length), (block + headerWords) * 8);
  return block;
}

export const rowOffset = (block: number): number => (block + headerWords) * 8;
export const rowBytes = (heap: Heap, block: number): number => heap.i32[block * 2 + 2]!;
export const rowSequence = (heap: Heap, block: number): number => heap.f64[block + 2]!;
export const nextRow = (heap: Heap, block: number): number => heap.i32[block * 2 + 1]!;

export function linkRow(heap: Heap, block: number, next: number): void {
  heap.i32[block * 2 + 1] = next;
  heap.touch(block, 1);
}
