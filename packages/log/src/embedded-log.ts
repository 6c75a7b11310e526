// The embedded log: the `Log` port on segment files. This file only joins the parts: append.ts checks and places,
// committer.ts makes durable, reading.ts reads, topics.ts keeps the topics, maintenance.ts removes and compacts.
import type { MillraceError } from "@millrace/core";
import { appendNow, endTransactionNow } from "./append-now.ts";
import { ClusterFile } from "./cluster-file.ts";
import type { Cleaner } from "./compaction/cleaner.ts";
import { Committer } from "./committer.ts";
import type { LogContext } from "./context.ts";
import type { DiskSpace } from "./disk/disk.ts";
import { logErrors } from "./errors.ts";
import { Maintenance } from "./maintenance.ts";
import { IndexCache } from "./partition/index-cache.ts";
import type { Partition } from "./partition/partition.ts";
import type { TailCut } from "./partition/recovery.ts";
import type {
  AppendResult,
  LocalLog,
  LogFiguresView,
  LocalSize,
  LogListener,
  PartitionOffsets,
  ProducerState,
  ReadOptions,
  ReadResult,
  TieredOffsets,
  TopicInfo,
  TopicSpec,
  TransactionMarker,
} from "./port.ts";
import { Reader } from "./reading.ts";
import { RecoveryPointWriter } from "./recovery-point-writer.ts";
import { Topics } from "./topics.ts";

interface OpenParts {
  readonly cleaner: Cleaner;
  /** Unlocks the folder. */
  readonly release: () => Promise<void>;
}

export class EmbeddedLog implements LocalLog {
  /** What recovery cut away behind the last sound batch of each partition. */
  readonly cuts: readonly TailCut[];
  readonly #context: LogContext;
  readonly #cluster: ClusterFile;
  readonly #topics: Topics;
  readonly #committer: Committer;
  readonly #reader: Reader;
  readonly #points: RecoveryPointWriter;
  readonly #maintenance: Maintenance;
  readonly #listeners = new Set<LogListener>();
  readonly #release: () => Promise<void>;
  #waitingReads = 0;
  #closed: Promise<void> | undefined;

  private constructor(
    context: LogContext,
    cluster: ClusterFile,
    load: { topics: Topics; cuts: readonly TailCut[] },
    { cleaner, release }: OpenParts,
  ) {
    this.#context = context;
    this.#cluster = cluster;
    this.#release = release;
    this.#topics = load.topics;
    this.cuts = load.cuts;
    this.#committer = new Committer(context, {
      durable: (partition, bytes) => this.#durable(partition, bytes),
      rolled: () => this.#points.wanted(),
      failed: (error) => this.#failed(error),
    });
    this.#points = new RecoveryPointWriter(context, this.#topics, this.#committer);
    const indexes = new IndexCache(context);
    this.#reader = new Reader(context, indexes);
    this.#maintenance = new Maintenance({
      context,
      topics: this.#topics,
      committer: this.#committer,
      indexes,
      reader: this.#reader,
      cleaner,
      points: this.#points,
      clusterId: cluster.clusterId,
      tierFailed: (error) => this.#tierFailed(error),
    });
  }

  /** The folder is locked and stays so until `close`. */
  static async open(context: LogContext, parts: OpenParts): Promise<EmbeddedLog> {
    const cluster = await ClusterFile.open(context);
    const load = await Topics.load(context);
    const log = new EmbeddedLog(context, cluster, load, parts);
    log.#maintenance.start();
    return log;
  }

  get clusterId(): string {
    return this.#cluster.clusterId;
  }

  async createTopic(spec: TopicSpec): Promise<TopicInfo> {
    this.#checkOpen();
    const file = await this.#committer.trusted(() => this.#topics.prepare(spec));
    const topic = await this.#exclusive(() => this.#topics.create(file));
    for (const listener of this.#listeners) listener.topicsChanged?.();
    return topic.info();
  }

  async deleteTopic(name: string): Promise<void> {
    const topic = await this.#exclusive(() => this.#topics.remove(name, this.#committer));
    for (const listener of this.#listeners) listener.topicsChanged?.();
    await this.#committer.trusted(() => this.#topics.clear(topic));
  }

  async configureTopic(name: string, config: Readonly<Record<string, string>>): Promise<void> {
    await this.#exclusive(() => this.#topics.configure(name, config));
    for (const listener of this.#listeners) listener.topicsChanged?.();
  }

  async addPartitions(name: string, partitions: number): Promise<void> {
    await this.#topics.addPartitions(name, partitions, (action) => this.#exclusive(action));
    for (const listener of this.#listeners) listener.topicsChanged?.();
  }

  topic(name: string): TopicInfo | undefined {
    return this.#topics.find(name)?.info();
  }

  topics(): readonly TopicInfo[] {
    return this.#topics.all().map((topic) => topic.info());
  }

  // Not `async`: a refusal must not wait behind appends, and the order of calls is the order of offsets.
  append(topic: string, partition: number, batches: Uint8Array): Promise<AppendResult> {
    try {
      this.#checkOpen();
      return appendNow(this.#committer, this.#topics.partition(topic, partition), batches, this.#context.clock.now());
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }

  endTransaction(topic: string, partition: number, marker: TransactionMarker): Promise<AppendResult> {
    try {
      this.#checkOpen();
      return endTransactionNow(this.#committer, this.#topics.partition(topic, partition), marker, this.#context.clock.now());
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }

  async read(topic: string, partition: number, offset: number, options: ReadOptions): Promise<ReadResult> {
    this.#checkOpen();
    const from = this.#topics.partition(topic, partition);
    checkRange(from, offset);
    options.signal?.throwIfAborted();
    await this.#waitFor(from, offset, options);
    checkRange(from, offset);
    const { maxBytes, allocate } = options;
    const read =
      options.isolation === "committed"
        ? await this.#found(from, this.#reader.readCommitted(from, offset, maxBytes, allocate))
        : {
            bytes: await this.#found(from, this.#reader.read(from, offset, maxBytes, allocate)),
            abortedTransactions: [],
            lastStableOffset: from.stableOffset,
          };
    // Retention may have removed it meanwhile.
    if (read.bytes.length === 0) checkRange(from, offset);
    return { ...read, startOffset: from.startOffset, endOffset: from.endOffset };
  }

  /** What was found in files: under the paths of a topic that was deleted meanwhile there is nothing, or another topic. */
  async #found<T>({ topic }: Partition, looking: Promise<T>): Promise<T> {
    const [found] = await Promise.allSettled([looking]);
    if (topic.removed) throw logErrors.topicUnknown(topic.name);
    if (found.status === "rejected") throw found.reason;
    return found.value;
  }

  /** Returns when `minBytes` can be read, or `waitMs` are over. */
  async #waitFor(partition: Partition, offset: number, options: ReadOptions): Promise<void> {
    const { minBytes = 1, waitMs = 0, signal } = options;
    if (waitMs <= 0 || minBytes <= 0) return;
    const stable = options.isolation === "committed";
    const arrived = stable ? partition.stableBytes : partition.arrivedBytes;
    const looking = this.#reader.availableBytes(partition, offset, stable ? partition.stableOffset : undefined);
    const missing = minBytes - (await this.#found(partition, looking));
    if (missing <= 0) return;
    this.#checkOpen();
    if ((stable ? partition.stableBytes : partition.arrivedBytes) >= arrived + missing) return;
    if (this.#waitingReads >= this.#context.config.waitingReads) throw logErrors.busy("waiting reads");
    signal?.throwIfAborted();
    this.#waitingReads++;
    try {
      await partition.waiting.wait({ untilBytes: arrived + missing, stable }, waitMs, this.#context.clock, signal);
    } finally {
      this.#waitingReads--;
    }
  }

  async deleteRecords(topic: string, partition: number, before: number): Promise<number> {
    this.#checkOpen();
    const from = this.#topics.partition(topic, partition);
    const start = before === -1 ? from.endOffset : before;
    if (!(start >= 0 && start <= from.endOffset)) throw outOfRange(from, before);
    if (start > from.startOffset) await this.#topics.deleteRecords(from, start, this.#committer);
    return from.startOffset;
  }

  offsets(topic: string, partition: number): PartitionOffsets {
    const { startOffset, endOffset, stableOffset } = this.#topics.partition(topic, partition);
    return { start: startOffset, end: endOffset, stable: stableOffset };
  }

  async offsetAt(topic: string, partition: number, timestampMs: number): Promise<{ offset: number; timestampMs: number } | undefined> {
    this.#checkOpen();
    const from = this.#topics.partition(topic, partition);
    return this.#found(from, this.#reader.offsetAt(from, timestampMs));
  }

  async offsetOfMaxTimestamp(topic: string, partition: number): Promise<{ offset: number; timestampMs: number } | undefined> {
    this.#checkOpen();
    const from = this.#topics.partition(topic, partition);
    return this.#found(from, this.#reader.offsetOfMaxTimestamp(from));
  }

  producer(topic: string, partition: number, producerId: number): ProducerState | undefined {
    return this.#topics.partition(topic, partition).durableProducer(producerId);
  }

  producers(topic: string, partition: number): readonly ProducerState[] {
    return this.#topics.partition(topic, partition).durableProducers();
  }

  nextProducerId(): Promise<number> {
    return this.#exclusive(() => this.#cluster.nextProducerId());
  }

  watch(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get folder(): string {
    return this.#context.folder;
  }

  get figures(): LogFiguresView {
    const { pendingBytes } = this.#committer;
    const { syncs, syncMs, syncsByTime, compactions, compactionsFailed, compactedBytes, tier } = this.#context.figures;
    return { syncs, syncMs, syncsByTime, compactions, compactionsFailed, compactedBytes, pendingBytes, tier };
  }

  space(): Promise<DiskSpace> {
    return this.#context.disk.space(this.#context.folder);
  }

  size(topic: string, partition: number): LocalSize {
    const { localBytes, remoteBytes, segments, topic: of } = this.#topics.partition(topic, partition);
    const copied = segments.filter(({ remote }) => remote !== undefined).length;
    let uncopiedBytes = 0;
    if (of.settings.remoteStorage && !of.settings.remoteCopyDisabled)
      for (const { remote, bytes } of segments.slice(0, -1)) uncopiedBytes += remote === undefined ? bytes : 0;
    return { bytes: localBytes, segments: segments.length, remoteBytes, remoteSegments: copied, uncopiedBytes };
  }

  tiered(topic: string, partition: number): TieredOffsets {
    const { segments, startOffset } = this.#topics.partition(topic, partition);
    const localStart = segments.find(({ local }) => local)?.baseOffset ?? startOffset;
    const remoteEnd = segments.findLast(({ remote }) => remote !== undefined)?.nextOffset ?? -1;
    return { localStart: Math.max(localStart, startOffset), remoteEnd };
  }

  /** Retention and compaction now, and not at the next turn of the background. */
  maintain(): Promise<void> {
    this.#checkOpen();
    return this.#maintenance.run();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#context.remote.store?.end();
    await this.#maintenance.stop();
    for (const partition of this.#topics.partitions()) partition.waiting.failAll(logErrors.closed());
    await this.#committer.idle();
    try {
      if (this.#committer.failure === undefined) await this.#points.writeAtClose();
    } finally {
      await this.#context.files.closeAll();
      await this.#release();
    }
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw logErrors.closed();
  }

  /** Changes of files other than appends: between two flushes, and only while the disk is trusted. */
  async #exclusive<T>(action: () => Promise<T>): Promise<T> {
    this.#checkOpen();
    return this.#committer.change(action);
  }

  #durable(partition: Partition, bytes: number): void {
    this.#points.arrived(bytes);
    const { topic, index, endOffset } = partition;
    for (const listener of this.#listeners) listener.appended?.(topic.name, index, endOffset, bytes);
  }

  #tierFailed(error: Error): void {
    for (const listener of this.#listeners) listener.tierFailed?.(error);
  }

  #failed(error: Error): void {
    for (const listener of this.#listeners) listener.failed?.(error);
  }
}

function checkRange(partition: Partition, offset: number): void {
  if (partition.topic.removed) throw logErrors.topicUnknown(partition.topic.name);
  if (offset < partition.startOffset || offset > partition.endOffset) throw outOfRange(partition, offset);
}

const outOfRange = ({ topic, index, startOffset, endOffset }: Partition, offset: number): MillraceError =>
  logErrors.offsetOutOfRange(topic.name, index, offset, startOffset, endOffset);
