// SUM and AVG of integers and decimals, exact: the sum is low + middle * 2^52 + high * 2^104 in three doubles that hold
// integers. While the sum stays within ±2^53 only `low` changes (one addition and one comparison a row); beyond it
// the digits are carried with BigInt, which then happens once in about 2^52 of sum. Integers wrap as Flink's do
// (SUM(INT) is INT); a DECIMAL result beyond its precision is null; AVG of integers truncates, of decimals rounds half up.
import type { SqlType } from "@millrace/sql";
import type { Batch, DecimalColumn, Int32Column, Int64Column } from "../../columns/batch.ts";
import type { ColumnWriter } from "../../columns/builder.ts";
import { exactAt } from "../../columns/builder.ts";
import { signOf } from "./accumulator.ts";
import type { Accumulator, AccumulatorPlan } from "./accumulator.ts";
import type { GroupStore } from "./group-store.ts";

const safe = 2 ** 53;
const digitBits = 52n;
const digitMask = (1n << digitBits) - 1n;

/** `low`: the sum when it is within ±2^53, else NaN; `exactSum(f64, word)` is always right. */
type Finish = (writer: ColumnWriter, row: number, low: number, f64: Float64Array, word: number) => void;

function exactSum(f64: Float64Array, word: number): bigint {
  return BigInt(f64[word + 1]!) + (BigInt(f64[word + 2]!) << digitBits) + (BigInt(f64[word + 3]!) << (digitBits * 2n));
}

/** Words: count of non-null values, low, middle, high. */
class ExactSum implements Accumulator {
  readonly #at: number;
  readonly #argument: number;
  readonly #finish: Finish;

  constructor(at: number, argument: number, finish: Finish) {
    this.#at = at;
    this.#argument = argument;
    this.#finish = finish;
  }

  update(store: GroupStore, batch: Batch, rows: Int32Array, groups: Int32Array, count: number): void {
    const column = batch.columns[this.#argument] as Int32Column | Int64Column | DecimalColumn;
    if (column.physical !== "i32" && column.wide !== null) {
      this.#updateWide(store, batch, column, rows, groups, count);
      return;
    }
    const { f64 } = store.heap;
    const { data, valid } = column;
    const at = this.#at;
    const { kinds } = batch;
    for (let index = 0; index < count; index++) {
      const row = rows[index]!;
      if (valid[row] === 0) continue;
      const word = groups[index]! + at;
      const sign = kinds === null ? 1 : signOf(kinds, row);
      const value = sign * data[row]!;
      const sum = f64[word + 1]! + value;
      f64[word] = f64[word]! + sign;
      if (sum < safe && sum > -safe) f64[word + 1] = sum;
      else this.#carry(f64, word, BigInt(value));
    }
  }

  #updateWide(
    store: GroupStore,
    batch: Batch,
    column: Int64Column | DecimalColumn,
    rows: Int32Array,
    groups: Int32Array,
    count: number,
  ): void {
    const { f64 } = store.heap;
    for (let index = 0; index < count; index++) {
      const row = rows[index]!;
      if (column.valid[row] === 0) continue;
      const word = groups[index]! + this.#at;
      const sign = signOf(batch.kinds, row);
      f64[word] = f64[word]! + sign;
      this.#carry(f64, word, exactAt(column, row) * BigInt(sign));
    }
  }

  #carry(f64: Float64Array, word: number, value: bigint): void {
    const sum = exactSum(f64, word) + value;
    f64[word + 1] = Number(sum & digitMask);
    f64[word + 2] = Number((sum >> digitBits) & digitMask);
    f64[word + 3] = Number(sum >> (digitBits * 2n));
  }

  merge(store: GroupStore, target: number, from: GroupStore, source: number): void {
    const { f64 } = store.heap;
    const word = target + this.#at;
    const other = source + this.#at;
    const right = from.heap.f64;
    f64[word] = f64[word]! + right[other]!;
    const sum = f64[word + 1]! + right[other + 1]!;
    if (right[other + 2] === 0 && right[other + 3] === 0 && sum < safe && sum > -safe) f64[word + 1] = sum;
    else this.#carry(f64, word, exactSum(right, other));
  }

  result(store: GroupStore, group: number, writer: ColumnWriter, row: number): void {
    const { f64 } = store.heap;
    const word = group + this.#at;
    if (f64[word] === 0) {
      writer.null(row);
      return;
    }
    // Within ±2^53 the digits above `low` may be 0 or a borrow of one from the other; only all-low is plain.
    const low = f64[word + 2] === 0 && f64[word + 3] === 0 ? f64[word + 1]! : NaN;
    this.#finish(writer, row, low, f64, word);
  }

  release(): void {
    // Nothing hangs off a sum.
  }
}

const bits: Partial<Record<SqlType["kind"], number>> = { TINYINT: 8, SMALLINT: 16, INTEGER: 32, BIGINT: 64, INTERVAL_DAY_TIME: 64 };

function withinPrecision(value: bigint, type: SqlType): boolean {
  const bound = 10n ** BigInt(type.kind === "DECIMAL" ? type.precision : 38);
  return value < bound && value > -bound;
}

export function exactSumPlan(argument: number, type: SqlType): AccumulatorPlan {
  const width = bits[type.kind];
  const finish: Finish = (writer, row, low, f64, word) => {
    if (width === undefined) {
      if (low === low && (type.kind !== "DECIMAL" || type.precision > 15)) writer.number(row, low);
      else {
        const value = exactSum(f64, word);
        if (withinPrecision(value, type)) writer.exact(row, value);
        else writer.null(row);
      }
    } else if (low === low && (width === 64 || (low | 0) === low) && width >= 32) writer.number(row, low);
    else writer.exact(row, BigInt.asIntN(width, exactSum(f64, word)));
  };
  return { words: 4, create: (at) => new ExactSum(at, argument, finish) };
}

export function exactAveragePlan(argument: number, argumentType: SqlType, type: SqlType): AccumulatorPlan {
  const finish: Finish = (writer, row, low, f64, word) => {
    const count = f64[word]!;
    if (type.kind !== "DECIMAL") {
      // Flink sums in a BIGINT, which wraps; then truncates to the argument's own type.
      if (low === low) writer.number(row, Math.trunc(low / count) + 0);
      else writer.exact(row, BigInt.asIntN(bits[type.kind] ?? 64, BigInt.asIntN(64, exactSum(f64, word)) / BigInt(count)));
      return;
    }
    const scale = type.scale - (argumentType.kind === "DECIMAL" ? argumentType.scale : 0);
    const value = divideHalfUp(exactSum(f64, word) * 10n ** BigInt(Math.max(0, scale)), BigInt(count) * 10n ** BigInt(Math.max(0, -scale)));
    if (withinPrecision(value, type)) writer.exact(row, value);
    else writer.null(row);
  };
  return { words: 4, create: (at) => new ExactSum(at, argument, finish) };
}

function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const magnitude = dividend < 0n ? -dividend : dividend;
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n);
  return dividend < 0n ? -rounded : rounded;
}
