// One life of a tiered topic from a seed: appends, transactions, duplicates, maintenance, deletion, crashes of the machine
// and of the process, and an object store that fails and lies; against a plain list of what was acknowledged.
import assert from "node:assert/strict";
import { ManualClock, seeded, type Random } from "@millrace/core";
import { batchesIn, committedBatches, decodeRecords, encodeBatch, type BatchHeader, type EmbeddedLog } from "@millrace/log";
import { openMemoryLog, SimulatedCrash, SimulatedDisk, SimulatedStore } from "@millrace/log/simulation";

interface Kept {
  readonly offset: number;
  readonly value: string;
  readonly timestampMs: number;
}

/** Of one producer, which is always in one or between two. */
interface Producer {
  readonly id: number;
  /** Offsets of all its records. */
  readonly offsets: number[];
  /** Those of its open transaction. */
  open: number[];
  /** How it was asked to end, until that is known to be so. */
  ending: boolean | undefined;
  /** The last batch that was acknowledged, and where it went. */
  last: { readonly batch: Uint8Array; readonly baseOffset: number } | undefined;
}

const config = {
  remotePartBytes: 512,
  remoteFetchBytes: 128,
  remoteCacheBytes: 1024,
  remoteFetches: 2,
  remoteBytesPerSecond: 0,
  recoveryPointBytes: 2_000,
} as const;
const segmentBytes = 1_024;

export class TieredLife {
  readonly #random: Random;
  readonly #disk: SimulatedDisk;
  readonly #clock = new ManualClock();
  readonly store: SimulatedStore;
  #log!: EmbeddedLog;
  /** Acknowledged, by offset. */
  readonly #kept: Kept[] = [];
  readonly #producers: Producer[] = [7, 8].map((id) => ({ id, offsets: [], open: [], ending: undefined, last: undefined }));
  readonly #aborted = new Set<number>();
  /** Markers that were acknowledged, by offset. */
  readonly #markers: number[] = [];
  #deletedBefore = 0;
  #values = 0;
  readonly #retentionBytes: number;
  readonly #localBytes: number;

  constructor(seed: number) {
    this.#random = seeded(seed);
    this.#disk = new SimulatedDisk(seeded(seed + 1_000_000));
    this.store = new SimulatedStore(seeded(seed + 2_000_000));
    this.#retentionBytes = seed % 2 === 0 ? -1 : 8_000;
    this.#localBytes = seed % 3 === 0 ? 0 : 3_000;
  }

  async run(steps: number): Promise<void> {
    await this.#open();
    const topic = { "segment.bytes": String(segmentBytes), "index.interval.bytes": "200", "remote.storage.enable": "true" };
    const retention = { "retention.bytes": String(this.#retentionBytes), "local.retention.bytes": String(this.#localBytes) };
    await this.#log.createTopic({ name: "t", partitions: 1, config: { ...topic, ...retention } });
    for (let step = 0; step < steps; step++) {
      this.store.faults = this.#random.below(3) === 0 ? { failing: 0.2, lying: 0.1 } : { failing: 0, lying: 0 };
      if (this.#random.below(12) === 0) this.#disk.faults = { crashAfterChanges: 1 + this.#random.below(40) };
      try {
        await this.#step();
      } catch (thrown) {
        if (!this.#disk.crashed) throw thrown;
      }
      if (this.#disk.crashed) await this.#restart(this.#random.below(2) === 0);
      this.#disk.faults = {};
    }
    await this.#end();
  }

  async #open(): Promise<void> {
    this.#log = await openMemoryLog({ disk: this.#disk, clock: this.#clock, random: this.#random, config, tier: this.store });
  }

  async #restart(powerLoss: boolean): Promise<void> {
    this.#disk.stop();
    await new Promise((resolve) => setImmediate(resolve));
    await this.#log.close().catch((thrown: unknown) => assert(thrown instanceof SimulatedCrash || this.#disk.crashed));
    this.#disk.restart({ powerLoss });
    await this.#open();
    // An append that was not acknowledged may be there.
    const end = this.#log.offsets("t", 0).end;
    const last = this.#kept.at(-1)?.offset ?? -1;
    assert(end > last, `ends at ${end}, but ${last} was acknowledged`);
    if (end > last + 1) {
      const found = await this.#readFrom(Math.max(last + 1, this.#log.offsets("t", 0).start), (header) => {
        const producer = this.#producers.find(({ id }) => id === header.producerId);
        for (let offset = header.baseOffset; offset <= header.lastOffset; offset++) this.#place(producer, offset);
      });
      this.#kept.push(...found);
    }
    for (const producer of this.#producers) if (producer.ending !== undefined && !this.#isOpen(producer)) this.#decide(producer);
    this.#checkProducers();
  }

  #place(producer: Producer | undefined, offset: number): void {
    producer?.offsets.push(offset);
    producer?.open.push(offset);
  }

  #isOpen({ id }: Producer): boolean {
    return (this.#log.producer("t", 0, id)?.transactionStart ?? -1) >= 0;
  }

  /** Its marker is there. */
  #decide(producer: Producer): void {
    if (producer.ending === false) for (const offset of producer.open) this.#aborted.add(offset);
    producer.open = [];
    producer.ending = undefined;
  }

  #checkProducers(): void {
    for (const producer of this.#producers) {
      const { id, offsets, open } = producer;
      const state = this.#log.producer("t", 0, id);
      assert.equal((state?.lastSequence ?? -1) + 1, offsets.length, `sequence of producer ${id}`);
      assert.equal(state?.transactionStart ?? -1, open[0] ?? -1, `transaction of producer ${id}`);
    }
  }

  async #step(): Promise<void> {
    const kind = this.#random.below(12);
    if (kind < 4) await this.#append();
    else if (kind < 7) await this.#log.maintain();
    else if (kind === 7) await this.#check();
    else if (kind === 8) this.#clock.advance(this.#random.below(600_000));
    else if (kind === 9) await this.#endTransaction(this.#producers[this.#random.below(2)]!);
    else if (kind === 10) await this.#sendAgain(this.#producers[this.#random.below(2)]!);
    else if (this.#random.below(4) === 0) await this.#deleteRecords();
    else this.store.settle();
  }

  async #endTransaction(producer: Producer): Promise<void> {
    if (producer.open.length === 0) return;
    producer.ending ??= this.#random.below(2) === 0;
    const marker = { producerId: producer.id, producerEpoch: 0, coordinatorEpoch: 0, committed: producer.ending };
    const { baseOffset } = await this.#log.endTransaction("t", 0, marker);
    this.#markers.push(baseOffset);
    this.#decide(producer);
  }

  /** It is known, wherever it went. */
  async #sendAgain({ last }: Producer): Promise<void> {
    if (last === undefined) return;
    const { end } = this.#log.offsets("t", 0);
    const { baseOffset } = await this.#log.append("t", 0, Uint8Array.from(last.batch));
    assert.equal(baseOffset, last.baseOffset, "a duplicate has the offset of the first");
    assert.equal(this.#log.offsets("t", 0).end, end, "a duplicate is not written");
  }

  async #append(): Promise<void> {
    for (let count = 1 + this.#random.below(4); count > 0; count--) {
      this.#clock.advance(1);
      const timestampMs = this.#clock.now();
      const values = Array.from({ length: 1 + this.#random.below(3) }, () => `${this.#values++} ${"x".repeat(this.#random.below(200))}`);
      const producer = this.#producers[this.#random.below(4)];
      if (producer?.ending !== undefined) continue;
      const records = values.map((value) => ({ value, timestampMs }));
      const batch = encodeBatch({ records, ...(producer && identityOf(producer)) });
      const { baseOffset } = await this.#log.append("t", 0, Uint8Array.from(batch));
      if (producer !== undefined) producer.last = { batch, baseOffset };
      for (const [index, value] of values.entries()) {
        this.#kept.push({ offset: baseOffset + index, value, timestampMs });
        this.#place(producer, baseOffset + index);
      }
    }
  }

  async #deleteRecords(): Promise<void> {
    const { start, end } = this.#log.offsets("t", 0);
    const before = start + this.#random.below(Math.ceil((end - start) / 2) + 1);
    this.#deletedBefore = Math.max(this.#deletedBefore, before);
    await this.#log.deleteRecords("t", 0, before);
  }

  /** All that can be read, while the store is sound; and, before that, nothing wrong while it is not. */
  async #check(): Promise<void> {
    const { start } = this.#log.offsets("t", 0);
    await this.#readFrom(start).then(
      (found) => this.#compare(start, found),
      (thrown: { code?: string }) => assert(thrown.code === "log.tier-unavailable" || this.#disk.crashed, `${thrown.code}`),
    );
    this.store.faults = { failing: 0, lying: 0 };
    this.#compare(start, await this.#readFrom(start));
    await this.#compareCommitted(start);
    this.#checkProducers();
    this.#compareStart(start);
    await this.#compareTime(start);
  }

  #compare(start: number, found: readonly Kept[]): void {
    assert.deepEqual(
      found,
      this.#kept.filter(({ offset }) => offset >= start),
    );
  }

  /** What a reader of committed records gets, and how far. */
  async #compareCommitted(start: number): Promise<void> {
    const { end, stable } = this.#log.offsets("t", 0);
    const firstOpen = Math.min(end, ...this.#producers.flatMap(({ open }) => open.slice(0, 1)));
    assert.equal(stable, Math.max(start, firstOpen));
    const found: string[] = [];
    for (let offset = start; offset < stable;) {
      const options = { maxBytes: 100 + this.#random.below(2_000), isolation: "committed" } as const;
      const { bytes, abortedTransactions } = await this.#log.read("t", 0, offset, options);
      for (const { at, header } of committedBatches(bytes, abortedTransactions))
        for (const record of decodeRecords(bytes.subarray(at, at + header.sizeBytes)))
          if (record.offset >= offset) found.push(`${record.offset} ${Buffer.from(record.value!).toString()}`);
      for (const { header } of batchesIn(bytes)) offset = header.lastOffset + 1;
    }
    const counts = this.#kept.filter(({ offset }) => offset >= start && offset < stable && !this.#aborted.has(offset));
    assert.deepEqual(
      found,
      counts.map(({ offset, value }) => `${offset} ${value}`),
    );
  }

  /** Only what was asked to be deleted is. */
  #compareStart(start: number): void {
    if (this.#retentionBytes < 0) assert(start <= this.#deletedBefore, `begins at ${start}, deleted before ${this.#deletedBefore}`);
    const gone = this.#kept.some(({ offset }) => offset < start && offset >= this.#deletedBefore);
    if (gone) assert(this.#logBytesFrom(start) >= this.#retentionBytes - segmentBytes, `begins at ${start}`);
  }

  /** Of the values alone, which is less than of the batches: by no more than there are batches. */
  #logBytesFrom(start: number): number {
    const markers = this.#markers.filter((offset) => offset >= start).length;
    return this.#kept.filter(({ offset }) => offset >= start).reduce((sum, { value }) => sum + value.length + 75, 120 * markers);
  }

  async #compareTime(start: number): Promise<void> {
    const kept = this.#kept.filter(({ offset }) => offset >= start);
    if (kept.length === 0) return;
    const wanted = kept[this.#random.below(kept.length)]!;
    const first = kept.find(({ timestampMs }) => timestampMs >= wanted.timestampMs)!;
    const { offset, timestampMs } = first;
    assert.deepEqual(await this.#log.offsetAt("t", 0, wanted.timestampMs), { offset, timestampMs });
    const latest = kept.reduce((best, record) => (record.timestampMs > best.timestampMs ? record : best));
    assert.deepEqual(await this.#log.offsetOfMaxTimestamp("t", 0), { offset: latest.offset, timestampMs: latest.timestampMs });
  }

  async #readFrom(start: number, visit: (header: BatchHeader) => void = () => undefined): Promise<Kept[]> {
    const found: Kept[] = [];
    for (let offset = start; ;) {
      const { bytes } = await this.#log.read("t", 0, offset, { maxBytes: 100 + this.#random.below(2_000) });
      if (bytes.length === 0) return found;
      for (const { at, header } of batchesIn(bytes)) {
        if (!header.control) {
          visit(header);
          for (const record of decodeRecords(bytes.subarray(at, at + header.sizeBytes))) {
            const value = Buffer.from(record.value!).toString();
            if (record.offset >= offset) found.push({ offset: record.offset, value, timestampMs: record.timestampMs });
          }
        }
        offset = header.lastOffset + 1;
      }
    }
  }

  /** With a sound store it all comes to rest: what is due is there, and nothing else. */
  async #end(): Promise<void> {
    this.store.faults = { failing: 0, lying: 0 };
    await this.#check();
    this.store.settle();
    await this.#restart(false);
    await this.#log.maintain();
    await this.#log.maintain();
    await this.#check();
    const { bytes, remoteBytes } = this.#log.size("t", 0);
    assert(bytes <= this.#localBytes + segmentBytes + 1_000, `${bytes} bytes are local`);
    const parts = [...this.store.objects].filter(([key]) => !key.endsWith("/index"));
    assert.equal(
      parts.reduce((sum, [, { length }]) => sum + length, 0),
      remoteBytes,
    );
    await this.#log.deleteTopic("t");
    await this.#log.maintain();
    assert.deepEqual([...this.store.objects.keys()], []);
    await this.#log.close();
  }
}

const identityOf = ({ id, offsets }: Producer) => ({ producerId: id, producerEpoch: 0, baseSequence: offsets.length, transactional: true });
