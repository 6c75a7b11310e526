import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "@millrace/platform";
import type { Platform } from "@millrace/platform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClientError, Millrace } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-client-"));
let platform: Platform;
let millrace: Millrace;

beforeAll(async () => {
  platform = await startPlatform({ dataFolder: folder, port: 0, kafkaPort: 0, workers: false });
  millrace = new Millrace({ url: platform.url });
  await millrace.run("CREATE TABLE sales (item STRING, price INT)");
  await platform.log.createTopic({ name: "sales", partitions: 1 });
  const publisher = millrace.publisher("sales");
  for (const [item, price] of [
    ["tea", 3],
    ["cake", 5],
    ["tea", 4],
  ])
    void publisher.publish({ value: { item, price } });
  await publisher.close();
});
afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("subscribe", () => {
  it("gives rows by name as they come, until the loop is left", async () => {
    const seen: unknown[] = [];
    for await (const { kind, row } of millrace.subscribe<{ item: string; price: number }>("SELECT item, price FROM sales")) {
      seen.push([kind, row.item, row.price]);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([
      ["+I", "tea", 3],
      ["+I", "cake", 5],
      ["+I", "tea", 4],
    ]);
  });

  it("stops when its signal says so", async () => {
    const controller = new AbortController();
    const rows = millrace.subscribe("SELECT item FROM sales", {
      from: "latest",
      signal: controller.signal,
      onSchema: () => controller.abort(new Error("enough")),
    });
    await expect(rows.next()).rejects.toThrow("enough");
  });

  it("asks again when the connection breaks, and says so", async () => {
    let calls = 0;
    const flaky: typeof fetch = async (input, init) => {
      if (calls++ === 0) throw new TypeError("broken");
      return await fetch(input, init);
    };
    let restarts = 0;
    const rows = new Millrace({ url: platform.url, fetch: flaky }).subscribe("SELECT item FROM sales", {
      limit: 1,
      onRestart: () => restarts++,
    });
    const seen: unknown[] = [];
    for await (const { values } of rows) seen.push(values);
    expect([seen, restarts, calls]).toEqual([[["tea"]], 1, 2]);
  });

  it("passes on what the server refuses, with its place", async () => {
    const rows = millrace.subscribe("SELECT itm FROM sales");
    const failure: unknown = await rows.next().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ClientError);
    expect(failure).toMatchObject({ status: 400, position: { line: 1, column: 8 } });
    await expect(millrace.subscribe("SHOW TABLES").next()).rejects.toMatchObject({ code: "client.answer-invalid" });
    await expect(millrace.run("SELECT item FROM sales")).rejects.toMatchObject({ code: "client.answer-invalid" });
  });
});

describe("query", () => {
  it("gives the rows that stand at the end of a changelog", async () => {
    const rows = await millrace.query<{ item: string; total: number }>("SELECT item, SUM(price) AS total FROM sales GROUP BY item");
    expect(rows.sort((a, b) => a.total - b.total)).toEqual([
      { item: "cake", total: 5 },
      { item: "tea", total: 7 },
    ]);
  });

  it("counts equal rows, and keeps a bound", async () => {
    expect(await millrace.query("SELECT 'x' AS x FROM sales")).toEqual([{ x: "x" }, { x: "x" }, { x: "x" }]);
    await expect(millrace.query("SELECT item FROM sales", { rowsMost: 2 })).rejects.toMatchObject({ code: "client.buffer-full" });
  });
});
