// Consumer groups: their offsets are a register that only commits change, and no partition has two owners at once.
import { must, type Transaction } from "./records.ts";

export interface Commit {
  readonly id: string;
  readonly offset: number;
  readonly sentAt: number;
  /** When it was acknowledged; Infinity: it was not, but may count all the same. */
  acknowledgedAt: number;
  refused: boolean;
  /** When it counts only with a transaction. */
  readonly transaction: Transaction | undefined;
}

/** A generation that is assigned outlives the broker; one that was only joined may be forgotten with it. */
interface Told {
  readonly generation: number;
  readonly askedAt: number;
  readonly at: number;
  readonly life: number;
  readonly assigned: boolean;
}

export class GroupHistory {
  readonly name: string;
  readonly #commits = new Map<number, Commit[]>();
  readonly #owners = new Map<string, Map<number, string>>();
  /** By partition and member under KIP-848: until when it is certainly its own. */
  readonly #leases = new Map<number, Map<string, number>>();
  /** What members were told, and when. */
  readonly #told: Told[] = [];

  constructor(name: string) {
    this.name = name;
  }

  committing(partition: number, commit: Commit): void {
    const commits = this.#commits.get(partition);
    if (commits === undefined) this.#commits.set(partition, [commit]);
    else commits.push(commit);
  }

  /** An answer of OffsetFetch to a request sent at `askedAt`; `stable`: no transaction's offsets were pending. */
  committed(partition: number, offset: number, id: string, askedAt: number, stable: boolean): void {
    const commits = this.#commits.get(partition) ?? [];
    const what = `${this.name}, partition ${partition}`;
    const found = commits.find((commit) => commit.id === id);
    must(offset < 0 || found !== undefined, () => `${what}: nobody committed offset ${offset} (${id})`);
    const time = found === undefined ? -1 : found.acknowledgedAt;
    if (found !== undefined) {
      must(found.offset === offset, () => `${what}: commit ${id} said ${found.offset}, not ${offset}`);
      must(!found.refused, () => `${what}: commit ${id} was refused and counts`);
      const outcome = found.transaction?.outcome;
      must(
        outcome !== "aborted" && outcome !== "open" && outcome !== "aborting",
        () => `${what}: commit ${id} counts, its transaction is ${outcome}`,
      );
    }
    const later = commits.find(
      (commit) =>
        (stable || commit.transaction === undefined) && commit.acknowledgedAt < askedAt && commit.sentAt > time && commit !== found,
    );
    must(later === undefined, () => `${what}: commit ${later?.id} was acknowledged, and then ${id === "" ? "none" : id} counts`);
  }

  /** Members that answer to one leader in one generation share the partitions out. */
  assigned(generation: string, member: string, partitions: readonly number[]): void {
    let owners = this.#owners.get(generation);
    if (owners === undefined) this.#owners.set(generation, (owners = new Map()));
    for (const partition of partitions) {
      const owner = owners.get(partition);
      must(
        owner === undefined || owner === member,
        () => `${this.name}: partition ${partition} has two owners in generation ${generation}`,
      );
      owners.set(partition, member);
    }
  }

  /** A member was told at `now` that these are its own; without another word they are so until `until`. */
  owns(member: string, partitions: Iterable<number>, now: number, until: number): void {
    for (const partition of partitions) {
      let leases = this.#leases.get(partition);
      if (leases === undefined) this.#leases.set(partition, (leases = new Map()));
      for (const [other, end] of leases) {
        must(other === member || end <= now, () => `${this.name}: partition ${partition} is given to ${member}, and ${other} has it`);
      }
      leases.set(member, until);
    }
  }

  /** Before it tells the broker. */
  releases(member: string, partitions: Iterable<number>): void {
    for (const partition of partitions) this.#leases.get(partition)?.delete(member);
  }

  told(generation: Told): void {
    this.#told.push(generation);
  }

  /**
   * A member's commit was acknowledged: its generation must not have been over when it asked. A group that was empty may
   * begin to count anew, so that only what others asked after this member had joined is of its time.
   */
  accepted(life: number, generation: number, joinedAt: number, askedAt: number): void {
    const isOver = (other: Told): boolean =>
      other.generation > generation && other.askedAt > joinedAt && other.at < askedAt && (other.assigned || other.life === life);
    const newer = this.#told.find(isOver);
    must(newer === undefined, () => `${this.name}: generation ${generation} committed after ${newer?.generation} had begun`);
  }
}
