// Makes a failing history smaller: takes the first smaller one that still fails, again and again, until none does.

export const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, other) => other !== index);

export interface Shrinking<History> {
  readonly failureOf: (history: History) => Promise<Error | undefined>;
  /** Candidates, the ones that leave out most first. */
  readonly smaller: (history: History) => Iterable<History>;
  readonly triesLeft: number;
}

/** The smallest history found that fails in any way. */
export async function shrinkWith<History>(history: History, { failureOf, smaller, triesLeft }: Shrinking<History>): Promise<History> {
  let smallest = history;
  let tries = triesLeft;
  for (let again = true; again;) {
    again = false;
    for (const candidate of smaller(smallest)) {
      if (tries-- <= 0) return smallest;
      if ((await failureOf(candidate)) === undefined) continue;
      smallest = candidate;
      again = true;
      break;
    }
  }
  return smallest;
}
