// Sort keys as bytes whose unsigned byte order is the SQL order, for ordered trees: one comparison for every type and
// every combination of ASC, DESC, NULLS FIRST and NULLS LAST. Each column: a byte that places nulls, then the value:
//   integers big-endian with the sign bit flipped (i32 4 bytes, i64 8, decimal 16) · doubles by the usual flip of the
//   sign or of all bits (NaN greatest, -0.0 equal to 0.0) · times ms as a double and 4 bytes of ns · text with 0x00
//   escaped as 0x00 0xff and 0x00 0x00 behind. DESC inverts the bytes of the value.
import type { ColumnData } from "../columns/batch.ts";
import { exactAt } from "../columns/builder.ts";
import type { RowBuffer } from "./row-codec.ts";

const lane = new DataView(new ArrayBuffer(8));

export function encodeOrder(target: RowBuffer, column: ColumnData, row: number, descending: boolean, nullsLast: boolean): void {
  const isNull = column.valid[row] === 0;
  target.bytes[target.reserve(1)] = isNull === nullsLast ? 1 : 0;
  if (isNull) return;
  const start = target.length;
  encodeSorted(target, column, row);
  if (descending) for (let at = start; at < target.length; at++) target.bytes[at] = ~target.bytes[at]!;
}

function encodeSorted(target: RowBuffer, column: ColumnData, row: number): void {
  switch (column.physical) {
    case "bool":
      target.bytes[target.reserve(1)] = column.data[row]!;
      return;
    case "i32":
      putInt32(target, column.data[row]! ^ 0x8000_0000);
      return;
    case "i64":
      putBig(target, exactAt(column, row) ^ -0x8000_0000_0000_0000n);
      return;
    case "decimal": {
      const value = exactAt(column, row);
      putBig(target, (value >> 64n) ^ -0x8000_0000_0000_0000n);
      putBig(target, value);
      return;
    }
    case "f64":
      putDouble(target, column.data[row]!);
      return;
    case "time":
      putDouble(target, column.data[row]!);
      putInt32(target, column.nanos === null ? 0 : column.nanos[row]!);
      return;
    case "bytes":
      putText(target, column.source, column.offset[row]!, column.length[row]!);
      return;
    case "any":
      // The planner orders by no nested value; equal keys keep the order of arrival.
      return;
  }
}

function putInt32(target: RowBuffer, value: number): void {
  const at = target.reserve(4);
  for (let index = 0; index < 4; index++) target.bytes[at + index] = value >>> (24 - index * 8);
}

function putBig(target: RowBuffer, value: bigint): void {
  lane.setBigInt64(0, BigInt.asIntN(64, value));
  putInt32(target, lane.getInt32(0));
  putInt32(target, lane.getInt32(4));
}

function putDouble(target: RowBuffer, value: number): void {
  lane.setFloat64(0, Number.isNaN(value) ? NaN : value + 0);
  const high = lane.getInt32(0);
  const low = lane.getInt32(4);
  putInt32(target, high < 0 ? ~high : high ^ 0x8000_0000);
  putInt32(target, high < 0 ? ~low : low);
}

function putText(target: RowBuffer, source: Uint8Array, offset: number, length: number): void {
  for (let index = 0; index < length; index++) {
    const byte = source[offset + index]!;
    target.bytes[target.reserve(1)] = byte;
    if (byte === 0) target.bytes[target.reserve(1)] = 0xff;
  }
  const end = target.reserve(2);
  target.bytes[end] = 0;
  target.bytes[end + 1] = 0;
}
