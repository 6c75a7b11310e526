// Long polls of one partition: reads that wait until enough bytes are durable, their time is up, or their caller
// gives up.
import type { Clock } from "@millrace/core";

export interface WaitUntil {
  /** Bytes that must be readable in all, counted from the partition's first record ever. */
  readonly untilBytes: number;
  /** Only those before the last stable offset count. */
  readonly stable: boolean;
}

interface Waiting extends WaitUntil {
  wake(): void;
  fail(error: unknown): void;
}

export class WaitingReads {
  readonly #waiting = new Set<Waiting>();

  get count(): number {
    return this.#waiting.size;
  }

  /** Resolves when `wake` is told of `untilBytes`, or after `waitMs`. Rejects with the signal's reason. */
  wait(until: WaitUntil, waitMs: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        timer.cancel();
        signal?.removeEventListener("abort", abort);
        this.#waiting.delete(waiting);
      };
      const waiting: Waiting = {
        ...until,
        wake: () => (finish(), resolve()),
        fail: (error) => (finish(), reject(error)),
      };
      const abort = (): void => waiting.fail(signal?.reason);
      const timer = clock.after(waitMs, () => waiting.wake());
      this.#waiting.add(waiting);
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  wake(totalBytes: number, stableBytes: number): void {
    for (const waiting of this.#waiting) if ((waiting.stable ? stableBytes : totalBytes) >= waiting.untilBytes) waiting.wake();
  }

  failAll(error: unknown): void {
    for (const waiting of this.#waiting) waiting.fail(error);
  }
}
