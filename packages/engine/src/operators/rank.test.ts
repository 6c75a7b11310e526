import type { Changelog, Plan, SortKey } from "@millrace/sql";
import { describe, expect, it } from "vitest";
import { columns, input, lateOf, rowsOf, run, types } from "./testing.ts";
import type { Event, Kind } from "./testing.ts";

const schema = columns({ id: types.int, key: types.text, value: types.bigint, time: types.rowtime });
const byValue: SortKey[] = [{ column: 2, descending: true, nullsLast: true }];

function ranked(options: { from?: number; to: number; rank?: boolean; orderBy?: SortKey[]; input?: Changelog }): Plan {
  const outputRank = options.rank ?? false;
  return {
    kind: "rank",
    input: input(schema, options.input ?? { kind: "append" }),
    partitionBy: [1],
    orderBy: options.orderBy ?? byValue,
    from: options.from ?? 1,
    to: options.to,
    outputRank,
    schema: outputRank ? [...schema, { name: "rank", type: types.bigint }] : schema,
    changelog: { kind: "retract" },
  };
}

const row = (id: number, value: number | null, kind: Kind = "+I"): Event => ({ kind, row: [id, "k", value, null] });
/** Kind, id and what stands behind the time. */
const ids = (plan: Plan, events: readonly Event[]): unknown[][] =>
  rowsOf(run(plan, events)).map(([kind, id, , , , ...rank]) => [kind, id, ...rank]);
const retract: Changelog = { kind: "retract" };

describe("rank", () => {
  it("shifts the rows below a new one, rank by rank", () => {
    expect(ids(ranked({ to: 2, rank: true }), [row(1, 5), row(2, 7), row(3, 9), row(4, 1)])).toEqual([
      ["+I", 1, 1],
      ["-U", 1, 1],
      ["+U", 2, 1],
      ["+I", 1, 2],
      ["-U", 2, 1],
      ["+U", 3, 1],
      ["-U", 1, 2],
      ["+U", 2, 2],
    ]);
  });

  it("shifts them back when a row is taken back", () => {
    const plan = ranked({ to: 2, rank: true, input: retract });
    const events = [row(1, 5), row(2, 7), row(3, 6), row(2, 7, "-D"), row(1, 5, "-U"), row(9, 1, "-D")];
    expect(ids(plan, events).slice(6)).toEqual([
      ["-U", 2, 1],
      ["+U", 3, 1],
      ["-U", 3, 2],
      ["+U", 1, 2],
      ["-D", 1, 2],
    ]);
  });

  it("deletes the row that fell out before it inserts the new one, without the rank", () => {
    expect(ids(ranked({ to: 2 }), [row(1, 5), row(2, 7), row(3, 9), row(4, 1)])).toEqual([
      ["+I", 1],
      ["+I", 2],
      ["-D", 1],
      ["+I", 3],
    ]);
  });

  it("moves the next row up when one is taken back, without the rank", () => {
    expect(ids(ranked({ to: 1, input: retract }), [row(1, 5), row(2, 7), row(2, 7, "-D")])).toEqual([
      ["+I", 1],
      ["-D", 1],
      ["+I", 2],
      ["-D", 2],
      ["+I", 1],
    ]);
  });

  it("shows only ranks from the first one asked for", () => {
    expect(ids(ranked({ from: 2, to: 3 }), [row(1, 5), row(2, 7), row(3, 9)])).toEqual([
      ["+I", 1],
      ["-U", 1],
      ["+U", 2],
      ["+I", 1],
    ]);
  });

  it("keeps the order of arrival among equal rows, and puts nulls where it is told", () => {
    expect(ids(ranked({ to: 1 }), [row(1, 5), row(2, 5), row(3, null)])).toEqual([["+I", 1]]);
    const nullsFirst = [{ column: 2, descending: true, nullsLast: false }];
    expect(ids(ranked({ to: 1, orderBy: nullsFirst }), [row(1, 5), row(3, null)])).toEqual([
      ["+I", 1],
      ["-U", 1],
      ["+U", 3],
    ]);
  });

  it("orders BIGINT exactly, and negative before positive", () => {
    const ascending = [{ column: 2, descending: false, nullsLast: true }];
    const rows: Event[] = [9_007_199_254_740_993n, 9_007_199_254_740_992n, -1n, -9_007_199_254_740_993n].map((value, id) => ({
      row: [id, "k", value, null],
    }));
    expect(ids(ranked({ to: 1, orderBy: ascending }), rows).filter(([kind]) => kind !== "-U")).toEqual([
      ["+I", 0],
      ["+U", 1],
      ["+U", 2],
      ["+U", 3],
    ]);
  });

  const timed = (id: number, time: number): Event => ({ row: [id, "k", 0, time] });

  it("keeps the last row by event time: of equal times the later one", () => {
    const last = ranked({ to: 1, orderBy: [{ column: 3, descending: true, nullsLast: true }] });
    expect(ids(last, [timed(1, 5), timed(2, 4), timed(3, 5)])).toEqual([
      ["+I", 1],
      ["-U", 1],
      ["+U", 3],
    ]);
  });

  it("keeps the first row by event time: an earlier one replaces it", () => {
    const first = ranked({ to: 1, orderBy: [{ column: 3, descending: false, nullsLast: true }] });
    expect(ids(first, [timed(1, 5), timed(2, 5), timed(3, 4)])).toEqual([
      ["+I", 1],
      ["-U", 1],
      ["+U", 3],
    ]);
  });

  it("gives the changelog of Flink's program rank-test-update-fast-strategy", () => {
    const fields = columns({ a: types.int, b: types.text, count: types.bigint });
    const plan: Plan = {
      kind: "rank",
      input: input(fields, retract),
      partitionBy: [1],
      orderBy: [
        { column: 2, descending: true, nullsLast: true },
        { column: 0, descending: false, nullsLast: false },
      ],
      from: 1,
      to: 10,
      outputRank: true,
      schema: [...fields, { name: "rank", type: types.bigint }],
      changelog: retract,
    };
    const out = run(
      plan,
      [
        [2, "a", 1],
        [4, "b", 1],
        [1, "a", 1],
        [3, "b", 1],
        [4, "d", 1],
        [0, "a", 1],
      ].map((values) => ({ row: values })),
    );
    expect(rowsOf(out)).toEqual([
      ["+I", 2, "a", 1, 1],
      ["+I", 4, "b", 1, 1],
      ["-U", 2, "a", 1, 1],
      ["+U", 1, "a", 1, 1],
      ["+I", 2, "a", 1, 2],
      ["-U", 4, "b", 1, 1],
      ["+U", 3, "b", 1, 1],
      ["+I", 4, "b", 1, 2],
      ["+I", 4, "d", 1, 1],
      ["-U", 1, "a", 1, 1],
      ["+U", 0, "a", 1, 1],
      ["-U", 2, "a", 1, 2],
      ["+U", 1, "a", 1, 2],
      ["+I", 2, "a", 1, 3],
    ]);
  });
});

describe("window rank", () => {
  it("writes each window's best rows once, at its end, in order of rank", () => {
    const fields = columns({ start: types.time, end: types.time, key: types.text, value: types.int });
    const plan: Plan = {
      kind: "rank",
      input: input(fields),
      partitionBy: [0, 1, 2],
      orderBy: [{ column: 3, descending: true, nullsLast: true }],
      from: 1,
      to: 2,
      outputRank: true,
      window: { start: 0, end: 1, zoned: false },
      schema: [...fields, { name: "rank", type: types.bigint }],
      changelog: { kind: "append" },
    };
    const event = (start: number, key: string, value: number, watermark: number): Event => ({
      row: [start, start + 10, key, value],
      watermark,
    });
    const out = run(plan, [
      event(10, "b", 1, 0),
      event(0, "b", 1, 0),
      event(0, "a", 2, 0),
      event(0, "b", 3, 0),
      event(0, "b", 2, 0),
      event(0, "a", 9, 9),
      { watermark: 19 },
    ]);
    expect(rowsOf(out)).toEqual([
      ["+I", 0, 10, "b", 3, 1],
      ["+I", 0, 10, "b", 2, 2],
      ["+I", 0, 10, "a", 2, 1],
      ["+I", 10, 20, "b", 1, 1],
    ]);
    expect(lateOf(out)).toEqual([["late", 10]]);
  });
});
