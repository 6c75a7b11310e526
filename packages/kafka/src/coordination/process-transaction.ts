// The transactions' part of the `Coordination` port, on the broker in this process: what a producer does over the wire
// (KIP-890), by direct calls.
import type { Clock } from "@millrace/core";
import { type AppendResult, batchesIn, type Coordination, type GroupPosition, type LocalLog, type Transaction } from "@millrace/log";
import { brokerErrors } from "../broker/errors.ts";
import { sequenceAfter, stampBatch } from "../client/stamp.ts";
import type { GroupCoordinator } from "../groups/coordinator.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import type { TransactionCoordinator } from "../transactions/coordinator.ts";
import { offsetsPartitions } from "../transactions/markers.ts";
import type { Partitions, Producer } from "../transactions/transaction.ts";
import { coordinationErrors } from "./errors.ts";

interface Coordinators {
  readonly log: LocalLog;
  readonly clock: Clock;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
}

const clientVersion = 2;
const defaultTimeoutMs = 60_000;
/** What was open before is aborted at once; only a full disk makes that last. */
const againMs = 50;
const attempts = 200;

/** Somebody else has the id, or the time was up: nothing of this transaction counts. */
const takenBack: ReadonlySet<number> = new Set([
  kafkaError.producerFenced,
  kafkaError.invalidProducerIdMapping,
  kafkaError.invalidTxnState,
  kafkaError.concurrentTransactions,
]);

export function transactionsOf(coordinators: Coordinators): Coordination["transaction"] {
  return async (transactionalId, { timeoutMs = defaultTimeoutMs } = {}) => {
    for (let attempt = 1; ; attempt++) {
      const { errorCode, ...producer } = await coordinators.transactions.initProducerId(transactionalId, timeoutMs);
      if (errorCode === kafkaError.none) return new ProcessTransaction(transactionalId, producer, coordinators);
      if (errorCode !== kafkaError.concurrentTransactions || attempt === attempts) {
        throw brokerErrors.transactionRefused(transactionalId, errorCode);
      }
      if (attempt > 1) await coordinators.clock.sleep(againMs);
    }
  };
}

class ProcessTransaction implements Transaction {
  readonly #id: string;
  readonly #producer: Producer;
  readonly #coordinators: Coordinators;
  readonly #sequences = new Map<string, number>();
  #begun = false;
  #ended = false;

  constructor(id: string, producer: Producer, coordinators: Coordinators) {
    this.#id = id;
    this.#producer = producer;
    this.#coordinators = coordinators;
  }

  /** Like a produce request: joining and appending in one turn, then both become durable. */
  async append(topic: string, partition: number, batches: Uint8Array): Promise<AppendResult> {
    const { log } = this.#coordinators;
    log.offsets(topic, partition);
    const joined = this.#join(new Map([[topic, new Set([partition])]]));
    const place = `${topic}/${partition}`;
    const first = this.#sequences.get(place) ?? 0;
    const next = this.#stamp(batches, first);
    this.#sequences.set(place, next);
    try {
      const appended = await log.append(topic, partition, batches);
      this.#check(await joined);
      return appended;
    } catch (error) {
      if (this.#sequences.get(place) === next) this.#sequences.set(place, first);
      throw error;
    }
  }

  async commitPositions(group: string, positions: readonly GroupPosition[]): Promise<void> {
    const { clock, groups, log } = this.#coordinators;
    for (const { topic, partition } of positions) log.offsets(topic, partition);
    if (positions.some(({ offset }) => !Number.isSafeInteger(offset) || offset < 0)) throw brokerErrors.positionNegative(group);
    const fault = groups.mayCommit(group, "", null, -1, true);
    if (fault !== kafkaError.none) throw brokerErrors.groupRefused(group, fault);
    const joined = this.#join(offsetsPartitions);
    const kept = { leaderEpoch: -1, commitTimestampMs: clock.now(), expireTimestampMs: -1 };
    const commits = positions.map(({ topic, partition, offset, metadata = "" }) => ({
      group,
      topic,
      partition,
      committed: { offset, metadata, ...kept },
    }));
    await groups.commitPending(this.#producer, commits);
    this.#check(await joined);
  }

  commit(): Promise<void> {
    return this.#end(true);
  }

  abort(): Promise<void> {
    return this.#end(false);
  }

  async #end(committed: boolean): Promise<void> {
    this.#checkOpen();
    this.#ended = true;
    if (!this.#begun) return;
    this.#check((await this.#coordinators.transactions.end(this.#id, this.#producer, committed, true)).errorCode);
  }

  #join(partitions: Partitions): number | Promise<number> {
    this.#checkOpen();
    const joined = this.#coordinators.transactions.add(this.#id, this.#producer, partitions, clientVersion);
    if (typeof joined === "number") this.#check(joined);
    this.#begun = true;
    return joined;
  }

  /** Gives the batches their producer; returns the sequence number that comes next. */
  #stamp(batches: Uint8Array, first: number): number {
    let baseSequence = first;
    for (const { at, header } of batchesIn(batches)) {
      stampBatch(batches.subarray(at), { ...this.#producer, baseSequence, transactional: true });
      baseSequence = sequenceAfter(baseSequence, header.recordCount);
    }
    return baseSequence;
  }

  #check(errorCode: number): void {
    if (takenBack.has(errorCode)) throw coordinationErrors.transactionFenced(this.#id);
    if (errorCode !== kafkaError.none) throw brokerErrors.transactionRefused(this.#id, errorCode);
  }

  #checkOpen(): void {
    if (this.#ended) throw coordinationErrors.transactionEnded(this.#id);
  }
}
