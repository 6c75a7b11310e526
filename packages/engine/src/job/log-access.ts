// What a job needs of the Log, in a form that also works from another thread: every answer is a promise, and the
// ends of partitions are told instead of asked for. `localLogAccess` is the direct way; `workers/log-port.ts` the
// one through a MessagePort. Jobs see what is committed: a partition ends where its first open transaction began.
import {
  AbortedFilter,
  batchesIn,
  batchField,
  controlFlag,
  type AppendResult,
  type Log,
  type ProducerState,
  type ReadResult,
  type TopicSpec,
} from "@millrace/log";

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
  /** One past the last committed record. */
  end(partition: number, end: number): void;
  /** The topic, or partitions of it, came or went. */
  changed(): void;
}

export function localLogAccess(log: Log): LogAccess {
  const watchers = new Map<string, Set<TopicWatcher>>();
  let stop: (() => void) | undefined;
  const listener = {
    appended(topic: string, partition: number): void {
      const interested = watchers.get(topic);
      if (interested === undefined) return;
      const { stable } = log.offsets(topic, partition);
      for (const watcher of interested) watcher.end(partition, stable);
    },
    topicsChanged(): void {
      for (const interested of watchers.values()) for (const watcher of interested) watcher.changed();
    },
  };
  return {
    async describe(topic) {
      const info = log.topic(topic);
      if (info === undefined) return undefined;
      return Array.from({ length: info.partitions }, (_, partition) => {
        const { start, stable } = log.offsets(topic, partition);
        return { start, end: stable };
      });
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
    async read(topic, partition, offset, maxBytes) {
      const read = await log.read(topic, partition, offset, { maxBytes, isolation: "committed" });
      if (read.abortedTransactions.length > 0) hideAborted(read);
      return { ...read, endOffset: read.lastStableOffset };
    },
    append: (topic, partition, batches) => log.append(topic, partition, batches),
    async offsetAt(topic, partition, ms) {
      return (await log.offsetAt(topic, partition, ms))?.offset ?? log.offsets(topic, partition).stable;
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

/** Makes control batches, which every scan passes over, of those whose records do not count; the bytes are ours. */
function hideAborted({ bytes, abortedTransactions }: ReadResult): void {
  const aborted = new AbortedFilter(abortedTransactions);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { at, header } of batchesIn(bytes))
    if (aborted.drops(header)) view.setInt16(at + batchField.attributes, header.attributes | controlFlag);
}
