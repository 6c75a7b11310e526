// What every operator owes (operator.ts): the rows it emits, and their order, do not depend on where batches end, and
// an operator restored from its regions goes on as if nothing had happened.
import { seeded } from "@millrace/core";
import type { Random } from "@millrace/core";
import type { AggregateCall, Plan, WindowSpec } from "@millrace/sql";
import { describe, expect, it } from "vitest";
import { columns, decimal, input, lateOf, rowsOf, run, types } from "./testing.ts";
import type { Event } from "./testing.ts";

const schema = columns({
  time: types.rowtime,
  key: types.text,
  int: types.int,
  long: types.bigint,
  price: decimal(20, 2),
  real: types.double,
  text: types.text,
  flag: types.bool,
});

const call = (name: AggregateCall["function"], argument: number, type = schema[argument]!.type, distinct = false): AggregateCall => ({
  function: name,
  argument,
  distinct,
  type,
});

const calls: AggregateCall[] = [
  { function: "count", distinct: false, type: types.bigint },
  { ...call("sum", 2), filter: 7 },
  call("sum", 3),
  call("sum", 4, decimal(38, 2)),
  call("avg", 5),
  call("min", 6),
  call("max", 3),
  call("max", 6),
  call("first_value", 6),
  call("last_value", 5),
  call("count", 6, types.bigint, true),
  call("sum", 2, types.int, true),
];
const results = Object.fromEntries(calls.map((one, index) => [`a${index}`, one.type]));
const bounds = { window_start: types.time, window_end: types.time, window_time: types.rowtime };
const append = { kind: "append" } as const;
const retract = { kind: "retract" } as const;
const source = input(schema);
const changing = input(schema, retract);

const windowed = (window: WindowSpec, below = source, keys = [1]): Plan => ({
  kind: "windowAggregate",
  input: below,
  window,
  keys,
  aggregates: calls,
  properties: ["window_start", "window_end", "window_time"],
  schema: [...keys.map((key) => schema[key]!), ...columns({ ...results, ...bounds })],
  changelog: append,
});

const tumble: WindowSpec = { kind: "tumble", timeColumn: 0, sizeMs: 20, offsetMs: 3 };
const hop: WindowSpec = { kind: "hop", timeColumn: 0, sizeMs: 30, slideMs: 10, offsetMs: 0 };
const cumulate: WindowSpec = { kind: "cumulate", timeColumn: 0, sizeMs: 30, stepMs: 10, offsetMs: 0 };
const session: WindowSpec = { kind: "session", timeColumn: 0, gapMs: 6, partitionBy: [1] };

const withWindow = (window: WindowSpec): Plan => ({
  kind: "window",
  input: source,
  window,
  schema: [...schema, ...columns(bounds)],
  changelog: append,
});

const aggregate = (below: Plan, keys: number[]): Plan => ({
  kind: "aggregate",
  input: below,
  keys,
  aggregates: calls,
  schema: [...keys.map((key) => schema[key]!), ...columns(results)],
  changelog: retract,
});

const rank = (below: Plan, from: number, to: number, outputRank: boolean): Plan => ({
  kind: "rank",
  input: below,
  partitionBy: [1],
  orderBy: [
    { column: 6, descending: true, nullsLast: true },
    { column: 2, descending: false, nullsLast: false },
  ],
  from,
  to,
  outputRank,
  schema: outputRank ? [...schema, { name: "rank", type: types.bigint }] : schema,
  changelog: retract,
});

const deduplicate = (descending: boolean): Plan => ({
  kind: "rank",
  input: source,
  partitionBy: [1],
  orderBy: [{ column: 0, descending, nullsLast: false }],
  from: 1,
  to: 1,
  outputRank: false,
  schema,
  changelog: retract,
});

const plans: Record<string, Plan> = {
  tumble: windowed(tumble),
  "tumble, two keys": windowed(tumble, source, [1, 2]),
  "tumble without keys": windowed(tumble, source, []),
  "tumble over changes": windowed(tumble, changing),
  hop: windowed(hop),
  "hop over changes": windowed(hop, changing),
  cumulate: windowed(cumulate),
  session: windowed(session),
  "session over changes": windowed(session, changing),
  "window function": withWindow(hop),
  "session function": withWindow(session),
  aggregate: aggregate(source, [1]),
  "aggregate over changes": aggregate(changing, [1]),
  "aggregate without keys": aggregate(changing, []),
  "rank with number": rank(source, 1, 3, true),
  "rank without number": rank(source, 1, 3, false),
  "rank from two": rank(source, 2, 4, false),
  "rank of changes with number": rank(changing, 1, 3, true),
  "rank of changes": rank(changing, 1, 2, false),
  "keep first": deduplicate(false),
  "keep last": deduplicate(true),
  normalize: { kind: "normalize", input: input(schema, { kind: "upsert", key: [1] }), key: [1], schema, changelog: retract },
};

const texts = ["", "a", "ab", "é", "zz", "a much longer text than any inline form would take, so that blocks are replaced"];

function randomRow(random: Random, time: number): unknown[] {
  const maybe = (value: unknown): unknown => (random.below(6) === 0 ? null : value);
  return [
    random.below(40) === 0 ? null : time,
    maybe(texts[random.below(4)]),
    maybe(random.below(5) - 2),
    maybe(random.below(8) === 0 ? 9_007_199_254_740_993n * BigInt(random.below(500)) : random.below(9)),
    maybe(random.below(8) === 0 ? 123_456_789_012_345_678n : random.below(400)),
    maybe(random.below(8) / 4),
    maybe(texts[random.below(texts.length)]),
    maybe(random.below(2) === 1),
  ];
}

/** Rows roughly in order of time; for plans over changes, rows that came before are taken back. */
function randomEvents(random: Random, changes: boolean, upserts: boolean): Event[] {
  const events: Event[] = [];
  const live: unknown[][] = [];
  let watermark = -Infinity;
  for (let at = 0; at < 90; at++) {
    const time = Math.floor(at * 1.3) + random.below(14) - 7;
    if (random.below(3) > 0) watermark = Math.max(watermark, time - 5 - random.below(6));
    if (changes && live.length > 0 && random.below(3) === 0) {
      const row = live.splice(random.below(live.length), 1)[0]!;
      events.push({ kind: random.below(2) === 0 ? "-U" : "-D", row, watermark });
    } else {
      const row = randomRow(random, time);
      live.push(row);
      events.push({ kind: upserts && random.below(5) === 0 ? "-D" : changes && random.below(3) === 0 ? "+U" : "+I", row, watermark });
    }
    if (random.below(15) === 0) events.push({ watermark: (watermark = Math.max(watermark, time - 6)) });
  }
  return [...events, { watermark: Infinity }];
}

describe.each(Object.entries(plans))("%s", (_name, plan) => {
  const changelog = "input" in plan ? plan.input.changelog.kind : "append";

  it("emits the same rows wherever batches end and state is restored", () => {
    for (let seed = 1; seed <= 3; seed++) {
      const events = randomEvents(seeded(seed), changelog === "retract", changelog === "upsert");
      const whole = run(plan, events);
      const random = seeded(seed * 7919);
      const pieces = run(plan, events, { batchSize: () => 1 + random.below(9) });
      const restored = run(plan, events, { batchSize: () => 1 + random.below(5), restart: () => random.below(6) === 0 });
      expect(rowsOf(whole).length, `seed ${seed}`).toBeGreaterThan(0);
      expect(rowsOf(pieces), `seed ${seed}, in pieces`).toEqual(rowsOf(whole));
      expect(rowsOf(restored), `seed ${seed}, restored`).toEqual(rowsOf(whole));
      expect(lateOf(restored)).toEqual(lateOf(whole));
    }
  });
});
