// Runs many seeds of the log on the simulated disk: --seeds N [--from S], or one of them: --seed S. A failing seed is
// shrunk and written to regressions/, where log.test.ts replays it.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { systemClock } from "@millrace/core";
import { makeHistory } from "./log/history.ts";
import { failureOf, shrink } from "./log/shrink.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "20000" }, from: { type: "string", default: "1" }, seed: { type: "string" } },
});
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const started = systemClock.monotonic();
const reportEvery = 5000;
let failed = 0;

for (let seed = from; seed < from + count; seed++) {
  const failure = await failureOf(makeHistory(seed));
  if (failure !== undefined) {
    failed++;
    console.error(`seed ${seed} failed: replay with  node tests/simulation/soak-log.ts --seed ${seed}`);
    console.error(failure);
    const path = new URL(`./regressions/log-${seed}.json`, import.meta.url);
    writeFileSync(path, `${JSON.stringify(await shrink(makeHistory(seed)), undefined, 1)}\n`);
    console.error(`its shrunk history is in ${path.pathname}`);
    if (failed >= 10) break;
  }
  const done = seed - from + 1;
  if (done % reportEvery === 0)
    console.log(`${done} seeds, ${Math.round((1000 * done) / (systemClock.monotonic() - started))} seeds/s, ${failed} failed`);
}
const seconds = (systemClock.monotonic() - started) / 1000;
console.log(`log: ${count} seeds in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} seeds/s, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
