// Reading: the sparse index says where to begin, one read of the file brings the bytes, and every batch is checked
// before it leaves (CRC-32C costs 5 µs for 64 KiB), so that a disk that changed a bit is named and never believed.
import type { LogContext } from "./context.ts";
import { batchFault } from "./batch/check.ts";
import { batchesIn, batchHeaderBytes, readBaseOffset, readLastOffset, readSizeBytes, viewOf, type BatchHeader } from "./batch/header.ts";
import { clearStamp, isStamped, isTrailer, offsetFault } from "./batch/stamp.ts";
import { RecordReader } from "./batch/records.ts";
import { readFully } from "./disk/files.ts";
import { logErrors } from "./errors.ts";
import type { IndexCache } from "./partition/index-cache.ts";
import type { Partition } from "./partition/partition.ts";
import type { Segment } from "./partition/segment.ts";
import type { SparseIndex } from "./partition/sparse-index.ts";
import type { AbortedTransaction, Allocate } from "./port.ts";
import type { ReadableFile } from "./tier/remote-files.ts";

const nothing = (): Uint8Array<ArrayBuffer> => new Uint8Array(0);

/** Memory of its own, not from Node's pool, so that it may be transferred; not zeroed, since it is filled at once. */
export const newMemory: Allocate = (length) => {
  const buffer = Buffer.allocUnsafeSlow(length);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, length);
};

export interface CommittedRead {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lastStableOffset: number;
  readonly abortedTransactions: readonly AbortedTransaction[];
}

export class Reader {
  readonly #context: LogContext;
  readonly #indexes: IndexCache;

  constructor(context: LogContext, indexes: IndexCache) {
    this.#context = context;
    this.#indexes = indexes;
  }

  /** Bytes that can be read from `offset` on, to within an index interval; of those before `until`, when that is given. */
  async availableBytes(partition: Partition, offset: number, until?: number): Promise<number> {
    if (offset >= (until ?? partition.endOffset)) return 0;
    if (until !== undefined) {
      const behind = await this.availableBytes(partition, until);
      return Math.max(1, (await this.availableBytes(partition, offset)) - behind);
    }
    const first = partition.segmentIndexOf(offset);
    const segment = partition.segments[first]!;
    let bytes = segment.readableBytes - (await this.#indexes.of(partition, segment)).find(offset).position;
    for (let index = first + 1; index < partition.segments.length; index++) bytes += partition.segments[index]!.readableBytes;
    return bytes;
  }

  /** Whole batches from the one that holds `offset` on, out of one segment. */
  async read(partition: Partition, offset: number, maxBytes: number, allocate = newMemory): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#find(partition, { offset, maxBytes, until: Number.POSITIVE_INFINITY, allocate }))?.bytes ?? nothing();
  }

  /** As `read`, before the last stable offset, with the aborted transactions that some of it belongs to. */
  async readCommitted(partition: Partition, offset: number, maxBytes: number, allocate = newMemory): Promise<CommittedRead> {
    for (;;) {
      const lastStableOffset = partition.stableOffset;
      const found = await this.#find(partition, { offset, maxBytes, until: lastStableOffset, allocate });
      if (found === undefined) return { bytes: nothing(), lastStableOffset, abortedTransactions: [] };
      const { bytes, segment } = found;
      const abortedTransactions = await this.#aborted(partition, bytes);
      // A marker may go when compaction has taken the records of its transaction: then they must be gone here too.
      if (segment.gone === undefined) return { bytes, lastStableOffset, abortedTransactions };
    }
  }

  /** By first offset. Their markers stand behind their records, so in this segment or a later one. */
  async #aborted(partition: Partition, bytes: Uint8Array): Promise<AbortedTransaction[]> {
    const view = viewOf(bytes);
    const first = readBaseOffset(view, 0);
    let last = first;
    for (let at = 0; at < bytes.length; at += readSizeBytes(view, at)) last = readLastOffset(view, at);
    const found: AbortedTransaction[] = [];
    for (const segment of partition.segments.filter(({ abortedFrom, nextOffset }) => abortedFrom <= last && nextOffset > first)) {
      await segment.gone;
      if (segment.gone !== undefined) return this.#aborted(partition, bytes);
      const { aborted } = await this.#indexes.of(partition, segment);
      aborted.find(first, last, found);
    }
    return found.sort((left, right) => left.firstOffset - right.firstOffset);
  }

  async #find(partition: Partition, wanted: Wanted): Promise<{ bytes: Uint8Array<ArrayBuffer>; segment: Segment } | undefined> {
    let from = wanted.offset;
    while (from < Math.min(wanted.until, partition.endOffset) && from >= partition.startOffset) {
      const index = partition.segmentIndexOf(from);
      const segment = partition.segments[index]!;
      await segment.gone;
      if (segment.gone !== undefined) continue;
      const bytes = await this.#readSegment(partition, segment, { ...wanted, offset: from });
      if (bytes === undefined) continue;
      if (bytes.length > 0) return { bytes, segment };
      if (!partition.segments.includes(segment)) continue;
      // Compaction left nothing at the end of this segment.
      const next = partition.segments[partition.segments.indexOf(segment) + 1];
      if (next === undefined) break;
      from = next.baseOffset;
    }
    return undefined;
  }

  /** Undefined when the segment's file was replaced or removed before it was open: look again. */
  async #readSegment(partition: Partition, segment: Segment, wanted: Wanted): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { bytes: durableBytes } = segment;
    if (durableBytes === 0) return nothing();
    const { local } = segment;
    try {
      return await this.#use(segment, async (file) => {
        const index = await this.#indexes.of(partition, segment);
        return segment.gone === undefined ? await this.#readFile(partition, segment, { ...wanted, file, index, durableBytes }) : undefined;
      });
    } catch (thrown) {
      if (segment.gone !== undefined || segment.local !== local) return undefined;
      throw thrown;
    }
  }

  /** The file, or what stands for it in the object store. */
  #use<T>(segment: Segment, action: (file: ReadableFile) => Promise<T>): Promise<T> {
    const { files, remote } = this.#context;
    return segment.local || segment.remote === undefined ? files.use(segment.path, action) : remote.use(segment.remote, action);
  }

  async #readFile(partition: Partition, segment: Segment, from: ReadFrom): Promise<Uint8Array<ArrayBuffer>> {
    const { file, index, durableBytes, offset, maxBytes, until, allocate } = from;
    const entry = index.find(offset);
    let { position } = entry;
    let expected = entry.offset;
    let want = maxBytes + (entry.offset === offset ? 0 : index.intervalBytes);
    while (position < durableBytes) {
      const length = Math.min(durableBytes - position, Math.max(want, batchHeaderBytes));
      const chunk = allocate(length);
      if ((await readFully(file, chunk, position)) < length)
        throw logErrors.corrupt(file.path, position, "the file is shorter than it was");
      const walk = walkChunk(chunk, durableBytes - position, { expected, offset, maxBytes, until });
      if (walk.fault !== undefined) throw logErrors.corrupt(file.path, position + walk.start, walk.fault);
      if (walk.end > walk.start) return chunk.subarray(walk.start, walk.end);
      if (walk.over) return nothing();
      position += walk.start;
      expected = walk.expected;
      want = Math.max(maxBytes, walk.need);
    }
    return nothing();
  }

  async offsetAt(partition: Partition, timestampMs: number): Promise<{ offset: number; timestampMs: number } | undefined> {
    for (const segment of partition.segments.slice()) {
      if (segment.bytes === 0 || segment.maxTimestampMs < timestampMs) continue;
      const { offset } = (await this.#indexes.of(partition, segment)).findTime(timestampMs);
      const found = await this.#firstRecord(partition, offset, (timeMs) => timeMs >= timestampMs);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async offsetOfMaxTimestamp(partition: Partition): Promise<{ offset: number; timestampMs: number } | undefined> {
    let best: { offset: number; timestampMs: number } | undefined;
    for (const segment of partition.segments.slice()) {
      const from = segment.maxTimestampOffset < partition.startOffset ? await this.#maxOfRest(partition, segment) : segment;
      if (from.maxTimestampMs > (best?.timestampMs ?? -1)) best = { offset: from.maxTimestampOffset, timestampMs: from.maxTimestampMs };
    }
    if (best === undefined) return undefined;
    const { offset, timestampMs } = best;
    return this.#firstRecord(partition, offset, (timeMs) => timeMs === timestampMs);
  }

  /** Of a segment whose largest timestamp may be deleted: that of what is left of it. */
  async #maxOfRest(partition: Partition, segment: Segment): Promise<{ maxTimestampMs: number; maxTimestampOffset: number }> {
    let maxTimestampMs = -1;
    let maxTimestampOffset = -1;
    for await (const record of this.#records(partition, segment.baseOffset, (header) => header.maxTimestampMs > maxTimestampMs)) {
      if (record.offset >= segment.nextOffset) break;
      if (record.timestampMs > maxTimestampMs) ({ timestampMs: maxTimestampMs, offset: maxTimestampOffset } = record);
    }
    return { maxTimestampMs, maxTimestampOffset };
  }

  async #firstRecord(
    partition: Partition,
    from: number,
    fits: (timestampMs: number) => boolean,
  ): Promise<{ offset: number; timestampMs: number } | undefined> {
    for await (const { offset, timestampMs } of this.#records(partition, from, (header) => fits(header.maxTimestampMs)))
      if (fits(timestampMs)) return { offset, timestampMs };
    return undefined;
  }

  /** The readable records from the batch that holds `from` on, of the batches that are `wanted`. */
  async *#records(partition: Partition, from: number, wanted: (header: BatchHeader) => boolean): AsyncGenerator<RecordReader> {
    let offset = from;
    while (offset < partition.endOffset) {
      const start = Math.max(offset, partition.startOffset);
      const bytes = await this.read(partition, start, 64 * 1024);
      if (bytes.length === 0 && start >= partition.startOffset) return;
      for (const { at, header } of batchesIn(bytes)) {
        offset = header.lastOffset + 1;
        if (header.control || !wanted(header)) continue;
        const reader = new RecordReader(bytes, at);
        while (reader.next()) if (reader.offset >= start) yield reader;
      }
    }
  }
}

interface Range {
  readonly offset: number;
  readonly maxBytes: number;
  /** No batch from this offset on. */
  readonly until: number;
}

interface Wanted extends Range {
  readonly allocate: Allocate;
}

interface ReadFrom extends Wanted {
  readonly file: ReadableFile;
  readonly index: SparseIndex;
  readonly durableBytes: number;
}

interface Walk {
  /** Where the batch that holds the offset begins, or where to go on when it is not in the chunk. */
  readonly start: number;
  /** End of the last whole batch; `start` when there is none yet. */
  readonly end: number;
  readonly expected: number;
  /** Bytes of the batch at `start`, when its header could be read. */
  readonly need: number;
  /** Nothing that was wanted comes any more. */
  readonly over: boolean;
  readonly fault: string | undefined;
}

interface WalkFor extends Range {
  readonly expected: number;
}

function walkChunk(chunk: Uint8Array, availableBytes: number, wanted: WalkFor): Walk {
  const view = viewOf(chunk);
  let { expected } = wanted;
  let start = 0;
  let at = 0;
  const fault = (text: string): Walk => ({ start: at, end: at, expected, need: 0, over: true, fault: text });
  if (chunk.length < batchHeaderBytes) return fault(`${chunk.length} bytes are too few for a batch header`);
  while (chunk.length - at >= batchHeaderBytes) {
    const size = readSizeBytes(view, at);
    if (size < batchHeaderBytes || size > availableBytes - at) return fault(`a batch says that it has ${size} bytes`);
    const baseOffset = readBaseOffset(view, at);
    const misplaced = offsetFault(view, at, baseOffset, expected);
    if (misplaced !== undefined) return fault(misplaced);
    if (baseOffset >= wanted.until) return { start, end: at, expected, need: 0, over: true, fault: undefined };
    const skip = readLastOffset(view, at) < wanted.offset;
    if (size > chunk.length - at) {
      if (!skip) return { start, end: at, expected, need: size, over: false, fault: undefined };
    } else {
      const wrong = batchFault(chunk, view, at, chunk.length);
      if (wrong !== undefined) return fault(wrong);
      if (isTrailer(view, at)) return { start, end: at, expected, need: 0, over: true, fault: undefined };
      if (isStamped(view, at)) clearStamp(view, at);
    }
    if (!skip && at > start && at + size - start > wanted.maxBytes)
      return { start, end: at, expected, need: size, over: false, fault: undefined };
    expected = readLastOffset(view, at) + 1;
    at += size;
    if (skip) start = at;
    if (at >= chunk.length) break;
  }
  return { start, end: Math.min(at, chunk.length) < start ? start : at, expected, need: batchHeaderBytes, over: false, fault: undefined };
}
