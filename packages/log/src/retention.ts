// Retention: closed segments go, oldest first, when all of their records are too old, the partition is too large, or
// their records were deleted on request. When even the active segment may go as a whole it is closed first, so that a
// quiet topic empties too. Where the partition begins is written down before anything goes, so that a missing file is
// never taken for one that was removed.
import { MillraceError } from "@millrace/core";
import type { Committer } from "./committer.ts";
import type { LogContext } from "./context.ts";
import { Spare } from "./disk/spare.ts";
import type { IndexCache } from "./partition/index-cache.ts";
import type { Partition } from "./partition/partition.ts";
import type { RecoveryPointWriter } from "./recovery-point-writer.ts";
import type { Segment } from "./partition/segment.ts";
import { dropLocal, endOfLocal } from "./tier/local-retention.ts";
import { remoteSegments, writeManifest } from "./tier/manifest.ts";
import type { Topics } from "./topics.ts";

export interface RetentionParts {
  readonly context: LogContext;
  readonly topics: Topics;
  readonly committer: Committer;
  readonly indexes: IndexCache;
  readonly points: RecoveryPointWriter;
}

export class Retention {
  readonly #context: LogContext;
  readonly #parts: RetentionParts;
  readonly #spare: Spare;

  constructor(parts: RetentionParts) {
    this.#context = parts.context;
    this.#parts = parts;
    this.#spare = new Spare(parts.context.disk, parts.context.folder, parts.context.config.spareBytes);
  }

  async apply(partition: Partition): Promise<void> {
    await this.#dropLocal(partition);
    const { active } = partition;
    if (active !== undefined && active.bytes > 0 && this.#isOver(partition, active)) await this.#parts.committer.roll(partition);
    const end = this.#endOfOld(partition);
    if (end === undefined) return this.#spare.keep();
    const ready = (await this.#prepare(partition, end)) || ((await this.#spare.give()) && (await this.#prepare(partition, end)));
    if (!ready) return;
    while (partition.segments.length > 1 && partition.segments[0]!.nextOffset <= end) {
      const oldest = partition.segments[0]!;
      await this.#parts.committer.change(() => this.#remove(partition, oldest));
      if (partition.segments[0] === oldest) return;
    }
    await this.#spare.keep();
  }

  async #dropLocal(partition: Partition): Promise<void> {
    const end = endOfLocal(partition, this.#context.clock.now());
    if (end === undefined) return;
    const { committer, points } = this.#parts;
    const ready =
      (await points.allowRemoval(partition, end)) || ((await this.#spare.give()) && (await points.allowRemoval(partition, end)));
    if (ready) await dropLocal(this.#context, committer, partition, end);
  }

  /** The end of the last segment that may go; undefined when none may. */
  #endOfOld(partition: Partition): number | undefined {
    const { settings } = partition.topic;
    let excess = settings.retentionBytes < 0 || !settings.deleteOld ? -1 : partition.bytes - settings.retentionBytes;
    let end: number | undefined;
    for (const segment of partition.segments.slice(0, -1)) {
      const tooMuch = excess > 0 && excess >= segment.bytes;
      if (!tooMuch && !this.#isOver(partition, segment)) break;
      excess -= segment.bytes;
      end = segment.nextOffset;
    }
    return end;
  }

  #isOver(partition: Partition, segment: Segment): boolean {
    if (segment.nextOffset <= partition.deletedBefore) return true;
    const { deleteOld, retentionMs } = partition.topic.settings;
    if (!deleteOld || retentionMs < 0) return false;
    // Where no producer said a time (-1), the age of the segment counts.
    const newestMs = segment.maxTimestampMs >= 0 ? segment.maxTimestampMs : segment.bornMs;
    return this.#context.clock.now() - newestMs > retentionMs;
  }

  /** Writes down what will be missing. False when the disk has no room for that. */
  async #prepare(partition: Partition, end: number): Promise<boolean> {
    const { committer, points, topics } = this.#parts;
    if (!(await points.allowRemoval(partition, end))) return false;
    if (partition.deletedBefore >= end) return true;
    try {
      await topics.deleteRecords(partition, end, committer);
      return true;
    } catch (thrown) {
      if (partition.topic.removed || (thrown instanceof MillraceError && thrown.code === "log.disk-full")) return false;
      throw thrown;
    }
  }

  /** Synced one by one: a crash must not leave a hole in the middle. */
  async #remove(partition: Partition, segment: Segment): Promise<void> {
    if (partition.topic.removed || partition.segments[0] !== segment || partition.segments.length < 2) return;
    const { disk, files, remote } = this.#context;
    partition.segments.shift();
    segment.gone = Promise.resolve();
    this.#parts.indexes.forget(segment);
    await files.forget(segment.path);
    await disk.removeFile(segment.path);
    await segment.removeIndex(disk);
    await disk.syncFolder(partition.folder);
    if (segment.remote === undefined) return;
    await writeManifest(disk, partition.folder, remoteSegments(partition));
    remote.discard([segment.remote]);
  }
}
