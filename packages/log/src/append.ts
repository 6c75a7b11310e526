// What happens to an append before it waits for its flush, all in one go and without waiting: everything is checked,
// batches sent twice are left out, then offsets are given and written into the bytes.
import type { BatchHeader } from "./batch/header.ts";
import { batchField, logAppendTimeFlag, viewOf, writeInt64 } from "./batch/header.ts";
import { batchCrc, checkIncoming } from "./batch/check.ts";
import type { Marker } from "./batch/marker.ts";
import { RecordReader } from "./batch/records.ts";
import { logErrors } from "./errors.ts";
import type { Partition, PendingAppend } from "./partition/partition.ts";

/** An index keeps offsets relative to its segment in 32 bits. */
const recordsPerAppend = 0x7fff_ffff;

export interface PreparedAppend {
  /** Undefined when every batch was sent before. */
  readonly pending: Omit<PendingAppend, "durable" | "resolve" | "reject"> | undefined;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly logAppendTimeMs: number;
}

/** `marker` is what `bytes` say when the log itself ends a transaction with them. */
export function prepareAppend(partition: Partition, bytes: Uint8Array, nowMs: number, marker?: Marker): PreparedAppend {
  const { settings, name } = partition.topic;
  const headers = checkIncoming(bytes, marker === undefined ? settings.maxMessageBytes : bytes.length);
  if (marker === undefined && headers.some(({ control }) => control))
    throw logErrors.batchInvalid("only the log itself writes control batches");
  if (settings.compact) requireKeys(name, bytes, headers);
  let recordCount = 0;
  for (const header of headers) recordCount += header.recordCount;
  if (recordCount > recordsPerAppend) throw logErrors.batchInvalid(`${recordCount} records are too many for one append`);
  const fresh: BatchHeader[] = [];
  const buffers: Uint8Array[] = [];
  const before: PendingAppend["before"][number][] = [];
  const startOffset = partition.nextOffset;
  let baseOffset = -1;
  let lastOffset = -1;
  let at = 0;
  const undo = (): void => {
    partition.nextOffset = startOffset;
    for (const { producerId, entry } of before.toReversed()) partition.producers.restore(producerId, entry);
  };
  for (const [index, header] of headers.entries()) {
    const batch = headers.length === 1 ? bytes : bytes.subarray(at, at + header.sizeBytes);
    at += header.sizeBytes;
    let sent: { readonly baseOffset: number; readonly lastOffset: number } | undefined;
    try {
      sent = header.producerId < 0 || header.control ? undefined : partition.producers.check(header);
    } catch (thrown) {
      undo();
      throw thrown;
    }
    if (sent === undefined) {
      place(partition, batch, header, settings.logAppendTime ? nowMs : -1);
      const { producerId } = header;
      if (producerId >= 0) before.push({ producerId, entry: partition.producers.include(header, nowMs, marker) });
      fresh.push(header);
      buffers.push(batch);
    }
    if (index === 0) baseOffset = sent?.baseOffset ?? header.baseOffset;
    lastOffset = sent?.lastOffset ?? header.lastOffset;
  }
  const logAppendTimeMs = settings.logAppendTime ? nowMs : -1;
  if (fresh.length === 0) return { pending: undefined, baseOffset, lastOffset, logAppendTimeMs };
  let sizeBytes = 0;
  for (const header of fresh) sizeBytes += header.sizeBytes;
  return { pending: { buffers, headers: fresh, sizeBytes, before }, baseOffset, lastOffset, logAppendTimeMs };
}

/** Gives the batch its offset, in its bytes and in `header`; with LogAppendTime its time too, which the CRC covers. */
function place(partition: Partition, batch: Uint8Array, header: BatchHeader, appendTimeMs: number): void {
  const view = viewOf(batch);
  header.baseOffset = partition.nextOffset;
  header.lastOffset = header.baseOffset + header.lastOffsetDelta;
  header.leaderEpoch = 0;
  partition.nextOffset = header.lastOffset + 1;
  writeInt64(view, batchField.baseOffset, header.baseOffset);
  view.setInt32(batchField.leaderEpoch, 0);
  const attributes = appendTimeMs < 0 ? header.attributes & ~logAppendTimeFlag : header.attributes | logAppendTimeFlag;
  if (appendTimeMs < 0 && attributes === header.attributes) return;
  header.attributes = attributes;
  header.logAppendTime = appendTimeMs >= 0;
  view.setInt16(batchField.attributes, attributes);
  if (appendTimeMs >= 0) {
    header.maxTimestampMs = appendTimeMs;
    writeInt64(view, batchField.maxTimestamp, appendTimeMs);
  }
  header.crc = batchCrc(batch, 0, header.sizeBytes);
  view.setUint32(batchField.crc, header.crc);
}

/** What the records of one append may decompress to where they are looked at: more would keep everybody waiting. */
const lookedAtBytesMax = 8 * 1024 * 1024;

/** As many of an append's faulty records are named. */
const namedMost = 1_000;

/** A compacted topic is the only one whose records are looked at on their way in. */
function requireKeys(topic: string, bytes: Uint8Array, headers: readonly BatchHeader[]): void {
  const keyless: number[] = [];
  let at = 0;
  let index = 0;
  let left = lookedAtBytesMax;
  for (const header of headers) {
    const reader = new RecordReader(bytes, at, Math.max(1, left));
    if (header.compression !== 0) left -= reader.bytes.length;
    for (; !header.control && keyless.length < namedMost && reader.next(); index++) if (reader.keyLength < 0) keyless.push(index);
    at += header.sizeBytes;
  }
  if (keyless.length > 0) throw logErrors.recordKeyless.with({ records: keyless }, topic);
}
