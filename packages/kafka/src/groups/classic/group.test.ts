// The group protocol with a clock that is moved by hand.
import { ManualClock, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import type { GroupMetadataValue } from "../../generated/index.ts";
import { kafkaError } from "../../protocol/error-codes.ts";
import { joinOf, openGroups } from "../testing.ts";
import { Group } from "./group.ts";
import type { JoinAnswer, JoinRequest, SyncAnswer } from "./member.ts";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

function newGroup(initialDelayMs = 0, membersMax = 100) {
  const clock = new ManualClock();
  const life = { unused: 0, saved: [] as GroupMetadataValue[] };
  const save = (value: GroupMetadataValue) => Promise.resolve(void life.saved.push(value));
  const options = { id: "g", clock, random: seeded(1), initialDelayMs, membersMax, save, unused: () => life.unused++ };
  return { clock, group: new Group(options), life, options };
}

const request = (memberId: string, more: Partial<JoinRequest> = {}): JoinRequest => ({
  memberId,
  groupInstanceId: null,
  clientId: "client",
  clientHost: "/127.0.0.1",
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  protocolType: "consumer",
  protocols: [{ name: "range", metadata: bytes("m") }],
  memberIdRequired: false,
  canSkipAssignment: true,
  ...more,
});

const sync = (
  group: Group,
  memberId: string,
  generationId: number,
  assignments: Record<string, string> = {},
  instanceId: string | null = null,
) =>
  group.sync({
    memberId,
    groupInstanceId: instanceId,
    generationId,
    protocolType: "consumer",
    protocolName: "range",
    assignments: Object.entries(assignments).map(([id, text]) => ({ memberId: id, assignment: bytes(text) })),
  });

/** The answers of all, in order. */
const both = (answers: (JoinAnswer | Promise<JoinAnswer>)[]): Promise<JoinAnswer[]> => Promise.all(answers.map(async (answer) => answer));

const textOf = async (answer: SyncAnswer | Promise<SyncAnswer>): Promise<string> => Buffer.from((await answer).assignment).toString();

/** A stable group of two; the first member leads. */
async function stableGroup() {
  const setting = newGroup();
  const { group } = setting;
  const alone = await group.join(request(""));
  const secondJoin = group.join(request(""));
  const [first, second] = (await Promise.all([group.join(request(alone.memberId)), secondJoin])) as [JoinAnswer, JoinAnswer];
  const follower = sync(group, second.memberId, second.generationId);
  const leader = sync(group, first.memberId, first.generationId, { [first.memberId]: "p0", [second.memberId]: "p1" });
  expect([await textOf(leader), await textOf(follower)]).toEqual(["p0", "p1"]);
  return { ...setting, first: first.memberId, second: second.memberId, generation: first.generationId };
}

describe("joining", () => {
  it("makes a lone member the leader, with itself on the list", async () => {
    const { group } = newGroup();
    const answer = await group.join(request(""));
    expect(answer).toMatchObject({ errorCode: 0, generationId: 1, protocolName: "range", leader: answer.memberId });
    expect(answer.members.map(({ memberId }) => memberId)).toEqual([answer.memberId]);
    expect(group.state).toBe("CompletingRebalance");
  });

  it("gives a new member an id to come back with", async () => {
    const { group, clock, life } = newGroup();
    const { errorCode, memberId } = await group.join(request("", { memberIdRequired: true }));
    expect(errorCode).toBe(kafkaError.memberIdRequired);
    expect((await group.join(request(memberId, { memberIdRequired: true }))).errorCode).toBe(0);
    const other = newGroup();
    await other.group.join(request("", { memberIdRequired: true }));
    other.clock.advance(10_001);
    expect(other.group.isUnused).toBe(true);
    expect(other.life.unused).toBe(1);
    expect(life.unused).toBe(0);
    expect(clock.nextDue).toBeDefined();
  });

  it("waits a moment for others when it begins, where that is set", async () => {
    const { group, clock } = newGroup(100);
    const joins = [group.join(request("")), group.join(request(""))];
    clock.advance(100);
    const [first, second] = await both(joins);
    expect(first!.generationId).toBe(1);
    expect([first!.members.length, second!.members.length]).toEqual([2, 0]);
  });

  it("refuses a member that shares no protocol with the others, and one of another type", async () => {
    const { group } = await stableGroup();
    const protocols = [{ name: "sticky", metadata: bytes("s") }];
    expect((await group.join(request("", { protocols }))).errorCode).toBe(kafkaError.inconsistentGroupProtocol);
    expect((await group.join(request("", { protocolType: "connect" }))).errorCode).toBe(kafkaError.inconsistentGroupProtocol);
    expect((await group.join(request("", { protocols: [] }))).errorCode).toBe(kafkaError.inconsistentGroupProtocol);
  });

  it("chooses the protocol that most members name first among those all know", async () => {
    const { group } = newGroup();
    const named = (...names: string[]) => ({ protocols: names.map((name) => ({ name, metadata: bytes(name) })) });
    const alone = await group.join(request("", named("range", "sticky")));
    const others = [group.join(request("", named("sticky", "range"))), group.join(request("", named("sticky", "range", "odd")))];
    const leader = await group.join(request(alone.memberId, named("range", "sticky")));
    await both(others);
    expect(leader.protocolName).toBe("sticky");
    expect(leader.members.map(({ metadata }) => Buffer.from(metadata).toString())).toEqual(["sticky", "sticky", "sticky"]);
  });

  it("takes no more members than it may", async () => {
    const { group } = newGroup(0, 1);
    await group.join(request(""));
    expect((await group.join(request(""))).errorCode).toBe(kafkaError.groupMaxSizeReached);
    expect((await group.join(request("", { memberIdRequired: true }))).errorCode).toBe(kafkaError.groupMaxSizeReached);
  });

  it("does not know members that it never admitted", async () => {
    const { group } = await stableGroup();
    expect((await group.join(request("stranger"))).errorCode).toBe(kafkaError.unknownMemberId);
    expect((await sync(group, "stranger", 2)).errorCode).toBe(kafkaError.unknownMemberId);
    expect(group.heartbeat("stranger", null, 2)).toBe(kafkaError.unknownMemberId);
    expect(group.commit("stranger", null, 2)).toBe(kafkaError.unknownMemberId);
    expect(group.leave("stranger", null)).toBe(kafkaError.unknownMemberId);
  });
});

describe("a stable group", () => {
  it("repeats what stands to a member that asks again", async () => {
    const { group, second, generation } = await stableGroup();
    expect(await group.join(request(second))).toMatchObject({ errorCode: 0, generationId: generation, members: [] });
    expect(await textOf(sync(group, second, generation))).toBe("p1");
    expect(group.state).toBe("Stable");
  });

  it("fences generations that have passed", async () => {
    const { group, first, generation } = await stableGroup();
    expect(group.heartbeat(first, null, generation - 1)).toBe(kafkaError.illegalGeneration);
    expect(group.commit(first, null, generation - 1)).toBe(kafkaError.illegalGeneration);
    expect((await sync(group, first, generation + 1)).errorCode).toBe(kafkaError.illegalGeneration);
    expect(group.heartbeat(first, null, generation)).toBe(0);
    expect(group.commit(first, null, generation)).toBe(0);
  });

  it("tells the others by heartbeat that a member came, and takes commits until they have joined", async () => {
    const { group, first, second, generation } = await stableGroup();
    const third = group.join(request(""));
    expect(group.heartbeat(first, null, generation)).toBe(kafkaError.rebalanceInProgress);
    expect(group.commit(first, null, generation)).toBe(0);
    expect((await sync(group, first, generation)).errorCode).toBe(kafkaError.rebalanceInProgress);
    const again = await both([group.join(request(first)), group.join(request(second)), third]);
    expect(again.map(({ generationId }) => generationId)).toEqual([generation + 1, generation + 1, generation + 1]);
    expect(again[0]!.members).toHaveLength(3);
    expect(group.commit(first, null, generation + 1)).toBe(kafkaError.rebalanceInProgress);
  });

  it("rebalances when the leader joins again, or a member with another subscription", async () => {
    const { group, first, second } = await stableGroup();
    const leader = group.join(request(first));
    expect(group.state).toBe("PreparingRebalance");
    await both([leader, group.join(request(second))]);
    const changed = await stableGroup();
    void changed.group.join(request(changed.second, { protocols: [{ name: "range", metadata: bytes("other topics") }] }));
    expect(changed.group.state).toBe("PreparingRebalance");
  });

  it("drops a member that falls silent, and one that does not come back in time", async () => {
    const { group, clock, first, second, generation } = await stableGroup();
    clock.advance(6_000);
    expect(group.heartbeat(first, null, generation)).toBe(0);
    clock.advance(5_000);
    expect([...group.members.keys()]).toEqual([first]);
    expect(group.heartbeat(second, null, generation)).toBe(kafkaError.unknownMemberId);
    const slow = await stableGroup();
    const third = slow.group.join(request(""));
    for (let step = 0; step < 12; step++) {
      slow.clock.advance(5_000);
      slow.group.heartbeat(slow.first, null, slow.generation);
      slow.group.heartbeat(slow.second, null, slow.generation);
    }
    expect((await third).generationId).toBe(slow.generation + 1);
    expect(slow.group.members.size).toBe(1);
  });

  it("rebalances when a member leaves, gives the lead to another, and ends empty", async () => {
    const { group, first, second, life } = await stableGroup();
    expect(group.leave(first, null)).toBe(0);
    expect(group.leaderId).toBe(second);
    expect((await group.join(request(second))).leader).toBe(second);
    expect(group.leave(second, null)).toBe(0);
    expect([group.state, life.unused, life.saved.at(-1)?.members]).toEqual(["Empty", 0, []]);
  });
});

describe("synchronising", () => {
  it("drops members that joined and never synchronised", async () => {
    const { group, clock } = newGroup();
    const alone = await group.join(request("", { sessionTimeoutMs: 100_000 }));
    clock.advance(60_001);
    expect(group.members.has(alone.memberId)).toBe(false);
    expect(group.state).toBe("Empty");
  });

  it("sends waiting members back to join when someone comes in between", async () => {
    const { group } = newGroup();
    const alone = await group.join(request(""));
    const joined = group.join(request(""));
    const leader = await group.join(request(alone.memberId));
    const follower = await joined;
    const waiting = sync(group, follower.memberId, leader.generationId);
    void group.join(request(""));
    expect((await waiting).errorCode).toBe(kafkaError.rebalanceInProgress);
  });

  it("repeats the join answer that was lost", async () => {
    const { group } = newGroup();
    const alone = await group.join(request(""));
    const again = await group.join(request(alone.memberId));
    expect(again).toEqual(alone);
  });

  it("refuses another protocol than the one chosen", async () => {
    const { group } = newGroup();
    const { memberId, generationId } = await group.join(request(""));
    const answer = await group.sync({
      memberId,
      groupInstanceId: null,
      generationId,
      protocolType: "consumer",
      protocolName: "sticky",
      assignments: [],
    });
    expect(answer.errorCode).toBe(kafkaError.inconsistentGroupProtocol);
  });
});

describe("static members", () => {
  async function staticGroup(canSkipAssignment = true) {
    const setting = newGroup();
    const joined = await setting.group.join(request("", { groupInstanceId: "box-1", canSkipAssignment }));
    await sync(setting.group, joined.memberId, joined.generationId, { [joined.memberId]: "p0" }, "box-1");
    return { ...setting, joined };
  }

  it("takes its place and assignment back under a new id, without a rebalance", async () => {
    const { group, joined } = await staticGroup();
    const back = await group.join(request("", { groupInstanceId: "box-1" }));
    expect(back).toMatchObject({ errorCode: 0, generationId: joined.generationId, skipAssignment: true, leader: back.memberId });
    expect(back.memberId).not.toBe(joined.memberId);
    expect(await textOf(sync(group, back.memberId, back.generationId, {}, "box-1"))).toBe("p0");
    expect(group.heartbeat(joined.memberId, "box-1", joined.generationId)).toBe(kafkaError.fencedInstanceId);
    expect(group.commit(back.memberId, "box-1", back.generationId)).toBe(0);
  });

  it("does not let an older client believe that it must assign", async () => {
    const { group, joined } = await staticGroup(false);
    const back = await group.join(request("", { groupInstanceId: "box-1", canSkipAssignment: false }));
    expect(back.leader).toBe(joined.memberId);
    expect(back.members).toEqual([]);
  });

  it("keeps its place until its session ends, and can be removed by its instance", async () => {
    const { group, clock } = await staticGroup();
    clock.advance(9_000);
    expect(group.members.size).toBe(1);
    clock.advance(2_000);
    expect(group.members.size).toBe(0);
    const other = await staticGroup();
    expect(other.group.leave("", "box-1")).toBe(0);
    expect(other.group.leave("", "box-1")).toBe(kafkaError.unknownMemberId);
    expect(other.group.members.size).toBe(0);
  });

  it("answers everyone when it is closed", async () => {
    const { group } = await stableGroup();
    const waiting = group.join(request(""));
    group.close();
    expect((await waiting).errorCode).toBe(kafkaError.coordinatorNotAvailable);
    expect((await group.join(request(""))).errorCode).toBe(kafkaError.coordinatorNotAvailable);
  });
});

describe("a restart", () => {
  it("lets members of the last generation go on, as Kafka does", async () => {
    const open = await openGroups();
    const alone = await open.groups.join("g", joinOf(""));
    const joined = open.groups.join("g", joinOf("", { groupInstanceId: "box" }));
    const leader = await open.groups.join("g", joinOf(alone.memberId));
    const { memberId, generationId } = await joined;
    const group = open.groups.classic("g")!;
    const waiting = sync(group, memberId, generationId, {}, "box");
    await sync(group, leader.memberId, generationId, { [leader.memberId]: "p0", [memberId]: "p1" });
    await waiting;
    const again = await open.restart();
    const back = again.groups.classic("g")!;
    expect(back).toMatchObject({ state: "Stable", generationId, leaderId: leader.memberId, protocolName: "range" });
    expect(back.heartbeat(leader.memberId, null, generationId)).toBe(0);
    expect(await textOf(sync(back, memberId, generationId, {}, "box"))).toBe("p1");
    expect(again.groups.mayCommit("g", memberId, "box", generationId)).toBe(0);
    expect(back.heartbeat(leader.memberId, null, generationId - 1)).toBe(kafkaError.illegalGeneration);
    expect(back.heartbeat("new", null, generationId)).toBe(kafkaError.unknownMemberId);
    // Their sessions began anew, and end.
    again.clock.advance(60_001);
    again.clock.advance(60_001);
    expect(back.members.size).toBe(0);
    const third = await again.restart();
    expect(third.groups.classic("g")).toMatchObject({ state: "Empty" });
    expect(third.groups.classic("g")!.generationId).toBeGreaterThan(generationId);
  });

  it("finds a static member under the id that it came back with", async () => {
    const open = await openGroups();
    const { memberId, generationId } = await open.groups.join("g", joinOf("", { groupInstanceId: "box" }));
    await sync(open.groups.classic("g")!, memberId, generationId, { [memberId]: "p0" }, "box");
    const back = await open.groups.join("g", joinOf("", { groupInstanceId: "box" }));
    const again = await open.restart();
    expect(again.groups.classic("g")!.heartbeat(back.memberId, "box", generationId)).toBe(0);
    expect(again.groups.classic("g")!.heartbeat(memberId, "box", generationId)).toBe(kafkaError.fencedInstanceId);
  });
});

describe("an assignment that cannot be written", () => {
  it("is not given to anyone: the members join again", async () => {
    const { options } = newGroup();
    const group = new Group({ ...options, save: () => Promise.reject(new Error("full")) });
    const { memberId, generationId } = await group.join(request(""));
    expect((await sync(group, memberId, generationId, { [memberId]: "p0" })).errorCode).toBe(kafkaError.rebalanceInProgress);
    expect(group.state).toBe("PreparingRebalance");
  });
});
