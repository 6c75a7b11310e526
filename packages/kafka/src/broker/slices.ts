// Long requests in slices: after so many elements all others have their turn, so that one request with thousands of
// topics or partitions does not hold up the rest.
import type { Clock } from "@millrace/core";

const elementsInARow = 400;

/** Awaited between the elements of a request. */
export class Slices {
  readonly #clock: Clock;
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined while the slice goes on. */
  next(): Promise<void> | undefined {
    this.#count++;
    return this.#count % elementsInARow === 0 ? this.#clock.sleep(0) : undefined;
  }
}

/** One answer for each part (partition) of each whole (topic), in their order; the parts of a slice are worked on together. */
export async function answerParts<Whole, Part, Answer>(
  clock: Clock,
  wholes: readonly Whole[],
  partsOf: (whole: Whole) => readonly Part[],
  one: (whole: Whole, part: Part) => Answer | Promise<Answer>,
): Promise<Answer[][]> {
  const slices = new Slices(clock);
  const answers: (Answer | Promise<Answer>)[][] = [];
  for (const whole of wholes) {
    const own: (Answer | Promise<Answer>)[] = [];
    answers.push(own);
    for (const part of partsOf(whole)) {
      own.push(one(whole, part));
      const pause = slices.next();
      if (pause === undefined) continue;
      await Promise.all(own);
      await pause;
    }
    if (own.length === 0) await slices.next();
  }
  return Promise.all(answers.map((own) => Promise.all(own)));
}
