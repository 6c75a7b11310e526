// Aggregates the obvious way: a group keeps every value that each aggregate was given, and computes the result from
// that list each time it is asked. A retraction takes the first equal value off the list.
import type { AggregateCall, Column, SqlType, Value } from "@millrace/sql";
import { averageOf, sumOf } from "./numbers.ts";
import { adds, compare, keyOf, type Row } from "./row.ts";

export class Group {
  /** Rows put in less rows taken back. */
  rows = 0;
  readonly #calls: readonly AggregateCall[];
  readonly #schema: readonly Column[];
  readonly #values: Value[][];

  constructor(calls: readonly AggregateCall[], schema: readonly Column[]) {
    this.#calls = calls;
    this.#schema = schema;
    this.#values = calls.map(() => []);
  }

  take(row: Row): void {
    this.rows += adds(row.kind) ? 1 : -1;
    this.#calls.forEach((call, index) => {
      if (call.filter !== undefined && row.values[call.filter] !== true) return;
      const value = call.argument === undefined ? true : row.values[call.argument]!;
      if (value === null) return;
      const list = this.#values[index]!;
      if (adds(row.kind)) return void list.push(value);
      const found = list.findIndex((other) => keyOf(other) === keyOf(value));
      if (found >= 0) list.splice(found, 1);
    });
  }

  results(): Value[] {
    return this.#calls.map((call, index) => {
      const list = this.#values[index]!;
      const given = call.argument === undefined ? undefined : this.#schema[call.argument]!.type;
      return resultOf(call, call.distinct ? distinct(list) : list, given);
    });
  }
}

function distinct(values: readonly Value[]): Value[] {
  return [...new Map(values.toReversed().map((value) => [keyOf(value), value])).values()].toReversed();
}

function resultOf(call: AggregateCall, values: readonly Value[], given: SqlType | undefined): Value {
  if (call.function === "count") return BigInt(values.length);
  if (values.length === 0) return null;
  switch (call.function) {
    case "sum":
      return sumOf(values, call.type);
    case "avg":
      return averageOf(values, given!, call.type);
    case "min":
      return values.reduce((least, value) => (compare(value, least) < 0 ? value : least));
    case "max":
      return values.reduce((greatest, value) => (compare(value, greatest) > 0 ? value : greatest));
    case "first_value":
      return values[0]!;
    case "last_value":
      return values.at(-1)!;
  }
}
