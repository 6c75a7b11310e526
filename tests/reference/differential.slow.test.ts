// The engine against the reference engine, on random statements over random data. Every test takes a range of seeds; a
// seed that fails prints its statement, and `soak-engine-reference.ts --seed N` makes it small.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Case } from "./case.ts";
import { caseText, check } from "./differential.ts";
import { Choices } from "./generate/choices.ts";
import { generateCase } from "./generate/generate.ts";

const perTest = 210;
const tests = 10;
const regressions = join(import.meta.dirname, "regressions");

describe("the engine gives the rows of the reference engine", () => {
  const counts = { same: 0, refused: 0, rows: 0 };
  for (let index = 0; index < tests; index++) {
    it(`for the statements of seeds ${index * perTest + 1} to ${(index + 1) * perTest}`, async () => {
      for (let seed = index * perTest + 1; seed <= (index + 1) * perTest; seed++) {
        const given = generateCase(Choices.seeded(seed));
        const outcome = await check(given);
        if (outcome.kind === "different") expect.fail(`seed ${seed}: ${outcome.reasons.join("; ")}\n${caseText(given)}`);
        counts[outcome.kind]++;
        if (outcome.kind === "same") counts.rows += outcome.rows;
      }
    });
  }

  it("and few statements are refused, most give rows", () => {
    expect(counts.same + counts.refused).toBe(tests * perTest);
    expect(counts.same).toBeGreaterThanOrEqual(2000);
    expect(counts.rows / counts.same).toBeGreaterThan(3);
  });

  for (const file of readdirSync(regressions).filter((name) => name.endsWith(".json"))) {
    it(`as it once did not: ${file.replace(".json", "")}`, async () => {
      const given = JSON.parse(readFileSync(join(regressions, file), "utf8")) as Case;
      const outcome = await check(given);
      expect(outcome.kind === "different" ? outcome.reasons : []).toEqual([]);
      expect(outcome.kind).toBe("same");
    });
  }
});
