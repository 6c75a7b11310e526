// Runs many seeds of the whole broker on simulated disk, clock and network: --seeds N [--from S] [--workers 2], or one
// of them: --seed S. A failing seed is shrunk and written to regressions/, where broker.test.ts replays it; --first
// stops at it and writes nothing.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { systemClock } from "@millrace/core";
import { makeHistory } from "./broker/history.ts";
import { failureOf, shrink } from "./broker/shrink.ts";

interface Share {
  readonly from: number;
  readonly count: number;
  readonly step: number;
}

type Report = { readonly done: number } | { readonly seed: number; readonly failure: string };

const reportEvery = 100;
const failuresMax = 10;

if (isMainThread) await main();
else await work(workerData as Share);

async function work({ from, count, step }: Share): Promise<void> {
  const port = parentPort!;
  for (let index = 0; index < count; index++) {
    const seed = from + index * step;
    const failure = await failureOf(makeHistory(seed));
    if (failure !== undefined) port.postMessage({ seed, failure: textOf(failure) } satisfies Report);
    if ((index + 1) % reportEvery === 0) port.postMessage({ done: reportEvery } satisfies Report);
  }
  port.postMessage({ done: count % reportEvery } satisfies Report);
}

function textOf(failure: Error): string {
  const { stack = failure.message, cause } = failure;
  return cause instanceof Error ? `${stack}\ncaused by ${cause.stack ?? cause.message}` : stack;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "2000" },
      from: { type: "string", default: "1" },
      seed: { type: "string" },
      workers: { type: "string", default: "2" },
      first: { type: "boolean", default: false },
    },
  });
  const from = Number(values.seed ?? values.from);
  const count = values.seed === undefined ? Number(values.seeds) : 1;
  const workers = Math.min(count, Number(values.workers));
  const startedMs = systemClock.monotonic();
  const failed: number[] = [];
  let done = 0;
  let reported = 0;

  const report = (message: Report): void => {
    if ("done" in message) {
      done += message.done;
      if (done < reported + 10_000) return;
      reported = done;
      console.log(`${done} seeds, ${rate(done)} seeds/s, ${failed.length} failed`);
      return;
    }
    failed.push(message.seed);
    console.error(`seed ${message.seed} failed: replay with  npm run soak -- broker --seed ${message.seed}\n${message.failure}`);
  };
  const rate = (seeds: number): number => Math.round((1_000 * seeds) / (systemClock.monotonic() - startedMs));

  const threads: Worker[] = [];
  const stopAt = values.first ? 1 : failuresMax;
  await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const share: Share = { from: from + index, step: workers, count: Math.ceil((count - index) / workers) };
      const worker = new Worker(new URL(import.meta.url), { workerData: share });
      threads.push(worker);
      worker.on("message", (message: Report) => {
        report(message);
        if (failed.length >= stopAt) for (const thread of threads) void thread.terminate();
      });
      return new Promise<void>((resolve, reject) => {
        worker.on("error", reject);
        worker.on("exit", () => resolve());
      });
    }),
  );
  if (!values.first) for (const seed of failed) await keep(seed);
  const seconds = (systemClock.monotonic() - startedMs) / 1_000;
  console.log(`broker: ${done} seeds in ${seconds.toFixed(1)} s, ${rate(done)} seeds/s, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function keep(seed: number): Promise<void> {
  const smallest = await shrink(makeHistory(seed));
  const path = new URL(`./regressions/broker-${seed}.json`, import.meta.url);
  writeFileSync(path, `${JSON.stringify(smallest)}\n`);
  console.error(`the shrunk history of seed ${seed} is in ${path.pathname}`);
}
