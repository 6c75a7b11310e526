// Makes appends durable (group commit). While a partition's flush is on its way to the disk, new appends to it gather; its
// next flush writes them together, syncs the file, and only then are they shown to readers and acknowledged. (Of
// topics that are relaxed, the sync comes a moment after the acknowledgement.) Partitions do not wait for each other, but
// for their turn: so many are flushed at once. Whatever else changes files that are written to (rolls, topic changes,
// swaps by compaction) runs while no flush is under way, as an exclusive task.
import { MillraceError } from "@millrace/core";
import type { LogContext } from "./context.ts";
import { isDiskFull, type DiskFile } from "./disk/disk.ts";
import { logErrors } from "./errors.ts";
import type { Partition, PendingAppend } from "./partition/partition.ts";
import { Segment } from "./partition/segment.ts";
import { FlushQueue } from "./flush-queue.ts";
import { SparseIndex } from "./partition/sparse-index.ts";

const offsetsPerSegment = 0x7fff_ffff;
/** More than there are threads for the disk, which so have work while this one is busy; a read waits for no more than these. */
const flushesAtOnce = 12;

export interface CommitterEvents {
  durable(partition: Partition, bytes: number): void;
  rolled(): void;
  /** Nothing can be trusted to become durable any more. */
  failed(error: Error): void;
}

export class Committer {
  readonly #context: LogContext;
  readonly #events: CommitterEvents;
  readonly #queue = new FlushQueue();
  #flushes = 0;
  readonly #tasks: (() => Promise<void>)[] = [];
  /** Appends up to this number in the queue are flushed before the next task. */
  #flushedBefore = 0;
  /** Written to and not synced: active segments of relaxed topics. */
  readonly #unsynced = new Map<Segment, Partition>();
  #syncScheduled = false;
  #startScheduled = false;
  #exclusiveRuns = false;
  #idle: (() => void)[] = [];
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
    this.#queue.add(partition);
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
      this.#tasks.push(run);
      if (this.#tasks.length === 1) this.#flushedBefore = this.#queue.latest;
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
    this.#queue.remove(partition);
  }

  fail(reason: unknown): void {
    if (this.#failure !== undefined) return;
    const text = reason instanceof Error ? reason.message : String(reason);
    this.#failure = logErrors.stopped.with({ cause: reason }, `the disk failed (${text})`);
    this.#events.failed(this.#failure);
  }

  /** Resolves when nothing is under way or waits. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.#start();
    });
  }

  /** What is appended in the same turn goes into the same flush. */
  #start(): void {
    if (this.#startScheduled) return;
    this.#startScheduled = true;
    queueMicrotask(() => {
      this.#startScheduled = false;
      this.#startWhatMay();
    });
  }

  #startWhatMay(): void {
    if (this.#exclusiveRuns) return;
    const task = this.#tasks[0];
    while (this.#flushes < flushesAtOnce) {
      const partition = this.#queue.take(task === undefined ? undefined : this.#flushedBefore);
      if (partition === undefined) break;
      void this.#flush(partition);
    }
    if (this.#flushes > 0) return;
    if (task !== undefined) void this.#runExclusively(task);
    else for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #runExclusively(task: () => Promise<void>): Promise<void> {
    this.#exclusiveRuns = true;
    await task();
    this.#exclusiveRuns = false;
    this.#tasks.shift();
    // Between two tasks what came meanwhile has its turn.
    this.#flushedBefore = this.#queue.latest;
    this.#start();
  }

  async #flush(partition: Partition): Promise<void> {
    this.#flushes++;
    partition.flushing = partition.pending;
    partition.pending = [];
    await this.#guarded(partition, () => this.#flushPartition(partition));
    this.#flushes--;
    this.#queue.free(partition);
    this.#start();
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
    if (active !== undefined) await this.#syncSegment(active, partition);
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
    segment.indexedBytes = 0;
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
    for (const [segment, partition] of this.#unsynced) await this.#syncSegment(segment, partition);
  }

  async #syncSegment(segment: Segment, { topic }: Partition): Promise<void> {
    if (this.#unsynced.delete(segment) && !topic.removed) await this.#context.files.use(segment.path, (file) => this.#sync(file));
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
