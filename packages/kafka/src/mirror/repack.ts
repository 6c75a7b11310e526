// What a read of the source becomes at the target. A batch of some size that counts as a whole goes on as it came, its
// records compressed as they are, without its producer. The others are taken apart: small ones are put together to fewer
// requests, records that were taken back or lie before the wanted offset are left out, and where the source set the time
// itself (LogAppendTime) each record gets it as its own.
import {
  type AbortedTransaction,
  batchesIn,
  type BatchHeader,
  codecs,
  committedBatches,
  encodeBatch,
  type RecordInput,
  RecordReader,
} from "@millrace/log";
import { clearProducer } from "../client/stamp.ts";

/** A batch of this size is worth a request. */
const wholeFromBytes = 16 * 1024;

/** Records of one outgoing batch that follow each other at the source. */
export interface SourceRun {
  readonly source: number;
  count: number;
}

export interface OutgoingBatch {
  readonly bytes: Uint8Array;
  readonly records: number;
  readonly runs: readonly SourceRun[];
}

export interface Repacked {
  readonly batches: readonly OutgoingBatch[];
  /** The source's next offset. */
  readonly next: number;
}

export interface RepackOptions {
  readonly from: number;
  readonly aborted: readonly AbortedTransaction[];
  /** The most that is put together to one batch, before compression. */
  readonly gatherBytes: number;
}

export function repack(bytes: Uint8Array, { from, aborted, gatherBytes }: RepackOptions): Repacked {
  let next = from;
  for (const { header } of batchesIn(bytes)) next = header.lastOffset + 1;
  const gathering = new Gathering(gatherBytes);
  for (const { at, header } of committedBatches(bytes, aborted)) {
    if (header.lastOffset < from) continue;
    if (goesWhole(header, from)) {
      gathering.flush();
      const runs = [{ source: header.baseOffset, count: header.recordCount }];
      const whole = bytes.subarray(at, at + header.sizeBytes);
      // Producer ids of the source are other producers at the target, or none.
      clearProducer(whole);
      gathering.batches.push({ bytes: whole, records: header.recordCount, runs });
    } else gathering.take(new RecordReader(bytes, at), from);
  }
  gathering.flush();
  return { batches: gathering.batches, next };
}

const goesWhole = (header: BatchHeader, from: number): boolean =>
  header.sizeBytes >= wholeFromBytes &&
  header.baseOffset >= from &&
  header.recordCount === header.lastOffsetDelta + 1 &&
  !header.logAppendTime;

class Gathering {
  readonly batches: OutgoingBatch[] = [];
  readonly #limitBytes: number;
  #records: RecordInput[] = [];
  #runs: SourceRun[] = [];
  #bytes = 0;
  #compression = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  take(reader: RecordReader, from: number): void {
    while (reader.next()) {
      if (reader.offset < from) continue;
      const size = reader.recordEnd - reader.recordStart;
      if (this.#bytes + size > this.#limitBytes) this.flush();
      if (this.#records.length === 0) this.#compression = reader.header.compression;
      this.#bytes += size;
      const headers = reader.headerCount === 0 ? undefined : reader.headers();
      this.#records.push({ key: reader.key(), value: reader.value(), timestampMs: reader.timestampMs, headers });
      const last = this.#runs.at(-1);
      if (last !== undefined && last.source + last.count === reader.offset) last.count++;
      else this.#runs.push({ source: reader.offset, count: 1 });
    }
  }

  flush(): void {
    if (this.#records.length === 0) return;
    const bytes = encodeBatch({ records: this.#records, compression: codecs[this.#compression]!.name });
    this.batches.push({ bytes, records: this.#records.length, runs: this.#runs });
    this.#records = [];
    this.#runs = [];
    this.#bytes = 0;
  }
}
