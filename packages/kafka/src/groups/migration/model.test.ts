// Random lives of a group from a seed, whose members come and go in both protocols, so that it changes its own over and
// over, while answers are lost, the broker restarts and the power goes in the middle of a write. At every moment nobody
// uses a partition that another member uses; what was committed stays; and when the trouble ends, everything is assigned.
import { seeded } from "@millrace/core";
import { expect, it } from "vitest";
import { partitionsOf, topicKey } from "../consumer/assignment.ts";
import { openGroups, type OpenGroups } from "../testing.ts";
import { ClassicMember, NewMember } from "../testing-members.ts";

const group = "mixed";
const partitions = 7;
const steps = 150;
const seeds = Array.from({ length: 25 }, (_, index) => index + 1);
type Member = ClassicMember | NewMember;

function checkNoneTwice({ groups }: OpenGroups, members: readonly Member[]): void {
  const users = new Map<string, string>();
  for (const { id, uses } of members) {
    // Who was given up does not know it yet: its time was over before others were given what it had.
    if (groups.get(group)?.members.has(id) !== true) continue;
    for (const [, partition] of partitionsOf(uses)) {
      expect(users.get(`${partition}`), `${id} uses ${partition} too`).toBeUndefined();
      users.set(`${partition}`, id);
    }
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** How many kinds it has been: classic, of one protocol, mixed. */
async function live(seed: number): Promise<number> {
  const random = seeded(seed);
  let open = await openGroups();
  await open.log.createTopic({ name: "events", partitions });
  await open.groups.commit([open.commitOf(group, "events", 0, 7)]);
  const isEager = seed % 2 === 0;
  let ids = 0;
  const come = (): Member =>
    random.below(2) === 0 ? new NewMember(group, `m${ids++}`) : new ClassicMember(group, "events", partitions, isEager);
  const members: Member[] = [come(), come(), come()];
  const act = async (member: Member, losesAnswers: boolean): Promise<void> => {
    if (member instanceof NewMember) await member.heartbeat(open, random, losesAnswers);
    else member.act(open, random, losesAnswers);
  };
  const kinds = new Set<string>();
  for (let step = 0; step < steps; step++) {
    const chance = random.below(100);
    const at = random.below(members.length);
    const member = members[at]!;
    if (chance < 65) await act(member, true);
    else if (chance < 78) open.clock.advance(random.below(4_000));
    else if (chance < 80) open.clock.advance(random.below(50_000));
    else if (chance < 90) {
      // Stopped, and started anew with one protocol or the other; or fallen silent, and another comes.
      if (member instanceof ClassicMember && !member.isBusy && chance < 88) member.leave(open);
      else if (member instanceof NewMember && chance < 88) await member.leave(open);
      members[at] = come();
    } else if (chance < 92) open = await open.restart();
    else if (chance < 96) {
      open.disk.faults = { crashAfterChanges: random.below(12) };
      await Promise.all(members.map((one) => act(one, true)));
      open = await open.crash();
    }
    await turn();
    checkNoneTwice(open, members);
    expect(open.groups.offsets.get(group, "events", 0)?.offset).toBe(7);
    const consumers = open.groups.consumer(group);
    kinds.add(
      consumers === undefined
        ? "classic"
        : new Set([...consumers.members.values()].map((one) => one.classic !== null)).size > 1
          ? "mixed"
          : "one",
    );
  }
  for (let round = 0; round < 200; round++) {
    for (const member of members) await act(member, false);
    open.clock.advance(1_000);
    await turn();
    checkNoneTwice(open, members);
  }
  expect(open.groups.get(group)!.state).toBe("Stable");
  expect(open.groups.get(group)!.members.size).toBe(members.length);
  const topic = topicKey(open.log.topic("events")!.id);
  const used = members.flatMap(({ uses }) => [...(uses.get(topic) ?? [])]).sort((one, other) => one - other);
  expect(used).toEqual(Array.from({ length: partitions }, (_, index) => index));
  open.groups.close();
  return kinds.size;
}

it.each(seeds)("from seed %d", async (seed) => {
  await live(seed);
});

it("has been a group of each kind, and mixed", async () => {
  expect(await live(1)).toBe(3);
});
