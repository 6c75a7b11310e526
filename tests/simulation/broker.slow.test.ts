// The whole broker through more seeds than a quick check can afford, on all cores; and a few deliberate bugs, to be sure
// that its judge would see them (all of them: npm run mutants:log).
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const run = (...args: readonly string[]): { readonly status: number | null; readonly output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
};

it("keeps what was acknowledged through 2,000 seeds of faults", () => {
  const { status, output } = run("tests/simulation/soak-broker.ts", "--seeds", "2000", "--first");
  expect(output).toContain("broker: 2000 seeds");
  expect(status, output).toBe(0);
});

it("finds deliberate bugs", () => {
  const { status, output } = run("scripts/mutants.ts", "--quick", "--seeds", "500");
  expect(output).toMatch(/(\d+) of \1 deliberate bugs found/);
  expect(status, output).toBe(0);
});
