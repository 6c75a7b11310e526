// How fast the generated scan is beside JSON.parse: events and MB per second of CPU (so that a busy machine
// measures the same). `node benchmarks/engine/scan.ts [events]`.
import type { Column, Expression, Plan, ScanNode, SqlType } from "@millrace/sql";
import { compileSource } from "../../packages/engine/src/scan/source.ts";
import type { CalcNode } from "../../packages/engine/src/calc/loop.ts";
import { events } from "./scan-events.ts";
import { plainProgram } from "./scan-plain.ts";

const text: SqlType = { kind: "VARCHAR", length: 2_147_483_647, nullable: true };
const integer: SqlType = { kind: "INTEGER", nullable: true };
const time: SqlType = { kind: "TIMESTAMP_LTZ", precision: 3, nullable: true, rowtime: true };
const physical: readonly Column[] = [
  { name: "event_time", type: time },
  { name: "device_id", type: text },
  { name: "session_id", type: text },
  { name: "event", type: text },
  { name: "title", type: text },
  { name: "country", type: text },
  { name: "bitrate", type: integer },
  { name: "position", type: integer },
];

export function scanOf(names: readonly string[]): ScanNode {
  const schema = names.map((name) => physical.find((column) => column.name === name)!);
  return {
    kind: "scan",
    schema,
    changelog: { kind: "append" },
    table: {
      name: "events",
      topic: "events",
      connector: "millrace",
      format: "json",
      physical,
      primaryKey: null,
      options: { "json.timestamp-format.standard": "ISO-8601" },
      startup: { kind: "earliest" },
      bounded: { kind: "unbounded" },
    },
    fields: schema.map(({ name, type }) => ({
      kind: "physical",
      name,
      position: physical.findIndex((column) => column.name === name),
      type,
    })),
    watermark: { timeColumn: 0, expression: { kind: "column", index: 0, type: time }, delayMs: 1000, idleTimeoutMs: 0 },
  };
}

function above(scan: Plan, column: number, least: number): CalcNode {
  const condition: Expression = {
    kind: "call",
    function: "gt",
    type: { kind: "BOOLEAN", nullable: true },
    arguments: [
      { kind: "column", index: column, type: integer },
      { kind: "literal", value: least, type: integer },
    ],
  };
  return { kind: "filter", input: scan, schema: scan.schema, changelog: scan.changelog, condition };
}

export function runScan(chunks: readonly Uint8Array[], names: readonly string[], filtered: boolean): number {
  const scan = scanOf(names);
  const reader = compileSource(scan, filtered ? [above(scan, names.indexOf("bitrate"), 1000)] : [], { timeZone: "UTC" }).open(0);
  let rows = 0;
  let offset = 0;
  const output = {
    push: (batch: { rows: number }) => void (rows += batch.rows),
    bad: (record: { reason: string }) => {
      throw new Error(record.reason);
    },
  };
  for (const chunk of chunks) offset = reader.read(chunk, offset, Number.MAX_SAFE_INTEGER, output);
  return rows;
}

function measure(name: string, count: number, bytes: number, run: () => unknown): void {
  run();
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const start = process.cpuUsage();
    run();
    const used = process.cpuUsage(start);
    best = Math.min(best, (used.user + used.system) / 1e6);
  }
  console.log(
    `${name.padEnd(44)} ${(count / best / 1e6).toFixed(2).padStart(6)} M events/s ${(bytes / best / 1e6).toFixed(0).padStart(6)} MB/s`,
  );
}

if (import.meta.main) {
  const count = Number(process.argv[2] ?? 500_000);
  const chunks = events(count);
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  console.log(`${count} events of ${Math.round(bytes / count)} bytes with their headers`);
  measure("scan, 3 of 8 fields", count, bytes, () => runScan(chunks, ["event_time", "country", "bitrate"], false));
  measure("scan, 3 of 8 fields, filtered", count, bytes, () => runScan(chunks, ["event_time", "country", "bitrate"], true));
  measure("scan, 8 of 8 fields", count, bytes, () =>
    runScan(
      chunks,
      physical.map(({ name }) => name),
      false,
    ),
  );
  measure("JSON.parse and Map, filtered and grouped", count, bytes, () => plainProgram(chunks));
}
