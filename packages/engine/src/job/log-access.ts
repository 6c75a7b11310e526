// What a job needs of the Log, in a form that also works from another thread: every answer is a promise, and the
// ends of partitions are told instead of asked for. `localLogAccess` is the direct way; `workers/log-port.ts` the
// one through a MessagePort.
import type { AppendResult, Log, ProducerState, ReadResult, TopicSpec } from "@millrace/log";

export interface PartitionEnds {
  readonly start: number;
  readonly end: number;
}

export interface LogAccess {
  /** Offsets by partition; undefined while there is no such topic. */
  describe(topic: string): Promise<readonly PartitionEnds[] | undefined>;
  /** Does nothing when the topic is there already. */
  createTopic(spec: TopicSpec): Promise<void>;
  /** Answers at once, with no bytes at the end of the log. The buffer belongs to the caller. */
  read(topic: string, partition: number, offset: number, maxBytes: number): Promise<ReadResult>;
  append(topic: string, partition: number, batches: Uint8Array): Promise<AppendResult>;
  /** The first offset with a timestamp of at least `ms`; the end when there is none. */
  offsetAt(topic: string, partition: number, ms: number): Promise<number>;
  /** What the log remembers of a producer in a partition. */
  producer(topic: string, partition: number, producerId: number): Promise<ProducerState | undefined>;
  nextProducerId(): Promise<number>;
  /** Tells of the topic until the returned function is called. */
  watch(topic: string, watcher: TopicWatcher): () => void;
}

export interface TopicWatcher {
  /** One past the last durable record. */
  end(partition: number, end: number): void;
  /** The topic, or partitions of it, came or went. */
  changed(): void;
}

export function localLogAccess(log: Log): LogAccess {
  const watchers = new Map<string, Set<TopicWatcher>>();
  let stop: (() => void) | undefined;
  const listener = {
    appended(topic: string, partition: number, end: number): void {
      const interested = watchers.get(topic);
      if (interested !== undefined) for (const watcher of interested) watcher.end(partition, end);
    },
    topicsChanged(): void {
      for (const interested of watchers.values()) for (const watcher of interested) watcher.changed();
    },
  };
  return {
    async describe(topic) {
      const info = log.topic(topic);
      if (info === undefined) return undefined;
      return Array.from({ length: info.partitions }, (_, partition) => log.offsets(topic, partition));
    },
    async createTopic(spec) {
      if (log.topic(spec.name) !== undefined) return;
      try {
        await log.createTopic(spec);
      } catch (error) {
        // Someone else was quicker: what matters is that it is there.
        if (log.topic(spec.name) === undefined) throw error;
      }
    },
    read: (topic, partition, offset, maxBytes) => log.read(topic, partition, offset, { maxBytes }),
    append: (topic, partition, batches) => log.append(topic, partition, batches),
    async offsetAt(topic, partition, ms) {
      return (await log.offsetAt(topic, partition, ms))?.offset ?? log.offsets(topic, partition).end;
    },
    async producer(topic, partition, producerId) {
      return log.topic(topic) === undefined ? undefined : log.producer(topic, partition, producerId);
    },
    nextProducerId: () => log.nextProducerId(),
    watch(topic, watcher) {
      stop ??= log.watch(listener);
      const interested = watchers.get(topic) ?? new Set();
      watchers.set(topic, interested.add(watcher));
      return () => {
        interested.delete(watcher);
        if (interested.size === 0) watchers.delete(topic);
        if (watchers.size === 0) {
          stop?.();
          stop = undefined;
        }
      };
    },
  };
}
