// The state of one partition in memory. Two ends: `endOffset` is one past what is durable and shown to readers;
// `nextOffset` is what the next append gets, ahead by the appends that wait for their flush.
import type { BatchHeader } from "../batch/header.ts";
import { readMarker } from "../batch/marker.ts";
import type { Topic } from "../topic/topic.ts";
import { OpenTransactions } from "./open-transactions.ts";
import { Producers, type ProducerEntry } from "./producers.ts";
import type { Segment } from "./segment.ts";
import { WaitingReads } from "./waiting.ts";

export interface PendingAppend {
  /** One for each header. */
  readonly buffers: readonly Uint8Array[];
  readonly headers: readonly BatchHeader[];
  readonly sizeBytes: number;
  /** What each producer's entry was before, in order. */
  readonly before: readonly { readonly producerId: number; readonly entry: ProducerEntry | undefined }[];
  /** Settles with the append. */
  readonly durable: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

export class Partition {
  readonly topic: Topic;
  readonly index: number;
  readonly folder: string;
  readonly producers: Producers;
  readonly waiting = new WaitingReads();
  readonly open = new OpenTransactions();
  /** By base offset; the last one is written to. Empty until the first append. */
  segments: Segment[] = [];
  endOffset = 0;
  nextOffset = 0;
  pending: PendingAppend[] = [];
  /** Appends of the flush that is under way. */
  flushing: PendingAppend[] = [];
  /** Bytes made durable since the log was opened: what long polls count with. */
  arrivedBytes = 0;
  /** Where the recovery point on the disk stands. */
  recoveryOffset = 0;
  /** Records before this were deleted, on request or by retention, and that is written down. */
  deletedBefore = 0;
  /** The next flush begins a new segment. */
  rollWanted = false;
  /** All before this was compacted. */
  compactedTo = 0;
  /** Compaction met damage here. */
  uncleanable = false;

  constructor(topic: Topic, index: number, folder: string, producersKept: number) {
    this.topic = topic;
    this.index = index;
    this.folder = folder;
    this.producers = new Producers(producersKept);
  }

  /** The first offset that can be read. */
  get startOffset(): number {
    return Math.max(this.segments[0]?.baseOffset ?? this.endOffset, this.deletedBefore);
  }

  /** One past the last durable record that no open transaction can take back. */
  get stableOffset(): number {
    return Math.max(this.startOffset, this.open.first?.firstOffset ?? this.endOffset);
  }

  /** As `arrivedBytes`, of those before the last stable offset. */
  get stableBytes(): number {
    return this.open.first?.arrivedBytes ?? this.arrivedBytes;
  }

  /** Of all segments, wherever they are; what is in both places counts once. */
  get bytes(): number {
    let total = 0;
    for (const segment of this.segments) total += segment.bytes;
    return total;
  }

  get localBytes(): number {
    let total = 0;
    for (const segment of this.segments) if (segment.local) total += segment.bytes;
    return total;
  }

  get remoteBytes(): number {
    let total = 0;
    for (const { remote } of this.segments) total += remote?.bytes ?? 0;
    return total;
  }

  get active(): Segment | undefined {
    return this.segments.at(-1);
  }

  /** Takes over a batch that has become durable at the end of `segment`. */
  include(segment: Segment, header: BatchHeader, batch: Uint8Array): void {
    const marker = header.control ? readMarker(batch) : undefined;
    segment.include(header, marker);
    if (marker !== undefined) this.open.end(header.producerId);
    else if (header.transactional) this.open.begin(header.producerId, header.baseOffset, this.arrivedBytes);
    this.arrivedBytes += header.sizeBytes;
  }

  /** The index in `segments` of the one that holds `offset`. */
  segmentIndexOf(offset: number): number {
    let low = 0;
    let high = this.segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.segments[middle]!.baseOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** Appends that were not made durable are taken back, the last one first, as if they had never come. */
  takeBack(error: unknown, nowMs: number): number {
    const taken = [...this.flushing, ...this.pending];
    this.flushing = [];
    this.pending = [];
    this.nextOffset = this.endOffset;
    let bytes = 0;
    for (let index = taken.length - 1; index >= 0; index--) {
      const { before } = taken[index]!;
      for (let step = before.length - 1; step >= 0; step--) this.producers.restore(before[step]!.producerId, before[step]!.entry);
    }
    for (const append of taken) {
      for (const header of append.headers) this.producers.expect(header, nowMs);
      bytes += append.sizeBytes;
      append.reject(error);
    }
    return bytes;
  }

  /**
   * Resolves when the record at `offset` is durable, -1 for everything that was appended so far; rejects when it is
   * taken back.
   */
  durableUpTo(offset: number): Promise<void> {
    if (offset >= 0 && offset < this.endOffset) return Promise.resolve();
    const last = this.pending.at(-1) ?? this.flushing.at(-1);
    return last === undefined ? Promise.resolve() : last.durable;
  }

  durableProducer(producerId: number): ProducerEntry | undefined {
    for (const append of [...this.flushing, ...this.pending]) {
      const step = append.before.find((candidate) => candidate.producerId === producerId);
      if (step !== undefined) return step.entry;
    }
    const entry = this.producers.get(producerId);
    return entry === undefined || entry.lastOffset < 0 ? undefined : entry;
  }

  /** The producers as they are without the appends that are not durable yet. */
  durableProducers(): ProducerEntry[] {
    const entries = new Map<number, ProducerEntry | undefined>();
    for (const entry of this.producers.entries()) entries.set(entry.producerId, entry);
    const waiting = [...this.flushing, ...this.pending];
    for (let index = waiting.length - 1; index >= 0; index--) {
      const { before } = waiting[index]!;
      for (let step = before.length - 1; step >= 0; step--) entries.set(before[step]!.producerId, before[step]!.entry);
    }
    return [...entries.values()].filter((entry): entry is ProducerEntry => entry !== undefined && entry.lastOffset >= 0);
  }
}
