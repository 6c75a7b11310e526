import { setImmediate } from "node:timers/promises";
import { ManualClock, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { openMemoryLog, SimulatedDisk } from "./simulation/index.ts";
import { allRecords, batchOf, codeOfRejected, HoldingDisk } from "./testing.ts";

const relaxed = { "millrace.durability": "relaxed", "segment.bytes": "2000" };

describe("a relaxed topic", () => {
  it("acknowledges before it syncs, and syncs soon after", async () => {
    const [disk, clock] = [new SimulatedDisk(seeded(1)), new ManualClock()];
    const log = await openMemoryLog({ disk, clock });
    await log.createTopic({ name: "t", partitions: 1, config: relaxed });
    await log.append("t", 0, batchOf(["first"]));
    const before = disk.syncs;
    for (let index = 0; index < 5; index++) await log.append("t", 0, batchOf(["x"]));
    expect(disk.syncs).toBe(before);
    clock.advance(100);
    await setImmediate();
    expect(disk.syncs).toBe(before + 1);
    clock.advance(1000);
    await setImmediate();
    expect(disk.syncs).toBe(before + 1);
    await log.close();
  });

  it("loses nothing when the process is killed, and to a power cut only what was written in the last moment", async () => {
    let lost = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const random = seeded(seed);
      const powerLoss = random.below(3) > 0;
      const [disk, clock] = [new SimulatedDisk(seeded(seed + 1000)), new ManualClock()];
      disk.faults = { writeBack: 0.2 };
      let log = await openMemoryLog({ disk, clock, config: { recoveryPointBytes: 1000 } });
      await log.createTopic({ name: "t", partitions: 1, config: relaxed });
      let [certain, start] = [0, 0];
      for (let step = random.below(40); step > 0; step--) {
        const what = random.below(8);
        if (what === 0) {
          clock.advance(100);
          await setImmediate();
          certain = log.offsets("t", 0).end;
        } else if (what === 1) {
          const { end } = log.offsets("t", 0);
          start = await log.deleteRecords("t", 0, random.below(end + 1));
          certain = Math.max(certain, start);
        } else await log.append("t", 0, batchOf([`${step}${"x".repeat(random.below(300))}`]));
      }
      const before = await allRecords(log, "t");
      const { end } = log.offsets("t", 0);
      disk.stop();
      await setImmediate();
      disk.restart({ powerLoss });
      log = await openMemoryLog({ disk, clock });
      const after = await allRecords(log, "t");
      expect(after).toEqual(before.slice(0, after.length));
      expect(log.offsets("t", 0).start).toBe(start);
      expect(log.offsets("t", 0).end).toBeGreaterThanOrEqual(powerLoss ? certain : end);
      if (log.offsets("t", 0).end < end) lost++;
      await log.append("t", 0, batchOf(["on"]));
      await log.close();
    }
    // The test would show a loss.
    expect(lost).toBeGreaterThan(10);
  });

  it("syncs what comes to one partition while another begins a segment", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const [disk, clock] = [new HoldingDisk(seeded(seed)), new ManualClock()];
      const log = await openMemoryLog({ disk, clock });
      await log.createTopic({ name: "t", partitions: 2, config: relaxed });
      for (const partition of [0, 1]) await log.append("t", partition, batchOf(["x".repeat(1500)]));
      disk.heldFolder = "/data/topics/t/1/";
      const roll = log.append("t", 0, batchOf(["x".repeat(1500)]));
      await setImmediate();
      const meanwhile = log.append("t", 1, batchOf(["meanwhile"]));
      await setImmediate();
      disk.release();
      await Promise.all([roll, meanwhile]);
      clock.advance(100);
      await setImmediate();
      disk.stop();
      disk.restart({ powerLoss: true });
      const after = await openMemoryLog({ disk, clock });
      expect(after.offsets("t", 1).end).toBe(2);
      await after.close();
    }
  });

  it("stops the log when its late sync fails", async () => {
    const [disk, clock] = [new SimulatedDisk(seeded(1)), new ManualClock()];
    const log = await openMemoryLog({ disk, clock });
    await log.createTopic({ name: "t", partitions: 1, config: relaxed });
    await log.append("t", 0, batchOf(["x"]));
    disk.faults.failSyncAfter = 0;
    clock.advance(100);
    await setImmediate();
    expect(await codeOfRejected(log.append("t", 0, batchOf(["y"])))).toBe("log.stopped");
    await log.close();
  });

  it("is synced when it is closed, or deleted before that", async () => {
    const [disk, clock] = [new SimulatedDisk(seeded(1)), new ManualClock()];
    let log = await openMemoryLog({ disk, clock });
    for (const name of ["t", "gone"]) {
      await log.createTopic({ name, partitions: 1, config: relaxed });
      await log.append(name, 0, batchOf(["x"]));
    }
    await log.deleteTopic("gone");
    clock.advance(100);
    await setImmediate();
    await log.append("t", 0, batchOf(["y"]));
    await log.close();
    disk.restart({ powerLoss: true });
    log = await openMemoryLog({ disk, clock });
    expect(await allRecords(log, "t")).toEqual(["0:x", "1:y"]);
    await log.close();
  });
});
