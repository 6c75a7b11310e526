// The one flush loop of the log (group commit). While one flush is being synced, new appends gather; the next flush
// writes them, one writev a partition, then one fdatasync for each file that was touched, and only then are
// they shown to readers and acknowledged. (Of topics that are relaxed, the sync comes a moment after the acknowledgement.)
// Whatever else changes files that are written to (rolls, topic changes, swaps by compaction) runs between two flushes, as
// an exclusive task.
import { MillraceError } from "@millrace/core";
import type { LogContext } from "./context.ts";
import { isDiskFull, type DiskFile } from "./disk/disk.ts";
import { logErrors } from "./errors.ts";
import type { Partition, PendingAppend } from "./partition/partition.ts";
import { Segment } from "./partition/segment.ts";
import { SparseIndex } from "./partition/sparse-index.ts";

const offsetsPerSegment = 0x7fff_ffff;
/** Flushed together. Of more, those that wait longest and those that came last: who writes to a thousand does not hold up the rest. */
const partitionsAtOnce = 32;

interface ExclusiveTask {
  /** What had been enqueued by then is flushed before. */
  readonly after: number;
  readonly run: () => Promise<void>;
}

export interface CommitterEvents {
  durable(partition: Partition, bytes: number): void;
  rolled(): void;
  /** Nothing can be trusted to become durable any more. */
  failed(error: Error): void;
}

export class Committer {
  readonly #context: LogContext;
  readonly #events: CommitterEvents;
  /** With appends that wait, oldest first, each with its number in that order. */
  readonly #dirty = new Map<Partition, number>();
  #enqueued = 0;
  readonly #tasks: ExclusiveTask[] = [];
  /** Written to and not synced: active segments of relaxed topics. */
  readonly #unsynced = new Map<Segment, Partition>();
  #syncScheduled = false;
  #running: Promise<void> | undefined;
  #pendingBytes = 0;
  #failure: MillraceError | undefined;

  constructor(context: LogContext, events: CommitterEvents) {
    this.#context = context;
    this.#events = events;
  }

  get failure(): MillraceError | undefined {
    return this.#failure;
  }

  /** Of appends that wait for their flush. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Why an append of this size cannot be taken now, if so. */
  refusal(sizeBytes: number): MillraceError | undefined {
    if (this.#failure !== undefined) return this.#failure;
    const full = this.#pendingBytes > 0 && this.#pendingBytes + sizeBytes > this.#context.config.pendingBytes;
    return full ? logErrors.busy("bytes waiting for the disk") : undefined;
  }

  enqueue(partition: Partition, append: PendingAppend): void {
    partition.pending.push(append);
    this.#pendingBytes += append.sizeBytes;
    if (!this.#dirty.has(partition)) this.#dirty.set(partition, ++this.#enqueued);
    this.#start();
  }

  /** Runs `task` when no flush is under way and everything enqueued before has been flushed. */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = async (): Promise<void> => {
        try {
          resolve(await task());
        } catch (thrown) {
          reject(thrown);
        }
      };
      this.#tasks.push({ after: this.#enqueued, run });
      this.#start();
    });
  }

  /** An exclusive task that changes files. */
  change<T>(action: () => Promise<T>): Promise<T> {
    return this.exclusive(() => this.trusted(action));
  }

  /** Changes files, while the disk can be trusted: a full one refuses it, any other failure of the disk stops the log. */
  async trusted<T>(action: () => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return await action();
    } catch (thrown) {
      if (thrown instanceof MillraceError) throw thrown;
      if (isDiskFull(thrown)) throw logErrors.diskFull.with({ cause: thrown }, this.#context.folder);
      this.fail(thrown);
      throw this.#failure ?? thrown;
    }
  }

  roll(partition: Partition): Promise<void> {
    return this.exclusive(async () => {
      // What a failed flush wrote may stand behind the end.
      if (this.#failure !== undefined) return;
      partition.rollWanted = true;
      await this.#guarded(partition, () => this.#writable(partition, 0, 0));
    });
  }

  /** A partition's appends that wait are refused with `error`. */
  takeBack(partition: Partition, error: unknown): void {
    this.#pendingBytes -= partition.takeBack(error, this.#context.clock.now());
    this.#dirty.delete(partition);
  }

  fail(reason: unknown): void {
    if (this.#failure !== undefined) return;
    const text = reason instanceof Error ? reason.message : String(reason);
    this.#failure = logErrors.stopped.with({ cause: reason }, `the disk failed (${text})`);
    this.#events.failed(this.#failure);
  }

  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #start(): void {
    this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
      if (this.#dirty.size > 0 || this.#tasks.length > 0) this.#start();
    });
  }

  async #loop(): Promise<void> {
    // What is appended in the same turn goes into the same flush.
    await Promise.resolve();
    while (this.#dirty.size > 0 || this.#tasks.length > 0) {
      await this.#flush();
      const task = this.#tasks[0];
      if (task === undefined || !this.#isFlushed(task.after)) continue;
      this.#tasks.shift();
      await task.run();
    }
  }

  #isFlushed(enqueued: number): boolean {
    const oldest = this.#dirty.values().next();
    return oldest.done === true || oldest.value > enqueued;
  }

  #nextPartitions(): Partition[] {
    const partitions = [...this.#dirty.keys()];
    if (partitions.length <= partitionsAtOnce) return partitions;
    return [...partitions.slice(0, partitionsAtOnce / 2), ...partitions.slice(-partitionsAtOnce / 2)];
  }

  async #flush(): Promise<void> {
    const partitions = this.#nextPartitions();
    if (partitions.length === 0) return;
    for (const partition of partitions) {
      this.#dirty.delete(partition);
      partition.flushing = partition.pending;
      partition.pending = [];
    }
    await Promise.all(partitions.map((partition) => this.#guarded(partition, () => this.#flushPartition(partition))));
  }

  async #flushPartition(partition: Partition): Promise<void> {
    let run: PendingAppend[] = [];
    let runBytes = 0;
    let segment: Segment | undefined;
    // A write takes what it made durable off `flushing`.
    const appends = partition.flushing.slice();
    for (const append of appends) {
      if (this.#failure !== undefined) throw this.#failure;
      const { lastOffset } = append.headers.at(-1)!;
      if (segment === undefined || this.#isFull(partition, segment, runBytes + append.sizeBytes, lastOffset)) {
        if (segment !== undefined) await this.#write(partition, segment, run);
        run = [];
        runBytes = 0;
        segment = await this.#writable(partition, append.sizeBytes, lastOffset);
      }
      run.push(append);
      runBytes += append.sizeBytes;
    }
    if (segment !== undefined) await this.#write(partition, segment, run);
  }

  /** Full disk: the appends of this partition are refused and cut away. Anything else the disk says stops the log. */
  async #guarded(partition: Partition, action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (thrown) {
      const full = isDiskFull(thrown) && this.#failure === undefined && (await this.#cutBack(partition));
      if (!full) this.fail(thrown);
      const error = full ? logErrors.diskFull.with({ cause: thrown }, partition.folder) : this.#failure;
      this.takeBack(partition, error);
    }
  }

  async #cutBack(partition: Partition): Promise<boolean> {
    const { active } = partition;
    if (active === undefined) return true;
    try {
      // Synced, lest a crash brings refused batches back into a segment that was closed since.
      await this.#context.files.use(active.path, async (file) => {
        await file.truncate(active.bytes);
        await file.sync();
      });
      return true;
    } catch {
      return false;
    }
  }

  /** Full by bytes, or by offsets, which its index keeps in 32 bits. */
  #isFull(partition: Partition, segment: Segment, moreBytes: number, lastOffset: number): boolean {
    return segment.bytes + moreBytes > partition.topic.settings.segmentBytes || lastOffset - segment.baseOffset > offsetsPerSegment;
  }

  /** The segment to write to: the active one, or a new one when that is full, old, or was asked to be closed. */
  async #writable(partition: Partition, sizeBytes: number, lastOffset: number): Promise<Segment> {
    const { active } = partition;
    if (active === undefined) return this.#newSegment(partition);
    const { settings } = partition.topic;
    const old = this.#context.clock.now() - active.bornMs >= settings.segmentMs;
    const wanted = active.bytes > 0 && (partition.rollWanted || old || this.#isFull(partition, active, sizeBytes, lastOffset));
    if (!wanted) return active;
    const segment = await this.#newSegment(partition);
    await this.writeIndex(partition, active);
    if (active.indexedBytes === active.bytes) active.index = undefined;
    this.#events.rolled();
    return segment;
  }

  /** What the active segment holds must be durable before there is another: recovery relies on it. */
  async #newSegment(partition: Partition): Promise<Segment> {
    const { active } = partition;
    if (active !== undefined && this.#unsynced.has(active)) await this.syncWritten();
    const { disk, clock } = this.#context;
    const segment = new Segment(partition.folder, partition.endOffset, clock.now());
    try {
      const file = await disk.open(segment.path, "create");
      await file.close();
      await disk.syncFolder(partition.folder);
    } catch (thrown) {
      if (isDiskFull(thrown)) await disk.removeFile(segment.path);
      throw thrown;
    }
    segment.index = new SparseIndex(segment.baseOffset, partition.topic.settings.indexIntervalBytes);
    partition.segments.push(segment);
    partition.rollWanted = false;
    return segment;
  }

  /** An index is only a short cut: without room for it, it is rebuilt when it is needed. */
  async writeIndex(partition: Partition, segment: Segment): Promise<void> {
    try {
      await segment.writeIndex(this.#context.disk);
      await this.#context.disk.syncFolder(partition.folder);
    } catch (thrown) {
      if (!isDiskFull(thrown)) throw thrown;
      await segment.removeIndex(this.#context.disk);
    }
  }

  async #sync(file: DiskFile): Promise<void> {
    const { clock, figures } = this.#context;
    const startedMs = clock.monotonic();
    try {
      await file.sync();
      figures.synced(clock.monotonic() - startedMs);
    } catch (thrown) {
      // Even "no space" from a sync means that pages are lost.
      this.fail(thrown);
      throw thrown;
    }
  }

  #syncLater(partition: Partition, segment: Segment): void {
    this.#unsynced.set(segment, partition);
    if (this.#syncScheduled) return;
    this.#syncScheduled = true;
    const { clock, config } = this.#context;
    clock.after(config.relaxedSyncMs, () => {
      this.#syncScheduled = false;
      this.change(() => this.syncWritten()).catch((thrown: unknown) => this.fail(thrown));
    });
  }

  /** Everything that was acknowledged is on the disk when it resolves. Between two flushes. */
  async syncWritten(): Promise<void> {
    for (const [segment, { topic }] of this.#unsynced) {
      if (!topic.removed) await this.#context.files.use(segment.path, (file) => this.#sync(file));
      this.#unsynced.delete(segment);
    }
  }

  async #write(partition: Partition, segment: Segment, run: readonly PendingAppend[]): Promise<void> {
    const buffers = run.length === 1 ? run[0]!.buffers : run.flatMap((append) => append.buffers);
    await this.#context.files.use(segment.path, async (file) => {
      await file.write(buffers, segment.bytes);
      if (partition.topic.settings.relaxed) this.#syncLater(partition, segment);
      else await this.#sync(file);
    });
    let bytes = 0;
    for (const append of run) {
      for (let index = 0; index < append.headers.length; index++)
        partition.include(segment, append.headers[index]!, append.buffers[index]!);
      bytes += append.sizeBytes;
    }
    partition.flushing.splice(0, run.length);
    partition.endOffset = segment.nextOffset;
    this.#pendingBytes -= bytes;
    partition.producers.trim();
    for (const append of run) append.resolve();
    partition.waiting.wake(partition.arrivedBytes, partition.stableBytes);
    this.#events.durable(partition, bytes);
  }
}
