import { ManualClock, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { openMemoryLog, SimulatedDisk } from "./simulation/index.ts";
import { allRecords, batchOf } from "./testing.ts";

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

  it("gives the same with a table of only two keys", async () => {
    const log = await openMemoryLog({ config: { compactionKeys: 2 } });
    await log.createTopic({ name: "t", partitions: 1, config: compacted });
    for (let index = 0; index < 40; index++) await log.append("t", 0, batchOf([`k${index % 7}=${index}${"x".repeat(100)}`]));
    await log.maintain();
    const keys = (await allRecords(log, "t")).slice(0, -10).map((line) => /k\d/.exec(line)![0]);
    expect(new Set(keys).size).toBe(keys.length);
    await log.close();
  });
});
