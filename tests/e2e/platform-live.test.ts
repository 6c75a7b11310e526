// Live queries with the engine in its own threads: how soon a published row is seen, and what a reader that does not
// read costs the others.
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "@millrace/platform";
import type { LiveMessage, Platform, TopicDetail } from "@millrace/platform";
import { Millrace } from "@millrace/client";
import { afterAll, beforeAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "millrace-live-"));
let platform: Platform;
let millrace: Millrace;
beforeAll(async () => {
  platform = await startPlatform({ dataFolder: folder, port: 0, kafkaPort: 0 });
  millrace = new Millrace({ url: platform.url });
});
afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

it("shows a published row to a live query within a fraction of a second, at 2,000 events a second", async () => {
  await millrace.run("CREATE TABLE timed (sent DOUBLE, n INT)");
  await platform.log.createTopic({ name: "timed", partitions: 1 });
  const publisher = millrace.publisher("timed", { batchMs: 1 });
  const seconds = 5;
  const total = 2_000 * seconds;
  const delays: number[] = [];
  const reader = (async (): Promise<void> => {
    for await (const { values } of millrace.subscribe("SELECT sent, n FROM timed")) {
      delays.push(performance.now() - (values[0] as number));
      if (delays.length === total) return;
    }
  })();
  const begin = performance.now();
  const sent: Promise<unknown>[] = [];
  while (sent.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * 2_000));
    while (sent.length < due) sent.push(publisher.publish({ value: { sent: performance.now(), n: sent.length } }));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all([...sent, reader]);
  // The first second warms up: the query's thread starts, code is compiled.
  const warm = delays.slice(2_000).sort((a, b) => a - b);
  const [p50, p99] = [0.5, 0.99].map((share) => warm[Math.floor(warm.length * share)]!);
  const rss = Math.round(process.memoryUsage.rss() / 1e6);
  console.log(
    `publish → live row: p50 ${p50!.toFixed(1)} ms, p99 ${p99!.toFixed(1)} ms; ready in ${platform.readyMs.toFixed(0)} ms; test process RSS ${rss} MB`,
  );
  expect(p99).toBeLessThan(1_000);
});

it("bounds what a slow reader holds, says what was skipped, and keeps others going", async () => {
  const records = 60_000;
  await millrace.run("CREATE TABLE flood (x INT, padding STRING)");
  await platform.log.createTopic({ name: "flood", partitions: 1 });
  const slow = slowReader("SELECT x, padding FROM flood", records);
  const publisher = millrace.publisher("flood");
  const before = process.memoryUsage.rss();
  const padding = "p".repeat(500);
  for (let x = 0; x < records;) {
    const round = Array.from({ length: 2_000 }, () => publisher.publish({ value: { x: x++, padding } }));
    await Promise.all(round);
  }
  expect(await millrace.query("SELECT COUNT(*) AS n FROM flood")).toEqual([{ n: records }]);
  const detail = (await (await fetch(`${platform.url}/topics/flood`)).json()) as TopicDetail;
  expect(detail.records).toBe(records);
  expect(process.memoryUsage.rss() - before).toBeLessThan(300e6);
  const { rows, skipped } = await slow.readAll();
  expect(rows + skipped).toBe(records);
  expect(skipped).toBeGreaterThan(0);
});

/** A raw socket that asks and reads nothing until it is told. */
function slowReader(sql: string, records: number): { readAll(): Promise<{ rows: number; skipped: number }> } {
  const { hostname, port, host } = new URL(platform.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.pause();
  const body = JSON.stringify({ sql });
  socket.write(`POST /sql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  return {
    async readAll() {
      const chunks = new Dechunker();
      let [rows, skipped, rest] = [0, 0, ""];
      for await (const part of socket.resume()) {
        const lines = (rest + chunks.push(part as Buffer)).split("\n");
        rest = lines.pop()!;
        for (const line of lines) {
          const message = JSON.parse(line) as LiveMessage;
          if (message.type === "rows") rows += message.rows.length;
          if (message.type === "skipped") skipped += message.rows;
        }
        if (rows + skipped >= records) break;
      }
      socket.destroy();
      return { rows, skipped };
    },
  };
}

/** The body of a chunked HTTP answer, in whatever pieces it comes. */
class Dechunker {
  #rest = Buffer.alloc(0);
  #head = true;

  push(part: Buffer): string {
    this.#rest = Buffer.concat([this.#rest, part]);
    if (this.#head) {
      const end = this.#rest.indexOf("\r\n\r\n");
      if (end < 0) return "";
      this.#rest = this.#rest.subarray(end + 4);
      this.#head = false;
    }
    let body = "";
    for (;;) {
      const line = this.#rest.indexOf("\r\n");
      const size = line < 0 ? Number.NaN : Number.parseInt(this.#rest.toString("latin1", 0, line), 16);
      if (Number.isNaN(size) || this.#rest.length < line + 2 + size + 2) return body;
      body += this.#rest.toString("latin1", line + 2, line + 2 + size);
      this.#rest = this.#rest.subarray(line + 2 + size + 2);
    }
  }
}
