// Puts what compaction keeps of some segments that follow each other into one new segment: written beside them under
// another name, synced, and renamed over the first of them; then the others go. A crash leaves the old files, or the new
// one and perhaps old ones that it covers, which recovery removes.
import { batchesIn, readBatchHeader, viewOf } from "../batch/header.ts";
import { AbortedFilter } from "../batch/committed.ts";
import { readMarker } from "../batch/marker.ts";
import { encodeTrailer, setStamp } from "../batch/stamp.ts";
import type { Committer } from "../committer.ts";
import type { LogContext } from "../context.ts";
import type { DiskFile } from "../disk/disk.ts";
import type { IndexCache } from "../partition/index-cache.ts";
import type { Partition } from "../partition/partition.ts";
import { Segment } from "../partition/segment.ts";
import { SparseIndex } from "../partition/sparse-index.ts";
import type { Reader } from "../reading.ts";
import type { RecoveryPointWriter } from "../recovery-point-writer.ts";
import { keptBatch, type CleaningRule } from "./kept-batch.ts";
import type { Pace } from "./pace.ts";

/** Read and worked on at a time: a few milliseconds. */
export const chunkBytes = 128 * 1024;
/** A sync of too much at once holds up those of appends. */
const bytesPerSync = 8 * 1024 * 1024;
/** An index keeps offsets relative to its segment in 32 bits. */
const offsetsPerSegment = 0x7fff_ffff;

export interface RewriteParts {
  readonly context: LogContext;
  readonly committer: Committer;
  readonly indexes: IndexCache;
  readonly reader: Reader;
  readonly points: RecoveryPointWriter;
}

export interface Rewriting {
  readonly partition: Partition;
  /** Closed segments that follow each other: the first, and as many more as then fit into one. */
  readonly segments: readonly Segment[];
  readonly rule: CleaningRule;
  readonly pace: Pace;
  readonly ended: () => boolean;
}

/** How many of the segments it is done with; 0 when it did not come to its end. */
export async function rewrite(parts: RewriteParts, work: Rewriting): Promise<number> {
  const { disk } = parts.context;
  const { partition } = work;
  const first = work.segments[0]!;
  const fresh = new Segment(partition.folder, first.baseOffset, first.bornMs);
  fresh.index = new SparseIndex(first.baseOffset, partition.topic.settings.indexIntervalBytes);
  const path = `${fresh.path}.compacted`;
  let swapped = false;
  try {
    const file = await disk.open(path, "create");
    let written: { readonly group: readonly Segment[]; readonly changed: boolean };
    try {
      written = await write(parts.reader, work, fresh, file);
      await file.sync();
    } finally {
      await file.close();
    }
    const { group, changed } = written;
    if (work.ended()) return 0;
    if (!changed && group.length === 1) return 1;
    if (!(await parts.points.allowRemoval(partition, fresh.nextOffset))) return 0;
    swapped = await parts.committer.change(() => swap(parts, partition, group, fresh));
    return swapped ? group.length : 0;
  } finally {
    if (!swapped) await disk.removeFile(path);
  }
}

async function write(reader: Reader, work: Rewriting, fresh: Segment, file: DiskFile): Promise<{ group: Segment[]; changed: boolean }> {
  const { segmentBytes } = work.partition.topic.settings;
  const group: Segment[] = [];
  let changed = false;
  for (const segment of work.segments) {
    const fits = fresh.bytes + segment.bytes <= segmentBytes && segment.nextOffset - fresh.baseOffset <= offsetsPerSegment;
    if (group.length > 0 && !fits) break;
    group.push(segment);
    if (await copy(reader, work, { segment, fresh, file })) changed = true;
  }
  const trailer = encodeTrailer(fresh.nextOffset, group.at(-1)!.nextOffset);
  await file.write([trailer], fresh.bytes);
  fresh.include(readBatchHeader(viewOf(trailer), 0), undefined);
  return { group, changed };
}

/** Whether anything was left out or changed. */
async function copy(reader: Reader, work: Rewriting, of: { segment: Segment; fresh: Segment; file: DiskFile }): Promise<boolean> {
  const { partition, rule, pace, ended } = work;
  const { segment, fresh, file } = of;
  let changed = false;
  let unsynced = 0;
  let offset = segment.baseOffset;
  while (offset < segment.nextOffset && !ended()) {
    offset = Math.max(offset, partition.startOffset);
    const { bytes, abortedTransactions } = await reader.readCommitted(partition, offset, chunkBytes);
    if (bytes.length === 0 && offset >= partition.startOffset) break;
    const aborted = new AbortedFilter(abortedTransactions);
    const buffers: Uint8Array[] = [];
    const position = fresh.bytes;
    for (const { at, header } of batchesIn(bytes)) {
      offset = header.lastOffset + 1;
      if (header.baseOffset >= segment.nextOffset) break;
      const kept = keptBatch(bytes, at, header, aborted.drops(header), rule);
      changed ||= kept?.length !== header.sizeBytes || kept.buffer !== bytes.buffer;
      if (kept === undefined) continue;
      setStamp(viewOf(kept), 0);
      buffers.push(kept);
      fresh.include(readBatchHeader(viewOf(kept), 0), header.control ? readMarker(kept) : undefined);
    }
    if (buffers.length > 0) await file.write(buffers, position);
    unsynced += fresh.bytes - position;
    if (unsynced >= bytesPerSync) {
      await file.sync();
      unsynced = 0;
    }
    await pace.spend(bytes.length + fresh.bytes - position, ended);
  }
  return changed;
}

/** Between two flushes. Readers that come meanwhile wait; those that have an old file open go on with it. */
async function swap(parts: RewriteParts, partition: Partition, group: readonly Segment[], fresh: Segment): Promise<boolean> {
  const { disk, files } = parts.context;
  const index = partition.segments.indexOf(group[0]!);
  const { removed, settings } = partition.topic;
  if (removed || settings.remoteStorage || group.some((segment, step) => partition.segments[index + step] !== segment)) return false;
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const segment of group) segment.gone = promise;
  try {
    for (const segment of group) {
      parts.indexes.forget(segment);
      await files.forget(segment.path);
      await segment.removeIndex(disk);
    }
    await disk.syncFolder(partition.folder);
    await disk.rename(`${fresh.path}.compacted`, fresh.path);
    await disk.syncFolder(partition.folder);
    partition.segments.splice(index, group.length, fresh);
    for (const segment of group.slice(1)) await disk.removeFile(segment.path);
    await parts.committer.writeIndex(partition, fresh);
    fresh.index = undefined;
    return true;
  } catch (thrown) {
    if (!partition.segments.includes(fresh)) for (const segment of group) segment.gone = undefined;
    throw thrown;
  } finally {
    resolve();
  }
}
