// Which epoch somebody gets who asks for one under a transactional id (KIP-360). Who names the id and epoch that it
// had goes on from there, and may ask again when the answer was lost; who names none puts everyone before it out.
import { isExhausted, type Producer, type Transaction } from "./transaction.ts";

export interface NextEpoch {
  readonly producerEpoch: number;
  readonly lastProducerEpoch: number;
}

/** Whether the one that asks had the id last, or, its epochs used up, the id before that. */
export function mayGoOn({ producerId, previousProducerId }: Transaction, expected: Producer): boolean {
  return expected.producerId === producerId || (expected.producerId === previousProducerId && isExhausted(expected.producerEpoch));
}

/** `newProducerId`: all epochs of this one are used up. */
export function nextEpoch(before: Transaction, expected: Producer | undefined): NextEpoch | "newProducerId" | "producerFenced" {
  const { producerEpoch, lastProducerEpoch } = before;
  if (expected !== undefined && expected.producerEpoch !== producerEpoch) {
    return expected.producerEpoch === lastProducerEpoch ? { producerEpoch, lastProducerEpoch } : "producerFenced";
  }
  if (isExhausted(producerEpoch)) return "newProducerId";
  return { producerEpoch: producerEpoch + 1, lastProducerEpoch: expected === undefined ? -1 : producerEpoch };
}
