// Tiered topics on a simulated disk and object store, from seeds.
import { it } from "vitest";
import { TieredLife } from "./tiering/life.ts";

it("keeps what was acknowledged, wherever it is, and nothing that was deleted, through 50 seeds of faults", async () => {
  for (let seed = 1; seed <= 50; seed++) {
    await new TieredLife(seed).run(60).catch((thrown: unknown) => {
      throw new Error(`seed ${seed} failed`, { cause: thrown });
    });
  }
});
