// Reads the records of one batch without an object per record: `next()` moves on, the fields say where the current
// record's parts stand in `bytes` (the batch itself, or what it decompressed to). The format of a record:
// length, attributes i8, timestamp delta, offset delta, key length, key, value length, value, header count, headers;
// all numbers are zig-zag varints, -1 as a length means null.
import { decodeUtf8, MillraceError } from "@millrace/core";
import { logErrors } from "../errors.ts";
import { codecOf, decompressedBytesLimit } from "../compression/index.ts";
import { batchHeaderBytes, readBatchHeader, viewOf, type BatchHeader } from "./header.ts";

export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | undefined;
}

export class RecordReader {
  readonly header: BatchHeader;
  /** What the positions below point into. */
  readonly bytes: Uint8Array;
  offset = -1;
  timestampMs = -1;
  keyStart = 0;
  /** Bytes of the key, -1 when it is null. */
  keyLength = -1;
  valueStart = 0;
  valueLength = -1;
  headersStart = 0;
  headerCount = 0;
  recordStart = 0;
  recordEnd = 0;
  #position: number;
  readonly #end: number;
  #left: number;

  /** The batch that stands at `at`; its CRC is not checked again. */
  constructor(batches: Uint8Array, at = 0, limitBytes = decompressedBytesLimit) {
    const header = readBatchHeader(viewOf(batches), at);
    this.header = header;
    if (header.compression === 0) {
      this.bytes = batches;
      this.#position = at + batchHeaderBytes;
      this.#end = at + header.sizeBytes;
    } else {
      this.bytes = codecOf(header.compression).decompress(batches.subarray(at + batchHeaderBytes, at + header.sizeBytes), limitBytes);
      this.#position = 0;
      this.#end = this.bytes.length;
    }
    this.#left = header.recordCount;
  }

  /** Moves to the next record; false at the end. */
  next(): boolean {
    if (this.#left <= 0) return false;
    this.#left--;
    this.recordStart = this.#position;
    const length = this.#varint();
    const end = this.#position + length;
    if (length < 0 || end > this.#end) throw logErrors.batchInvalid("a record is longer than its batch");
    this.#position++;
    const timestampDelta = this.#varlong();
    this.offset = this.header.baseOffset + this.#varint();
    this.timestampMs = this.header.logAppendTime ? this.header.maxTimestampMs : this.header.baseTimestampMs + timestampDelta;
    this.keyLength = this.#varint();
    this.keyStart = this.#position;
    this.#skip(this.keyLength, end);
    this.valueLength = this.#varint();
    this.valueStart = this.#position;
    this.#skip(this.valueLength, end);
    this.headerCount = this.#varint();
    this.headersStart = this.#position;
    if (this.headerCount < 0 || this.headerCount > length || this.#position > end) throw logErrors.batchInvalid("a record is cut off");
    this.#position = end;
    this.recordEnd = end;
    return true;
  }

  /** The key, sharing memory with `bytes`; undefined for null. */
  key(): Uint8Array | undefined {
    return this.keyLength < 0 ? undefined : this.bytes.subarray(this.keyStart, this.keyStart + this.keyLength);
  }

  value(): Uint8Array | undefined {
    return this.valueLength < 0 ? undefined : this.bytes.subarray(this.valueStart, this.valueStart + this.valueLength);
  }

  headers(): RecordHeader[] {
    const headers: RecordHeader[] = [];
    const resume = this.#position;
    this.#position = this.headersStart;
    for (let index = 0; index < this.headerCount; index++) {
      const keyLength = this.#varint();
      if (keyLength < 0) throw logErrors.batchInvalid("the key of a header is null");
      const keyStart = this.#position;
      this.#skip(keyLength, this.recordEnd);
      const key = decodeUtf8(this.bytes.subarray(keyStart, this.#position));
      const valueLength = this.#varint();
      const valueStart = this.#position;
      this.#skip(valueLength, this.recordEnd);
      headers.push({ key, value: valueLength < 0 ? undefined : this.bytes.subarray(valueStart, valueStart + valueLength) });
    }
    this.#position = resume;
    return headers;
  }

  #skip(length: number, end: number): void {
    if (length <= 0) return;
    if (length > end - this.#position) throw logErrors.batchInvalid("a record's key or value is cut off");
    this.#position += length;
  }

  #byte(): number {
    if (this.#position >= this.#end) throw logErrors.batchInvalid("its records are cut off");
    return this.bytes[this.#position++]!;
  }

  #varint(): number {
    let raw = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (raw >>> 1) ^ -(raw & 1);
    }
    throw logErrors.batchInvalid("a varint has more than 5 bytes");
  }

  #varlong(): number {
    let raw = 0;
    let scale = 1;
    let odd = false;
    for (let index = 0; index < 10; index++) {
      const byte = this.#byte();
      if (index === 0) odd = (byte & 1) === 1;
      raw += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return odd ? -(raw + 1) / 2 : raw / 2;
    }
    throw logErrors.batchInvalid("a varint has more than 10 bytes");
  }
}

/** Calls `visit` for each record of each whole batch in `bytes`; the reader is the same object every time. */
export function forEachRecord(bytes: Uint8Array, visit: (record: RecordReader) => void): void {
  const view = viewOf(bytes);
  let at = 0;
  while (bytes.length - at >= batchHeaderBytes) {
    const size = readBatchHeader(view, at).sizeBytes;
    if (size < batchHeaderBytes || size > bytes.length - at) return;
    const reader = new RecordReader(bytes, at);
    if (!reader.header.control) while (reader.next()) visit(reader);
    at += size;
  }
}

export interface DecodedRecord {
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Uint8Array | undefined;
  readonly value: Uint8Array | undefined;
  readonly headers: readonly RecordHeader[];
}

/** All records as objects: for tests, tools and small reads, not for hot paths. Keys and values share memory. */
export function decodeRecords(bytes: Uint8Array): DecodedRecord[] {
  const records: DecodedRecord[] = [];
  forEachRecord(bytes, (record) => {
    records.push({
      offset: record.offset,
      timestampMs: record.timestampMs,
      key: record.key(),
      value: record.value(),
      headers: record.headerCount === 0 ? [] : record.headers(),
    });
  });
  return records;
}

/** Whether what was thrown says that bytes are no sound records, as against a defect of ours. */
export function isRecordFault(thrown: unknown): boolean {
  return thrown instanceof MillraceError && (thrown.code === "log.batch-invalid" || thrown.code.startsWith("log.compression-"));
}
