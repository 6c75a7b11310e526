// The header of a record batch, version 2 (Kafka's protocol guide, "Record Batch"): 61 bytes, big-endian.
//
//   0 base offset i64 · 8 batch length i32 (what follows it) · 12 partition leader epoch i32 · 16 magic i8 ·
//   17 CRC-32C u32 (of all from 21 on) · 21 attributes i16 · 23 last offset delta i32 · 27 base timestamp i64 ·
//   35 max timestamp i64 · 43 producer id i64 · 51 producer epoch i16 · 53 base sequence i32 · 57 record count i32
//
// The CRC leaves out the first 21 bytes, so that a log can set the base offset without touching it.

export const batchField = {
  baseOffset: 0,
  batchLength: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
} as const;

export const batchHeaderBytes = 61;
/** Base offset and length: what stands in front of `batchLength` bytes. */
export const batchPrefixBytes = 12;

export const compressionMask = 0x07;
export const logAppendTimeFlag = 0x08;
export const transactionalFlag = 0x10;
export const controlFlag = 0x20;
/** The base timestamp is when the tombstones of the batch may go (KIP-534); times of records count from it all the same. */
export const deleteHorizonFlag = 0x40;

export interface BatchHeader {
  baseOffset: number;
  /** The whole batch, prefix included. */
  sizeBytes: number;
  leaderEpoch: number;
  magic: number;
  crc: number;
  attributes: number;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
  compression: number;
  logAppendTime: boolean;
  transactional: boolean;
  control: boolean;
  lastOffsetDelta: number;
  lastOffset: number;
  baseTimestampMs: number;
  maxTimestampMs: number;
  /** -1: the producer is not idempotent. */
  producerId: number;
  producerEpoch: number;
  baseSequence: number;
  recordCount: number;
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A signed 64-bit integer as a number; beyond ±2^53 it is rounded (such values are refused before they are stored). */
export const readInt64 = (view: DataView, at: number): number => view.getInt32(at) * 0x1_0000_0000 + view.getUint32(at + 4);

export function writeInt64(view: DataView, at: number, value: number): void {
  view.setInt32(at, Math.floor(value / 0x1_0000_0000));
  view.setUint32(at + 4, value >>> 0);
}

// Single fields, for loops that need one or two of them and should not make an object per batch.
export const readBaseOffset = (view: DataView, at: number): number => readInt64(view, at);
export const readSizeBytes = (view: DataView, at: number): number => batchPrefixBytes + view.getInt32(at + batchField.batchLength);
export const readLastOffset = (view: DataView, at: number): number => readInt64(view, at) + view.getInt32(at + batchField.lastOffsetDelta);
export const readMaxTimestamp = (view: DataView, at: number): number => readInt64(view, at + batchField.maxTimestamp);
export const readProducerId = (view: DataView, at: number): number => readInt64(view, at + batchField.producerId);

/** The header that stands at `at`; 61 bytes must be there. */
export function readBatchHeader(view: DataView, at: number): BatchHeader {
  const baseOffset = readInt64(view, at);
  const attributes = view.getInt16(at + batchField.attributes);
  const lastOffsetDelta = view.getInt32(at + batchField.lastOffsetDelta);
  return {
    baseOffset,
    sizeBytes: readSizeBytes(view, at),
    leaderEpoch: view.getInt32(at + batchField.leaderEpoch),
    magic: view.getInt8(at + batchField.magic),
    crc: view.getUint32(at + batchField.crc),
    attributes,
    compression: attributes & compressionMask,
    logAppendTime: (attributes & logAppendTimeFlag) !== 0,
    transactional: (attributes & transactionalFlag) !== 0,
    control: (attributes & controlFlag) !== 0,
    lastOffsetDelta,
    lastOffset: baseOffset + lastOffsetDelta,
    baseTimestampMs: readInt64(view, at + batchField.baseTimestamp),
    maxTimestampMs: readInt64(view, at + batchField.maxTimestamp),
    producerId: readInt64(view, at + batchField.producerId),
    producerEpoch: view.getInt16(at + batchField.producerEpoch),
    baseSequence: view.getInt32(at + batchField.baseSequence),
    recordCount: view.getInt32(at + batchField.recordCount),
  };
}

/** A view of bytes that ends with a partial batch (a Kafka fetch may) shows only whole batches. */
export function* batchesIn(bytes: Uint8Array): Generator<{ readonly at: number; readonly header: BatchHeader }> {
  const view = viewOf(bytes);
  let at = 0;
  while (bytes.length - at >= batchHeaderBytes) {
    const size = readSizeBytes(view, at);
    if (size < batchHeaderBytes || size > bytes.length - at) return;
    yield { at, header: readBatchHeader(view, at) };
    at += size;
  }
}
