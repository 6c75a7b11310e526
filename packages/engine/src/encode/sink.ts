// Rows into record batches (format v2). Of a table with a primary key +I and +U write the row, -D a tombstone; the key
// is the JSON of the key columns. -U writes nothing when the next row is the +U of the same key; alone (a filter took
// its +U away, or the new row has another key) it is a tombstone. Without a key, only +I can arrive.
//
// The timestamp of an output record is decided by the data, so that a replay writes the same bytes: the table's
// writable `timestamp` metadata column; else the row's event time (its rowtime column); else the watermark that the
// row was computed after; -1 ("none", in Kafka's terms) before there is a watermark.
import { KiB, assert } from "@millrace/core";
import type { MillraceError } from "@millrace/core";
import { batchHeaderBytes, writeHeader } from "@millrace/log";
import type { Column, TableDefinition } from "@millrace/sql";
import { RowKind } from "../columns/batch.ts";
import type { Batch, ColumnData } from "../columns/batch.ts";
import { OutputBytes, varintLength, varlongLength } from "./bytes.ts";
import { csvRowWriter, rawRowWriter } from "./csv.ts";
import { sinkErrors } from "./errors.ts";
import { jsonRowWriter } from "./json.ts";
import type { RowWriter } from "./json.ts";

export interface EncodedBatches {
  readonly partition: number;
  /** Whole record batches in a buffer of its own. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly records: number;
}

export interface RowEncoder {
  push(batch: Batch): void;
  /** Bytes that wait for `take`. */
  readonly bytes: number;
  readonly records: number;
  /** Empties the buffers. `nextSequence`: the sequence number of a partition's next record. */
  take(producer: { readonly id: number; readonly epoch: number }, nextSequence: (partition: number) => number): readonly EncodedBatches[];
}

/** A record batch is closed at whichever comes first. Far below Kafka's 1 MiB, so that one large row still fits. */
const batchBytesMost = 256 * KiB;
const batchRecordsMost = 4_000;
const sequenceMask = 0x7fff_ffff;

interface OpenBatch {
  readonly start: number;
  end: number;
  records: number;
  baseTimestampMs: number;
  maxTimestampMs: number;
}

/** A row that the table cannot hold; what it does not throw leaves the row out. */
export type RefuseRow = (batch: Batch, row: number, error: MillraceError, schema: readonly Column[]) => void;

export function createEncoder(table: TableDefinition, schema: readonly Column[], refuse: RefuseRow = stop): RowEncoder {
  return new Encoder(table, schema, refuse);
}

const stop: RefuseRow = (_batch, _row, error) => {
  throw error;
};

class Encoder implements RowEncoder {
  readonly #table: TableDefinition;
  readonly #schema: readonly Column[];
  readonly #refuse: RefuseRow;
  readonly #value: RowWriter;
  readonly #key: RowWriter | null;
  readonly #time: number;
  readonly #required: readonly number[];
  readonly #out = new OutputBytes();
  readonly #keyBytes = new OutputBytes();
  /** The key of a -U whose +U has not come yet, and the timestamp it would be deleted with. */
  readonly #heldKey = new OutputBytes();
  #held = false;
  #heldTimestampMs = -1;
  readonly #valueBytes = new OutputBytes();
  #batches: OpenBatch[] = [];
  records = 0;

  constructor(table: TableDefinition, schema: readonly Column[], refuse: RefuseRow) {
    this.#table = table;
    this.#refuse = refuse;
    this.#schema = schema;
    const physical = schema
      .slice(0, table.physical.length)
      .map((column, index) => ({ index, column: { ...column, name: table.physical[index]!.name } }));
    const writable = (table.writable ?? []).map(({ key }, index) => ({ key, index: table.physical.length + index }));
    this.#value = valueWriter(table, physical);
    this.#key = keyWriter(table, physical, writable.find(({ key }) => key === "key")?.index);
    const rowtime = schema.findIndex(({ type }) => "rowtime" in type && type.rowtime);
    this.#time = writable.find(({ key }) => key === "timestamp")?.index ?? rowtime;
    this.#required = table.physical.flatMap(({ type }, index) => (type.nullable ? [] : [index]));
  }

  get bytes(): number {
    return this.#out.position;
  }

  push(batch: Batch): void {
    for (let row = 0; row < batch.rows; row++) {
      const kind = batch.kinds === null ? RowKind.insert : batch.kinds[row]!;
      if (kind === RowKind.updateBefore) {
        this.#hold(batch, row);
        continue;
      }
      assert(kind === RowKind.insert || this.#table.primaryKey !== null, "a sink without a primary key gets rows that are only added");
      this.#row(batch, row, kind === RowKind.delete);
    }
  }

  #hold(batch: Batch, row: number): void {
    this.#settle();
    if (this.#table.primaryKey === null || this.#key === null) return;
    this.#heldKey.position = 0;
    this.#key(this.#heldKey, batch, row);
    this.#heldTimestampMs = this.#timestamp(batch, row);
    this.#held = true;
  }

  /** Deletes the key of a -U that stayed alone. */
  #settle(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#append(this.#heldTimestampMs, this.#heldKey, this.#heldKey.position, -1);
  }

  #row(batch: Batch, row: number, deletes: boolean): void {
    const missing = deletes ? undefined : this.#required.find((index) => isNull(batch.columns[index]!, row));
    if (missing !== undefined) {
      // The row that it would have replaced is no longer true: its key is deleted.
      this.#settle();
      return this.#refuse(batch, row, sinkErrors.nullRefused(this.#schema[missing]!.name, this.#table.name), this.#schema);
    }
    const [key, value] = [this.#keyBytes, this.#valueBytes];
    key.position = 0;
    value.position = 0;
    let keyLength = -1;
    if (this.#key !== null && !(this.#table.primaryKey === null && isNull(batch.columns[this.#keyColumn()]!, row))) {
      this.#key(key, batch, row);
      keyLength = key.position;
    }
    if (this.#held) {
      if (!deletes && equalBytes(this.#heldKey, key)) this.#held = false;
      else this.#settle();
    }
    if (!deletes) this.#value(value, batch, row);
    this.#append(this.#timestamp(batch, row), key, keyLength, deletes ? -1 : value.position);
  }

  #keyColumn(): number {
    return this.#table.physical.length + (this.#table.writable ?? []).findIndex(({ key }) => key === "key");
  }

  #timestamp(batch: Batch, row: number): number {
    const column = batch.columns[this.#time];
    if (column !== undefined && column.physical === "time" && !isNull(column, row)) return column.data[row]!;
    const watermark = batch.watermarks === null ? batch.watermark : batch.watermarks[row]!;
    return Number.isFinite(watermark) ? watermark : -1;
  }

  #append(timestampMs: number, key: OutputBytes, keyLength: number, valueLength: number): void {
    const out = this.#out;
    const batch = this.#openBatch(timestampMs);
    const delta = timestampMs - batch.baseTimestampMs;
    const body =
      1 +
      varlongLength(delta) +
      varintLength(batch.records) +
      varintLength(keyLength) +
      Math.max(0, keyLength) +
      varintLength(valueLength) +
      Math.max(0, valueLength) +
      1;
    out.varint(body);
    out.byte(0);
    out.varlong(delta);
    out.varint(batch.records);
    out.varint(keyLength);
    if (keyLength > 0) out.slice(key.bytes, 0, keyLength);
    out.varint(valueLength);
    if (valueLength > 0) out.slice(this.#valueBytes.bytes, 0, valueLength);
    out.byte(0);
    batch.records++;
    batch.end = out.position;
    if (timestampMs > batch.maxTimestampMs) batch.maxTimestampMs = timestampMs;
    this.records++;
  }

  #openBatch(timestampMs: number): OpenBatch {
    const last = this.#batches.at(-1);
    if (last !== undefined && last.records < batchRecordsMost && last.end - last.start < batchBytesMost) return last;
    const start = this.#out.position;
    this.#out.room(batchHeaderBytes);
    this.#out.position += batchHeaderBytes;
    const batch = { start, end: this.#out.position, records: 0, baseTimestampMs: timestampMs, maxTimestampMs: timestampMs };
    this.#batches.push(batch);
    return batch;
  }

  take(producer: { readonly id: number; readonly epoch: number }, nextSequence: (partition: number) => number): readonly EncodedBatches[] {
    this.#settle();
    if (this.records === 0) return [];
    const bytes = this.#out.bytes.slice(0, this.#out.position);
    const { records } = this;
    let sequence = nextSequence(0);
    for (const batch of this.#batches) {
      writeHeader(bytes.subarray(batch.start, batch.end), {
        baseOffset: 0,
        attributes: 0,
        lastOffsetDelta: batch.records - 1,
        baseTimestampMs: batch.baseTimestampMs,
        maxTimestampMs: batch.maxTimestampMs,
        producerId: producer.id,
        producerEpoch: producer.epoch,
        baseSequence: sequence,
        recordCount: batch.records,
      });
      sequence = (sequence + batch.records) & sequenceMask;
    }
    this.#batches = [];
    this.#out.position = 0;
    this.records = 0;
    return [{ partition: 0, bytes, records }];
  }
}

function equalBytes(left: OutputBytes, right: OutputBytes): boolean {
  if (left.position !== right.position) return false;
  for (let at = 0; at < left.position; at++) if (left.bytes[at] !== right.bytes[at]) return false;
  return true;
}

const isNull = (column: ColumnData, row: number): boolean => column.hasNulls && column.valid[row] === 0;

type Field = { readonly index: number; readonly column: Column };

function valueWriter(table: TableDefinition, fields: readonly Field[]): RowWriter {
  if (table.format === "csv") return csvRowWriter(fields, table);
  if (table.format === "raw") {
    const only = fields[0];
    assert(only !== undefined && fields.length === 1, "a raw table has one column");
    return rawRowWriter(only.index, only.column);
  }
  return jsonRowWriter(fields, jsonOptions(table));
}

function jsonOptions({ options }: TableDefinition): { standard: "SQL" | "ISO-8601"; ignoreNulls: boolean } {
  const option = (name: string): string | undefined => options[`json.${name}`] ?? options[`value.json.${name}`];
  return {
    standard: option("timestamp-format.standard")?.toUpperCase() === "ISO-8601" ? "ISO-8601" : "SQL",
    ignoreNulls: option("encode.ignore-null-fields")?.toLowerCase() === "true",
  };
}

function keyWriter(table: TableDefinition, fields: readonly Field[], keyColumn: number | undefined): RowWriter | null {
  if (table.primaryKey !== null) {
    const names = table.primaryKey;
    return jsonRowWriter(
      fields.filter(({ column }) => names.includes(column.name)),
      { ...jsonOptions(table), ignoreNulls: false },
    );
  }
  if (keyColumn === undefined) return null;
  return (out, batch, row) => {
    const column = batch.columns[keyColumn]!;
    assert(column.physical === "bytes", "a record's key is text or bytes");
    out.slice(column.source, column.offset[row]!, column.length[row]!);
  };
}
