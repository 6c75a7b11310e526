import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { CleanerHere, type Cleaner } from "./cleaner.ts";
import type { EmbeddedLog } from "../embedded-log.ts";
import { SimulatedDisk } from "../simulation/disk.ts";
import { openMemoryLog } from "../simulation/memory-log.ts";
import { allRecords, batchOf } from "../testing.ts";
import { slotBytes } from "./offset-table.ts";

const keys = 600;
/** Of which a table takes four fifths. */
const slots = 64;
const keysPerPass = Math.floor(0.8 * slots);
const config = { compactionMemoryBytes: slots * slotBytes };

/** Tells before each pass which one it is. */
function telling(before: (pass: number) => void): Cleaner {
  const here = new CleanerHere(seeded(1));
  let passes = 0;
  return {
    begin(tableBytes) {
      before(++passes);
      return here.begin(tableBytes);
    },
    learn: (chunk, range) => here.learn(chunk, range),
    keep: (chunk, rule) => here.keep(chunk, rule),
    end: () => here.end(),
  };
}

async function open(disk: SimulatedDisk, ratio: string, before: (pass: number) => void = () => undefined): Promise<EmbeddedLog> {
  const log = await openMemoryLog({ disk, config, cleaner: telling(before) });
  const compacted = { "cleanup.policy": "compact", "segment.bytes": "4096", "min.cleanable.dirty.ratio": ratio };
  if (log.topic("t") === undefined) await log.createTopic({ name: "t", partitions: 1, config: compacted });
  return log;
}

/** Every key once, in another order each time. */
async function fill(log: EmbeddedLog, round: number): Promise<void> {
  const order = Array.from({ length: keys }, (_, key) => (key * [1, 7, 11][round]! + round) % keys);
  for (let first = 0; first < keys; first += 10)
    await log.append("t", 0, batchOf(order.slice(first, first + 10).map((key) => `k${key}=${round}.${"x".repeat(40)}`)));
}

const keyOf = (line: string): string => /k\d+/.exec(line)![0];
const lastOf = (lines: readonly string[]): Map<string, string> => new Map(lines.map((line) => [keyOf(line), line]));

describe("compaction with more keys than its table takes", () => {
  it("ends with the last record of each key, in passes that go on where the one before ended", async () => {
    const log = await open(new SimulatedDisk(seeded(1)), "0");
    await fill(log, 0);
    await fill(log, 1);
    const before = lastOf(await allRecords(log, "t"));
    const { bytes } = log.size("t", 0);
    await log.maintain();
    const after = await allRecords(log, "t");
    expect(lastOf(after)).toEqual(before);
    // All but what stands in the last segment, which is never compacted.
    expect(after.length).toBeLessThan(keys + 60);
    const { compactions, compactedBytes } = log.figures;
    expect(compactions).toBeLessThanOrEqual(Math.ceil((2 * keys) / keysPerPass));
    expect(compactions).toBeGreaterThan(20);
    // The first half of the passes finds nothing that is older than something else, and writes nothing.
    expect(compactedBytes).toBeLessThan((compactions / 2) * bytes);
    await log.maintain();
    expect(log.figures).toMatchObject({ compactions, compactedBytes });
    await log.close();
  });

  it("remembers how far it came when the process is killed between two passes", async () => {
    const disk = new SimulatedDisk(seeded(1));
    let log = await open(disk, "0", (pass) => {
      if (pass === 10) disk.stop();
    });
    await fill(log, 0);
    await fill(log, 1);
    const before = lastOf(await allRecords(log, "t"));
    await log.maintain().catch(() => undefined);
    disk.restart({ powerLoss: true });
    const { compactions } = log.figures;
    log = await open(disk, "0");
    await log.maintain();
    // The pass that was under way, and at most the one before, are done again.
    expect(compactions + log.figures.compactions).toBeLessThanOrEqual(Math.ceil((2 * keys) / keysPerPass) + 2);
    expect(lastOf(await allRecords(log, "t"))).toEqual(before);
    await log.close();
  });

  it("leaves the rest, as Kafka does, where less is new than min.cleanable.dirty.ratio", async () => {
    const log = await open(new SimulatedDisk(seeded(1)), "0.5");
    await fill(log, 0);
    await fill(log, 1);
    const before = lastOf(await allRecords(log, "t"));
    await log.maintain();
    const { compactions, compactedBytes } = log.figures;
    expect(compactions).toBeLessThan(15);
    await log.maintain();
    expect(log.figures).toMatchObject({ compactions, compactedBytes });
    expect(lastOf(await allRecords(log, "t"))).toEqual(before);
    await fill(log, 2);
    await log.maintain();
    expect(log.figures.compactions).toBeGreaterThan(compactions);
    await log.close();
  });

  it("does not let one partition keep the others waiting", async () => {
    const sizes: number[] = [];
    const log = await open(new SimulatedDisk(seeded(1)), "0", () => sizes.push(log.size("u", 0).bytes));
    await log.createTopic({ name: "u", partitions: 1, config: { "cleanup.policy": "compact", "segment.bytes": "4096" } });
    for (let index = 0; index < 200; index++) await log.append("u", 0, batchOf([`k=${"x".repeat(100)}`]));
    await fill(log, 0);
    await fill(log, 1);
    await log.maintain();
    // A pass of one, a pass of the other, and so on.
    expect(sizes.length).toBeGreaterThan(20);
    expect(sizes[2]).toBeLessThan(sizes[0]! / 4);
    await log.close();
  });
});
