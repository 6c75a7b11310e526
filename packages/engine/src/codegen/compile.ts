// The only file that turns text into code. It takes `Code`, which only the escaping template tag can make.
import type { Code, Scope } from "./code.ts";

// oxlint-disable typescript/no-unnecessary-type-parameters -- what the code returns is known only to the caller
/** Runs `body` (which ends with a `return`) once, with the constants of `scope` in reach, and gives what it returns. */
export function compile<T>(scope: Scope, body: Code): T {
  const names = scope.constants.map((_, index) => `k${index}`);
  // oxlint-disable-next-line typescript/no-implied-eval -- generated from the plan, literals escaped (code.ts)
  const factory = new Function(...names, `"use strict";\n${body.text}`) as (...constants: unknown[]) => T;
  return factory(...scope.constants);
}
