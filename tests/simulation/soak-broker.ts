// Runs many seeds of the whole broker on simulated disk, clock and network, on all cores: --seeds N [--from S]
// [--workers W], or one of them: --seed S. A failing seed is printed and the others go on, until there are --failures of
// them; in the end each is shrunk and written to regressions/, where broker.test.ts replays it. --first stops at the
// first and writes nothing. What was interrupted goes on with the --from of its last line of progress.
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { systemClock } from "@millrace/core";
import { makeHistory } from "./broker/history.ts";
import { failureOf, shrink } from "./broker/shrink.ts";

/** Seeds that one worker takes at once. */
interface Share {
  readonly from: number;
  readonly count: number;
}

type Report = { readonly seed: number; readonly failure: string } | "done";

const shareSeeds = 50;
const progressMs = 10_000;
/** Most of what a seed allocates is garbage soon: a large young generation saves copying it. */
const resourceLimits = { maxYoungGenerationSizeMb: 96 };

if (isMainThread) await main();
else work();

function work(): void {
  const port = parentPort!;
  let seed = 0;
  const report = (failure: unknown): void => port.postMessage({ seed, failure: textOf(failure) } satisfies Report);
  // In a process of its own it would be the end.
  process.on("unhandledRejection", report);
  const take = async ({ from, count }: Share): Promise<void> => {
    for (seed = from; seed < from + count; seed++) {
      // Every error pays for its stack: only a seed that fails is run with them.
      Error.stackTraceLimit = 0;
      const failed = await failureOf(makeHistory(seed));
      Error.stackTraceLimit = 20;
      if (failed !== undefined) report((await failureOf(makeHistory(seed))) ?? failed);
    }
    port.postMessage("done" satisfies Report);
  };
  port.on("message", (share: Share) => void take(share));
}

function textOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const { stack = failure.message, cause } = failure;
  return cause === undefined ? stack : `${stack}\ncaused by ${textOf(cause)}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "2000" },
      from: { type: "string", default: "1" },
      seed: { type: "string" },
      workers: { type: "string", default: String(availableParallelism()) },
      failures: { type: "string", default: "10" },
      first: { type: "boolean", default: false },
    },
  });
  const from = Number(values.seed ?? values.from);
  const count = values.seed === undefined ? Number(values.seeds) : 1;
  const failuresMost = values.first ? 1 : Number(values.failures);
  const startedMs = systemClock.monotonic();
  const failed: number[] = [];
  /** By worker: what it works on. */
  const shares: (Share | undefined)[] = [];
  let next = from;
  let done = 0;
  let saidMs = startedMs;

  const rate = (): number => (1_000 * done) / (systemClock.monotonic() - startedMs);
  const progress = (): void => {
    saidMs = systemClock.monotonic();
    const goOn = Math.min(next, ...shares.map((share) => share?.from ?? next));
    const minutes = Math.ceil((count - done) / rate() / 60);
    console.log(`${done} of ${count} seeds, ${Math.round(rate())} seeds/s, ${minutes} min left, ${failed.length} failed; --from ${goOn}`);
  };

  const runWorker = (index: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { resourceLimits });
      const take = (): void => {
        const left = from + count - next;
        shares[index] = left > 0 && failed.length < failuresMost ? { from: next, count: Math.min(shareSeeds, left) } : undefined;
        if (shares[index] === undefined) return void worker.terminate();
        next += shares[index].count;
        worker.postMessage(shares[index], []);
      };
      worker.on("message", (report: Report) => {
        if (report === "done") {
          done += shares[index]!.count;
          take();
          if (systemClock.monotonic() - saidMs >= progressMs) progress();
          return;
        }
        failed.push(report.seed);
        console.error(`seed ${report.seed} failed: replay with  npm run soak -- broker --seed ${report.seed}\n${report.failure}`);
        if (failed.length >= failuresMost) void worker.terminate();
      });
      worker.on("error", (thrown) =>
        reject(new Error(`a worker failed between the seeds of ${JSON.stringify(shares[index])}`, { cause: thrown })),
      );
      worker.on("exit", () => resolve());
      take();
    });

  await Promise.all(Array.from({ length: Math.min(count, Number(values.workers)) }, (_, index) => runWorker(index)));
  if (!values.first) for (const seed of new Set(failed)) await keep(seed);
  const seconds = (systemClock.monotonic() - startedMs) / 1_000;
  const what = failed.length === 0 ? "0 failed" : `${failed.length} failed: ${failed.join(" ")}`;
  console.log(`broker: ${done} seeds in ${seconds.toFixed(1)} s, ${Math.round(rate())} seeds/s, ${what}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function keep(seed: number): Promise<void> {
  const smallest = await shrink(makeHistory(seed));
  const path = new URL(`./regressions/broker-${seed}.json`, import.meta.url);
  writeFileSync(path, `${JSON.stringify(smallest)}\n`);
  console.error(`the shrunk history of seed ${seed} is in ${path.pathname}`);
}
