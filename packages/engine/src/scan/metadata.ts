// METADATA columns: what the record itself says (Kafka's names in Flink), not fields of its value.
import { assert, decodeUtf8 } from "@millrace/core";
import type { ScanField, SqlType } from "@millrace/sql";
import { isBinary } from "../calc/register.ts";
import type { BytesColumn, ColumnData } from "../columns/batch.ts";
import { Arena } from "../columns/create.ts";
import { setExact, setNull, setTime, textField } from "./field-text.ts";

type MetadataKey = Extract<ScanField, { kind: "metadata" }>["key"];

export interface MetadataField {
  readonly key: MetadataKey;
  /** With `key: "headers"`: the one header whose value this is. */
  readonly header?: string | undefined;
  readonly type: SqlType;
  readonly column: ColumnData;
}

/** The record that the reader stands at: positions into `bytes`, length -1 for null. */
export interface CurrentRecord {
  partition: number;
  offset: number;
  timestampMs: number;
  logAppendTime: boolean;
  bytes: Uint8Array;
  keyAt: number;
  keyLength: number;
  valueAt: number;
  valueLength: number;
  headersAt: number;
  headerCount: number;
}

export interface Metadata {
  readonly columns: readonly ColumnData[];
  readonly needsHeaders: boolean;
  write(record: CurrentRecord, row: number): void;
  finish(): void;
  reset(): void;
}

type Write = (record: CurrentRecord, row: number) => void;

export function createMetadata(fields: readonly MetadataField[], topic: string): Metadata {
  const arenas = new Map<BytesColumn, Arena>();
  const writes = fields.map((field) => writer(field, topic, arenas));
  return {
    columns: fields.map(({ column }) => column),
    needsHeaders: fields.some(({ key }) => key === "headers"),
    write(record, row) {
      for (const write of writes) write(record, row);
    },
    finish() {
      for (const [column, arena] of arenas) column.source = arena.bytes;
    },
    reset() {
      for (const arena of arenas.values()) arena.position = 0;
      for (const { column } of fields) column.hasNulls = false;
    },
  };
}

function writer(field: MetadataField, topic: string, arenas: Map<BytesColumn, Arena>): Write {
  const { key, column } = field;
  switch (key) {
    case "offset":
      return number(column, (record) => record.offset);
    case "partition":
      return number(column, (record) => record.partition);
    case "timestamp":
      if (column.physical === "time") return (record, row) => setTime(column, row, record.timestampMs, 0);
      return number(column, (record) => record.timestampMs);
    case "topic":
      return text(column, arenas, () => topic);
    case "timestamp-type":
      return text(column, arenas, (record) => (record.logAppendTime ? "LogAppendTime" : "CreateTime"));
    case "key":
      return slice(
        column,
        arenas,
        (record) => record.keyAt,
        (record) => record.keyLength,
      );
    case "value":
      return slice(
        column,
        arenas,
        (record) => record.valueAt,
        (record) => record.valueLength,
      );
    case "headers":
      return field.header === undefined ? allHeaders(column) : oneHeader(field, field.header, arenas);
  }
}

function number(column: ColumnData, of: (record: CurrentRecord) => number): Write {
  if (column.physical === "i64") return (record, row) => setExact(column, row, of(record));
  const { data, valid } = column as ColumnData & { data: Float64Array };
  return (record, row) => {
    valid[row] = 1;
    data[row] = of(record);
  };
}

function arenaOf(column: ColumnData, arenas: Map<BytesColumn, Arena>): { target: BytesColumn; arena: Arena } {
  assert(column.physical === "bytes", "the binder types this metadata column as text or bytes");
  const arena = new Arena();
  arenas.set(column, arena);
  return { target: column, arena };
}

function text(column: ColumnData, arenas: Map<BytesColumn, Arena>, of: (record: CurrentRecord) => string): Write {
  const { target, arena } = arenaOf(column, arenas);
  return (record, row) => {
    target.valid[row] = 1;
    arena.text(target, row, of(record));
  };
}

type Position = (record: CurrentRecord) => number;

function slice(column: ColumnData, arenas: Map<BytesColumn, Arena>, at: Position, length: Position): Write {
  const { target, arena } = arenaOf(column, arenas);
  return (record, row) => {
    const bytes = length(record);
    if (bytes < 0) return setNull(target, row);
    target.valid[row] = 1;
    arena.slice(target, row, record.bytes, at(record), bytes);
  };
}

/** MAP<STRING, BYTES>. */
function allHeaders(column: ColumnData): Write {
  assert(column.physical === "any", "all headers are a MAP");
  return (record, row) => {
    column.valid[row] = 1;
    column.data[row] = headersOf(record);
  };
}

/** The last header of that name. */
function oneHeader({ column, type }: MetadataField, name: string, arenas: Map<BytesColumn, Arena>): Write {
  if (column.physical === "bytes") {
    const { target, arena } = arenaOf(column, arenas);
    return (record, row) => {
      const found = headersOf(record).findLast(([key]) => key === name)?.[1] ?? null;
      if (found === null) return setNull(target, row);
      target.valid[row] = 1;
      arena.raw(target, row, found);
    };
  }
  const parse = isBinary(type) || column.physical === "time" ? null : textField(type, column);
  return (record, row) => {
    const found = headersOf(record).findLast(([key]) => key === name)?.[1] ?? null;
    const value = found === null ? "" : decodeUtf8(found);
    if (column.physical === "time" && /^-?\d{1,15}$/.test(value)) setTime(column, row, Number(value), 0);
    else if (parse === null || !parse(value, row)) setNull(column, row);
  };
}

function headersOf({ bytes, headersAt, headerCount }: CurrentRecord): [string, Uint8Array | null][] {
  const cursor = { at: headersAt };
  return Array.from({ length: headerCount }, () => [decodeUtf8(part(bytes, cursor) ?? new Uint8Array(0)), part(bytes, cursor)]);
}

function part(bytes: Uint8Array, cursor: { at: number }): Uint8Array | null {
  let raw = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[cursor.at++] ?? 0;
    raw |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  const length = (raw >>> 1) ^ -(raw & 1);
  if (length < 0) return null;
  cursor.at += length;
  return bytes.slice(cursor.at - length, cursor.at);
}
