// One life of a tiered topic from a seed: appends, transactions, maintenance, deletion, crashes of the machine and of the
// process, and an object store that fails and lies; against a plain list of what was acknowledged.
import assert from "node:assert/strict";
import { ManualClock, seeded, type Random } from "@millrace/core";
import { batchesIn, decodeRecords, encodeBatch, type EmbeddedLog } from "@millrace/log";
import { openMemoryLog, SimulatedCrash, SimulatedDisk, SimulatedStore } from "@millrace/log/simulation";

interface Kept {
  readonly offset: number;
  readonly value: string;
  readonly timestampMs: number;
}

const config = {
  remotePartBytes: 512,
  remoteFetchBytes: 128,
  remoteCacheBytes: 1024,
  remoteFetches: 2,
  remoteBytesPerSecond: 0,
  recoveryPointBytes: 2_000,
} as const;
const localBytes = 3_000;
const segmentBytes = 1_024;

export class TieredLife {
  readonly #random: Random;
  readonly #disk: SimulatedDisk;
  readonly #clock = new ManualClock();
  readonly store: SimulatedStore;
  #log!: EmbeddedLog;
  /** Acknowledged, by offset. */
  readonly #kept: Kept[] = [];
  #deletedBefore = 0;
  #values = 0;
  readonly #retentionBytes: number;

  constructor(seed: number) {
    this.#random = seeded(seed);
    this.#disk = new SimulatedDisk(seeded(seed + 1_000_000));
    this.store = new SimulatedStore(seeded(seed + 2_000_000));
    this.#retentionBytes = seed % 2 === 0 ? -1 : 8_000;
  }

  async run(steps: number): Promise<void> {
    await this.#open();
    const topic = { "segment.bytes": String(segmentBytes), "index.interval.bytes": "200", "remote.storage.enable": "true" };
    const retention = { "retention.bytes": String(this.#retentionBytes), "local.retention.bytes": String(localBytes) };
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
    if (end > last + 1)
      for (const record of await this.#readFrom(Math.max(last + 1, this.#log.offsets("t", 0).start))) this.#kept.push(record);
  }

  async #step(): Promise<void> {
    const kind = this.#random.below(10);
    if (kind < 4) await this.#append();
    else if (kind < 7) await this.#log.maintain();
    else if (kind === 7) await this.#check();
    else if (kind === 8) this.#clock.advance(this.#random.below(600_000));
    else if (this.#random.below(4) === 0) await this.#deleteRecords();
    else this.store.settle();
  }

  async #append(): Promise<void> {
    for (let count = 1 + this.#random.below(4); count > 0; count--) {
      this.#clock.advance(1);
      const timestampMs = this.#clock.now();
      const values = Array.from({ length: 1 + this.#random.below(3) }, () => `${this.#values++} ${"x".repeat(this.#random.below(200))}`);
      const batch = encodeBatch({ records: values.map((value) => ({ value, timestampMs })) });
      const { baseOffset } = await this.#log.append("t", 0, batch);
      for (const [index, value] of values.entries()) this.#kept.push({ offset: baseOffset + index, value, timestampMs });
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
    this.#compareStart(start);
    await this.#compareTime(start);
  }

  #compare(start: number, found: readonly Kept[]): void {
    assert.deepEqual(
      found,
      this.#kept.filter(({ offset }) => offset >= start),
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
    return this.#kept.filter(({ offset }) => offset >= start).reduce((sum, { value }) => sum + value.length + 75, 0);
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

  async #readFrom(start: number): Promise<Kept[]> {
    const found: Kept[] = [];
    for (let offset = start; ;) {
      const { bytes } = await this.#log.read("t", 0, offset, { maxBytes: 100 + this.#random.below(2_000) });
      if (bytes.length === 0) return found;
      for (const record of decodeRecords(bytes)) {
        const value = Buffer.from(record.value!).toString();
        if (record.offset >= offset) found.push({ offset: record.offset, value, timestampMs: record.timestampMs });
      }
      for (const { header } of batchesIn(bytes)) offset = header.lastOffset + 1;
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
    assert(bytes <= localBytes + segmentBytes + 1_000, `${bytes} bytes are local`);
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
