// Which member of a group has each partition: those it uses and those it was told to give up. Never two.
import { assert } from "@millrace/core";
import { partitionsOf, type TopicKey } from "./assignment.ts";
import type { MemberProgress } from "./member.ts";

export class Ownership {
  readonly #owners = new Map<TopicKey, Map<number, string>>();

  isFree(topic: TopicKey, partition: number): boolean {
    return this.#owners.get(topic)?.has(partition) !== true;
  }

  claim(memberId: string, { assigned, revoking }: MemberProgress): void {
    for (const part of [assigned, revoking]) {
      for (const [topic, partition] of partitionsOf(part)) {
        const owners = this.#owners.get(topic) ?? new Map<number, string>();
        assert(!owners.has(partition), "a partition is given to a member while another has it");
        owners.set(partition, memberId);
        this.#owners.set(topic, owners);
      }
    }
  }

  release(memberId: string, { assigned, revoking }: MemberProgress): void {
    for (const part of [assigned, revoking]) {
      for (const [topic, partition] of partitionsOf(part)) {
        const owners = this.#owners.get(topic);
        if (owners?.get(partition) === memberId) owners.delete(partition);
        if (owners?.size === 0) this.#owners.delete(topic);
      }
    }
  }
}
