// Rows as bytes, for keys and for rows that are kept. One value has one encoding, whatever batch it came in
// (a BIGINT encodes alike from the double lane and the exact lane), so equal bytes mean equal values:
// group keys, DISTINCT and the search for a retracted row compare bytes. NaN is one value; -0.0 is not 0.0.
// Each column: one tag byte (0 null, 1 value, 2 long form), then
//   bool 1 byte · i32 4 · i64 8 · f64 8 · decimal 8, long 16 · time 8 (ms), long 12 (ms, ns) · bytes 4 (length) + bytes ·
//   any: 4 (length) + JSON with tagged bigints and bytes. Integers are little-endian.
import type { ColumnData } from "../columns/batch.ts";
import type { ColumnWriter } from "../columns/builder.ts";
import { exactAt } from "../columns/builder.ts";
import { decodeNested, encodeNested } from "./nested-codec.ts";

const twoTo32 = 0x1_0000_0000;
const floatLane = new Float64Array(1);
const floatBytes = new Uint8Array(floatLane.buffer);

/** Where one row is encoded; grows, and is used again for the next row. */
export class RowBuffer {
  bytes: Uint8Array = new Uint8Array(256);
  length = 0;

  reserve(count: number): number {
    const at = this.length;
    this.length = at + count;
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, at));
      this.bytes = grown;
    }
    return at;
  }
}

/** Appends the values of a row's columns. */
export function encodeRow(target: RowBuffer, columns: readonly ColumnData[], row: number): void {
  for (let index = 0; index < columns.length; index++) encodeValue(target, columns[index]!, row);
}

export function encodeValue(target: RowBuffer, column: ColumnData, row: number): void {
  if (column.valid[row] === 0) {
    target.bytes[target.reserve(1)] = 0;
    return;
  }
  switch (column.physical) {
    case "bool": {
      const at = target.reserve(2);
      target.bytes[at] = 1;
      target.bytes[at + 1] = column.data[row]!;
      return;
    }
    case "i32": {
      const at = target.reserve(5);
      target.bytes[at] = 1;
      putInt32(target.bytes, at + 1, column.data[row]!);
      return;
    }
    case "i64": {
      const at = target.reserve(9);
      target.bytes[at] = 1;
      if (column.wide === null) putNumber(target.bytes, at + 1, column.data[row]!);
      else putBig(target.bytes, at + 1, column.wide[row]!);
      return;
    }
    case "f64": {
      const at = target.reserve(9);
      target.bytes[at] = 1;
      const value = column.data[row]!;
      floatLane[0] = Number.isNaN(value) ? NaN : value;
      for (let index = 0; index < 8; index++) target.bytes[at + 1 + index] = floatBytes[index]!;
      return;
    }
    case "decimal":
      encodeDecimal(target, column, row);
      return;
    case "time":
      encodeTime(target, column.data[row]!, column.nanos === null ? 0 : column.nanos[row]!);
      return;
    case "bytes":
      encodeBytes(target, column.source, column.offset[row]!, column.length[row]!);
      return;
    case "any": {
      const bytes = encodeNested(column.data[row]);
      encodeBytes(target, bytes, 0, bytes.length);
    }
  }
}

function encodeDecimal(target: RowBuffer, column: Extract<ColumnData, { physical: "decimal" }>, row: number): void {
  const value = column.wide === null ? column.data[row]! : Number(column.wide[row]!);
  if (Number.isSafeInteger(value)) {
    const at = target.reserve(9);
    target.bytes[at] = 1;
    putNumber(target.bytes, at + 1, value);
    return;
  }
  const exact = exactAt(column, row);
  const at = target.reserve(17);
  target.bytes[at] = 2;
  putBig(target.bytes, at + 1, exact);
  putBig(target.bytes, at + 9, exact >> 64n);
}

function encodeTime(target: RowBuffer, ms: number, nanos: number): void {
  const at = target.reserve(nanos === 0 ? 9 : 13);
  target.bytes[at] = nanos === 0 ? 1 : 2;
  putNumber(target.bytes, at + 1, ms);
  if (nanos !== 0) putInt32(target.bytes, at + 9, nanos);
}

export function encodeBytes(target: RowBuffer, source: Uint8Array, offset: number, length: number): void {
  const at = target.reserve(5 + length);
  const bytes = target.bytes;
  bytes[at] = 1;
  putInt32(bytes, at + 1, length);
  if (length < 64) for (let index = 0; index < length; index++) bytes[at + 5 + index] = source[offset + index]!;
  else bytes.set(source.subarray(offset, offset + length), at + 5);
}

/** Writes the columns of an encoded row at row `row`; returns where the next one begins. */
export function decodeRow(source: Uint8Array, offset: number, writers: readonly ColumnWriter[], row: number): number {
  let at = offset;
  for (let index = 0; index < writers.length; index++) at = decodeValue(source, at, writers[index]!, row);
  return at;
}

export function decodeValue(source: Uint8Array, offset: number, writer: ColumnWriter, row: number): number {
  const tag = source[offset]!;
  const at = offset + 1;
  if (tag === 0) {
    writer.null(row);
    return at;
  }
  switch (writer.physical) {
    case "bool":
      writer.number(row, source[at]!);
      return at + 1;
    case "i32":
      writer.number(row, getInt32(source, at));
      return at + 4;
    case "i64": {
      const value = getNumber(source, at);
      if (Number.isSafeInteger(value)) writer.number(row, value);
      else writer.exact(row, getBig(source, at));
      return at + 8;
    }
    case "f64":
      for (let index = 0; index < 8; index++) floatBytes[index] = source[at + index]!;
      writer.number(row, floatLane[0]!);
      return at + 8;
    case "decimal":
      if (tag === 1) {
        writer.number(row, getNumber(source, at));
        return at + 8;
      }
      writer.exact(row, (getBig(source, at + 8) << 64n) | BigInt.asUintN(64, getBig(source, at)));
      return at + 16;
    case "time":
      writer.time(row, getNumber(source, at), tag === 1 ? 0 : getInt32(source, at + 8));
      return tag === 1 ? at + 8 : at + 12;
    case "bytes": {
      const length = getInt32(source, at);
      writer.bytes(row, source, at + 4, length);
      return at + 4 + length;
    }
    case "any": {
      const length = getInt32(source, at);
      writer.any(row, decodeNested(source, at + 4, length));
      return at + 4 + length;
    }
  }
}

function putInt32(target: Uint8Array, at: number, value: number): void {
  target[at] = value;
  target[at + 1] = value >>> 8;
  target[at + 2] = value >>> 16;
  target[at + 3] = value >>> 24;
}

function getInt32(source: Uint8Array, at: number): number {
  return source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16) | (source[at + 3]! << 24);
}

function putNumber(target: Uint8Array, at: number, value: number): void {
  putInt32(target, at, value >>> 0);
  putInt32(target, at + 4, Math.floor(value / twoTo32));
}

/** Not a safe integer when the value is beyond 2^53. */
function getNumber(source: Uint8Array, at: number): number {
  return getInt32(source, at + 4) * twoTo32 + (getInt32(source, at) >>> 0);
}

function putBig(target: Uint8Array, at: number, value: bigint): void {
  putInt32(target, at, Number(BigInt.asIntN(32, value)));
  putInt32(target, at + 4, Number(BigInt.asIntN(32, value >> 32n)));
}

function getBig(source: Uint8Array, at: number): bigint {
  return (BigInt(getInt32(source, at + 4)) << 32n) | BigInt(getInt32(source, at) >>> 0);
}
