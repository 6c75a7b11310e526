// The checks that read the source without running it, and how a step is run: shared by `check` and `test`.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");
const bin = (name: string): string => join(root, "node_modules", ".bin", name);

export interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

export const staticSteps: readonly Step[] = [
  { name: "types", command: [bin("tsc"), "-p", "."] },
  { name: "console types", command: [bin("tsc"), "-p", "packages/console"] },
  { name: "lint", command: [bin("oxlint"), "--type-aware", "--deny-warnings"] },
  { name: "format", command: [bin("oxfmt"), "--check", "."] },
];

export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

export function runStep(step: Step): Promise<Outcome> {
  const began = performance.now();
  return new Promise((resolve) => {
    const [command, ...args] = step.command;
    const child = spawn(command!, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-200_000));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const done = (passed: boolean): void => resolve({ name: step.name, passed, seconds: (performance.now() - began) / 1000, output });
    child.on("error", (error) => {
      output += String(error);
      done(false);
    });
    child.on("close", (code) => done(code === 0));
  });
}

/** Runs steps side by side, as many as there are cores, and prints each when it is done. */
export async function runSteps(steps: readonly Step[]): Promise<readonly Outcome[]> {
  const waiting = [...steps];
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const outcome = await runStep(step);
      outcomes.push(outcome);
      console.log(`${outcome.passed ? "ok  " : "FAIL"} ${outcome.name} (${outcome.seconds.toFixed(1)} s)`);
      if (!outcome.passed) console.log(outcome.output.trimEnd());
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), steps.length) }, lane));
  return outcomes;
}
