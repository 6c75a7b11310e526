// Idempotent producers of one partition: which sequence number comes next, and where the last five batches went, so
// that a batch sent twice is answered and not written twice (KIP-98; five, because a client keeps at most five
// requests in flight). Sequence numbers run to 2^31-1 and then from 0. An entry is never changed but replaced, so
// that an append that fails can put the old one back.
import type { BatchHeader } from "../batch/header.ts";
import { logErrors } from "../errors.ts";
import type { ProducerState } from "../port.ts";

const sequences = 2 ** 31;
const batchesKept = 5;

interface SentBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
}

export interface ProducerEntry extends ProducerState {
  readonly batches: readonly SentBatch[];
}

/** How far `to` is ahead of `from`, modulo 2^31; half of the circle or more counts as behind. */
const ahead = (from: number, to: number): number => (((to - from) % sequences) + sequences) % sequences;
const isBehind = (from: number, to: number): boolean => ahead(from, to) >= sequences / 2;
const lastSequenceOf = (header: BatchHeader): number => (header.baseSequence + header.lastOffsetDelta) % sequences;

export class Producers {
  /** In the order of last use. */
  readonly #entries = new Map<number, ProducerEntry>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(producerId: number): ProducerEntry | undefined {
    return this.#entries.get(producerId);
  }

  entries(): Iterable<ProducerEntry> {
    return this.#entries.values();
  }

  /** Where the batch went when it was sent before (offsets -1 when that is forgotten); undefined: it is the next one. */
  duplicateOf(header: BatchHeader): { readonly baseOffset: number; readonly lastOffset: number } | undefined {
    const entry = this.#entries.get(header.producerId);
    if (entry === undefined) return undefined;
    const { producerId, producerEpoch: epoch, baseSequence } = header;
    if (epoch < entry.producerEpoch) throw logErrors.producerFenced(producerId, epoch, entry.producerEpoch);
    if (header.control) return undefined;
    if (epoch > entry.producerEpoch) {
      if (baseSequence !== 0) throw logErrors.sequenceGap(producerId, 0, baseSequence);
      return undefined;
    }
    if (entry.lastSequence < 0) return undefined;
    const expected = (entry.lastSequence + 1) % sequences;
    if (baseSequence === expected) return undefined;
    const last = lastSequenceOf(header);
    if (!isBehind(expected, baseSequence) || !isBehind(expected, last)) throw logErrors.sequenceGap(producerId, expected, baseSequence);
    const sent = entry.batches.find((batch) => batch.firstSequence === baseSequence && batch.lastSequence === last);
    return sent ?? { baseOffset: -1, lastOffset: -1 };
  }

  /** Counts a batch whose offset is set. Returns what was known before, for `restore`. */
  include(header: BatchHeader): ProducerEntry | undefined {
    const { producerId } = header;
    const before = this.#entries.get(producerId);
    if (before !== undefined && header.lastOffset <= before.lastOffset) return before;
    const sameEpoch = before !== undefined && before.producerEpoch === header.producerEpoch;
    const kept = sameEpoch ? before.batches : [];
    const lastSequence = header.control ? (sameEpoch ? before.lastSequence : -1) : lastSequenceOf(header);
    const transactionStart = before?.transactionStart ?? -1;
    const sent = { firstSequence: header.baseSequence, lastSequence, baseOffset: header.baseOffset, lastOffset: header.lastOffset };
    this.restore(producerId, {
      producerId,
      producerEpoch: header.producerEpoch,
      lastSequence,
      lastOffset: header.lastOffset,
      lastTimestampMs: header.maxTimestampMs,
      transactionStart: header.control || !header.transactional ? -1 : transactionStart < 0 ? header.baseOffset : transactionStart,
      coordinatorEpoch: before?.coordinatorEpoch ?? -1,
      batches: header.control ? kept : [...kept.slice(1 - batchesKept), sent],
    });
    return before;
  }

  restore(producerId: number, entry: ProducerEntry | undefined): void {
    this.#entries.delete(producerId);
    if (entry !== undefined) this.#entries.set(producerId, entry);
  }

  /**
   * A batch was refused that its producer will send again. Where nothing was known of the producer, any first sequence
   * number would be taken, so also that of the batches it has in flight behind this one; then the refused one would
   * pass for a duplicate. So from now on it is the one that is expected.
   */
  expect(header: BatchHeader): void {
    const { producerId, producerEpoch, baseSequence } = header;
    if (producerId < 0 || baseSequence < 0 || this.#entries.has(producerId)) return;
    const lastSequence = (baseSequence + sequences - 1) % sequences;
    const nothingSent = { lastOffset: -1, lastTimestampMs: -1, transactionStart: -1, coordinatorEpoch: -1, batches: [] };
    this.restore(producerId, { producerId, producerEpoch, lastSequence, ...nothingSent });
  }

  /** Forgets those that sent nothing for the longest time. Only durable entries may be at the front. */
  trim(): void {
    for (const producerId of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) return;
      this.#entries.delete(producerId);
    }
  }
}
