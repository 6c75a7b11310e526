// For tests of operators: rows as plain values in, rows as plain values out, with every freedom that the contract
// leaves to the caller (where batches end, when state is saved and restored) chosen by the test.
import type { Column, Plan, SqlType, Value } from "@millrace/sql";
import { RowKind, rowKindNames } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import { ColumnWriter } from "../columns/builder.ts";
import { valueAt } from "../columns/value.ts";
import { createState } from "../state/memory.ts";
import type { RootState } from "../state/memory.ts";
import { pageBytes } from "../state/region.ts";
import { createOperator } from "./create.ts";
import type { Operator } from "./operator.ts";

export type Kind = (typeof rowKindNames)[number];

/** A row with the watermark before it; or a watermark alone. Plain values: numbers for BIGINT and times in ms. */
export type Event =
  | { readonly kind?: Kind; readonly row: readonly unknown[]; readonly watermark?: number; readonly port?: number }
  | { readonly watermark: number; readonly port?: number };

export const types = {
  int: { kind: "INTEGER", nullable: true },
  bigint: { kind: "BIGINT", nullable: true },
  double: { kind: "DOUBLE", nullable: true },
  float: { kind: "FLOAT", nullable: true },
  bool: { kind: "BOOLEAN", nullable: true },
  text: { kind: "VARCHAR", length: 2_147_483_647, nullable: true },
  time: { kind: "TIMESTAMP", precision: 3, nullable: true },
  rowtime: { kind: "TIMESTAMP", precision: 3, nullable: true, rowtime: true },
  localTime: { kind: "TIMESTAMP_LTZ", precision: 3, nullable: true, rowtime: true },
} as const satisfies Record<string, SqlType>;

export const decimal = (precision: number, scale: number): SqlType => ({ kind: "DECIMAL", precision, scale, nullable: true });

export const columns = (fields: Readonly<Record<string, SqlType>>): Column[] =>
  Object.entries(fields).map(([name, type]) => ({ name, type }));

/** A leaf with this schema, for plans that stand above it. */
export const input = (schema: readonly Column[], changelog: Plan["changelog"] = { kind: "append" }): Plan => ({
  kind: "values",
  rows: [],
  schema,
  changelog,
});

function write(writer: ColumnWriter, at: number, value: unknown): void {
  if (value === null || value === undefined) writer.null(at);
  else if (typeof value === "bigint") writer.exact(at, value);
  else if (typeof value === "number") writer.number(at, value);
  else if (typeof value === "boolean") writer.number(at, Number(value));
  else if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    writer.bytes(at, bytes, 0, bytes.length);
  } else if (typeof value === "object" && "ms" in value && "nanos" in value) writer.time(at, Number(value.ms), Number(value.nanos));
  else writer.any(at, value);
}

export function batchOf(schema: readonly Column[], rows: readonly Extract<Event, { row: unknown }>[], before: number): Batch {
  const writers = schema.map((column) => new ColumnWriter(column.type, Math.max(1, rows.length)));
  const watermarks = new Float64Array(rows.length);
  const kinds = new Uint8Array(rows.length);
  let watermark = before;
  for (const [at, event] of rows.entries()) {
    watermark = Math.max(watermark, event.watermark ?? -Infinity);
    watermarks[at] = watermark;
    kinds[at] = rowKindNames.indexOf(event.kind ?? "+I");
    for (const [index, writer] of writers.entries()) write(writer, at, event.row[index]);
  }
  return {
    rows: rows.length,
    columns: writers.map((writer) => writer.column),
    kinds: kinds.some((kind) => kind !== RowKind.insert) ? kinds : null,
    watermarks,
    watermark: watermarks[0] ?? before,
    origin: Int32Array.from(rows, (_, index) => index),
  };
}

/** As a person writes it: bigints and times as numbers where they fit. */
export function plain(value: Value): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === "object" && value !== null && "ms" in value) return value.nanos === 0 ? value.ms : value;
  return value;
}

export type Out = readonly [Kind, ...unknown[]] | readonly ["watermark", number] | readonly ["late", number];

export interface RunOptions {
  readonly timeZone?: string;
  /** How many rows the next batch takes; without it, as many as come in a run. */
  readonly batchSize?: () => number;
  /** Whether to save all state and go on with a new operator here. */
  readonly restart?: () => boolean;
  readonly state?: RootState;
}

/** Everything an operator emits for these events, in order. Watermarks that repeat are left out. */
export function run(node: Plan, events: readonly Event[], options: RunOptions = {}): Out[] {
  const out: Out[] = [];
  const schemas = "inputs" in node ? node.inputs.map((plan) => plan.schema) : "input" in node ? [node.input.schema] : [[]];
  const watermarks = schemas.map(() => -Infinity);
  let state = options.state ?? createState();
  let operator = open();

  function open(): Operator {
    return createOperator(node, {
      state: state.scope("operator"),
      timeZone: options.timeZone ?? "UTC",
      late: (batch, row, windowEndMs) => {
        out.push(["late", windowEndMs]);
        if (row >= batch.rows) throw new Error("a late row is a row of its batch");
      },
      output: {
        push: (batch) => {
          for (let row = 0; row < batch.rows; row++) {
            const kind = rowKindNames[batch.kinds === null ? 0 : batch.kinds[row]!]!;
            out.push([kind, ...batch.columns.map((column, index) => plain(valueAt(column, node.schema[index]!.type, row)))]);
          }
        },
        watermark: (ms) => {
          const last = out.findLast((entry) => entry[0] === "watermark");
          if (last?.[1] !== ms) out.push(["watermark", ms]);
        },
      },
    });
  }

  // As a checkpoint does it: only dirty pages are copied, so a write that does not mark its page is lost.
  const saved = new Map<string, Uint8Array>();

  function reopen(): void {
    const next = createState();
    for (const { path, buffer, dirty } of state.regions()) {
      const bytes = new Uint8Array(buffer.byteLength);
      bytes.set((saved.get(path) ?? bytes).subarray(0, bytes.length));
      for (const [page, changed] of dirty.entries())
        if (changed === 1) bytes.set(new Uint8Array(buffer, page * pageBytes, pageBytes), page * pageBytes);
      saved.set(path, bytes);
      next.restore(path, bytes.slice());
    }
    state = next;
    operator = open();
  }

  for (let at = 0; at < events.length;) {
    if (options.restart?.() === true) reopen();
    const event = events[at]!;
    const port = event.port ?? 0;
    const before = watermarks[port]!;
    if (!("row" in event)) {
      watermarks[port] = Math.max(before, event.watermark);
      operator.watermark(port, watermarks[port]);
      at++;
      continue;
    }
    const rows: Extract<Event, { row: unknown }>[] = [];
    const limit = options.batchSize?.() ?? Infinity;
    while (at < events.length && rows.length < limit) {
      const next = events[at]!;
      if (!("row" in next) || (next.port ?? 0) !== port) break;
      rows.push(next);
      at++;
    }
    const batch = batchOf(schemas[port]!, rows, before);
    watermarks[port] = batch.watermarks![rows.length - 1]!;
    operator.push(port, batch);
  }
  return out;
}

/** Only the rows: what most tests compare. */
export const rowsOf = (out: readonly Out[]): Out[] => out.filter((entry) => entry[0] !== "watermark" && entry[0] !== "late");

/** The late rows; when they are told, relative to the rows emitted, depends on batches. */
export const lateOf = (out: readonly Out[]): Out[] => out.filter((entry) => entry[0] === "late");
