// For tests of jobs: plans by hand (the SQL package makes them in real life), topics filled and read, and a runtime
// on a log in memory.
import { seeded, systemClock } from "@millrace/core";
import type { Log } from "@millrace/log";
import { decodeRecords, encodeBatch } from "@millrace/log";
import type { Column, Expression, JobPlan, Plan, ScanField, ScanNode, SqlType, TableDefinition } from "@millrace/sql";

export const text: SqlType = { kind: "VARCHAR", length: 2_147_483_647, nullable: true };
export const bigint: SqlType = { kind: "BIGINT", nullable: true };
export const rowtime: SqlType = { kind: "TIMESTAMP", precision: 3, nullable: true, rowtime: true };
export const time: SqlType = { kind: "TIMESTAMP", precision: 3, nullable: true };

export const columnOf = (plan: Plan, name: string): Extract<Expression, { kind: "column" }> => {
  const index = plan.schema.findIndex((column) => column.name === name);
  return { kind: "column", index, type: plan.schema[index]!.type };
};

export function table(name: string, physical: readonly Column[], more: Partial<TableDefinition> = {}): TableDefinition {
  return {
    name,
    topic: name,
    connector: "millrace",
    format: "json",
    physical,
    primaryKey: null,
    options: {},
    startup: { kind: "earliest" },
    bounded: { kind: "unbounded" },
    ...more,
  };
}

const interval: SqlType = { kind: "INTERVAL_DAY_TIME", nullable: false };

/** A scan of all columns; the first rowtime column carries the watermark. */
export function scan(definition: TableDefinition, delayMs = 0, idleTimeoutMs = 0): ScanNode {
  const schema = definition.physical;
  const timeColumn = schema.findIndex(({ type }) => type.kind === "TIMESTAMP" && type.rowtime === true);
  const expression: Expression = {
    kind: "call",
    function: "minus",
    arguments: [
      { kind: "column", index: timeColumn, type: rowtime },
      { kind: "literal", value: delayMs, type: interval },
    ],
    type: time,
  };
  return {
    kind: "scan",
    schema,
    changelog: { kind: "append" },
    table: definition,
    fields: schema.map(({ name, type }, position): ScanField => ({ kind: "physical", name, position, type })),
    watermark: timeColumn < 0 ? null : { timeColumn, expression, delayMs, idleTimeoutMs },
  };
}

/** COUNT(*) by keys in tumbling windows: keys, count, window_start. */
export function tumbleCount(input: Plan, sizeMs: number, keys: readonly string[]): Plan {
  const timeColumn = input.schema.findIndex(({ type }) => type.kind === "TIMESTAMP" && type.rowtime === true);
  const count: SqlType = { kind: "BIGINT", nullable: false };
  const start: SqlType = { kind: "TIMESTAMP", precision: 3, nullable: false };
  const indexes = keys.map((name) => columnOf(input, name).index);
  return {
    kind: "windowAggregate",
    input,
    window: { kind: "tumble", timeColumn, sizeMs, offsetMs: 0 },
    keys: indexes,
    aggregates: [{ function: "count", distinct: false, type: count }],
    properties: ["window_start"],
    schema: [...indexes.map((index) => input.schema[index]!), { name: "plays", type: count }, { name: "window_start", type: start }],
    changelog: { kind: "append" },
  };
}

/** COUNT(*) by keys: a changelog. */
export function groupCount(input: Plan, keys: readonly string[]): Plan {
  const count: SqlType = { kind: "BIGINT", nullable: false };
  const indexes = keys.map((name) => columnOf(input, name).index);
  return {
    kind: "aggregate",
    input,
    keys: indexes,
    aggregates: [{ function: "count", distinct: false, type: count }],
    schema: [...indexes.map((index) => input.schema[index]!), { name: "plays", type: count }],
    changelog: { kind: "retract", key: indexes.map((_, index) => index) },
  };
}

export function jobPlan(...sinks: readonly (readonly [TableDefinition, Plan])[]): JobPlan {
  return { sinks: sinks.map(([table, plan]) => ({ table, plan })), timeZone: "UTC", options: {} };
}

export interface Published {
  readonly value: string;
  readonly key?: string;
  readonly timestampMs?: number;
}

export async function publish(log: Log, topic: string, records: readonly Published[], partition = 0, batchRecords = 100): Promise<void> {
  for (let from = 0; from < records.length; from += batchRecords) {
    await log.append(topic, partition, encodeBatch({ records: records.slice(from, from + batchRecords) }));
  }
}

export interface ReadRecord {
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly timestampMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

const decoder = new TextDecoder();
const textOf = (bytes: Uint8Array | undefined): string | null => (bytes === undefined ? null : decoder.decode(bytes));

/** All records of a topic-partition; none when there is no such topic. */
export async function readAll(log: Log, topic: string, partition = 0): Promise<ReadRecord[]> {
  if (log.topic(topic) === undefined) return [];
  const records: ReadRecord[] = [];
  for (let offset = log.offsets(topic, partition).start; offset < log.offsets(topic, partition).end;) {
    const { bytes } = await log.read(topic, partition, offset, { maxBytes: 1 << 20 });
    for (const record of decodeRecords(bytes)) {
      if (record.offset < offset) continue;
      const headers = Object.fromEntries(record.headers.map(({ key, value }) => [key, textOf(value) ?? ""]));
      records.push({
        offset: record.offset,
        key: textOf(record.key),
        value: textOf(record.value),
        timestampMs: record.timestampMs,
        headers,
      });
    }
    offset = records.at(-1)!.offset + 1;
  }
  return records;
}

export const values = async (log: Log, topic: string): Promise<unknown[]> =>
  (await readAll(log, topic)).map(({ value }) => (value === null ? null : (JSON.parse(value) as unknown)));

/** Resolves when the condition holds; fails after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = systemClock.monotonic() + 10_000;
  while (!(await condition())) {
    if (systemClock.monotonic() > deadline) throw new Error(`${what} did not come within ten seconds`);
    await systemClock.sleep(2);
  }
}

export const random = () => seeded(7);
