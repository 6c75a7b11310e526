// Operators against the plainest program that could give the same answer: every row kept, everything computed anew.
import { seeded } from "@millrace/core";
import type { AggregateCall, Plan, WindowSpec } from "@millrace/sql";
import { describe, expect, it } from "vitest";
import { columns, input, lateOf, rowsOf, run, types } from "./testing.ts";
import type { Event, Out } from "./testing.ts";

const schema = columns({ time: types.rowtime, key: types.text, value: types.int, text: types.text });
interface Row {
  readonly time: number;
  readonly key: string;
  readonly value: number;
  readonly text: string;
  readonly arrival: number;
}
const calls: AggregateCall[] = [
  { function: "count", distinct: false, type: types.bigint },
  { function: "sum", argument: 2, distinct: false, type: types.int },
  { function: "min", argument: 3, distinct: false, type: types.text },
  { function: "last_value", argument: 2, distinct: false, type: types.int },
  { function: "count", argument: 3, distinct: true, type: types.bigint },
];

/** What the calls give for some rows. */
function answer(rows: readonly Row[]): unknown[] {
  const byArrival = [...rows].sort((left, right) => left.arrival - right.arrival);
  return [
    rows.length,
    rows.reduce((sum, row) => sum + row.value, 0),
    rows.map((row) => row.text).sort()[0],
    byArrival.at(-1)!.value,
    new Set(rows.map((row) => row.text)).size,
  ];
}

const windowed = (window: WindowSpec): Plan => ({
  kind: "windowAggregate",
  input: input(schema),
  window,
  keys: [1],
  aggregates: calls,
  properties: ["window_start", "window_end"],
  schema: columns({
    key: types.text,
    ...Object.fromEntries(calls.map((call, index) => [`a${index}`, call.type])),
    window_start: types.time,
    window_end: types.time,
  }),
  changelog: { kind: "append" },
});

function randomRows(seed: number): { row: Row; watermark: number }[] {
  const random = seeded(seed);
  let watermark = -Infinity;
  return Array.from({ length: 150 }, (_, arrival) => {
    const time = arrival + random.below(30) - 15;
    if (random.below(2) === 0) watermark = Math.max(watermark, time - 3 - random.below(9));
    const row = {
      time,
      key: "abc"[random.below(3)]!,
      value: random.below(9) - 4,
      text: "xyz"[random.below(3)]!.repeat(1 + random.below(3)),
      arrival,
    };
    return { row, watermark };
  });
}

const events = (rows: readonly { row: Row; watermark: number }[]): Event[] => [
  ...rows.map(({ row, watermark }) => ({ row: [row.time, row.key, row.value, row.text], watermark })),
  { watermark: Infinity },
];

/** Rows in one order for all: which window fires when is tested elsewhere. */
const sorted = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

type Bounds = readonly [start: number, end: number];
const windowsOf: Record<string, { spec: WindowSpec; of: (time: number) => Bounds[] }> = {
  tumble: {
    spec: { kind: "tumble", timeColumn: 0, sizeMs: 12, offsetMs: 5 },
    of: (time) =>
      range(-40, 60)
        .map((n): Bounds => [n * 12 + 5, n * 12 + 17])
        .filter((bounds) => holds(bounds, time)),
  },
  hop: {
    spec: { kind: "hop", timeColumn: 0, sizeMs: 12, slideMs: 4, offsetMs: 1 },
    of: (time) =>
      range(-40, 80)
        .map((n): Bounds => [n * 4 + 1, n * 4 + 13])
        .filter((bounds) => holds(bounds, time)),
  },
  "hop of uneven slide": {
    spec: { kind: "hop", timeColumn: 0, sizeMs: 10, slideMs: 4, offsetMs: 0 },
    of: (time) =>
      range(-40, 80)
        .map((n): Bounds => [n * 4, n * 4 + 10])
        .filter((bounds) => holds(bounds, time)),
  },
  cumulate: {
    spec: { kind: "cumulate", timeColumn: 0, sizeMs: 15, stepMs: 5, offsetMs: 0 },
    of: (time) =>
      range(-40, 40)
        .flatMap((n): Bounds[] => [5, 10, 15].map((length) => [n * 15, n * 15 + length]))
        .filter((bounds) => holds(bounds, time)),
  },
};
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const holds = ([start, end]: Bounds, time: number): boolean => start <= time && time < end;

describe.each(Object.entries(windowsOf))("%s windows", (_name, { spec, of }) => {
  it("hold what a plain program finds", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const rows = randomRows(seed);
      const windows = new Map<string, Row[]>();
      let late = 0;
      for (const { row, watermark } of rows) {
        const open = of(row.time).filter(([, end]) => end - 1 > watermark);
        if (open.length === 0) late++;
        for (const [start, end] of open) {
          const name = JSON.stringify([row.key, start, end]);
          windows.set(name, [...(windows.get(name) ?? []), row]);
        }
      }
      const expected = [...windows].map(([name, held]) => {
        const [key, start, end] = JSON.parse(name) as [string, number, number];
        return ["+I", key, ...answer(held), start, end];
      });
      const out = run(windowed(spec), events(rows), { batchSize: () => 40 });
      expect(sorted(rowsOf(out)), `seed ${seed}`).toEqual(sorted(expected));
      expect(lateOf(out)).toHaveLength(late);
      const ends = rowsOf(out).map((row) => row.at(-1) as number);
      expect(ends).toEqual([...ends].sort((left, right) => left - right));
    }
  });
});

describe("session windows", () => {
  it("hold what a plain program finds", () => {
    const gapMs = 3;
    for (let seed = 1; seed <= 20; seed++) {
      const rows = randomRows(seed);
      let open: { key: string; start: number; end: number; rows: Row[] }[] = [];
      const expected: unknown[] = [];
      let late = 0;
      const close = (watermark: number): void => {
        const due = open.filter((session) => session.end - 1 <= watermark);
        due.sort(
          (left, right) =>
            left.end - right.end || Math.min(...left.rows.map((row) => row.arrival)) - Math.min(...right.rows.map((row) => row.arrival)),
        );
        for (const session of due) expected.push(["+I", session.key, ...answer(session.rows), session.start, session.end]);
        open = open.filter((session) => !due.includes(session));
      };
      for (const { row, watermark } of rows) {
        close(watermark);
        const touched = open.filter((one) => one.key === row.key && one.start <= row.time + gapMs && one.end >= row.time);
        if (touched.length === 0 && row.time + gapMs - 1 <= watermark) {
          late++;
          continue;
        }
        open = open.filter((session) => !touched.includes(session));
        const start = Math.min(row.time, ...touched.map((one) => one.start));
        const end = Math.max(row.time + gapMs, ...touched.map((one) => one.end));
        open.push({ key: row.key, start, end, rows: [...touched.flatMap((one) => one.rows), row] });
      }
      close(Infinity);
      const out = run(windowed({ kind: "session", timeColumn: 0, gapMs, partitionBy: [1] }), events(rows));
      expect(rowsOf(out), `seed ${seed}`).toEqual(expected);
      expect(lateOf(out)).toHaveLength(late);
    }
  });
});

/** The rows that stand after a changelog; each -U and -D must take back a row that stands. */
function standing(out: readonly Out[]): unknown[][] {
  const rows: unknown[][] = [];
  for (const [kind, ...values] of out) {
    if (kind === "+I" || kind === "+U") rows.push(values);
    else {
      const at = rows.findIndex((row) => JSON.stringify(row) === JSON.stringify(values));
      expect(at, "a row taken back stands").toBeGreaterThanOrEqual(0);
      rows.splice(at, 1);
    }
  }
  return rows;
}

describe("changelogs", () => {
  it("of groups and ranks leave what a plain program finds, also when rows are taken back", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seeded(seed);
      let live: Row[] = [];
      const changes: Event[] = [];
      for (const { row } of randomRows(seed)) {
        const values = (one: Row): unknown[] => [one.time, one.key, one.value, one.text];
        if (live.length > 0 && random.below(5) < 2) {
          const gone = live[random.below(live.length)]!;
          live = live.filter((one) => one !== gone);
          changes.push({ kind: "-D", row: values(gone) });
        }
        live.push(row);
        changes.push({ row: values(row) });
      }
      const below = input(schema, { kind: "retract" });
      const keys = [...new Set(live.map((row) => row.key))];
      const group: Plan = {
        ...windowed({ kind: "tumble", timeColumn: 0, sizeMs: 1, offsetMs: 0 }),
        kind: "aggregate",
        input: below,
        keys: [1],
        aggregates: calls,
        schema: columns({ key: types.text, ...Object.fromEntries(calls.map((call, index) => [`a${index}`, call.type])) }),
        changelog: { kind: "retract" },
      };
      const groups = keys.map((key) => [key, ...answer(live.filter((row) => row.key === key))]);
      // Which of equal values LAST_VALUE loses is tested elsewhere.
      const withoutLast = (rows: readonly unknown[][]): string[] => sorted(rows.map((row) => row.filter((_, index) => index !== 4)));
      expect(withoutLast(standing(rowsOf(run(group, changes))))).toEqual(withoutLast(groups));
      for (const [outputRank, from, to] of [
        [true, 1, 3],
        [false, 1, 3],
        [false, 2, 4],
        [true, 3, 3],
      ] as const) {
        const rank: Plan = {
          kind: "rank",
          input: below,
          partitionBy: [1],
          orderBy: [
            { column: 2, descending: true, nullsLast: true },
            { column: 0, descending: false, nullsLast: true },
            { column: 3, descending: false, nullsLast: true },
          ],
          from,
          to,
          outputRank,
          schema: outputRank ? [...schema, { name: "rank", type: types.bigint }] : schema,
          changelog: { kind: "retract" },
        };
        const best = keys.flatMap((key) => {
          const rows = live.filter((row) => row.key === key);
          rows.sort((left, right) => right.value - left.value || left.time - right.time || (left.text < right.text ? -1 : 1));
          const ranked = rows.map((row, index) => [row.time, row.key, row.value, row.text, ...(outputRank ? [index + 1] : [])]);
          return ranked.slice(from - 1, to);
        });
        expect(sorted(standing(rowsOf(run(rank, changes)))), `seed ${seed}`).toEqual(sorted(best));
      }
    }
  });
});
