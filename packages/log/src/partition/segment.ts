// One segment file: whole batches in the order of their offsets, named by the first one's. `bytes` and `nextOffset`
// count only what is durable; the bytes behind may be in the middle of being written.
import { batchHeaderBytes, type BatchHeader } from "../batch/header.ts";
import type { Marker } from "../batch/marker.ts";
import type { Disk } from "../disk/disk.ts";
import { readWhole, writeWhole } from "../disk/files.ts";
import type { RemoteSegment } from "../tier/remote-segment.ts";
import { SparseIndex, type SegmentSummary } from "./sparse-index.ts";

const digits = 20;

export const segmentName = (baseOffset: number): string => String(baseOffset).padStart(digits, "0");

/** The base offset of `00000000000000001234.log`, undefined for other files. */
export function segmentBase(fileName: string): number | undefined {
  const match = /^(\d{20})\.log$/.exec(fileName);
  return match === null ? undefined : Number(match[1]);
}

export class Segment {
  readonly baseOffset: number;
  /** Without the ending. */
  readonly stem: string;
  bytes = 0;
  nextOffset: number;
  maxTimestampMs = -1;
  maxTimestampOffset = -1;
  abortedFrom = Number.POSITIVE_INFINITY;
  /** When its first batch came, for segment.ms; when that is forgotten, when the log was opened. */
  bornMs: number;
  /** It was compacted: a trailer stands at its end, and is no batch for readers. */
  sealed = false;
  /** Undefined for a closed segment until someone needs it. */
  index: SparseIndex | undefined;
  /** Set when its file is being replaced or removed; settles when that is over. */
  gone: Promise<void> | undefined;
  /** Set when the object store holds it too. */
  remote: RemoteSegment | undefined;
  /** False when only the object store holds it. */
  local = true;
  /** What the index on disk covers; 0: there is none, -1: one may be there that says something else. */
  indexedBytes = -1;

  constructor(folder: string, baseOffset: number, bornMs: number) {
    this.baseOffset = baseOffset;
    this.stem = `${folder}/${segmentName(baseOffset)}`;
    this.nextOffset = baseOffset;
    this.bornMs = bornMs;
  }

  get readableBytes(): number {
    return this.sealed ? this.bytes - batchHeaderBytes : this.bytes;
  }

  get path(): string {
    return `${this.stem}.log`;
  }

  /** Takes over a batch that has become durable at the end of the file; with what it says when it is a marker. */
  include(header: BatchHeader, marker: Marker | undefined): void {
    this.index?.include(header, this.bytes, this.maxTimestampMs, marker);
    if (marker?.committed === false && marker.transactionStart >= 0) this.abortedFrom = Math.min(this.abortedFrom, marker.transactionStart);
    this.bytes += header.sizeBytes;
    this.nextOffset = header.lastOffset + 1;
    this.sealed = header.recordCount === 0;
    if (!header.control && header.maxTimestampMs > this.maxTimestampMs) {
      this.maxTimestampMs = header.maxTimestampMs;
      this.maxTimestampOffset = header.baseOffset;
    }
  }

  summary(): SegmentSummary {
    return {
      bytes: this.bytes,
      nextOffset: this.nextOffset,
      maxTimestampMs: this.maxTimestampMs,
      maxTimestampOffset: this.maxTimestampOffset,
      abortedFrom: this.abortedFrom,
      bornMs: this.bornMs,
      sealed: this.sealed,
    };
  }

  restore(summary: SegmentSummary): void {
    this.bytes = summary.bytes;
    this.nextOffset = summary.nextOffset;
    this.maxTimestampMs = summary.maxTimestampMs;
    this.maxTimestampOffset = summary.maxTimestampOffset;
    this.abortedFrom = summary.abortedFrom;
    this.bornMs = summary.bornMs;
    this.sealed = summary.sealed;
  }

  /** The names of the files become durable with the folder; until then a lost index is only rebuilt. */
  async writeIndex(disk: Disk): Promise<void> {
    if (this.index === undefined || this.indexedBytes === this.bytes) return;
    const covered = this.bytes;
    const { offsets, times, aborted } = this.index.encode(this.summary());
    if (aborted.length > 0) await writeWhole(disk, `${this.stem}.aborted`, aborted);
    await writeWhole(disk, `${this.stem}.timeindex`, times);
    await writeWhole(disk, `${this.stem}.index`, offsets);
    this.indexedBytes = covered;
  }

  async readIndex(disk: Disk): Promise<{ index: SparseIndex; summary: SegmentSummary } | undefined> {
    const offsets = await readWhole(disk, `${this.stem}.index`);
    const times = offsets === undefined ? undefined : await readWhole(disk, `${this.stem}.timeindex`);
    if (offsets === undefined || times === undefined) return undefined;
    const aborted = (await readWhole(disk, `${this.stem}.aborted`)) ?? new Uint8Array(0);
    return SparseIndex.decode(this.baseOffset, { offsets, times, aborted });
  }

  async removeIndex(disk: Disk): Promise<void> {
    for (const ending of ["index", "timeindex", "aborted"]) await disk.removeFile(`${this.stem}.${ending}`);
    this.indexedBytes = -1;
  }
}
