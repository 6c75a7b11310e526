// Makes a failing history smaller: leaves out actors, then steps, then faults, as long as it still fails.
import type { Actor, History } from "./history.ts";
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
  const { actors, chaos, network } = history;
  for (let index = actors.length - 1; index >= 0; index--) yield { ...history, actors: without(actors, index) };
  for (let index = chaos.length - 1; index >= 0; index--) yield { ...history, chaos: without(chaos, index) };
  for (const [index, actor] of actors.entries()) {
    for (let step = actor.steps.length - 1; step >= 0; step--) {
      const shorter = { ...actor, steps: without<unknown>(actor.steps, step) } as Actor;
      yield { ...history, actors: actors.with(index, shorter) };
    }
  }
  for (const fault of ["cuts", "pieces", "silent"] as const) {
    if (network[fault] > 0) yield { ...history, network: { ...network, [fault]: 0 } };
  }
  if (history.diskDelayMs > 0) yield { ...history, diskDelayMs: 0 };
  if (history.shortReads > 0) yield { ...history, shortReads: 0 };
  if (history.writeBack > 0) yield { ...history, writeBack: 0 };
  if (history.flips > 0) yield { ...history, flips: 0 };
}

/** The smallest history found that fails in any way. */
export const shrink = (history: History, triesLeft = 1_000): Promise<History> => shrinkWith(history, { failureOf, smaller, triesLeft });
