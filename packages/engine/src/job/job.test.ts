import { seeded, systemClock } from "@millrace/core";
import type { Random } from "@millrace/core";
import type { Log } from "@millrace/log";
import { openMemoryLog, SimulatedDisk } from "@millrace/log/simulation";
import type { Plan } from "@millrace/sql";
import { afterEach, describe, expect, it } from "vitest";
import type { JobReport, Runtime } from "../runtime.ts";
import { createLocalRuntime } from "../workers/local.ts";
import type { Published } from "./testing.ts";
import { bigint, groupCount, jobPlan, publish, readAll, rowtime, scan, table, text, tumbleCount, until, values } from "./testing.ts";

const plays = table("plays", [
  { name: "title", type: text },
  { name: "at", type: rowtime },
]);
const counts = table("counts", [
  { name: "title", type: text },
  { name: "plays", type: bigint },
  { name: "start", type: { kind: "TIMESTAMP", precision: 3, nullable: true } },
]);
const totals = table(
  "totals",
  [
    { name: "title", type: text },
    { name: "plays", type: bigint },
  ],
  { primaryKey: ["title"] },
);

const at = (seconds: number): string => new Date(1_700_000_000_000 + seconds * 1_000).toISOString().slice(0, 19).replace("T", " ");
const play = (title: string, seconds: number): Published => ({ value: JSON.stringify({ title, at: at(seconds) }), timestampMs: seconds });

const countPlan: Plan = tumbleCount(scan(plays), 20_000, ["title"]);
const simple = jobPlan([counts, countPlan]);

interface World {
  readonly disk: SimulatedDisk;
  readonly log: Log;
  readonly runtime: Runtime;
}

const open: World[] = [];

async function world(disk = new SimulatedDisk(seeded(1)), random: Random = seeded(3)): Promise<World> {
  const log = await openMemoryLog({ disk });
  const runtime = createLocalRuntime({ log, folder: "/data", clock: systemClock, random, disk });
  const made = { disk, log, runtime };
  open.push(made);
  return made;
}

async function close({ runtime, log }: World): Promise<void> {
  await runtime.close();
  await log.close();
}

afterEach(async () => {
  for (const made of open.splice(0)) await close(made).catch(() => undefined);
});

const report = (runtime: Runtime, id = "job"): JobReport => runtime.reports().find((candidate) => candidate.id === id)!;
const caughtUp = (runtime: Runtime) => until(() => report(runtime).lag === 0 && report(runtime).rowsIn > 0, "the end of the input");

describe("a job", () => {
  it("counts plays in tumbling windows from topic to topic", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 1), play("b", 2), play("a", 3), play("a", 21), play("a", 41)]);
    await runtime.start({ id: "job", name: "counts", plan: simple });
    await until(() => log.offsets("counts", 0).end === 3, "the windows");
    expect(await values(log, "counts")).toEqual([
      { title: "a", plays: 2, start: at(0) },
      { title: "b", plays: 1, start: at(0) },
      { title: "a", plays: 1, start: at(20) },
    ]);
    expect(report(runtime)).toMatchObject({ state: "running", rowsIn: 5, rowsOut: 3, rowsLate: 0, rowsBad: 0, lag: 0 });
  });

  it("keeps late rows with their bytes, and counts them", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    const late = { ...play("late", 5), key: "k" };
    await publish(log, "plays", [play("a", 1), play("a", 41), late]);
    await runtime.start({ id: "job", name: "counter", plan: simple });
    await until(() => log.topic("plays.late") !== undefined && log.offsets("plays.late", 0).end === 1, "the late row");
    expect(await readAll(log, "plays.late")).toEqual([
      {
        offset: 0,
        key: "k",
        value: late.value,
        timestampMs: 5,
        headers: {
          "millrace.processor": "counter",
          "millrace.window-end": String(1_700_000_020_000),
          "millrace.offset": "2",
          "millrace.partition": "0",
        },
      },
    ]);
    expect(report(runtime).rowsLate).toBe(1);
  });

  it("keeps records that cannot be read, with the reason, and goes on", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 1), { value: "{oops", timestampMs: 9 }, play("a", 21)]);
    await runtime.start({ id: "job", name: "counter", plan: simple });
    await until(() => log.topic("plays.rejected") !== undefined && log.offsets("plays.rejected", 0).end === 1, "the rejected record");
    const [record] = await readAll(log, "plays.rejected");
    expect(record).toMatchObject({ value: "{oops", timestampMs: 9 });
    expect(record!.headers).toMatchObject({ "millrace.offset": "1", "millrace.partition": "0", "millrace.processor": "counter" });
    expect(record!.headers["millrace.code"]).toMatch(/^engine\./);
    expect(record!.headers["millrace.reason"]).not.toBe("");
    await until(() => log.offsets("counts", 0).end === 1, "the window");
    expect(report(runtime)).toMatchObject({ state: "running", rowsBad: 1 });
  });

  const strict = table("strict", [
    { name: "title", type: text },
    { name: "plays", type: { ...bigint, nullable: false } },
  ]);

  it("rejects the record whose row its table cannot hold (engine.null-refused)", async () => {
    const { log, runtime } = await world();
    const given = table(
      "given",
      strict.physical.map(({ name, type }) => ({ name, type: { ...type, nullable: true } })),
    );
    await log.createTopic({ name: "given", partitions: 1 });
    await publish(log, "given", [{ value: '{"title":"a","plays":1}' }, { value: '{"title":"b"}' }, { value: '{"title":"c","plays":3}' }]);
    await runtime.start({ id: "job", name: "fits", plan: jobPlan([strict, { ...scan(given), schema: strict.physical }]) });
    await until(() => report(runtime).rowsBad === 1 && log.topic("strict") !== undefined && log.offsets("strict", 0).end === 2, "the rows");
    expect(await values(log, "strict")).toEqual([
      { title: "a", plays: 1 },
      { title: "c", plays: 3 },
    ]);
    const [rejected] = await readAll(log, "given.rejected");
    expect(rejected).toMatchObject({ value: '{"title":"b"}', headers: { "millrace.code": "engine.null-refused", "millrace.offset": "1" } });
    expect(rejected!.headers["millrace.reason"]).toContain('column "plays" of table "strict"');
    expect(report(runtime).state).toBe("running");
  });

  it("rejects a row of an aggregate that cannot be computed, and goes on", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("1", 1), play("b", 2), play("1", 3), play("b", 4), play("7", 5)]);
    const grouped = groupCount(scan(plays), ["title"]);
    const number = { kind: "cast", input: { kind: "column", index: 0, type: text }, safe: false, type: bigint } as const;
    const numbers = table("numbers", [{ name: "n", type: bigint }, strict.physical[1]!], { primaryKey: ["n"] });
    const plan: Plan = {
      kind: "project",
      input: grouped,
      expressions: [number, { kind: "column", index: 1, type: bigint }],
      schema: numbers.physical,
      changelog: { kind: "retract" },
    };
    await runtime.start({ id: "job", name: "numbers", plan: jobPlan([numbers, plan]) });
    await until(() => log.topic("numbers") !== undefined && log.offsets("numbers", 0).end === 3, "the rows");
    expect(await values(log, "numbers")).toEqual([
      { n: 1, plays: 1 },
      { n: 1, plays: 2 },
      { n: 7, plays: 1 },
    ]);
    // The row it replaces failed when it was added: told once.
    const rejected = await readAll(log, "numbers.rejected");
    expect(rejected.map(({ value }) => value)).toEqual(['{"title":"b","plays":1}', '{"title":"b","plays":2}']);
    expect(rejected[0]!.headers).toMatchObject({ "millrace.code": "engine.cast-failed", "millrace.processor": "numbers" });
    expect(report(runtime)).toMatchObject({ state: "running", rowsBad: 2 });
  });

  it("stops at a record that cannot be read when the table says so (engine.record-refused)", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 1), { value: "{oops" }]);
    const failing = { ...plays, options: { "on-error": "fail" } };
    await runtime.start({ id: "job", name: "counter", plan: jobPlan([counts, tumbleCount(scan(failing), 20_000, ["title"])]) });
    await until(() => report(runtime).state === "failed", "the failure");
    expect(report(runtime).error).toMatchObject({ code: "engine.record-refused", retriable: false });
    expect(report(runtime).error!.message).toMatch(/^the record at offset 1 of topic "plays", partition 0, cannot be read: /);
  });

  it("goes on where it stopped, with its state", async () => {
    const first = await world();
    await first.log.createTopic({ name: "plays", partitions: 1 });
    await publish(first.log, "plays", [play("a", 1), play("a", 2)]);
    await first.runtime.start({ id: "job", name: "counts", plan: simple });
    await caughtUp(first.runtime);
    await close(first);
    const second = await world(first.disk);
    await publish(second.log, "plays", [play("a", 3), play("b", 21)]);
    await second.runtime.start({ id: "job", name: "counts", plan: simple });
    await until(() => second.log.offsets("counts", 0).end === 1, "the window");
    expect(await values(second.log, "counts")).toEqual([{ title: "a", plays: 3, start: at(0) }]);
    expect(report(second.runtime).rowsIn).toBe(4);
  });

  it("stops, starts again, and is dropped", async () => {
    const { log, runtime, disk } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 1)]);
    await runtime.start({ id: "job", name: "counts", plan: simple });
    await expect(runtime.start({ id: "job", name: "counts", plan: simple })).rejects.toMatchObject({ code: "engine.job-exists" });
    await expect(runtime.drop("job")).rejects.toMatchObject({ code: "engine.job-running" });
    await caughtUp(runtime);
    await runtime.stop("job");
    expect(report(runtime).state).toBe("stopped");
    await publish(log, "plays", [play("a", 21)]);
    await runtime.start({ id: "job", name: "counts", plan: simple });
    await until(() => log.offsets("counts", 0).end === 1, "the window");
    await runtime.stop("job");
    await runtime.drop("job");
    expect(disk.files().filter(({ path }) => path.includes("/jobs/"))).toEqual([]);
    await expect(runtime.stop("job")).rejects.toMatchObject({ code: "engine.job-unknown" });
  });

  it("writes open windows when it is drained", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 1), play("b", 2)]);
    await runtime.start({ id: "job", name: "counts", plan: simple });
    await caughtUp(runtime);
    await publish(log, "plays", [play("b", 3)]);
    await runtime.stop("job", { drain: true });
    expect(report(runtime)).toMatchObject({ state: "stopped", rowsIn: 3 });
    expect(await values(log, "counts")).toEqual([
      { title: "a", plays: 1, start: at(0) },
      { title: "b", plays: 2, start: at(0) },
    ]);
  });

  it("finishes at the end of a bounded table, and stays finished", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 2 });
    await publish(log, "plays", [play("a", 1)], 0);
    await publish(log, "plays", [play("b", 2)], 1);
    const bounded = tumbleCount(scan({ ...plays, bounded: { kind: "latest" } }), 20_000, ["title"]);
    const spec = { id: "job", name: "counts", plan: jobPlan([counts, bounded]) };
    await runtime.start(spec);
    await until(() => report(runtime).state === "finished", "the end");
    await runtime.start(spec);
    expect(report(runtime).state).toBe("finished");
    expect(await values(log, "counts")).toHaveLength(2);
  });

  it("runs the statements of a set on one source", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 1), play("b", 2), play("a", 21)]);
    const plan = jobPlan([counts, countPlan], [totals, groupCount(scan(plays), ["title"])]);
    await runtime.start({ id: "job", name: "both", plan });
    await until(() => log.offsets("totals", 0).end === 3 && log.offsets("counts", 0).end === 2, "both outputs");
    expect((await readAll(log, "totals")).map(({ key, value }) => [key, value])).toEqual([
      ['{"title":"a"}', '{"title":"a","plays":1}'],
      ['{"title":"b"}', '{"title":"b","plays":1}'],
      ['{"title":"a"}', '{"title":"a","plays":2}'],
    ]);
    expect(report(runtime)).toMatchObject({ rowsIn: 3, inputs: [{ topic: "plays", rows: 3 }] });
  });

  it("reads a topic once for statements that need different columns of it", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 1), { value: "{oops" }, play("b", 2), play("a", 21)]);
    const all = scan(plays);
    const titles: Plan = { ...all, schema: [all.schema[0]!], fields: [all.fields[0]!], watermark: null };
    const later = { ...all, schema: all.schema.toReversed(), fields: all.fields.toReversed() };
    const reversed = { ...later, watermark: { ...all.watermark!, timeColumn: 0, expression: all.watermark!.expression } };
    const moved: Plan = JSON.parse(JSON.stringify(reversed).replace('"kind":"column","index":1', '"kind":"column","index":0')) as Plan;
    const plan = jobPlan([counts, countPlan], [{ ...counts, name: "again", topic: "again" }, tumbleCount(moved, 20_000, ["title"])]);
    await runtime.start({ id: "job", name: "both", plan });
    await until(() => log.topic("again") !== undefined && log.offsets("again", 0).end === 2, "both outputs");
    expect(await values(log, "again")).toEqual(await values(log, "counts"));
    expect(report(runtime)).toMatchObject({ rowsIn: 4, rowsBad: 1 });
    // Without the watermark it is another scan: the planner left it out for a statement that has no use for time.
    await runtime.start({ id: "apart", name: "apart", plan: jobPlan([totals, groupCount(titles, ["title"])]) });
    await until(() => log.offsets("totals", 0).end === 3, "the totals");
  });

  it("waits for a topic that does not exist yet, and reads it from its start", async () => {
    const { log, runtime } = await world();
    const latest = { ...plays, startup: { kind: "latest" as const } };
    await runtime.start({ id: "job", name: "counts", plan: jobPlan([counts, tumbleCount(scan(latest), 20_000, ["title"])]) });
    expect(report(runtime).state).toBe("running");
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 1), play("a", 21)]);
    await until(() => log.offsets("counts", 0).end === 1, "the window");
  });

  it("waits for the slowest partition", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 2 });
    await publish(log, "plays", [play("a", 1), play("a", 50)], 0);
    await runtime.start({ id: "job", name: "counts", plan: simple });
    await caughtUp(runtime);
    expect(report(runtime).watermarkMs).toBeNull();
    await publish(log, "plays", [play("a", 2), play("a", 30)], 1);
    await until(() => log.offsets("counts", 0).end === 1, "the window");
    expect(await values(log, "counts")).toEqual([{ title: "a", plays: 2, start: at(0) }]);
    expect(report(runtime).watermarkMs).toBe(1_700_000_030_000);
  });

  it("does not wait for a partition that is idle", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 2 });
    await publish(log, "plays", [play("a", 1), play("a", 50)], 0);
    await runtime.start({ id: "job", name: "counts", plan: jobPlan([counts, tumbleCount(scan(plays, 0, 150), 20_000, ["title"])]) });
    await until(() => log.offsets("counts", 0).end === 1, "the window, once partition 1 is idle");
    // A partition that comes back does not turn the watermark back: its old rows are late.
    await publish(log, "plays", [play("b", 2)], 1);
    await until(() => report(runtime).rowsLate === 1, "the late row");
  });

  it("reads from offsets, and says when there are none such (engine.start-offset)", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 1), play("b", 2), play("b", 21)]);
    const from = (offset: number) =>
      jobPlan([counts, tumbleCount(scan({ ...plays, startup: { kind: "offsets", offsets: { 0: offset } } }), 20_000, ["title"])]);
    await runtime.start({ id: "job", name: "counts", plan: from(1) });
    await until(() => log.offsets("counts", 0).end === 1, "the window");
    expect(await values(log, "counts")).toEqual([{ title: "b", plays: 1, start: at(0) }]);
    await expect(runtime.start({ id: "other", name: "counts", plan: from(9) })).rejects.toMatchObject({ code: "engine.start-offset" });
  });

  it("goes on with a topic that was deleted and made again", async () => {
    const { log, runtime } = await world();
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 1), play("a", 2), play("a", 3)]);
    await runtime.start({ id: "job", name: "counts", plan: simple });
    await caughtUp(runtime);
    await log.deleteTopic("plays");
    await log.createTopic({ name: "plays", partitions: 1 });
    await publish(log, "plays", [play("a", 21)]);
    await until(() => log.offsets("counts", 0).end === 1, "the window");
    expect(await values(log, "counts")).toEqual([{ title: "a", plays: 3, start: at(0) }]);
  });

  it("refuses a checkpoint that is older than its output (engine.checkpoint-behind-output)", async () => {
    const first = await world();
    await first.log.createTopic({ name: "plays", partitions: 1 });
    await publish(first.log, "plays", [play("a", 1), play("a", 21)]);
    await first.runtime.start({ id: "job", name: "counts", plan: simple });
    await until(() => first.log.offsets("counts", 0).end === 1, "the window");
    await first.runtime.stop("job");
    const { path, sizeBytes } = first.disk.files().find(({ path }) => path.endsWith(".epochs"))!;
    const copy = new Uint8Array(sizeBytes);
    const file = await first.disk.open(path, "write");
    await file.read(copy, 0);
    await publish(first.log, "plays", [play("a", 41), play("a", 61)]);
    await first.runtime.start({ id: "job", name: "counts", plan: simple });
    await until(() => first.log.offsets("counts", 0).end === 3, "the next windows");
    await first.runtime.stop("job");
    await file.truncate(0);
    await file.write([copy], 0);
    await expect(first.runtime.start({ id: "job", name: "counts", plan: simple })).rejects.toMatchObject({
      code: "engine.checkpoint-behind-output",
    });
  });

  it("refuses work after it was closed (engine.runtime-closed)", async () => {
    const { runtime } = await world();
    await runtime.close();
    await expect(runtime.start({ id: "job", name: "counts", plan: simple })).rejects.toMatchObject({ code: "engine.runtime-closed" });
  });
});
