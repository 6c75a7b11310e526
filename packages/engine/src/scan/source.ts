// A scan: record batches in, batches of columns out, with the filters and projections that stand right above it done
// in the same pass. `compileSource` makes what all partitions share: decoder, generated loop, column arrays.
import { assert } from "@millrace/core";
import type { Expression, ScanField, ScanNode, SqlType } from "@millrace/sql";
import { createLoop } from "../calc/loop.ts";
import type { CalcNode } from "../calc/loop.ts";
import { batchRows } from "../columns/batch.ts";
import type { Batch, ColumnData } from "../columns/batch.ts";
import { createColumn, physicalOf } from "../columns/create.ts";
import { createDecoder } from "./format.ts";
import { createMetadata } from "./metadata.ts";
import type { MetadataField } from "./metadata.ts";
import { Reader } from "./reader.ts";

/** Where the rows of a batch came from. Positions are valid during the push call only. */
export interface RecordLocator {
  partition: number;
  offset(origin: number): number;
  timestampMs(origin: number): number;
  key(origin: number): Uint8Array | null;
  value(origin: number): Uint8Array | null;
}

export interface BadRecord {
  partition: number;
  offset: number;
  timestampMs: number;
  key: Uint8Array | null;
  value: Uint8Array | null;
  code: string;
  /** With the field's name and the byte position. */
  reason: string;
}

export interface SourceOutput {
  push(batch: Batch, records: RecordLocator): void;
  bad(record: BadRecord): void;
}

export interface PartitionReader {
  /** Greatest watermark so far of this partition, -Infinity at first; set it when restoring. */
  watermarkMs: number;
  /** Records decoded, bytes of them, and the greatest time value (with a watermark) or record timestamp seen. */
  readonly rows: number;
  readonly bytes: number;
  readonly newestMs: number | null;
  /**
   * Decodes whole record batches as the log returned them, records before `fromOffset` skipped, none at or past
   * `toOffset`; returns the next offset. Control batches are skipped. Throws for bytes that are no record batches.
   */
  read(bytes: Uint8Array, fromOffset: number, toOffset: number, output: SourceOutput): number;
}

export interface CompiledSource {
  open(partition: number): PartitionReader;
}

interface Split {
  /** Schema of what is decoded and what is taken from the record, in the order of `inputs`. */
  readonly inputs: SqlType[];
  readonly columns: ColumnData[];
  readonly physical: { readonly name: string; readonly position: number; readonly type: SqlType; readonly column: ColumnData }[];
  readonly metadata: MetadataField[];
  /** The scan's schema: inputs by index, or expressions over the fields before. */
  readonly fields: (number | Expression)[];
}

function split(fields: readonly ScanField[]): Split {
  const result: Split = { inputs: [], columns: [], physical: [], metadata: [], fields: [] };
  for (const field of fields) {
    if (field.kind === "computed") {
      result.fields.push(field.expression);
      continue;
    }
    const column = createColumn(physicalOf(field.type));
    result.fields.push(result.inputs.length);
    result.inputs.push(field.type);
    result.columns.push(column);
    if (field.kind === "physical") result.physical.push({ ...field, column });
    else result.metadata.push({ key: field.key, header: field.header, type: field.type, column });
  }
  return result;
}

/** `steps`: filters and projections above the scan, bottom first. */
export function compileSource(scan: ScanNode, steps: readonly CalcNode[], options: { readonly timeZone: string }): CompiledSource {
  const { inputs, columns, physical, metadata, fields } = split(scan.fields);
  assert(fields.length === scan.schema.length, "a scan has one field for each column of its schema");
  const upsertKey = scan.changelog.kind === "upsert" ? scan.changelog.key : null;
  const decoder = createDecoder(scan.table, physical, upsertKey !== null);
  const loop = createLoop({ inputs, fields, watermark: scan.watermark, steps, timeZone: options.timeZone });
  const batch: Batch = {
    rows: 0,
    columns,
    kinds: upsertKey === null ? null : new Uint8Array(batchRows),
    watermarks: null,
    watermark: -Infinity,
    origin: Int32Array.from({ length: batchRows }, (_, row) => row),
  };
  const timeField = scan.watermark === null ? undefined : fields[scan.watermark.timeColumn];
  const shared = {
    table: scan.table,
    decoder,
    loop,
    batch,
    metadata: createMetadata(metadata, scan.table.topic),
    time: typeof timeField === "number" ? columns[timeField]! : null,
  };
  return { open: (partition) => new Reader(shared, partition) };
}
