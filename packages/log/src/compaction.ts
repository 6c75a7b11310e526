// Compaction (cleanup.policy=compact): of each key only the last record stays, at its offset. Pass one walks the closed
// segments and remembers each key's last offset, as many keys as the bound allows; pass two rewrites, oldest first, the
// segments that hold something older, each beside itself and then renamed over, so that a crash leaves the old file or
// the new one. Tombstones (null values) go when their time is over: by then nothing before them has their key.
// With more keys than the bound, the walk goes on where it stopped, with an empty table.
import { createHash } from "node:crypto";
import { MiB } from "@millrace/core";
import { batchesIn, batchHeaderBytes, type BatchHeader } from "./batch/header.ts";
import { writeHeader } from "./batch/encode.ts";
import { readMarker } from "./batch/marker.ts";
import { RecordReader } from "./batch/records.ts";
import type { Committer } from "./committer.ts";
import { codecOf } from "./compression/index.ts";
import type { LogContext } from "./context.ts";
import type { DiskFile } from "./disk/disk.ts";
import type { IndexCache } from "./partition/index-cache.ts";
import type { Partition } from "./partition/partition.ts";
import { Segment } from "./partition/segment.ts";
import { SparseIndex } from "./partition/sparse-index.ts";
import type { Reader } from "./reading.ts";
import type { MaintenanceParts } from "./maintenance.ts";
import type { RecoveryPointWriter } from "./recovery-point-writer.ts";
import type { Topics } from "./topics.ts";

/** Not before half of the closed bytes are new (Kafka's min.cleanable.dirty.ratio). */
const dirtyShare = 0.5;
/** Longer keys are remembered by their digest. */
const keyBytes = 64;

interface LastOffsets {
  readonly byKey: Map<string, number>;
  /** The table knows the records before this. */
  readonly end: number;
}

export class Compaction {
  readonly #context: LogContext;
  readonly #topics: Topics;
  readonly #committer: Committer;
  readonly #indexes: IndexCache;
  readonly #reader: Reader;
  readonly #points: RecoveryPointWriter;

  constructor(context: LogContext, parts: MaintenanceParts) {
    this.#context = context;
    this.#topics = parts.topics;
    this.#committer = parts.committer;
    this.#indexes = parts.indexes;
    this.#reader = parts.reader;
    this.#points = parts.points;
  }

  async apply(partition: Partition): Promise<void> {
    const { topic } = partition;
    if (!topic.settings.compact) return;
    const closed = this.#closedSegments(partition);
    const last = closed.at(-1);
    if (last === undefined || !isWorthwhile(closed, partition.compactedTo)) return;
    const target = last.nextOffset;
    await this.#committer.change(() => this.#topics.allowGaps(topic));
    while (partition.compactedTo < target) {
      const known = await this.#lastOffsets(partition, Math.max(partition.compactedTo, partition.startOffset), target);
      for (const segment of partition.segments.slice(0, -1)) {
        if (segment.baseOffset >= known.end || topic.removed || this.#committer.failure !== undefined) break;
        await this.#rewrite(partition, segment, known);
      }
      if (topic.removed || this.#committer.failure !== undefined) return;
      partition.compactedTo = known.end;
    }
  }

  #closedSegments(partition: Partition): Segment[] {
    const { minCompactionLagMs } = partition.topic.settings;
    const youngestMs = this.#context.clock.now() - minCompactionLagMs;
    const closed = partition.segments.slice(0, -1);
    const young = minCompactionLagMs === 0 ? -1 : closed.findIndex((segment) => segment.maxTimestampMs > youngestMs);
    return young < 0 ? closed : closed.slice(0, young);
  }

  async #lastOffsets(partition: Partition, from: number, target: number): Promise<LastOffsets> {
    const byKey = new Map<string, number>();
    let offset = from;
    while (offset < target) {
      const bytes = await this.#reader.read(partition, offset, MiB);
      for (const { at, header } of batchesIn(bytes)) {
        if (header.baseOffset >= target) return { byKey, end: target };
        if (byKey.size >= this.#context.config.compactionKeys) return { byKey, end: header.baseOffset };
        offset = header.lastOffset + 1;
        const record = new RecordReader(bytes, at);
        if (!header.control) while (record.next()) if (record.keyLength >= 0) byKey.set(keyOf(record.key()!), record.offset);
      }
      if (bytes.length === 0) break;
    }
    return { byKey, end: target };
  }

  async #rewrite(partition: Partition, segment: Segment, known: LastOffsets): Promise<void> {
    const { disk, clock } = this.#context;
    const tombstonesBeforeMs = clock.now() - partition.topic.settings.deleteRetentionMs;
    const dropTombstones = segment.maxTimestampMs < tombstonesBeforeMs;
    const fresh = new Segment(partition.folder, segment.baseOffset, segment.bornMs);
    fresh.index = new SparseIndex(segment.baseOffset, partition.topic.settings.indexIntervalBytes);
    const path = `${segment.stem}.log.compacted`;
    const file = await disk.open(path, "create");
    try {
      await this.#copy(partition, segment, fresh, { file, keeps: (record) => keeps(record, known, dropTombstones) });
      if (fresh.bytes < segment.bytes) await file.sync();
    } finally {
      await file.close();
    }
    const allowed = fresh.bytes < segment.bytes && (await this.#points.allowRemoval(partition, segment.nextOffset));
    if (!allowed) return disk.removeFile(path);
    await this.#committer.change(() => this.#swap(partition, segment, fresh));
  }

  async #copy(
    partition: Partition,
    segment: Segment,
    fresh: Segment,
    to: { readonly file: DiskFile; keeps(record: RecordReader): boolean },
  ): Promise<void> {
    let offset = segment.baseOffset;
    while (offset < segment.nextOffset) {
      offset = Math.max(offset, partition.startOffset);
      const bytes = await this.#reader.read(partition, offset, MiB);
      const buffers: Uint8Array[] = [];
      const position = fresh.bytes;
      for (const { at, header } of batchesIn(bytes)) {
        if (header.baseOffset >= segment.nextOffset) {
          offset = segment.nextOffset;
          break;
        }
        offset = header.lastOffset + 1;
        const kept = keptOf(bytes, at, header, (record) => to.keeps(record));
        if (kept === undefined) continue;
        buffers.push(kept);
        fresh.include({ ...header, sizeBytes: kept.length }, header.control ? readMarker(kept) : undefined);
      }
      if (buffers.length > 0) await to.file.write(buffers, position);
      if (bytes.length === 0 && offset >= partition.startOffset) return;
    }
  }

  /** Between two flushes. Readers that come meanwhile wait; those that have the old file open go on with it. */
  async #swap(partition: Partition, segment: Segment, fresh: Segment): Promise<void> {
    const { disk, files } = this.#context;
    const index = partition.segments.indexOf(segment);
    if (index < 0 || partition.topic.removed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    segment.gone = promise;
    try {
      this.#indexes.forget(segment);
      await files.forget(segment.path);
      await segment.removeIndex(disk);
      await disk.syncFolder(partition.folder);
      await disk.rename(`${segment.stem}.log.compacted`, segment.path);
      await disk.syncFolder(partition.folder);
      // The first segment stays even when it is empty, for the log begins with it.
      if (fresh.bytes === 0 && index > 0) {
        partition.segments.splice(index, 1);
        await disk.removeFile(segment.path);
        await disk.syncFolder(partition.folder);
      } else {
        partition.segments[index] = fresh;
        await this.#committer.writeIndex(partition, fresh);
        fresh.index = undefined;
      }
    } catch (thrown) {
      segment.gone = undefined;
      throw thrown;
    } finally {
      resolve();
    }
  }
}

function isWorthwhile(closed: readonly Segment[], compactedTo: number): boolean {
  let dirty = 0;
  let all = 0;
  for (const segment of closed) {
    all += segment.bytes;
    if (segment.nextOffset > compactedTo) dirty += segment.bytes;
  }
  return dirty > 0 && dirty >= all * dirtyShare;
}

function keyOf(key: Uint8Array): string {
  if (key.length <= keyBytes) return Buffer.from(key.buffer, key.byteOffset, key.length).toString("latin1");
  return `#${createHash("sha256").update(key).digest("latin1")}`;
}

function keeps(record: RecordReader, known: LastOffsets, dropTombstones: boolean): boolean {
  if (record.keyLength < 0 || record.offset >= known.end) return true;
  const last = known.byKey.get(keyOf(record.key()!));
  if (last !== undefined && last > record.offset) return false;
  return !(dropTombstones && record.valueLength < 0);
}

/** The batch with the records that stay: itself, a shorter one at the same offsets, or undefined when none stays. */
function keptOf(bytes: Uint8Array, at: number, header: BatchHeader, keep: (record: RecordReader) => boolean): Uint8Array | undefined {
  const whole = bytes.subarray(at, at + header.sizeBytes);
  if (header.control || header.transactional) return whole;
  const record = new RecordReader(bytes, at);
  const parts: Uint8Array[] = [];
  let maxTimestampMs = -1;
  while (record.next()) {
    if (!keep(record)) continue;
    parts.push(record.bytes.subarray(record.recordStart, record.recordEnd));
    maxTimestampMs = Math.max(maxTimestampMs, record.timestampMs);
  }
  if (parts.length === header.recordCount) return whole;
  if (parts.length === 0) return undefined;
  // Deltas count from the base offset and base time, which stay: the records are copied as they are.
  const body = codecOf(header.compression).compress(Buffer.concat(parts));
  const batch = new Uint8Array(batchHeaderBytes + body.length);
  batch.set(body, batchHeaderBytes);
  header.maxTimestampMs = maxTimestampMs;
  writeHeader(batch, { ...header, recordCount: parts.length });
  return batch;
}
