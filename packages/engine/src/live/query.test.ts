import { limits, seeded, systemClock } from "@millrace/core";
import type { Log } from "@millrace/log";
import { openMemoryLog } from "@millrace/log/simulation";
import type { Plan } from "@millrace/sql";
import { afterEach, describe, expect, it } from "vitest";
import { groupCount, publish, rowtime, scan, table, text, tumbleCount, until } from "../job/testing.ts";
import type { QuerySpec, Runtime } from "../runtime.ts";
import { createLocalRuntime } from "../workers/local.ts";
import { Collector } from "./testing.ts";

const plays = table("plays", [
  { name: "title", type: text },
  { name: "at", type: rowtime },
]);
const play = (title: string, seconds: number) => ({
  value: JSON.stringify({ title, at: new Date(1_700_000_000_000 + seconds * 1_000).toISOString().slice(0, 19).replace("T", " ") }),
  timestampMs: seconds * 1_000,
});
const spec = (plan: Plan, more: Partial<QuerySpec> = {}): QuerySpec => ({
  plan: { plan, timeZone: "UTC", options: {} },
  from: { kind: "earliest" },
  until: "never",
  ...more,
});
const titles = (rows: Collector) => rows.rowsHeard.map(([, title]) => title);

const closing: { log: Log; runtime: Runtime }[] = [];
async function world(buffer: { bufferRows?: number } = {}) {
  const log = await openMemoryLog();
  const runtime = createLocalRuntime({ log, folder: "/data", clock: systemClock, random: seeded(1), ...buffer });
  closing.push({ log, runtime });
  await log.createTopic({ name: "plays", partitions: 1 });
  return { log, runtime };
}
afterEach(async () => {
  for (const { log, runtime } of closing.splice(0)) {
    await runtime.close();
    await log.close();
  }
});

describe("a live query", () => {
  it("says what was left out because it could not be read", async () => {
    const { log, runtime } = await world();
    await publish(log, "plays", [play("a", 1), { value: "{oops", timestampMs: 1 }, { value: "[]", timestampMs: 1 }, play("b", 2)]);
    const rows = new Collector();
    runtime.query(spec(scan(plays), { until: "end" }), rows).request(100);
    await until(() => rows.ended, "the end");
    expect(titles(rows)).toEqual(["a", "b"]);
    expect(rows.rejectedRows).toBe(2);
    expect(rows.rejection).toMatchObject({ code: "engine.record-malformed" });
    expect(rows.rejection!.message).toContain('offset 1 of "plays"');
  });

  it("without input fails when its row cannot be computed", async () => {
    const { runtime } = await world();
    const values: Plan = { kind: "values", rows: [["abc"]], schema: [{ name: "t", type: text }], changelog: { kind: "append" } };
    const number = {
      kind: "cast",
      input: { kind: "column", index: 0, type: text },
      safe: false,
      type: { kind: "INTEGER", nullable: true },
    } as const;
    const rows = new Collector();
    runtime
      .query(
        spec({
          kind: "project",
          input: values,
          expressions: [number],
          schema: [{ name: "n", type: number.type }],
          changelog: values.changelog,
        }),
        rows,
      )
      .request(1);
    await until(() => rows.ended, "the end");
    expect(rows.error).toMatchObject({ code: "engine.cast-failed" });
  });

  it("gives rows as they are published", async () => {
    const { log, runtime } = await world();
    const rows = new Collector();
    runtime.query(spec(scan(plays)), rows).request(100);
    await publish(log, "plays", [play("a", 1)]);
    await until(() => rows.rowsHeard.length === 1, "the first row");
    await publish(log, "plays", [play("b", 2)]);
    await until(() => rows.rowsHeard.length === 2, "the second row");
    expect(rows.columns).toEqual(["title", "at"]);
    expect(rows.changelog).toBe("append");
    expect(rows.rowsHeard[0]).toEqual(["+I", "a", { ms: 1_700_000_001_000, nanos: 0 }]);
  });

  it("ends at the present end with open windows written", async () => {
    const { log, runtime } = await world();
    await publish(log, "plays", [play("a", 1), play("a", 2)]);
    const rows = new Collector();
    runtime.query(spec(tumbleCount(scan(plays), 10_000, ["title"]), { until: "end" }), rows).request(100);
    await until(() => rows.ended, "the end");
    expect(rows.error).toBeUndefined();
    expect(rows.rowsHeard).toEqual([["+I", "a", 2n, { ms: 1_700_000_000_000, nanos: 0 }]]);
  });

  it("ends at once on a topic that does not exist, when it is to end", async () => {
    const { runtime } = await world();
    const rows = new Collector();
    runtime.query(spec(scan({ ...plays, topic: "nothing" }), { until: "end" }), rows).request(100);
    await until(() => rows.ended, "the end");
    expect(rows.rowsHeard).toEqual([]);
  });

  it("begins at a time or at the end", async () => {
    const { log, runtime } = await world();
    await publish(log, "plays", [play("a", 1), play("b", 2), play("c", 3)], 0, 1);
    const [late, none] = [new Collector(), new Collector()];
    runtime.query(spec(scan(plays), { from: { kind: "timestamp", ms: 2_000 }, until: "end" }), late).request(100);
    runtime.query(spec(scan(plays), { from: { kind: "latest" }, until: "end" }), none).request(100);
    await until(() => late.ended && none.ended, "the ends");
    expect(titles(late)).toEqual(["b", "c"]);
    expect(titles(none)).toEqual([]);
  });

  it("stops after so many rows", async () => {
    const { log, runtime } = await world();
    await publish(log, "plays", [play("a", 1), play("b", 2), play("c", 3)]);
    const rows = new Collector();
    runtime.query(spec(scan(plays), { limit: 2 }), rows).request(100);
    await until(() => rows.ended, "the end");
    expect(titles(rows)).toEqual(["a", "b"]);
  });

  it("skips the oldest rows for a slow reader and says how many", async () => {
    const { log, runtime } = await world({ bufferRows: 10 });
    const rows = new Collector();
    const live = runtime.query(spec(scan(plays)), rows);
    await publish(
      log,
      "plays",
      Array.from({ length: 100 }, (_, n) => play(`t${n}`, n)),
    );
    await publish(log, "plays", [play("last", 100)]);
    for (let turn = 0; turn < 50; turn++) await systemClock.sleep(1);
    live.request(100);
    await until(() => rows.rowsHeard.length >= 10, "the newest rows");
    expect(rows.skippedRows).toBe(91);
    expect(titles(rows).at(-1)).toBe("last");
  });

  it("leaves the reader of a changelog with the right state after it was slow", async () => {
    const { log, runtime } = await world({ bufferRows: 10 });
    const rows = new Collector();
    const live = runtime.query(spec(groupCount(scan(plays), ["title"])), rows);
    for (let round = 0; round < 20; round++)
      await publish(
        log,
        "plays",
        Array.from({ length: 50 }, (_, n) => play(`t${n % 4}`, n)),
      );
    for (let turn = 0; turn < 50; turn++) await systemClock.sleep(1);
    live.request(1_000_000);
    const state = new Map<unknown, unknown>();
    await until(() => {
      state.clear();
      for (const [kind, title, count] of rows.rowsHeard) if (kind === "+I" || kind === "+U") state.set(title, count);
      return [...state.values()].reduce<number>((sum, count) => sum + Number(count), 0) === 1_000;
    }, "all counts");
    expect(rows.skippedRows).toBeGreaterThan(0);
  });

  it("refuses more live queries than the limit (engine.queries-too-many)", async () => {
    const { runtime } = await world();
    const live = Array.from({ length: limits.liveQueries }, () => runtime.query(spec(scan(plays)), new Collector()));
    expect(() => runtime.query(spec(scan(plays)), new Collector())).toThrow(expect.objectContaining({ code: "engine.queries-too-many" }));
    live[0]!.cancel();
    await until(() => {
      try {
        runtime.query(spec(scan(plays)), new Collector());
        return true;
      } catch {
        return false;
      }
    }, "room for another");
  });
});
