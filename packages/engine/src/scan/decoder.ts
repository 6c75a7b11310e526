// What a format (JSON, CSV, raw) is to the scan: it decodes one record's value into row `row` of its columns.
import type { ColumnData } from "../columns/batch.ts";

export interface ValueDecoder {
  readonly columns: readonly ColumnData[];
  /** New bytes in which the following values stand; nothing may point into the old ones any more. */
  open(bytes: Uint8Array): void;
  /** The value [start, end). False: the record is left out without a word (`ignore-parse-errors`). Throws a `RecordFault`. */
  decode(start: number, end: number, row: number): boolean;
  /** A record without a value that deletes the row of its key: the key's columns from [start, end) of the bytes, the others null. */
  decodeKey?(start: number, end: number, row: number): boolean;
  /** Before the first `rows` rows are handed on. */
  finish(rows: number): void;
  /** After they were. */
  reset(): void;
}
