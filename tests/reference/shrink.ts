// Makes a failing case smaller. First the choices that made it (fewer, then smaller numbers), which changes statement
// and data together; then the case itself: records and reads are dropped one by one. Every step keeps a case that still fails.
import type { Case } from "./case.ts";
import { Choices } from "./generate/choices.ts";
import { generateCase } from "./generate/generate.ts";

export type Fails = (given: Case) => Promise<boolean>;

export async function shrink(choices: readonly number[], fails: Fails, attempts = 1500): Promise<Case> {
  let budget = attempts;
  const stillFails = async (given: Case): Promise<boolean> => budget-- > 0 && fails(given);
  let best = [...choices];
  for (let before = -1; before !== best.length && budget > 0;) {
    before = best.length;
    best = await withFewer(best, stillFails);
    best = await withSmaller(best, stillFails);
  }
  return withoutRecords(generateCase(Choices.replay(best)), async (given) => fails(given));
}

async function withFewer(choices: number[], fails: Fails): Promise<number[]> {
  let best = choices;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = best.length - size; at >= 0; at -= size) {
      const candidate = [...best.slice(0, at), ...best.slice(at + size)];
      if (await fails(generateCase(Choices.replay(candidate)))) best = candidate;
    }
  }
  return best;
}

async function withSmaller(choices: number[], fails: Fails): Promise<number[]> {
  const best = [...choices];
  for (let at = 0; at < best.length; at++) {
    const before = best[at]!;
    for (const value of [0, Math.floor(before / 2), before - 1]) {
      if (value < 0 || value >= best[at]!) continue;
      const kept = best[at]!;
      best[at] = value;
      if (!(await fails(generateCase(Choices.replay(best))))) best[at] = kept;
    }
  }
  return best;
}

/** Records that are not needed, then views; all in one read when that still fails. */
async function withoutRecords(given: Case, fails: Fails): Promise<Case> {
  let best = given;
  const atOnce: Case = { ...best, reads: [{ records: 1_000_000, batch: 1_000_000, codec: "none" }] };
  if (await fails(atOnce)) best = atOnce;
  else return best;
  for (let size = Math.ceil(best.records.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = best.records.length - size; at >= 0; at -= size) {
      const candidate = { ...best, records: [...best.records.slice(0, at), ...best.records.slice(at + size)] };
      if (await fails(candidate)) best = candidate;
    }
  }
  return best;
}
