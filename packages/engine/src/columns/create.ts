// Columns of a batch: which physical layout a SQL type has, and fresh arrays for it.
import type { SqlType } from "@millrace/sql";
import { batchRows } from "./batch.ts";
import type { Batch, BytesColumn, ColumnData, DecimalColumn, Int64Column, Physical } from "./batch.ts";
import { writeText } from "./text.ts";

const physicals: Record<SqlType["kind"], Physical> = {
  NULL: "bool",
  BOOLEAN: "bool",
  TINYINT: "i32",
  SMALLINT: "i32",
  INTEGER: "i32",
  DATE: "i32",
  TIME: "i32",
  INTERVAL_YEAR_MONTH: "i32",
  BIGINT: "i64",
  INTERVAL_DAY_TIME: "i64",
  FLOAT: "f64",
  DOUBLE: "f64",
  DECIMAL: "decimal",
  TIMESTAMP: "time",
  TIMESTAMP_LTZ: "time",
  CHAR: "bytes",
  VARCHAR: "bytes",
  BINARY: "bytes",
  VARBINARY: "bytes",
  ARRAY: "any",
  MAP: "any",
  ROW: "any",
};

export const physicalOf = (type: SqlType): Physical => physicals[type.kind];

const noBytes = new Uint8Array(0);

export function createColumn(physical: Physical, rows: number = batchRows): ColumnData {
  const base = { valid: new Uint8Array(rows).fill(1), hasNulls: false };
  switch (physical) {
    case "bool":
      return { physical, ...base, data: new Uint8Array(rows) };
    case "i32":
      return { physical, ...base, data: new Int32Array(rows) };
    case "i64":
      return { physical, ...base, data: new Float64Array(rows), wide: null };
    case "f64":
      return { physical, ...base, data: new Float64Array(rows) };
    case "decimal":
      return { physical, ...base, data: new Float64Array(rows), wide: null };
    case "time":
      return { physical, ...base, data: new Float64Array(rows), nanos: null };
    case "bytes":
      return { physical, ...base, source: noBytes, offset: new Int32Array(rows), length: new Int32Array(rows) };
    case "any":
      return { physical, ...base, data: Array.from({ length: rows }, () => null) };
  }
}

export function createBatch(types: readonly SqlType[], rows: number = batchRows): Batch {
  return {
    rows: 0,
    columns: types.map((type) => createColumn(physicalOf(type), rows)),
    kinds: null,
    watermarks: null,
    watermark: -Infinity,
    origin: null,
  };
}

/** Before a column is filled anew: no nulls, no exact lane, no nanoseconds. */
export function resetColumn(column: ColumnData): void {
  column.hasNulls = false;
  if (column.physical === "i64" || column.physical === "decimal") column.wide = null;
  else if (column.physical === "time") column.nanos = null;
}

/** Puts a value beyond 2^53 (or, once there was one, any value) into row `row`: rows before it move to the exact lane. */
export function setWide(column: Int64Column, row: number, value: number | bigint): void {
  if (column.wide === null) {
    column.wide = new BigInt64Array(column.data.length);
    for (let index = 0; index < row; index++) column.wide[index] = column.valid[index] === 1 ? BigInt(column.data[index]!) : 0n;
  }
  column.wide[row] = BigInt(value);
}

export function setWideDecimal(column: DecimalColumn, row: number, value: number | bigint): void {
  if (column.wide === null) {
    const { data, valid } = column;
    column.wide = Array.from({ length: data.length }, (_, index) => (index < row && valid[index] === 1 ? BigInt(data[index]!) : 0n));
  }
  column.wide[row] = BigInt(value);
}

export function setNanos(column: { nanos: Int32Array | null; data: Float64Array }, row: number, nanos: number): void {
  column.nanos ??= new Int32Array(column.data.length);
  column.nanos[row] = nanos;
}

/** Where the text and bytes of one output column go; emptied for every batch. */
export class Arena {
  bytes: Uint8Array = new Uint8Array(1024);
  position = 0;

  reserve(count: number): void {
    if (this.position + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.position + count, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.position));
    this.bytes = grown;
  }

  text(column: BytesColumn, row: number, text: string): void {
    this.reserve(text.length * 3);
    const length = writeText(this.bytes, this.position, text);
    column.offset[row] = this.position;
    column.length[row] = length;
    this.position += length;
  }

  raw(column: BytesColumn, row: number, bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.position);
    column.offset[row] = this.position;
    column.length[row] = bytes.length;
    this.position += bytes.length;
  }

  slice(column: BytesColumn, row: number, source: Uint8Array, offset: number, length: number): void {
    this.reserve(length);
    const target = this.bytes;
    let at = this.position;
    if (length < 32) for (let index = offset; index < offset + length; index++) target[at++] = source[index]!;
    else target.set(source.subarray(offset, offset + length), at);
    column.offset[row] = this.position;
    column.length[row] = length;
    this.position += length;
  }
}
