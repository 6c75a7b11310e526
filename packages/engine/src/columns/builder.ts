// Writes rows of output batches: one writer a column, filled row by row at positions the caller counts.
// The batches of an operator are reused: a batch is emptied after it was passed on.
import type { SqlType } from "@millrace/sql";
import { assert } from "@millrace/core";
import type { BytesColumn, ColumnData, DecimalColumn, Int64Column, Physical, TimeColumn } from "./batch.ts";
import { Arena, createColumn, physicalOf, resetColumn, setNanos, setWide, setWideDecimal } from "./create.ts";

const noNumbers = new Float64Array(0);
const noIntegers = new Int32Array(0);
const noBytes = new Uint8Array(0);

export class ColumnWriter {
  readonly column: ColumnData;
  readonly physical: Physical;
  readonly #arena = new Arena();
  // The column's lanes again, each under one name and type: `column` has a shape for each physical type, and reading
  // its fields here would cost a lookup for every value written.
  readonly #valid: Uint8Array;
  readonly #doubles: Float64Array;
  readonly #integers: Int32Array;
  readonly #booleans: Uint8Array;

  constructor(type: SqlType, rows?: number) {
    const column = createColumn(physicalOf(type), rows);
    this.column = column;
    this.physical = column.physical;
    this.#valid = column.valid;
    const isDouble = column.physical === "f64" || column.physical === "i64" || column.physical === "decimal" || column.physical === "time";
    this.#doubles = isDouble ? column.data : noNumbers;
    this.#integers = column.physical === "i32" ? column.data : noIntegers;
    this.#booleans = column.physical === "bool" ? column.data : noBytes;
    if (column.physical === "bytes") column.source = this.#arena.bytes;
  }

  reset(): void {
    resetColumn(this.column);
    this.#arena.position = 0;
  }

  null(at: number): void {
    this.#valid[at] = 0;
    this.column.hasNulls = true;
  }

  /** A value of a bool, i32 or f64 column, or one within ±2^53 of an i64, decimal or time column. */
  number(at: number, value: number): void {
    this.#valid[at] = 1;
    switch (this.physical) {
      case "i64":
      case "decimal":
        this.#doubles[at] = value;
        if ((this.column as Int64Column | DecimalColumn).wide !== null) this.#setWide(at, value);
        return;
      case "time":
        this.time(at, value, 0);
        return;
      case "f64":
        this.#doubles[at] = value;
        return;
      case "i32":
        this.#integers[at] = value;
        return;
      case "bool":
        this.#booleans[at] = value;
        return;
      case "bytes":
      case "any":
        assert(false, "a number goes into a column of numbers");
    }
  }

  #setWide(at: number, value: number | bigint): void {
    if (this.physical === "decimal") setWideDecimal(this.column as DecimalColumn, at, value);
    else setWide(this.column as Int64Column, at, value);
  }

  /** An exact integer of an i64 or decimal column. */
  exact(at: number, value: bigint): void {
    const number = Number(value);
    if (Number.isSafeInteger(number)) this.number(at, number);
    else {
      this.#valid[at] = 1;
      this.#setWide(at, value);
    }
  }

  time(at: number, ms: number, nanos: number): void {
    this.#valid[at] = 1;
    this.#doubles[at] = ms;
    const column = this.column as TimeColumn;
    if (nanos !== 0 || column.nanos !== null) setNanos(column, at, nanos);
  }

  bytes(at: number, source: Uint8Array, offset: number, length: number): void {
    this.#valid[at] = 1;
    const column = this.column as BytesColumn;
    this.#arena.slice(column, at, source, offset, length);
    column.source = this.#arena.bytes;
  }

  any(at: number, value: unknown): void {
    const { column } = this;
    assert(column.physical === "any", "a nested value goes into a column of nested values");
    this.#valid[at] = 1;
    column.data[at] = value;
  }

  /** The value of row `from` of this very column again, without a copy of its bytes. */
  repeat(at: number, from: number): void {
    if (this.physical !== "bytes" || this.#valid[from] === 0) this.copy(at, this.column, from);
    else {
      const column = this.column as BytesColumn;
      this.#valid[at] = 1;
      column.offset[at] = column.offset[from]!;
      column.length[at] = column.length[from]!;
    }
  }

  copy(at: number, source: ColumnData, row: number): void {
    if (source.valid[row] === 0) {
      this.null(at);
      return;
    }
    switch (source.physical) {
      case "bool":
      case "i32":
      case "f64":
        this.number(at, source.data[row]!);
        return;
      case "i64":
      case "decimal":
        if (source.wide === null) this.number(at, source.data[row]!);
        else this.exact(at, source.wide[row]!);
        return;
      case "time":
        this.time(at, source.data[row]!, source.nanos === null ? 0 : source.nanos[row]!);
        return;
      case "bytes":
        this.bytes(at, source.source, source.offset[row]!, source.length[row]!);
        return;
      case "any":
        this.any(at, source.data[row]);
    }
  }
}

/** The exact value of a row of an i64 or decimal column. */
export const exactAt = (column: Int64Column | DecimalColumn, row: number): bigint =>
  column.wide === null ? BigInt(column.data[row]!) : column.wide[row]!;

/** Whether two rows of a column hold the same value (nulls are equal, as Flink compares rows). */
export function sameValue(left: ColumnData, leftRow: number, right: ColumnData, rightRow: number): boolean {
  if (left.valid[leftRow] === 0 || right.valid[rightRow] === 0) return left.valid[leftRow] === right.valid[rightRow];
  if (left.physical === "bytes" && right.physical === "bytes") {
    const length = left.length[leftRow]!;
    if (length !== right.length[rightRow]) return false;
    const leftAt = left.offset[leftRow]!;
    const rightAt = right.offset[rightRow]!;
    for (let index = 0; index < length; index++) if (left.source[leftAt + index] !== right.source[rightAt + index]) return false;
    return true;
  }
  if ((left.physical === "i64" || left.physical === "decimal") && (right.physical === "i64" || right.physical === "decimal")) {
    if (left.wide === null && right.wide === null) return left.data[leftRow] === right.data[rightRow];
    return exactAt(left, leftRow) === exactAt(right, rightRow);
  }
  if (left.physical === "time" && right.physical === "time") {
    const leftNanos = left.nanos === null ? 0 : left.nanos[leftRow];
    return left.data[leftRow] === right.data[rightRow] && leftNanos === (right.nanos === null ? 0 : right.nanos[rightRow]);
  }
  return Object.is(numbersOf(left)[leftRow], numbersOf(right)[rightRow]);
}

/** The plain lane of a column that has one. */
export const numbersOf = (column: ColumnData): ArrayLike<unknown> => (column.physical === "bytes" ? column.offset : column.data);
