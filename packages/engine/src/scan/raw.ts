// The raw format: the whole value is one column. Numbers as Flink's raw format has them: big-endian unless
// `raw.endianness` says little-endian.
import { isUtf8 } from "node:buffer";
import { assert } from "@millrace/core";
import type { SqlType } from "@millrace/sql";
import { typeName } from "../calc/cast-from-text.ts";
import { isText } from "../calc/register.ts";
import type { ColumnData } from "../columns/batch.ts";
import { resetColumn } from "../columns/create.ts";
import type { ValueDecoder } from "./decoder.ts";
import { fault } from "./fault.ts";
import { completeWide, setExact } from "./field-text.ts";
import type { TextArena } from "./text-arena.ts";

const widths: Readonly<Partial<Record<SqlType["kind"], number>>> = {
  BOOLEAN: 1,
  TINYINT: 1,
  SMALLINT: 2,
  INTEGER: 4,
  BIGINT: 8,
  FLOAT: 4,
  DOUBLE: 8,
};

export class RawDecoder implements ValueDecoder {
  readonly columns: readonly ColumnData[];
  readonly #type: SqlType | null;
  readonly #arena: TextArena;
  readonly #little: boolean;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);

  /** No field: no column of the plan comes from the value. */
  constructor(field: { readonly type: SqlType; readonly column: ColumnData } | undefined, arena: TextArena, little: boolean) {
    this.columns = field === undefined ? [] : [field.column];
    this.#type = field?.type ?? null;
    this.#arena = arena;
    this.#little = little;
  }

  open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#arena.open(bytes);
  }

  decode(start: number, end: number, row: number): boolean {
    const column = this.columns[0];
    if (column === undefined || this.#type === null) return true;
    column.valid[row] = 1;
    if (column.physical === "bytes") {
      if (isText(this.#type) && !isUtf8(this.#bytes.subarray(start, end))) throw fault("engine.record-malformed", "invalid UTF-8");
      column.offset[row] = start;
      column.length[row] = end - start;
      return true;
    }
    const width = widths[this.#type.kind];
    assert(width !== undefined, "the binder lets only types of the raw format through");
    if (end - start !== width) throw fault("engine.field-type", `${end - start} bytes are not a value of ${typeName(this.#type)}`);
    this.#number(column, start, row, width);
    return true;
  }

  #number(column: ColumnData, at: number, row: number, width: number): void {
    const [view, little] = [this.#view, this.#little];
    switch (column.physical) {
      case "i64": {
        const value = view.getBigInt64(at, little);
        const number = Number(value);
        return setExact(column, row, Number.isSafeInteger(number) ? number : value);
      }
      case "f64":
        column.data[row] = width === 4 ? view.getFloat32(at, little) : view.getFloat64(at, little);
        return;
      case "i32":
        column.data[row] = width === 1 ? view.getInt8(at) : width === 2 ? view.getInt16(at, little) : view.getInt32(at, little);
        return;
      case "bool":
        column.data[row] = view.getUint8(at) === 0 ? 0 : 1;
        return;
      default:
        return assert(false, "the raw format has no such type");
    }
  }

  finish(rows: number): void {
    for (const column of this.columns) {
      if (column.physical === "bytes") column.source = this.#arena.bytes;
      else completeWide(column, rows);
    }
  }

  reset(): void {
    for (const column of this.columns) resetColumn(column);
    this.#arena.rewind();
  }
}
