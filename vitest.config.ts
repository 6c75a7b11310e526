import { configDefaults, defineConfig } from "vitest/config";

/** What looks at memory, or at time as a person sees it: one file at a time, with nothing beside it. */
const alone = ["tests/e2e/{bad-input,console,platform-live}.test.ts"];

// `unit` is quick and needs nothing but Node (`npm run check` runs it); `system` starts processes, real clients,
// real peers and a browser, two files at a time, each on ports of its own; `alone` is what would be disturbed by that.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "examples/**/*.test.ts", "tests/*.test.ts", "tests/{simulation,reference}/**/*.test.ts"],
          exclude: [...configDefaults.exclude, "**/*.slow.test.ts"],
          pool: "threads",
          isolate: false,
          testTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "system",
          include: ["tests/{e2e,conformance}/**/*.test.ts", "tests/**/*.slow.test.ts", "benchmarks/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...alone],
          pool: "forks",
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "alone",
          include: alone,
          pool: "forks",
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
