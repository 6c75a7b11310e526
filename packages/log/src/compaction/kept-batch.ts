// What compaction leaves of one batch. Records that stay are copied as they are, at their offsets. A batch that is first
// kept for its tombstones (null values) is given the time from which on they may go (Kafka's KIP-534: it stands in the
// base timestamp), so that whoever has read an older value has delete.retention.ms to come by and see it deleted. By then
// nothing older has their key. Transactions are resolved: what was aborted and what only said so goes, what was committed
// becomes plain.
import { encodeRecords, writeHeader } from "../batch/encode.ts";
import { batchHeaderBytes, deleteHorizonFlag, transactionalFlag, type BatchHeader } from "../batch/header.ts";
import { decodeRecords, RecordReader } from "../batch/records.ts";
import { codecOf } from "../compression/index.ts";
import type { OffsetTable } from "./offset-table.ts";

export interface CleaningRule {
  /** Knows the keys of all records before `end` that were not compacted before. */
  readonly table: OffsetTable;
  readonly end: number;
  /** Records before this were deleted. */
  readonly start: number;
  readonly nowMs: number;
  readonly deleteRetentionMs: number;
}

/** The batch itself, what is left of it, or undefined when nothing is. `dropped`: its records do not count. */
export function keptBatch(
  bytes: Uint8Array,
  at: number,
  header: BatchHeader,
  dropped: boolean,
  rule: CleaningRule,
): Uint8Array | undefined {
  const whole = bytes.subarray(at, at + header.sizeBytes);
  if (header.baseOffset >= rule.end) return whole;
  if (dropped) return header.control && header.lastOffset >= rule.end ? whole : undefined;
  const hasHorizon = (header.attributes & deleteHorizonFlag) !== 0;
  const tombstonesGo = hasHorizon && header.baseTimestampMs <= rule.nowMs;
  const record = new RecordReader(bytes, at);
  const parts: Uint8Array[] = [];
  let maxTimestampMs = -1;
  let tombstones = false;
  while (record.next()) {
    if (!keeps(record, rule, tombstonesGo)) continue;
    parts.push(record.bytes.subarray(record.recordStart, record.recordEnd));
    maxTimestampMs = Math.max(maxTimestampMs, record.timestampMs);
    tombstones ||= record.valueLength < 0;
  }
  if (parts.length === 0) return undefined;
  const needsHorizon = tombstones && !hasHorizon && header.lastOffset < rule.end;
  if (parts.length === header.recordCount && !header.transactional && !needsHorizon) return whole;
  const attributes = header.attributes & ~transactionalFlag;
  const kept = withRecords({ ...header, attributes, maxTimestampMs, recordCount: parts.length }, Buffer.concat(parts));
  return needsHorizon ? withHorizon(kept, { ...header, attributes, maxTimestampMs }, rule.nowMs + rule.deleteRetentionMs) : kept;
}

function keeps(record: RecordReader, rule: CleaningRule, tombstonesGo: boolean): boolean {
  if (record.offset < rule.start) return false;
  if (record.offset >= rule.end || record.keyLength < 0) return true;
  if (rule.table.get(record.bytes, record.keyStart, record.keyLength) > record.offset) return false;
  return !(tombstonesGo && record.valueLength < 0);
}

/** Deltas of offset and time count from the header's base, which must be that of the records. */
function withRecords(header: BatchHeader, records: Uint8Array): Uint8Array {
  const body = codecOf(header.compression).compress(records);
  const batch = new Uint8Array(batchHeaderBytes + body.length);
  batch.set(body, batchHeaderBytes);
  writeHeader(batch, header);
  return batch;
}

/** The same records, their times counted from the horizon. */
function withHorizon(batch: Uint8Array, header: BatchHeader, horizonMs: number): Uint8Array {
  const records = decodeRecords(batch).map((record) => ({ ...record, offsetDelta: record.offset - header.baseOffset }));
  const attributes = header.attributes | deleteHorizonFlag;
  const changed = { ...header, attributes, baseTimestampMs: horizonMs, recordCount: records.length };
  return withRecords(changed, encodeRecords(records, horizonMs));
}
