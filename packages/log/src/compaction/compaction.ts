// Compaction (cleanup.policy=compact): of each key only the last record stays, at its offset. A table learns the last
// offset of each key among the records that came since the last time; then all segments from the first on are rewritten
// without what is older (kept-batch.ts, rewrite.ts), small ones together. With more keys than the table holds, that
// happens again from where it became full. Only whole segments below the last stable offset are touched, so that every
// transaction in them is decided, and never the last one that holds something, so that a reader always gets to the end.
import { MillraceError } from "@millrace/core";
import { AbortedFilter } from "../batch/committed.ts";
import { batchesIn } from "../batch/header.ts";
import { isRecordFault, RecordReader } from "../batch/records.ts";
import { isDiskFull } from "../disk/disk.ts";
import type { Partition } from "../partition/partition.ts";
import type { Segment } from "../partition/segment.ts";
import { OffsetTable, slotBytes } from "./offset-table.ts";
import { Pace } from "./pace.ts";
import { chunkBytes, rewrite, type RewriteParts } from "./rewrite.ts";

interface Learning {
  readonly target: number;
  readonly pace: Pace;
  readonly ended: () => boolean;
}

export class Compaction {
  readonly #parts: RewriteParts;
  readonly #stopped: () => boolean;

  constructor(parts: RewriteParts, stopped: () => boolean) {
    this.#parts = parts;
    this.#stopped = stopped;
  }

  /** A damaged partition is left as it is: whoever reads there is told. A disk without room is tried again next time. */
  async apply(partition: Partition): Promise<void> {
    if (!partition.topic.settings.compact || partition.uncleanable) return;
    try {
      await this.#compact(partition);
    } catch (thrown) {
      if (partition.topic.removed || isDiskFull(thrown)) return;
      const code = thrown instanceof MillraceError ? thrown.code : "";
      if (code === "log.corrupt" || isRecordFault(thrown)) partition.uncleanable = true;
      else if (code !== "log.disk-full") throw thrown;
    }
  }

  async #compact(partition: Partition): Promise<void> {
    const { clock, config, random, figures } = this.#parts.context;
    await this.#closeOverdue(partition);
    const cleanable = this.#cleanable(partition);
    if (!this.#isWorthwhile(partition, cleanable)) return;
    figures.compactions++;
    const target = cleanable.at(-1)!.nextOffset;
    const pace = new Pace(clock, config.compactionBytesPerSecond);
    const ended = (): boolean => this.#stopped() || partition.topic.removed || this.#parts.committer.failure !== undefined;
    const records = target - Math.max(partition.compactedTo, partition.startOffset);
    const table = new OffsetTable(Math.min(config.compactionMemoryBytes, 2 * records * slotBytes), random);
    while (partition.compactedTo < target) {
      table.clear();
      const end = await this.#learn(partition, table, { target, pace, ended });
      if (ended()) return;
      const { deleteRetentionMs } = partition.topic.settings;
      const rule = { table, end, start: partition.startOffset, nowMs: clock.now(), deleteRetentionMs };
      const segments = partition.segments.filter(({ baseOffset, nextOffset }) => baseOffset < end && nextOffset <= target);
      for (let done = 0; done < segments.length;) {
        const bytes = segments.map((segment) => segment.bytes);
        const count = ended() ? 0 : await rewrite(this.#parts, { partition, segments: segments.slice(done), rule, pace, ended });
        if (count === 0) return;
        for (const rewritten of bytes.slice(done, done + count)) figures.compactedBytes += rewritten;
        done += count;
      }
      partition.compactedTo = end;
    }
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
  async #learn(partition: Partition, table: OffsetTable, { target, pace, ended }: Learning): Promise<number> {
    let offset = partition.compactedTo;
    while (offset < target && !ended()) {
      offset = Math.max(offset, partition.startOffset);
      const { bytes, abortedTransactions } = await this.#parts.reader.readCommitted(partition, offset, chunkBytes);
      if (bytes.length === 0 && offset >= partition.startOffset) break;
      const from = offset;
      const aborted = new AbortedFilter(abortedTransactions);
      for (const { at, header } of batchesIn(bytes)) {
        if (header.baseOffset >= target) return target;
        offset = header.lastOffset + 1;
        if (aborted.drops(header)) continue;
        const record = new RecordReader(bytes, at);
        while (record.next()) {
          if (record.offset < from || record.keyLength < 0) continue;
          if (table.full) return record.offset;
          table.set(record.bytes, record.keyStart, record.keyLength, record.offset);
        }
      }
      await pace.spend(bytes.length, ended);
    }
    return target;
  }
}
