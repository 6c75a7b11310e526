// What must hold of a batch. `batchFault` is for bytes that came back from a disk (any fault is damage);
// `checkIncoming` for bytes that a client sent (faults have names that the protocol can answer with).
import { crc32c } from "@node-rs/crc32";
import { decompressedBytesLimit } from "../compression/index.ts";
import { logErrors } from "../errors.ts";
import {
  batchField,
  batchHeaderBytes,
  deleteHorizonFlag,
  readBatchHeader,
  readInt64,
  readSizeBytes,
  viewOf,
  type BatchHeader,
} from "./header.ts";
import { isStamped, isTrailer, offsetStamp } from "./stamp.ts";

export function batchCrc(bytes: Uint8Array, at: number, sizeBytes: number): number {
  return crc32c(bytes.subarray(at + batchField.attributes, at + sizeBytes));
}

/**
 * Undefined when a sound batch stands at `at` and ends by `end`, else what is wrong. The CRC leaves the first 21 bytes
 * out: of them the offset is compared with what is expected by the caller, the length decides the CRC's range, and the
 * leader epoch is 0 or stamps the offset (stamp.ts).
 */
export function batchFault(bytes: Uint8Array, view: DataView, at: number, end: number): string | undefined {
  if (end - at < batchHeaderBytes) return `${end - at} bytes are too few for a batch header`;
  const size = readSizeBytes(view, at);
  if (size < batchHeaderBytes || size > end - at) return `a batch says that it has ${size} bytes where ${end - at} are left`;
  if (view.getInt8(at + batchField.magic) !== 2) return `a batch has format version ${view.getInt8(at + batchField.magic)}, not 2`;
  if (isStamped(view, at) && view.getInt32(at + batchField.leaderEpoch) !== offsetStamp(view, at)) return `a batch has a wrong stamp`;
  if (view.getInt32(at + batchField.lastOffsetDelta) < (isTrailer(view, at) ? -1 : 0)) return `a batch ends before it begins`;
  if (view.getUint32(at + batchField.crc) !== batchCrc(bytes, at, size)) return `a batch has a wrong CRC-32C`;
  return undefined;
}

const safe = (view: DataView, at: number): boolean => Number.isSafeInteger(readInt64(view, at));

function checkHeader(bytes: Uint8Array, view: DataView, at: number): BatchHeader {
  const left = bytes.length - at;
  if (left < batchHeaderBytes) throw logErrors.batchInvalid(`${left} bytes are too few for a header of ${batchHeaderBytes}`);
  const size = readSizeBytes(view, at);
  if (size < batchHeaderBytes || size > left) throw logErrors.batchInvalid(`it says that it has ${size} bytes where ${left} are left`);
  const header = readBatchHeader(view, at);
  if (header.magic !== 2) throw logErrors.batchInvalid(`it has format version ${header.magic}`);
  if (header.recordCount < 1) throw logErrors.batchInvalid(`it has ${header.recordCount} records`);
  if (header.recordCount !== header.lastOffsetDelta + 1) {
    throw logErrors.batchInvalid(`it has ${header.recordCount} records, but its last offset delta is ${header.lastOffsetDelta}`);
  }
  // Compressed records may be many more than their bytes, but not more than what may be decompressed.
  if (header.recordCount > (header.compression === 0 ? size : decompressedBytesLimit))
    throw logErrors.batchInvalid(`it says that it has ${header.recordCount} records in ${size} bytes`);
  if ((header.attributes & deleteHorizonFlag) !== 0) throw logErrors.batchInvalid("it has a delete horizon, which only compaction sets");
  if (header.compression > 4) throw logErrors.compressionUnknown(header.compression);
  if (!safe(view, at + batchField.baseTimestamp) || !safe(view, at + batchField.maxTimestamp)) {
    throw logErrors.batchInvalid("a timestamp is beyond 2^53");
  }
  if (header.transactional && header.producerId < 0) throw logErrors.batchInvalid("it is transactional, but has no producer id");
  if (header.producerId >= 0) {
    if (!Number.isSafeInteger(header.producerId)) throw logErrors.batchInvalid("the producer id is beyond 2^53");
    if (header.producerEpoch < 0) throw logErrors.batchInvalid(`producer ${header.producerId} has epoch ${header.producerEpoch}`);
    if (header.baseSequence < 0 && !header.control) {
      throw logErrors.batchInvalid(`producer ${header.producerId} has sequence number ${header.baseSequence}`);
    }
  }
  return header;
}

/** The headers of all batches in `bytes`, each of them checked. */
export function checkIncoming(bytes: Uint8Array, maxBatchBytes: number): BatchHeader[] {
  const view = viewOf(bytes);
  const headers: BatchHeader[] = [];
  let at = 0;
  do {
    const header = checkHeader(bytes, view, at);
    if (header.sizeBytes > maxBatchBytes) throw logErrors.recordTooLarge(header.sizeBytes, maxBatchBytes);
    const crc = batchCrc(bytes, at, header.sizeBytes);
    if (crc !== header.crc) throw logErrors.batchChecksum(header.crc, crc);
    headers.push(header);
    at += header.sizeBytes;
  } while (at < bytes.length);
  return headers;
}
