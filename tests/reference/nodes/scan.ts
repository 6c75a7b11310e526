// A scan: records of a topic into rows. A record that cannot be read, or whose computed columns have no value, is a bad
// record (`fault`), and must not be given to `record`. The watermark of each partition is the greatest that its rows gave so far; the
// scan's is the least of its partitions', told after each row.
import type { ScanField, ScanNode, SqlType, Value } from "@millrace/sql";
import { isText, RowFailure } from "../cast.ts";
import { BadRecord, decode, type Wanted } from "../decode.ts";
import { evaluate } from "../expression.ts";
import { isTimestamp, type Kind, type Row } from "../row.ts";
import type { Output } from "./node.ts";

export interface RecordRow {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly (readonly [string, Uint8Array | null])[];
}

export interface Scan {
  readonly plan: ScanNode;
  /** Why the record is bad for this scan; null when it is not. */
  fault(record: RecordRow): string | null;
  record(record: RecordRow): void;
  end(): void;
}

export interface ScanContext {
  readonly timeZone: string;
  readonly partitions: readonly number[];
}

export function scan(plan: ScanNode, context: ScanContext, output: Output): Scan {
  const watermarks = new Map(context.partitions.map((partition) => [partition, -Infinity]));
  let told = -Infinity;
  const read = (record: RecordRow): { row: Row; markMs: number | null } | null => {
    const row = rowOf(plan, record, context.timeZone);
    return row === null ? null : { row, markMs: watermarkOf(plan, row, context.timeZone) };
  };
  return {
    plan,
    fault(record) {
      try {
        read(record);
        return null;
      } catch (error) {
        if (error instanceof BadRecord || error instanceof RowFailure) return error.message;
        throw error;
      }
    },
    record(record) {
      const found = read(record);
      if (found === null) return;
      const { row, markMs } = found;
      output.row(row);
      if (markMs === null) return;
      watermarks.set(record.partition, Math.max(watermarks.get(record.partition)!, markMs));
      const least = Math.min(...watermarks.values());
      if (least <= told) return;
      told = least;
      output.watermark(least);
    },
    end: () => output.watermark(Infinity),
  };
}

/** Null for a record that says nothing: no value, in a table that has no keys to delete. */
function rowOf(plan: ScanNode, record: RecordRow, zone: string): Row | null {
  const origin = { topic: plan.table.topic, partition: record.partition, offset: record.offset };
  const upsert = plan.changelog.kind === "upsert";
  if (record.value === null && (!upsert || record.key === null)) return null;
  const kind: Kind = !upsert ? "+I" : record.value === null ? "-D" : "+U";
  const wanted = plan.fields.flatMap((field, index): Wanted[] =>
    field.kind === "physical" ? [{ name: field.name, position: field.position, type: plan.schema[index]!.type }] : [],
  );
  const physical = record.value === null ? keyColumns(plan, wanted, record.key!) : decode(plan.table, wanted, record.value);
  if (physical === null) return null;
  const values: Value[] = [];
  for (const field of plan.fields)
    values.push(
      valueOf(
        field,
        physical[wanted.findIndex((one) => field.kind === "physical" && one.position === field.position)] ?? null,
        record,
        plan,
        values,
        zone,
      ),
    );
  return { kind, values, origin };
}

/** A record without a value deletes its key: the key's columns are all that is known. */
function keyColumns(plan: ScanNode, wanted: readonly Wanted[], key: Uint8Array): Value[] | null {
  const names = plan.table.primaryKey ?? [];
  const columns = wanted.filter((column) => names.includes(column.name));
  const decoded = decode(plan.table.format === "csv" ? { ...plan.table, format: "json" } : plan.table, columns, key);
  if (decoded === null) return null;
  return wanted.map((column) => (columns.includes(column) ? decoded[columns.indexOf(column)]! : null));
}

function valueOf(field: ScanField, physical: Value, record: RecordRow, plan: ScanNode, before: readonly Value[], zone: string): Value {
  if (field.kind === "physical") return physical;
  if (field.kind === "computed") return evaluate(field.expression, before, zone);
  switch (field.key) {
    case "timestamp":
      return { ms: record.timestampMs, nanos: 0 };
    case "offset":
      return field.type.kind === "BIGINT" ? BigInt(record.offset) : record.offset;
    case "partition":
      return record.partition;
    case "topic":
      return plan.table.topic;
    case "key":
      return bytesAs(record.key, field.type);
    case "value":
      return bytesAs(record.value, field.type);
    case "timestamp-type":
      return "CreateTime";
    case "headers":
      return field.header === undefined
        ? (record.headers ?? []).map(([name, value]): [Value, Value] => [name, value])
        : headerOf(record, field.header, field.type);
  }
}

function bytesAs(bytes: Uint8Array | null, type: SqlType): Value {
  return bytes === null ? null : isText(type) ? Buffer.from(bytes).toString() : bytes;
}

function headerOf(record: RecordRow, name: string, type: SqlType): Value {
  const text = bytesAs(record.headers?.findLast(([other]) => other === name)?.[1] ?? null, { kind: "VARCHAR", length: 1, nullable: true });
  return text !== null && type.kind === "TIMESTAMP_LTZ" ? { ms: Number(text), nanos: 0 } : text;
}

function watermarkOf(plan: ScanNode, row: Row, zone: string): number | null {
  if (plan.watermark === null) return null;
  const value = evaluate(plan.watermark.expression, row.values, zone);
  return value !== null && isTimestamp(value) ? value.ms : null;
}
