// What clients may use as a whole, beyond single requests (KIP-584): each feature with the levels that this broker
// knows and the one that is in force. Levels are fixed by the release; UpdateFeatures cannot move them.

export interface Feature {
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly finalized: number;
}

// group.version 1 lets consumers use KIP-848; transaction.version 2 lets producers use KIP-890 and goes into this list
// with the code that answers it.
export const features: readonly Feature[] = [{ name: "group.version", minVersion: 0, maxVersion: 1, finalized: 1 }];

/** Of the set of finalized levels; they never change, so it does not either. */
export const featuresEpoch = 1;
