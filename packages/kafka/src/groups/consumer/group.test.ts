// KIP-848's protocol with a clock that is moved by hand, on the real log.
import { describe, expect, it } from "vitest";
import { kafkaError } from "../../protocol/error-codes.ts";
import { beat, joinOf, listed, openGroups, type OpenGroups } from "../testing.ts";
import type { Assignment } from "./assignment.ts";
import type { HeartbeatRequest } from "./member.ts";

async function opened(partitions = 4, settings: Parameters<typeof openGroups>[0] = {}) {
  const open = await openGroups(settings);
  await open.log.createTopic({ name: "events", partitions });
  return open;
}

/** Sends a heartbeat: epoch, partitions when told, error. */
async function say(open: OpenGroups, memberId: string, epoch: number, more: Partial<HeartbeatRequest> = {}) {
  const answer = await open.groups.consumerHeartbeat("g", beat(memberId, epoch, more));
  return { epoch: answer.memberEpoch, error: answer.errorCode, has: listed(answer.assignment, open), assignment: answer.assignment! };
}

const stateOf = ({ groups }: OpenGroups) => groups.consumer("g")?.state;

/** Two members that have two partitions each. */
async function settled(more: Partial<HeartbeatRequest> = {}) {
  const open = await opened();
  await say(open, "a", 0, more);
  await say(open, "b", 0);
  const kept = await say(open, "a", 1);
  await say(open, "a", 1, { owned: kept.assignment });
  await say(open, "b", 2);
  expect(stateOf(open)).toBe("Stable");
  return open;
}

const nothing: Assignment = new Map();

describe("a consumer group", () => {
  it("gives a lone member everything, and says nothing new to later heartbeats", async () => {
    const open = await opened();
    expect(await say(open, "a", 0)).toMatchObject({ error: 0, epoch: 1, has: "events-0 events-1 events-2 events-3" });
    expect(await say(open, "a", 1)).toMatchObject({ error: 0, epoch: 1, has: null });
    expect(stateOf(open)).toBe("Stable");
  });

  it("gives a partition on only when the one who had it says that it has given it up", async () => {
    const open = await opened();
    const all = await say(open, "a", 0);
    expect(await say(open, "b", 0)).toMatchObject({ epoch: 2, has: "" });
    expect(stateOf(open)).toBe("Reconciling");
    const kept = await say(open, "a", 1, { owned: all.assignment });
    expect(kept).toMatchObject({ epoch: 1, has: "events-0 events-1" });
    expect(await say(open, "b", 2)).toMatchObject({ epoch: 2, has: null });
    // Still holding, or not saying.
    expect(await say(open, "a", 1, { owned: all.assignment })).toMatchObject({ epoch: 1 });
    expect(await say(open, "a", 1)).toMatchObject({ epoch: 1 });
    expect(await say(open, "b", 2)).toMatchObject({ has: null });
    expect(await say(open, "a", 1, { owned: kept.assignment })).toMatchObject({ epoch: 2 });
    expect(await say(open, "b", 2)).toMatchObject({ epoch: 2, has: "events-2 events-3" });
    expect(stateOf(open)).toBe("Stable");
  });

  it("expels who does not give up in its rebalance timeout, and who falls silent", async () => {
    const open = await opened();
    await say(open, "a", 0, { rebalanceTimeoutMs: 30_000 });
    await say(open, "b", 0);
    await say(open, "a", 1);
    open.clock.advance(29_000);
    await say(open, "a", 1);
    await say(open, "b", 2);
    open.clock.advance(1_000);
    expect(await say(open, "a", 1)).toMatchObject({ error: kafkaError.unknownMemberId });
    expect(await say(open, "b", 2)).toMatchObject({ epoch: 3, has: "events-0 events-1 events-2 events-3" });
    open.clock.advance(45_000);
    expect([open.groups.consumer("g")!.members.size, stateOf(open)]).toEqual([0, "Empty"]);
  });

  it("fences epochs that are not the member's, but takes the one before when an answer was lost", async () => {
    const open = await settled();
    expect(await say(open, "a", 9)).toMatchObject({ error: kafkaError.fencedMemberEpoch });
    expect(await say(open, "a", 0)).toMatchObject({ error: kafkaError.fencedMemberEpoch });
    expect(await say(open, "a", 1, { owned: nothing })).toMatchObject({ error: 0, epoch: 2 });
    const others = open.groups.consumer("g")!.members.get("b")!.assigned;
    expect(await say(open, "a", 1, { owned: others })).toMatchObject({ error: kafkaError.fencedMemberEpoch });
    expect(await say(open, "nobody", 2)).toMatchObject({ error: kafkaError.unknownMemberId });
    expect((await open.groups.consumerHeartbeat("none", beat("a", 3))).errorCode).toBe(kafkaError.groupIdNotFound);
  });

  it("shares out anew when a member leaves, a topic grows and a topic comes", async () => {
    const open = await settled();
    expect(await say(open, "b", -1)).toMatchObject({ error: 0, epoch: -1 });
    expect(await say(open, "b", -1)).toMatchObject({ error: kafkaError.unknownMemberId });
    expect(await say(open, "a", 2)).toMatchObject({ epoch: 3, has: "events-0 events-1 events-2 events-3" });
    await open.log.addPartitions("events", 5);
    expect((await say(open, "a", 3)).has).toContain("events-4");
    expect(await say(open, "a", 4, { topicNames: ["events", "later"] })).toMatchObject({ epoch: 5 });
    await open.log.createTopic({ name: "later", partitions: 1 });
    expect((await say(open, "a", 5)).has).toContain("later-0");
    await open.log.deleteTopic("events");
    const left = await say(open, "a", 6);
    expect(left.has).toBe("later-0");
    expect(await say(open, "a", 6, { owned: left.assignment })).toMatchObject({ epoch: 7 });
  });

  it("matches whole names of topics by RE2's expressions, topics that come later too, and refuses what is none", async () => {
    const open = await opened(1);
    await open.log.createTopic({ name: "events-old", partitions: 1 });
    const joined = await say(open, "a", 0, { topicNames: null, topicRegex: "ev.*s" });
    expect(joined.has).toBe("events-0");
    await open.log.createTopic({ name: "evs", partitions: 1 });
    expect((await say(open, "a", 1)).has).toBe("events-0 evs-0");
    expect((await say(open, "a", 2, { topicRegex: "evs|events-old" })).has).toBe("evs-0");
    for (const topicRegex of ["[", "a(?=b)", "x".repeat(2_000)]) {
      expect(await say(open, "z", 0, { topicRegex })).toMatchObject({ error: kafkaError.invalidRegularExpression });
    }
    // One on which a backtracking matcher would sit for ever.
    await open.log.createTopic({ name: "a".repeat(200), partitions: 1 });
    expect(await say(open, "b", 0, { topicRegex: "(a+)+b" })).toMatchObject({ error: 0 });
  });

  it("does not match topics that the member may not know of", async () => {
    const open = await opened(1);
    await open.log.createTopic({ name: "events-secret", partitions: 1 });
    const narrow = { topicNames: null, topicRegex: "events.*", sees: (topic: string) => topic === "events" };
    const wide = { topicNames: null, topicRegex: "events.*" };
    expect((await say(open, "a", 0, narrow)).has).toBe("events-0");
    expect((await say(open, "b", 0, wide)).has).toBe("events-secret-0");
    await say(open, "b", -1);
    const again = await open.restart();
    expect((await say(again, "a", 1, { sees: narrow.sees, owned: new Map() })).has).toBe(null);
    expect(listed(again.groups.consumer("g")!.members.get("a")!.assigned, again)).toBe("events-0");
  });

  it("keeps a static member's partitions while it is away, and gives them back under its new id", async () => {
    const open = await settled({ instanceId: "box" });
    const had = "events-0 events-1";
    const box = { instanceId: "box" };
    expect(await say(open, "new", 0, box)).toMatchObject({ error: kafkaError.unreleasedInstanceId });
    expect(await say(open, "new", 2, box)).toMatchObject({ error: kafkaError.fencedInstanceId });
    expect(await say(open, "new", -2, box)).toMatchObject({ error: kafkaError.fencedInstanceId });
    expect(await say(open, "a", -2, box)).toMatchObject({ error: 0, epoch: -2 });
    expect(await say(open, "b", 2)).toMatchObject({ has: null });
    const again = await open.restart();
    expect(await say(again, "new", 0, box)).toMatchObject({ error: 0, epoch: 2, has: had });
    expect(stateOf(again)).toBe("Stable");
    await say(again, "new", -2, box);
    again.clock.advance(40_000);
    await say(again, "b", 2);
    again.clock.advance(5_000);
    expect((await say(again, "b", 2)).has).toBe("events-0 events-1 events-2 events-3");
    expect(await say(again, "new", 2, box)).toMatchObject({ error: kafkaError.unknownMemberId });
  });

  it("goes on after a restart as if nothing had been", async () => {
    const open = await opened();
    await say(open, "a", 0);
    await say(open, "b", 0, { serverAssignor: "range", topicRegex: "ev.*" });
    const kept = await say(open, "a", 1);
    const before = [...open.groups.consumer("g")!.members.values()];
    const again = await open.restart();
    expect(again.groups.consumer("g")).toMatchObject({ epoch: 2, targetEpoch: 2, state: "Reconciling", assignor: "range" });
    expect([...again.groups.consumer("g")!.members.values()]).toEqual(before);
    expect(await say(again, "b", 2)).toMatchObject({ epoch: 2, has: null });
    expect(await say(again, "a", 1, { owned: kept.assignment })).toMatchObject({ epoch: 2 });
    expect((await say(again, "b", 2)).has).toBe("events-2 events-3");
    const third = await again.restart();
    expect(stateOf(third)).toBe("Stable");
    third.clock.advance(45_000);
    expect(stateOf(third)).toBe("Empty");
  });

  it("notices what happened to topics while the broker was down", async () => {
    const open = await opened(1);
    await say(open, "a", 0);
    open.groups.close();
    await open.log.addPartitions("events", 2);
    const again = await open.restart();
    expect(await say(again, "a", 1)).toMatchObject({ epoch: 2, has: "events-0 events-1" });
  });

  it("has its bounds", async () => {
    const open = await opened(4, { groupConsumerMaxSize: 1, groupsMax: 1 });
    await say(open, "a", 0);
    expect(await say(open, "b", 0)).toMatchObject({ error: kafkaError.groupMaxSizeReached });
    expect((await open.groups.consumerHeartbeat("other", beat("a", 0))).errorCode).toBe(kafkaError.groupMaxSizeReached);
    expect((await open.groups.consumerHeartbeat("x".repeat(2_000), beat("a", 0))).errorCode).toBe(kafkaError.invalidGroupId);
  });

  it.each<[string, Partial<HeartbeatRequest>]>([
    ["an empty member id", { memberId: "" }],
    ["an empty instance id", { instanceId: "" }],
    ["an empty rack id", { rackId: "" }],
    ["no rebalance timeout", { rebalanceTimeoutMs: -1 }],
    ["partitions that it cannot have", { owned: null }],
    ["no subscription", { topicNames: null }],
    ["an absence without an instance", { memberEpoch: -2 }],
    ["an epoch that there is not", { memberEpoch: -3 }],
  ])("refuses to let in who comes with %s", async (_, more) => {
    const open = await opened();
    expect(await say(open, "a", 0, more)).toMatchObject({ error: kafkaError.invalidRequest });
    expect(open.groups.ids()).toEqual([]);
  });

  it("refuses assignors that it does not have", async () => {
    const open = await opened();
    expect(await say(open, "a", 0, { serverAssignor: "sticky" })).toMatchObject({ error: kafkaError.unsupportedAssignor });
  });

  it("takes offsets from members in their epoch, and from outside when it is empty", async () => {
    const open = await settled();
    const { groups } = open;
    expect(groups.mayCommit("g", "a", null, 2)).toBe(0);
    expect(groups.mayCommit("g", "a", null, 2, false, 8)).toBe(kafkaError.unsupportedVersion);
    expect(groups.mayCommit("g", "a", null, 1)).toBe(kafkaError.staleMemberEpoch);
    expect(groups.mayCommit("g", "x", null, 2)).toBe(kafkaError.unknownMemberId);
    expect(groups.mayCommit("g", "", null, -1)).toBe(kafkaError.unknownMemberId);
    expect(groups.mayCommit("g", "", null, -1, true)).toBe(0);
    await groups.commit([open.commitOf("g", "events", 0, 5)]);
    expect(await groups.delete("g")).toBe(kafkaError.nonEmptyGroup);
    await say(open, "a", -1);
    await say(open, "b", -1);
    expect(groups.mayCommit("g", "", null, -1)).toBe(0);
    expect(await groups.delete("g")).toBe(0);
    expect((await open.restart()).groups.ids()).toEqual([]);
  });
});

describe("a group that changes its protocol", () => {
  it("keeps its offsets both ways when it is empty, and stays as it is while it has members", async () => {
    const open = await opened();
    const { groups } = open;
    await groups.commit([open.commitOf("g", "events", 0, 5)]);
    const { memberId, generationId } = await groups.join("g", joinOf(""));
    expect(await say(open, "a", 0)).toMatchObject({ error: kafkaError.groupIdNotFound });
    expect(groups.classic("g")!.leave(memberId, null)).toBe(0);
    expect(generationId).toBe(1);
    expect(await say(open, "a", 0)).toMatchObject({ error: 0, epoch: 1 });
    expect((await groups.join("g", joinOf(""))).errorCode).toBe(kafkaError.inconsistentGroupProtocol);
    const second = await open.restart();
    expect(second.groups.consumer("g")!.members.size).toBe(1);
    await say(second, "a", -1);
    expect(await second.groups.join("g", joinOf(""))).toMatchObject({ errorCode: 0, generationId: 1 });
    const third = await second.restart();
    expect([third.groups.consumer("g"), third.groups.offsets.get("g", "events", 0)?.offset]).toEqual([undefined, 5]);
  });
});
