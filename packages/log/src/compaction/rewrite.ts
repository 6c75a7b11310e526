// Puts what compaction keeps of some segments that follow each other into one new segment: written beside them under
// another name, synced, and renamed over the first of them; then the others go. A crash leaves the old files, or the new
// one and perhaps old ones that it covers, which recovery removes.
import { batchesIn, readBatchHeader, viewOf } from "../batch/header.ts";
import { readMarker } from "../batch/marker.ts";
import { encodeTrailer } from "../batch/stamp.ts";
import type { Committer } from "../committer.ts";
import type { LogContext } from "../context.ts";
import type { DiskFile } from "../disk/disk.ts";
import type { IndexCache } from "../partition/index-cache.ts";
import type { Partition } from "../partition/partition.ts";
import { Segment } from "../partition/segment.ts";
import { SparseIndex } from "../partition/sparse-index.ts";
import type { RecoveryPointWriter } from "../recovery-point-writer.ts";
import type { Chunks, WorkedChunk } from "./chunks.ts";
import type { KeepRule } from "./cleaner.ts";
import type { Pace } from "./pace.ts";

/** A sync of too much at once holds up those of appends. */
const bytesPerSync = 8 * 1024 * 1024;
/** An index keeps offsets relative to its segment in 32 bits. */
const offsetsPerSegment = 0x7fff_ffff;

export interface RewriteParts {
  readonly context: LogContext;
  readonly committer: Committer;
  readonly indexes: IndexCache;
  readonly points: RecoveryPointWriter;
}

export interface Rewriting {
  readonly partition: Partition;
  /** Closed segments that follow each other: the first, and as many more as then fit into one. */
  readonly segments: readonly Segment[];
  readonly chunks: Chunks;
  readonly rule: Omit<KeepRule, "until">;
  readonly pace: Pace;
  readonly ended: () => boolean;
}

/** How many of the segments it is done with; 0 when it did not come to its end. */
export async function rewrite(parts: RewriteParts, work: Rewriting): Promise<number> {
  const { disk, figures } = parts.context;
  const { partition, segments } = work;
  const first = segments[0]!;
  // What cannot be joined and stays as it is needs no new file, only a look.
  if (!fits(partition, first, first.readableBytes, segments[1]) && !(await changes(work, first))) return work.ended() ? 0 : 1;
  const fresh = new Segment(partition.folder, first.baseOffset, first.bornMs);
  fresh.index = new SparseIndex(first.baseOffset, partition.topic.settings.indexIntervalBytes);
  const path = `${fresh.path}.compacted`;
  let swapped = false;
  try {
    const file = await disk.open(path, "create");
    let written: { readonly group: readonly Segment[]; readonly changed: boolean };
    try {
      written = await write(work, fresh, file);
      await file.sync();
    } finally {
      await file.close();
    }
    const { group, changed } = written;
    if (work.ended()) return 0;
    if (!changed && group.length === 1) return 1;
    if (!(await parts.points.allowRemoval(partition, fresh.nextOffset))) return 0;
    swapped = await parts.committer.change(() => swap(parts, partition, group, fresh));
    if (!swapped) return 0;
    for (const { bytes } of group) figures.compactedBytes += bytes;
    return group.length;
  } finally {
    if (!swapped) await disk.removeFile(path);
  }
}

/** Whether the next segment may stand in one file with what begins at `first` and has so many bytes. */
function fits({ topic }: Partition, first: Segment, bytes: number, next: Segment | undefined): boolean {
  if (next === undefined) return false;
  return bytes + next.bytes <= topic.settings.segmentBytes && next.nextOffset - first.baseOffset <= offsetsPerSegment;
}

async function write(work: Rewriting, fresh: Segment, file: DiskFile): Promise<{ group: Segment[]; changed: boolean }> {
  const group: Segment[] = [];
  let changed = false;
  for (const segment of work.segments) {
    if (group.length > 0 && !fits(work.partition, fresh, fresh.bytes, segment)) break;
    group.push(segment);
    if (await copy(work, { segment, fresh, file })) changed = true;
  }
  const trailer = encodeTrailer(fresh.nextOffset, group.at(-1)!.nextOffset);
  await file.write([trailer], fresh.bytes);
  fresh.include(readBatchHeader(viewOf(trailer), 0), undefined);
  return { group, changed };
}

/** Whether anything was left out or changed. */
async function copy(work: Rewriting, of: { segment: Segment; fresh: Segment; file: DiskFile }): Promise<boolean> {
  const { segment, fresh, file } = of;
  let changed = false;
  let unsynced = 0;
  for await (const { bytes, readBytes, flag } of keptOf(work, segment)) {
    changed ||= flag;
    if (bytes.length > 0) await file.write([bytes], fresh.bytes);
    for (const { at, header } of batchesIn(bytes)) fresh.include(header, header.control ? readMarker(bytes, at) : undefined);
    unsynced += bytes.length;
    if (unsynced >= bytesPerSync) {
      await file.sync();
      unsynced = 0;
    }
    await work.pace.spend(readBytes + bytes.length, work.ended);
  }
  return changed;
}

/** Whether anything would be left out of the segment or changed in it. */
async function changes(work: Rewriting, segment: Segment): Promise<boolean> {
  for await (const { readBytes, flag } of keptOf(work, segment)) {
    if (flag) return true;
    await work.pace.spend(readBytes, work.ended);
  }
  return false;
}

async function* keptOf({ partition, chunks, rule, ended }: Rewriting, { baseOffset, nextOffset }: Segment): AsyncGenerator<WorkedChunk> {
  for (let offset = baseOffset; offset < nextOffset && !ended();) {
    const worked = await chunks.keep(partition, offset, { ...rule, until: nextOffset });
    if (worked === undefined) return;
    offset = worked.next;
    yield worked;
  }
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
