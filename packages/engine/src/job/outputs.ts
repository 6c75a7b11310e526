// The output of a job between two commits: encoded rows of the sinks, and the records that are kept aside (late rows
// in `<table>.late`, records that could not be read in `<topic>.rejected`). Everything leaves in record batches with
// the job's own producer id and consecutive sequence numbers by partition, so that the log takes each batch once.
import { KiB, MiB } from "@millrace/core";
import { encodeBatch } from "@millrace/log";
import type { TableDefinition } from "@millrace/sql";
import type { Batch } from "../columns/batch.ts";
import type { RowEncoder } from "../encode/sink.ts";
import type { CheckpointOutput } from "../checkpoint/store.ts";
import type { Output } from "../operators/operator.ts";
import type { AsideRecord } from "./aside.ts";

export interface Producer {
  readonly id: number;
  readonly epoch: number;
}

/** Next sequence number by topic and partition. */
export type Sequences = Readonly<Record<string, readonly number[]>>;

const sideBatchBytes = 256 * KiB;
const sideBatchRecords = 1_000;
const recordOverheadBytes = 64;
const sequenceMask = 0x7fff_ffff;

/** Side topics hold the original record and headers, so they take somewhat more than a record may have elsewhere. */
export const sideTopicConfig = { "max.message.bytes": String(2 * MiB) } as const;

/** In a buffer of its own, which may be given away. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

interface SideTopic {
  records: AsideRecord[];
  bytes: number;
  rows: number;
}

interface SinkTopic {
  readonly table: TableDefinition;
  readonly encoder: RowEncoder;
  readonly output: Output;
  rows: number;
}

export class Outputs {
  readonly #sinks = new Map<string, SinkTopic>();
  readonly #side = new Map<string, SideTopic>();
  readonly #sequences = new Map<string, number[]>();
  readonly #rowsBefore: ReadonlyMap<string, number>;
  producer: Producer;

  constructor(producer: Producer, sequences: Sequences = {}, rows: Readonly<Record<string, number>> = {}) {
    this.producer = producer;
    for (const [topic, numbers] of Object.entries(sequences)) this.#sequences.set(topic, [...numbers]);
    this.#rowsBefore = new Map(Object.entries(rows));
  }

  /** Where the rows of one INSERT go; several INSERTs into one table share its encoder. */
  sink(table: TableDefinition, makeEncoder: () => RowEncoder): Output {
    let sink = this.#sinks.get(table.name);
    if (sink === undefined) {
      const encoder = makeEncoder();
      const output = { push: (batch: Batch) => encoder.push(batch), watermark: () => undefined };
      this.#sinks.set(table.name, (sink = { table, encoder, output, rows: 0 }));
    }
    return sink.output;
  }

  /** Keeps a record aside. Its bytes must be the caller's own. */
  side(topic: string, record: AsideRecord): void {
    let side = this.#side.get(topic);
    if (side === undefined) this.#side.set(topic, (side = { records: [], bytes: 0, rows: 0 }));
    side.records.push(record);
    side.rows++;
    side.bytes += recordOverheadBytes + (record.key?.length ?? 0) + (record.value?.length ?? 0);
    for (const { key, value } of record.headers ?? []) side.bytes += key.length + (value?.length ?? 0);
  }

  /** Bytes that wait for the next commit. */
  get bytes(): number {
    let bytes = 0;
    for (const { encoder } of this.#sinks.values()) bytes += encoder.bytes;
    for (const side of this.#side.values()) bytes += side.bytes;
    return bytes;
  }

  get sideTopics(): readonly string[] {
    return [...this.#side.keys()];
  }

  /** Empties the buffers into record batches. */
  take(): readonly CheckpointOutput[] {
    const taken: CheckpointOutput[] = [];
    for (const sink of this.#sinks.values()) {
      const { topic } = sink.table;
      for (const { partition, bytes, records } of sink.encoder.take(this.producer, (partition) => this.#next(topic, partition))) {
        this.#count(topic, partition, records);
        sink.rows += records;
        taken.push({ topic, partition, bytes });
      }
    }
    for (const [topic, side] of this.#side) if (side.records.length > 0) taken.push(this.#takeSide(topic, side));
    return taken;
  }

  #takeSide(topic: string, side: SideTopic): CheckpointOutput {
    const batches: Uint8Array[] = [];
    for (let from = 0; from < side.records.length;) {
      let to = from;
      for (let bytes = 0; to < side.records.length && to - from < sideBatchRecords; to++) {
        const { key, value } = side.records[to]!;
        bytes += recordOverheadBytes + (key?.length ?? 0) + (value?.length ?? 0);
        if (to > from && bytes > sideBatchBytes) break;
      }
      const baseSequence = this.#next(topic, 0);
      const { id: producerId, epoch: producerEpoch } = this.producer;
      batches.push(encodeBatch({ records: side.records.slice(from, to), producerId, producerEpoch, baseSequence }));
      this.#count(topic, 0, to - from);
      from = to;
    }
    side.records = [];
    side.bytes = 0;
    return { topic, partition: 0, bytes: joined(batches) };
  }

  #next(topic: string, partition: number): number {
    return this.#sequences.get(topic)?.[partition] ?? 0;
  }

  #count(topic: string, partition: number, records: number): void {
    let numbers = this.#sequences.get(topic);
    if (numbers === undefined) this.#sequences.set(topic, (numbers = []));
    while (numbers.length <= partition) numbers.push(0);
    numbers[partition] = (numbers[partition]! + records) & sequenceMask;
  }

  /** The log forgot or outlived this producer: begin again with the next epoch. */
  renew(): void {
    this.producer = { id: this.producer.id, epoch: this.producer.epoch + 1 };
    this.#sequences.clear();
  }

  sequences(): Sequences {
    return Object.fromEntries(this.#sequences);
  }

  /** Rows by topic over the job's whole life, without those that wait. */
  rows(): Readonly<Record<string, number>> {
    const rows = new Map(this.#rowsBefore);
    const add = (topic: string, count: number): void => void rows.set(topic, (rows.get(topic) ?? 0) + count);
    for (const { table, rows: count } of this.#sinks.values()) add(table.topic, count);
    for (const [topic, { rows: count }] of this.#side) add(topic, count);
    return Object.fromEntries(rows);
  }
}
