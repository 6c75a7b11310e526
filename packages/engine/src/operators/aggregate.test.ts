import type { AggregateCall, Plan } from "@millrace/sql";
import { describe, expect, it } from "vitest";
import { columns, decimal, input, rowsOf, run, types } from "./testing.ts";
import type { Event, Kind } from "./testing.ts";

const schema = columns({
  key: types.text,
  int: types.int,
  long: types.bigint,
  price: decimal(38, 2),
  real: types.double,
  text: types.text,
  flag: types.bool,
});
type Name = AggregateCall["function"];

const call = (name: Name, argument?: number, more: Partial<AggregateCall> = {}): AggregateCall => ({
  function: name,
  ...(argument === undefined ? {} : { argument }),
  distinct: false,
  type: name === "count" ? types.bigint : schema[argument!]!.type,
  ...more,
});

function grouped(calls: readonly AggregateCall[], retracts = false, keys = [0]): Plan {
  return {
    kind: "aggregate",
    input: input(schema, { kind: retracts ? "retract" : "append" }),
    keys,
    aggregates: calls,
    schema: [...keys.map((key) => schema[key]!), ...calls.map((one, index) => ({ name: `a${index}`, type: one.type }))],
    changelog: { kind: "retract" },
  };
}

/** Values by column name; the rest null. */
const row = (values: Readonly<Record<string, unknown>>, kind: Kind = "+I"): Event => ({
  kind,
  row: schema.map(({ name }) => values[name] ?? null),
});
const key = "k";

describe("aggregate", () => {
  it("emits +I for a new group, then -U and +U where the result changed, and nothing where it did not", () => {
    const out = run(grouped([call("sum", 1)]), [
      row({ key, int: 1 }),
      row({ key, int: 2 }),
      row({ key, int: 0 }),
      row({ key: "other" }),
      row({ key }),
    ]);
    expect(rowsOf(out)).toEqual([
      ["+I", "k", 1],
      ["-U", "k", 1],
      ["+U", "k", 3],
      ["+I", "other", null],
    ]);
  });

  it("emits -D when the last row of a group is taken back, and begins anew after it", () => {
    const out = run(grouped([call("count"), call("min", 5)], true), [
      row({ key, text: "b" }),
      row({ key, text: "a" }),
      row({ key, text: "a" }, "-D"),
      row({ key, text: "b" }, "-U"),
      row({ key, text: "b" }, "-D"),
      row({ key, text: "c" }, "+U"),
    ]);
    expect(rowsOf(out)).toEqual([
      ["+I", "k", 1, "b"],
      ["-U", "k", 1, "b"],
      ["+U", "k", 2, "a"],
      ["-U", "k", 2, "a"],
      ["+U", "k", 1, "b"],
      ["-D", "k", 1, "b"],
      ["+I", "k", 1, "c"],
    ]);
  });

  it("keeps one group without keys, which begins with the first row", () => {
    expect(rowsOf(run(grouped([call("count")], false, []), [row({}), row({})]))).toEqual([
      ["+I", 1],
      ["-U", 1],
      ["+U", 2],
    ]);
    expect(rowsOf(run(grouped([call("count")], false, []), [{ watermark: Infinity }]))).toEqual([]);
  });

  it("emits each key once with no aggregates", () => {
    expect(rowsOf(run(grouped([]), [row({ key }), row({ key: null }), row({ key })]))).toEqual([
      ["+I", "k"],
      ["+I", null],
    ]);
  });

  const last = (calls: readonly AggregateCall[], events: readonly Event[], retracts = false): readonly unknown[] =>
    rowsOf(run(grouped(calls, retracts, []), events))
      .at(-1)!
      .slice(1);

  it("sums BIGINT exactly beyond 2^53, and wraps at 64 bits", () => {
    const big = 9_007_199_254_740_993n;
    const sum = [call("sum", 2)];
    expect(last(sum, [row({ long: big }), row({ long: 2 }), row({ long: 2 ** 53 - 1 })])).toEqual([big + 2n + 2n ** 53n - 1n]);
    expect(last(sum, [row({ long: 2 ** 53 - 1 }), row({ long: 2 ** 53 - 1 }), row({ long: -3 })])).toEqual([2n ** 54n - 5n]);
    expect(last(sum, [row({ long: 2n ** 63n - 1n }), row({ long: 1 })])).toEqual([-(2n ** 63n)]);
    expect(last(sum, [row({ long: big }), row({ long: big }, "-D"), row({ long: 5 })], true)).toEqual([5]);
  });

  it("wraps SUM(INT) at 32 bits, because it is an INT", () => {
    expect(last([call("sum", 1)], [row({ int: 2_147_483_647 }), row({ int: 1 })])).toEqual([-2_147_483_648]);
  });

  it("sums DECIMAL to 38 digits, and a sum beyond them is null", () => {
    const nines = 10n ** 38n - 1n;
    expect(last([call("sum", 3)], [row({ price: nines - 1n }), row({ price: 1 })])).toEqual([nines]);
    expect(last([call("sum", 3)], [row({ price: nines }), row({ price: 1 })])).toEqual([null]);
    expect(last([call("sum", 3)], [row({ price: -nines }), row({ price: 2n })])).toEqual([2n - nines]);
  });

  it("truncates the average of integers and rounds that of decimals half up", () => {
    expect(last([call("avg", 1)], [row({ int: 1 }), row({ int: 2 })])).toEqual([1]);
    expect(last([call("avg", 1)], [row({ int: -1 }), row({ int: -2 })])).toEqual([-1]);
    const price = [call("avg", 3, { type: decimal(38, 6) })];
    expect(last(price, [row({ price: 100 }), row({ price: 100 }), row({ price: 101 })])).toEqual([1_003_333]);
    expect(last(price, [row({ price: 200 }), row({ price: 200 }), row({ price: 0 })])).toEqual([1_333_333]);
    expect(last(price, [row({ price: -200 }), row({ price: -200 }), row({ price: -100 })])).toEqual([-1_666_667]);
    expect(last([call("avg", 4)], [row({ real: 1 }), row({ real: 2 }), row({})])).toEqual([1.5]);
  });

  it("passes over nulls", () => {
    const calls = [call("count"), call("count", 1), call("sum", 1), call("avg", 1), call("max", 5), call("first_value", 5)];
    expect(last(calls, [row({}), row({})])).toEqual([2, 0, null, null, null, null]);
    expect(last(calls, [row({}), row({ int: 3, text: "x" }), row({ text: "y" })])).toEqual([3, 1, 3, 3, "y", "x"]);
  });

  it("counts and sums distinct values, and takes them back", () => {
    const calls = [call("count", 5, { distinct: true }), call("sum", 1, { distinct: true })];
    const events = [row({ text: "a", int: 2 }), row({ text: "b", int: 2 }), row({ text: "a", int: 5 })];
    expect(last(calls, events)).toEqual([2, 7]);
    expect(last(calls, [...events, row({ text: "a", int: 2 }, "-D")], true)).toEqual([2, 7]);
    expect(last(calls, [...events, row({ text: "a", int: 2 }, "-D"), row({ text: "a", int: 5 }, "-D")], true)).toEqual([1, 2]);
  });

  it("looks only at rows that pass FILTER", () => {
    const calls = [call("count", undefined, { filter: 6 }), call("sum", 1, { filter: 6 })];
    expect(last(calls, [row({ int: 1, flag: true }), row({ int: 2, flag: false }), row({ int: 4 })])).toEqual([1, 1]);
  });

  it("takes back MIN, MAX, FIRST_VALUE and LAST_VALUE: of equal values the oldest goes", () => {
    const calls = [call("min", 1), call("max", 1), call("first_value", 5), call("last_value", 5)];
    const events = [row({ int: 3, text: "a" }), row({ int: 1, text: "b" }), row({ int: 2, text: "a" })];
    expect(last(calls, events, true)).toEqual([1, 3, "a", "a"]);
    expect(last(calls, [...events, row({ int: 1, text: "b" }, "-U")], true)).toEqual([2, 3, "a", "a"]);
    expect(last(calls, [...events, row({ int: 3, text: "a" }, "-U")], true)).toEqual([1, 2, "b", "a"]);
  });

  it("compares text by its bytes", () => {
    // In UTF-16 the surrogates of the second would stand before the first.
    expect(last([call("max", 5)], [row({ text: "\uffee" }), row({ text: "😀" })])).toEqual(["😀"]);
    expect(last([call("min", 5)], [row({ text: "ab" }), row({ text: "a" }), row({ text: "a\u0000" })])).toEqual(["a"]);
  });

  it("gives the changelog of Flink's program group-aggregate-distinct", () => {
    const fields = columns({ a: types.int, b: types.bigint, d: types.text, e: types.bigint, over: types.bool });
    const plan: Plan = {
      kind: "aggregate",
      input: input(fields),
      keys: [3],
      aggregates: [
        { function: "count", argument: 0, distinct: true, filter: 4, type: types.bigint },
        { function: "count", argument: 0, distinct: true, type: types.bigint },
        { function: "sum", argument: 0, distinct: true, type: types.int },
        { function: "sum", argument: 1, distinct: true, type: types.bigint },
        { function: "avg", argument: 1, distinct: false, type: types.bigint },
        { function: "count", argument: 2, distinct: true, type: types.bigint },
      ],
      schema: columns({
        e: types.bigint,
        c1: types.bigint,
        c2: types.bigint,
        s1: types.int,
        s2: types.bigint,
        avg: types.bigint,
        c3: types.bigint,
      }),
      changelog: { kind: "retract" },
    };
    const rows = [
      [2, 3, "Hello World Like", 1],
      [3, 4, "Hello World Its nice", 2],
      [2, 2, "Hello World", 2],
      [1, 1, "Hello", 1],
      [5, 11, "GHI", 1],
    ] as const;
    const out = run(
      plan,
      rows.map(([a, b, d, e]) => ({ row: [a, b, d, e, b > 10] })),
    );
    expect(rowsOf(out).filter(([kind]) => kind !== "-U")).toEqual([
      ["+I", 1, 0, 1, 2, 3, 3, 1],
      ["+I", 2, 0, 1, 3, 4, 4, 1],
      ["+U", 2, 0, 2, 5, 6, 3, 2],
      ["+U", 1, 0, 2, 3, 4, 2, 2],
      ["+U", 1, 1, 3, 8, 15, 5, 3],
    ]);
  });
});
