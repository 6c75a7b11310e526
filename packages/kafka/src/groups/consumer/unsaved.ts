// What of a consumer group has changed since it was last written. What could not be written is put back, so that the
// log is made complete by the next write.
import type { GroupFact } from "./records.ts";

type About = GroupFact["about"];

export interface FactName {
  readonly about: About;
  /** "" where it is about the whole group. */
  readonly memberId: string;
}

/** What members have comes last: it refers to the rest. */
const order: Record<About, number> = { group: 0, member: 1, target: 2, targetEpoch: 3, progress: 4 };

export class Unsaved {
  readonly #names = new Map<string, FactName>();

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  add(about: About, memberId = ""): void {
    this.#names.set(`${about} ${memberId}`, { about, memberId });
  }

  /** All facts about a member: it came, or it has gone. */
  addMember(memberId: string): void {
    this.add("member", memberId);
    this.add("target", memberId);
    this.add("progress", memberId);
  }

  take(): readonly FactName[] {
    const names = [...this.#names.values()].sort((one, other) => order[one.about] - order[other.about]);
    this.#names.clear();
    return names;
  }

  putBack(names: readonly FactName[]): void {
    for (const { about, memberId } of names) this.add(about, memberId);
  }
}
