import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { openMemoryLog, SimulatedDisk } from "../simulation/index.ts";
import { batchOf } from "../testing.ts";
import { checkLog } from "./check-log.ts";

const folder = "/data";
const stem = `${folder}/topics/t/0/00000000000000000000`;

/** Two topics; "t" has several closed segments. */
async function filled(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(seeded(1));
  const log = await openMemoryLog({ disk });
  await log.createTopic({ name: "t", partitions: 1, config: { "segment.bytes": "1024", "index.interval.bytes": "0" } });
  await log.createTopic({ name: "u", partitions: 3 });
  for (let index = 0; index < 20; index++) await log.append("t", 0, batchOf([`v${index}${"x".repeat(300)}`]));
  await log.append("u", 1, batchOf(["one", "two"]));
  await log.close();
  return disk;
}

const kinds = async (disk: SimulatedDisk): Promise<string[]> => (await checkLog({ folder, disk })).findings.map(({ kind }) => kind);

describe("the check of a data folder", () => {
  it("finds nothing in a sound one, and counts it", async () => {
    const disk = await filled();
    const seen: string[] = [];
    const check = await checkLog({ folder, disk, progress: (topic, partition) => seen.push(`${topic}/${partition}`) });
    expect(check).toMatchObject({ findings: [], topics: 2, partitions: 4 });
    expect(check.segments).toBeGreaterThan(5);
    expect(seen.sort()).toEqual(["t/0", "u/0", "u/1", "u/2"]);
  });

  it("names every damaged partition, not only the first", async () => {
    const disk = await filled();
    disk.flipBit(`${stem}.log`, 100, 3);
    disk.flipBit(`${folder}/topics/u/1/00000000000000000000.log`, 70, 1);
    const { findings } = await checkLog({ folder, disk });
    expect(findings.map(({ kind }) => kind)).toEqual(["damage", "damage"]);
    expect(findings[0]!.text).toMatch(/t\/0\/0{20}\.log is damaged at byte 0/);
    expect(findings[1]!.text).toMatch(/u\/1\/0{20}\.log is damaged at byte 0/);
  });

  it("says what a start would cut, rebuild and remove, and does none of it", async () => {
    const disk = await filled();
    await disk.removeFile(`${stem}.index`);
    const tail = `${folder}/topics/u/1/00000000000000000000.log`;
    const file = await disk.open(tail, "write");
    await file.write([batchOf(["torn"]).subarray(0, 65)], await file.size());
    const sizeBytes = await file.size();
    await (await disk.open(`${folder}/topics/t/0/00000000000000000099.index`, "create")).sync();
    expect((await kinds(disk)).sort()).toEqual(["leftover", "rebuilt", "tail"]);
    expect((await kinds(disk)).sort()).toEqual(["leftover", "rebuilt", "tail"]);
    expect(await file.size()).toBe(sizeBytes);
    expect(await disk.exists(`${stem}.index`)).toBe(false);
  });

  it("goes on past a recovery point and a topic file that are damaged", async () => {
    const disk = await filled();
    disk.flipBit(`${folder}/recovery-points`, 20, 0);
    await disk.removeFile(`${folder}/topics/t/topic.json`);
    const { findings, topics } = await checkLog({ folder, disk });
    expect(findings.map(({ kind }) => kind)).toEqual(["damage", "damage"]);
    expect(topics).toBe(1);
  });

  it("refuses a folder that is none (log.folder-missing), and one that is in use", async () => {
    const disk = await filled();
    await expect(checkLog({ folder: "/elsewhere", disk })).rejects.toMatchObject({ code: "log.folder-missing" });
    const log = await openMemoryLog({ disk });
    await expect(checkLog({ folder, disk })).rejects.toMatchObject({ code: "log.folder-locked" });
    await log.close();
  });
});
