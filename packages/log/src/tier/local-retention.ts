// Local copies of segments that the object store holds go, oldest first, by local.retention.ms and local.retention.bytes.
import type { Committer } from "../committer.ts";
import type { LogContext } from "../context.ts";
import type { Partition } from "../partition/partition.ts";
import type { Segment } from "../partition/segment.ts";

/** The end of the last local copy that may go; undefined when none may. */
export function endOfLocal(partition: Partition, nowMs: number): number | undefined {
  const { localRetentionBytes, localRetentionMs } = partition.topic.settings;
  let excess = localRetentionBytes < 0 ? -1 : partition.localBytes - localRetentionBytes;
  let end: number | undefined;
  for (const segment of partition.segments.slice(0, -1)) {
    if (!segment.local) continue;
    const newestMs = segment.maxTimestampMs >= 0 ? segment.maxTimestampMs : segment.bornMs;
    const old = localRetentionMs >= 0 && nowMs - newestMs > localRetentionMs;
    const tooMuch = excess > 0 && excess >= segment.bytes;
    if (segment.remote === undefined || (!old && !tooMuch)) break;
    excess -= segment.bytes;
    end = segment.nextOffset;
  }
  return end;
}

/** Synced one by one, oldest first: a crash must not leave a hole. Readers that have the file open go on with it. */
export async function dropLocal(context: LogContext, committer: Committer, partition: Partition, end: number): Promise<void> {
  for (const segment of partition.segments.filter(({ local, nextOffset }) => local && nextOffset <= end))
    await committer.change(() => drop(context, partition, segment));
}

async function drop({ disk, files }: LogContext, partition: Partition, segment: Segment): Promise<void> {
  if (partition.topic.removed || !partition.segments.includes(segment) || segment.remote === undefined) return;
  segment.local = false;
  await files.forget(segment.path);
  await disk.removeFile(segment.path);
  await segment.removeIndex(disk);
  await disk.syncFolder(partition.folder);
}
