// Asking again while leadership or coordination moves, with growing pauses, until an answer comes or the time is over.
import type { Clock } from "@millrace/core";
import { MillraceError } from "@millrace/core";
import { clusterErrors } from "./errors.ts";
import { errorName, isPassing } from "./failures.ts";

const firstPauseMs = 10;
const longestPauseMs = 500;

export interface Patience {
  readonly clock: Clock;
  /** How long to go on asking. */
  readonly patienceMs: number;
}

/** A passing error number, so that the step is taken again. */
export class Again extends Error {
  readonly reason: string;
  constructor(code: number, message?: string | null) {
    super(errorName(code, message));
    this.reason = errorName(code, message);
  }
}

/** Throws `Again` for a passing error number. */
export function againWhilePassing(code: number, message?: string | null): void {
  if (isPassing(code)) throw new Again(code, message);
}

/**
 * Runs `step` until it neither throws `Again` nor loses its connection; `before` runs before each further attempt. What
 * is asked must not matter twice.
 */
export async function patiently<T>(
  { clock, patienceMs }: Patience,
  what: string,
  step: (attempt: number) => Promise<T>,
  before: () => Promise<void>,
): Promise<T> {
  const begin = clock.monotonic();
  for (let attempt = 0; ; attempt++) {
    try {
      if (attempt > 0) await before();
      return await step(attempt);
    } catch (thrown) {
      const lost = thrown instanceof MillraceError && thrown.code === "cluster.unreachable";
      if (!lost && !(thrown instanceof Again)) throw thrown;
      if (clock.monotonic() - begin >= patienceMs) {
        const seconds = Math.round(patienceMs / 1000);
        throw clusterErrors.unanswered.with({ cause: thrown }, what, seconds, (thrown as Error).message);
      }
    }
    await clock.sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** attempt));
  }
}
