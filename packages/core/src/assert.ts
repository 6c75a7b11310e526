/** An invariant of ours was broken: a defect, never the user's doing. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Throws when `condition` does not hold. `sentence` says what should have been true. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new AssertionError(sentence);
}

/** For the default branch of an exhaustive switch: a new case does not compile until it is handled. */
export function unreachable(value: never, what = "case"): never {
  throw new AssertionError(`${what} ${JSON.stringify(value)} is not handled`);
}

/** The value, which must be there. */
export function present<T>(value: T | undefined | null, sentence: string): T {
  if (value === undefined || value === null) throw new AssertionError(sentence);
  return value;
}
