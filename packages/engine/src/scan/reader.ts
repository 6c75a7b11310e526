// Reads the record batches of one partition: walks the records (format v2), gives each value to the decoder, and every
// few thousand rows runs the generated loop and pushes its result. Nothing is made per record.
import { MillraceError } from "@millrace/core";
import {
  batchField,
  batchHeaderBytes,
  codecOf,
  compressionMask,
  controlFlag,
  decompressedBytesLimit,
  logAppendTimeFlag,
  readInt64,
  readSizeBytes,
  viewOf,
} from "@millrace/log";
import type { TableDefinition } from "@millrace/sql";
import type { Loop, LoopState } from "../calc/loop.ts";
import { batchRows, RowKind } from "../columns/batch.ts";
import type { Batch, ColumnData } from "../columns/batch.ts";
import type { ValueDecoder } from "./decoder.ts";
import { RecordFault } from "./fault.ts";
import type { CurrentRecord, Metadata } from "./metadata.ts";
import { scanErrors } from "./errors.ts";
import type { BadRecord, PartitionReader, RecordLocator, SourceOutput } from "./source.ts";
import { Varints } from "./varints.ts";

export interface SharedScan {
  readonly table: TableDefinition;
  readonly decoder: ValueDecoder;
  readonly loop: Loop;
  readonly batch: Batch;
  readonly metadata: Metadata;
  /** The column whose greatest value is `newestMs`; null: record timestamps. */
  readonly time: ColumnData | null;
}

/** Where each row of the batch in hand stands in the current bytes. Shared by all partitions: one reads at a time. */
const lanes = {
  offset: new Float64Array(batchRows),
  timestamp: new Float64Array(batchRows),
  keyAt: new Int32Array(batchRows),
  keyLength: new Int32Array(batchRows),
  valueAt: new Int32Array(batchRows),
  valueLength: new Int32Array(batchRows),
};

export class Reader implements PartitionReader, RecordLocator, LoopState {
  readonly partition: number;
  watermarkMs = -Infinity;
  rows = 0;
  bytes = 0;
  newestMs: number | null = null;
  readonly #scan: SharedScan;
  readonly #varints = new Varints();
  readonly #record: CurrentRecord;
  /** What the lanes and text columns point into. */
  #source: Uint8Array = new Uint8Array(0);
  #filled = 0;
  #output: SourceOutput | null = null;

  constructor(scan: SharedScan, partition: number) {
    this.#scan = scan;
    this.partition = partition;
    this.#record = {
      partition,
      offset: 0,
      timestampMs: 0,
      logAppendTime: false,
      bytes: this.#source,
      keyAt: 0,
      keyLength: -1,
      valueAt: 0,
      valueLength: -1,
      headersAt: 0,
      headerCount: 0,
    };
  }

  read(bytes: Uint8Array, fromOffset: number, toOffset: number, output: SourceOutput): number {
    const view = viewOf(bytes);
    this.#output = output;
    let next = fromOffset;
    let opened: Uint8Array | null = null;
    for (let at = 0; bytes.length - at >= batchHeaderBytes;) {
      const size = readSizeBytes(view, at);
      if (size < batchHeaderBytes) throw scanErrors.batchUnreadable(this.#scan.table.topic, this.partition, next);
      if (size > bytes.length - at) break;
      const base = readInt64(view, at);
      const last = base + view.getInt32(at + batchField.lastOffsetDelta);
      if (base >= toOffset) break;
      if (last >= fromOffset) {
        const attributes = view.getInt16(at + batchField.attributes);
        if ((attributes & controlFlag) === 0) {
          const packed = (attributes & compressionMask) !== 0;
          const source = packed
            ? codecOf(attributes & compressionMask).decompress(bytes.subarray(at + batchHeaderBytes, at + size), decompressedBytesLimit)
            : bytes;
          if (source !== opened) this.#open(source);
          opened = source;
          this.#batch(view, at, packed ? 0 : at + batchHeaderBytes, packed ? source.length : at + size, fromOffset, toOffset);
        }
        next = Math.min(last + 1, toOffset);
      }
      at += size;
    }
    this.#flush();
    this.#output = null;
    this.#source = new Uint8Array(0);
    return next;
  }

  #open(source: Uint8Array): void {
    this.#flush();
    this.#source = source;
    this.#record.bytes = source;
    this.#varints.bytes = source;
    this.#scan.decoder.open(source);
  }

  #batch(header: DataView, at: number, from: number, end: number, fromOffset: number, toOffset: number): void {
    const baseOffset = readInt64(header, at);
    const baseTimestamp = readInt64(header, at + batchField.baseTimestamp);
    const count = header.getInt32(at + batchField.recordCount);
    const appended = (header.getInt16(at + batchField.attributes) & logAppendTimeFlag) !== 0;
    const maxTimestamp = readInt64(header, at + batchField.maxTimestamp);
    const varints = this.#varints;
    const record = this.#record;
    record.logAppendTime = appended;
    varints.position = from;
    varints.end = end;
    for (let index = 0; index < count; index++) {
      const length = varints.int();
      const recordEnd = varints.position + length;
      if (length < 0 || recordEnd > end) throw scanErrors.batchUnreadable(this.#scan.table.topic, this.partition, baseOffset);
      varints.position++;
      const timestamp = varints.long() + baseTimestamp;
      const offset = baseOffset + varints.int();
      if (offset < fromOffset || offset >= toOffset) {
        varints.position = recordEnd;
        continue;
      }
      record.offset = offset;
      record.timestampMs = appended ? maxTimestamp : timestamp;
      record.keyLength = varints.int();
      record.keyAt = varints.position;
      if (record.keyLength > 0) varints.position += record.keyLength;
      const valueLength = varints.int();
      const valueAt = varints.position;
      if (record.keyLength > recordEnd - record.keyAt || valueLength > recordEnd - valueAt) {
        throw scanErrors.batchUnreadable(this.#scan.table.topic, this.partition, baseOffset);
      }
      record.valueAt = valueAt;
      record.valueLength = valueLength;
      if (this.#scan.metadata.needsHeaders) {
        if (valueLength > 0) varints.position += valueLength;
        record.headerCount = varints.int();
        record.headersAt = varints.position;
      }
      this.#decode(valueAt, valueLength);
      varints.position = recordEnd;
    }
  }

  #decode(valueAt: number, valueLength: number): void {
    const record = this.#record;
    const { decoder, metadata, batch } = this.#scan;
    const row = this.#filled;
    this.rows++;
    this.bytes += Math.max(0, valueLength) + Math.max(0, record.keyLength);
    if (this.#scan.time === null && (this.newestMs === null || record.timestampMs > this.newestMs)) this.newestMs = record.timestampMs;
    try {
      if (valueLength < 0) {
        if (batch.kinds === null || decoder.decodeKey === undefined || record.keyLength < 0) return;
        if (!decoder.decodeKey(record.keyAt, record.keyAt + record.keyLength, row)) return;
        batch.kinds[row] = RowKind.delete;
      } else {
        if (!decoder.decode(valueAt, valueAt + valueLength, row)) return;
        if (batch.kinds !== null) batch.kinds[row] = RowKind.updateAfter;
      }
    } catch (thrown) {
      if (!(thrown instanceof RecordFault)) throw thrown;
      this.#bad(record.offset, record.timestampMs, record.keyAt, record.keyLength, valueAt, valueLength, thrown.code, thrown.reason);
      return;
    }
    metadata.write(record, row);
    lanes.offset[row] = record.offset;
    lanes.timestamp[row] = record.timestampMs;
    lanes.keyAt[row] = record.keyAt;
    lanes.keyLength[row] = record.keyLength;
    lanes.valueAt[row] = valueAt;
    lanes.valueLength[row] = valueLength;
    this.#filled = row + 1;
    if (this.#filled === batchRows) this.#flush();
  }

  #flush(): void {
    const { decoder, metadata, batch, loop, time } = this.#scan;
    const rows = this.#filled;
    if (rows === 0) return;
    this.#filled = 0;
    decoder.finish(rows);
    metadata.finish();
    batch.rows = rows;
    batch.watermark = this.watermarkMs;
    if (time !== null) this.#newest(time, rows);
    const result = loop.run(batch, this);
    if (result.rows > 0) this.#output!.push(result, this);
    decoder.reset();
    metadata.reset();
  }

  #newest(time: ColumnData, rows: number): void {
    const { valid, hasNulls, data } = time as ColumnData & { data: Float64Array };
    let newest = this.newestMs ?? -Infinity;
    for (let row = 0; row < rows; row++) if (data[row]! > newest && (!hasNulls || valid[row] === 1)) newest = data[row]!;
    if (newest > -Infinity) this.newestMs = newest;
  }

  /** A row whose expression failed in the loop. */
  failed(row: number, error: unknown): void {
    if (!(error instanceof MillraceError)) throw error;
    const { code, message } = error;
    this.#bad(
      lanes.offset[row]!,
      lanes.timestamp[row]!,
      lanes.keyAt[row]!,
      lanes.keyLength[row]!,
      lanes.valueAt[row]!,
      lanes.valueLength[row]!,
      code,
      message,
    );
  }

  #bad(
    offset: number,
    timestampMs: number,
    keyAt: number,
    keyLength: number,
    valueAt: number,
    valueLength: number,
    code: string,
    reason: string,
  ): void {
    const bad: BadRecord = {
      partition: this.partition,
      offset,
      timestampMs,
      key: this.#slice(keyAt, keyLength),
      value: this.#slice(valueAt, valueLength),
      code,
      reason,
    };
    this.#output!.bad(bad);
  }

  #slice(at: number, length: number): Uint8Array | null {
    return length < 0 ? null : this.#source.slice(at, at + length);
  }

  offset(origin: number): number {
    return lanes.offset[origin]!;
  }

  timestampMs(origin: number): number {
    return lanes.timestamp[origin]!;
  }

  key(origin: number): Uint8Array | null {
    return this.#slice(lanes.keyAt[origin]!, lanes.keyLength[origin]!);
  }

  value(origin: number): Uint8Array | null {
    return this.#slice(lanes.valueAt[origin]!, lanes.valueLength[origin]!);
  }
}
