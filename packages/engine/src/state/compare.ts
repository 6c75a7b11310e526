// The order of SQL values, of any type, between rows of columns. Text compares by UTF-8 byte (as Flink's binary
// strings do), NaN is greater than every number, false before true. Nulls are the caller's business.
import type { ColumnData } from "../columns/batch.ts";
import { exactAt, numbersOf } from "../columns/builder.ts";
import { compareBytes } from "./hash.ts";

export function compareNumbers(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  if (left === right) return 0;
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
}

export function compareValues(left: ColumnData, leftRow: number, right: ColumnData, rightRow: number): number {
  if (left.physical === "bytes" && right.physical === "bytes")
    return compareBytes(
      left.source,
      left.offset[leftRow]!,
      left.length[leftRow]!,
      right.source,
      right.offset[rightRow]!,
      right.length[rightRow]!,
    );
  if ((left.physical === "i64" || left.physical === "decimal") && (right.physical === "i64" || right.physical === "decimal")) {
    if (left.wide === null && right.wide === null) return compareNumbers(left.data[leftRow]!, right.data[rightRow]!);
    const leftExact = exactAt(left, leftRow);
    const rightExact = exactAt(right, rightRow);
    if (leftExact === rightExact) return 0;
    return leftExact < rightExact ? -1 : 1;
  }
  const order = compareNumbers(numbersOf(left)[leftRow] as number, numbersOf(right)[rightRow] as number);
  if (order !== 0 || left.physical !== "time" || right.physical !== "time") return order;
  return (left.nanos === null ? 0 : left.nanos[leftRow]!) - (right.nanos === null ? 0 : right.nanos[rightRow]!);
}
