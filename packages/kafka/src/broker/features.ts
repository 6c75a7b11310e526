// What clients may use as a whole, beyond single requests (KIP-584): each feature with the levels that this broker
// knows and the one that is in force. Levels are fixed by the release; UpdateFeatures cannot move them.

export interface Feature {
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly finalized: number;
}

export const features: readonly Feature[] = [
  // 1: consumers may leave it to the broker to share partitions among them (KIP-848).
  { name: "group.version", minVersion: 0, maxVersion: 1, finalized: 1 },
  // 2: producers join a transaction by sending to it, and have a new epoch after each one (KIP-890).
  { name: "transaction.version", minVersion: 0, maxVersion: 2, finalized: 2 },
];

/** Of the set of finalized levels; they never change, so it does not either. */
export const featuresEpoch = 1;
