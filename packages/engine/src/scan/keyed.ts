// A table that is read as upserts: a record with a value is the new row, one without deletes the row of its key. The
// key is JSON of the key columns (or raw, of the only one), as a sink with a primary key writes it.
import type { ColumnData } from "../columns/batch.ts";
import type { ValueDecoder } from "./decoder.ts";
import { setNull } from "./field-text.ts";

export class KeyedDecoder implements ValueDecoder {
  readonly columns: readonly ColumnData[];
  readonly #value: ValueDecoder;
  readonly #key: ValueDecoder;
  readonly #others: readonly ColumnData[];

  /** Both decoders share one `TextArena`; the key's columns are among the value's. */
  constructor(value: ValueDecoder, key: ValueDecoder) {
    this.columns = value.columns;
    this.#value = value;
    this.#key = key;
    this.#others = value.columns.filter((column) => !key.columns.includes(column));
  }

  open(bytes: Uint8Array): void {
    this.#value.open(bytes);
    this.#key.open(bytes);
  }

  decode(start: number, end: number, row: number): boolean {
    return this.#value.decode(start, end, row);
  }

  decodeKey(start: number, end: number, row: number): boolean {
    for (const column of this.#others) setNull(column, row);
    return this.#key.decode(start, end, row);
  }

  finish(rows: number): void {
    this.#value.finish(rows);
  }

  reset(): void {
    this.#value.reset();
  }
}
