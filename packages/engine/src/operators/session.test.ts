import type { AggregateCall, Plan } from "@millrace/sql";
import { describe, expect, it } from "vitest";
import { columns, input, lateOf, rowsOf, run, types } from "./testing.ts";
import type { Event } from "./testing.ts";

const schema = columns({ time: types.rowtime, key: types.text, value: types.int });
const count: AggregateCall = { function: "count", distinct: false, type: types.bigint };
const distinct: AggregateCall = { function: "count", argument: 2, distinct: true, type: types.bigint };
const window = { kind: "session", timeColumn: 0, gapMs: 5, partitionBy: [1] } as const;
const bounds = { window_start: types.time, window_end: types.time };

const sessions: Plan = {
  kind: "windowAggregate",
  input: input(schema),
  window,
  keys: [1],
  aggregates: [count, distinct],
  properties: ["window_start", "window_end"],
  schema: columns({ key: types.text, count: types.bigint, distinct: types.bigint, ...bounds }),
  changelog: { kind: "append" },
};

const event = (watermark: number, time: number | null, key: string, value = 1): Event => ({ watermark, row: [time, key, value] });

describe("session windows", () => {
  it("join rows of a key within the gap, the gap itself included", () => {
    const out = run(sessions, [event(0, 10, "a"), event(0, 15, "a", 2), event(0, 21, "a"), event(0, 12, "b"), { watermark: Infinity }]);
    expect(rowsOf(out)).toEqual([
      ["+I", "b", 1, 1, 12, 17],
      ["+I", "a", 2, 2, 10, 20],
      ["+I", "a", 1, 1, 21, 26],
    ]);
  });

  it("are merged by a row that arrives between them", () => {
    const out = run(sessions, [event(0, 10, "a", 1), event(0, 20, "a", 1), event(0, 15, "a", 2), { watermark: 23 }, { watermark: 24 }]);
    expect(out).toEqual([
      ["watermark", 23],
      ["+I", "a", 3, 2, 10, 25],
      ["watermark", 24],
    ]);
  });

  it("take a row behind the watermark while it touches an open session; else it is late", () => {
    const out = run(sessions, [event(0, 20, "a"), event(19, 15, "a"), event(19, 14, "b"), event(19, null, "b"), { watermark: Infinity }]);
    expect(rowsOf(out)).toEqual([["+I", "a", 2, 1, 15, 25]]);
    expect(lateOf(out)).toEqual([
      ["late", 19],
      ["late", -Infinity],
    ]);
  });

  it("of one end fire in the order of their first row", () => {
    const out = run(sessions, [event(0, 10, "b"), event(0, 10, "a"), event(0, 11, "a"), event(0, 11, "b"), { watermark: Infinity }]);
    expect(rowsOf(out).map(([, key]) => key)).toEqual(["b", "a"]);
  });

  it("as a table function give each row its session at the end, in order of arrival", () => {
    const plan: Plan = {
      kind: "window",
      input: input(schema),
      window,
      schema: [...schema, ...columns({ ...bounds, window_time: types.rowtime })],
      changelog: { kind: "append" },
    };
    const out = run(plan, [event(0, 20, "a", 1), event(0, 10, "a", 2), event(0, 15, "a", 3), { watermark: 24 }]);
    expect(rowsOf(out)).toEqual([
      ["+I", 20, "a", 1, 10, 25, 24],
      ["+I", 10, "a", 2, 10, 25, 24],
      ["+I", 15, "a", 3, 10, 25, 24],
    ]);
  });
});
