// `npm run bench`: every benchmark, a table, and benchmarks/results.json. `npm run bench -- --quick engine` runs a short
// form of those whose name has the word. Timing decides nothing here: CI runs the short forms so that they cannot rot.
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { costBenchmark } from "./cost/cost.ts";
import { engineBenchmark } from "./engine/windowed.ts";
import { printFigures, type Benchmark, type Figure } from "./figures.ts";
import { latencyBenchmark } from "./latency/latency.ts";
import { matrixBenchmark } from "./port/matrix.ts";
import { portBenchmark } from "./port/port.ts";
import { scaleBenchmark } from "./port/scale.ts";
import { startBenchmark } from "./start/start.ts";

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  engine: engineBenchmark,
  cost: costBenchmark,
  port: portBenchmark,
  matrix: matrixBenchmark,
  scale: scaleBenchmark,
  latency: latencyBenchmark,
  start: startBenchmark,
};

if (import.meta.main) {
  const { values, positionals } = parseArgs({ options: { quick: { type: "boolean", default: false } }, allowPositionals: true });
  const figures: Figure[] = [];
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (positionals.length > 0 && !positionals.some((word) => name.includes(word))) continue;
    console.log(`${name} …`);
    figures.push(...(await benchmark({ quick: values.quick })));
  }
  printFigures(figures);
  if (!values.quick && positionals.length === 0) {
    const machine = {
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    };
    writeFileSync(
      join(import.meta.dirname, "results.json"),
      `${JSON.stringify({ at: new Date().toISOString().slice(0, 10), machine, figures }, null, 2)}\n`,
    );
  }
  process.exit(0);
}
