// Gives a batch to a producer: its id, epoch and sequence number go into the header, and the CRC that covers them is
// computed again. The records, compressed or not, stay as they are.
import { batchCrc, batchField, readSizeBytes, transactionalFlag, viewOf, writeInt64 } from "@millrace/log";

export interface Stamp {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly transactional: boolean;
}

const sequences = 2 ** 31;

/** Sequence numbers go from 0 to 2^31-1 and begin again. */
export const sequenceAfter = (sequence: number, records: number): number => (sequence + records) % sequences;

/** The batch at the beginning of `bytes`, which is changed. */
export function stampBatch(bytes: Uint8Array, stamp: Stamp): void {
  const view = viewOf(bytes);
  const attributes = view.getInt16(batchField.attributes);
  view.setInt16(batchField.attributes, stamp.transactional ? attributes | transactionalFlag : attributes & ~transactionalFlag);
  writeInt64(view, batchField.producerId, stamp.producerId);
  view.setInt16(batchField.producerEpoch, stamp.producerEpoch);
  view.setInt32(batchField.baseSequence, stamp.baseSequence);
  view.setUint32(batchField.crc, batchCrc(bytes, 0, readSizeBytes(view, 0)));
}

/** Of nobody: whoever appends it next may give it to a producer of theirs. */
export const clearProducer = (bytes: Uint8Array): void =>
  stampBatch(bytes, { producerId: -1, producerEpoch: -1, baseSequence: -1, transactional: false });

/** What a client sends: offset 0, no leader epoch. Neither is covered by the CRC. */
export function clearPlace(bytes: Uint8Array): void {
  const view = viewOf(bytes);
  writeInt64(view, batchField.baseOffset, 0);
  view.setInt32(batchField.leaderEpoch, -1);
}
