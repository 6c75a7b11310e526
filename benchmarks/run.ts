// `npm run bench`: every benchmark, a table, benchmarks/results.json and the tables of docs/performance.md.
//
//	npm run bench -- matrix scale                         those whose name has one of the words
//	npm run bench -- matrix --cells "fetch, 1 partition"  cells whose name has all that; nothing is written
//	npm run bench -- --quick                              short forms; nothing is written
//
// One that fails is said, and the rest goes on. Timing decides nothing here: CI runs the short forms so that they cannot rot.
import { parseArgs } from "node:util";
import { costBenchmark } from "./cost/cost.ts";
import { engineBenchmark } from "./engine/windowed.ts";
import { printFigures, type Benchmark, type BenchmarkOptions } from "./figures.ts";
import { latencyBenchmark } from "./latency/latency.ts";
import { matrixBenchmark } from "./port/matrix.ts";
import { p99Benchmark } from "./port/p99.ts";
import { portBenchmark } from "./port/port.ts";
import { scaleBenchmark } from "./port/scale.ts";
import { type BenchmarkResult, readResults, writeResults } from "./results.ts";
import { startBenchmark } from "./start/start.ts";
import { writeTables } from "./tables.ts";

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  engine: engineBenchmark,
  cost: costBenchmark,
  port: portBenchmark,
  matrix: matrixBenchmark,
  p99: p99Benchmark,
  scale: scaleBenchmark,
  latency: latencyBenchmark,
  start: startBenchmark,
};

async function run(name: string, benchmark: Benchmark, options: BenchmarkOptions): Promise<BenchmarkResult> {
  console.log(`${name} …`);
  const began = performance.now();
  const took = (): { at: string; seconds: number } => ({
    at: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - began) / 1000),
  });
  try {
    const figures = await benchmark(options);
    return { ...took(), figures };
  } catch (error) {
    console.error(error);
    return { ...took(), figures: [], failure: String(error) };
  }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { quick: { type: "boolean", default: false }, cells: { type: "string", default: "" } },
    allowPositionals: true,
  });
  const words = values.cells.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()]));
  const measured: Record<string, BenchmarkResult> = {};
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (positionals.length > 0 && !positionals.some((word) => name.includes(word))) continue;
    measured[name] = await run(name, benchmark, { quick: values.quick, cells: words });
    console.log(`${name}: ${measured[name].seconds} s`);
    // At once: what comes later may not come to its end.
    if (!values.quick && words.length === 0 && measured[name].failure === undefined) writeResults({ [name]: measured[name] });
  }
  printFigures(Object.values(measured).flatMap(({ figures }) => figures));
  if (!values.quick && words.length === 0) writeTables(readResults()!);
  const failures = Object.entries(measured).flatMap(([name, { failure, figures }]) => [
    ...(failure === undefined ? [] : [`${name}: ${failure}`]),
    ...figures.flatMap((figure) => (figure.failure === undefined ? [] : [`${figure.what}: ${figure.failure}`])),
  ]);
  for (const failure of failures) console.log(`failed: ${failure}`);
  process.exit(failures.length === 0 ? 0 : 1);
}
