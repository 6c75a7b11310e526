// What a request to end a transaction means. With KIP-890 an end raises the epoch, so an end under the epoch before is
// the last one sent again; so is one under the last epoch of the id before, when the epochs were used up.
import { kafkaError } from "../protocol/error-codes.ts";
import { type EndEvent, type Reaction, reactions } from "./states.ts";
import { lastEpoch, type Producer, type Transaction } from "./transaction.ts";

export function judgeEnd(transaction: Transaction, producer: Producer, committed: boolean, bumps: boolean): Reaction | number {
  const known = producer.producerId === transaction.producerId;
  const rotated =
    bumps &&
    producer.producerId === transaction.previousProducerId &&
    producer.producerEpoch === lastEpoch &&
    transaction.producerEpoch === 0;
  if (!known && !rotated) return kafkaError.invalidProducerIdMapping;
  // An end by an older client raises nothing: then the epoch before is that of somebody who was fenced.
  const raised = bumps && transaction.clientVersion === 2;
  const retried = rotated || (raised && producer.producerEpoch + 1 === transaction.producerEpoch);
  if (!retried && producer.producerEpoch !== transaction.producerEpoch) return kafkaError.producerFenced;
  return reactions[transaction.state][eventOf(committed, bumps, retried)];
}

function eventOf(committed: boolean, bumps: boolean, retried: boolean): EndEvent {
  if (!bumps) return committed ? "oldCommit" : "oldAbort";
  if (retried) return committed ? "commitRetried" : "abortRetried";
  return committed ? "commit" : "abort";
}
