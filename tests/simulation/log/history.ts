// What one simulated run does, as data: made from a seed, replayed as it stands, and shrunk by leaving parts out.
import { seeded, type Random } from "@millrace/core";

export type Step =
  | {
      readonly do: "append";
      readonly partition: number;
      /** -1: without a producer id; 2 and 3 send transactions. */
      readonly producer: number;
      /** Records of each batch of this one append. */
      readonly batches: readonly number[];
      readonly valueBytes: number;
    }
  /** Sends an acknowledged batch again. */
  | { readonly do: "resend"; readonly partition: number; readonly producer: number; readonly back: number }
  /** Leaves a sequence number out, which must be refused. */
  | { readonly do: "gap"; readonly partition: number; readonly producer: number }
  /** Ends what transaction the producer may have open; with a higher epoch, or its own. */
  | { readonly do: "end"; readonly partition: number; readonly producer: number; readonly committed: boolean; readonly bump: boolean }
  | { readonly do: "settle" }
  | { readonly do: "read"; readonly partition: number; readonly at: number; readonly maxBytes: number; readonly committed?: boolean }
  | { readonly do: "poll"; readonly partition: number; readonly minBytes: number; readonly committed?: boolean }
  | { readonly do: "advance"; readonly ms: number }
  | { readonly do: "maintain" }
  | { readonly do: "retention"; readonly bytes: number }
  | { readonly do: "deleteRecords"; readonly partition: number; readonly at: number }
  /** Room left on the disk; -1: enough. */
  | { readonly do: "room"; readonly bytes: number }
  | { readonly do: "create"; readonly topic: string }
  | { readonly do: "delete"; readonly topic: string }
  | { readonly do: "producerId" };

export interface Life {
  readonly crashAfterChanges?: number;
  readonly failSyncAfter?: number;
  readonly shortReads: number;
  readonly writeBack: number;
  /** A crash during the recovery that begins this life, which is then begun again. */
  readonly crashInRecovery?: number;
  readonly steps: readonly Step[];
  /** How it ends, when it gets so far. */
  readonly end: "close" | "kill" | "power";
}

export interface History {
  readonly seed: number;
  readonly partitions: number;
  readonly segmentBytes: number;
  readonly indexIntervalBytes: number;
  readonly recoveryPointBytes: number;
  readonly openFiles: number;
  readonly indexEntries: number;
  readonly lives: readonly Life[];
  /** After the last life: so many bits of files are flipped, one after the other. */
  readonly flips: number;
}

const pick = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)]!;

function makeStep(random: Random, partitions: number): Step {
  const partition = random.below(partitions);
  const producer = random.below(5) - 1;
  switch (pick(random, kinds)) {
    case "resend":
      return { do: "resend", partition, producer: random.below(4), back: random.below(7) };
    case "gap":
      return { do: "gap", partition, producer: random.below(4) };
    case "end":
      return { do: "end", partition, producer: 2 + random.below(2), committed: random.below(2) === 0, bump: random.below(3) === 0 };
    case "settle":
      return { do: "settle" };
    case "read":
      return { do: "read", partition, at: random.next(), maxBytes: pick(random, [1, 200, 1000, 10_000]), committed: random.below(2) === 0 };
    case "poll":
      return { do: "poll", partition, minBytes: pick(random, [1, 300]), committed: random.below(2) === 0 };
    case "advance":
      return { do: "advance", ms: pick(random, [1, 500, 5000]) };
    case "maintain":
      return { do: "maintain" };
    case "retention":
      return { do: "retention", bytes: pick(random, [-1, 2000, 6000]) };
    case "deleteRecords":
      return { do: "deleteRecords", partition, at: random.next() ** 2 };
    case "room":
      return { do: "room", bytes: pick(random, [-1, -1, 0, 300, 2000]) };
    case "create":
      return { do: "create", topic: pick(random, ["other", "third"]) };
    case "delete":
      return { do: "delete", topic: pick(random, ["other", "third"]) };
    case "producerId":
      return { do: "producerId" };
    case "append": {
      const batches = producer < 0 && random.below(6) === 0 ? [1, 1 + random.below(2)] : [1 + random.below(3)];
      return { do: "append", partition, producer, batches, valueBytes: pick(random, [0, 10, 100, 700, random.below(3000)]) };
    }
  }
}

const kinds: readonly Step["do"][] = [
  ...new Array<"append">(14).fill("append"),
  ...(["end", "end", "end", "resend", "gap", "settle", "settle", "settle", "read", "read", "poll", "advance", "deleteRecords"] as const),
  ...(["maintain", "retention", "room", "create", "delete", "producerId"] as const),
];

function makeLife(random: Random, partitions: number): Life {
  const steps = Array.from({ length: 3 + random.below(22) }, () => makeStep(random, partitions));
  const fate = random.below(10);
  return {
    ...(fate < 5 ? { crashAfterChanges: random.below(50) } : {}),
    ...(fate === 5 ? { failSyncAfter: random.below(10) } : {}),
    ...(random.below(4) === 0 ? { crashInRecovery: random.below(15) } : {}),
    shortReads: pick(random, [0, 0, 0.3]),
    writeBack: pick(random, [0, 0.2]),
    steps,
    end: pick(random, ["close", "kill", "power"]),
  };
}

export function makeHistory(seed: number): History {
  const random = seeded(seed);
  const partitions = 1 + random.below(2);
  return {
    seed,
    partitions,
    segmentBytes: pick(random, [1024, 2048, 5000, 100_000]),
    indexIntervalBytes: pick(random, [0, 300, 4096]),
    recoveryPointBytes: pick(random, [500, 3000, 1_000_000]),
    openFiles: pick(random, [1, 3, 100]),
    indexEntries: pick(random, [1, 1000]),
    lives: Array.from({ length: 1 + random.below(4) }, () => makeLife(random, partitions)),
    flips: random.below(4) === 0 ? 2 : 0,
  };
}
