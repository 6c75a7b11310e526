import { describe, expect, it } from "vitest";
import { crashRun } from "./crash-run.ts";

describe("exactly once", () => {
  it("leaves the same output as an undisturbed run, wherever the disk crashes", async () => {
    let crashes = 0;
    for (let seed = 1; seed <= 15; seed++) {
      const result = await crashRun(seed);
      expect(result.difference, `seed ${seed}`).toBeUndefined();
      expect(result.records, `seed ${seed}`).toBeGreaterThan(0);
      crashes += result.crashes;
    }
    expect(crashes).toBeGreaterThan(15);
  });
});
