// What one simulated run does, as data: made from a seed, replayed as it stands, and shrunk by leaving parts out.
import { seeded, type Random } from "@millrace/core";
import type { Style } from "./actors/transaction-client.ts";
import type { NetworkFaults } from "./network.ts";

export interface SendStep {
  readonly do: "send";
  readonly partition: number;
  readonly records: number;
  readonly valueBytes: number;
}
export interface WaitStep {
  readonly do: "wait";
  readonly ms: number;
}

export interface ProducerActor {
  readonly kind: "producer";
  readonly topic: "events" | "state";
  readonly idempotent: boolean;
  readonly inFlight: number;
  readonly version: number;
  readonly steps: readonly (SendStep | WaitStep)[];
}

export interface ConsumerActor {
  readonly kind: "consumer";
  /** `brief`: whichever of those topics is the newest. */
  readonly topic: "events" | "state" | "brief";
  readonly partition: number;
  readonly committedOnly: boolean;
  readonly version: number;
  readonly steps: readonly (
    | { readonly do: "fetch"; readonly maxBytes: number; readonly waitMs: number }
    | { readonly do: "seek"; readonly at: number }
    | { readonly do: "ends" }
    | WaitStep
  )[];
}

export interface MemberActor {
  readonly kind: "member";
  readonly group: string;
  readonly instance: string | null;
  /** Its commits are transactions that say who it is in the group (KIP-447). */
  readonly transactional?: boolean;
  readonly steps: readonly { readonly do: "session"; readonly rounds: number; readonly end: "leave" | "vanish" | "stay" }[];
}

export interface ConsumerMemberActor {
  readonly kind: "consumerMember";
  readonly group: string;
  readonly steps: MemberActor["steps"];
}

export interface TransactionalActor {
  readonly kind: "transactional";
  readonly id: string;
  readonly style: Style;
  readonly steps: readonly (
    | {
        readonly do: "transaction";
        readonly sends: readonly {
          readonly topic: string;
          readonly partition: number;
          readonly records: number;
          readonly valueBytes: number;
        }[];
        /** Of group x, -1: none. */
        readonly offset: number;
        readonly end: "commit" | "abort" | "abandon";
      }
    | WaitStep
  )[];
}

export interface TransformerActor {
  readonly kind: "transformer";
  readonly partition: number;
  readonly style: Style;
  readonly rounds: number;
  readonly steps: readonly never[];
}

export interface AdminActor {
  readonly kind: "admin";
  readonly steps: readonly (
    | { readonly do: "deleteRecords"; readonly partition: number; readonly at: number }
    | { readonly do: "retention"; readonly bytes: number }
    | { readonly do: "topic" }
    | { readonly do: "offsets"; readonly group: string }
    | WaitStep
  )[];
}

/** Makes topics and deletes them, for others to use meanwhile. */
export interface BriefActor {
  readonly kind: "brief";
  readonly steps: readonly ({ readonly do: "make" } | { readonly do: "delete" } | WaitStep)[];
}

export type Actor =
  | ProducerActor
  | BriefActor
  | ConsumerActor
  | MemberActor
  | ConsumerMemberActor
  | AdminActor
  | TransactionalActor
  | TransformerActor;

export type Chaos = { readonly atMs: number } & (
  | { readonly do: "crash"; readonly power: boolean }
  | { readonly do: "restart" }
  | { readonly do: "crashAfterChanges"; readonly changes: number }
  | { readonly do: "failSync"; readonly syncs: number }
  | { readonly do: "room"; readonly bytes: number; readonly forMs: number }
  | { readonly do: "jump"; readonly ms: number }
  | { readonly do: "cutAll" }
  | { readonly do: "maintain" }
);

export interface History {
  readonly seed: number;
  readonly partitions: number;
  readonly segmentBytes: number;
  /** Of the topics in which groups and transactions are kept. */
  readonly journalSegmentBytes: number;
  readonly recoveryPointBytes: number;
  readonly openFiles: number;
  /** Of requests in memory, over all connections. */
  readonly incomingBytesMax: number;
  readonly network: NetworkFaults;
  readonly diskDelayMs: number;
  readonly shortReads: number;
  readonly writeBack: number;
  readonly actors: readonly Actor[];
  readonly chaos: readonly Chaos[];
  /** After the end: so many bits of files are flipped, one after the other. */
  readonly flips: number;
}

export const pick = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)]!;
const some = <T>(random: Random, least: number, most: number, make: () => T): T[] =>
  Array.from({ length: least + random.below(most - least + 1) }, make);

const wait = (random: Random): WaitStep => ({ do: "wait", ms: pick(random, [1, 20, 200, 1_000]) });

function producer(random: Random, partitions: number): ProducerActor {
  const idempotent = random.below(4) > 0;
  const topic = random.below(4) === 0 ? "state" : "events";
  const send = (): SendStep => ({
    do: "send",
    partition: topic === "state" ? 0 : random.below(partitions),
    records: 1 + random.below(3),
    valueBytes: pick(random, [0, 10, 100, random.below(1_500)]),
  });
  const steps = some(random, 3, 14, () => (random.below(5) === 0 ? wait(random) : send()));
  return { kind: "producer", topic, idempotent, inFlight: 1 + random.below(5), version: pick(random, [3, 8, 9, 11, 12, 13]), steps };
}

function consumer(random: Random, partitions: number, brief: boolean): ConsumerActor {
  const topic = brief && random.below(2) === 0 ? "brief" : random.below(4) === 0 ? "state" : "events";
  const step = (): ConsumerActor["steps"][number] => {
    const kind = random.below(8);
    if (kind === 0) return { do: "seek", at: random.next() };
    if (kind === 1) return { do: "ends" };
    if (kind === 2) return wait(random);
    return { do: "fetch", maxBytes: pick(random, [1, 300, 4_000, 100_000]), waitMs: pick(random, [0, 0, 100, 500]) };
  };
  const partition = topic === "events" ? random.below(partitions) : 0;
  const version = pick(random, [4, 7, 11, 12, 13, 17]);
  return { kind: "consumer", topic, partition, committedOnly: random.below(2) === 0, version, steps: some(random, 3, 12, step) };
}

function members(random: Random): MemberActor[] {
  const group = pick(random, ["g", "h"]);
  const instances = ["one", "two", "one"];
  const areStatic = random.below(4) === 0;
  return some(random, 1, 3, (): MemberActor => {
    const session = () =>
      ({ do: "session", rounds: 1 + random.below(5), end: pick(random, ["leave", "vanish", "stay"] as const) }) as const;
    const transactional = random.below(3) === 0;
    return { kind: "member", group, instance: areStatic ? instances.pop()! : null, transactional, steps: some(random, 1, 3, session) };
  });
}

function consumerMembers(random: Random): ConsumerMemberActor[] {
  const session = () => ({ do: "session", rounds: 2 + random.below(6), end: pick(random, ["leave", "vanish", "stay"] as const) }) as const;
  return some(random, 1, 3, () => ({ kind: "consumerMember", group: pick(random, ["n", "n", "g"]), steps: some(random, 1, 3, session) }));
}

const styles = ["named", "implicit"] as const;

function transactionals(random: Random, partitions: number, brief: boolean): TransactionalActor[] {
  const send = () => {
    const topic = brief && random.below(2) === 0 ? "brief" : pick(random, ["events", "events", "events", "output", "state"]);
    const partition = topic === "state" || topic === "brief" ? 0 : random.below(partitions);
    return { topic, partition, records: 1 + random.below(3), valueBytes: pick(random, [0, 10, 100, random.below(1_000)]) };
  };
  const step = (): TransactionalActor["steps"][number] => {
    if (random.below(5) === 0) return wait(random);
    const offset = random.below(3) === 0 ? random.below(100) : -1;
    return {
      do: "transaction",
      sends: some(random, 0, 4, send),
      offset,
      end: pick(random, ["commit", "commit", "commit", "abort", "abandon"]),
    };
  };
  const ids = random.below(3) === 0 ? ["a", "a"] : ["a", "b"];
  return some(random, 1, 2, () => ({
    kind: "transactional",
    id: ids.pop()!,
    style: pick(random, styles),
    steps: some(random, 1, 6, step),
  }));
}

function transformers(random: Random, partitions: number): TransformerActor[] {
  const partition = random.below(partitions);
  const one = (): TransformerActor => ({
    kind: "transformer",
    partition,
    style: pick(random, styles),
    rounds: 2 + random.below(5),
    steps: [],
  });
  return some(random, 1, 2, one);
}

function admin(random: Random, partitions: number): AdminActor {
  const step = (): AdminActor["steps"][number] => {
    switch (random.below(6)) {
      case 0:
        return { do: "deleteRecords", partition: random.below(partitions), at: random.next() };
      case 1:
        return { do: "retention", bytes: pick(random, [-1, 1_000, 4_000]) };
      case 2:
        return { do: "topic" };
      case 3:
        return { do: "offsets", group: pick(random, ["g", "h", "n", "x", "t"]) };
      default:
        return wait(random);
    }
  };
  return { kind: "admin", steps: some(random, 1, 6, step) };
}

function briefs(random: Random): BriefActor {
  const next = (): BriefActor["steps"] => {
    const pause = wait(random);
    return random.below(5) < 3 ? [{ do: "make" }, pause, { do: "delete" }] : [{ do: "make" }, pause];
  };
  return { kind: "brief", steps: some(random, 1, 4, next).flat() };
}

function chaos(random: Random): Chaos {
  const atMs = random.below(3_000);
  switch (random.below(11)) {
    case 9:
    case 10:
      return { atMs, do: "restart" };
    case 0:
      return { atMs, do: "crash", power: random.below(2) === 0 };
    case 1:
    case 2:
    case 3:
      return { atMs, do: "crashAfterChanges", changes: random.below(40) };
    case 4:
      return { atMs, do: "failSync", syncs: random.below(6) };
    case 5:
      return { atMs, do: "room", bytes: pick(random, [0, 200, 2_000]), forMs: 300 };
    case 6:
      return { atMs, do: "jump", ms: pick(random, [-10_000, -1_000, 5_000, 3_600_000]) };
    case 7:
      return { atMs, do: "cutAll" };
    default:
      return { atMs, do: "maintain" };
  }
}

export function makeHistory(seed: number): History {
  const random = seeded(seed);
  const partitions = 1 + random.below(3);
  const stormy = random.below(2) === 0;
  const network: NetworkFaults = {
    delayMs: pick(random, [1, 5, 50, 300]),
    cuts: stormy ? 0.3 : 0,
    cutBytes: pick(random, [200, 1_000, 4_000]),
    silent: pick(random, [0, 0.3]),
    pieces: pick(random, [0, 0, 0.5]),
  };
  const brief = random.below(4) === 0;
  const actors: Actor[] = [
    ...some(random, 1, 3, () => producer(random, partitions)),
    ...some(random, 0, 2, () => consumer(random, partitions, brief)),
    ...(random.below(2) === 0 ? members(random) : []),
    ...(random.below(3) === 0 ? consumerMembers(random) : []),
    ...(brief || random.below(2) === 0 ? transactionals(random, partitions, brief) : []),
    ...(brief ? [briefs(random)] : []),
    ...(random.below(3) === 0 ? transformers(random, partitions) : []),
    ...(random.below(2) === 0 ? [admin(random, partitions)] : []),
  ];
  return {
    seed,
    partitions,
    segmentBytes: pick(random, [1_024, 3_000, 100_000]),
    journalSegmentBytes: pick(random, [1_024, 1_024, 100_000_000]),
    recoveryPointBytes: pick(random, [500, 3_000, 1_000_000]),
    openFiles: pick(random, [1, 3, 100]),
    incomingBytesMax: pick(random, [1_000, 100_000_000]),
    network,
    diskDelayMs: pick(random, [0, 0, 5, 60]),
    shortReads: pick(random, [0, 0, 0.3]),
    writeBack: pick(random, [0, 0.2]),
    actors,
    chaos: some(random, 0, 4, () => chaos(random)).sort((one, other) => one.atMs - other.atMs),
    flips: random.below(8) === 0 ? 1 : 0,
  };
}
