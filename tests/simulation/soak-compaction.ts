// Runs many seeds of a compacted topic on the simulated disk: --seeds N [--from S].
import { parseArgs } from "node:util";
import { CompactionRun } from "./compaction/run.ts";

const { values } = parseArgs({ options: { seeds: { type: "string", default: "20000" }, from: { type: "string", default: "1" } } });
const from = Number(values.from);
let failed = 0;
for (let seed = from; seed < from + Number(values.seeds) && failed < 10; seed++) {
  try {
    await new CompactionRun(seed).run();
  } catch (thrown) {
    failed++;
    console.error(`seed ${seed} failed: replay with  node tests/simulation/soak-compaction.ts --from ${seed} --seeds 1`);
    console.error(thrown);
  }
}
console.log(`compaction: ${values.seeds} seeds from ${from}, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
