// From the key columns of a row to the block of its group.
//
// One text column: the text itself is the key, hashed where it lies in the batch. Other single columns and several
// columns: the row encoding (row-codec.ts) of the columns. No columns: the one empty key. Owner 1 marks the null text.
import type { Column } from "@millrace/sql";
import type { Batch, BytesColumn, ColumnData } from "../columns/batch.ts";
import { physicalOf } from "../columns/create.ts";
import type { ColumnWriter } from "../columns/builder.ts";
import { hashBytes } from "../state/hash.ts";
import type { KeyTable } from "../state/key-table.ts";
import { RowBuffer, decodeValue, encodeValue } from "../state/row-codec.ts";

const nullOwner = 1;

export class KeyReader {
  readonly #keys: readonly number[];
  readonly #single: boolean;
  readonly #buffer = new RowBuffer();

  constructor(keys: readonly number[], input: readonly Column[]) {
    this.#keys = keys;
    this.#single = keys.length === 1 && physicalOf(input[keys[0]!]!.type) === "bytes";
  }

  /** Blocks of the groups of the selected rows into `groups`; groups that are not there are made. */
  groups(table: KeyTable, batch: Batch, rows: Int32Array, count: number, groups: Int32Array): void {
    if (this.#single) {
      table.textGroups(batch.columns[this.#keys[0]!] as BytesColumn, rows, count, groups, nullOwner);
      return;
    }
    for (let index = 0; index < count; index++) groups[index] = this.group(table, batch.columns, rows[index]!, true);
  }

  /** The block of one row's group; 0 when there is none and none is made. */
  group(table: KeyTable, columns: readonly ColumnData[], row: number, make: boolean): number {
    let hash = hashBytes(this.#buffer.bytes, 0, 0);
    let owner = 0;
    let source = this.#buffer.bytes;
    let at = 0;
    let bytes = 0;
    if (this.#single) {
      const column = columns[this.#keys[0]!] as BytesColumn;
      if (column.valid[row] === 0) owner = nullOwner;
      else {
        source = column.source;
        at = column.offset[row]!;
        bytes = column.length[row]!;
        hash = hashBytes(source, at, bytes);
      }
    } else {
      this.#buffer.length = 0;
      for (const key of this.#keys) encodeValue(this.#buffer, columns[key]!, row);
      source = this.#buffer.bytes;
      bytes = this.#buffer.length;
      hash = hashBytes(source, 0, bytes);
    }
    return make ? table.findOrInsert(hash, owner, source, at, bytes) : table.find(hash, owner, source, at, bytes);
  }

  /** The same group in another table, made when it is not there. */
  transfer(from: KeyTable, group: number, table: KeyTable): number {
    const hash = from.heap.i32[group * 2 + 1]!;
    return table.findOrInsert(hash, from.owner(group), from.heap.u8, from.keyOffset(group), from.keyLength(group));
  }

  /** Writes the key of a group into row `row` of the first writers. */
  write(table: KeyTable, group: number, writers: readonly ColumnWriter[], row: number): void {
    const offset = table.keyOffset(group);
    if (this.#single) {
      if (table.owner(group) === nullOwner) writers[0]!.null(row);
      else writers[0]!.bytes(row, table.heap.u8, offset, table.keyLength(group));
      return;
    }
    let at = offset;
    for (let index = 0; index < this.#keys.length; index++) at = decodeValue(table.heap.u8, at, writers[index]!, row);
  }
}
