// Which batches of a committed read count. The read names the aborted transactions among them: from its first offset on,
// what that producer wrote in a transaction does not count, until its abort marker comes (Kafka's consumers do the same).
import type { AbortedTransaction } from "../port.ts";
import { batchesIn, type BatchHeader } from "./header.ts";

export interface PlacedBatch {
  readonly at: number;
  readonly header: BatchHeader;
}

/** The batches with records that count: no control batches, nothing that was taken back. `aborted` by first offset. */
export function* committedBatches(bytes: Uint8Array, aborted: readonly AbortedTransaction[]): Generator<PlacedBatch> {
  const open = new Set<number>();
  let next = 0;
  for (const batch of batchesIn(bytes)) {
    const { header } = batch;
    while (next < aborted.length && aborted[next]!.firstOffset <= header.lastOffset) open.add(aborted[next++]!.producerId);
    if (!header.control) {
      if (!header.transactional || !open.has(header.producerId)) yield batch;
    } else open.delete(header.producerId);
  }
}
