// Properties of the assignors over random groups.
import { type Random, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { type Assignment, partitionsOf } from "../assignment.ts";
import type { AssigningMember, Assignor } from "./assignor.ts";
import { assignors, chooseAssignor } from "./index.ts";

const names = Object.keys(assignors) as (keyof typeof assignors)[];
const runs = 300;

interface Situation {
  readonly members: readonly AssigningMember[];
  readonly counts: ReadonlyMap<string, number>;
}

/** Members that had anything before: partitions of others, of topics that are gone, partitions twice. */
function situation(random: Random, sameSubscription: boolean): Situation {
  const topics = Array.from({ length: 1 + random.below(4) }, (_, index) => `t${index}`);
  const counts = new Map(topics.map((topic) => [topic, random.below(9)]));
  const some = () => new Set(topics.filter(() => random.below(3) > 0));
  const shared = some();
  const members = Array.from({ length: 1 + random.below(6) }, (_, index) => {
    const previous = new Map(
      [...topics, "gone"].map((topic) => [topic, new Set(Array.from({ length: random.below(8) }, () => random.below(12)))]),
    );
    const instanceId = random.below(4) === 0 ? `box-${random.below(100)}-${index}` : null;
    return {
      id: `m${index}`,
      instanceId,
      topics: sameSubscription ? shared : some(),
      previous: random.below(3) === 0 ? new Map() : previous,
    };
  });
  return { members, counts };
}

function shares(assign: Assignor, { members, counts }: Situation): Map<string, Assignment> {
  const found = new Map(assign(members, counts));
  expect([...found.keys()].sort()).toEqual(members.map(({ id }) => id).sort());
  return found;
}

const size = (assignment: Assignment): number => [...partitionsOf(assignment)].length;

describe.each(names)("%s", (name) => {
  const assign = assignors[name];

  it.each([true, false])("gives every partition to one subscriber, the same in every order of members (same topics: %s)", (same) => {
    for (let seed = 0; seed < runs; seed++) {
      const random = seeded(seed);
      const input = situation(random, same);
      const found = shares(assign, input);
      const given: string[] = [];
      for (const { id, topics } of input.members) {
        for (const [topic, partition] of partitionsOf(found.get(id)!)) {
          expect(topics.has(topic)).toBe(true);
          given.push(`${topic}-${partition}`);
        }
      }
      const wanted = new Set(input.members.flatMap(({ topics }) => [...topics]));
      const all = [...wanted].flatMap((topic) => Array.from({ length: input.counts.get(topic)! }, (_, index) => `${topic}-${index}`));
      expect(given.sort(), `seed ${seed}`).toEqual(all.sort());
      const reversed = shares(assign, { ...input, members: input.members.toReversed() });
      if (input.members.every(({ previous }) => previous.size === 0)) expect(reversed).toEqual(found);
    }
  });
});

describe("uniform", () => {
  it("differs by one at most, and moves no more than that needs", () => {
    for (let seed = 0; seed < runs; seed++) {
      const random = seeded(seed);
      const { members, counts } = situation(random, true);
      // What members really had: one assignment among some of them, before topics and members changed.
      const before = members.slice(0, 1 + random.below(members.length)).map((member) => ({ ...member, previous: new Map() }));
      const had = shares(assignors.uniform, { members: before, counts: new Map([...counts].map(([topic]) => [topic, random.below(9)])) });
      const now = members.map((member) => ({ ...member, previous: had.get(member.id) ?? new Map() }));
      const found = shares(assignors.uniform, { members: now, counts });
      const sizes = [...found.values()].map(size);
      expect(Math.max(...sizes) - Math.min(...sizes), `seed ${seed}`).toBeLessThanOrEqual(1);
      // The most that could stay: everyone what it has up to its share, the larger shares to those that have most.
      const valid = now.map(
        ({ previous, topics }) =>
          [...partitionsOf(previous)].filter(([topic, partition]) => topics.has(topic) && partition < counts.get(topic)!).length,
      );
      const total = sizes.reduce((sum, count) => sum + count, 0);
      const smaller = Math.floor(total / now.length);
      const best = valid
        .toSorted((one, other) => other - one)
        .reduce((sum, count, index) => sum + Math.min(count, smaller + (index < total % now.length ? 1 : 0)), 0);
      const stayed = now.reduce((sum, { id, previous }) => {
        return sum + [...partitionsOf(found.get(id)!)].filter(([topic, partition]) => previous.get(topic)?.has(partition) === true).length;
      }, 0);
      expect(stayed, `seed ${seed}`).toBe(best);
    }
  });

  it("leaves no partition that one move would put to a subscriber with two fewer", () => {
    for (let seed = 0; seed < runs; seed++) {
      const input = situation(seeded(seed), false);
      const found = shares(assignors.uniform, input);
      for (const { id } of input.members) {
        for (const topic of found.get(id)!.keys()) {
          for (const other of input.members) {
            if (other.topics.has(topic)) expect(size(found.get(id)!) - size(found.get(other.id)!), `seed ${seed}`).toBeLessThan(2);
          }
        }
      }
    }
  });

  it("changes nothing when nothing changed", () => {
    for (let seed = 0; seed < runs; seed++) {
      const input = situation(seeded(seed), seed % 2 === 0);
      const found = shares(assignors.uniform, input);
      const again = shares(assignors.uniform, {
        ...input,
        members: input.members.map((member) => ({ ...member, previous: found.get(member.id)! })),
      });
      expect(
        [...again.values()].map((one) => [...partitionsOf(one)].join(" ")),
        `seed ${seed}`,
      ).toEqual([...found.values()].map((one) => [...partitionsOf(one)].join(" ")));
    }
  });
});

describe("range", () => {
  const member = (id: string, topics: readonly string[], instanceId: string | null = null) => {
    return { id, instanceId, topics: new Set(topics), previous: new Map() };
  };
  const listed = (assignment: Assignment) => [...partitionsOf(assignment)].map(([topic, partition]) => `${topic}${partition}`).join(" ");

  it("gives stretches, alike for topics of the same size, the first ones longer", () => {
    const found = assignors.range(
      [member("b", ["x", "y"]), member("a", ["x", "y"])],
      new Map([
        ["x", 3],
        ["y", 3],
      ]),
    );
    expect([listed(found.get("a")!), listed(found.get("b")!)]).toEqual(["x0 x1 y0 y1", "x2 y2"]);
  });

  it("puts static members first, by their instance", () => {
    const found = assignors.range([member("a", ["x"]), member("z", ["x"], "box-2"), member("y", ["x"], "box-1")], new Map([["x", 3]]));
    expect([listed(found.get("y")!), listed(found.get("z")!), listed(found.get("a")!)]).toEqual(["x0", "x1", "x2"]);
  });
});

describe("the choice of an assignor", () => {
  it("is that of most members, else the first that the broker offers", () => {
    expect(chooseAssignor([], ["uniform", "range"])).toBe("uniform");
    expect(chooseAssignor([null, "range", null], ["uniform", "range"])).toBe("range");
    expect(chooseAssignor(["uniform", "range"], ["range", "uniform"])).toBe("range");
    expect(chooseAssignor(["sticky", "range"], ["uniform"])).toBe("uniform");
  });
});
