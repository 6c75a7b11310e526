// Objects that are not what was stored: gone, cut short, with another bit, or another object's; and a store that fails.
import { ManualClock, seeded, type Random } from "@millrace/core";
import { expect, it } from "vitest";
import type { EmbeddedLog } from "../embedded-log.ts";
import { SimulatedDisk } from "../simulation/disk.ts";
import { openMemoryLog } from "../simulation/memory-log.ts";
import { SimulatedStore } from "../simulation/object-store.ts";
import { allRecords, batchOf, committedValues } from "../testing.ts";
import type { ObjectStore } from "./object-store.ts";

const topic = { "segment.bytes": "1024", "index.interval.bytes": "200", "remote.storage.enable": "true", "local.retention.bytes": "0" };
const pieces = { remotePartBytes: 512, remoteFetchBytes: 128, remoteCacheBytes: 512 };

/** Transactions of two producers, some of them aborted, all of one size, so that their segments are of one size too. */
async function fill(log: EmbeddedLog): Promise<void> {
  await log.createTopic({ name: "t", partitions: 1, config: topic });
  for (let round = 0; round < 24; round++) {
    const producerId = 1 + (round % 2);
    const identity = { producerId, producerEpoch: 0, baseSequence: round >> 1, transactional: true };
    await log.append("t", 0, batchOf([`${String(round).padStart(2, "0")} ${"x".repeat(200)}`], identity));
    await log.endTransaction("t", 0, { producerId, producerEpoch: 0, coordinatorEpoch: 0, committed: (round * 7) % 3 > 0 });
  }
  await log.maintain();
}

type Damage = (random: Random, sound: Uint8Array, others: readonly Uint8Array[]) => Uint8Array | undefined;

const damages: Readonly<Record<string, Damage>> = {
  "is gone": () => undefined,
  "is cut short": (random, sound) => sound.slice(0, random.below(sound.length)),
  "has another bit": (random, sound) => {
    const bytes = Uint8Array.from(sound);
    bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
    return bytes;
  },
  "is another one": (random, sound, others) => {
    const alike = others.filter((other) => other.length === sound.length);
    return alike.length === 0 ? undefined : alike[random.below(alike.length)];
  },
};

const outcome = (read: Promise<unknown>): Promise<unknown> => read.catch((thrown: { code?: string }) => thrown.code);

it("gives what was written or log.corrupt, whatever is wrong with an object", async () => {
  for (const [kind, damage] of Object.entries(damages)) await damageEach(kind, damage);
});

async function damageEach(kind: string, damage: Damage): Promise<void> {
  const random = seeded(5);
  const disk = new SimulatedDisk(seeded(1));
  const store = new SimulatedStore(seeded(2));
  let log = await openMemoryLog({ disk, tier: store, config: pieces });
  await fill(log);
  const records = await allRecords(log, "t");
  const values = await committedValues(log, "t");
  const latest = await log.offsetOfMaxTimestamp("t", 0);
  let refused = 0;
  const objects = [...store.objects];
  expect(objects.length).toBeGreaterThan(20);
  for (const [key, sound] of objects) {
    await log.close();
    const damaged = damage(
      random,
      sound,
      objects.flatMap(([name, bytes]) => (name === key ? [] : [bytes])),
    );
    if (damaged === undefined) store.objects.delete(key);
    else store.objects.set(key, damaged);
    // Nothing is in memory from before.
    log = await openMemoryLog({ disk, tier: store, config: pieces });
    const found = [await outcome(allRecords(log, "t")), await outcome(committedValues(log, "t"))];
    for (const [index, right] of [records, values].entries())
      if (found[index] !== "log.corrupt") expect(found[index], `${key} ${kind}`).toEqual(right);
    if (found.includes("log.corrupt")) refused++;
    expect(["log.corrupt", latest], `${key} ${kind}`).toContainEqual(await outcome(log.offsetOfMaxTimestamp("t", 0)));
    store.objects.set(key, sound);
    expect([await allRecords(log, "t"), await committedValues(log, "t")], `${key} ${kind}`).toEqual([records, values]);
  }
  expect(refused, kind).toBeGreaterThan(objects.length / 2);
  await log.close();
}

it("goes on with an upload where the store failed, and leaves nothing of one that is given up", async () => {
  const clock = new ManualClock();
  const store = new SimulatedStore(seeded(2));
  const puts: string[] = [];
  let failAt = 3;
  const failing: ObjectStore = {
    name: "failing",
    put: (key, bytes) => (puts.push(key) === failAt ? Promise.reject(new Error("503 SlowDown")) : store.put(key, bytes)),
    get: (key, from, length) => store.get(key, from, length),
    delete: (key) => store.delete(key),
    list: (prefix, next) => store.list(prefix, next),
  };
  const log = await openMemoryLog({ clock, tier: failing, config: pieces });
  const failures: unknown[] = [];
  log.watch({ tierFailed: ({ message }) => void failures.push(message) });
  await fill(log);
  expect(failures).toEqual(["the object store failing failed: 503 SlowDown"]);
  expect(log.figures.tier).toMatchObject({ uploads: 0, uploadsFailed: 1 });
  expect(log.size("t", 0)).toMatchObject({ remoteBytes: 0, remoteSegments: 0 });
  clock.advance(2_000);
  await log.maintain();
  // The third was sent again, and no other was.
  expect(puts.slice(0, 4)).toEqual([puts[0], puts[1], puts[2], puts[2]]);
  expect(new Set(puts).size).toBe(puts.length - 1);
  const { uploads } = log.figures.tier;
  expect(uploads).toBeGreaterThan(5);
  // Given up because its topic is deleted while the store is away.
  const { size } = store.objects;
  failAt = puts.length + 2;
  for (let count = 0; count < 8; count++) await log.append("t", 0, batchOf(["y".repeat(400)]));
  await log.maintain();
  expect([failures.length, store.objects.size]).toEqual([2, size + 1]);
  await log.deleteTopic("t");
  clock.advance(10_000);
  await log.maintain();
  expect(store.objects.size).toBe(0);
  await log.close();
});
