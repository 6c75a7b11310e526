// Drives the sources of one job: keeps fetches in flight, chooses what is read next, and waits when there is nothing.
//
// Choice: of the partitions that have data, the one with the lowest watermark (so that no partition runs ahead of the
// others' event time), then the one that was read longest ago. It waits until every partition that has unread data
// has it at hand, so that the choice depends on the data and not on which fetch was quicker.
import type { Clock, Timer } from "@millrace/core";
import type { JobReport } from "../runtime.ts";
import type { Feed } from "./feed.ts";
import type { LogAccess } from "./log-access.ts";
import type { Source, SourceState } from "./source.ts";

const readBytes = 512 << 10;
const readBytesLeast = 64 << 10;

export interface PumpOptions {
  readonly log: LogAccess;
  readonly clock: Clock;
}

export class Pump {
  readonly sources: readonly Source[];
  readonly #log: LogAccess;
  readonly #clock: Clock;
  #wake = Promise.withResolvers<void>();
  #unwatch: (() => void)[] = [];
  #changed = new Set<Source>();
  #failure: { error: unknown } | undefined;
  #order = 0;
  #turns = new Map<Feed, number>();
  #closed = false;

  constructor(sources: readonly Source[], options: PumpOptions) {
    this.sources = sources;
    this.#log = options.log;
    this.#clock = options.clock;
  }

  async open(restored: readonly SourceState[]): Promise<void> {
    for (const source of this.sources) {
      const state = restored.find((candidate) => candidate.key === source.spec.key);
      if (state !== undefined) source.restore(state);
      this.#unwatch.push(
        this.#log.watch(source.spec.topic, {
          end: (partition, end) => {
            if (source.noteEnd(partition, end)) this.#fetch();
          },
          changed: () => {
            this.#changed.add(source);
            this.wake();
          },
        }),
      );
      await source.discover(this.#log, false, this.#clock.monotonic());
    }
    this.#fetch();
  }

  wake(): void {
    this.#wake.resolve();
  }

  /** Resolves when something may be ready, at the latest after `maxMs`. */
  async wait(maxMs: number): Promise<void> {
    let timer: Timer | undefined;
    if (maxMs !== Infinity) timer = this.#clock.after(Math.max(0, maxMs), () => this.wake());
    await this.#wake.promise;
    timer?.cancel();
    this.#wake = Promise.withResolvers();
  }

  /** Looks for new partitions of topics that changed. */
  async discover(): Promise<void> {
    if (this.#changed.size === 0) return;
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const source of changed) await source.discover(this.#log, true, this.#clock.monotonic());
    this.#fetch();
  }

  #fetch(): void {
    if (this.#closed) return;
    for (const source of this.sources) {
      const maxBytes = Math.max(readBytesLeast, readBytes / Math.max(1, source.feeds.length));
      for (const feed of source.feeds) {
        feed.fetch(this.#log, source.spec.topic, maxBytes, (error) => {
          if (error !== undefined) this.#failure ??= { error };
          if (feed.stalled) this.#changed.add(source);
          this.wake();
        });
      }
    }
  }

  /** Reads one chunk through the operators; false when none is ready. Throws what a fetch or an operator threw. */
  step(): boolean {
    if (this.#failure !== undefined) throw this.#failure.error;
    const chosen = this.#choose();
    if (chosen === undefined) {
      this.#fetch();
      return false;
    }
    const { source, feed } = chosen;
    this.#turns.set(feed, ++this.#order);
    source.process(feed, this.#clock.monotonic());
    this.#fetch();
    return true;
  }

  #choose(): { source: Source; feed: Feed } | undefined {
    let best: { source: Source; feed: Feed } | undefined;
    for (const source of this.sources) {
      for (const feed of source.feeds) {
        if (feed.caughtUp) continue;
        if (feed.chunk === undefined) return undefined;
        if (best === undefined || this.#before(feed, best.feed)) best = { source, feed };
      }
    }
    return best;
  }

  #before(one: Feed, other: Feed): boolean {
    const difference = one.reader.watermarkMs - other.reader.watermarkMs;
    if (difference !== 0 && !Number.isNaN(difference)) return difference < 0;
    return (this.#turns.get(one) ?? 0) < (this.#turns.get(other) ?? 0);
  }

  checkIdle(): boolean {
    const now = this.#clock.monotonic();
    let moved = false;
    for (const source of this.sources) if (source.checkIdle(now)) moved = true;
    return moved;
  }

  /** Milliseconds until a partition may become idle. */
  get idleInMs(): number {
    return Math.min(Infinity, ...this.sources.map((source) => source.nextIdleMs)) - this.#clock.monotonic();
  }

  /** From now on the present ends are the end. */
  async stopAtEnds(): Promise<void> {
    for (const source of this.sources) {
      const ends = (await this.#log.describe(source.spec.topic)) ?? [];
      source.found = true;
      for (const feed of source.feeds) feed.stopAt = Math.min(feed.stopAt, ends[feed.partition]?.end ?? feed.end);
    }
    this.wake();
  }

  get complete(): boolean {
    return this.sources.every((source) => source.complete);
  }

  get rows(): number {
    let rows = 0;
    for (const source of this.sources) for (const feed of source.feeds) rows += feed.rows;
    return rows;
  }

  get bytes(): number {
    let bytes = 0;
    for (const source of this.sources) for (const feed of source.feeds) bytes += feed.bytes;
    return bytes;
  }

  /** Records that retention removed before they were read. */
  get lost(): number {
    let lost = 0;
    for (const source of this.sources) for (const feed of source.feeds) lost += feed.lost;
    return lost;
  }

  /** Event time of the newest row; -Infinity before there is one. */
  get newestMs(): number {
    let newest = -Infinity;
    for (const source of this.sources) for (const feed of source.feeds) newest = Math.max(newest, feed.newestMs);
    return newest;
  }

  inputs(): JobReport["inputs"] {
    return this.sources.map(({ spec, feeds }) => ({
      topic: spec.topic,
      rows: feeds.reduce((sum, feed) => sum + feed.rows, 0),
      offsets: Object.fromEntries(feeds.map((feed) => [feed.partition, feed.next])),
      lag: feeds.reduce((sum, feed) => sum + feed.lag, 0),
    }));
  }

  get lag(): number {
    let lag = 0;
    for (const source of this.sources) for (const feed of source.feeds) lag += feed.lag;
    return lag;
  }

  /** The least watermark of the sources that have one; null before there is one. */
  get watermarkMs(): number | null {
    let least = Infinity;
    for (const source of this.sources) if (source.spec.hasWatermark) least = Math.min(least, source.watermarkMs);
    return Number.isFinite(least) ? least : null;
  }

  /** The end of all input. */
  finish(): void {
    for (const source of this.sources) source.finish();
  }

  snapshot(): readonly SourceState[] {
    return this.sources.map((source) => source.snapshot());
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#unwatch) stop();
    this.#unwatch = [];
    this.wake();
  }
}
