import { seeded } from "@millrace/core";
import type { Random } from "@millrace/core";
import { SimulatedDisk } from "@millrace/log/simulation";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CheckpointStore, checkpointPageBytes } from "./store.ts";
import type { CheckpointRegion } from "./store.ts";

const folder = "/data/jobs/a";
const options = { fileBytes: 600_000, copyBytes: 300_000 };

interface Region extends CheckpointRegion {
  buffer: ArrayBuffer;
  dirty: Uint8Array;
}

const newRegion = (path: string, pages: number): Region => ({
  path,
  buffer: new ArrayBuffer(pages * checkpointPageBytes),
  dirty: new Uint8Array(pages).fill(1),
});

/** A few random writes, growths and drops, as operators make them. */
function change(random: Random, regions: Map<string, Region>): void {
  for (let step = 1 + random.below(6); step > 0; step--) {
    const path = `operator/${random.below(4)}`;
    const region = regions.get(path);
    if (region === undefined) regions.set(path, newRegion(path, 1 + random.below(3)));
    else if (random.below(8) === 0) regions.delete(path);
    else if (random.below(5) === 0) {
      const grown = newRegion(path, region.dirty.length + 1);
      new Uint8Array(grown.buffer).set(new Uint8Array(region.buffer));
      grown.dirty.fill(0).set(region.dirty);
      grown.dirty[region.dirty.length] = 1;
      regions.set(path, grown);
    } else {
      const at = random.below(region.buffer.byteLength);
      new Uint8Array(region.buffer)[at] = 1 + random.below(255);
      region.dirty[Math.floor(at / checkpointPageBytes)] = 1;
    }
  }
}

const imageOf = (regions: Iterable<CheckpointRegion>): Record<string, string> =>
  Object.fromEntries([...regions].map(({ path, buffer }) => [path, `${buffer.byteLength}:${crc32(new Uint8Array(buffer))}`]));

const sorted = (regions: Map<string, Region>): Region[] => [...regions.values()].sort((one, other) => (one.path < other.path ? -1 : 1));

async function load(disk: SimulatedDisk): Promise<{ store: CheckpointStore; regions: Map<string, Region> }> {
  const store = await CheckpointStore.open(disk, folder, options);
  const regions = new Map<string, Region>();
  await store.load((path, buffer) => regions.set(path, { path, buffer, dirty: new Uint8Array(buffer.byteLength / checkpointPageBytes) }));
  return { store, regions };
}

/** Writes epochs until the disk crashes or `epochs` are durable. Returns the last one known to be durable. */
async function writeEpochs(random: Random, disk: SimulatedDisk, images: Map<number, string>, known: number): Promise<number> {
  let durable = known;
  const epochs = 25;
  try {
    const { store, regions } = await load(disk);
    durable = store.commit?.epoch ?? 0;
    for (let count = 0; count < epochs; count++) {
      change(random, regions);
      store.clean(sorted(regions));
      const epoch = durable + 1;
      const outputs = random.below(2) === 0 ? [] : [{ topic: "out", partition: 0, bytes: random.uuidBytes() }];
      images.set(epoch, JSON.stringify([imageOf(sorted(regions)), outputs.map(({ bytes }) => [...bytes])]));
      const commit = store.write({ epoch, job: { epoch }, regions: sorted(regions), outputs });
      await commit.durable;
      durable = epoch;
    }
    await store.close();
  } catch (error) {
    if (!disk.crashed) throw error;
  }
  return durable;
}

describe("checkpoint store", () => {
  it("recovers a whole epoch, the last durable one or the one being written, wherever a crash falls", async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = seeded(seed);
      const disk = new SimulatedDisk(seeded(seed + 1_000_000));
      await disk.makeFolder("/data");
      await disk.syncFolder("/");
      const images = new Map<number, string>();
      let durable = 0;
      for (let life = 0; life < 4; life++) {
        disk.faults = { crashAfterChanges: 1 + random.below(60), writeBack: 0.3, shortReads: 0.1 };
        durable = await writeEpochs(random, disk, images, durable);
        disk.restart({ powerLoss: random.below(3) > 0 });
        const { store, regions } = await load(disk);
        const epoch = store.commit?.epoch ?? 0;
        expect([durable, durable + 1], `seed ${seed}`).toContain(epoch);
        durable = epoch;
        if (epoch > 0) {
          const outputs = (await store.loadOutputs()).map(({ bytes }) => [...bytes]);
          expect(
            JSON.stringify([imageOf(sorted(regions)), outputs]) === images.get(epoch),
            `seed ${seed}: the image of epoch ${epoch}`,
          ).toBe(true);
        }
        await store.close();
      }
    }
  });

  it("keeps the files to a few times what is live", async () => {
    const disk = new SimulatedDisk(seeded(1));
    const store = await CheckpointStore.open(disk, folder, options);
    const region = newRegion("a", 4);
    for (let epoch = 1; epoch <= 200; epoch++) {
      new Uint8Array(region.buffer).fill(epoch);
      region.dirty.fill(1, 0, 2);
      store.clean([region]);
      await store.write({ epoch, job: null, regions: [region], outputs: [] }).durable;
    }
    expect(store.bytes).toBeLessThan(2 * 4 * checkpointPageBytes + 4 * options.fileBytes);
    await store.close();
  });

  it("refuses a damaged checkpoint with file and byte (engine.checkpoint-corrupt)", async () => {
    const disk = new SimulatedDisk(seeded(2));
    const store = await CheckpointStore.open(disk, folder, options);
    const region = newRegion("a", 1);
    new Uint8Array(region.buffer).fill(7);
    for (let epoch = 1; epoch <= 3; epoch++) {
      region.dirty[0] = 1;
      await store.write({ epoch, job: null, regions: [region], outputs: [] }).durable;
    }
    await store.close();
    disk.flipBit(`${folder}/0000000001.epochs`, 1_000, 3);
    await expect(CheckpointStore.open(disk, folder, options)).rejects.toMatchObject({
      code: "engine.checkpoint-corrupt",
      message: "checkpoint file 0000000001.epochs is damaged at byte 0: the checksum does not match",
    });
  });
});
