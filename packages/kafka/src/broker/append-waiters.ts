// Long polls: a fetch that found too little sleeps here until enough bytes were appended to any of its partitions, its
// time is over, or its connection closes. One watcher of the log serves all of them.
import type { Clock } from "@millrace/core";
import type { Log } from "@millrace/log";

interface Waiter {
  missingBytes: number;
  readonly wake: () => void;
}

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;

export class AppendWaiters {
  readonly #clock: Clock;
  readonly #byPartition = new Map<string, Set<Waiter>>();
  readonly #stop: () => void;

  constructor(log: Log, clock: Clock) {
    this.#clock = clock;
    this.#stop = log.watch({
      appended: (topic, partition, _endOffset, bytes) => this.#appended(topic, partition, bytes),
      topicsChanged: () => this.#wakeAll(),
      failed: () => this.#wakeAll(),
    });
  }

  /** Resolves when it is worth looking again. */
  async wait(partitions: readonly PartitionName[], missingBytes: number, forMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter: Waiter = { missingBytes, wake: resolve };
    const keys = partitions.map(({ topic, partition }) => keyOf(topic, partition));
    for (const key of keys) {
      const waiters = this.#byPartition.get(key);
      if (waiters === undefined) this.#byPartition.set(key, new Set([waiter]));
      else waiters.add(waiter);
    }
    const timer = this.#clock.after(forMs, resolve);
    signal.addEventListener("abort", waiter.wake);
    await promise;
    timer.cancel();
    signal.removeEventListener("abort", waiter.wake);
    for (const key of keys) {
      const waiters = this.#byPartition.get(key);
      waiters?.delete(waiter);
      if (waiters?.size === 0) this.#byPartition.delete(key);
    }
  }

  close(): void {
    this.#stop();
    this.#wakeAll();
  }

  #appended(topic: string, partition: number, bytes: number): void {
    const waiters = this.#byPartition.get(keyOf(topic, partition));
    if (waiters === undefined) return;
    for (const waiter of waiters) {
      waiter.missingBytes -= bytes;
      if (waiter.missingBytes <= 0) waiter.wake();
    }
  }

  #wakeAll(): void {
    for (const waiters of this.#byPartition.values()) for (const waiter of waiters) waiter.wake();
  }
}
