// Which batches of a committed read count. The read names the aborted transactions among them: from its first offset on,
// what that producer wrote in a transaction does not count, until its abort marker comes (Kafka's consumers do the same).
import type { AbortedTransaction } from "../port.ts";
import { batchesIn, type BatchHeader } from "./header.ts";

export interface PlacedBatch {
  readonly at: number;
  readonly header: BatchHeader;
}

/** Judges the batches of one read, in order. `aborted` by first offset. */
export class AbortedFilter {
  readonly #aborted: readonly AbortedTransaction[];
  readonly #open = new Set<number>();
  #next = 0;

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#aborted = aborted;
  }

  /** Whether the batch has no records that count. */
  drops(header: BatchHeader): boolean {
    for (; this.#next < this.#aborted.length; this.#next++) {
      const { producerId, firstOffset } = this.#aborted[this.#next]!;
      if (firstOffset > header.lastOffset) break;
      this.#open.add(producerId);
    }
    if (header.control) this.#open.delete(header.producerId);
    return header.control || (header.transactional && this.#open.has(header.producerId));
  }
}

/** The batches with records that count: no control batches, nothing that was taken back. `aborted` by first offset. */
export function* committedBatches(bytes: Uint8Array, aborted: readonly AbortedTransaction[]): Generator<PlacedBatch> {
  const filter = new AbortedFilter(aborted);
  for (const batch of batchesIn(bytes)) if (!filter.drops(batch.header)) yield batch;
}
