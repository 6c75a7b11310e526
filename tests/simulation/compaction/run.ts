// Runs a compacted topic from a seed: keyed records, tombstones and transactions, retention and deletion, compaction that
// runs beside appends and reads, and a disk that crashes, tears and fills at any of its changes.
import { setImmediate } from "node:timers/promises";
import { assert, ManualClock, seeded, type Random } from "@millrace/core";
import { batchesIn, committedBatches, encodeBatch, forEachRecord, openLog, type EmbeddedLog } from "@millrace/log";
import { SimulatedDisk } from "@millrace/log/simulation";
import { allowFull, codeOf, endsLife } from "../log/outcomes.ts";
import { CompactedModel, type SentRecord } from "./model.ts";

const topic = "keyed";
const compressions = ["none", "none", "gzip"] as const;

/** A transaction of the producer with this id. */
interface Transaction {
  readonly producerId: number;
  records: SentRecord[];
  /** How it was asked to end, until that is known to be so. */
  ending: boolean | undefined;
}

export class CompactionRun {
  readonly #random: Random;
  readonly #disk: SimulatedDisk;
  readonly #clock = new ManualClock(1_000_000);
  readonly #model = new CompactedModel();
  readonly #transactions: Transaction[] = [7, 8].map((producerId) => ({ producerId, records: [], ending: undefined }));
  readonly #config: Record<string, string>;
  readonly #memoryBytes: number;
  #log!: EmbeddedLog;
  #inFlight: Promise<unknown>[] = [];
  #coordinatorEpoch = 0;

  constructor(seed: number) {
    this.#random = seeded(seed);
    this.#disk = new SimulatedDisk(seeded(seed ^ 0x5eed));
    this.#config = {
      "cleanup.policy": this.#pick(["compact", "compact", "compact,delete"]),
      "segment.bytes": this.#pick(["1024", "2000", "5000"]),
      "index.interval.bytes": this.#pick(["0", "300", "4096"]),
      "delete.retention.ms": this.#pick(["0", "1000"]),
      "min.compaction.lag.ms": this.#pick(["0", "0", "500"]),
      "min.cleanable.dirty.ratio": this.#pick(["0", "0.5"]),
      "max.compaction.lag.ms": this.#pick(["9223372036854775807", "2000"]),
    };
    this.#memoryBytes = this.#pick([0, 100_000]);
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#random.below(values.length)]!;
  }

  async run(): Promise<void> {
    await this.#open();
    await this.#log.createTopic({ name: topic, partitions: 1, config: this.#config });
    for (let life = 1 + this.#random.below(4); life > 0; life--) {
      await this.#live();
      await this.#open();
      await this.#verify();
      await this.#log.maintain();
      await this.#verify();
    }
    await this.#log.close();
  }

  async #open(): Promise<void> {
    const config = {
      maintenanceMs: 0,
      compactionBytesPerSecond: 0,
      compactionMemoryBytes: this.#memoryBytes,
      recoveryPointBytes: 2000,
      spareBytes: 2000,
    };
    this.#log = await openLog({ folder: "/data", disk: this.#disk, clock: this.#clock, random: this.#random, config });
  }

  async #live(): Promise<void> {
    const fate = this.#random.below(8);
    this.#disk.faults = {
      shortReads: this.#pick([0, 0.3]),
      writeBack: this.#pick([0, 0.2]),
      ...(fate < 5 ? { crashAfterChanges: this.#random.below(250) } : {}),
      ...(fate === 5 ? { failSyncAfter: this.#random.below(60) } : {}),
    };
    try {
      for (let left = 10 + this.#random.below(60); left > 0; left--) await this.#step();
      if (this.#random.below(2) === 0) await this.#log.close();
    } catch (thrown) {
      if (!endsLife(thrown)) throw thrown;
    }
    const powerLoss = this.#disk.crashed || this.#random.below(2) === 0;
    this.#disk.stop();
    await Promise.all(this.#inFlight);
    this.#inFlight = [];
    await setImmediate();
    this.#disk.restart({ powerLoss });
  }

  async #step(): Promise<void> {
    const kind = this.#random.below(20);
    if (kind < 11) return this.#put();
    if (kind < 13) return this.#end(this.#transactions[this.#random.below(2)]!);
    if (kind === 13) return this.#clock.advance(this.#pick([10, 600, 3000]));
    if (kind === 14) return allowFull(() => this.#log.maintain());
    if (kind === 15) return this.#beside(this.#log.maintain());
    if (kind === 16) return this.#deleteRecords();
    if (kind === 17) return this.#verify();
    if (kind === 18) {
      const bytes = this.#pick([-1, 3000]);
      await allowFull(() => this.#log.configureTopic(topic, { ...this.#config, "retention.bytes": String(bytes) }));
      return;
    }
    this.#disk.faults.capacityBytes = this.#pick([undefined, undefined, this.#disk.usedBytes + this.#random.below(6000)]);
  }

  /** Goes on while other steps are taken. */
  #beside(work: Promise<unknown>): void {
    const told = work.catch((thrown: unknown) => {
      if (!endsLife(thrown) && codeOf(thrown) !== "log.disk-full" && codeOf(thrown) !== "log.closed") throw thrown;
    });
    this.#inFlight.push(told);
  }

  async #put(): Promise<void> {
    const transaction = this.#random.below(3) === 0 ? this.#transactions[this.#random.below(2)]! : undefined;
    if (transaction?.ending !== undefined) return;
    const records = Array.from({ length: 1 + this.#random.below(4) }, () => {
      const key = this.#random.below(20) === 0 ? "a much longer key than the others" : `k${this.#random.below(25)}`;
      return this.#model.add(key, this.#random.below(4) === 0, transaction === undefined ? true : undefined);
    });
    const bytes = encodeBatch({
      compression: this.#pick(compressions),
      records: records.map(({ key, id, tombstone }) => ({
        key,
        value: tombstone ? null : `${id}.${"x".repeat(this.#random.below(150))}`,
        timestampMs: this.#clock.now(),
        headers: [{ key: "id", value: String(id) }],
      })),
      ...(transaction === undefined ? {} : this.#identity(transaction.producerId)),
    });
    transaction?.records.push(...records);
    const result = await allowFull(() => this.#log.append(topic, 0, bytes));
    if (result === undefined) return;
    for (const [index, record] of records.entries()) this.#model.place(record, result.baseOffset + index);
  }

  #identity(producerId: number) {
    const state = this.#log.producer(topic, 0, producerId);
    return { producerId, producerEpoch: 0, baseSequence: ((state?.lastSequence ?? -1) + 1) % 2 ** 31, transactional: true };
  }

  async #end(transaction: Transaction): Promise<void> {
    transaction.ending ??= this.#random.below(2) === 0;
    const { producerId, ending } = transaction;
    const marker = { producerId, producerEpoch: 0, coordinatorEpoch: this.#coordinatorEpoch++, committed: ending };
    if ((await allowFull(() => this.#log.endTransaction(topic, 0, marker))) !== undefined) decide(transaction);
  }

  async #deleteRecords(): Promise<void> {
    const { start, end } = this.#log.offsets(topic, 0);
    if (this.#random.below(3) !== 0) return;
    const before = start + this.#random.below(1 + Math.floor((end - start) / 3));
    await allowFull(() => this.#log.deleteRecords(topic, 0, before));
  }

  async #verify(): Promise<void> {
    // What was asked for when the last life ended happened, or did not.
    for (const transaction of this.#transactions) {
      const open = (this.#log.producer(topic, 0, transaction.producerId)?.transactionStart ?? -1) >= 0;
      if (transaction.ending !== undefined && !open) decide(transaction);
    }
    await this.#readAll(false);
    const { stable } = this.#log.offsets(topic, 0);
    const found = await this.#readAll(true);
    this.#model.check(found, this.#log.offsets(topic, 0).start, stable);
  }

  /** Offsets of the records that were read; all are what was sent. */
  async #readAll(committed: boolean): Promise<Set<number>> {
    const found = new Set<number>();
    const { start, end, stable } = this.#log.offsets(topic, 0);
    let offset = start;
    while (offset < (committed ? stable : end)) {
      const options = { maxBytes: 1500, ...(committed ? { isolation: "committed" as const } : {}) };
      // Retention that runs beside may be faster.
      const read = await this.#log.read(topic, 0, offset, options).catch((thrown: unknown) => {
        if (codeOf(thrown) !== "log.offset-out-of-range" || this.#log.offsets(topic, 0).start <= offset) throw thrown;
        return undefined;
      });
      if (read === undefined) {
        offset = this.#log.offsets(topic, 0).start;
        continue;
      }
      if (read.bytes.length === 0) {
        assert(committed || offset >= this.#log.offsets(topic, 0).end, `nothing can be read at ${offset} of ${end}`);
        break;
      }
      for (const { at, header } of committedBatches(read.bytes, read.abortedTransactions))
        this.#take(read.bytes.subarray(at, at + header.sizeBytes), offset, found);
      for (const { header } of batchesIn(read.bytes)) {
        assert(
          header.leaderEpoch === 0 && header.lastOffset >= offset,
          `the batch at ${header.baseOffset} is not for readers at ${offset}`,
        );
        offset = header.lastOffset + 1;
      }
    }
    return found;
  }

  #take(batch: Uint8Array, from: number, found: Set<number>): void {
    forEachRecord(batch, (record) => {
      if (record.offset < from) return;
      const id = Number(Buffer.from(record.headers()[0]!.value!).toString());
      const sent = this.#model.records.get(id)!;
      const value = record.valueLength < 0 ? undefined : Buffer.from(record.value()!).toString();
      assert(sent.tombstone ? value === undefined : value?.startsWith(`${id}.`) === true, `record ${id} has another value`);
      assert(record.timestampMs <= this.#clock.now() && record.timestampMs >= 1_000_000, `record ${id} has another time`);
      this.#model.place(sent, record.offset);
      found.add(record.offset);
    });
  }
}

function decide(transaction: Transaction): void {
  for (const record of transaction.records) record.committed = transaction.ending;
  transaction.records = [];
  transaction.ending = undefined;
}
