// Makes a failing history smaller: leaves out lives, then steps, then faults, as long as it still fails.
import type { History, Life } from "./history.ts";
import { shrinkWith, without } from "../shrink.ts";
import { Run } from "./run.ts";

export async function failureOf(history: History): Promise<Error | undefined> {
  try {
    await new Run(history).run();
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

function* smaller(history: History): Generator<History> {
  for (let index = history.lives.length - 1; index >= 0; index--) yield { ...history, lives: without(history.lives, index) };
  for (const [index, life] of history.lives.entries()) {
    const replace = (changed: Life): History => ({ ...history, lives: history.lives.with(index, changed) });
    for (let step = life.steps.length - 1; step >= 0; step--) yield replace({ ...life, steps: without(life.steps, step) });
    const { crashInRecovery, ...calm } = life;
    if (crashInRecovery !== undefined) yield replace(calm);
    if (life.shortReads > 0) yield replace({ ...life, shortReads: 0 });
    if (life.writeBack > 0) yield replace({ ...life, writeBack: 0 });
  }
  if (history.flips > 0) yield { ...history, flips: 0 };
}

/** The smallest history found that fails in any way. */
export const shrink = (history: History, triesLeft = 2000): Promise<History> => shrinkWith(history, { failureOf, smaller, triesLeft });
