// Random lives of groups from a seed: members of both protocols join, fall silent, lose answers, leave and commit, while
// the broker restarts and the power goes in the middle of a write. At every moment nobody uses a partition that another
// member may use; what was acknowledged as committed is there; and when the trouble ends, everything is assigned.
import { seeded } from "@millrace/core";
import { expect, it } from "vitest";
import { kafkaError } from "../protocol/error-codes.ts";
import { includes, partitionsOf, topicKey } from "./consumer/assignment.ts";
import { joinOf, openGroups, type OpenGroups } from "./testing.ts";
import { NewMember } from "./testing-members.ts";

const partitions = 7;
const steps = 120;
const seeds = Array.from({ length: 25 }, (_, index) => index + 1);

/** A member of the classic group "old"; the leader deals the partitions out like cards. */
class OldMember {
  #id = "";
  #generation = -1;
  #busy = false;

  /** What members of each generation were given. */
  readonly #given: Map<string, string>;

  constructor(given: Map<string, string>) {
    this.#given = given;
  }

  act({ groups }: OpenGroups): void {
    if (this.#busy) return;
    const group = groups.classic("old");
    const beats = this.#generation >= 0 && group !== undefined;
    if (beats && group.heartbeat(this.#id, null, this.#generation) === kafkaError.none) return;
    this.#busy = true;
    void this.#join(groups).finally(() => (this.#busy = false));
  }

  leave({ groups }: OpenGroups): void {
    if (!this.#busy) groups.classic("old")?.leave(this.#id, null);
  }

  async #join(groups: OpenGroups["groups"]): Promise<void> {
    this.#generation = -1;
    const joined = await groups.join("old", joinOf(this.#id));
    if (joined.errorCode === kafkaError.unknownMemberId) this.#id = "";
    if (joined.errorCode !== kafkaError.none) return;
    this.#id = joined.memberId;
    const dealt = joined.members.map(({ memberId }, index) => {
      const cards = Array.from({ length: partitions }, (_, card) => card).filter((card) => card % joined.members.length === index);
      return { memberId, assignment: new Uint8Array(cards) };
    });
    const request = {
      memberId: this.#id,
      groupInstanceId: null,
      generationId: joined.generationId,
      protocolType: null,
      protocolName: null,
    };
    const synced = await groups.classic("old")?.sync({ ...request, assignments: dealt });
    if (synced?.errorCode !== kafkaError.none) return;
    this.#generation = joined.generationId;
    for (const partition of synced.assignment) {
      const key = `generation ${joined.generationId} partition ${partition}`;
      expect(this.#given.get(key) ?? this.#id, key).toBe(this.#id);
      this.#given.set(key, this.#id);
    }
  }
}

function checkNoneTwice({ groups }: OpenGroups, members: readonly NewMember[]): void {
  const users = new Map<string, string>();
  for (const { id, uses } of members) {
    const known = groups.consumer("new")?.members.get(id);
    // Who was expelled does not know it yet: its time was over before others were given what it had.
    if (known === undefined) continue;
    for (const [topic, partition] of partitionsOf(uses)) {
      const may = includes(known.assigned, topic, partition) || includes(known.revoking, topic, partition);
      expect(may, `${id} uses ${partition}, which is not its own`).toBe(true);
      expect(users.get(`${partition}`), `${id} uses ${partition} too`).toBeUndefined();
      users.set(`${partition}`, id);
    }
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function live(seed: number): Promise<void> {
  const random = seeded(seed);
  let open = await openGroups();
  await open.log.createTopic({ name: "events", partitions });
  let ids = 0;
  const members = Array.from({ length: 2 + random.below(3) }, () => new NewMember("new", `m${ids++}`));
  const given = new Map<string, string>();
  const oldMembers = Array.from({ length: 2 + random.below(2) }, () => new OldMember(given));
  /** By partition: what may be read, which is what was acknowledged last, or was on its way when the power went. */
  const committed = new Map<number, readonly (number | undefined)[]>();
  let lastOffset = 0;
  const commit = async (): Promise<void> => {
    const partition = random.below(partitions);
    const offset = ++lastOffset;
    committed.set(partition, [...(committed.get(partition) ?? [undefined]), offset]);
    await open.groups.commit([open.commitOf("new", "events", partition, offset)]).then(
      () => committed.set(partition, [offset]),
      () => undefined,
    );
  };
  for (let step = 0; step < steps; step++) {
    const chance = random.below(100);
    const member = members[random.below(members.length)]!;
    if (chance < 45) await member.heartbeat(open, random, true);
    else if (chance < 52) await commit();
    else if (chance < 70) oldMembers[random.below(oldMembers.length)]!.act(open);
    else if (chance < 74) oldMembers[random.below(oldMembers.length)]!.leave(open);
    else if (chance < 90) open.clock.advance(random.below(8_000));
    else if (chance < 93) open.clock.advance(random.below(50_000));
    // One falls silent for good, and another comes.
    else if (chance < 95) members[members.indexOf(member)] = new NewMember("new", `m${ids++}`);
    else if (chance < 96) open = await open.restart();
    else {
      open.disk.faults = { crashAfterChanges: random.below(12) };
      await Promise.all([...members.map((one) => one.heartbeat(open, random, true)), commit(), commit()]);
      open = await open.crash();
    }
    await turn();
    checkNoneTwice(open, members);
    for (const [partition, values] of committed) {
      expect(values, `partition ${partition}`).toContain(open.groups.offsets.get("new", "events", partition)?.offset);
    }
  }
  for (let round = 0; round < 150; round++) {
    for (const member of members) await member.heartbeat(open, random, false);
    for (const member of oldMembers) member.act(open);
    open.clock.advance(1_000);
    await turn();
    checkNoneTwice(open, members);
  }
  expect(open.groups.consumer("new")!.state).toBe("Stable");
  const topic = topicKey(open.log.topic("events")!.id);
  const used = members.flatMap(({ uses }) => [...(uses.get(topic) ?? [])]).sort((one, other) => one - other);
  expect(used).toEqual(Array.from({ length: partitions }, (_, index) => index));
  const old = open.groups.classic("old");
  expect([old?.state, old?.members.size]).toEqual(["Stable", oldMembers.length]);
  open.groups.close();
}

it.each(seeds)("from seed %d", async (seed) => live(seed));
