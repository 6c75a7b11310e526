import { seeded, systemClock } from "@millrace/core";
import { openLog } from "@millrace/log";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import type { Plan } from "@millrace/sql";
import { bigint, groupCount, jobPlan, publish, rowtime, scan, table, text, tumbleCount, until, values } from "../job/testing.ts";
import { Collector } from "../live/testing.ts";
import { WorkerRuntime } from "./runtime.ts";

const plays = table("plays", [
  { name: "title", type: text },
  { name: "at", type: rowtime },
]);
const counts = table("counts", [
  { name: "title", type: text },
  { name: "plays", type: bigint },
  { name: "start", type: { kind: "TIMESTAMP", precision: 3, nullable: true } },
]);
const plan = jobPlan([counts, tumbleCount(scan(plays), 10_000, ["title"])]);
const play = (title: string, seconds: number) => ({
  value: JSON.stringify({ title, at: new Date(1_700_000_000_000 + seconds * 1_000).toISOString().slice(0, 19).replace("T", " ") }),
});

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function world() {
  const folder = await mkdtemp(`${tmpdir()}/millrace-`);
  closing.push(() => rm(folder, { recursive: true }));
  const log = await openLog({ folder });
  closing.push(() => log.close());
  const runtime = new WorkerRuntime({ log, folder, clock: systemClock, random: seeded(1) });
  closing.push(() => runtime.close());
  await log.createTopic({ name: "plays", partitions: 1 });
  return { log, runtime };
}

const everything = { from: { kind: "earliest" }, until: "never" } as const;
const query = (input: Plan) => ({ plan: { plan: input, timeZone: "UTC", options: {} }, ...everything });

describe("the runtime with workers", () => {
  it("runs a job in a thread, and goes on after the thread died (engine.worker-lost)", async () => {
    const { log, runtime } = await world();
    await publish(log, "plays", [play("a", 1), play("a", 11)]);
    await runtime.start({ id: "job", name: "counts", plan });
    await until(() => log.topic("counts") !== undefined && log.offsets("counts", 0).end === 1, "the first window");
    await runtime.crashWorker();
    await until(() => runtime.reports()[0]?.state === "failed", "the failure");
    expect(runtime.reports()[0]!.error).toMatchObject({ code: "engine.worker-lost" });
    await publish(log, "plays", [play("b", 12), play("b", 21)]);
    await until(() => log.offsets("counts", 0).end === 3, "the next windows");
    expect((await values(log, "counts")).map((row) => (row as { title: string; plays: number }).title)).toEqual(["a", "a", "b"]);
    await until(() => runtime.reports()[0]?.state === "running", "the report");
    expect(runtime.reports()[0]).toMatchObject({ restarts: 1, rowsIn: 4 });
  });

  it("streams a live query from a thread of its own, by credit", async () => {
    const { log, runtime } = await world();
    const rows = new Collector();
    const live = runtime.query(query(groupCount(scan(plays), ["title"])), rows);
    await publish(log, "plays", [play("a", 1), play("b", 2), play("a", 3)]);
    live.request(1);
    await until(() => rows.rowsHeard.length === 1, "the first row");
    live.request(100);
    await until(() => rows.rowsHeard.length === 4, "the rest");
    expect(rows.columns).toEqual(["title", "plays"]);
    expect(rows.rowsHeard).toEqual([
      ["+I", "a", 1n],
      ["+I", "b", 1n],
      ["-U", "a", 1n],
      ["+U", "a", 2n],
    ]);
    live.cancel();
    const open = new Collector();
    runtime.query(query(scan(plays)), open);
    await runtime.close();
    expect(open.error).toMatchObject({ code: "engine.runtime-closed" });
  });

  it("ends a failing query with its error and leaves the others alone", async () => {
    const { log, runtime } = await world();
    const failing = new Collector();
    const sound = new Collector();
    runtime.query(query(scan({ ...plays, options: { "on-error": "fail" } })), failing).request(10);
    runtime.query(query(scan(plays)), sound).request(10);
    await publish(log, "plays", [{ value: "{oops" }, play("a", 1)]);
    await until(() => failing.ended && sound.rowsHeard.length === 1, "the error and the row");
    expect(failing.error).toMatchObject({ code: "engine.record-refused" });
    expect(sound.ended).toBe(false);
  });

  it("acknowledges while a heavy query runs", async () => {
    const { log, runtime } = await world();
    const many = Array.from({ length: 50_000 }, (_, n) => play(`title ${n % 5_000}`, n / 1_000));
    await publish(log, "plays", many, 0, 5_000);
    await log.createTopic({ name: "other", partitions: 1 });
    const rows = new Collector();
    runtime.query({ ...query(groupCount(scan(plays), ["title"])), until: "end" }, rows).request(1_000_000);
    const delays: number[] = [];
    while (!rows.ended) {
      const before = systemClock.monotonic();
      await publish(log, "other", [play("x", 60)]);
      delays.push(systemClock.monotonic() - before);
    }
    delays.sort((one, other) => one - other);
    console.log(
      `acknowledgements beside a heavy query: ${delays.length}, p50 ${delays[delays.length >> 1]!.toFixed(1)} ms, most ${delays.at(-1)!.toFixed(1)} ms`,
    );
    expect(rows.error).toBeUndefined();
    expect(rows.rowsHeard.length).toBe(50_000 * 2 - 5_000);
  });
});
