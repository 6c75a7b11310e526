// Brings a partition back from its files. Before the recovery point everything was known to be durable: what is wrong
// there is damage, and the log does not start. Behind it a flush may have been interrupted: the last segment is
// sound up to some batch and cut there. A segment that is not the last was synced before the next one was made, so
// all of it must be there whatever the recovery point says.
//
// What was scanned behind the recovery point is written once more before it counts: after an fsync that failed, the
// kernel may hold pages as clean that never reached the disk (the "fsyncgate" of 2018), and a later fsync skips them.
import { assert } from "@millrace/core";
import type { BatchHeader } from "../batch/header.ts";
import { readMarker } from "../batch/marker.ts";
import type { LogContext } from "../context.ts";
import type { DiskFile } from "../disk/disk.ts";
import { readFully } from "../disk/files.ts";
import { logErrors } from "../errors.ts";
import { attachRemote, readManifest } from "../tier/manifest.ts";
import type { RecoveryPoint } from "../recovery-points.ts";
import type { Partition } from "./partition.ts";
import { scanSegment, type ScanFrom } from "./scan.ts";
import { Segment, segmentBase } from "./segment.ts";
import { SparseIndex } from "./sparse-index.ts";

const rewriteBytes = 1024 * 1024;

/** What recovery took away behind the last sound batch. */
export interface TailCut {
  readonly file: string;
  readonly position: number;
  readonly bytes: number;
  readonly reason: string;
}

export async function recoverPartition(
  context: LogContext,
  partition: Partition,
  point: RecoveryPoint | undefined,
): Promise<TailCut | undefined> {
  const from = point?.offset ?? 0;
  // Only what was durable can have been deleted.
  const least = Math.max(from, partition.deletedBefore);
  partition.recoveryOffset = from;
  partition.compactedTo = point?.compactedTo ?? 0;
  for (const entry of point?.producers ?? []) partition.producers.restore(entry.producerId, entry);
  const manifest = await readManifest(context.disk, partition.folder);
  const segments = await listSegments(context, partition);
  if (segments.length === 0) {
    if (least > 0) throw logErrors.corrupt(`${partition.folder}/`, 0, `its segment files are missing; it ended at offset ${least}`);
    return undefined;
  }
  const [{ baseOffset, path }] = segments as [Segment];
  const missingFrom = Math.max(partition.deletedBefore, manifest.at(-1)?.nextOffset ?? 0);
  if (baseOffset > missingFrom)
    throw logErrors.corrupt(path, 0, `it begins at offset ${baseOffset}, but the records from ${missingFrom} on were kept`);
  partition.segments = segments;
  for (let index = 0; index < segments.length - 1; index++) {
    await recoverClosed(context, partition, segments[index]!, from);
    await removeCovered(context, partition, index);
    checkReaches(segments[index]!, segments[index + 1]);
  }
  const active = segments.at(-1)!;
  const cut = await recoverActive(context, partition, active, from);
  partition.rollWanted = active.sealed;
  partition.endOffset = active.nextOffset;
  partition.nextOffset = active.nextOffset;
  if (active.nextOffset < least) {
    throw logErrors.corrupt(active.path, active.bytes, `the records up to offset ${least} are missing`);
  }
  partition.producers.trim();
  partition.open.restore(partition.producers.entries(), partition.endOffset);
  attachRemote(partition, manifest);
  return cut;
}

/** Segments in order; files that are no longer or not yet part of the partition are removed. */
async function listSegments(context: LogContext, partition: Partition): Promise<Segment[]> {
  const { disk } = context;
  const entries = await disk.list(partition.folder);
  const stems = new Set<string>();
  const segments: Segment[] = [];
  for (const { name } of entries) {
    const base = segmentBase(name);
    if (base === undefined) continue;
    stems.add(name.slice(0, -".log".length));
    segments.push(new Segment(partition.folder, base, context.clock.now()));
  }
  for (const { name } of entries) {
    const stem = /^(\d{20})\.(?:index|timeindex|aborted)$/.exec(name)?.[1];
    const leftover = stem !== undefined && !stems.has(stem);
    if (leftover || name.endsWith(".compacted")) await disk.removeFile(`${partition.folder}/${name}`);
  }
  return segments.sort((left, right) => left.baseOffset - right.baseOffset);
}

/** What is found behind the recovery point is news to its segment and, as far as it comes from one, to a producer. */
function include(context: LogContext, partition: Partition, segment: Segment, found: { header: BatchHeader; bytes: Uint8Array }): void {
  const { header, bytes } = found;
  const marker = header.control ? readMarker(bytes) : undefined;
  segment.include(header, marker);
  if (header.producerId < 0 || header.lastOffset < partition.recoveryOffset) return;
  partition.producers.include(header, context.clock.now(), marker);
}

/** Compaction had put several segments into one and was interrupted while it removed them. */
async function removeCovered(context: LogContext, partition: Partition, index: number): Promise<void> {
  const { segments } = partition;
  const segment = segments[index]!;
  while (segment.sealed && index < segments.length - 2 && segments[index + 1]!.baseOffset < segment.nextOffset) {
    const [covered] = segments.splice(index + 1, 1) as [Segment];
    await covered.removeIndex(context.disk);
    await context.disk.removeFile(covered.path);
  }
}

function checkReaches({ path, bytes, nextOffset }: Segment, next: Segment | undefined): void {
  if (next === undefined || nextOffset === next.baseOffset) return;
  throw logErrors.corrupt(path, bytes, `it ends at offset ${nextOffset}, but the next segment begins at ${next.baseOffset}`);
}

async function recoverClosed(context: LogContext, partition: Partition, segment: Segment, from: number): Promise<void> {
  const stored = await segment.readIndex(context.disk);
  await context.files.use(segment.path, async (file) => {
    const sizeBytes = await file.size();
    if (stored !== undefined && stored.summary.bytes === sizeBytes && stored.summary.nextOffset <= from && !context.config.verifyAll) {
      segment.restore(stored.summary);
      segment.indexedBytes = sizeBytes;
    } else {
      segment.bornMs = stored?.summary.bornMs ?? segment.bornMs;
      segment.index = new SparseIndex(segment.baseOffset, partition.topic.settings.indexIntervalBytes);
      const start = { position: 0, offset: segment.baseOffset };
      const { end, fault } = await scanSegment(file, start, (header, _position, batch) =>
        include(context, partition, segment, { header, bytes: batch }),
      );
      if (fault !== undefined) throw logErrors.corrupt(segment.path, end, fault);
      await segment.writeIndex(context.disk);
      segment.index = undefined;
    }
  });
}

async function recoverActive(context: LogContext, partition: Partition, segment: Segment, from: number): Promise<TailCut | undefined> {
  const start = await startOfScan(context, partition, segment, from);
  return context.files.use(segment.path, async (file) => {
    // The records that are already counted by the stored index are checked again, not counted again.
    const counted = segment.bytes;
    let uncertainFrom = -1;
    const { end, sizeBytes, fault } = await scanSegment(file, start, (header, position, batch) => {
      if (position < counted) return;
      if (uncertainFrom < 0 && header.lastOffset >= from) uncertainFrom = position;
      include(context, partition, segment, { header, bytes: batch });
    });
    if (end < counted || (fault !== undefined && segment.nextOffset < from)) {
      throw logErrors.corrupt(segment.path, end, fault ?? "the file is shorter than it was");
    }
    if (sizeBytes > segment.bytes) await file.truncate(segment.bytes);
    if (uncertainFrom >= 0) await writeAgain(file, uncertainFrom, segment.bytes);
    if (uncertainFrom >= 0 || sizeBytes > segment.bytes) await file.sync();
    return fault === undefined ? undefined : { file: segment.path, position: end, bytes: sizeBytes - end, reason: fault };
  });
}

async function writeAgain(file: DiskFile, from: number, end: number): Promise<void> {
  const chunk = new Uint8Array(Math.min(rewriteBytes, end - from));
  for (let position = from; position < end;) {
    const length = await readFully(file, chunk.subarray(0, Math.min(chunk.length, end - position)), position);
    assert(length > 0, "a file is as long as it was a moment ago");
    await file.write([chunk.subarray(0, length)], position);
    position += length;
  }
}

/** Where to begin: at the last entry of a stored index that fits, else at the beginning of the file. */
async function startOfScan(context: LogContext, partition: Partition, segment: Segment, from: number): Promise<ScanFrom> {
  const stored = await segment.readIndex(context.disk);
  const sizeBytes = await context.files.use(segment.path, (file: DiskFile) => file.size());
  if (stored !== undefined && stored.summary.bytes <= sizeBytes && stored.summary.nextOffset <= from && !context.config.verifyAll) {
    segment.index = stored.index;
    segment.restore(stored.summary);
    segment.indexedBytes = stored.summary.bytes;
    return stored.index.last();
  }
  segment.bornMs = stored?.summary.bornMs ?? segment.bornMs;
  segment.index = new SparseIndex(segment.baseOffset, partition.topic.settings.indexIntervalBytes);
  return { position: 0, offset: segment.baseOffset };
}
