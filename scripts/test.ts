// `npm test`: the static checks, then every test. The last line is `N passed, N failed, N skipped`; a static check
// counts as one test. What tests need from the machine (kcat, Chromium, Java) is installed by test-tools.ts with
// CI=true; without it those tests are skipped with a sentence, and counted.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, runSteps, staticSteps } from "./steps.ts";
import { installTestTools } from "./test-tools.ts";

installTestTools();
const outcomes = await runSteps(staticSteps);

const folder = mkdtempSync(join(tmpdir(), "millrace-test-"));
const report = join(folder, "report.json");
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const patterns = process.argv.slice(2);
const ran = spawnSync(
  process.execPath,
  [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...patterns],
  {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  },
);

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}
let passed = outcomes.filter((outcome) => outcome.passed).length;
let failed = outcomes.length - passed;
let skipped = 0;
try {
  const counts = JSON.parse(readFileSync(report, "utf8")) as Report;
  // A file that does not load has no tests to count: it is one failure.
  const unloaded = counts.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  passed += counts.numPassedTests;
  failed += counts.numFailedTests + unloaded;
  skipped = counts.numPendingTests;
} catch (error) {
  console.error(`the test runner left no report: ${String(error)}`);
  failed += 1;
}
if (ran.status !== 0 && failed === 0) failed = 1;
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
