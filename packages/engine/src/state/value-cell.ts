// One value of any type inside a block: two words. A number that a double holds exactly stands in the block itself;
// any other value (text, integers beyond 2^53, times with nanoseconds, nested values) stands encoded in its own block.
//   word 0: form (0 empty, 1 number, 2 encoded), block of the encoded value · word 1: the number
import type { SqlType } from "@millrace/sql";
import type { ColumnData } from "../columns/batch.ts";
import { ColumnWriter } from "../columns/builder.ts";
import { compareNumbers, compareValues } from "./compare.ts";
import { compareBytes } from "./hash.ts";
import { BlockKind, wordPageShift } from "./heap.ts";
import type { Heap } from "./heap.ts";
import { RowBuffer, decodeValue, encodeValue } from "./row-codec.ts";

export const cellWords = 2;
const numberForm = 1;
const encodedForm = 2;
/** Words of a value block before the bytes: header, length. */
const valueHeaderWords = 2;
/** Of encoded text: the tag and the length. */
const textHeaderBytes = 5;

/** The value as a double when that is exact, else NaN; NaN itself counts as a number by its column's kind. */
function numberOf(column: ColumnData, row: number): number {
  switch (column.physical) {
    case "bool":
    case "i32":
    case "f64":
      return column.data[row]!;
    case "i64":
    case "decimal": {
      if (column.wide === null) return column.data[row]!;
      const value = Number(column.wide[row]!);
      return Number.isSafeInteger(value) ? value : NaN;
    }
    case "time":
      return column.nanos === null || column.nanos[row] === 0 ? column.data[row]! : NaN;
    case "bytes":
    case "any":
      return NaN;
  }
}

export class ValueCell {
  readonly #scratch: ColumnWriter;
  readonly #isFloat: boolean;
  readonly #buffer = new RowBuffer();

  constructor(type: SqlType) {
    this.#scratch = new ColumnWriter(type, 1);
    this.#isFloat = this.#scratch.column.physical === "f64";
  }

  isEmpty(heap: Heap, word: number): boolean {
    return heap.i32[word * 2] === 0;
  }

  /** May replace the heap's views. */
  set(heap: Heap, word: number, column: ColumnData, row: number): void {
    const number = numberOf(column, row);
    if (number === number || this.#isFloat) {
      this.release(heap, word);
      heap.i32[word * 2] = numberForm;
      heap.f64[word + 1] = number;
    } else {
      this.#buffer.length = 0;
      encodeValue(this.#buffer, column, row);
      this.#setEncoded(heap, word, this.#buffer.bytes, 0, this.#buffer.length);
    }
    heap.dirty[word >>> wordPageShift] = 1;
  }

  #setEncoded(heap: Heap, word: number, source: Uint8Array, offset: number, length: number): void {
    let block = heap.i32[word * 2] === encodedForm ? heap.i32[word * 2 + 1]! : 0;
    const words = valueHeaderWords + ((length + 7) >>> 3);
    if (block !== 0 && heap.words(block) < words) {
      heap.free(block);
      block = 0;
    }
    if (block === 0) block = heap.allocate(words, BlockKind.value);
    heap.i32[word * 2] = encodedForm;
    heap.i32[word * 2 + 1] = block;
    heap.i32[block * 2 + 2] = length;
    heap.u8.set(source.subarray(offset, offset + length), (block + valueHeaderWords) * 8);
    heap.touch(block, words);
  }

  /** Frees what hangs off the cell and empties it. */
  release(heap: Heap, word: number): void {
    if (heap.i32[word * 2] === encodedForm) heap.free(heap.i32[word * 2 + 1]!);
    heap.i32[word * 2] = 0;
    heap.i32[word * 2 + 1] = 0;
    heap.dirty[word >>> wordPageShift] = 1;
  }

  /** The cell holds a value; sign of cell - row. */
  compare(heap: Heap, word: number, column: ColumnData, row: number): number {
    if (heap.i32[word * 2] === numberForm) {
      const number = numberOf(column, row);
      if (number === number || this.#isFloat) return compareNumbers(heap.f64[word + 1]!, number);
    } else if (column.physical === "bytes") {
      const block = heap.i32[word * 2 + 1]!;
      return compareBytes(
        heap.u8,
        (block + valueHeaderWords) * 8 + textHeaderBytes,
        heap.i32[block * 2 + 2]! - textHeaderBytes,
        column.source,
        column.offset[row]!,
        column.length[row]!,
      );
    }
    return compareValues(this.load(heap, word), 0, column, row);
  }

  /** The value as row 0 of a column that the next `load` overwrites. */
  load(heap: Heap, word: number): ColumnData {
    this.#scratch.reset();
    this.write(heap, word, this.#scratch, 0);
    return this.#scratch.column;
  }

  write(heap: Heap, word: number, writer: ColumnWriter, row: number): void {
    const form = heap.i32[word * 2]!;
    if (form === numberForm) writer.number(row, heap.f64[word + 1]!);
    else if (form === encodedForm) decodeValue(heap.u8, (heap.i32[word * 2 + 1]! + valueHeaderWords) * 8, writer, row);
    else writer.null(row);
  }
}
