import { ManualClock, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import type { AppendResult } from "./port.ts";
import { openMemoryLog, SimulatedDisk } from "./simulation/index.ts";
import { allRecords, batchOf, codeOfRejected, committedValues } from "./testing.ts";

describe("retention", () => {
  it("removes segments whose records are all too old, the active one too", async () => {
    const clock = new ManualClock(1_000_000);
    const log = await openMemoryLog({ clock });
    await log.createTopic({ name: "t", partitions: 1, config: { "retention.ms": "1000", "segment.bytes": "1024" } });
    for (let index = 0; index < 10; index++) {
      await log.append("t", 0, batchOf(["x".repeat(400)], { timestampMs: clock.now() }));
      clock.advance(200);
    }
    await log.maintain();
    const { start, end } = log.offsets("t", 0);
    expect([start > 0, start < 10, end]).toEqual([true, true, 10]);
    clock.advance(5000);
    await log.maintain();
    expect(log.offsets("t", 0)).toEqual({ start: 10, end: 10, stable: 10 });
    expect(await log.append("t", 0, batchOf(["on"]))).toMatchObject({ baseOffset: 10, startOffset: 10 });
    await log.close();
  });

  it("keeps at least the bytes it is told to keep", async () => {
    const log = await openMemoryLog();
    await log.createTopic({
      name: "t",
      partitions: 1,
      config: { "retention.bytes": "3000", "segment.bytes": "1024", "retention.ms": "-1" },
    });
    for (let index = 0; index < 20; index++) await log.append("t", 0, batchOf(["x".repeat(400)]));
    await log.maintain();
    const { bytes } = log.size("t", 0);
    expect(bytes).toBeGreaterThanOrEqual(3000);
    expect(bytes).toBeLessThan(3000 + 1024);
    await log.close();
  });

  it("runs by itself in the background", async () => {
    const clock = new ManualClock(1_000_000);
    const log = await openMemoryLog({ clock, config: { maintenanceMs: 100 } });
    await log.createTopic({ name: "t", partitions: 1, config: { "retention.ms": "50" } });
    await log.append("t", 0, batchOf(["x"], { timestampMs: clock.now() }));
    clock.advance(101);
    for (let turn = 0; turn < 20 && log.offsets("t", 0).start === 0; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(log.offsets("t", 0).start).toBe(1);
    await log.close();
  });

  it("goes on when the clock goes back, and removes nothing too early", async () => {
    const clock = new ManualClock(1_000_000);
    const log = await openMemoryLog({ clock });
    const config = { "message.timestamp.type": "LogAppendTime", "segment.ms": "1000", "retention.ms": "5000" };
    await log.createTopic({ name: "t", partitions: 1, config });
    const put = (value: string, baseSequence: number): Promise<AppendResult> =>
      log.append("t", 0, batchOf([value], { producerId: 1, producerEpoch: 0, baseSequence }));
    await put("before", 0);
    clock.set(10_000);
    expect(await put("behind", 1)).toMatchObject({ baseOffset: 1, logAppendTimeMs: 10_000 });
    expect(await put("behind", 1)).toMatchObject({ baseOffset: 1, duplicate: true });
    await log.maintain();
    expect(await allRecords(log, "t")).toEqual(["0:before", "1:behind"]);
    expect(await log.offsetAt("t", 0, 9_000)).toEqual({ offset: 0, timestampMs: 1_000_000 });
    clock.set(1_005_000);
    await log.maintain();
    expect(log.offsets("t", 0)).toMatchObject({ start: 0, end: 2 });
    clock.set(1_005_001);
    await log.maintain();
    expect(log.offsets("t", 0)).toMatchObject({ start: 2, end: 2 });
    await log.close();
  });

  it("closes a segment that has the age of segment.ms", async () => {
    const clock = new ManualClock();
    const log = await openMemoryLog({ clock });
    await log.createTopic({ name: "t", partitions: 1, config: { "segment.ms": "1000" } });
    await log.append("t", 0, batchOf(["a"]));
    clock.advance(1001);
    await log.append("t", 0, batchOf(["b"]));
    expect(log.size("t", 0).segments).toBe(2);
    await log.close();
  });
});

const compacted = { "cleanup.policy": "compact", "segment.bytes": "1024", "delete.retention.ms": "1000" };

describe("compaction", () => {
  it.each(["none", "zstd", "snappy"] as const)("keeps the last record of each key at its offset, %s", async (compression) => {
    const disk = new SimulatedDisk(seeded(3));
    let log = await openMemoryLog({ disk });
    await log.createTopic({ name: "t", partitions: 1, config: compacted });
    const random = seeded(4);
    const last = new Map<string, string>();
    const filler = (): string => Array.from({ length: 80 }, () => random.below(36).toString(36)).join("");
    for (let index = 0; index < 60; index++) {
      const values = [0, 1, 2].map((part) => {
        const key = `k${random.below(8)}`;
        last.set(key, `${index * 3 + part}:${key}=`);
        return `${key}=${filler()}`;
      });
      await log.append("t", 0, batchOf(values, { compression, timestampMs: Date.UTC(2026, 0) + index }));
    }
    const before = await allRecords(log, "t");
    await log.maintain();
    const after = await allRecords(log, "t");
    expect(after.length).toBeLessThan(before.length / 2);
    for (const line of after) expect(before).toContain(line);
    for (const start of last.values()) expect(after.some((line) => line.startsWith(start))).toBe(true);
    for (let offset = 0; offset < 180; offset += 7)
      expect((await log.read("t", 0, offset, { maxBytes: 1 })).bytes.length).toBeGreaterThan(0);
    await log.close();
    log = await openMemoryLog({ disk, config: { verifyAll: true } });
    expect(await allRecords(log, "t")).toEqual(after);
    await log.close();
  });

  it("leaves the beginning where it was, when nothing of the first segment stays", async () => {
    const log = await openMemoryLog();
    await log.createTopic({ name: "t", partitions: 1, config: compacted });
    for (let index = 0; index < 8; index++) await log.append("t", 0, batchOf([`k=${index}${"x".repeat(400)}`]));
    for (let turn = 0; turn < 3; turn++) await log.maintain();
    expect(log.offsets("t", 0)).toMatchObject({ start: 0, end: 8 });
    expect((await allRecords(log, "t")).length).toBeLessThan(8);
    await log.close();
  });

  it("drops a tombstone when its time is over, with all that was before it", async () => {
    const clock = new ManualClock(1_000_000);
    const log = await openMemoryLog({ clock });
    await log.createTopic({ name: "t", partitions: 1, config: compacted });
    const put = (text: string): Promise<unknown> => log.append("t", 0, batchOf([text], { timestampMs: clock.now() }));
    await put(`a=${"x".repeat(600)}`);
    await put("a=");
    await put(`b=${"x".repeat(900)}`);
    await put("c=1");
    await log.maintain();
    expect((await allRecords(log, "t")).map((line) => line.slice(0, 5))).toEqual(["1:a=", "2:b=x", "3:c=1"]);
    clock.advance(2000);
    await put(`d=${"x".repeat(1000)}`);
    await put(`e=${"x".repeat(1000)}`);
    await log.maintain();
    expect((await allRecords(log, "t")).map((line) => line.slice(0, 4))).toEqual(["2:b=", "3:c=", "4:d=", "5:e="]);
    await log.close();
  });

  it("puts small segments together, and leaves offsets that readers pass over", async () => {
    const disk = new SimulatedDisk(seeded(3));
    let log = await openMemoryLog({ disk });
    await log.createTopic({ name: "t", partitions: 1, config: compacted });
    for (let index = 0; index < 60; index++) await log.append("t", 0, batchOf([`k${index % 3}=${"x".repeat(200)}`]));
    const before = log.size("t", 0).segments;
    await log.maintain();
    expect(before).toBeGreaterThan(10);
    expect(log.size("t", 0).segments).toBe(2);
    const offsets = async (): Promise<string[]> => (await allRecords(log, "t")).map((line) => line.replace(/=.*/, ""));
    const after = await offsets();
    expect(after.slice(0, 3)).toEqual([expect.stringMatching(/^\d\d:k\d$/), expect.anything(), expect.anything()]);
    expect((await log.read("t", 0, 0, { maxBytes: 1 })).bytes.length).toBeGreaterThan(0);
    await log.close();
    log = await openMemoryLog({ disk, config: { verifyAll: true } });
    expect(await offsets()).toEqual(after);
    await log.close();
  });

  it("resolves transactions: aborted records go, committed ones count, open ones wait", async () => {
    const log = await openMemoryLog();
    await log.createTopic({ name: "t", partitions: 1, config: compacted });
    const send = (producerId: number, baseSequence: number, ...values: string[]): Promise<unknown> =>
      log.append("t", 0, batchOf(values, { producerId, producerEpoch: 0, baseSequence, transactional: true }));
    const end = (producerId: number, committed: boolean): Promise<unknown> =>
      log.endTransaction("t", 0, { producerId, producerEpoch: 0, coordinatorEpoch: 0, committed });
    const fill = (): Promise<unknown> => log.append("t", 0, batchOf([`fill=${"x".repeat(1000)}`]));
    await log.append("t", 0, batchOf(["a=first", "b=first"]));
    await send(1, 0, "a=second");
    await send(2, 0, "b=aborted");
    await end(1, true);
    await end(2, false);
    await fill();
    await send(3, 0, "a=open");
    await fill();
    await fill();
    await log.maintain();
    expect((await allRecords(log, "t")).filter((line) => !line.includes("fill"))).toEqual(["1:b=first", "2:a=second", "7:a=open"]);
    expect(await committedValues(log, "t")).toEqual(["first", "second", "x".repeat(1000)]);
    await end(3, true);
    await fill();
    await fill();
    await log.maintain();
    expect((await committedValues(log, "t")).filter((value) => !value.startsWith("x"))).toEqual(["first", "open"]);
    await log.close();
  });

  it("waits for min.cleanable.dirty.ratio, but not longer than max.compaction.lag.ms", async () => {
    const clock = new ManualClock(1_000_000);
    const log = await openMemoryLog({ clock });
    const config = { ...compacted, "min.cleanable.dirty.ratio": "0.9", "max.compaction.lag.ms": "5000" };
    await log.createTopic({ name: "t", partitions: 1, config });
    const put = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index++) await log.append("t", 0, batchOf([`k${index % 20}=${"x".repeat(400)}`]));
    };
    await put(40);
    await log.maintain();
    const { bytes } = log.size("t", 0);
    expect(bytes).toBeLessThan(30 * 400);
    await put(20);
    await log.maintain();
    expect(log.size("t", 0).bytes).toBeGreaterThan(bytes + 15 * 400);
    clock.advance(6000);
    await log.maintain();
    expect(log.size("t", 0).bytes).toBeLessThan(bytes + 5 * 400);
    await log.close();
  });

  it("leaves a damaged partition as it is, and the others go on", async () => {
    const disk = new SimulatedDisk(seeded(3));
    const log = await openMemoryLog({ disk });
    for (const name of ["bad", "good"]) {
      await log.createTopic({ name, partitions: 1, config: compacted });
      for (let index = 0; index < 30; index++) await log.append(name, 0, batchOf([`k=${"x".repeat(200)}`]));
    }
    disk.flipBit("/data/topics/bad/0/00000000000000000000.log", 300, 1);
    const before = log.size("bad", 0);
    await log.maintain();
    expect(log.size("bad", 0)).toEqual(before);
    expect(log.size("good", 0).segments).toBe(2);
    expect(await codeOfRejected(log.read("bad", 0, 0, { maxBytes: 5000 }))).toBe("log.corrupt");
    await log.append("bad", 0, batchOf(["k=on"]));
    await log.close();
  });

  it("takes its time: no more bytes a second than it may", async () => {
    const clock = new ManualClock();
    const log = await openMemoryLog({ clock, config: { compactionBytesPerSecond: 1000 } });
    await log.createTopic({ name: "t", partitions: 1, config: compacted });
    for (let index = 0; index < 30; index++) await log.append("t", 0, batchOf([`k=${"x".repeat(200)}`]));
    let done = false;
    const running = log.maintain().finally(() => (done = true));
    let seconds = 0;
    for (; !done && seconds < 1000; seconds++) {
      clock.advance(1000);
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    await running;
    // It reads about 8,000 bytes twice, in pauses of a tenth of a second.
    expect(seconds).toBeGreaterThan(10);
    await log.close();
  });
});
