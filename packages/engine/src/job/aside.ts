// Records kept aside while one chunk of a source is read: late rows and records that could not be read. They come
// from several places of the graph, batch by batch; sorted by offset at the end of the chunk, their order depends on
// the records alone and not on where batches ended.
import type { RecordInput } from "@millrace/log";
import type { Batch } from "../columns/batch.ts";
import type { BadRecord, RecordLocator } from "../scan/source.ts";
import type { Outputs } from "./outputs.ts";

export type AsideRecord = RecordInput & { readonly key: Uint8Array | null; readonly value: Uint8Array | null };

interface Aside {
  readonly topic: string;
  readonly offset: number;
  readonly record: AsideRecord;
}

/** A copy that outlives the push it was made in. */
const own = (bytes: Uint8Array | null): Uint8Array | null => bytes?.slice() ?? null;

/** The source that is being read. */
export interface Reading {
  readonly table: string;
  readonly topic: string;
  readonly failing: boolean;
  readonly records: RecordLocator;
}

export interface BadRow {
  readonly code: string;
  readonly reason: string;
  /** The row as JSON. */
  readonly value: Uint8Array;
  readonly timestampMs: number;
}

export class AsideRecords {
  readonly #processor: string;
  #waiting: Aside[] = [];
  late = 0;
  bad = 0;
  reading: Reading | undefined;

  constructor(processor: string) {
    this.#processor = processor;
  }

  lateRow(batch: Batch, row: number, windowEndMs: number): void {
    this.late++;
    const origin = batch.origin?.[row];
    if (origin === undefined || this.reading === undefined) return;
    const { table, records } = this.reading;
    this.#keep(`${table}.late`, records.offset(origin), {
      key: own(records.key(origin)),
      value: own(records.value(origin)),
      timestampMs: records.timestampMs(origin),
      headers: [
        { key: "millrace.processor", value: this.#processor },
        { key: "millrace.window-end", value: String(windowEndMs) },
        { key: "millrace.offset", value: String(records.offset(origin)) },
        { key: "millrace.partition", value: String(records.partition) },
      ],
    });
  }

  badRecord(topic: string, { partition, offset, timestampMs, key, value, code, reason }: BadRecord): void {
    this.bad++;
    this.#keep(`${topic}.rejected`, offset, {
      key: own(key),
      value: own(value),
      timestampMs,
      headers: [
        { key: "millrace.reason", value: reason },
        { key: "millrace.code", value: code },
        { key: "millrace.offset", value: String(offset) },
        { key: "millrace.partition", value: String(partition) },
        { key: "millrace.processor", value: this.#processor },
      ],
    });
  }

  /**
   * A row in the middle of the plan that came from no one record. Its topic is that of the result and not of the input:
   * rows of aggregates come in an order of their own.
   */
  badRow(topic: string, { code, reason, value, timestampMs }: BadRow, outputs: Outputs): void {
    this.bad++;
    outputs.side(`${topic}.rejected`, {
      key: null,
      value,
      timestampMs,
      headers: [
        { key: "millrace.reason", value: reason },
        { key: "millrace.code", value: code },
        { key: "millrace.processor", value: this.#processor },
      ],
    });
  }

  #keep(topic: string, offset: number, record: AsideRecord): void {
    this.#waiting.push({ topic, offset, record });
  }

  /** At the end of a chunk: on to the epoch's output. */
  flush(outputs: Outputs): void {
    if (this.#waiting.length === 0) return;
    const sorted = this.#waiting.sort((one, other) => one.offset - other.offset);
    this.#waiting = [];
    for (const { topic, record } of sorted) outputs.side(topic, record);
  }
}
