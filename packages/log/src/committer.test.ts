import { setImmediate } from "node:timers/promises";
import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import type { EmbeddedLog } from "./embedded-log.ts";
import { SimulatedDisk } from "./simulation/disk.ts";
import { openMemoryLog } from "./simulation/memory-log.ts";
import { batchOf, HoldingDisk } from "./testing.ts";

const partitions = 400;

/** Appends to every partition of a wide topic at once, and what is to come after that; tells the order of the answers. */
async function afterMany(log: EmbeddedLog, what: () => Promise<unknown>): Promise<readonly (number | "it")[]> {
  const answered: (number | "it")[] = [];
  const many = Array.from({ length: partitions }, async (_, partition) => {
    await log.append("wide", partition, batchOf(["x"]));
    answered.push(partition);
  });
  await Promise.all([...many, what().then(() => answered.push("it"))]);
  return answered;
}

async function open(disk = new SimulatedDisk(seeded(1))): Promise<EmbeddedLog> {
  const log = await openMemoryLog({ disk });
  await log.createTopic({ name: "wide", partitions });
  await log.createTopic({ name: "other", partitions: 1 });
  return log;
}

describe("group commit", () => {
  it("does not hold up an append for those to hundreds of other partitions, nor these for ever", async () => {
    const log = await open();
    const answered = await afterMany(log, () => log.append("other", 0, batchOf(["x"])));
    expect(answered).toHaveLength(partitions + 1);
    expect(answered.indexOf("it")).toBeLessThan(100);
    // Of the others those that came first are not the last.
    expect(answered.indexOf(0)).toBeLessThan(100);
    await log.close();
  });

  it("does not wait with one partition for the sync of another", async () => {
    const disk = new HoldingDisk(seeded(1));
    const log = await open(disk);
    await log.append("wide", 0, batchOf(["x"]));
    disk.heldFolder = "/data/topics/wide/0/";
    let heldUp = true;
    const held = log.append("wide", 0, batchOf(["y"])).then(() => (heldUp = false));
    for (const value of ["a", "b", "c"]) await log.append("other", 0, batchOf([value]));
    expect([heldUp, log.offsets("wide", 0).end, log.offsets("other", 0).end]).toEqual([true, 1, 3]);
    disk.release();
    await held;
    await log.close();
  });

  it("flushes what came to a partition while it was flushed, together", async () => {
    const disk = new HoldingDisk(seeded(1));
    const log = await open(disk);
    await log.append("other", 0, batchOf(["first"]));
    disk.heldFolder = "/data/topics/other/";
    const before = disk.syncs;
    const appends = Array.from({ length: 50 }, async (_, index) => {
      for (let turn = 0; turn < index; turn++) await Promise.resolve();
      await log.append("other", 0, batchOf([String(index)]));
    });
    await setImmediate();
    disk.release();
    await Promise.all(appends);
    expect(disk.syncs).toBe(before + 2);
    await log.close();
  });

  it("has flushed what was appended before when it does anything else", async () => {
    const log = await open();
    const answered = await afterMany(log, () => log.nextProducerId());
    expect(answered.at(-1)).toBe("it");
    await log.close();
  });

  it("goes on between other things, however many they are", async () => {
    const log = await open();
    const done: string[] = [];
    const others = Array.from({ length: 20 }, () => log.nextProducerId().then(() => done.push("other")));
    await Promise.all([...others, log.append("other", 0, batchOf(["x"])).then(() => done.push("append"))]);
    expect(done.indexOf("append")).toBeLessThan(3);
    await log.close();
  });

  it("goes on while a topic with many partitions is made", async () => {
    const log = await open();
    const done: string[] = [];
    await Promise.all([
      log.createTopic({ name: "wider", partitions: 1_000 }).then(() => done.push("topic")),
      log.append("other", 0, batchOf(["x"])).then(() => done.push("append")),
    ]);
    expect(done).toEqual(["append", "topic"]);
    await log.close();
  });

  it("goes on while a topic gets many more partitions", async () => {
    const log = await open();
    const done: string[] = [];
    await Promise.all([
      log.addPartitions("other", 1_000).then(() => done.push("partitions")),
      log.append("other", 0, batchOf(["x"])).then(() => done.push("append")),
    ]);
    expect(done).toEqual(["append", "partitions"]);
    expect(log.topic("other")?.partitions).toBe(1_000);
    await log.append("other", 999, batchOf(["x"]));
    await log.close();
  });

  it("gives no partitions to a topic that is deleted meanwhile, nor to the next one of its name", async () => {
    const log = await open();
    const grown = log.addPartitions("other", 1_000);
    const deleted = log.deleteTopic("other").then(() => log.createTopic({ name: "other", partitions: 2 }));
    await expect(grown).rejects.toMatchObject({ code: "log.topic-unknown" });
    await deleted;
    expect(log.topic("other")?.partitions).toBe(2);
    await log.close();
  });

  it("lets one of two make a topic that both make at once, and leaves nothing of the other's", async () => {
    const disk = new SimulatedDisk(seeded(1));
    const log = await open(disk);
    const made = await Promise.allSettled([1, 2].map((count) => log.createTopic({ name: "new", partitions: count })));
    expect(made.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(made[1]).toMatchObject({ reason: { code: "log.topic-exists" } });
    expect(log.topic("new")?.partitions).toBe(1);
    expect((await disk.list("/data/topics")).map(({ name }) => name).sort()).toEqual(["new", "other", "wide"]);
    await log.close();
  });
});
