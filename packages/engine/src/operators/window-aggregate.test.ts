import type { AggregateCall, Plan, WindowSpec } from "@millrace/sql";
import { describe, expect, it } from "vitest";
import { columns, input, lateOf, rowsOf, run, types } from "./testing.ts";
import type { Event } from "./testing.ts";

const schema = columns({ time: types.rowtime, key: types.text, value: types.int });
const count: AggregateCall = { function: "count", distinct: false, type: types.bigint };
const sum: AggregateCall = { function: "sum", argument: 2, distinct: false, type: types.int };

export function windowed(window: WindowSpec, calls: readonly AggregateCall[] = [count, sum]): Plan {
  const results = Object.fromEntries(calls.map((call, index) => [`a${index}`, call.type]));
  return {
    kind: "windowAggregate",
    input: input(schema),
    window,
    keys: [1],
    aggregates: calls,
    properties: ["window_start", "window_end"],
    schema: columns({ key: types.text, ...results, window_start: types.time, window_end: types.time }),
    changelog: { kind: "append" },
  };
}

const event = (watermark: number, time: number | null, key: string | null, value: number | null): Event => ({
  watermark,
  row: [time, key, value],
});

describe("windowAggregate", () => {
  const tumble: WindowSpec = { kind: "tumble", timeColumn: 0, sizeMs: 10, offsetMs: 0 };

  it("writes a window when the watermark reaches its end minus one", () => {
    const out = run(windowed(tumble), [
      event(-Infinity, 1, "a", 1),
      event(0, 2, "b", 5),
      event(1, 3, "a", 2),
      { watermark: 8 },
      { watermark: 9 },
    ]);
    expect(out).toEqual([
      ["watermark", 8],
      ["+I", "a", 2, 3, 0, 10],
      ["+I", "b", 1, 5, 0, 10],
      ["watermark", 9],
    ]);
  });

  it("decides row by row whether a row is late", () => {
    const out = run(windowed(tumble), [
      event(-Infinity, 1, "a", 1),
      event(8, 2, "a", 2),
      event(9, 3, "a", 4),
      event(9, 12, "a", 8),
      { watermark: Infinity },
    ]);
    expect(lateOf(out)).toEqual([["late", 10]]);
    expect(rowsOf(out)).toEqual([
      ["+I", "a", 2, 3, 0, 10],
      ["+I", "a", 1, 8, 10, 20],
    ]);
  });

  it("keeps a null key as a group of its own, and a sum of nulls is null", () => {
    const out = run(windowed(tumble), [event(-Infinity, 1, null, null), event(-Infinity, 1, "", 1), { watermark: Infinity }]);
    expect(rowsOf(out)).toEqual([
      ["+I", null, 1, null, 0, 10],
      ["+I", "", 1, 1, 0, 10],
    ]);
  });

  it("adds a row of a hopping window to each window that has not fired", () => {
    const hop: WindowSpec = { kind: "hop", timeColumn: 0, sizeMs: 10, slideMs: 5, offsetMs: 0 };
    const out = run(windowed(hop), [
      event(-Infinity, 1, "a", 1),
      event(4, 2, "a", 2),
      event(9, 3, "a", 4),
      event(9, 7, "a", 8),
      { watermark: Infinity },
    ]);
    expect(lateOf(out)).toEqual([["late", 10]]);
    expect(rowsOf(out)).toEqual([
      ["+I", "a", 1, 1, -5, 5],
      ["+I", "a", 2, 3, 0, 10],
      ["+I", "a", 1, 8, 5, 15],
    ]);
  });
});
