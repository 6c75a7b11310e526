// UNION ALL, VALUES, normalisation and the window table functions.
import type { Plan, WindowSpec } from "@millrace/sql";
import { describe, expect, it } from "vitest";
import { createState } from "../state/memory.ts";
import { columns, input, lateOf, rowsOf, run, types } from "./testing.ts";

const schema = columns({ key: types.text, value: types.int });
const retract = { kind: "retract" } as const;

describe("normalize", () => {
  const plan: Plan = { kind: "normalize", input: input(schema, { kind: "upsert", key: [0] }), key: [0], schema, changelog: retract };

  it("makes a retract stream of upserts", () => {
    const out = run(plan, [
      { kind: "+U", row: ["a", 1] },
      { kind: "+U", row: ["a", 1] },
      { kind: "-U", row: ["a", 1] },
      { kind: "+I", row: ["a", 2] },
      { kind: "-D", row: ["b", null] },
      { kind: "-D", row: ["a", null] },
      { kind: "+U", row: ["a", 3] },
    ]);
    expect(rowsOf(out)).toEqual([
      ["+I", "a", 1],
      ["-U", "a", 1],
      ["+U", "a", 2],
      ["-D", "a", 2],
      ["+I", "a", 3],
    ]);
  });
});

describe("union", () => {
  const plan: Plan = { kind: "union", inputs: [input(schema), input(schema)], schema, changelog: { kind: "append" } };

  it("passes rows in order of arrival and the least watermark", () => {
    const out = run(plan, [
      { row: ["a", 1], port: 0 },
      { watermark: 5, port: 0 },
      { row: ["b", 2], port: 1 },
      { watermark: 3, port: 1 },
      { watermark: 9, port: 1 },
    ]);
    expect(out).toEqual([
      ["+I", "a", 1],
      ["+I", "b", 2],
      ["watermark", 3],
      ["watermark", 5],
    ]);
  });
});

describe("values", () => {
  const plan: Plan = {
    kind: "values",
    rows: [
      ["a", 1],
      [null, 2],
    ],
    schema,
    changelog: { kind: "append" },
  };

  it("emits its rows once, also after a restart", () => {
    const state = createState();
    expect(rowsOf(run(plan, [{ watermark: Infinity }, { watermark: Infinity }], { state }))).toEqual([
      ["+I", "a", 1],
      ["+I", null, 2],
    ]);
    expect(rowsOf(run(plan, [{ watermark: Infinity }], { state }))).toEqual([]);
  });
});

describe("window", () => {
  const fields = columns({ time: types.localTime });
  const windows = (window: WindowSpec, time = types.localTime as (typeof types)["localTime" | "rowtime"]): Plan => ({
    kind: "window",
    input: input(columns({ time })),
    window,
    schema: [...fields, ...columns({ start: types.time, end: types.time, time })],
    changelog: { kind: "append" },
  });

  it("gives a row once for each window that holds it, late or not", () => {
    const hop = windows({ kind: "hop", timeColumn: 0, sizeMs: 10, slideMs: 5, offsetMs: 1 }, types.rowtime);
    expect(run(hop, [{ row: [3], watermark: 100 }])).toEqual([
      ["+I", 3, -4, 6, 5],
      ["+I", 3, 1, 11, 10],
    ]);
    const cumulate = windows({ kind: "cumulate", timeColumn: 0, sizeMs: 15, stepMs: 5, offsetMs: 0 }, types.rowtime);
    expect(run(cumulate, [{ row: [7] }])).toEqual([
      ["+I", 7, 0, 10, 9],
      ["+I", 7, 0, 15, 14],
    ]);
  });

  it("drops and counts a row without a time", () => {
    const out = run(windows({ kind: "tumble", timeColumn: 0, sizeMs: 10, offsetMs: 0 }), [{ row: [null] }]);
    expect(rowsOf(out)).toEqual([]);
    expect(lateOf(out)).toEqual([["late", -Infinity]]);
  });

  it("cuts days of TIMESTAMP_LTZ on the wall clock of the session's time zone", () => {
    const dayMs = 86_400_000;
    const day = windows({ kind: "tumble", timeColumn: 0, sizeMs: dayMs, offsetMs: 0 });
    const at = (text: string): number => Date.parse(text);
    const out = run(
      day,
      [{ row: [at("2024-03-30T23:30:00Z")] }, { row: [at("2024-03-31T21:59:00Z")] }, { row: [at("2024-03-31T22:00:00Z")] }],
      { timeZone: "Europe/Berlin" },
    );
    // 31 March 2024 has 23 hours in Berlin: it ends at 22:00 UTC.
    const march = [at("2024-03-31T00:00:00Z"), at("2024-04-01T00:00:00Z"), at("2024-03-31T21:59:59.999Z")];
    expect(out.map((row) => row.slice(2))).toEqual([
      march,
      march,
      [at("2024-04-01T00:00:00Z"), at("2024-04-02T00:00:00Z"), at("2024-04-01T21:59:59.999Z")],
    ]);
  });
});
