// What a user does with a data folder while nothing runs on it: look into a segment, check all of it.
import { openSync, closeSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { encodeBatch, openLog } from "@millrace/log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { millrace, temporaryFolder } from "../millrace.ts";

const folder = temporaryFolder("data-folder");
const segment = join(folder.path, "topics", "clicks", "0", "00000000000000000000.log");
const sound = join(folder.path, "sound.log");

beforeAll(async () => {
  const log = await openLog({ folder: folder.path });
  await log.createTopic({ name: "clicks", partitions: 2 });
  const headers = [{ key: "from", value: "web" }];
  await log.append(
    "clicks",
    0,
    encodeBatch({ timestampMs: 0, records: [{ key: "a", value: "one", headers }, { value: null }], compression: "gzip" }),
  );
  await log.append("clicks", 0, encodeBatch({ timestampMs: 0, records: [{ key: new Uint8Array([0xff]), value: "\u001b[2Jtwo" }] }));
  const producer = { producerId: 7, producerEpoch: 0, baseSequence: 0, transactional: true };
  await log.append("clicks", 0, encodeBatch({ ...producer, timestampMs: 0, records: [{ value: "three" }] }));
  await log.endTransaction("clicks", 0, { producerId: 7, producerEpoch: 0, coordinatorEpoch: 0, committed: false });
  await log.close();
  writeFileSync(sound, readFileSync(segment));
});
afterAll(() => folder.remove());

it("dump-log shows batches and records, with what a terminal should not be sent as text", () => {
  const ran = millrace("dump-log", segment, "--records");
  expect(ran.code, ran.err).toBe(0);
  const lines = ran.out.split("\n");
  expect(lines[1]).toMatch(/^0 +0–1 +2 .* gzip +-$/);
  expect(lines[2]).toContain("a → one  [from=web]");
  expect(lines[3]).toContain("null");
  expect(lines[5]).toContain("0xff → \\x1b[2Jtwo");
  expect(lines[6]).toMatch(/7\/0 #0 +transactional$/);
  expect(lines[8]).toMatch(/7\/0 +control transactional$/);
  expect(lines[9]).toContain("abort");
  expect(ran.out).toMatch(/4 batches, 5 records; \S+ B of \S+ B checked and sound/);
});

it("dump-log begins at an offset, stops after a number of batches, and prints JSON", () => {
  const ran = millrace("dump-log", segment, "--from", "1", "--limit", "2", "--json");
  const lines = ran.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([
    { baseOffset: 0, codec: "gzip" },
    { baseOffset: 2, codec: "none" },
    { batches: 2, records: 3, fault: null },
  ]);
});

it("dump-log says where a segment stops being sound, and refuses what is no segment", () => {
  const file = openSync(segment, "r+");
  writeSync(file, "x", 80);
  closeSync(file);
  const ran = millrace("dump-log", segment);
  expect(ran.code).toBe(1);
  expect(ran.out).toContain("at position 0: ");
  const refused = millrace("dump-log", join(folder.path, "log.json"), "--json");
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.err)).toMatchObject({ error: { code: "cli.segment-file" } });
});

it("fsck finds the damage that a start would refuse, and nothing once it is mended", () => {
  const damaged = millrace("fsck", "--data", folder.path);
  expect(damaged.code).toBe(1);
  expect(damaged.out).toMatch(/damage .*clicks\/0\/0{20}\.log is damaged at byte 0/);
  writeFileSync(segment, readFileSync(sound));
  const mended = millrace("fsck", "--data", folder.path, "--json");
  expect(mended.code, mended.err).toBe(0);
  expect(JSON.parse(mended.out)).toMatchObject({ findings: [], topics: 1, partitions: 2, segments: 1 });
  expect(millrace("fsck", "--data", join(folder.path, "elsewhere"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("not a data folder"),
  });
});
