// All transactional ids of the broker. states.ts says what happens when; here is how. Every change is made in memory at
// once and then written, and nobody hears of it before it is durable. What a produce request asks (`add`, `verify`) is
// answered without waiting, so that its append starts in the same turn: an end that comes later finds the partition in
// the transaction and writes its marker behind the records; a produce request that comes after the end is refused. So
// no record is ever accepted that no marker follows (KIP-890), with nothing to lock.
import { type Clock, MillraceError, steadyNow, type Timer } from "@millrace/core";
import type { LocalLog } from "@millrace/log";
import type { BrokerSettings } from "../broker/settings.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { judgeEnd } from "./ending.ts";
import { mayGoOn, nextEpoch } from "./initialising.ts";
import { TransactionJournal } from "./journal.ts";
import { type PendingOffsetsOwner, writeMarkers } from "./markers.ts";
import { recover } from "./recovery.ts";
import { type Reaction, reactions } from "./states.ts";
import {
  completed,
  created,
  extended,
  fenced,
  hasPartition,
  initialised,
  isExhausted,
  type Partitions,
  prepared,
  type Producer,
  type Transaction,
} from "./transaction.ts";

export interface TransactionCoordinatorOptions {
  readonly log: LocalLog;
  readonly clock: Clock;
  readonly settings: BrokerSettings;
  readonly offsets: PendingOffsetsOwner;
  readonly failed: (error: unknown, what: string) => void;
}

export interface ProducerAnswer extends Producer {
  readonly errorCode: number;
}

const transactionalIdMax = 1_024;
/** When the disk was full; the decision stands, only its markers are late. */
const markersAgainMs = 1_000;
const needsProducerId = Symbol("needs a producer id");

export class TransactionCoordinator {
  readonly #options: TransactionCoordinatorOptions;
  readonly #journal: TransactionJournal;
  readonly #transactions: Map<string, Transaction>;
  readonly #timers = new Set<Timer>();
  readonly #now: () => number;
  #closed = false;

  private constructor(options: TransactionCoordinatorOptions, journal: TransactionJournal, transactions: Map<string, Transaction>) {
    this.#options = options;
    this.#journal = journal;
    this.#transactions = transactions;
    this.#now = steadyNow(options.clock);
  }

  /** Reads what is known, and ends what was decided before: from then on it is as if there had been no crash. */
  static async open(options: TransactionCoordinatorOptions): Promise<TransactionCoordinator> {
    const journal = await TransactionJournal.open(options.log, options.settings.transactionStateLogSegmentBytes);
    const coordinator = new TransactionCoordinator(options, journal, await journal.replay());
    await coordinator.#recover();
    coordinator.#sweepLater();
    return coordinator;
  }

  get(transactionalId: string): Transaction | undefined {
    return this.#transactions.get(transactionalId);
  }

  all(): Iterable<Transaction> {
    return this.#transactions.values();
  }

  /** `expected`: what the producer had, when it wants to go on after an error (KIP-360). */
  initProducerId(transactionalId: string, timeoutMs: number, expected?: Producer): Promise<ProducerAnswer> {
    const { settings } = this.#options;
    if (!isTransactionalId(transactionalId)) return Promise.resolve(refused(kafkaError.invalidRequest));
    if (timeoutMs <= 0 || timeoutMs > settings.transactionMaxTimeoutMs) {
      return Promise.resolve(refused(kafkaError.invalidTransactionTimeout));
    }
    return this.#withProducerId((fresh) => this.#initialise(transactionalId, timeoutMs, expected, fresh));
  }

  /**
   * Puts partitions into the transaction, and begins one if none is open. A number refuses (or is 0: they are in it
   * already); else they are in it from now on, and the promise tells, with an error or 0, when that is durable.
   */
  add(transactionalId: string, producer: Producer, partitions: Partitions, clientVersion: 0 | 2): number | Promise<number> {
    const before = this.#transactions.get(transactionalId);
    const fault = producerFault(before, producer);
    if (before === undefined || fault !== kafkaError.none) return fault;
    const reaction = reactions[before.state].addPartitions;
    if (reaction !== "begin" && reaction !== "add") return errorOf(reaction);
    if (reaction === "add" && containsAll(before, partitions)) return kafkaError.none;
    const next = extended(before, partitions, clientVersion, this.#now());
    // Not taken back when the write fails: records may stand in the partition by then, and a marker too many does no harm.
    return this.#keep(next, next);
  }

  /** Whether a batch may be appended that says nothing of joining: the partition must have been added before. */
  verify(transactionalId: string, producer: Producer, topic: string, index: number): number {
    const transaction = this.#transactions.get(transactionalId);
    const fault = producerFault(transaction, producer);
    if (transaction === undefined || fault !== kafkaError.none) return fault;
    const reaction = reactions[transaction.state].append;
    if (reaction !== "check") return errorOf(reaction);
    return hasPartition(transaction, topic, index) ? kafkaError.none : kafkaError.invalidTxnState;
  }

  /** Resolves when the end is durable in every partition. `bumps`: the answer says the epoch for what comes next. */
  end(transactionalId: string, producer: Producer, committed: boolean, bumps: boolean): Promise<ProducerAnswer> {
    return this.#withProducerId((fresh) => this.#decide(transactionalId, producer, committed, bumps, fresh));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  /** Runs `step` once, and once more with a new producer id if it asks for one: the state may have changed meanwhile. */
  async #withProducerId(
    step: (fresh: number | undefined) => ProducerAnswer | Promise<ProducerAnswer> | typeof needsProducerId,
  ): Promise<ProducerAnswer> {
    let answer = step(undefined);
    if (answer === needsProducerId) {
      try {
        answer = step(await this.#options.log.nextProducerId());
      } catch (error) {
        this.#failed(error, "a new producer id");
        return refused(kafkaError.coordinatorNotAvailable);
      }
    }
    return answer === needsProducerId ? refused(kafkaError.unknownServerError) : answer;
  }

  #initialise(
    transactionalId: string,
    timeoutMs: number,
    expected: Producer | undefined,
    fresh: number | undefined,
  ): ProducerAnswer | Promise<ProducerAnswer> | typeof needsProducerId {
    const { settings } = this.#options;
    const before = this.#transactions.get(transactionalId);
    if (before === undefined) {
      if (this.#transactions.size >= settings.transactionalIdsMax) return refused(kafkaError.policyViolation);
      if (fresh === undefined) return needsProducerId;
      return this.#answerWith(created(transactionalId, fresh, timeoutMs, this.#now()), undefined);
    }
    if (expected !== undefined && !mayGoOn(before, expected)) return refused(kafkaError.producerFenced);
    const reaction = reactions[before.state].initialise;
    if (reaction === "fence") return this.#fence(before).then(() => refused(kafkaError.concurrentTransactions));
    if (reaction !== "bump") return refused(errorOf(reaction));
    const next = nextEpoch(before, expected);
    if (next === "producerFenced") return refused(kafkaError.producerFenced);
    if (next !== "newProducerId") {
      const producer = { producerId: before.producerId, producerEpoch: next.producerEpoch };
      return this.#answerWith(initialised(before, producer, next.lastProducerEpoch, timeoutMs, this.#now()), before);
    }
    if (fresh === undefined) return needsProducerId;
    const lastProducerEpoch = expected === undefined ? -1 : before.producerEpoch;
    const producer = { producerId: fresh, producerEpoch: 0 };
    return this.#answerWith(initialised(before, producer, lastProducerEpoch, timeoutMs, this.#now()), before);
  }

  #decide(
    transactionalId: string,
    producer: Producer,
    committed: boolean,
    bumps: boolean,
    fresh: number | undefined,
  ): ProducerAnswer | Promise<ProducerAnswer> | typeof needsProducerId {
    const before = this.#transactions.get(transactionalId);
    if (before === undefined) return refused(kafkaError.invalidProducerIdMapping);
    const reaction = judgeEnd(before, producer, committed, bumps);
    if (typeof reaction === "number") return refused(reaction);
    if (reaction === "answer") return { errorCode: kafkaError.none, ...producerOf(before) };
    if (reaction !== "end") return refused(errorOf(reaction));
    const rotates = bumps && isExhausted(before.producerEpoch);
    if (rotates && fresh === undefined) return needsProducerId;
    return this.#end(before, prepared(before, committed, bumps, rotates ? fresh! : -1, this.#now()));
  }

  #fence(before: Transaction): Promise<ProducerAnswer> {
    return this.#end(before, fenced(before, this.#now()));
  }

  async #end(before: Transaction, decided: Transaction): Promise<ProducerAnswer> {
    const errorCode = await this.#keep(decided, before);
    if (errorCode !== kafkaError.none) return refused(errorCode);
    await this.#complete(decided);
    return { errorCode, ...producerOf(completed(decided, decided.updateMs)) };
  }

  /**
   * Markers, then the note that they are all there. The next transaction begins only after that: a marker that is
   * written again after a crash must not end a transaction that came later.
   */
  async #complete(decided: Transaction): Promise<void> {
    const { log, offsets } = this.#options;
    const { transactionalId, producerId, producerEpoch, partitions, state } = decided;
    try {
      await writeMarkers(log, offsets, partitions, { producerId, producerEpoch, committed: state === "PrepareCommit" });
      const done = completed(decided, this.#now());
      await this.#journal.write(done);
      this.#transactions.set(transactionalId, done);
    } catch (error) {
      this.#failed(error, `ending the transaction of "${transactionalId}"`);
      if (error instanceof MillraceError && error.retriable) this.#after(markersAgainMs, () => void this.#complete(decided));
    }
  }

  async #answerWith(next: Transaction, before: Transaction | undefined): Promise<ProducerAnswer> {
    const errorCode = await this.#keep(next, before);
    return errorCode === kafkaError.none ? { errorCode, ...producerOf(next) } : refused(errorCode);
  }

  /** In memory at once; `before` comes back when it cannot be written and nothing has happened since. */
  async #keep(next: Transaction, before: Transaction | undefined): Promise<number> {
    const { transactionalId } = next;
    this.#transactions.set(transactionalId, next);
    try {
      await this.#journal.write(next);
      return kafkaError.none;
    } catch (error) {
      this.#failed(error, `keeping the state of "${transactionalId}"`);
      if (this.#transactions.get(transactionalId) !== next) return kafkaError.coordinatorNotAvailable;
      if (before === undefined) this.#transactions.delete(transactionalId);
      else this.#transactions.set(transactionalId, before);
      return kafkaError.coordinatorNotAvailable;
    }
  }

  async #recover(): Promise<void> {
    const { log, offsets } = this.#options;
    this.#beginNoLaterThanNow();
    const { joined, orphans } = recover(log, this.#transactions.values(), this.#now());
    await Promise.all(joined.map((transaction) => this.#keep(transaction, transaction)));
    for (const { partitions, producerId, producerEpoch } of orphans) {
      await writeMarkers(log, offsets, partitions, { producerId, producerEpoch, committed: false });
    }
    const decided = [...this.#transactions.values()].filter(({ state }) => state === "PrepareCommit" || state === "PrepareAbort");
    await Promise.all(decided.map((transaction) => this.#complete(transaction)));
  }

  /** A clock that was set back while the broker was down must not keep transactions open for as long. */
  #beginNoLaterThanNow(): void {
    const now = this.#now();
    for (const [id, transaction] of this.#transactions) {
      if (transaction.startMs > now) this.#transactions.set(id, { ...transaction, startMs: now });
    }
  }

  #sweepLater(): void {
    this.#after(this.#options.settings.transactionAbortTimedOutIntervalMs, () => {
      this.#sweep();
      this.#sweepLater();
    });
  }

  /** Aborts what takes too long, and forgets ids that nobody has used for long. */
  #sweep(): void {
    const { settings } = this.#options;
    const now = this.#now();
    for (const transaction of this.#transactions.values()) {
      const { transactionalId, state, startMs, updateMs, timeoutMs } = transaction;
      if (now - startMs > timeoutMs && reactions[state].timeOut === "fence") void this.#fence(transaction);
      else if (now - updateMs >= settings.transactionalIdExpirationMs && reactions[state].expire === "forget") {
        this.#transactions.delete(transactionalId);
        this.#journal.forget(transactionalId, now).catch((error: unknown) => this.#failed(error, "forgetting a transactional id"));
      }
    }
  }

  #after(delayMs: number, action: () => void): void {
    if (this.#closed) return;
    const timer = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(timer);
      action();
    });
    this.#timers.add(timer);
  }

  /** What fails because the broker is closing is no news. */
  #failed(error: unknown, what: string): void {
    if (!this.#closed) this.#options.failed(error, what);
  }
}

const isTransactionalId = (id: string): boolean => id !== "" && id.length <= transactionalIdMax;
const refused = (errorCode: number): ProducerAnswer => ({ errorCode, producerId: -1, producerEpoch: -1 });
const producerOf = ({ producerId, producerEpoch }: Producer): Producer => ({ producerId, producerEpoch });

function producerFault(transaction: Transaction | undefined, { producerId, producerEpoch }: Producer): number {
  if (transaction?.producerId !== producerId) return kafkaError.invalidProducerIdMapping;
  return transaction.producerEpoch === producerEpoch ? kafkaError.none : kafkaError.producerFenced;
}

function containsAll(transaction: Transaction, partitions: Partitions): boolean {
  for (const [topic, indexes] of partitions) for (const index of indexes) if (!hasPartition(transaction, topic, index)) return false;
  return true;
}

const errorOf = (reaction: Reaction): number =>
  reaction in kafkaError ? kafkaError[reaction as keyof typeof kafkaError] : kafkaError.unknownServerError;
