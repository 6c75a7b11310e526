// The transactions of one partition that are open, as far as they are durable, in the order in which they began. The
// first of them holds the last stable offset back.
import type { ProducerState } from "../port.ts";

interface OpenTransaction {
  readonly firstOffset: number;
  /** What `Partition.arrivedBytes` was when it began. */
  readonly arrivedBytes: number;
}

export class OpenTransactions {
  readonly #byProducer = new Map<number, OpenTransaction>();

  /** Does nothing when the producer has one open. */
  begin(producerId: number, firstOffset: number, arrivedBytes: number): void {
    if (!this.#byProducer.has(producerId)) this.#byProducer.set(producerId, { firstOffset, arrivedBytes });
  }

  end(producerId: number): void {
    this.#byProducer.delete(producerId);
  }

  get first(): OpenTransaction | undefined {
    for (const open of this.#byProducer.values()) return open;
    return undefined;
  }

  /**
   * After recovery. Bytes from before it are not counted, only that some become stable when one of these ends: so they
   * count as a byte a record, down from the end.
   */
  restore(producers: Iterable<ProducerState>, endOffset: number): void {
    const open = [...producers].filter(({ transactionStart }) => transactionStart >= 0);
    open.sort((left, right) => left.transactionStart - right.transactionStart);
    for (const { producerId, transactionStart } of open) this.begin(producerId, transactionStart, transactionStart - endOffset);
  }
}
