// Soak of exactly once: a job under a disk that crashes at random changes must leave the output of an undisturbed run.
//   node tests/simulation/soak-engine.ts --seeds 5000     seeds 1 to 5000
//   node tests/simulation/soak-engine.ts --seed 17        that seed alone
import { systemClock } from "@millrace/core";
import { crashRun } from "@millrace/engine/simulation";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { seeds: { type: "string", default: "500" }, seed: { type: "string" } } });
const [first, last] = values.seed === undefined ? [1, Number(values.seeds)] : [Number(values.seed), Number(values.seed)];
const startMs = systemClock.monotonic();
let crashes = 0;
let records = 0;
let failed = 0;
for (let seed = first; seed <= last; seed++) {
  try {
    const result = await crashRun(seed);
    crashes += result.crashes;
    records += result.records;
    if (result.difference !== undefined) {
      failed++;
      console.error(`seed ${seed}: ${result.difference}`);
    }
  } catch (error) {
    failed++;
    console.error(`seed ${seed}:`, error);
  }
  if (seed % 100 === 0) console.log(`${seed} seeds, ${crashes} crashes, ${failed} failed`);
}
const seconds = (systemClock.monotonic() - startMs) / 1_000;
const count = last - first + 1;
console.log(`${count} seeds, ${crashes} crashes, ${records} records compared, ${failed} failed, ${(count / seconds).toFixed(1)} seeds/s`);
process.exitCode = failed === 0 ? 0 : 1;
