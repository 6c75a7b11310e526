// What the log counts about itself: a few numbers per flush and per compaction, nothing per record.

/** Upper bounds of the classes that syncs are counted in, in milliseconds; one more class is above them all. */
export const syncBoundsMs = [0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1_000] as const;

export class LogFigures {
  syncs = 0;
  syncMs = 0;
  /** By class, each without those below it. */
  readonly syncsByTime = new Array<number>(syncBoundsMs.length + 1).fill(0);
  /** Passes over a partition. */
  compactions = 0;
  /** Those that ended early: damage, a full disk, a thread that was lost. */
  compactionsFailed = 0;
  /** Of segments that were rewritten. */
  compactedBytes = 0;

  synced(tookMs: number): void {
    this.syncs++;
    this.syncMs += tookMs;
    const found = syncBoundsMs.findIndex((bound) => tookMs <= bound);
    this.syncsByTime[found < 0 ? syncBoundsMs.length : found]!++;
  }
}
