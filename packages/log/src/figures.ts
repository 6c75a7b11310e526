// What the log counts about itself: a few numbers per flush, per compaction and per call of the object store, nothing per
// record.

/** Upper bounds of the classes that syncs are counted in, in milliseconds; one more class is above them all. */
export const syncBoundsMs = [0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1_000] as const;

/** What went between the log and its object store. Times are those of the calls, from question to answer. */
export class TierFigures {
  /** Segments that were copied, verified and named. */
  uploads = 0;
  /** Of pieces that were stored and read back; of what was given up, too. */
  uploadedBytes = 0;
  uploadMs = 0;
  /** Turns that the store, or what was to go there, ended. */
  uploadsFailed = 0;
  /** Pieces that were asked for because someone reads. */
  reads = 0;
  readBytes = 0;
  readMs = 0;
  readsFailed = 0;
  /** Pieces that were in memory, or already asked for. */
  cacheHits = 0;
}

export class LogFigures {
  readonly tier = new TierFigures();
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
