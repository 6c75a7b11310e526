// The reference engine: a plan and the records of its topics in, the sequence of rows out. It does one row at a time
// through plain objects and is as slow as it looks; it is the judge of the engine, so being obvious is all it is for.
import type { Plan, ScanNode, Value } from "@millrace/sql";
import { RowFailure } from "./cast.ts";
import { evaluate } from "./expression.ts";
import { aggregate } from "./nodes/aggregate.ts";
import type { Context, Node, Output } from "./nodes/node.ts";
import { normalize } from "./nodes/normalize.ts";
import { rank } from "./nodes/rank.ts";
import { scan, type RecordRow, type Scan } from "./nodes/scan.ts";
import { union } from "./nodes/union.ts";
import { windowTable } from "./nodes/window.ts";
import { windowAggregate } from "./nodes/windowAggregate.ts";
import { windowRank } from "./nodes/windowRank.ts";
import type { Kind, Origin, Row } from "./row.ts";

export type { RecordRow } from "./nodes/scan.ts";

/** A record of some topic; the order of the list is the order of reading. */
export interface TopicRecord extends RecordRow {
  readonly topic: string;
}

export interface RunOptions {
  readonly timeZone?: string;
  /** Partitions of each topic, those without a record too. Left out: those that occur. */
  readonly partitions?: ReadonlyMap<string, number>;
  /** False: the input stops but does not end, so open windows stay open. */
  readonly end?: boolean;
}

export interface RunResult {
  readonly rows: readonly (readonly [Kind, ...Value[]])[];
  readonly late: readonly { readonly origin: Origin | undefined; readonly values: readonly Value[]; readonly windowEndMs: number }[];
  /** Without an origin: a row that was made from several had no value for an expression. */
  readonly bad: readonly { readonly origin: Origin | undefined; readonly reason: string }[];
}

export function run(plan: Plan, records: readonly TopicRecord[], options: RunOptions = {}): RunResult {
  return runAll([plan], records, options)[0]!;
}

/** Several plans over the same records, e.g. of a statement set. */
export function runAll(plans: readonly Plan[], records: readonly TopicRecord[], options: RunOptions = {}): RunResult[] {
  const jobs = plans.map((plan) => prepare(plan, records, options));
  for (const job of jobs) for (const values of job.values) values();
  for (const record of records) for (const job of jobs) job.record(record);
  if (options.end !== false) for (const job of jobs) job.end();
  return jobs.map((job) => job.result);
}

interface Job {
  readonly result: RunResult;
  readonly values: readonly (() => void)[];
  record(record: TopicRecord): void;
  end(): void;
}

function prepare(plan: Plan, records: readonly TopicRecord[], options: RunOptions): Job {
  const rows: [Kind, ...Value[]][] = [];
  const late: RunResult["late"][number][] = [];
  const bad: RunResult["bad"][number][] = [];
  const context: Context = {
    timeZone: options.timeZone ?? "UTC",
    late: (row, windowEndMs) => void late.push({ origin: row.origin, values: row.values, windowEndMs }),
    failed: (row, error) => void bad.push({ origin: row.origin, reason: error.message }),
  };
  const scans: Scan[] = [];
  const values: (() => void)[] = [];
  const addScan = (node: ScanNode, output: Output): void => {
    const { topic } = node.table;
    const seen = new Set(records.filter((record) => record.topic === topic).map((record) => record.partition));
    const partitions =
      options.partitions?.has(topic) === true ? Array.from({ length: options.partitions.get(topic)! }, (_, index) => index) : [...seen];
    scans.push(scan(node, { timeZone: context.timeZone, partitions }, output));
  };
  const sink: Output = { row: (row) => void rows.push([row.kind, ...row.values]), watermark: () => undefined };
  build(plan, context, { addScan, values }, sink);
  return {
    result: { rows, late, bad },
    values,
    record(record) {
      for (const group of readTogether(scans.filter((one) => one.plan.table.topic === record.topic))) {
        const reason = group.map((one) => one.fault(record)).find((found) => found !== null);
        if (reason === undefined) for (const one of group) one.record(record);
        else bad.push({ origin: { topic: record.topic, partition: record.partition, offset: record.offset }, reason });
      }
    },
    end: () => scans.forEach((one) => one.end()),
  };
}

/**
 * Scans of one table with one watermark are one read of it, as in Flink: of all columns that any of them needs. So a
 * record that is bad for one of them is bad for all.
 */
function readTogether(scans: readonly Scan[]): Scan[][] {
  const tables = Map.groupBy(scans, ({ plan }) => JSON.stringify(plan.table));
  return [...tables.values()].flatMap((group) => {
    const together = group.every(({ plan }) => plan.changelog.kind === "append" && watermarkText(plan) === watermarkText(group[0]!.plan));
    return together ? [group] : group.map((one) => [one]);
  });
}

/** The watermark with columns by name. */
function watermarkText({ watermark, schema }: ScanNode): string {
  if (watermark === null) return "none";
  return JSON.stringify({ ...watermark, timeColumn: schema[watermark.timeColumn]!.name }, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : isColumn(value) ? schema[value.index]!.name : value,
  );
}

const isColumn = (value: unknown): value is { readonly index: number } =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "column";

interface Sources {
  readonly addScan: (node: ScanNode, output: Output) => void;
  readonly values: (() => void)[];
}

const toPort = (node: Node, port: number): Output => ({ row: (row) => node.row(port, row), watermark: (ms) => node.watermark(port, ms) });

/** Sets up what makes the rows of `plan` and gives them to `output`. */
function build(plan: Plan, context: Context, sources: Sources, output: Output): void {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others have one input, and are made by nodeOf
  switch (plan.kind) {
    case "scan":
      return sources.addScan(plan, output);
    case "values":
      return void sources.values.push(() => {
        for (const values of plan.rows) output.row({ kind: "+I", values });
        output.watermark(Infinity);
      });
    case "union": {
      const node = union(plan.inputs.length, output);
      return plan.inputs.forEach((input, port) => build(input, context, sources, toPort(node, port)));
    }
    default:
      build(plan.input, context, sources, toPort(nodeOf(plan, context, output), 0));
  }
}

function nodeOf(plan: Exclude<Plan, { kind: "scan" | "values" | "union" }>, context: Context, output: Output): Node {
  switch (plan.kind) {
    case "filter":
      return perRow(context, output, (row) => (evaluate(plan.condition, row.values, context.timeZone) === true ? row : null));
    case "project":
      return perRow(context, output, (row) => ({
        ...row,
        values: plan.expressions.map((expression) => evaluate(expression, row.values, context.timeZone)),
      }));
    case "window":
      return windowTable(plan, context, output);
    case "aggregate":
      return aggregate(plan, output);
    case "windowAggregate":
      return windowAggregate(plan, context, output);
    case "rank":
      return plan.window === undefined ? rank(plan, output) : windowRank(plan, context, output);
    case "normalize":
      return normalize(plan.key, output);
  }
}

/** One row in, one or none out. A row that an expression has no value for is bad. */
function perRow(context: Context, output: Output, change: (row: Row) => Row | null): Node {
  return {
    row(_, row) {
      let changed: Row | null;
      try {
        changed = change(row);
      } catch (error) {
        if (!(error instanceof RowFailure)) throw error;
        return context.failed(row, error);
      }
      if (changed !== null) output.row(changed);
    },
    watermark: (_, ms) => output.watermark(ms),
  };
}
