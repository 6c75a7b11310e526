// A source: the partitions of one topic read into one stream, with one watermark.
//
// Each partition has a watermark of its own (a running maximum over its rows). The source's watermark is the least of
// those of partitions that are not idle, and never falls. Row by row: a row of partition p sees
// max(what was emitted, min(p's watermark before it, the others' watermarks)), so that lateness depends on the order
// in which records were read and never on where a chunk ended. A partition is declared idle by the clock when it had
// nothing to read for `idleTimeoutMs`; the declaration is part of the checkpoint.
import type { Batch } from "../columns/batch.ts";
import type { Output } from "../operators/operator.ts";
import type { BadRecord, PartitionReader, RecordLocator, SourceOutput } from "../scan/source.ts";
import type { LogAccess, PartitionEnds } from "./log-access.ts";
import { Feed } from "./feed.ts";
import type { FeedState } from "./feed.ts";

export interface SourceSpec {
  /** Stable across restarts: names the source in checkpoints. */
  readonly key: string;
  readonly topic: string;
  readonly idleTimeoutMs: number;
  readonly hasWatermark: boolean;
  open(partition: number): PartitionReader;
  readonly output: Output;
  bad(record: BadRecord): void;
  /** Called around reading, so that late rows can find the record they came from. */
  locate(records: RecordLocator | undefined): void;
  /** First offset and end of a partition that is read for the first time; `late`: it appeared after the job began. */
  begin(partition: number, ends: PartitionEnds, late: boolean): Promise<{ next: number; stopAt: number | null }>;
}

export interface SourceState {
  readonly key: string;
  readonly emittedMs: number | null;
  readonly feeds: readonly FeedState[];
}

export class Source implements SourceOutput {
  readonly spec: SourceSpec;
  readonly feeds: Feed[] = [];
  /** What was emitted; never falls. */
  watermarkMs = -Infinity;
  /** Whether the topic was there when the source was opened or later. */
  found = false;
  lastOrder = 0;
  #restored: ReadonlyMap<number, FeedState> = new Map();
  /** While a partition is read: the least watermark of the others. */
  #cap = Infinity;
  #floor = -Infinity;
  /** Ends that were told before the partition's feed stood. */
  readonly #ends: number[] = [];

  constructor(spec: SourceSpec) {
    this.spec = spec;
  }

  restore(state: SourceState): void {
    this.#restored = new Map(state.feeds.map((feed) => [feed.partition, feed]));
    this.watermarkMs = state.emittedMs ?? -Infinity;
  }

  /** Looks for partitions that are not read yet. Returns whether there were any. */
  async discover(log: LogAccess, late: boolean, nowMs: number): Promise<boolean> {
    const partitions = await log.describe(this.spec.topic);
    if (partitions === undefined) return false;
    this.found = true;
    const known = this.feeds.length;
    for (const feed of this.feeds) feed.align(partitions[feed.partition] ?? { start: 0, end: 0 });
    for (let partition = known; partition < partitions.length; partition++) {
      const ends = partitions[partition]!;
      const state = this.#restored.get(partition) ?? (await this.#fresh(partition, ends, late || this.#restored.size > 0));
      const feed = new Feed(this.spec.open(partition), state, Math.max(ends.end, this.#ends[partition] ?? 0), nowMs);
      feed.align(ends);
      this.feeds.push(feed);
    }
    return this.feeds.length > known;
  }

  async #fresh(partition: number, ends: PartitionEnds, late: boolean): Promise<FeedState> {
    const begin = await this.spec.begin(partition, ends, late);
    return { partition, ...begin, watermarkMs: null, idle: false, rows: 0, bytes: 0, newestMs: null };
  }

  /** A partition's end moved. Returns whether that is news. */
  noteEnd(partition: number, end: number): boolean {
    this.#ends[partition] = end;
    const feed = this.feeds[partition];
    if (feed === undefined || end <= feed.end) return false;
    feed.end = end;
    return true;
  }

  /** Reads the feed's chunk through the operators. */
  process(feed: Feed, nowMs: number): void {
    const { chunk } = feed;
    if (chunk === undefined) return;
    feed.idle = false;
    this.#cap = this.#least(feed);
    this.#floor = this.watermarkMs;
    const next = feed.reader.read(chunk.bytes, feed.next, feed.stopAt, this);
    feed.release(Math.max(next, feed.next));
    feed.quietSinceMs = nowMs;
    this.spec.locate(undefined);
    this.#advance();
  }

  push(batch: Batch, records: RecordLocator): void {
    if (this.spec.hasWatermark) this.#limitLane(batch);
    this.spec.locate(records);
    this.spec.output.push(batch);
  }

  bad(record: BadRecord): void {
    this.spec.bad(record);
  }

  #limitLane(batch: Batch): void {
    const cap = this.#cap;
    const floor = this.#floor;
    if (cap === Infinity && floor <= batch.watermark) return;
    batch.watermark = Math.max(floor, Math.min(batch.watermark, cap));
    const lane = batch.watermarks;
    if (lane === null) return;
    for (let row = 0; row < batch.rows; row++) lane[row] = Math.max(floor, Math.min(lane[row]!, cap));
  }

  /** The least watermark of the partitions that count, without `except`; Infinity when there are none. */
  #least(except?: Feed): number {
    let least = Infinity;
    for (const feed of this.feeds) {
      if (feed !== except && !feed.idle && !feed.complete) least = Math.min(least, feed.reader.watermarkMs);
    }
    return least;
  }

  #advance(): boolean {
    if (!this.spec.hasWatermark) return false;
    const least = this.#least();
    if (least === Infinity || least <= this.watermarkMs) return false;
    this.watermarkMs = least;
    this.spec.output.watermark(least);
    return true;
  }

  /** Declares partitions idle that had nothing to read for long enough. Returns whether the watermark moved. */
  checkIdle(nowMs: number): boolean {
    const timeout = this.spec.idleTimeoutMs;
    if (timeout <= 0) return false;
    let moved = false;
    // In the order in which they became idle: when the loop comes late, the last one's watermark still counts.
    const quiet = this.feeds.filter((feed) => !feed.idle && feed.caughtUp && nowMs - feed.quietSinceMs >= timeout);
    for (const feed of quiet.sort((one, other) => one.quietSinceMs - other.quietSinceMs)) {
      feed.idle = true;
      if (this.#advance()) moved = true;
    }
    return moved;
  }

  /** When the next partition may become idle, by the monotonic clock. */
  get nextIdleMs(): number {
    const timeout = this.spec.idleTimeoutMs;
    if (timeout <= 0 || this.feeds.length < 2) return Infinity;
    return Math.min(...this.feeds.map((feed) => (feed.idle || !feed.caughtUp ? Infinity : feed.quietSinceMs + timeout)));
  }

  /** The end of a bounded source or of a drained one; the watermark that the checkpoint keeps stays what it was. */
  finish(): void {
    this.spec.output.watermark(Infinity);
  }

  get complete(): boolean {
    return this.found && this.feeds.every((feed) => feed.complete);
  }

  snapshot(): SourceState {
    const emittedMs = this.watermarkMs === -Infinity ? null : this.watermarkMs;
    return { key: this.spec.key, emittedMs, feeds: this.feeds.map((feed) => feed.snapshot()) };
  }
}
