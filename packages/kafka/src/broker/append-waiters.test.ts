import { ManualClock, seeded } from "@millrace/core";
import { encodeBatch } from "@millrace/log";
import { openMemoryLog, SimulatedDisk } from "@millrace/log/simulation";
import { expect, it } from "vitest";
import { AppendWaiters } from "./append-waiters.ts";

const never = new AbortController().signal;
const batch = (): Uint8Array => encodeBatch({ records: [{ value: "one" }] });

async function open() {
  const clock = new ManualClock();
  const log = await openMemoryLog({ disk: new SimulatedDisk(seeded(1)), clock });
  await log.createTopic({ name: "busy", partitions: 2 });
  await log.createTopic({ name: "quiet", partitions: 1 });
  const waiters = new AppendWaiters(log, clock);
  const woken: string[] = [];
  const wait = (topic: string, partition: number, missingBytes = 1): Promise<void> =>
    waiters
      .wait([{ topic, partition, end: log.offsets(topic, partition).end }], missingBytes, 1000, never)
      .then(() => void woken.push(`${topic} ${partition}`));
  const settled = async (): Promise<string[]> => {
    await new Promise(setImmediate);
    return woken.splice(0).sort();
  };
  return { clock, log, waiters, wait, settled };
}

it("an append wakes those who wait for its partition and nobody else", async () => {
  const { log, wait, settled } = await open();
  for (const _ of Array(3))
    for (const [topic, partition] of [
      ["busy", 0],
      ["busy", 1],
      ["quiet", 0],
    ] as const)
      void wait(topic, partition);
  await log.append("busy", 1, batch());
  expect(await settled()).toEqual(["busy 1", "busy 1", "busy 1"]);
  await log.append("busy", 1, batch());
  expect(await settled()).toEqual([]);
});

it("an append of too few bytes wakes nobody, the one that makes them enough does", async () => {
  const { log, wait, settled } = await open();
  void wait("busy", 0, batch().length * 2);
  await log.append("busy", 0, batch());
  expect(await settled()).toEqual([]);
  await log.append("busy", 0, batch());
  expect(await settled()).toEqual(["busy 0"]);
});

it("knows what came, and what went, since somebody looked", async () => {
  const { log, waiters } = await open();
  const seen = [{ topic: "busy", partition: 0, end: log.offsets("busy", 0).end }];
  expect(waiters.haveMoved(seen)).toBe(false);
  await log.append("busy", 1, batch());
  expect(waiters.haveMoved(seen)).toBe(false);
  await log.append("busy", 0, batch());
  expect(waiters.haveMoved(seen)).toBe(true);
  expect(waiters.haveMoved([{ topic: "gone", partition: 0, end: 0 }])).toBe(true);
});

it("a topic that comes wakes nobody, one that goes those who wait for it", async () => {
  const { log, wait, settled } = await open();
  void wait("busy", 0);
  void wait("quiet", 0);
  await log.createTopic({ name: "new", partitions: 1 });
  expect(await settled()).toEqual([]);
  await log.deleteTopic("quiet");
  expect(await settled()).toEqual(["quiet 0"]);
});

it("time wakes those who waited long enough", async () => {
  const { clock, wait, settled } = await open();
  void wait("quiet", 0);
  clock.advance(999);
  expect(await settled()).toEqual([]);
  clock.advance(1);
  expect(await settled()).toEqual(["quiet 0"]);
});
