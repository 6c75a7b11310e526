import { ManualClock, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { encodeJson } from "./disk/checked-json.ts";
import { openMemoryLog, SimulatedDisk } from "./simulation/index.ts";
import { allRecords, batchOf, codeOfRejected } from "./testing.ts";

const segment = "/data/topics/t/0/00000000000000000000.log";

async function written(disk: SimulatedDisk, config: Record<string, string> = {}): Promise<void> {
  const log = await openMemoryLog({ disk });
  await log.createTopic({ name: "t", partitions: 1, config });
  for (let index = 0; index < 10; index++) await log.append("t", 0, batchOf([`v${index}${"x".repeat(300)}`]));
  await log.close();
}

const patch = async (
  disk: SimulatedDisk,
  path: string,
  action: (file: Awaited<ReturnType<SimulatedDisk["open"]>>) => Promise<void>,
): Promise<void> => {
  const file = await disk.open(path, "write");
  await action(file);
  await file.sync();
};

const writeNewer: Parameters<typeof patch>[2] = async (file) => {
  await file.truncate(0);
  await file.write([encodeJson({ format: 2 })], 0);
};

describe("recovery", () => {
  it("cuts a torn tail, says what it cut, and goes on behind it", async () => {
    const disk = new SimulatedDisk(seeded(1));
    await written(disk);
    await patch(disk, segment, async (file) => file.write([batchOf(["torn"]).subarray(0, 65)], await file.size()));
    const log = await openMemoryLog({ disk });
    expect(log.cuts).toMatchObject([{ file: segment, bytes: 65 }]);
    expect(await log.append("t", 0, batchOf(["next"]))).toMatchObject({ baseOffset: 10 });
    expect((await allRecords(log, "t")).length).toBe(11);
    await log.close();
  });

  it("refuses a missing end before the recovery point with log.corrupt, naming file and byte", async () => {
    const disk = new SimulatedDisk(seeded(1));
    await written(disk);
    await patch(disk, segment, (file) => file.truncate(1000));
    await expect(openMemoryLog({ disk })).rejects.toMatchObject({
      code: "log.corrupt",
      message: expect.stringMatching(/0{20}\.log is damaged at byte \d+/),
    });
  });

  it("refuses a flipped bit when it reads there, or at once when it is told to verify", async () => {
    const disk = new SimulatedDisk(seeded(1));
    await written(disk, { "index.interval.bytes": "0" });
    disk.flipBit(segment, 500, 3);
    const log = await openMemoryLog({ disk });
    expect(await codeOfRejected(log.read("t", 0, 0, { maxBytes: 10_000 }))).toBe("log.corrupt");
    await log.close();
    expect(await codeOfRejected(openMemoryLog({ disk, config: { verifyAll: true } }))).toBe("log.corrupt");
  });

  it("rebuilds indexes that are missing, short or damaged", async () => {
    for (const damage of ["missing", "short", "flipped"] as const) {
      const disk = new SimulatedDisk(seeded(1));
      await written(disk, { "segment.bytes": "1024", "index.interval.bytes": "0" });
      const indexes = disk.files().filter(({ path }) => path.endsWith("index"));
      expect(indexes.length).toBeGreaterThan(4);
      for (const { path, sizeBytes } of indexes) {
        if (damage === "missing") await disk.removeFile(path);
        if (damage === "short") await patch(disk, path, (file) => file.truncate(Math.floor(sizeBytes / 2)));
        if (damage === "flipped" && sizeBytes > 0) disk.flipBit(path, sizeBytes - 1, 0);
      }
      const log = await openMemoryLog({ disk });
      expect((await allRecords(log, "t")).length).toBe(10);
      await log.close();
    }
  });

  it("refuses a missing segment in the middle, a missing folder, and files that are not ours", async () => {
    for (const [damage, code] of [
      [(disk: SimulatedDisk) => disk.removeFile(segment.replace("0.log", "4.log")), "log.corrupt"],
      [(disk: SimulatedDisk) => disk.removeFolder("/data/topics/t/0"), "log.corrupt"],
      [(disk: SimulatedDisk) => patch(disk, "/data/log.json", (file) => file.write([Buffer.from('}"format":1')], 0)), "log.corrupt"],
      [(disk: SimulatedDisk) => patch(disk, "/data/log.json", writeNewer), "log.folder-version"],
      [(disk: SimulatedDisk) => patch(disk, "/data/topics/t/topic.json", (file) => file.truncate(5)), "log.corrupt"],
      [(disk: SimulatedDisk) => Promise.resolve(disk.flipBit("/data/recovery-points", 20, 1)), "log.corrupt"],
    ] as const) {
      const disk = new SimulatedDisk(seeded(1));
      await written(disk, { "segment.bytes": "1024" });
      await damage(disk);
      const got = await codeOfRejected(openMemoryLog({ disk }));
      expect(got).toBe(code);
    }
  });
});

describe("a failing disk", () => {
  it("stops the log for good when a sync fails, and keeps what was acknowledged", async () => {
    const disk = new SimulatedDisk(seeded(1));
    let log = await openMemoryLog({ disk });
    await log.createTopic({ name: "t", partitions: 1 });
    await log.append("t", 0, batchOf(["kept"]));
    let told: Error | undefined;
    log.watch({ failed: (error) => void (told = error) });
    disk.faults.failSyncAfter = 0;
    expect(await codeOfRejected(log.append("t", 0, batchOf(["lost"])))).toBe("log.stopped");
    expect(await codeOfRejected(log.append("t", 0, batchOf(["late"])))).toBe("log.stopped");
    expect(told).toMatchObject({ code: "log.stopped" });
    expect(await allRecords(log, "t")).toEqual(["0:kept"]);
    await log.close();
    disk.restart({ powerLoss: true });
    log = await openMemoryLog({ disk });
    expect((await allRecords(log, "t"))[0]).toBe("0:kept");
    await log.close();
  });

  it("begins no segment behind a flush that failed", async () => {
    const [disk, clock] = [new SimulatedDisk(seeded(1)), new ManualClock()];
    let log = await openMemoryLog({ disk, clock });
    await log.createTopic({ name: "t", partitions: 1, config: { "retention.ms": "1000" } });
    await log.append("t", 0, batchOf(["old"]));
    clock.advance(2000);
    disk.faults.failSyncAfter = 0;
    const failing = codeOfRejected(log.append("t", 0, batchOf(["written, not synced"])));
    // Retention wants the old segment closed, and its turn comes behind that flush.
    await codeOfRejected(log.maintain());
    expect(await failing).toBe("log.stopped");
    await log.close();
    disk.restart({ powerLoss: false });
    log = await openMemoryLog({ disk, clock });
    expect((await allRecords(log, "t"))[0]).toBe("0:old");
    await log.close();
  });

  it("refuses appends while it is full, shows nothing half written, and goes on when there is room", async () => {
    const disk = new SimulatedDisk(seeded(1));
    const log = await openMemoryLog({ disk });
    await log.createTopic({ name: "t", partitions: 1 });
    await log.append("t", 0, batchOf(["kept"]));
    disk.faults.capacityBytes = disk.usedBytes + 100;
    const before = disk.usedBytes;
    expect(await codeOfRejected(log.append("t", 0, batchOf(["x".repeat(500)])))).toBe("log.disk-full");
    expect(disk.usedBytes).toBe(before);
    disk.faults.capacityBytes = undefined;
    expect(await log.append("t", 0, batchOf(["next"]))).toMatchObject({ baseOffset: 1 });
    expect(await allRecords(log, "t")).toEqual(["0:kept", "1:next"]);
    await log.close();
  });

  it("can still remove what is too old while it is full, with the room of the spare file", async () => {
    for (const spareBytes of [0, 10_000]) {
      const disk = new SimulatedDisk(seeded(1));
      const log = await openMemoryLog({ disk, config: { spareBytes } });
      await log.createTopic({ name: "t", partitions: 1, config: { "segment.bytes": "1024" } });
      await log.maintain();
      const spare = (): boolean => disk.files().some(({ path }) => path === "/data/spare");
      expect(spare()).toBe(spareBytes > 0);
      for (let index = 0; index < 20; index++) await log.append("t", 0, batchOf(["x".repeat(400)]));
      await log.configureTopic("t", { "segment.bytes": "1024", "retention.bytes": "2000" });
      disk.faults.capacityBytes = disk.usedBytes;
      const append = (): Promise<string | undefined> => codeOfRejected(log.append("t", 0, batchOf(["x".repeat(400)])));
      expect(await append()).toBe("log.disk-full");
      await log.maintain();
      expect(await append()).toBe(spareBytes > 0 ? undefined : "log.disk-full");
      expect([log.size("t", 0).bytes < 4000, spare()]).toEqual([spareBytes > 0, spareBytes > 0]);
      await log.close();
    }
  });
});
