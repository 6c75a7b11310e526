// Long polls: a fetch that found too little sleeps here until enough bytes were appended to any of its partitions, its
// time is over, or its connection closes. One watcher of the log serves all of them, and an append costs nothing for
// those that wait for other partitions.
import type { Clock } from "@millrace/core";
import type { Log } from "@millrace/log";

interface Waiter {
  readonly partitions: readonly SeenPartition[];
  missingBytes: number;
  readonly wake: () => void;
}

export interface SeenPartition {
  readonly topic: string;
  readonly partition: number;
  /** Where it ended when the fetch looked. */
  readonly end: number;
}

const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;

export class AppendWaiters {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #all = new Set<Waiter>();
  readonly #byPartition = new Map<string, Set<Waiter>>();
  readonly #stop: () => void;

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
    this.#stop = log.watch({
      appended: (topic, partition, _endOffset, bytes) => this.#appended(topic, partition, bytes),
      topicsChanged: () => this.#wakeMoved(),
      failed: () => this.#wakeAll(),
    });
  }

  /** Whether something came to one of them, or one of them went, since the fetch looked. */
  haveMoved(partitions: readonly SeenPartition[]): boolean {
    return partitions.some((seen) => this.#hasMoved(seen));
  }

  /** Resolves when it is worth looking again. */
  async wait(partitions: readonly SeenPartition[], missingBytes: number, forMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter: Waiter = { partitions, missingBytes, wake: resolve };
    this.#add(waiter);
    const timer = this.#clock.after(forMs, resolve);
    signal.addEventListener("abort", waiter.wake);
    await promise;
    timer.cancel();
    signal.removeEventListener("abort", waiter.wake);
    this.#remove(waiter);
  }

  close(): void {
    this.#stop();
    this.#wakeAll();
  }

  #add(waiter: Waiter): void {
    this.#all.add(waiter);
    for (const { topic, partition } of waiter.partitions) {
      const key = keyOf(topic, partition);
      const waiters = this.#byPartition.get(key);
      if (waiters === undefined) this.#byPartition.set(key, new Set([waiter]));
      else waiters.add(waiter);
    }
  }

  #remove(waiter: Waiter): void {
    this.#all.delete(waiter);
    for (const { topic, partition } of waiter.partitions) {
      const key = keyOf(topic, partition);
      const waiters = this.#byPartition.get(key);
      waiters?.delete(waiter);
      if (waiters?.size === 0) this.#byPartition.delete(key);
    }
  }

  #appended(topic: string, partition: number, bytes: number): void {
    const waiters = this.#byPartition.get(keyOf(topic, partition));
    if (waiters === undefined) return;
    for (const waiter of waiters) {
      waiter.missingBytes -= bytes;
      if (waiter.missingBytes <= 0) waiter.wake();
    }
  }

  #hasMoved({ topic, partition, end }: SeenPartition): boolean {
    const partitions = this.#log.topic(topic)?.partitions ?? 0;
    return partition >= partitions || this.#log.offsets(topic, partition).end !== end;
  }

  /** Topics came or went: of interest to those who wait for one that went. */
  #wakeMoved(): void {
    for (const waiter of this.#all) if (this.haveMoved(waiter.partitions)) waiter.wake();
  }

  #wakeAll(): void {
    for (const waiter of this.#all) waiter.wake();
  }
}
