// Retention: closed segments go, oldest first, when all of their records are too old, the partition is too large, or
// their records were deleted on request. When even the active segment may go as a whole it is closed first, so that a
// quiet topic empties too.
import type { Committer } from "./committer.ts";
import type { LogContext } from "./context.ts";
import type { IndexCache } from "./partition/index-cache.ts";
import type { Partition } from "./partition/partition.ts";
import type { RecoveryPointWriter } from "./recovery-point-writer.ts";
import type { Segment } from "./partition/segment.ts";

export class Retention {
  readonly #context: LogContext;
  readonly #committer: Committer;
  readonly #indexes: IndexCache;
  readonly #points: RecoveryPointWriter;

  constructor(parts: { context: LogContext; committer: Committer; indexes: IndexCache; points: RecoveryPointWriter }) {
    this.#context = parts.context;
    this.#committer = parts.committer;
    this.#indexes = parts.indexes;
    this.#points = parts.points;
  }

  async apply(partition: Partition): Promise<void> {
    const { settings } = partition.topic;
    const { active } = partition;
    const over = (segment: Segment, end: number): boolean => end <= partition.deletedBefore || this.#isOld(partition, segment);
    if (active !== undefined && active.bytes > 0 && over(active, active.nextOffset)) await this.#committer.roll(partition);
    let excess = settings.retentionBytes < 0 || !settings.deleteOld ? -1 : partition.bytes - settings.retentionBytes;
    while (partition.segments.length > 1) {
      const oldest = partition.segments[0]!;
      const tooMuch = excess > 0 && excess >= oldest.bytes;
      // To where the next one begins: compaction may have emptied this one, and the log begins with it all the same.
      if (!tooMuch && !over(oldest, partition.segments[1]!.baseOffset)) return;
      excess -= oldest.bytes;
      if (!(await this.#points.allowRemoval(partition, oldest.nextOffset))) return;
      await this.#committer.change(() => this.#remove(partition, oldest));
    }
  }

  #isOld(partition: Partition, segment: Segment): boolean {
    const { deleteOld, retentionMs } = partition.topic.settings;
    if (!deleteOld || retentionMs < 0) return false;
    // Where no producer said a time (-1), the age of the segment counts.
    const newestMs = segment.maxTimestampMs >= 0 ? segment.maxTimestampMs : segment.bornMs;
    return this.#context.clock.now() - newestMs > retentionMs;
  }

  /** Synced one by one: a crash must not leave a hole in the middle. */
  async #remove(partition: Partition, segment: Segment): Promise<void> {
    if (partition.topic.removed || partition.segments[0] !== segment || partition.segments.length < 2) return;
    const { disk, files } = this.#context;
    partition.segments.shift();
    segment.gone = Promise.resolve();
    this.#indexes.forget(segment);
    await files.forget(segment.path);
    await disk.removeFile(segment.path);
    await segment.removeIndex(disk);
    await disk.syncFolder(partition.folder);
  }
}
