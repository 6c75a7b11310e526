// `millrace start` as a process: the living example, going on after a restart, and what is in its way.
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { eventually, freePort, kcatRead, millrace, startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { describeWith } from "../tools.ts";

const pipelines = ["trending_titles", "start_plays_per_second", "playback_quality"];
const running: RunningMillrace[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.kill();
});
const start = async (...args: Parameters<typeof startMillrace>): Promise<RunningMillrace> => {
  const one = await startMillrace(...args);
  running.push(one);
  return one;
};

describeWith({ programs: ["kcat"] }, "the living example", () => {
  it("has a first row of each pipeline within seconds, goes on after a restart, and stays small", async () => {
    const folder = temporaryFolder("example");
    const began = performance.now();
    const first = await start({ data: folder.path, arguments: ["--example", "streaming-service"] });
    await eventually(async () => {
      const topics = (await (await fetch(`${first.url}/topics`)).json()) as { name: string; records: number }[];
      return pipelines.every((name) => (topics.find((topic) => topic.name === name)?.records ?? 0) > 0) ? true : undefined;
    }, "a row of each pipeline");
    console.log(`ready after ${Math.round(first.readyMs)} ms, a row of each pipeline after ${Math.round(performance.now() - began)} ms`);

    // Rows are what the pipeline's few lines say they are.
    const trending = kcatRead(first.kafka, "trending_titles").map(
      (record) => JSON.parse(record.value!) as { country: string; rank: number; plays: number; window_end: string },
    );
    expect(trending.length).toBeGreaterThan(0);
    for (const row of trending) {
      expect(row.rank).toBeGreaterThanOrEqual(1);
      expect(row.rank).toBeLessThanOrEqual(10);
      expect(row.plays).toBeGreaterThan(0);
    }
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    console.log(`resident: ${residentMb(first.pid).toFixed(0)} MB`);
    expect(await first.stop()).toBe(0);
    running.splice(0);

    const second = await start({ data: folder.path, arguments: ["--example", "streaming-service"] });
    const again = kcatRead(second.kafka, "trending_titles");
    expect(again.slice(0, trending.length).map((record) => JSON.parse(record.value!) as unknown)).toEqual(trending);
    await eventually(
      async () => (kcatRead(second.kafka, "trending_titles").length > again.length ? true : undefined),
      "new rows after the restart",
      60_000,
    );
    expect(await second.stop()).toBe(0);
    running.splice(0);
    folder.remove();
  });
});

const residentMb = (pid: number): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

describe("what is in the way of a start", () => {
  const refused = (...args: string[]): string => {
    const ran = millrace("start", ...args);
    expect(ran.code).toBe(1);
    return ran.err;
  };

  it("a port in use: one line, and which option chooses another", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const port = String((taken.address() as { port: number }).port);
    const folder = temporaryFolder("ports");
    const said = refused("--data", folder.path, "--port", port, "--kafka-port", String(await freePort()));
    expect(said).toContain(port);
    expect(said).toContain("--port");
    const kafka = refused("--data", folder.path, "--kafka-port", port, "--port", String(await freePort()));
    expect(kafka).toContain(port);
    expect(kafka).toContain("--kafka-port");
    taken.close();
    folder.remove();
  });

  it("a data folder that another process uses", async () => {
    const folder = temporaryFolder("locked");
    const one = await start({ data: folder.path });
    const said = refused("--data", folder.path, "--port", String(await freePort()), "--kafka-port", String(await freePort()));
    expect(said).toContain(String(one.pid));
    expect(said).toContain("--data");
    await one.stop();
    running.splice(0);
    folder.remove();
  });

  it("a folder that cannot be written", async () => {
    const folder = temporaryFolder("readonly");
    // Root may write anywhere; a path below a file cannot be made by anyone.
    const path = process.getuid?.() === 0 ? "/proc/version/millrace" : join(folder.path, "fixed", "data");
    if (process.getuid?.() !== 0) {
      mkdirSync(join(folder.path, "fixed"));
      chmodSync(join(folder.path, "fixed"), 0o500);
    }
    const said = refused("--data", path, "--port", String(await freePort()), "--kafka-port", String(await freePort()));
    expect(said).toContain(path);
    expect(said).toContain("--data");
    folder.remove();
  });
});
