// Compaction (cleanup.policy=compact): of each key only the last record stays, at its offset. A table learns the last
// offset of each key among the records that came since the last time; then all segments from the first on are rewritten
// without what is older (kept-batch.ts, rewrite.ts), small ones together. With more keys than the table holds, a pass ends
// where it became full; how far that is, is kept, and the next pass goes on from there when there is enough for it to do,
// after all other partitions had theirs. Only whole segments below the last stable offset are touched, so that every
// transaction in them is decided, and never the last one that holds something, so that a reader always gets to the end.
import { MillraceError } from "@millrace/core";
import { isRecordFault } from "../batch/records.ts";
import { isDiskFull } from "../disk/disk.ts";
import type { Partition } from "../partition/partition.ts";
import type { Segment } from "../partition/segment.ts";
import type { Reader } from "../reading.ts";
import { Chunks } from "./chunks.ts";
import type { Cleaner } from "./cleaner.ts";
import { CleanerLost } from "./cleaner-thread.ts";
import { slotBytes } from "./offset-table.ts";
import { Pace } from "./pace.ts";
import { rewrite, type RewriteParts } from "./rewrite.ts";

export interface CompactionParts extends RewriteParts {
  readonly reader: Reader;
  readonly cleaner: Cleaner;
}

/** What a pass works with. */
interface Pass {
  readonly chunks: Chunks;
  readonly pace: Pace;
  readonly ended: () => boolean;
}

export class Compaction {
  readonly #parts: CompactionParts;
  readonly #stopped: () => boolean;

  constructor(parts: CompactionParts, stopped: () => boolean) {
    this.#parts = parts;
    this.#stopped = stopped;
  }

  /**
   * One pass, where there is enough to do; whether it came to its end. A damaged partition is left as it is: whoever reads
   * there is told. A disk without room, or a thread that was lost, is tried again next time.
   */
  async apply(partition: Partition): Promise<boolean> {
    if (!partition.topic.settings.compact || partition.uncleanable) return false;
    try {
      return await this.#compact(partition);
    } catch (thrown) {
      if (partition.topic.removed) return false;
      const code = thrown instanceof MillraceError ? thrown.code : "";
      if (code === "log.corrupt" || isRecordFault(thrown)) partition.uncleanable = true;
      else if (code !== "log.disk-full" && !isDiskFull(thrown) && !(thrown instanceof CleanerLost)) throw thrown;
      this.#parts.context.figures.compactionsFailed++;
      return false;
    }
  }

  /** Nothing is to do for now. */
  end(): Promise<void> {
    return this.#parts.cleaner.end();
  }

  async #compact(partition: Partition): Promise<boolean> {
    const { clock, config, figures } = this.#parts.context;
    const { cleaner, committer, points, reader } = this.#parts;
    await this.#closeOverdue(partition);
    const cleanable = this.#cleanable(partition);
    if (!this.#isWorthwhile(partition, cleanable)) return false;
    figures.compactions++;
    const target = cleanable.at(-1)!.nextOffset;
    const records = target - Math.max(partition.compactedTo, partition.startOffset);
    await cleaner.begin(Math.min(config.compactionMemoryBytes, 2 * records * slotBytes));
    const pass: Pass = {
      chunks: new Chunks(reader, cleaner),
      pace: new Pace(clock, config.compactionBytesPerSecond),
      ended: () => this.#stopped() || partition.topic.removed || committer.failure !== undefined,
    };
    const end = await this.#learn(partition, target, pass);
    if (pass.ended() || !(await this.#rewrite(partition, end, target, pass))) return false;
    partition.compactedTo = end;
    points.wanted(cleanable.reduce((sum, { bytes }) => sum + bytes, 0));
    return true;
  }

  /** All segments that hold something before `end`; whether it came to its end. */
  async #rewrite(partition: Partition, end: number, target: number, pass: Pass): Promise<boolean> {
    const { deleteRetentionMs } = partition.topic.settings;
    const rule = { end, start: partition.startOffset, nowMs: this.#parts.context.clock.now(), deleteRetentionMs };
    let segments = partition.segments.filter(({ baseOffset, nextOffset }) => baseOffset < end && nextOffset <= target);
    while (segments.length > 0) {
      const count = pass.ended() ? 0 : await rewrite(this.#parts, { partition, segments, rule, ...pass });
      if (count === 0) return false;
      segments = segments.slice(count);
    }
    return true;
  }

  /** With max.compaction.lag.ms, what is written to is closed when it is old, so that it can be compacted soon. */
  async #closeOverdue(partition: Partition): Promise<void> {
    const { active, topic } = partition;
    if (active === undefined || active.bytes === 0) return;
    const ageMs = this.#parts.context.clock.now() - active.bornMs;
    if (ageMs > topic.settings.maxCompactionLagMs) await this.#parts.committer.roll(partition);
  }

  #cleanable({ segments, stableOffset, topic }: Partition): Segment[] {
    const youngestMs = this.#parts.context.clock.now() - topic.settings.minCompactionLagMs;
    const last = segments.findLastIndex(({ readableBytes }) => readableBytes > 0);
    const closed = segments.slice(0, Math.max(0, last));
    const tooNew = closed.findIndex((segment) => {
      const newestMs = segment.maxTimestampMs >= 0 ? segment.maxTimestampMs : segment.bornMs;
      return segment.nextOffset > stableOffset || (topic.settings.minCompactionLagMs > 0 && newestMs > youngestMs);
    });
    return tooNew < 0 ? closed : closed.slice(0, tooNew);
  }

  #isWorthwhile({ compactedTo, topic }: Partition, cleanable: readonly Segment[]): boolean {
    const { maxCompactionLagMs, minCleanableDirtyRatio } = topic.settings;
    let dirty = 0;
    let all = 0;
    let oldestMs = Number.POSITIVE_INFINITY;
    for (const { bytes, nextOffset, bornMs } of cleanable) {
      all += bytes;
      if (nextOffset <= compactedTo) continue;
      dirty += bytes;
      oldestMs = Math.min(oldestMs, bornMs);
    }
    const overdue = this.#parts.context.clock.now() - oldestMs > maxCompactionLagMs;
    return dirty > 0 && (overdue || dirty >= all * minCleanableDirtyRatio);
  }

  /** Puts keys into the table until it is full. Returns the offset that it knows all records before. */
  async #learn(partition: Partition, target: number, { chunks, pace, ended }: Pass): Promise<number> {
    for (let offset = partition.compactedTo; offset < target && !ended();) {
      const worked = await chunks.learn(partition, offset, target);
      if (worked === undefined) break;
      if (worked.flag) return worked.next;
      offset = worked.next;
      await pace.spend(worked.readBytes, ended);
    }
    return target;
  }
}
