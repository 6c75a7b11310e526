import { expect, it } from "vitest";
import { readResults } from "../benchmarks/results.ts";
import { performanceText, withTables } from "../benchmarks/tables.ts";

// Where it fails: `node benchmarks/tables.ts`.
it("docs/performance.md says what benchmarks/results.json says", () => {
  const text = performanceText();
  expect(text.match(/<!-- results: \w+ -->/g)?.length).toBeGreaterThan(1);
  expect(withTables(text, readResults()!)).toBe(text);
});
