import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { ManualClock, seeded } from "@millrace/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLog } from "../open.ts";
import type { EmbeddedLog } from "../embedded-log.ts";
import { SimulatedDisk } from "../simulation/disk.ts";
import { openMemoryLog } from "../simulation/memory-log.ts";
import { SimulatedStore } from "../simulation/object-store.ts";
import { allRecords, batchOf, codeOf, codeOfRejected, committedValues } from "../testing.ts";
import { checkTopicConfig } from "../topic/config.ts";
import type { ObjectStore } from "./object-store.ts";

const config = { "segment.bytes": "1024", "remote.storage.enable": "true", "local.retention.bytes": "0" };
const pieces = { remotePartBytes: 512, remoteFetchBytes: 128, remoteCacheBytes: 512 };

let disk = new SimulatedDisk(seeded(1));
let store = new SimulatedStore(seeded(2));
let clock = new ManualClock();
beforeEach(() => {
  disk = new SimulatedDisk(seeded(1));
  store = new SimulatedStore(seeded(2));
  clock = new ManualClock();
});

const open = (tier: ObjectStore | undefined = store): Promise<EmbeddedLog> => openMemoryLog({ disk, clock, tier, config: pieces });

async function fill(log: EmbeddedLog, count: number): Promise<string[]> {
  const lines: string[] = [];
  for (let index = 0; index < count; index++) {
    const value = `${index} ${"x".repeat(300)}`;
    const { baseOffset } = await log.append("t", 0, batchOf([value]));
    lines.push(`${baseOffset}:${value}`);
  }
  return lines;
}

describe("a tiered topic", () => {
  it("leaves the local disk and is read from the object store, after a restart too", async () => {
    let log = await open();
    await log.createTopic({ name: "t", partitions: 1, config });
    const lines = await fill(log, 20);
    await log.maintain();
    expect(log.size("t", 0).bytes).toBeLessThanOrEqual(1024);
    expect(log.size("t", 0).remoteBytes).toBeGreaterThan(5_000);
    expect(await allRecords(log, "t")).toEqual(lines);
    await log.close();
    log = await open();
    expect(log.offsets("t", 0).start).toBe(0);
    expect(await allRecords(log, "t")).toEqual(lines);
    const { localStart, remoteEnd } = log.tiered("t", 0);
    expect(localStart).toBe(remoteEnd);
    expect(localStart).toBeGreaterThan(15);
    await log.close();
  });

  it("keeps everything local while the store is away, says so, and goes on when it is back", async () => {
    const log = await open();
    const failures: unknown[] = [];
    log.watch({ tierFailed: ({ message }) => void failures.push(message) });
    await log.createTopic({ name: "t", partitions: 1, config });
    store.faults = { failing: 1, lying: 0 };
    const lines = await fill(log, 20);
    await log.maintain();
    await log.maintain();
    // The second turn came before it was time to try again.
    expect(failures).toEqual(["the object store memory failed: 503 SlowDown"]);
    expect(log.size("t", 0)).toMatchObject({ remoteBytes: 0, segments: 10 });
    store.faults = { failing: 0, lying: 0 };
    expect(await allRecords(log, "t")).toEqual(lines);
    clock.advance(2_000);
    await log.maintain();
    expect(log.size("t", 0).bytes).toBeLessThanOrEqual(1024);
    store.faults = { failing: 1, lying: 0 };
    expect(await codeOfRejected(log.read("t", 0, 5, { maxBytes: 100 }))).toBe("log.tier-unavailable");
    expect(await log.append("t", 0, batchOf(["still"]))).toMatchObject({ baseOffset: 20 });
    await log.close();
  });

  it("believes no store that acknowledges what it does not keep (log.tier-unverified)", async () => {
    const log = await open();
    const codes: unknown[] = [];
    log.watch({ tierFailed: (error) => void codes.push((error as { code?: string }).code) });
    await log.createTopic({ name: "t", partitions: 1, config });
    store.faults = { failing: 0, lying: 1 };
    const lines = await fill(log, 10);
    await log.maintain();
    expect(codes).toEqual(["log.tier-unverified"]);
    expect(log.size("t", 0).remoteBytes).toBe(0);
    expect(await allRecords(log, "t")).toEqual(lines);
    await log.close();
  });

  it("waits for no store that never answers: neither its maintenance nor its close", async () => {
    const never = new Promise<never>(() => undefined);
    const silent: ObjectStore = { name: "silent", put: () => never, get: () => never, delete: () => never, list: () => never };
    const log = await open(silent);
    await log.createTopic({ name: "t", partitions: 1, config });
    await fill(log, 5);
    const turn = log.maintain();
    for (let tries = 0; tries < 50; tries++) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(60_000);
    await turn;
    clock.advance(60_000);
    const closing = log.maintain();
    await log.close();
    await closing;
  });

  it("uploads no faster than it may, however long nothing was to upload", async () => {
    const slow = { ...pieces, remoteBytesPerSecond: 1_000 };
    const log = await openMemoryLog({ disk, clock, tier: store, config: slow });
    await log.createTopic({ name: "t", partitions: 1, config });
    await fill(log, 10);
    clock.advance(3_600_000);
    let over = false;
    const turn = log.maintain().then(() => (over = true));
    const began = clock.now();
    const stored = (): number => [...store.objects.values()].reduce((sum, { length }) => sum + length, 0);
    while (!over) {
      for (let tries = 0; tries < 20; tries++) await new Promise((resolve) => setImmediate(resolve));
      expect(stored()).toBeLessThanOrEqual(clock.now() - began);
      clock.advance(100);
    }
    await turn;
    expect(log.size("t", 0).remoteBytes).toBeGreaterThan(2_000);
    await log.close();
  });

  it("names the aborted transactions of records that only the store holds", async () => {
    const log = await open();
    await log.createTopic({ name: "t", partitions: 1, config });
    const big = "x".repeat(300);
    for (const [round, committed] of [true, false, true, false].entries()) {
      const producer = { producerId: 7, producerEpoch: 0, baseSequence: round, transactional: true };
      await log.append("t", 0, batchOf([`${round}${big}`], producer));
      await log.endTransaction("t", 0, { producerId: 7, producerEpoch: 0, coordinatorEpoch: 0, committed });
    }
    await fill(log, 5);
    const before = await committedValues(log, "t");
    expect(before.slice(0, 3)).toEqual([`0${big}`, `2${big}`, `0 ${big}`]);
    await log.maintain();
    expect(log.tiered("t", 0).localStart).toBeGreaterThan(7);
    expect(await committedValues(log, "t")).toEqual(before);
    await log.close();
  });

  it("loses to deletion and retention what is remote as well", async () => {
    const log = await open();
    await log.createTopic({ name: "t", partitions: 1, config });
    const lines = await fill(log, 20);
    await log.maintain();
    const objects = store.objects.size;
    await log.deleteRecords("t", 0, 7);
    expect(await allRecords(log, "t")).toEqual(lines.slice(7));
    await log.maintain();
    clock.advance(1);
    await log.maintain();
    expect(store.objects.size).toBeLessThan(objects);
    await log.configureTopic("t", { ...config, "retention.bytes": "2500" });
    await log.maintain();
    const { start } = log.offsets("t", 0);
    expect(start).toBeGreaterThan(10);
    expect(await allRecords(log, "t")).toEqual(lines.slice(start));
    expect(await codeOfRejected(log.read("t", 0, start - 1, { maxBytes: 100 }))).toBe("log.offset-out-of-range");
    await log.deleteTopic("t");
    await log.maintain();
    expect(store.objects.size).toBe(0);
    await log.close();
  });

  it("names the damage of an object, and reads it again when it is whole", async () => {
    const log = await open();
    await log.createTopic({ name: "t", partitions: 1, config });
    await fill(log, 6);
    await log.maintain();
    const key = [...store.objects.keys()].find((name) => name.includes("/00000000000000000000-") && name.endsWith("/0"))!;
    const sound = store.objects.get(key)!;
    const damaged = Uint8Array.from(sound);
    damaged[100]! ^= 4;
    store.objects.set(key, damaged);
    const read = (): Promise<unknown> => log.read("t", 0, 0, { maxBytes: 100 });
    await expect(read()).rejects.toMatchObject({ code: "log.corrupt", message: expect.stringContaining("CRC-32C") });
    store.objects.set(key, sound);
    await read();
    store.objects.delete(key);
    await log.close();
  });

  it("is not uploaded where its local file is damaged", async () => {
    const log = await open();
    await log.createTopic({ name: "t", partitions: 1, config });
    await fill(log, 6);
    disk.flipBit("/data/topics/t/0/00000000000000000000.log", 200, 3);
    const codes: unknown[] = [];
    log.watch({ tierFailed: (error) => void codes.push((error as { code?: string }).code) });
    await log.maintain();
    expect(codes).toEqual(["log.corrupt"]);
    expect(log.size("t", 0)).toMatchObject({ remoteBytes: 0 });
    await log.close();
  });
});

describe("the settings of tiering", () => {
  it("need a store (log.tier-missing), to read what is there too", async () => {
    let log = await openMemoryLog({ disk, clock, config: pieces });
    expect(await codeOfRejected(log.createTopic({ name: "t", partitions: 1, config }))).toBe("log.tier-missing");
    await log.close();
    log = await open();
    await log.createTopic({ name: "t", partitions: 1, config });
    await fill(log, 6);
    await log.maintain();
    await log.close();
    log = await openMemoryLog({ disk, clock, config: pieces });
    expect(await codeOfRejected(log.read("t", 0, 0, { maxBytes: 100 }))).toBe("log.tier-missing");
    expect(await log.append("t", 0, batchOf(["a"]))).toMatchObject({ baseOffset: 6 });
    await log.close();
  });

  it("refuse compaction (log.tier-compacted) and a local retention longer than all", () => {
    expect(codeOf(() => checkTopicConfig({ "cleanup.policy": "compact", "remote.storage.enable": "true" }))).toBe("log.tier-compacted");
    expect(codeOf(() => checkTopicConfig({ "retention.ms": "1000", "local.retention.ms": "2000" }))).toBe("log.config-value");
    expect(codeOf(() => checkTopicConfig({ "retention.bytes": "1000", "local.retention.bytes": "-1" }))).toBe("log.config-value");
    checkTopicConfig({ "retention.ms": "1000", "local.retention.ms": "-2" });
  });

  it("are not taken back while the store holds something (log.tier-kept), but the copying ends", async () => {
    const log = await open();
    await log.createTopic({ name: "t", partitions: 1, config });
    await fill(log, 6);
    await log.maintain();
    expect(await codeOfRejected(log.configureTopic("t", {}))).toBe("log.tier-kept");
    await log.configureTopic("t", { ...config, "remote.log.copy.disable": "true" });
    const { remoteBytes } = log.size("t", 0);
    await fill(log, 6);
    await log.maintain();
    expect(log.size("t", 0).remoteBytes).toBe(remoteBytes);
    await log.close();
  });
});

describe("a folder as object store", () => {
  let folder = "";
  beforeEach(() => void (folder = mkdtempSync(`${tmpdir()}/millrace-tier-`)));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("holds a topic on the real disk, and is empty when the topic is deleted", async () => {
    const options = { folder: `${folder}/data`, tier: { kind: "folder", path: `${folder}/tier/` }, config: { maintenanceMs: 0 } } as const;
    let log = await openLog(options);
    await log.createTopic({ name: "t", partitions: 1, config });
    const lines = await fill(log, 20);
    await log.maintain();
    await log.close();
    log = await openLog(options);
    expect(log.size("t", 0).bytes).toBeLessThanOrEqual(1024);
    expect(await allRecords(log, "t")).toEqual(lines);
    await log.deleteTopic("t");
    await log.maintain();
    const files = readdirSync(`${folder}/tier`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files).toEqual([]);
    await log.close();
  });
});
