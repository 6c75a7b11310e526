import { KiB, ManualClock, MiB } from "@millrace/core";
import { encodeBatch, type EmbeddedLog, type ReadResult } from "@millrace/log";
import { openMemoryLog } from "@millrace/log/simulation";
import { beforeEach, describe, expect, it } from "vitest";
import { BufferPool } from "./buffer-pool.ts";
import { ByteBudget } from "./byte-budget.ts";
import { ReadAhead, type Reading } from "./read-ahead.ts";

const batchOf = (text: string): Uint8Array<ArrayBuffer> => encodeBatch({ records: [{ value: Buffer.alloc(150 * KiB, text) }] });
/** One batch at a time. */
const maxBytes = batchOf("").length;
const batches = 20;
const settings = { readAheadBytesLeast: 64 * KiB, fetchBytesMax: 2 * MiB };

let log: EmbeddedLog;
let clock: ManualClock;
let outgoing: ByteBudget;
let buffers: BufferPool;
let ahead: ReadAhead;

const fill = async (letter: string): Promise<void> => {
  for (let index = 0; index < batches; index++) await log.append("t", 0, batchOf(`${letter}${index} `));
};

beforeEach(async () => {
  clock = new ManualClock();
  log = await openMemoryLog({ clock });
  await log.createTopic({ name: "t", partitions: 1 });
  await fill("a");
  outgoing = new ByteBudget(4 * MiB);
  buffers = new BufferPool(MiB);
  ahead = new ReadAhead({ log, clock, buffers, outgoing, settings });
});

const reading = (offset: number, more: Partial<Reading> = {}): Reading => ({
  topic: log.topic("t")!,
  partition: 0,
  offset,
  maxBytes,
  partitionMaxBytes: maxBytes,
  committed: false,
  ...more,
});
/** As a fetch does it. */
async function fetch(wanted: Reading): Promise<ReadResult> {
  const result = (await ahead.read(wanted, true))!;
  ahead.answered([[wanted, result]], []);
  ahead.goOn();
  return result;
}
const plainly = async ({ offset, maxBytes: most, committed }: Reading): Promise<Uint8Array> =>
  (await log.read("t", 0, offset, { maxBytes: most, ...(committed ? { isolation: "committed" } : {}) })).bytes;

describe("reading ahead", () => {
  it("holds what follows for a client that goes on, up to the end, and gives each byte as it is in the log", async () => {
    const held: number[] = [];
    for (let offset = 0; offset < batches; offset++) {
      const { bytes } = await fetch(reading(offset));
      expect(Buffer.compare(bytes, await plainly(reading(offset)))).toBe(0);
      held.push(outgoing.heldBytes);
    }
    // Not after the first answer, as nobody has gone on yet, and not behind the end.
    expect(held).toEqual([0, ...Array.from({ length: batches - 2 }, () => maxBytes), 0]);
  });

  it.each([
    ["another offset", 7, {}],
    ["fewer bytes", 2, { maxBytes: 90 * KiB }],
    ["what is committed alone", 2, { committed: true }],
  ])("is of no use to who then asks for %s", async (_, offset, more) => {
    await fetch(reading(0));
    await fetch(reading(1));
    expect(outgoing.heldBytes).toBe(maxBytes);
    const { bytes } = (await ahead.read(reading(offset, more), true))!;
    expect(Buffer.compare(bytes, await plainly(reading(offset, more)))).toBe(0);
    expect(outgoing.heldBytes).toBe(0);
  });

  it("is kept for the next answer, where this one has no room for it and something else to say", async () => {
    await fetch(reading(0));
    await fetch(reading(1));
    expect(await ahead.read(reading(2, { maxBytes: 90 * KiB }), false)).toBeUndefined();
    expect(outgoing.heldBytes).toBe(maxBytes);
    const { bytes } = (await ahead.read(reading(2), false))!;
    expect(Buffer.compare(bytes, await plainly(reading(2)))).toBe(0);
    expect(outgoing.heldBytes).toBe(0);
  });

  it("waits until the network has taken the answer, and does not begin for who asks before", async () => {
    await fetch(reading(0));
    ahead.answered([[reading(1), (await ahead.read(reading(1), true))!]], []);
    expect(outgoing.heldBytes).toBe(0);
    await ahead.read(reading(2), true);
    ahead.goOn();
    expect(outgoing.heldBytes).toBe(0);
  });

  it("begins with the first answer of who takes much, with what that had no room for, and holds half an answer", async () => {
    const partitions = [0, 1, 2];
    await log.createTopic({ name: "u", partitions: partitions.length });
    for (const partition of partitions) for (let index = 0; index < 5; index++) await log.append("u", partition, batchOf(`u${partition} `));
    outgoing = new ByteBudget(16 * MiB);
    ahead = new ReadAhead({ log, clock, buffers, outgoing, settings });
    const wanted = reading(0, { maxBytes: 12 * maxBytes, partitionMaxBytes: 12 * maxBytes });
    const left = partitions.map((partition) => ({ ...wanted, topic: log.topic("u")!, partition }));
    ahead.answered([[wanted, (await ahead.read(wanted, true))!]], left);
    ahead.goOn();
    // Of the first one as much as there might be. There is less, which makes room for another.
    expect(outgoing.heldBytes).toBe(12 * maxBytes);
    await expect.poll(() => outgoing.heldBytes).toBe(2 * 5 * maxBytes);
    for (const [partition, held] of [1, 0, 0].entries()) {
      const { bytes } = (await ahead.read(left[partition]!, true))!;
      expect(Buffer.from(bytes).includes(`u${partition} u${partition}`)).toBe(true);
      expect(outgoing.heldBytes).toBe(held * 5 * maxBytes);
    }
  });

  it("ends for a client that does not come back, and the memory is used again", async () => {
    await fetch(reading(0));
    await fetch(reading(1));
    clock.advance(499);
    expect(outgoing.heldBytes).toBe(maxBytes);
    clock.advance(1);
    expect(outgoing.heldBytes).toBe(0);
    await expect.poll(() => buffers.keptBytes).toBeGreaterThan(0);
  });

  it("shows nothing of a topic that was deleted, under whose name there is another", async () => {
    await fetch(reading(0));
    await fetch(reading(1));
    await log.deleteTopic("t");
    await log.createTopic({ name: "t", partitions: 1 });
    await fill("b");
    const { bytes } = (await ahead.read(reading(2), true))!;
    expect(Buffer.from(bytes).includes("b2 b2")).toBe(true);
  });

  it("says where the partition ends now, not where it ended then", async () => {
    await fetch(reading(0));
    await fetch(reading(1));
    await fill("b");
    expect(await ahead.read(reading(2), true)).toMatchObject({ startOffset: 0, endOffset: 2 * batches, lastStableOffset: 2 * batches });
  });

  it("leaves half of the room to answers that were asked for", async () => {
    outgoing.hold(2 * MiB - maxBytes + 1);
    const before = outgoing.heldBytes;
    await fetch(reading(0));
    await fetch(reading(1));
    expect(outgoing.heldBytes).toBe(before);
    outgoing.release(1);
    await fetch(reading(2));
    expect(outgoing.heldBytes).toBe(before - 1 + maxBytes);
  });

  it("reads again what could not be read, when it is asked for", async () => {
    await fetch(reading(0));
    await fetch(reading(1));
    await log.deleteRecords("t", 0, 5);
    ahead.end();
    await fetch(reading(5));
    const { bytes } = await fetch(reading(6));
    expect(Buffer.compare(bytes, await plainly(reading(6)))).toBe(0);
  });
});
