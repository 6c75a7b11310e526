// Rows a second of CPU time through single operators, on batches decoded beforehand: what state and aggregation cost alone.
//   node benchmarks/engine/operators.ts [millions of rows]
// 1,000 keys of about eight bytes, time rising by 1 ms every four rows with a jitter of 200 ms, windows of 10 s.
import { seeded } from "../../packages/core/src/index.ts";
import { batchRows } from "../../packages/engine/src/columns/batch.ts";
import type { Batch } from "../../packages/engine/src/columns/batch.ts";
import { ColumnWriter } from "../../packages/engine/src/columns/builder.ts";
import { createOperator } from "../../packages/engine/src/operators/create.ts";
import { columns, decimal, input, types } from "../../packages/engine/src/operators/testing.ts";
import { createState } from "../../packages/engine/src/state/memory.ts";
import type { AggregateCall, Plan, WindowSpec } from "../../packages/sql/src/index.ts";

const schema = columns({
  time: types.rowtime,
  key: types.text,
  value: types.int,
  long: types.bigint,
  price: decimal(10, 2),
  text: types.text,
});
const keyCount = 1000;
const batchCount = 64;
const bounds = { window_start: types.time, window_end: types.time };
const count: AggregateCall = { function: "count", distinct: false, type: types.bigint };
const sum: AggregateCall = { function: "sum", argument: 2, distinct: false, type: types.int };
const append = { kind: "append" } as const;
const retract = { kind: "retract" } as const;

const windowed = (window: WindowSpec, calls: AggregateCall[] = [count, sum], keys: number[] = [1]): Plan => ({
  kind: "windowAggregate",
  input: input(schema),
  window,
  keys,
  aggregates: calls,
  properties: ["window_start", "window_end"],
  schema: [
    ...keys.map((key) => schema[key]!),
    ...columns({ ...Object.fromEntries(calls.map((call, index) => [`a${index}`, call.type])), ...bounds }),
  ],
  changelog: append,
});
const tumble: WindowSpec = { kind: "tumble", timeColumn: 0, sizeMs: 10_000, offsetMs: 0 };

const plans: Record<string, Plan> = {
  "tumble count+sum by text": windowed(tumble),
  "tumble count+sum by bigint": windowed(tumble, [count, sum], [3]),
  "tumble count+sum by text and int": windowed(tumble, [count, sum], [1, 2]),
  "hop of 5 panes count+sum by text": windowed({ kind: "hop", timeColumn: 0, sizeMs: 10_000, slideMs: 2_000, offsetMs: 0 }),
  "tumble min+max text, decimal sum": windowed(tumble, [
    { function: "min", argument: 5, distinct: false, type: types.text },
    { function: "max", argument: 5, distinct: false, type: types.text },
    { function: "sum", argument: 4, distinct: false, type: decimal(38, 2) },
  ]),
  "tumble count distinct text by text": windowed(tumble, [{ function: "count", argument: 5, distinct: true, type: types.bigint }]),
  "session count+sum by text": windowed({ kind: "session", timeColumn: 0, gapMs: 2_000, partitionBy: [1] }),
  "group count+sum by text": {
    kind: "aggregate",
    input: input(schema),
    keys: [1],
    aggregates: [count, sum],
    schema: columns({ key: types.text, count: types.bigint, sum: types.int }),
    changelog: retract,
  },
  "top 10 by text": {
    kind: "rank",
    input: input(schema),
    partitionBy: [1],
    orderBy: [{ column: 2, descending: true, nullsLast: true }],
    from: 1,
    to: 10,
    outputRank: true,
    schema: [...schema, { name: "rank", type: types.bigint }],
    changelog: retract,
  },
  "keep last by text": {
    kind: "rank",
    input: input(schema),
    partitionBy: [1],
    orderBy: [{ column: 0, descending: true, nullsLast: true }],
    from: 1,
    to: 1,
    outputRank: false,
    schema,
    changelog: retract,
  },
};

function makeBatches(): Batch[] {
  const random = seeded(1);
  const encoder = new TextEncoder();
  return Array.from({ length: batchCount }, (_, number) => {
    const writers = schema.map((column) => new ColumnWriter(column.type));
    const watermarks = new Float64Array(batchRows);
    for (let row = 0; row < batchRows; row++) {
      const at = Math.floor((number * batchRows + row) / 4);
      watermarks[row] = at - 201;
      const key = random.below(keyCount);
      const text = encoder.encode(`user-${key}`);
      const other = encoder.encode(`page-${random.below(50)}`);
      writers[0]!.time(row, at - random.below(200), 0);
      writers[1]!.bytes(row, text, 0, text.length);
      writers[2]!.number(row, random.below(1000));
      writers[3]!.number(row, key);
      writers[4]!.number(row, random.below(100_000));
      writers[5]!.bytes(row, other, 0, other.length);
    }
    const batchColumns = writers.map((writer) => writer.column);
    return { rows: batchRows, columns: batchColumns, kinds: null, watermarks, watermark: watermarks[0]!, origin: null };
  });
}

/** Moves the times of all batches on, so that they may be pushed again. */
function shift(batches: readonly Batch[], ms: number): void {
  for (const batch of batches) {
    const [time] = batch.columns;
    if (time?.physical !== "time") continue;
    for (let row = 0; row < batch.rows; row++) {
      time.data[row] = time.data[row]! + ms;
      batch.watermarks![row] = batch.watermarks![row]! + ms;
    }
    batch.watermark = batch.watermarks![0]!;
  }
}

const millions = Number(process.argv[2] ?? 4);
const only = process.argv[3];
const batches = makeBatches();
const spanMs = (batchCount * batchRows) / 4;
for (const [name, plan] of Object.entries(plans)) {
  if (only !== undefined && !new RegExp(only, "u").test(name)) continue;
  const state = createState();
  let written = 0;
  let late = 0;
  const operator = createOperator(plan, {
    state,
    timeZone: "UTC",
    late: () => late++,
    output: { push: (batch) => (written += batch.rows), watermark: () => undefined },
  });
  let spentMs = 0;
  let rows = 0;
  let best = Infinity;
  while (rows < millions * 1e6) {
    // CPU time of this thread, so that a busy machine does not count.
    const began = process.threadCpuUsage();
    for (const batch of batches) operator.push(0, batch);
    const spent = process.threadCpuUsage(began);
    const ms = (spent.user + spent.system) / 1000;
    if (rows > 0) best = Math.min(best, ms);
    spentMs += ms;
    rows += batchCount * batchRows;
    shift(batches, spanMs);
  }
  const rate = rows / spentMs / 1000;
  const bestRate = (batchCount * batchRows) / best / 1000;
  process.stdout.write(
    `${name.padEnd(36)} ${rate.toFixed(1).padStart(6)} M rows/s (best ${bestRate.toFixed(1)}), ${written} rows out, ${late} late, state ${(state.bytes / 1024).toFixed(0)} KiB\n`,
  );
}
