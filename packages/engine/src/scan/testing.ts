// For tests: a scan over records given as values, its rows as plain values.
import type { Column, Expression, ScanField, ScanNode, SqlType, TableDefinition, Value } from "@millrace/sql";
import { encodeBatch } from "@millrace/log";
import type { BatchInput, RecordInput } from "@millrace/log";
import type { CalcNode } from "../calc/loop.ts";
import { rowKindNames } from "../columns/batch.ts";
import { valueAt } from "../columns/value.ts";
import { compileSource } from "./source.ts";
import type { BadRecord, PartitionReader } from "./source.ts";

export interface ScanSpec {
  readonly columns: Readonly<Record<string, SqlType>>;
  /** Columns that are not needed by the plan; default: all are. */
  readonly needed?: readonly string[];
  readonly format?: TableDefinition["format"];
  readonly options?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, Omit<Extract<ScanField, { kind: "metadata" }>, "kind">>>;
  readonly computed?: Readonly<Record<string, Expression>>;
  readonly primaryKey?: readonly string[];
  readonly watermark?: { readonly column: number; readonly delayMs?: number; readonly expression?: Expression };
}

export function scanNode(spec: ScanSpec): ScanNode {
  const physical: Column[] = Object.entries(spec.columns).map(([name, type]) => ({ name, type }));
  const needed = physical.filter(({ name }) => spec.needed?.includes(name) ?? true);
  const metadata = Object.entries(spec.metadata ?? {});
  const computed = Object.entries(spec.computed ?? {});
  const fields: ScanField[] = [
    ...needed.map((column) => ({ kind: "physical" as const, ...column, position: physical.indexOf(column) })),
    ...metadata.map(([, field]) => ({ kind: "metadata" as const, ...field })),
    ...computed.map(([, expression]) => ({ kind: "computed" as const, expression, type: expression.type })),
  ];
  const names = [...needed.map(({ name }) => name), ...metadata.map(([name]) => name), ...computed.map(([name]) => name)];
  const schema = fields.map(({ type }, index) => ({ name: names[index]!, type }));
  const { watermark, primaryKey } = spec;
  return {
    kind: "scan",
    schema,
    changelog: primaryKey === undefined ? { kind: "append" } : { kind: "upsert", key: primaryKey.map((name) => names.indexOf(name)) },
    table: {
      name: "t",
      topic: "t",
      connector: primaryKey === undefined ? "kafka" : "upsert-kafka",
      format: spec.format ?? "json",
      physical,
      primaryKey: primaryKey ?? null,
      options: spec.options ?? {},
      startup: { kind: "earliest" },
      bounded: { kind: "unbounded" },
    },
    fields,
    watermark:
      watermark === undefined
        ? null
        : {
            timeColumn: watermark.column,
            expression: watermark.expression ?? { kind: "column", index: watermark.column, type: schema[watermark.column]!.type },
            ...(watermark.delayMs === undefined ? {} : { delayMs: watermark.delayMs }),
            idleTimeoutMs: 0,
          },
  };
}

export interface Scanned {
  readonly kind: string;
  readonly values: readonly Value[];
  readonly watermark: number;
  readonly offset: number;
}

/** Reads and keeps everything; `reader` goes on where it stopped. */
export class Scan {
  readonly rows: Scanned[] = [];
  readonly bad: BadRecord[] = [];
  readonly reader: PartitionReader;
  next = 0;
  readonly #schema: readonly Column[];

  constructor(node: ScanNode, steps: readonly CalcNode[] = [], timeZone = "UTC") {
    this.reader = compileSource(node, steps, { timeZone }).open(3);
    this.#schema = steps.at(-1)?.schema ?? node.schema;
  }

  read(bytes: Uint8Array, toOffset: number = Number.MAX_SAFE_INTEGER): this {
    this.next = this.reader.read(bytes, this.next, toOffset, {
      push: (batch, records) => {
        for (let row = 0; row < batch.rows; row++) {
          this.rows.push({
            kind: rowKindNames[batch.kinds === null ? 0 : (batch.kinds[row] as 0)],
            values: this.#schema.map(({ type }, index) => valueAt(batch.columns[index]!, type, row)),
            watermark: batch.watermarks === null ? batch.watermark : batch.watermarks[row]!,
            offset: records.offset(batch.origin![row]!),
          });
        }
      },
      bad: (record) => this.bad.push(record),
    });
    return this;
  }

  get values(): (readonly Value[])[] {
    return this.rows.map(({ values }) => values);
  }

  get reasons(): string[] {
    return this.bad.map(({ reason }) => reason);
  }
}

export const batchOf = (
  records: readonly (string | Uint8Array | null | RecordInput)[],
  input: Omit<BatchInput, "records"> = {},
): Uint8Array =>
  encodeBatch({
    ...input,
    records: records.map((record) =>
      record === null || typeof record === "string" || record instanceof Uint8Array ? { value: record } : record,
    ),
  });

/** All of one batch of records. */
export const scanAll = (spec: ScanSpec, records: Parameters<typeof batchOf>[0], input?: Omit<BatchInput, "records">): Scan =>
  new Scan(scanNode(spec)).read(batchOf(records, input));
