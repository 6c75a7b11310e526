// What a crash can leave between the coordinator and the log. A first record in a partition and the note that the
// partition is in the transaction are written side by side, neither waiting for the other (KIP-890); so after a crash
// there may be records that the note does not know of. They are found by asking the log for its open transactions, and
// join their transaction as if the note had been kept: their producer may send them again, hear that they are there,
// and commit. A transaction that nobody owns is aborted, lest it hold back the readers of its partition for ever.
import type { LocalLog } from "@millrace/log";
import { reactions } from "./states.ts";
import { extended, hasPartition, type Partitions, type Producer, type Transaction } from "./transaction.ts";

export interface Recovered {
  /** Transactions with the partitions that were found. */
  readonly joined: readonly Transaction[];
  readonly orphans: readonly (Producer & { readonly partitions: Partitions })[];
}

interface Open extends Producer {
  readonly topic: string;
  readonly index: number;
}

function* openTransactions(log: LocalLog): Generator<Open> {
  for (const { name, partitions } of log.topics()) {
    for (let index = 0; index < partitions; index++) {
      for (const { producerId, producerEpoch, transactionStart } of log.producers(name, index)) {
        if (transactionStart >= 0) yield { topic: name, index, producerId, producerEpoch };
      }
    }
  }
}

export function recover(log: LocalLog, transactions: Iterable<Transaction>, nowMs: number): Recovered {
  const owners = new Map<number, Transaction>();
  for (const transaction of transactions) owners.set(transaction.producerId, transaction);
  const joined = new Map<number, Transaction>();
  const orphans: Recovered["orphans"][number][] = [];
  for (const { topic, index, producerId, producerEpoch } of openTransactions(log)) {
    const owner = joined.get(producerId) ?? owners.get(producerId);
    if (owner !== undefined && hasPartition(owner, topic, index)) continue;
    const partitions = new Map([[topic, new Set([index])]]);
    const mayJoin = owner?.producerEpoch === producerEpoch && reactions[owner.state].addPartitions !== "concurrentTransactions";
    if (mayJoin) joined.set(producerId, extended(owner, partitions, owner.clientVersion, nowMs));
    else orphans.push({ producerId, producerEpoch, partitions });
  }
  return { joined: [...joined.values()], orphans };
}
