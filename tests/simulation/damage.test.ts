// Damage to a small log, all of it: each file cut at each of its bytes, a bit flipped in each byte of each file, each file
// missing. The log refuses with `log.corrupt`, or it is exactly what it was; where a power cut could have left the same
// bytes, it may also be what it was without its last batches.
import { setImmediate } from "node:timers/promises";
import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { batchesIn, type PlacedBatch } from "@millrace/log";
import { SimulatedDisk } from "@millrace/log/simulation";
import { codeOf } from "./log/outcomes.ts";
import { copyOf, everythingIn, filesOf, openSmallLog, smallLog } from "./log/small-log.ts";

const plainSegments = /\/plain\/0\/.*\.log$/;

/** Files of the log as it was closed, or left behind by a process that was killed, and all that was in it. */
async function made(end: "closed" | "killed"): Promise<{ files: Map<string, Uint8Array>; whole: string }> {
  const disk = new SimulatedDisk(seeded(1));
  const log = await smallLog(disk);
  const whole = await everythingIn(log);
  if (end === "closed") await log.close();
  else {
    disk.stop();
    await setImmediate();
    disk.restart({ powerLoss: true });
  }
  return { files: await filesOf(disk), whole };
}

/** What became of the damaged files: "refused", or everything that can be read. */
async function outcomeOf(files: ReadonlyMap<string, Uint8Array>, verifyAll = false): Promise<string> {
  try {
    const log = await openSmallLog(await copyOf(files), { verifyAll });
    const everything = await everythingIn(log);
    await log.close();
    return everything;
  } catch (thrown) {
    if (codeOf(thrown) === "log.corrupt") return "refused";
    throw thrown;
  }
}

const flipped = (bytes: Uint8Array, position: number): Uint8Array => {
  const damaged = bytes.slice();
  damaged[position]! ^= 1 << ((position * 5) % 8);
  return damaged;
};

/** How many were refused and how many made no difference; anything else is a failure, with its place. */
async function damageAll(
  made: { files: ReadonlyMap<string, Uint8Array>; whole: string },
  damages: Iterable<{ path: string; position: number; bytes: Uint8Array | undefined }>,
): Promise<{ refused: number; same: number; wrong: string[] }> {
  const count = { refused: 0, same: 0, wrong: [] as string[] };
  for (const { path, position, bytes } of damages) {
    const files = new Map(made.files);
    if (bytes === undefined) files.delete(path);
    else files.set(path, bytes);
    const outcome = await outcomeOf(files).catch(String);
    if (outcome === "refused") count.refused++;
    else if (outcome === made.whole) count.same++;
    else count.wrong.push(`${path} at ${position}: ${outcome.slice(0, 200)}`);
  }
  return count;
}

function* everyByte(files: ReadonlyMap<string, Uint8Array>, damage: (bytes: Uint8Array, position: number) => Uint8Array) {
  for (const [path, bytes] of files)
    for (let position = 0; position < bytes.length; position++) yield { path, position, bytes: damage(bytes, position) };
}

describe("a log that was closed", () => {
  it("refuses a flipped bit in any byte of any file, or is what it was", async () => {
    const log = await made("closed");
    const { refused, same, wrong } = await damageAll(log, everyByte(log.files, flipped));
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(1000);
    // Indexes are made again.
    expect(same).toBeGreaterThan(500);
  });

  it("refuses any file cut at any byte, or is what it was", async () => {
    const log = await made("closed");
    const cuts = everyByte(log.files, (bytes, position) => bytes.slice(0, position));
    const { refused, wrong } = await damageAll(log, cuts);
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(1000);
  });

  it("refuses the loss of any file but an index", async () => {
    const log = await made("closed");
    for (const path of log.files.keys()) {
      const { refused, same, wrong } = await damageAll(log, [{ path, position: 0, bytes: undefined }]);
      expect([path, refused, same, wrong]).toEqual([
        path,
        /(?:index|aborted)$/.test(path) ? 0 : 1,
        /(?:index|aborted)$/.test(path) ? 1 : 0,
        [],
      ]);
    }
  });
});

describe("a log whose process was killed", () => {
  it("is what it was", async () => {
    const { files, whole } = await made("killed");
    expect(await outcomeOf(files)).toBe(whole);
    expect(await outcomeOf(files, true)).toBe(whole);
  });

  it("loses whole batches from its end, and nothing else, when the end is cut at any byte", async () => {
    const { files, path, bytes, batches } = await lastSegment();
    for (let position = 0; position < bytes.length; position++) {
      const outcome = endOf(await outcomeOf(new Map(files).set(path, bytes.slice(0, position))));
      expect([position, outcome]).toEqual([position, expectedEnd(batches, position)]);
    }
  });

  it("refuses a flipped bit before the recovery point, and cuts the end off at one behind it", async () => {
    const { files, path, bytes, batches } = await lastSegment();
    for (let position = 0; position < bytes.length; position++) {
      const outcome = endOf(await outcomeOf(new Map(files).set(path, flipped(bytes, position))));
      expect([position, outcome]).toEqual([position, expectedEnd(batches, position)]);
    }
  });
});

/** The last segment of `plain` behind whose recovery point two batches stand. */
async function lastSegment() {
  const { files } = await made("killed");
  const [path, bytes] = [...files].findLast(([name]) => plainSegments.test(name))!;
  return { files, path, bytes, batches: [...batchesIn(bytes)] };
}

/** What is left when the batch at `position` is damaged: all before it, unless it stands before the recovery point. */
function expectedEnd(batches: readonly PlacedBatch[], position: number): number | "refused" {
  const damaged = batches.findIndex(({ at, header }) => position < at + header.sizeBytes);
  return damaged < batches.length - 2 ? "refused" : batches[damaged]!.header.baseOffset;
}

const endOf = (outcome: string): number | "refused" => (outcome === "refused" ? outcome : Number(/plain .*"end":(\d+)/.exec(outcome)![1]));
