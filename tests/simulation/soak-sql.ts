// Mutated SQL texts at the parser and the binder: --texts N [--seed S]. Text n comes from seed S + n, so a failure is
// repeated with --texts 1 and its seed. Fails when anything but an answer or an error with a place comes back, when a
// text takes too long, or when memory grows without bound.
import { parseArgs } from "node:util";
import { seeded, systemClock } from "@millrace/core";
import { checkText, mutated } from "@millrace/sql/fuzz";

const { values } = parseArgs({ options: { texts: { type: "string", default: "1000000" }, seed: { type: "string", default: "1" } } });
const texts = Number(values.texts);
const firstSeed = Number(values.seed);
const reportEvery = 50_000;
const slowestAllowedMs = 5_000;
const memoryLimitMiB = 1024;

const memoryMiB = (): number => Math.round(process.memoryUsage().rss / 1024 / 1024);
const started = systemClock.monotonic();
let good = 0;
let failures = 0;
let slowest = { ms: 0, seed: firstSeed };
let memoryMax = 0;

for (let count = 0; count < texts; count++) {
  const seed = firstSeed + count;
  const random = seeded(seed);
  const text = mutated(random);
  const before = systemClock.monotonic();
  try {
    if (checkText(text, random)) good++;
  } catch (error) {
    failures++;
    console.error(`seed ${seed}: ${String(error)}\n${error instanceof Error ? (error.stack ?? "") : ""}\n${text.slice(0, 2000)}\n`);
    if (failures >= 10) break;
  }
  const ms = systemClock.monotonic() - before;
  if (ms > slowest.ms) slowest = { ms, seed };
  if ((count + 1) % reportEvery === 0) {
    memoryMax = Math.max(memoryMax, memoryMiB());
    console.log(
      `${count + 1} texts, ${rate(count + 1)}/s, slowest ${Math.round(slowest.ms)} ms (seed ${slowest.seed}), ${memoryMiB()} MiB`,
    );
  }
}

function rate(count: number): number {
  return Math.round((1000 * count) / (systemClock.monotonic() - started));
}

memoryMax = Math.max(memoryMax, memoryMiB());
console.log(
  `${texts} texts from seed ${firstSeed}: ${good} could be bound, ${failures} failures, ${rate(texts)} texts/s, slowest ${Math.round(slowest.ms)} ms (seed ${slowest.seed}), at most ${memoryMax} MiB`,
);
if (failures > 0 || slowest.ms > slowestAllowedMs || memoryMax > memoryLimitMiB) process.exitCode = 1;
