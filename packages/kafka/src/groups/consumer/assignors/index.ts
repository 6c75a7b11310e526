// The assignors under Kafka's names. Members may ask for one; most votes win.
import type { Assignor } from "./assignor.ts";
import { assignRange } from "./range.ts";
import { assignUniform } from "./uniform.ts";

export type AssignorName = "uniform" | "range";
export const assignors: Readonly<Record<AssignorName, Assignor>> = { uniform: assignUniform, range: assignRange };
export const isAssignorName = (name: string): name is AssignorName => Object.hasOwn(assignors, name);

/** The one that most members ask for; among equals the one that comes first in the broker's settings. */
export function chooseAssignor(asked: readonly (string | null)[], offered: readonly AssignorName[]): AssignorName {
  const votes = new Map(offered.map((name) => [name, 0]));
  for (const name of asked) {
    if (name !== null && isAssignorName(name) && votes.has(name)) votes.set(name, votes.get(name)! + 1);
  }
  return [...votes].reduce((best, other) => (other[1] > best[1] ? other : best))[0];
}
