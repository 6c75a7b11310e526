// The `Log` port: what everything above this package knows of an event log. The embedded log (this package) and a
// Kafka cluster (kafka/client) both implement it, and pass one suite (tests/conformance/log-port). Records travel as
// Kafka v2 record batches, bytes untouched.
import type { DiskSpace } from "./disk/disk.ts";
import type { TierFigures } from "./figures.ts";

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
  /**
   * `committed`: nothing from the last stable offset on, and the aborted transactions among what is read are named, so
   * that the reader can leave their records out. Default: everything durable.
   */
  readonly isolation?: "committed";
  readonly signal?: AbortSignal;
  /** Where the bytes go: memory of just so many, which is the reader's from then on. Default: new memory. */
  readonly allocate?: Allocate;
}

export type Allocate = (bytes: number) => Uint8Array<ArrayBuffer>;

/** A transaction whose records from `firstOffset` on, up to its abort marker, do not count. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
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
  /** One past the last record that no open transaction can still take back. */
  readonly lastStableOffset: number;
  /** Only with `isolation: "committed"`, by first offset. */
  readonly abortedTransactions: readonly AbortedTransaction[];
}

export interface PartitionOffsets {
  readonly start: number;
  readonly end: number;
  /** The last stable offset. */
  readonly stable: number;
}

/** Someone who sent batches with a producer id: what an idempotent producer needs after a restart. */
export interface ProducerState {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Sequence number of the last record written; 2^31-1 is followed by 0. */
  readonly lastSequence: number;
  readonly lastOffset: number;
  readonly lastTimestampMs: number;
  /** First offset of its open transaction in this partition, -1 when there is none. */
  readonly transactionStart: number;
  /** Of the last transaction marker, -1 when there was none. */
  readonly coordinatorEpoch: number;
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
   * one fdatasync); with millrace.durability=relaxed, when they are written. Takes the buffer over: base offsets are written into it. Checks lengths, CRC-32C, record counts,
   * size limit and idempotent sequence numbers first; a refused append writes nothing.
   */
  append(topic: string, partition: number, batches: Uint8Array): Promise<AppendResult>;
  read(topic: string, partition: number, offset: number, options: ReadOptions): Promise<ReadResult>;
  /**
   * Makes `before` the first offset that can be read, -1 the end; resolves to the first readable offset when that is
   * durable. Never moves back.
   */
  deleteRecords(topic: string, partition: number, before: number): Promise<number>;
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

export interface LocalSize {
  /** On the local disk. */
  readonly bytes: number;
  readonly segments: number;
  /** In the object store; what is in both places counts in both. */
  readonly remoteBytes: number;
  readonly remoteSegments: number;
  /** Of closed segments that are yet to go there; 0 where nothing is to. */
  readonly uncopiedBytes: number;
}

export interface TieredOffsets {
  /** The first offset that can be read from the local disk. */
  readonly localStart: number;
  /** One past the last record in the object store, -1 when it holds none. */
  readonly remoteEnd: number;
}

/** How a transaction ended in one partition: what becomes a control record. */
export interface TransactionMarker {
  readonly producerId: number;
  /** At least that of the transaction's records; higher when a newer producer fenced it (KIP-890: always higher). */
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
  readonly committed: boolean;
}

/** What the log counted since it was opened. */
export interface LogFiguresView {
  readonly syncs: number;
  readonly syncMs: number;
  /** By the classes of `syncBoundsMs`, each without those below it. */
  readonly syncsByTime: readonly number[];
  readonly compactions: number;
  readonly compactionsFailed: number;
  readonly compactedBytes: number;
  /** Of appends that wait for their flush. */
  readonly pendingBytes: number;
  readonly tier: Readonly<TierFigures>;
}

/** What only a log in this process offers: what a broker builds groups and transactions on. */
export interface LocalLog extends Log {
  /**
   * Appends the marker that ends the producer's transaction in this partition. Fences older epochs. Without an open
   * transaction it still raises the epoch and is written.
   */
  endTransaction(topic: string, partition: number, marker: TransactionMarker): Promise<AppendResult>;
  /** The data folder, and the file system that it is on. */
  readonly folder: string;
  space(): Promise<DiskSpace>;
  readonly figures: LogFiguresView;
  size(topic: string, partition: number): LocalSize;
  /** What of a partition is where (KIP-405). */
  tiered(topic: string, partition: number): TieredOffsets;
  /** Those that the partition remembers. */
  producers(topic: string, partition: number): readonly ProducerState[];
}

/** A position of a consumer group in one partition. */
export interface GroupPosition {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read. */
  readonly offset: number;
  /** Anything the group keeps beside it. */
  readonly metadata?: string;
}

/** Appends and positions that count all together or not at all. One at a time for each transactional id. */
export interface Transaction {
  /** Batches without producer id or sequence: the transaction gives them its own. */
  append(topic: string, partition: number, batches: Uint8Array): Promise<AppendResult>;
  commitPositions(group: string, positions: readonly GroupPosition[]): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** Groups and transactions beside a `Log`: of the broker in this process, or of a cluster. */
export interface Coordination {
  groups(): Promise<readonly string[]>;
  positions(group: string): Promise<readonly GroupPosition[]>;
  /** From outside the group: refused while it has members. */
  commitPositions(group: string, positions: readonly GroupPosition[]): Promise<void>;
  deleteGroup(group: string): Promise<void>;
  /** Fences whoever used this transactional id before and aborts what was left open. */
  transaction(transactionalId: string, options?: { readonly timeoutMs?: number }): Promise<Transaction>;
}

export interface LogListener {
  appended?(topic: string, partition: number, endOffset: number, bytes: number): void;
  topicsChanged?(): void;
  /** A failing fsync or a full disk stopped the log for good. */
  failed?(error: Error): void;
  /** The object store failed, or what should go there is damaged. It is tried again; everything is kept meanwhile. */
  tierFailed?(error: Error): void;
}
