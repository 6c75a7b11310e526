// Builds one record batch (format v2) from records. The base offset is 0: the log writes the real one.
import { ByteWriter } from "@millrace/core";
import { codecNumber, codecs, type CompressionName } from "../compression/index.ts";
import { batchCrc } from "./check.ts";
import { batchField, batchHeaderBytes, batchPrefixBytes, controlFlag, transactionalFlag, writeInt64 } from "./header.ts";

export interface RecordInput {
  readonly key?: Uint8Array | string | null | undefined;
  readonly value?: Uint8Array | string | null | undefined;
  readonly timestampMs?: number | undefined;
  readonly headers?: readonly { readonly key: string; readonly value?: Uint8Array | string | null | undefined }[] | undefined;
  /** Only for rewritten (compacted) batches; left out: the record's index. */
  readonly offsetDelta?: number | undefined;
}

export interface BatchInput {
  readonly records: readonly RecordInput[];
  readonly compression?: CompressionName;
  /** Of records that have none of their own; default 0, which is "no one said". */
  readonly timestampMs?: number;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly transactional?: boolean;
  readonly control?: boolean;
  readonly baseOffset?: number;
}

const textBytes = (text: string): number => Buffer.byteLength(text);

function varintBytes(value: number): number {
  const raw = ((value << 1) ^ (value >> 31)) >>> 0;
  return raw < 0x80 ? 1 : raw < 0x4000 ? 2 : raw < 0x20_0000 ? 3 : raw < 0x1000_0000 ? 4 : 5;
}

function varlongBytes(value: number): number {
  if (value >= -0x4000_0000 && value < 0x4000_0000) return varintBytes(value);
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  let bytes = 1;
  while (rest >= 128) {
    rest = Math.floor(rest / 128);
    bytes++;
  }
  return bytes;
}

type Content = Uint8Array | string | null | undefined;

const contentBytes = (content: Content): number =>
  content === null || content === undefined ? -1 : typeof content === "string" ? textBytes(content) : content.length;

function fieldBytes(content: Content): number {
  const length = contentBytes(content);
  return varintBytes(length) + Math.max(0, length);
}

function writeField(writer: ByteWriter, content: Content): void {
  const length = contentBytes(content);
  writer.varint(length);
  if (content === null || content === undefined) return;
  if (typeof content === "string") writer.text(content);
  else writer.raw(content);
}

function writeRecord(writer: ByteWriter, record: RecordInput, timestampDelta: number, offsetDelta: number): void {
  const headers = record.headers ?? [];
  let length =
    1 +
    varlongBytes(timestampDelta) +
    varintBytes(offsetDelta) +
    fieldBytes(record.key) +
    fieldBytes(record.value) +
    varintBytes(headers.length);
  for (const header of headers) length += fieldBytes(header.key) + fieldBytes(header.value);
  writer.varint(length);
  writer.int8(0);
  writer.varlong(timestampDelta);
  writer.varint(offsetDelta);
  writeField(writer, record.key);
  writeField(writer, record.value);
  writer.varint(headers.length);
  for (const header of headers) {
    writeField(writer, header.key);
    writeField(writer, header.value);
  }
}

/** Records as they stand in a batch with this base timestamp, not compressed. */
export function encodeRecords(records: readonly RecordInput[], baseTimestampMs: number): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(64 * records.length);
  for (const [index, record] of records.entries())
    writeRecord(writer, record, (record.timestampMs ?? 0) - baseTimestampMs, record.offsetDelta ?? index);
  return writer.finish();
}

/** One whole batch with its CRC. At least one record. */
export function encodeBatch(input: BatchInput): Uint8Array<ArrayBuffer> {
  const { records } = input;
  const timestampOf = (record: RecordInput): number => record.timestampMs ?? input.timestampMs ?? 0;
  const baseTimestampMs = records.length === 0 ? 0 : timestampOf(records[0]!);
  let maxTimestampMs = baseTimestampMs;
  const writer = new ByteWriter(batchHeaderBytes + 64 * records.length);
  writer.reserve(batchHeaderBytes);
  let lastOffsetDelta = -1;
  for (const record of records) {
    const timestampMs = timestampOf(record);
    if (timestampMs > maxTimestampMs) maxTimestampMs = timestampMs;
    lastOffsetDelta = record.offsetDelta ?? lastOffsetDelta + 1;
    writeRecord(writer, record, timestampMs - baseTimestampMs, lastOffsetDelta);
  }
  const compression = input.compression ?? "none";
  let bytes = writer.finish();
  if (compression !== "none") {
    const compressed = codecs[codecNumber(compression)]!.compress(bytes.subarray(batchHeaderBytes));
    bytes = new Uint8Array(batchHeaderBytes + compressed.length);
    bytes.set(compressed, batchHeaderBytes);
  }
  writeHeader(bytes, {
    baseOffset: input.baseOffset ?? 0,
    attributes:
      codecNumber(compression) | (input.transactional === true ? transactionalFlag : 0) | (input.control === true ? controlFlag : 0),
    lastOffsetDelta,
    baseTimestampMs,
    maxTimestampMs,
    producerId: input.producerId ?? -1,
    producerEpoch: input.producerEpoch ?? -1,
    baseSequence: input.baseSequence ?? -1,
    recordCount: records.length,
  });
  return bytes;
}

export interface HeaderInput {
  readonly baseOffset: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

/** Fills the first 61 bytes of a batch whose records stand behind them, the CRC last. */
export function writeHeader(bytes: Uint8Array, header: HeaderInput): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  writeInt64(view, batchField.baseOffset, header.baseOffset);
  view.setInt32(batchField.batchLength, bytes.length - batchPrefixBytes);
  view.setInt32(batchField.leaderEpoch, 0);
  view.setInt8(batchField.magic, 2);
  view.setInt16(batchField.attributes, header.attributes);
  view.setInt32(batchField.lastOffsetDelta, header.lastOffsetDelta);
  writeInt64(view, batchField.baseTimestamp, header.baseTimestampMs);
  writeInt64(view, batchField.maxTimestamp, header.maxTimestampMs);
  writeInt64(view, batchField.producerId, header.producerId);
  view.setInt16(batchField.producerEpoch, header.producerEpoch);
  view.setInt32(batchField.baseSequence, header.baseSequence);
  view.setInt32(batchField.recordCount, header.recordCount);
  view.setUint32(batchField.crc, batchCrc(bytes, 0, bytes.length));
}
