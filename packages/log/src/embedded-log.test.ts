import { ManualClock, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { decodeRecords } from "./batch/records.ts";
import type { EmbeddedLog } from "./embedded-log.ts";
import { openMemoryLog, SimulatedDisk } from "./simulation/index.ts";
import { allRecords, batchOf, codeOf, codeOfRejected, codeOfThrown } from "./testing.ts";

const read = { maxBytes: 10_000 };
const textOf = (bytes: Uint8Array): string => (Buffer.from(bytes).includes("first") ? "first" : "second");

describe("topics", () => {
  it("are created, listed, changed and deleted, and all of that survives", async () => {
    const disk = new SimulatedDisk(seeded(1));
    let log = await openMemoryLog({ disk });
    const info = await log.createTopic({ name: "clicks", partitions: 2, config: { "retention.ms": "1000" } });
    await log.createTopic({ name: "__state", partitions: 1 });
    await log.createTopic({ name: "gone", partitions: 1 });
    await log.addPartitions("clicks", 3);
    await log.configureTopic("clicks", { "retention.bytes": "5" });
    await log.deleteTopic("gone");
    await log.append("clicks", 2, batchOf(["a"]));
    const { clusterId } = log;
    await log.close();
    log = await openMemoryLog({ disk });
    expect(log.clusterId).toBe(clusterId);
    expect(log.topics().map(({ name, internal }) => [name, internal])).toEqual([
      ["__state", true],
      ["clicks", false],
    ]);
    expect(log.topic("clicks")).toEqual({ ...info, partitions: 3, config: { "retention.bytes": "5" } });
    expect(await allRecords(log, "clicks", 2)).toEqual(["0:a"]);
    await log.close();
  });

  it("are refused with a code that says why", async () => {
    const log = await openMemoryLog({ config: { topics: 2 } });
    await log.createTopic({ name: "clicks", partitions: 2 });
    const create = (name: string, partitions = 1, config = {}): Promise<string | undefined> =>
      codeOfRejected(log.createTopic({ name, partitions, config }));
    expect(await create("clicks")).toBe("log.topic-exists");
    for (const name of ["", ".", "..", "a/b", "a b", "ä", "x".repeat(250), "~new"]) expect(await create(name)).toBe("log.topic-name");
    expect(await create("x", 0)).toBe("log.partition-count");
    expect(await create("x", 100_000)).toBe("log.partition-count");
    expect(await codeOfRejected(log.addPartitions("clicks", 2))).toBe("log.partition-count");
    expect(await create("x", 1, { "retention.years": "1" })).toBe("log.config-unknown");
    expect(await create("x", 1, { "retention.ms": "soon" })).toBe("log.config-value");
    await log.createTopic({ name: "second", partitions: 1 });
    expect(await create("third")).toBe("log.topic-limit");
    expect(await codeOfRejected(log.append("nothing", 0, batchOf(["a"])))).toBe("log.topic-unknown");
    expect(await codeOfRejected(log.append("clicks", 2, batchOf(["a"])))).toBe("log.partition-unknown");
    expect(codeOf(() => log.offsets("clicks", -1))).toBe("log.partition-unknown");
    await log.close();
  });
});

describe("append", () => {
  it("gives offsets in the order of the calls and tells watchers what became durable", async () => {
    const log = await openMemoryLog();
    await log.createTopic({ name: "t", partitions: 1 });
    const seen: number[] = [];
    log.watch({ appended: (_topic, _partition, endOffset) => void seen.push(endOffset) });
    const results = await Promise.all(["a", "b", "c"].map((value) => log.append("t", 0, batchOf([value, value]))));
    expect(results.map(({ baseOffset, lastOffset }) => [baseOffset, lastOffset])).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(seen.at(-1)).toBe(6);
    expect(await allRecords(log, "t")).toEqual(["0:a", "1:a", "2:b", "3:b", "4:c", "5:c"]);
    await log.close();
  });

  it("shares one sync among many appends", async () => {
    const disk = new SimulatedDisk(seeded(1));
    const log = await openMemoryLog({ disk });
    await log.createTopic({ name: "t", partitions: 1 });
    await log.append("t", 0, batchOf(["first"]));
    const before = disk.syncs;
    await Promise.all(Array.from({ length: 100 }, () => log.append("t", 0, batchOf(["x"]))));
    expect(disk.syncs - before).toBeLessThanOrEqual(2);
    await log.close();
  });

  it("answers a duplicate without writing, also while the first is on its way and after a restart", async () => {
    const disk = new SimulatedDisk(seeded(1));
    let log = await openMemoryLog({ disk });
    await log.createTopic({ name: "t", partitions: 1 });
    const batch = (sequence: number): Uint8Array => batchOf(["x"], { producerId: 9, producerEpoch: 1, baseSequence: sequence });
    const [first, again] = await Promise.all([log.append("t", 0, batch(0)), log.append("t", 0, batch(0))]);
    expect([first.duplicate, again.duplicate, again.baseOffset]).toEqual([false, true, 0]);
    expect(await codeOfRejected(log.append("t", 0, batch(2)))).toBe("log.sequence-gap");
    await log.append("t", 0, batch(1));
    await log.close();
    log = await openMemoryLog({ disk });
    expect(log.producer("t", 0, 9)).toMatchObject({ producerEpoch: 1, lastSequence: 1, lastOffset: 1 });
    expect(await log.append("t", 0, batch(1))).toMatchObject({ duplicate: true, baseOffset: 1 });
    const old = batchOf(["x"], { producerId: 9, producerEpoch: 0, baseSequence: 2 });
    expect(await codeOfRejected(log.append("t", 0, old))).toBe("log.producer-fenced");
    expect(log.offsets("t", 0).end).toBe(2);
    await log.close();
  });

  it("refuses what is too large, keyless or too much at once, and writes nothing of it", async () => {
    const log = await openMemoryLog({ config: { pendingBytes: 200 } });
    await log.createTopic({ name: "t", partitions: 1, config: { "max.message.bytes": "500" } });
    await log.createTopic({ name: "c", partitions: 1, config: { "cleanup.policy": "compact" } });
    expect(await codeOfRejected(log.append("t", 0, batchOf(["x".repeat(500)])))).toBe("log.record-too-large");
    const keyless = log.append("c", 0, batchOf(["none", "k=v", "none either"]));
    await expect(keyless).rejects.toMatchObject({ code: "log.record-keyless", records: [0, 2] });
    const first = log.append("t", 0, batchOf(["x".repeat(100)]));
    expect(await codeOfRejected(log.append("t", 0, batchOf(["x".repeat(100)])))).toBe("log.busy");
    await first;
    expect([log.offsets("t", 0).end, log.offsets("c", 0).end]).toEqual([1, 0]);
    await log.close();
  });

  it("stamps its own time where the topic says so, with a CRC that fits", async () => {
    const clock = new ManualClock(5000);
    const log = await openMemoryLog({ clock });
    await log.createTopic({ name: "t", partitions: 1, config: { "message.timestamp.type": "LogAppendTime" } });
    expect(await log.append("t", 0, batchOf(["a"], { timestampMs: 1 }))).toMatchObject({ logAppendTimeMs: 5000 });
    const { bytes } = await log.read("t", 0, 0, read);
    expect(decodeRecords(bytes)[0]?.timestampMs).toBe(5000);
    await log.close();
  });

  it("never gives a producer id twice", async () => {
    const disk = new SimulatedDisk(seeded(1));
    let log = await openMemoryLog({ disk });
    const first = [await log.nextProducerId(), await log.nextProducerId()];
    await log.close();
    log = await openMemoryLog({ disk });
    const next = await log.nextProducerId();
    expect(new Set([...first, next]).size).toBe(3);
    await log.close();
    expect(await codeOfRejected(log.read("t", 0, 0, read))).toBe("log.closed");
  });
});

describe("read", () => {
  it("returns the whole batch that holds the offset, even when it is larger than asked", async () => {
    const log = await openMemoryLog();
    await log.createTopic({ name: "t", partitions: 1 });
    for (const value of ["a", "b", "c"]) await log.append("t", 0, batchOf([value, value, value]));
    const { bytes, endOffset } = await log.read("t", 0, 4, { maxBytes: 1 });
    expect([decodeRecords(bytes).map(({ offset }) => offset), endOffset]).toEqual([[3, 4, 5], 9]);
    expect(structuredClone(bytes, { transfer: [bytes.buffer] }).length).toBeGreaterThan(0);
    expect((await log.read("t", 0, 9, read)).bytes.length).toBe(0);
    for (const offset of [-1, 10]) expect(await codeOfRejected(log.read("t", 0, offset, read))).toBe("log.offset-out-of-range");
    await log.close();
  });

  it("waits for records, for its time, or for its caller", async () => {
    const clock = new ManualClock();
    const log = await openMemoryLog({ clock, config: { waitingReads: 3 } });
    await log.createTopic({ name: "t", partitions: 1 });
    const patient = log.read("t", 0, 0, { ...read, waitMs: 1000 });
    const greedy = log.read("t", 0, 0, { ...read, waitMs: 1000, minBytes: 5000 });
    const controller = new AbortController();
    const aborted = codeOfRejected(log.read("t", 0, 0, { ...read, waitMs: 1000, minBytes: 5000, signal: controller.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await codeOfRejected(log.read("t", 0, 0, { ...read, waitMs: 10 }))).toBe("log.busy");
    await log.append("t", 0, batchOf(["a"]));
    expect((await patient).endOffset).toBe(1);
    controller.abort();
    expect(await aborted).toBeDefined();
    clock.advance(1001);
    expect((await greedy).bytes.length).toBeGreaterThan(0);
    const last = codeOfRejected(log.read("t", 0, 1, { ...read, waitMs: 1000 }));
    await new Promise((resolve) => setImmediate(resolve));
    await log.deleteTopic("t");
    expect(await last).toBe("log.topic-unknown");
    await log.close();
  });

  it.each([
    ["read", (log: EmbeddedLog) => log.read("t", 0, 0, read).then(({ bytes }) => textOf(bytes))],
    [
      "read of what is committed",
      (log: EmbeddedLog) => log.read("t", 0, 0, { ...read, isolation: "committed" }).then(({ bytes }) => textOf(bytes)),
    ],
    ["search by time", (log: EmbeddedLog) => log.offsetAt("t", 0, 0).then((found) => (found?.timestampMs === 1 ? "first" : "second"))],
  ] as const)("says of a topic that is deleted during a %s that it is gone, and shows nothing of its successor", async (_, look) => {
    const seen = new Set<string>();
    for (let ticks = 0; ticks < 40; ticks++) {
      const disk = new SimulatedDisk(seeded(ticks));
      const before = await openMemoryLog({ disk });
      await before.createTopic({ name: "t", partitions: 1 });
      await before.append("t", 0, batchOf(["first"], { timestampMs: 1 }));
      await before.close();
      // No file is open yet.
      const log = await openMemoryLog({ disk });
      const looking = look(log).catch(codeOfThrown);
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      await log.deleteTopic("t");
      await log.createTopic({ name: "t", partitions: 1 });
      await log.append("t", 0, batchOf(["second"], { timestampMs: 2 }));
      seen.add(await looking);
      await log.close();
    }
    expect([...seen].sort()).toEqual(["first", "log.topic-unknown"]);
  });

  it("finds offsets by time, across segments, to the record", async () => {
    const log = await openMemoryLog();
    await log.createTopic({ name: "t", partitions: 1, config: { "segment.bytes": "1024", "index.interval.bytes": "0" } });
    for (let index = 0; index < 50; index++) {
      await log.append("t", 0, batchOf(["x".repeat(100), "y"], { timestampMs: index === 20 ? 9999 : index * 10 }));
    }
    expect(log.size("t", 0).segments).toBeGreaterThan(3);
    expect(await log.offsetAt("t", 0, 0)).toEqual({ offset: 0, timestampMs: 0 });
    expect(await log.offsetAt("t", 0, 105)).toEqual({ offset: 22, timestampMs: 110 });
    expect(await log.offsetAt("t", 0, 300)).toEqual({ offset: 40, timestampMs: 9999 });
    expect(await log.offsetAt("t", 0, 10_000)).toBeUndefined();
    expect(await log.offsetOfMaxTimestamp("t", 0)).toEqual({ offset: 40, timestampMs: 9999 });
    await log.close();
  });
});
