// Compaction on a simulated disk, from seeds: whatever happens, the last value of each key stays, and only that has to.
import { it } from "vitest";
import { CompactionRun } from "./compaction/run.ts";

it("keeps the last value of each key through 250 seeds of faults", async () => {
  for (let seed = 1; seed <= 250; seed++) {
    try {
      await new CompactionRun(seed).run();
    } catch (thrown) {
      throw new Error(`node tests/simulation/soak-compaction.ts --from ${seed} --seeds 1 replays this failure`, { cause: thrown });
    }
  }
});
