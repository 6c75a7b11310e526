// What is known of one transactional id, as a value, and every step from one to the next. A step never looks at the
// clock, the log or the state table: the coordinator decides which step is next.
import type { TransactionState } from "./states.ts";

/** Partitions by topic. */
export type Partitions = ReadonlyMap<string, ReadonlySet<number>>;

export interface Producer {
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface Transaction extends Producer {
  readonly transactionalId: string;
  readonly state: TransactionState;
  /** The epoch before, where its owner may not know yet that it was raised; else -1. */
  readonly lastProducerEpoch: number;
  /** The id before, when its epochs were used up; else -1. */
  readonly previousProducerId: number;
  /** Takes over when the transaction that is ending has ended; else -1. */
  readonly nextProducerId: number;
  readonly timeoutMs: number;
  readonly partitions: Partitions;
  /** Of the present or the last transaction, -1 before the first. */
  readonly startMs: number;
  readonly updateMs: number;
  /** Kafka's `transaction.version` as the client speaks it: 2 raises the epoch at every end (KIP-890). */
  readonly clientVersion: 0 | 2;
}

const noPartitions: Partitions = new Map();

/** No client is given a higher one: what is left above it lets its owner be fenced once more. */
export const lastEpoch = 32_766;
export const isExhausted = (epoch: number): boolean => epoch >= lastEpoch;

export function created(transactionalId: string, producerId: number, timeoutMs: number, nowMs: number): Transaction {
  return {
    transactionalId,
    state: "Empty",
    producerId,
    producerEpoch: 0,
    lastProducerEpoch: -1,
    previousProducerId: -1,
    nextProducerId: -1,
    timeoutMs,
    partitions: noPartitions,
    startMs: -1,
    updateMs: nowMs,
    clientVersion: 0,
  };
}

/** Ready for a new transaction under this epoch. `lastProducerEpoch`: of the one who asked, if it said so. */
export function initialised(
  before: Transaction,
  { producerId, producerEpoch }: Producer,
  lastProducerEpoch: number,
  timeoutMs: number,
  nowMs: number,
): Transaction {
  const previousProducerId = producerId === before.producerId ? before.previousProducerId : before.producerId;
  return {
    ...before,
    state: "Empty",
    producerId,
    producerEpoch,
    lastProducerEpoch,
    previousProducerId,
    timeoutMs,
    partitions: noPartitions,
    startMs: -1,
    updateMs: nowMs,
  };
}

/** With these partitions too; begins a transaction when none is open. */
export function extended(before: Transaction, added: Partitions, clientVersion: 0 | 2, nowMs: number): Transaction {
  const open = before.state === "Ongoing";
  const partitions = new Map(open ? before.partitions : noPartitions);
  for (const [topic, indexes] of added) partitions.set(topic, new Set([...(partitions.get(topic) ?? []), ...indexes]));
  return { ...before, state: "Ongoing", partitions, startMs: open ? before.startMs : nowMs, updateMs: nowMs, clientVersion };
}

export function hasPartition({ partitions }: Transaction, topic: string, index: number): boolean {
  return partitions.get(topic)?.has(index) === true;
}

/** The epoch goes up, so that whoever has the present one can do no more. */
export function fenced(before: Transaction, nowMs: number): Transaction {
  return { ...preparedWithBump(before, "PrepareAbort", nowMs), nextProducerId: -1 };
}

/** Decided. `bumps`: under a new epoch; with `nextProducerId` under a new id when it is complete. */
export function prepared(before: Transaction, committed: boolean, bumps: boolean, nextProducerId: number, nowMs: number): Transaction {
  const state = committed ? "PrepareCommit" : "PrepareAbort";
  if (bumps) return { ...preparedWithBump(before, state, nowMs), nextProducerId };
  return { ...before, state, clientVersion: 0, updateMs: nowMs };
}

function preparedWithBump(before: Transaction, state: TransactionState, nowMs: number): Transaction {
  const open = before.state === "Ongoing";
  return {
    ...before,
    state,
    producerEpoch: before.producerEpoch + 1,
    lastProducerEpoch: before.producerEpoch,
    partitions: open ? before.partitions : noPartitions,
    startMs: open ? before.startMs : nowMs,
    updateMs: nowMs,
    clientVersion: 2,
  };
}

/** Every marker is written. */
export function completed(before: Transaction, nowMs: number): Transaction {
  const state = before.state === "PrepareCommit" ? "CompleteCommit" : "CompleteAbort";
  const done = { ...before, state, partitions: noPartitions, nextProducerId: -1, updateMs: nowMs } as const;
  if (before.nextProducerId < 0) return done;
  return { ...done, producerId: before.nextProducerId, producerEpoch: 0, previousProducerId: before.producerId };
}
