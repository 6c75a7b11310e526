import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import type { EmbeddedLog } from "./embedded-log.ts";
import { openMemoryLog, SimulatedDisk } from "./simulation/index.ts";
import { allRecords, batchOf, codeOfRejected } from "./testing.ts";

async function filled(disk: SimulatedDisk): Promise<EmbeddedLog> {
  const log = await openMemoryLog({ disk });
  await log.createTopic({ name: "t", partitions: 2, config: { "segment.bytes": "1024" } });
  // Three records a batch, two batches a segment.
  for (let batch = 0; batch < 10; batch++) {
    const values = ["a", "b", "c"].map((value) => value.repeat(100));
    await log.append("t", 0, batchOf(values, { timestampMs: batch === 4 ? 900 : batch * 10 }));
  }
  return log;
}

describe("deleteRecords", () => {
  it("moves the first readable offset, inside of a segment too, never back, and durably", async () => {
    const disk = new SimulatedDisk(seeded(1));
    let log = await filled(disk);
    expect(await log.deleteRecords("t", 0, 10)).toBe(10);
    expect(await log.deleteRecords("t", 0, 4)).toBe(10);
    expect(log.offsets("t", 0)).toMatchObject({ start: 10, end: 30 });
    expect(await codeOfRejected(log.read("t", 0, 9, { maxBytes: 1 }))).toBe("log.offset-out-of-range");
    for (const before of [-2, 31, Number.NaN])
      expect(await codeOfRejected(log.deleteRecords("t", 0, before))).toBe("log.offset-out-of-range");
    expect(await log.append("t", 0, batchOf(["x"]))).toMatchObject({ startOffset: 10 });
    disk.stop();
    await new Promise((resolve) => setImmediate(resolve));
    disk.restart({ powerLoss: true });
    log = await openMemoryLog({ disk });
    expect(log.offsets("t", 0)).toMatchObject({ start: 10, end: 31 });
    expect(log.offsets("t", 1)).toMatchObject({ start: 0, end: 0 });
    await log.close();
  });

  it("lets maintenance take away the segments below, the active one too", async () => {
    const disk = new SimulatedDisk(seeded(1));
    let log = await filled(disk);
    const { segments } = log.size("t", 0);
    await log.deleteRecords("t", 0, 13);
    await log.maintain();
    expect(log.size("t", 0).segments).toBe(segments - 2);
    expect((await allRecords(log, "t")).at(-1)).toMatch(/^29:/);
    expect(await log.deleteRecords("t", 0, -1)).toBe(30);
    await log.maintain();
    expect(log.size("t", 0)).toMatchObject({ bytes: 0, segments: 1 });
    expect(await log.append("t", 0, batchOf(["next"]))).toMatchObject({ baseOffset: 30, startOffset: 30 });
    await log.close();
    log = await openMemoryLog({ disk });
    expect(await allRecords(log, "t")).toEqual(["30:next"]);
    await log.close();
  });

  it("is honoured by the search for times", async () => {
    const log = await filled(new SimulatedDisk(seeded(1)));
    expect(await log.offsetOfMaxTimestamp("t", 0)).toEqual({ offset: 12, timestampMs: 900 });
    await log.deleteRecords("t", 0, 13);
    expect(await log.offsetAt("t", 0, 0)).toEqual({ offset: 13, timestampMs: 900 });
    expect(await log.offsetOfMaxTimestamp("t", 0)).toEqual({ offset: 13, timestampMs: 900 });
    await log.deleteRecords("t", 0, 15);
    expect(await log.offsetAt("t", 0, 0)).toEqual({ offset: 15, timestampMs: 50 });
    expect(await log.offsetOfMaxTimestamp("t", 0)).toEqual({ offset: 27, timestampMs: 90 });
    await log.close();
  });

  it("writes the topic's file once for many partitions, and not at all on a full disk", async () => {
    const disk = new SimulatedDisk(seeded(1));
    const log = await filled(disk);
    await log.append("t", 1, batchOf(["x", "y"]));
    const before = disk.syncs;
    expect(await Promise.all([log.deleteRecords("t", 0, 5), log.deleteRecords("t", 1, 1), log.deleteRecords("t", 0, 3)])).toEqual([
      5, 1, 5,
    ]);
    expect(disk.syncs - before).toBe(1);
    disk.faults.capacityBytes = disk.usedBytes;
    expect(await codeOfRejected(log.deleteRecords("t", 0, 9))).toBe("log.disk-full");
    disk.faults.capacityBytes = undefined;
    expect(await log.deleteRecords("t", 1, 2)).toBe(2);
    expect(log.offsets("t", 0).start).toBe(5);
    await log.close();
  });

  it("refuses to begin behind the end of what is there", async () => {
    const disk = new SimulatedDisk(seeded(1));
    const log = await filled(disk);
    await log.deleteRecords("t", 0, 29);
    await log.close();
    for (const { path } of disk.files()) if (path.endsWith("0024.log") || path.endsWith("recovery-points")) await disk.removeFile(path);
    expect(await codeOfRejected(openMemoryLog({ disk }))).toBe("log.corrupt");
  });
});
