import { configDefaults, defineConfig } from "vitest/config";

// `unit` is quick and needs nothing but Node (`npm run check` runs it); `system` starts processes, real clients,
// real peers and a browser.
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
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "system",
          include: ["tests/{e2e,conformance}/**/*.test.ts", "tests/**/*.slow.test.ts", "benchmarks/**/*.test.ts"],
          pool: "forks",
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
