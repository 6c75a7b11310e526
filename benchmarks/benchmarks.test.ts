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
      for (const figure of figures) expect(figure.value, figure.what).toBeGreaterThan(0);
    });
  }
});
