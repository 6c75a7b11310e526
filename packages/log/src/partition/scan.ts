// Walks the batches of a segment file from a position and checks each: length, format, CRC-32C, order of offsets.
// Says how far the file is sound and what is wrong behind; whether that is a torn tail or damage is the caller's.
import { batchFault } from "../batch/check.ts";
import { offsetFault } from "../batch/stamp.ts";
import { batchHeaderBytes, readBatchHeader, readSizeBytes, viewOf, type BatchHeader } from "../batch/header.ts";
import type { DiskFile } from "../disk/disk.ts";
import { readFully } from "../disk/files.ts";

const chunkBytes = 1024 * 1024;

export interface ScanResult {
  /** Where the sound batches end. */
  readonly end: number;
  readonly sizeBytes: number;
  /** What stands at `end`, undefined when it is the end of the file. */
  readonly fault: string | undefined;
}

export interface ScanFrom {
  readonly position: number;
  /** The offset that is expected there. */
  readonly offset: number;
}

/** `visit` gets each sound batch with its bytes, which are only valid during the call. */
export async function scanSegment(
  file: DiskFile,
  from: ScanFrom,
  visit: (header: BatchHeader, position: number, bytes: Uint8Array) => void,
): Promise<ScanResult> {
  const sizeBytes = await file.size();
  let position = from.position;
  let expected = from.offset;
  let chunk = new Uint8Array(Math.max(0, Math.min(chunkBytes, sizeBytes - position)));
  while (position < sizeBytes) {
    const wanted = Math.min(chunk.length, sizeBytes - position);
    const length = await readFully(file, chunk.subarray(0, wanted), position);
    const view = viewOf(chunk);
    let at = 0;
    while (length - at >= batchHeaderBytes) {
      const size = readSizeBytes(view, at);
      if (size >= batchHeaderBytes && size > length - at && size <= sizeBytes - position - at) break;
      const header = readBatchHeader(view, at);
      const fault = batchFault(chunk, view, at, length) ?? offsetFault(view, at, header.baseOffset, expected);
      if (fault !== undefined) return { end: position + at, sizeBytes, fault };
      if (header.recordCount === 0 && position + at + size < sizeBytes)
        return { end: position + at, sizeBytes, fault: "something follows the end of a compacted segment" };
      visit(header, position + at, chunk.subarray(at, at + size));
      expected = header.lastOffset + 1;
      at += size;
    }
    position += at;
    if (at > 0) continue;
    // Not one whole batch in the chunk: it is the end of the file, or the batch is larger than the chunk.
    const left = sizeBytes - position;
    if (left < batchHeaderBytes) return { end: position, sizeBytes, fault: `${left} bytes are too few for a batch header` };
    if (length < wanted) return { end: position, sizeBytes, fault: "the file ends before its size" };
    const need = readSizeBytes(view, 0);
    if (need <= chunk.length) return { end: position, sizeBytes, fault: "a batch is cut off" };
    chunk = new Uint8Array(need);
  }
  return { end: position, sizeBytes, fault: position > sizeBytes ? "the file is shorter than it was" : undefined };
}
