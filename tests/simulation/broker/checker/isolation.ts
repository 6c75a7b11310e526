// What a read_committed reader makes of an answer (as Kafka's consumer does): batches of aborted transactions are left
// out, from the offset that the broker names to the abort marker. Whole transactions are seen or none of them.
import type { SeenBatch } from "./partition.ts";
import { must, type Sent, type Transaction } from "./records.ts";

export interface Aborted {
  readonly producerId: number;
  readonly firstOffset: number;
}

export function committedRecords(batches: readonly SeenBatch[], abortedTransactions: readonly Aborted[]): Sent[] {
  const queue = [...abortedTransactions].sort((one, other) => one.firstOffset - other.firstOffset);
  const aborting = new Set<number>();
  const visible: Sent[] = [];
  for (const batch of batches) {
    while (queue.length > 0 && queue[0]!.firstOffset <= batch.lastOffset) aborting.add(queue.shift()!.producerId);
    if (batch.control) {
      if (batch.aborts) aborting.delete(batch.producerId);
      continue;
    }
    const hidden = batch.transactional && aborting.has(batch.producerId);
    for (const { sent } of batch.records) {
      if (hidden) hide(sent);
      else {
        see(sent);
        visible.push(sent);
      }
    }
  }
  return visible;
}

function see(sent: Sent): void {
  const { transaction } = sent;
  if (transaction === undefined) return;
  transaction.seen = true;
  must(isPossible(transaction, true), () => `record ${sent.id} is shown though ${transaction.name} is ${transaction.outcome}`);
  whole(transaction);
}

function hide(sent: Sent): void {
  const { transaction } = sent;
  must(transaction !== undefined, () => `record ${sent.id} of no transaction is left out as aborted`);
  transaction.hidden = true;
  must(isPossible(transaction, false), () => `record ${sent.id} is left out though ${transaction.name} is ${transaction.outcome}`);
  whole(transaction);
}

const isPossible = ({ outcome }: Transaction, committed: boolean): boolean =>
  committed ? ["committing", "committed", "unknown"].includes(outcome) : outcome !== "committed";

const whole = ({ seen, hidden, name }: Transaction): void => must(!seen || !hidden, `${name} is shown in part`);
