import { ManualClock, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { batchesIn } from "./batch/header.ts";
import { decodeRecords } from "./batch/records.ts";
import type { EmbeddedLog } from "./embedded-log.ts";
import { openMemoryLog, SimulatedDisk } from "./simulation/index.ts";
import { allRecords, batchOf, codeOfRejected, committedValues } from "./testing.ts";

const read = { maxBytes: 100_000, isolation: "committed" } as const;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Appends a batch of a transaction; sequence numbers count by themselves. */
function producing(log: EmbeddedLog, producerId: number, producerEpoch = 0): (...values: string[]) => Promise<unknown> {
  let sequence = 0;
  return (...values) => {
    const baseSequence = sequence;
    sequence += values.length;
    return log.append("t", 0, batchOf(values, { producerId, producerEpoch, baseSequence, transactional: true }));
  };
}

const end = (log: EmbeddedLog, producerId: number, committed: boolean, { epoch = 0, coordinatorEpoch = 0 } = {}): Promise<unknown> =>
  log.endTransaction("t", 0, { producerId, producerEpoch: epoch, coordinatorEpoch, committed });

async function made(config: Record<string, string> = {}, disk = new SimulatedDisk(seeded(1))): Promise<EmbeddedLog> {
  const log = await openMemoryLog({ disk });
  await log.createTopic({ name: "t", partitions: 1, config });
  return log;
}

describe("the last stable offset", () => {
  it("is where the first open transaction began, and the end when none is open", async () => {
    const log = await made();
    const [one, two] = [producing(log, 1), producing(log, 2)];
    await log.append("t", 0, batchOf(["plain"]));
    await one("a", "b");
    await two("c");
    await log.append("t", 0, batchOf(["behind"]));
    expect(log.offsets("t", 0)).toEqual({ start: 0, end: 5, stable: 1 });
    expect(await log.read("t", 0, 0, read)).toMatchObject({ lastStableOffset: 1, endOffset: 5 });
    await end(log, 1, true);
    expect(log.offsets("t", 0).stable).toBe(3);
    await end(log, 2, false);
    expect(log.offsets("t", 0)).toEqual({ start: 0, end: 7, stable: 7 });
    expect((await log.read("t", 0, 0, { maxBytes: 1000 })).lastStableOffset).toBe(7);
    await log.close();
  });

  it("does not move for a marker that is not durable", async () => {
    const disk = new SimulatedDisk(seeded(1));
    const log = await made({}, disk);
    await producing(log, 1)("a");
    disk.faults.failSyncAfter = 0;
    const marker = codeOfRejected(end(log, 1, true));
    expect(log.offsets("t", 0).stable).toBe(0);
    expect(log.producer("t", 0, 1)).toMatchObject({ transactionStart: 0 });
    expect(await marker).toBe("log.stopped");
    expect(log.offsets("t", 0).stable).toBe(0);
    expect((await log.read("t", 0, 0, read)).bytes.length).toBe(0);
    await log.close();
  });

  it("wakes a read of committed records that waits, and only that", async () => {
    const log = await openMemoryLog({ clock: new ManualClock() });
    await log.createTopic({ name: "t", partitions: 1 });
    const send = producing(log, 1);
    await send("a");
    let done = false;
    const waiting = log.read("t", 0, 0, { ...read, waitMs: 1000 }).finally(() => (done = true));
    await send("b");
    await nextTurn();
    expect(done).toBe(false);
    await end(log, 1, true);
    expect(decodeRecords((await waiting).bytes).map(({ offset }) => offset)).toEqual([0, 1]);
    await log.close();
  });

  it("does not stand before the start of the partition", async () => {
    const log = await made();
    await producing(log, 1)("a", "b", "c");
    await log.deleteRecords("t", 0, 2);
    expect(log.offsets("t", 0)).toEqual({ start: 2, end: 3, stable: 2 });
    await log.close();
  });
});

describe("a read of committed records", () => {
  it("names the aborted transactions that reach into what it returns, by where they began", async () => {
    const log = await made({ "segment.bytes": "1024", "index.interval.bytes": "0" });
    const [one, two] = [producing(log, 1), producing(log, 2)];
    await two("x".repeat(500));
    await one("y".repeat(500));
    await log.append("t", 0, batchOf(["z".repeat(500)]));
    await end(log, 1, false);
    await end(log, 2, false);
    await two("committed");
    await end(log, 2, true);
    expect(log.size("t", 0).segments).toBeGreaterThan(1);
    const both = [
      { producerId: 2, firstOffset: 0 },
      { producerId: 1, firstOffset: 1 },
    ];
    expect(await log.read("t", 0, 0, { ...read, maxBytes: 1 })).toMatchObject({ abortedTransactions: both.slice(0, 1) });
    expect(await log.read("t", 0, 1, { ...read, maxBytes: 1 })).toMatchObject({ abortedTransactions: both });
    expect(await log.read("t", 0, 5, read)).toMatchObject({ abortedTransactions: [] });
    expect(await committedValues(log, "t")).toEqual(["z".repeat(500), "committed"]);
    await log.close();
  });

  it("gives the same after a restart, whether the index is there, missing, or was never written", async () => {
    for (const how of ["closed", "missing", "killed"] as const) {
      const disk = new SimulatedDisk(seeded(1));
      let log = await made({ "segment.bytes": "1024" }, disk);
      for (let transaction = 0; transaction < 20; transaction++) {
        const send = producing(log, transaction);
        await send("x".repeat(100), `${transaction}`);
        await log.append("t", 0, batchOf(["between"]));
        if (transaction !== 19) await end(log, transaction, transaction % 3 === 0);
      }
      const before = await committedValues(log, "t");
      const { stable } = log.offsets("t", 0);
      expect(before.length).toBe(19 + 7 * 2);
      if (how === "killed") {
        disk.stop();
        await nextTurn();
        disk.restart({ powerLoss: true });
      } else await log.close();
      if (how === "missing") for (const { path } of disk.files()) if (/(?:index|aborted)$/.test(path)) await disk.removeFile(path);
      log = await openMemoryLog({ disk });
      expect(await committedValues(log, "t")).toEqual(before);
      expect(log.offsets("t", 0).stable).toBe(stable);
      await end(log, 19, true);
      expect((await committedValues(log, "t")).length).toBe(before.length + 3);
      await log.close();
    }
  });
});

describe("markers", () => {
  it("are control records that every reader gets, and no one else writes", async () => {
    const log = await made();
    await producing(log, 7)("a");
    expect(await end(log, 7, true)).toMatchObject({ baseOffset: 1, lastOffset: 1 });
    const { bytes } = await log.read("t", 0, 1, { maxBytes: 1000 });
    const headers = [...batchesIn(bytes)].map(({ header }) => header);
    expect(headers).toMatchObject([{ control: true, transactional: true, producerId: 7, recordCount: 1 }]);
    expect(await allRecords(log, "t")).toEqual(["0:a"]);
    const forged = batchOf(["x"], { producerId: 7, producerEpoch: 0, baseSequence: 1, transactional: true, control: true });
    expect(await codeOfRejected(log.append("t", 0, forged))).toBe("log.batch-invalid");
    expect(await codeOfRejected(log.append("t", 0, batchOf(["x"], { transactional: true })))).toBe("log.batch-invalid");
    await log.close();
  });

  it("fence older producers and older coordinators, and raise the epoch", async () => {
    const log = await made();
    await producing(log, 7, 3)("a");
    expect(await codeOfRejected(end(log, 7, true, { epoch: 2 }))).toBe("log.producer-fenced");
    await end(log, 7, true, { epoch: 4, coordinatorEpoch: 5 });
    expect(log.producer("t", 0, 7)).toMatchObject({ producerEpoch: 4, lastSequence: -1, transactionStart: -1, coordinatorEpoch: 5 });
    expect(await codeOfRejected(end(log, 7, true, { epoch: 4, coordinatorEpoch: 4 }))).toBe("log.coordinator-fenced");
    const send = (epoch: number, baseSequence: number): Promise<string | undefined> =>
      codeOfRejected(log.append("t", 0, batchOf(["x"], { producerId: 7, producerEpoch: epoch, baseSequence, transactional: true })));
    expect(await send(3, 1)).toBe("log.producer-fenced");
    expect(await send(4, 1)).toBe("log.sequence-gap");
    expect(await send(4, 0)).toBeUndefined();
    await log.close();
  });

  it("are written without a transaction too, and then raise the epoch all the same", async () => {
    const log = await made();
    await end(log, 9, false, { epoch: 2 });
    expect(log.producer("t", 0, 9)).toMatchObject({ producerEpoch: 2, transactionStart: -1 });
    expect(log.offsets("t", 0)).toEqual({ start: 0, end: 1, stable: 1 });
    await log.close();
  });
});

describe("a producer with an open transaction", () => {
  it("sends nothing outside of it", async () => {
    const log = await made();
    await producing(log, 7)("a");
    const plain = (): Uint8Array => batchOf(["x"], { producerId: 7, producerEpoch: 0, baseSequence: 1 });
    expect(await codeOfRejected(log.append("t", 0, plain()))).toBe("log.transaction-open");
    await end(log, 7, true);
    expect(await codeOfRejected(log.append("t", 0, plain()))).toBeUndefined();
    await log.close();
  });

  it("is not forgotten, while others are after a silent day", async () => {
    const clock = new ManualClock();
    const log = await openMemoryLog({ clock });
    await log.createTopic({ name: "t", partitions: 1 });
    await producing(log, 1)("open");
    await log.append("t", 0, batchOf(["x"], { producerId: 2, producerEpoch: 0, baseSequence: 0 }));
    clock.advance(86_400_000);
    await log.append("t", 0, batchOf(["x"], { producerId: 3, producerEpoch: 0, baseSequence: 0 }));
    clock.advance(1);
    await log.maintain();
    expect(log.producers("t", 0).map(({ producerId }) => producerId)).toEqual([1, 3]);
    await log.close();
  });

  it("waits when as many are open as a partition remembers", async () => {
    const log = await openMemoryLog({ config: { producersPerPartition: 2 } });
    await log.createTopic({ name: "t", partitions: 1 });
    for (const id of [1, 2]) await producing(log, id)("x");
    expect(await codeOfRejected(producing(log, 3)("x"))).toBe("log.busy");
    await end(log, 1, true);
    expect(await codeOfRejected(producing(log, 3)("x"))).toBeUndefined();
    expect(log.producers("t", 0).map(({ producerId }) => producerId)).toEqual([2, 3]);
    await log.close();
  });
});
