// What clients sent and what became of it, as far as they were told.

/** `open` until its producer asks for an end; `unknown`: it asked for both ends, or somebody else ended it. */
export type Outcome = "open" | "committing" | "aborting" | "committed" | "aborted" | "unknown";

export interface Transaction {
  readonly name: string;
  outcome: Outcome;
  /** A read_committed reader got a record of it … */
  seen: boolean;
  /** … or was told to leave one out. */
  hidden: boolean;
}

export interface Sent {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  readonly key: string | undefined;
  /** Its value is null. */
  readonly tombstone: boolean;
  /** One producer id and epoch; undefined when it has none. */
  readonly session: string | undefined;
  readonly transaction: Transaction | undefined;
  /** What it was made of. */
  readonly source?: Sent;
  fate: "sent" | "acknowledged" | "refused";
  /** Where it stands, -1 as long as that is not known. */
  offset: number;
}

export const placeOf = (topic: string, partition: number): string => `${topic}/${partition}`;

export function violation(text: string): never {
  throw new Error(text);
}

export function must(condition: boolean, text: string | (() => string)): asserts condition {
  if (!condition) violation(typeof text === "string" ? text : text());
}
