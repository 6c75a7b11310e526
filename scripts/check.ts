// `npm run check`: everything that can be said in under a minute. Types, lint, format, tidy, unit tests.
import { join } from "node:path";
import { root, runSteps, staticSteps } from "./steps.ts";

const outcomes = await runSteps([
  { name: "unit tests", command: [join(root, "node_modules", ".bin", "vitest"), "run", "--project", "unit", "--reporter=dot"] },
  ...staticSteps,
  { name: "unused code", command: [join(root, "node_modules", ".bin", "knip"), "--no-progress"] },
]);
process.exitCode = outcomes.every((outcome) => outcome.passed) ? 0 : 1;
