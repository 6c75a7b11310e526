// The `Log` port: what everything above this package knows of an event log. The embedded log (this package) and a
// Kafka cluster (kafka/client, later) both implement it. Records travel as Kafka v2 record batches, bytes untouched.

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** Kafka's own names and value syntax, e.g. `{ "retention.ms": "3600000", "cleanup.policy": "compact" }`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Internal topics start with `__` and are left out of lists that people see. */
  readonly internal?: boolean;
}

export interface TopicInfo {
  readonly name: string;
  /** 16 bytes, Kafka's topic id. */
  readonly id: Uint8Array;
  readonly partitions: number;
  /** What was set for this topic; defaults are in `topicConfigs`. */
  readonly config: Readonly<Record<string, string>>;
  readonly internal: boolean;
}

export interface AppendResult {
  /** Offset of the first record; for a duplicate, that of the first time when still known, else -1. */
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** Set when `message.timestamp.type` is LogAppendTime, else -1. */
  readonly logAppendTimeMs: number;
  readonly startOffset: number;
  /** The producer sent these sequence numbers before; nothing was written again. */
  readonly duplicate: boolean;
}

export interface ReadOptions {
  /** The first batch is returned even when it is larger. */
  readonly maxBytes: number;
  /** Wait until so many bytes can be read (default 1) … */
  readonly minBytes?: number;
  /** … but no longer than this (default 0: answer at once, perhaps with no bytes). */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

export interface ReadResult {
  /**
   * Whole batches; the first one holds `offset` (so records before it may stand in front), empty at the end of the
   * log. The buffer belongs to the caller: no one else holds it, so that it may be transferred to another thread.
   */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly startOffset: number;
  /** One past the last durable record: readers never see what a crash could take back. */
  readonly endOffset: number;
}

export interface PartitionOffsets {
  readonly start: number;
  readonly end: number;
}

/** Someone who sent batches with a producer id: what an idempotent producer needs after a restart. */
export interface ProducerState {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Sequence number of the last record written; 2^31-1 is followed by 0. */
  readonly lastSequence: number;
  readonly lastOffset: number;
  readonly lastTimestampMs: number;
}

export interface Log {
  /** A UUID made with the data folder: Kafka's cluster id. */
  readonly clusterId: string;
  createTopic(spec: TopicSpec): Promise<TopicInfo>;
  deleteTopic(name: string): Promise<void>;
  /** Replaces the topic's own settings; unknown names and values are refused. */
  configureTopic(name: string, config: Readonly<Record<string, string>>): Promise<void>;
  addPartitions(name: string, partitions: number): Promise<void>;
  topic(name: string): TopicInfo | undefined;
  topics(): readonly TopicInfo[];
  /**
   * Appends one or more whole record batches and resolves when they are durable (group commit: many appends share
   * one fdatasync). Takes the buffer over: base offsets are written into it. Checks lengths, CRC-32C, record counts,
   * size limit and idempotent sequence numbers first; a refused append writes nothing.
   */
  append(topic: string, partition: number, batches: Uint8Array): Promise<AppendResult>;
  read(topic: string, partition: number, offset: number, options: ReadOptions): Promise<ReadResult>;
  offsets(topic: string, partition: number): PartitionOffsets;
  /** The first record with a timestamp of at least `timestampMs`, or undefined when there is none. */
  offsetAt(topic: string, partition: number, timestampMs: number): Promise<{ offset: number; timestampMs: number } | undefined>;
  /** The record with the largest timestamp (Kafka's ListOffsets -3). */
  offsetOfMaxTimestamp(topic: string, partition: number): Promise<{ offset: number; timestampMs: number } | undefined>;
  producer(topic: string, partition: number, producerId: number): ProducerState | undefined;
  /** A producer id that was never given before, durable before it is returned. */
  nextProducerId(): Promise<number>;
  /** Called after records became durable, and after topics were created or deleted. Returns how to stop. */
  watch(listener: LogListener): () => void;
  /** Bytes on disk and records by partition, for metrics. */
  size(topic: string, partition: number): { bytes: number; segments: number };
  close(): Promise<void>;
}

export interface LogListener {
  appended?(topic: string, partition: number, endOffset: number, bytes: number): void;
  topicsChanged?(): void;
  /** A failing fsync or a full disk stopped the log for good. */
  failed?(error: Error): void;
}
