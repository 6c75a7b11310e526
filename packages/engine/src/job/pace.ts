// When the next epoch is committed. Output waits no longer than it must: the next commit begins as soon as the one
// before is durable, but rests in between so that writing checkpoints stays a fifth of the time at most and a bounded
// stream of bytes. Without output nobody waits, and a second is soon enough.
const restShare = 4;
const restLeastMs = 10;
const restMostMs = 10_000;
const quietMs = 1_000;
/** Bytes of checkpoint a millisecond: 32 MB/s. */
const bytesPerMs = 32_000;
const bytesRestMostMs = 5_000;

export class CommitPace {
  #restMs = restLeastMs;
  #endedMs: number;

  constructor(nowMs: number) {
    this.#endedMs = nowMs;
  }

  /** Milliseconds until a commit is due. */
  dueInMs(nowMs: number, hasOutput: boolean): number {
    return this.#endedMs + (hasOutput ? this.#restMs : Math.max(this.#restMs, quietMs)) - nowMs;
  }

  committed(nowMs: number, durationMs: number, bytes: number): void {
    this.#endedMs = nowMs;
    const bytesRestMs = Math.min(bytes / bytesPerMs, bytesRestMostMs);
    this.#restMs = Math.min(restMostMs, Math.max(restLeastMs, restShare * durationMs, bytesRestMs));
  }
}
