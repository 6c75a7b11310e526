// Runs one history: the real log on the simulated disk, the model beside it. Throws with what was wrong.
import { setImmediate } from "node:timers/promises";
import { assert, ManualClock, seeded } from "@millrace/core";
import { openLog, type EmbeddedLog } from "@millrace/log";
import { SimulatedDisk } from "@millrace/log/simulation";
import type { History, Life, Step } from "./history.ts";
import { Clients, producerIds, topic } from "./clients.ts";
import { flipBits } from "./flips.ts";
import { PartitionModel } from "./model.ts";
import { allowFull, codeOf, endsLife } from "./outcomes.ts";

export class Run {
  readonly history: History;
  readonly disk: SimulatedDisk;
  readonly clock = new ManualClock();
  /** Goes on from life to life: topic ids must not repeat. */
  readonly #random;
  readonly partitions: PartitionModel[];
  log!: EmbeddedLog;
  inFlight: Promise<void>[] = [];
  readonly clients = new Clients(this);
  #highestProducerId = -1;
  /** Whether a topic must be there: undefined while a change of it was not answered. */
  readonly #topics = new Map<string, boolean | undefined>();

  constructor(history: History) {
    this.history = history;
    this.#random = seeded(history.seed);
    this.disk = new SimulatedDisk(seeded(history.seed ^ 0x5eed));
    this.partitions = Array.from({ length: history.partitions }, () => new PartitionModel());
  }

  async run(): Promise<void> {
    const { history } = this;
    await this.#open();
    const config = { "segment.bytes": String(history.segmentBytes), "index.interval.bytes": String(history.indexIntervalBytes) };
    await this.log.createTopic({ name: topic, partitions: history.partitions, config });
    for (const life of history.lives) {
      await this.#live(life);
      await this.#begin(life);
      await this.#verify();
    }
    await this.log.close();
    if (history.flips > 0) await flipBits(this);
  }

  async #open(): Promise<void> {
    const { recoveryPointBytes, openFiles, indexEntries } = this.history;
    const config = { recoveryPointBytes, openFiles, indexEntries, maintenanceMs: 0, spareBytes: 4096 };
    this.log = await openLog({ folder: "/data", disk: this.disk, clock: this.clock, random: this.#random, config });
  }

  /** Opens without faults, perhaps after a crash in the middle of it. */
  async #begin(life: Life): Promise<void> {
    if (life.crashInRecovery !== undefined) {
      this.disk.faults = { crashAfterChanges: life.crashInRecovery };
      try {
        await this.#open();
      } catch (thrown) {
        if (codeOf(thrown) !== "ECRASH") throw thrown;
      }
      this.disk.stop();
      await setImmediate();
      this.disk.restart({ powerLoss: true });
    }
    await this.#open();
  }

  async #live(life: Life): Promise<void> {
    const { shortReads, writeBack, crashAfterChanges, failSyncAfter } = life;
    this.disk.faults = { shortReads, writeBack, crashAfterChanges, failSyncAfter };
    let over = false;
    for (const step of life.steps) over ||= await this.#survives(() => this.#step(step));
    if (!over && life.end === "close") await this.#survives(() => this.log.close());
    const crashed = this.disk.crashed;
    this.disk.stop();
    this.clock.advance(1000);
    await Promise.all(this.inFlight);
    this.inFlight = [];
    // A process that was killed must not go on in the next life.
    await setImmediate();
    this.disk.restart({ powerLoss: life.end !== "kill" || crashed });
  }

  /** True when the life is over. */
  async #survives(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return false;
    } catch (thrown) {
      if (endsLife(thrown)) return true;
      throw thrown;
    }
  }

  async #step(step: Step): Promise<void> {
    switch (step.do) {
      case "append":
        return this.clients.append(step);
      case "resend":
        return this.clients.resend(step.partition, step.producer, step.back);
      case "gap":
        return this.clients.gap(step.partition, step.producer);
      case "end":
        return this.clients.end(step);
      case "settle":
        return this.#settle();
      case "read":
        return this.#read(step);
      case "poll":
        return this.#poll(step);
      case "advance":
        return this.clock.advance(step.ms);
      case "maintain":
        return this.#maintain();
      case "retention":
        return this.#configure(step.bytes);
      case "deleteRecords":
        return this.#deleteRecords(step.partition, step.at);
      case "room":
        this.disk.faults.capacityBytes = step.bytes < 0 ? undefined : this.disk.usedBytes + step.bytes;
        return undefined;
      case "create":
      case "delete":
        return this.#changeTopic(step);
      case "producerId": {
        const id = await allowFull(() => this.log.nextProducerId());
        if (id === undefined) return undefined;
        assert(id > this.#highestProducerId, `producer id ${id} was given twice`);
        this.#highestProducerId = id;
      }
    }
  }

  async #settle(): Promise<void> {
    const waiting = this.inFlight;
    this.inFlight = [];
    this.clock.advance(1000);
    await Promise.all(waiting);
    for (const [index] of this.partitions.entries())
      for (const producer of producerIds.keys()) await this.clients.sendOpen(index, producer);
  }

  async #read({ partition, at, maxBytes, committed = false }: Step & { do: "read" }): Promise<void> {
    const model = this.partitions[partition]!;
    const { start, end, stable } = this.log.offsets(topic, partition);
    const offset = start + Math.floor(at * (end - start + 1));
    const { certainStable } = model;
    const read = await this.log.read(topic, partition, offset, { maxBytes, ...(committed ? { isolation: "committed" } : {}) });
    const { bytes, endOffset } = read;
    const seenEnd = committed ? model.seenCommitted(read, offset, certainStable) : model.seen(bytes, offset);
    assert(seenEnd <= endOffset, "a read went beyond the end");
    assert(bytes.length > 0 || offset >= (committed ? stable : end), `a read at ${offset} of ${start} to ${end} got nothing`);
    assert(bytes.buffer.byteLength >= bytes.length, "the buffer is whole");
  }

  #poll({ partition, minBytes, committed = false }: Step & { do: "poll" }): Promise<void> {
    const model = this.partitions[partition]!;
    const { end, stable } = this.log.offsets(topic, partition);
    const offset = committed ? stable : end;
    const { certainStable } = model;
    const options = { maxBytes: 5000, minBytes, waitMs: 900, ...(committed ? { isolation: "committed" as const } : {}) };
    const poll = this.log.read(topic, partition, offset, options).then(
      (read) => void (committed ? model.seenCommitted(read, offset, certainStable) : model.seen(read.bytes, offset)),
      (thrown: unknown) => {
        const gone = codeOf(thrown) === "log.offset-out-of-range" || codeOf(thrown) === "log.closed";
        if (!gone && !endsLife(thrown)) throw thrown;
      },
    );
    this.inFlight.push(poll);
    return Promise.resolve();
  }

  async #maintain(): Promise<void> {
    const before = this.partitions.map((_, index) => ({ ...this.log.offsets(topic, index), bytes: this.log.size(topic, index).bytes }));
    const limit = Number(this.log.topic(topic)!.config["retention.bytes"] ?? "-1");
    try {
      await allowFull(() => this.log.maintain());
    } finally {
      for (const [index, earlier] of before.entries()) {
        const { start } = this.log.offsets(topic, index);
        const bytes = this.log.size(topic, index).bytes;
        const deleted = Math.max(earlier.start, this.partitions[index]!.certainStart);
        // The disk may have kept what was never answered.
        if (this.disk.crashed && limit >= 0)
          this.partitions[index]!.startOffset = Math.max(earlier.end, this.partitions[index]!.startOffset);
        if (start > deleted) assert(limit >= 0 && bytes >= Math.min(limit, earlier.bytes), "retention removed too much");
        this.partitions[index]!.startOffset = Math.max(start, this.partitions[index]!.startOffset);
      }
    }
  }

  async #deleteRecords(partition: number, at: number): Promise<void> {
    const model = this.partitions[partition]!;
    const { start, end } = this.log.offsets(topic, partition);
    const before = start + Math.floor(at * (end - start + 1));
    model.startOffset = Math.max(model.startOffset, before);
    const answer = await allowFull(() => this.log.deleteRecords(topic, partition, before));
    if (answer === undefined) return;
    assert(answer >= before, `the log begins at ${answer} though all before ${before} was deleted`);
    model.certainStart = Math.max(model.certainStart, answer);
  }

  async #configure(bytes: number): Promise<void> {
    const { config } = this.log.topic(topic)!;
    await allowFull(() => this.log.configureTopic(topic, { ...config, "retention.bytes": String(bytes) }));
  }

  async #changeTopic(step: Step & { do: "create" | "delete" }): Promise<void> {
    const there = this.log.topic(step.topic) !== undefined;
    if (there === (step.do === "create")) return;
    this.#topics.set(step.topic, undefined);
    const done = await allowFull(async () => {
      if (step.do === "create") await this.log.createTopic({ name: step.topic, partitions: 1 });
      else await this.log.deleteTopic(step.topic);
      return true;
    });
    if (done === true) this.#topics.set(step.topic, step.do === "create");
  }

  /** After each life: all that is certain is there, and producers that go on find what they wrote exactly once. */
  async #verify(): Promise<void> {
    await this.readAll();
    for (const [name, there] of this.#topics) {
      if (there !== undefined) assert((this.log.topic(name) !== undefined) === there, `topic ${name} ${there ? "vanished" : "came back"}`);
    }
    for (const [index, model] of this.partitions.entries()) {
      // A batch without a producer id is never sent again, so what is not in the log now never will be.
      for (const sent of model.sent) if (sent.producer < 0 && sent.offset < 0) sent.fate = "refused";
      for (const producer of producerIds.keys()) await this.clients.sendOpen(index, producer);
    }
    await this.readAll();
  }

  async readAll(): Promise<void> {
    for (const [index, model] of this.partitions.entries()) {
      const { start, end, stable } = this.log.offsets(topic, index);
      assert(start <= model.startOffset, `the start moved to ${start} without retention`);
      assert(start >= model.certainStart, `the start moved back to ${start} from ${model.certainStart}`);
      assert(end >= model.certainEnd, `the log ends at ${end}, but ${model.certainEnd} was certain`);
      let offset = start;
      while (offset < end) {
        const { bytes } = await this.log.read(topic, index, offset, { maxBytes: 4000 });
        assert(bytes.length > 0, `nothing can be read at ${offset} of ${start} to ${end}`);
        offset = model.seen(bytes, offset);
      }
      assert(offset === end, `reading ended at ${offset}, not ${end}`);
      for (offset = start; offset < stable;) {
        const read = await this.log.read(topic, index, offset, { maxBytes: 3000, isolation: "committed" });
        assert(read.bytes.length > 0, `nothing committed can be read at ${offset} of ${start} to ${stable}`);
        offset = model.seenCommitted(read, offset, model.certainStable);
      }
      model.checkTransactions(stable, start, end);
    }
  }

  async reopen(): Promise<void> {
    await this.#open();
  }
}
