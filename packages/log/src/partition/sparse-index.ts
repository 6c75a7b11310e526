// For one segment, every few KiB of batches: the offset of a batch, where it stands, and the largest timestamp before
// it. Found by binary search; a read then walks at most one interval. On disk `.index` (a header and 8 bytes an entry),
// `.timeindex` (12 bytes an entry) and, where there are some, `.aborted`, all with checksums: an index that does not fit
// is rebuilt from the segment.
import { crc32c } from "@node-rs/crc32";
import type { BatchHeader } from "../batch/header.ts";
import type { Marker } from "../batch/marker.ts";
import { AbortedList } from "./aborted.ts";

const magic = 0x4d52_4958;
const version = 2;
const headerBytes = 88;

/** What a segment knows of itself without being read; stored in the index's header. */
export interface SegmentSummary {
  readonly bytes: number;
  readonly nextOffset: number;
  /** -1 while the segment is empty. */
  readonly maxTimestampMs: number;
  /** Base offset of the batch that has it. */
  readonly maxTimestampOffset: number;
  /** Where the earliest of the aborted transactions began whose markers are here; infinity when there is none. */
  readonly abortedFrom: number;
  /** When its first batch came. */
  readonly bornMs: number;
  /** It was compacted, and ends as such. */
  readonly sealed: boolean;
}

export interface IndexBytes {
  readonly offsets: Uint8Array<ArrayBuffer>;
  readonly times: Uint8Array<ArrayBuffer>;
  readonly aborted: Uint8Array<ArrayBuffer>;
}

export class SparseIndex {
  readonly baseOffset: number;
  readonly intervalBytes: number;
  count = 0;
  aborted = new AbortedList();
  #relativeOffsets = new Uint32Array(16);
  #positions = new Uint32Array(16);
  #timesBefore = new Float64Array(16);
  #lastPosition = -1;

  constructor(baseOffset: number, intervalBytes: number) {
    this.baseOffset = baseOffset;
    this.intervalBytes = intervalBytes;
  }

  /** What it takes in memory, in entries of 16 bytes. */
  get size(): number {
    return this.count + 2 * this.aborted.count;
  }

  /** Called for each batch in order, with what it says when it is a marker. */
  include(header: BatchHeader, position: number, maxTimestampBeforeMs: number, marker: Marker | undefined): void {
    this.add(header.baseOffset, position, maxTimestampBeforeMs);
    if (marker === undefined || marker.committed || marker.transactionStart < 0) return;
    this.aborted.add(header.producerId, marker.transactionStart, header.lastOffset);
  }

  /** Keeps an entry when the last one is far enough back. */
  add(offset: number, position: number, maxTimestampBeforeMs: number): void {
    if (this.#lastPosition >= 0 && position - this.#lastPosition < this.intervalBytes) return;
    if (this.count === this.#positions.length) this.#grow();
    this.#relativeOffsets[this.count] = offset - this.baseOffset;
    this.#positions[this.count] = position;
    this.#timesBefore[this.count] = maxTimestampBeforeMs;
    this.#lastPosition = position;
    this.count++;
  }

  #grow(): void {
    const grow = <T extends Uint32Array | Float64Array>(array: T, grown: T): T => (grown.set(array), grown);
    this.#relativeOffsets = grow(this.#relativeOffsets, new Uint32Array(this.count * 2));
    this.#positions = grow(this.#positions, new Uint32Array(this.count * 2));
    this.#timesBefore = grow(this.#timesBefore, new Float64Array(this.count * 2));
  }

  /** The last entry whose batch begins at or before `offset`; the segment's start when there is none. */
  find(offset: number): { readonly offset: number; readonly position: number } {
    const relative = offset - this.baseOffset;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#relativeOffsets[middle]! <= relative) low = middle + 1;
      else high = middle;
    }
    return this.#entry(low - 1);
  }

  /** The last entry before which no record has a timestamp of `timestampMs` or more. */
  findTime(timestampMs: number): { readonly offset: number; readonly position: number } {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timesBefore[middle]! < timestampMs) low = middle + 1;
      else high = middle;
    }
    return this.#entry(low - 1);
  }

  last(): { readonly offset: number; readonly position: number; readonly maxTimestampBeforeMs: number } {
    return { ...this.#entry(this.count - 1), maxTimestampBeforeMs: this.count === 0 ? -1 : this.#timesBefore[this.count - 1]! };
  }

  #entry(index: number): { offset: number; position: number } {
    if (index < 0) return { offset: this.baseOffset, position: 0 };
    return { offset: this.baseOffset + this.#relativeOffsets[index]!, position: this.#positions[index]! };
  }

  encode(summary: SegmentSummary): IndexBytes {
    const aborted = this.aborted.encode();
    const offsets = new Uint8Array(headerBytes + 8 * this.count);
    const times = new Uint8Array(12 * this.count);
    const view = new DataView(offsets.buffer);
    const timesView = new DataView(times.buffer);
    for (let index = 0; index < this.count; index++) {
      view.setUint32(headerBytes + 8 * index, this.#relativeOffsets[index]!);
      view.setUint32(headerBytes + 8 * index + 4, this.#positions[index]!);
      timesView.setFloat64(12 * index, this.#timesBefore[index]!);
      timesView.setUint32(12 * index + 8, this.#relativeOffsets[index]!);
    }
    view.setUint32(0, magic);
    view.setUint32(4, version);
    view.setUint32(8, this.count);
    view.setFloat64(12, summary.bytes);
    view.setFloat64(20, summary.nextOffset);
    view.setFloat64(28, summary.maxTimestampMs);
    view.setFloat64(36, summary.maxTimestampOffset);
    view.setUint32(44, crc32c(offsets.subarray(headerBytes)));
    view.setUint32(48, crc32c(times));
    view.setUint32(52, this.intervalBytes);
    view.setFloat64(56, summary.abortedFrom);
    view.setUint32(64, this.aborted.count);
    view.setUint32(68, crc32c(aborted));
    view.setFloat64(72, summary.bornMs);
    view.setUint32(80, summary.sealed ? 1 : 0);
    view.setUint32(84, crc32c(offsets.subarray(0, 84)));
    return { offsets, times, aborted };
  }

  /** The index and its summary; undefined when the bytes are not whole and sound. */
  static decode(baseOffset: number, bytes: IndexBytes): { index: SparseIndex; summary: SegmentSummary } | undefined {
    const { offsets, times } = bytes;
    if (offsets.length < headerBytes) return undefined;
    const view = new DataView(offsets.buffer, offsets.byteOffset, offsets.byteLength);
    if (view.getUint32(0) !== magic || view.getUint32(4) !== version || view.getUint32(84) !== crc32c(offsets.subarray(0, 84)))
      return undefined;
    const count = view.getUint32(8);
    if (offsets.length !== headerBytes + 8 * count || times.length !== 12 * count) return undefined;
    if (view.getUint32(44) !== crc32c(offsets.subarray(headerBytes)) || view.getUint32(48) !== crc32c(times)) return undefined;
    const aborted = AbortedList.decode(bytes.aborted, view.getUint32(64), view.getUint32(68));
    if (aborted === undefined) return undefined;
    const index = new SparseIndex(baseOffset, view.getUint32(52));
    index.aborted = aborted;
    const timesView = new DataView(times.buffer, times.byteOffset, times.byteLength);
    const capacity = Math.max(16, count);
    index.#relativeOffsets = new Uint32Array(capacity);
    index.#positions = new Uint32Array(capacity);
    index.#timesBefore = new Float64Array(capacity);
    for (let entry = 0; entry < count; entry++) {
      index.#relativeOffsets[entry] = view.getUint32(headerBytes + 8 * entry);
      index.#positions[entry] = view.getUint32(headerBytes + 8 * entry + 4);
      index.#timesBefore[entry] = timesView.getFloat64(12 * entry);
    }
    index.count = count;
    if (count > 0) index.#lastPosition = index.#positions[count - 1]!;
    const summary: SegmentSummary = {
      bytes: view.getFloat64(12),
      nextOffset: view.getFloat64(20),
      maxTimestampMs: view.getFloat64(28),
      maxTimestampOffset: view.getFloat64(36),
      abortedFrom: view.getFloat64(56),
      bornMs: view.getFloat64(72),
      sealed: view.getUint32(80) === 1,
    };
    return { index, summary };
  }
}
