// Idempotent producers of one partition: which sequence number comes next, and where the last five batches went, so
// that a batch sent twice is answered and not written twice (KIP-98; five, because a client keeps at most five
// requests in flight). Sequence numbers run to 2^31-1 and then from 0. An entry is never changed but replaced, so
// that an append that fails can put the old one back.
import type { BatchHeader } from "../batch/header.ts";
import type { Marker } from "../batch/marker.ts";
import { logErrors } from "../errors.ts";
import type { ProducerState, TransactionMarker } from "../port.ts";

const sequences = 2 ** 31;
const batchesKept = 5;

interface SentBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
}

export interface ProducerEntry extends ProducerState {
  /** When it was last heard of, by the log's clock. */
  readonly usedMs: number;
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
  #openTransactions = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(producerId: number): ProducerEntry | undefined {
    return this.#entries.get(producerId);
  }

  entries(): Iterable<ProducerEntry> {
    return this.#entries.values();
  }

  /**
   * Refuses a batch that its producer may not send now. Where it went when it was sent before (offsets -1 when that is
   * forgotten); undefined: it is the next one.
   */
  check(header: BatchHeader): { readonly baseOffset: number; readonly lastOffset: number } | undefined {
    const entry = this.#entries.get(header.producerId);
    const sent = entry === undefined ? undefined : duplicateOf(entry, header);
    if (sent !== undefined) return sent;
    const open = entry !== undefined && entry.transactionStart >= 0;
    if (open && !header.transactional) throw logErrors.transactionOpen(header.producerId);
    if (header.transactional && !open && this.#openTransactions >= this.#limit) throw logErrors.busy("open transactions in a partition");
    return undefined;
  }

  /** Refuses a marker from a coordinator, or for a producer, that was replaced since. */
  checkMarker({ producerId, producerEpoch, coordinatorEpoch }: TransactionMarker): void {
    const entry = this.#entries.get(producerId);
    if (entry === undefined) return;
    if (producerEpoch < entry.producerEpoch) throw logErrors.producerFenced(producerId, producerEpoch, entry.producerEpoch);
    if (coordinatorEpoch < entry.coordinatorEpoch) throw logErrors.coordinatorFenced(producerId, coordinatorEpoch, entry.coordinatorEpoch);
  }

  /** Counts a batch whose offset is set. Returns what was known before, for `restore`. */
  include(header: BatchHeader, nowMs: number, marker: Marker | undefined): ProducerEntry | undefined {
    const before = this.#entries.get(header.producerId);
    if (before !== undefined && header.lastOffset <= before.lastOffset) return before;
    this.restore(header.producerId, marker === undefined ? afterBatch(before, header, nowMs) : afterMarker(before, header, nowMs, marker));
    return before;
  }

  restore(producerId: number, entry: ProducerEntry | undefined): void {
    this.#delete(producerId);
    if (entry === undefined) return;
    this.#entries.set(producerId, entry);
    if (entry.transactionStart >= 0) this.#openTransactions++;
  }

  #delete(producerId: number): void {
    const entry = this.#entries.get(producerId);
    if (entry === undefined) return;
    this.#entries.delete(producerId);
    if (entry.transactionStart >= 0) this.#openTransactions--;
  }

  /**
   * A batch was refused that its producer will send again. Where nothing was known of the producer, any first sequence
   * number would be taken, so also that of the batches it has in flight behind this one; then the refused one would
   * pass for a duplicate. So from now on it is the one that is expected.
   */
  expect(header: BatchHeader, nowMs: number): void {
    const { producerId, producerEpoch, baseSequence } = header;
    if (producerId < 0 || baseSequence < 0 || this.#entries.has(producerId)) return;
    const lastSequence = (baseSequence + sequences - 1) % sequences;
    this.restore(producerId, { producerId, producerEpoch, lastSequence, ...nothingSent, usedMs: nowMs });
  }

  /** Forgets those that sent nothing for the longest time, and all that were not heard of since `usedBeforeMs`. */
  trim(usedBeforeMs = Number.NEGATIVE_INFINITY): void {
    for (const { producerId, transactionStart, usedMs } of this.#entries.values()) {
      if (this.#entries.size <= this.#limit && usedMs >= usedBeforeMs) return;
      if (transactionStart < 0) this.#delete(producerId);
    }
  }
}

const nothingSent = { lastOffset: -1, lastTimestampMs: -1, transactionStart: -1, coordinatorEpoch: -1, batches: [] };

function duplicateOf(entry: ProducerEntry, header: BatchHeader): { readonly baseOffset: number; readonly lastOffset: number } | undefined {
  const { producerId, producerEpoch: epoch, baseSequence } = header;
  if (epoch < entry.producerEpoch) throw logErrors.producerFenced(producerId, epoch, entry.producerEpoch);
  // A new epoch begins at 0, whether a batch or a marker brought it.
  const expected = epoch > entry.producerEpoch ? 0 : (entry.lastSequence + 1) % sequences;
  if (baseSequence === expected) return undefined;
  const last = lastSequenceOf(header);
  const sentBefore = epoch === entry.producerEpoch && entry.lastSequence >= 0;
  if (!sentBefore || !isBehind(expected, baseSequence) || !isBehind(expected, last))
    throw logErrors.sequenceGap(producerId, expected, baseSequence);
  return (
    entry.batches.find((batch) => batch.firstSequence === baseSequence && batch.lastSequence === last) ?? { baseOffset: -1, lastOffset: -1 }
  );
}

function afterBatch(before: ProducerEntry | undefined, header: BatchHeader, usedMs: number): ProducerEntry {
  const { producerId, producerEpoch, baseOffset, lastOffset } = header;
  const kept = before?.producerEpoch === producerEpoch ? before.batches : [];
  const lastSequence = lastSequenceOf(header);
  const sent = { firstSequence: header.baseSequence, lastSequence, baseOffset, lastOffset };
  const open = before?.transactionStart ?? -1;
  return {
    producerId,
    producerEpoch,
    lastSequence,
    lastOffset,
    lastTimestampMs: header.maxTimestampMs,
    transactionStart: header.transactional && open < 0 ? baseOffset : open,
    coordinatorEpoch: before?.coordinatorEpoch ?? -1,
    batches: [...kept.slice(1 - batchesKept), sent],
    usedMs,
  };
}

function afterMarker(before: ProducerEntry | undefined, header: BatchHeader, usedMs: number, marker: Marker): ProducerEntry {
  const { producerId, producerEpoch, lastOffset } = header;
  const same = before?.producerEpoch === producerEpoch ? before : undefined;
  return {
    producerId,
    producerEpoch,
    lastSequence: same?.lastSequence ?? -1,
    lastOffset,
    lastTimestampMs: header.maxTimestampMs,
    transactionStart: -1,
    coordinatorEpoch: marker.coordinatorEpoch,
    batches: same?.batches ?? [],
    usedMs,
  };
}
