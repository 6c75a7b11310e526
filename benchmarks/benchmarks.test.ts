import { describe, expect, it } from "vitest";
import { benchmarks } from "./run.ts";
import { printFigures } from "./figures.ts";

// Short runs: that they work and print figures, never how fast.
describe("benchmarks", () => {
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    it(`${name} runs and hands back figures`, async () => {
      const figures = await benchmark({ quick: true });
      printFigures(figures);
      expect(figures.length).toBeGreaterThan(0);
      // The system counts CPU time in hundredths of a second, of which a short run may need none.
      for (const { value, what } of figures) expect(Number.isFinite(value) && value >= 0, what).toBe(true);
    });
  }
});
