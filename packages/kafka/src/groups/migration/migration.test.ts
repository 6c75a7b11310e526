// Groups with members that change their protocol, on the real log with a clock that is moved by hand. What Apache Kafka
// answers to the same requests is in tests/conformance; here are time, restarts, full disks and what the setting allows.
import { ByteWriter } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { encodeConsumerProtocolSubscription } from "../../generated/index.ts";
import { kafkaError } from "../../protocol/error-codes.ts";
import type { JoinRequest } from "../classic/member.ts";
import { beat, joinOf, listed, openGroups, type OpenGroups } from "../testing.ts";
import { migrationAllows, type MigrationPolicy } from "./policy.ts";
import { readAssignment } from "./partitions.ts";

function subscription(owned: readonly number[] = []): Uint8Array {
  const writer = new ByteWriter(64);
  writer.int16(1);
  const ownedPartitions = owned.length === 0 ? [] : [{ topic: "events", partitions: owned }];
  encodeConsumerProtocolSubscription(writer, { topics: ["events"], userData: null, ownedPartitions }, 1);
  return writer.finish();
}

const asConsumer = (memberId: string, more: Partial<JoinRequest> = {}): JoinRequest =>
  joinOf(memberId, { protocols: [{ name: "range", metadata: subscription() }], ...more });

const syncOf = (memberId: string, generationId: number, more: object = {}) => ({
  memberId,
  groupInstanceId: null,
  generationId,
  protocolType: null,
  protocolName: null,
  assignments: [],
  ...more,
});

/** A classic group "g" whose one member has both partitions of "events", or of its name what `settings` allow. */
async function opened(settings: Parameters<typeof openGroups>[0] = {}) {
  const open = await openGroups(settings);
  await open.log.createTopic({ name: "events", partitions: 2 });
  const { memberId: old, generationId } = await open.groups.join("g", asConsumer(""));
  const assignment = new Uint8Array([0, 1, 0, 0, 0, 1, 0, 6, ...Buffer.from("events"), 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  await open.groups.sync("g", syncOf(old, generationId, { assignments: [{ memberId: old, assignment }] }));
  await open.groups.commit([open.commitOf("g", "events", 0, 7)]);
  return { open, old };
}

async function mixed(settings: Parameters<typeof openGroups>[0] = {}) {
  const { open, old } = await opened(settings);
  expect((await open.groups.consumerHeartbeat("g", beat("new", 0))).memberEpoch).toBe(2);
  return { open, old };
}

const beatOf = ({ groups }: OpenGroups, memberId: string, generation: number) => groups.heartbeat("g", memberId, null, generation);
const partitionsOf = async ({ groups }: OpenGroups, memberId: string, generation: number) =>
  readAssignment((await groups.sync("g", syncOf(memberId, generation))).assignment);

describe("a group with members of both protocols", () => {
  it("gives each its part, and keeps what was committed", async () => {
    const { open, old } = await mixed();
    expect(open.groups.consumer("g")!.state).toBe("Reconciling");
    expect(beatOf(open, old, 1)).toBe(kafkaError.rebalanceInProgress);
    const joined = await open.groups.join("g", asConsumer(old));
    expect(joined).toMatchObject({ errorCode: 0, generationId: 2, leader: "", members: [] });
    expect(await partitionsOf(open, old, 2)).toEqual([{ topic: "events", partitions: [0] }]);
    const answer = await open.groups.consumerHeartbeat("g", beat("new", 2));
    expect(listed(answer.assignment, open)).toBe("events-1");
    expect(open.groups.offsets.get("g", "events", 0)?.offset).toBe(7);
    expect(open.groups.consumer("g")!.state).toBe("Stable");
  });

  it("has no part of an id that was only given out", async () => {
    for (const joinsBefore of [true, false]) {
      const { open, old } = await opened();
      open.groups.leave("g", old, null);
      // Empty, or about to be: the one who joined leaves while the other id may still come.
      const joining = joinsBefore ? open.groups.join("g", asConsumer("", { groupInstanceId: "i" })) : undefined;
      expect((await open.groups.join("g", asConsumer("", { memberIdRequired: true }))).errorCode).toBe(kafkaError.memberIdRequired);
      if (joinsBefore) expect(open.groups.leave("g", "", "i")).toBe(kafkaError.none);
      expect(await open.groups.consumerHeartbeat("g", beat("new", 0))).toMatchObject({ errorCode: 0 });
      expect([...open.groups.consumer("g")!.members.keys()]).toEqual(["new"]);
      await joining;
    }
  });

  it("is as it was after the power went", async () => {
    const { open, old } = await mixed();
    await open.groups.join("g", asConsumer(old));
    const again = await open.crash();
    expect(beatOf(again, old, 2)).toBe(kafkaError.none);
    expect(await partitionsOf(again, old, 2)).toEqual([{ topic: "events", partitions: [0] }]);
    expect(again.groups.mayCommit("g", old, null, 2)).toBe(kafkaError.none);
    expect(again.groups.mayCommit("g", old, null, 1)).toBe(kafkaError.illegalGeneration);
    // Its own session, which is shorter than that of the newer protocol.
    again.clock.advance(10_000);
    expect([...again.groups.consumer("g")!.members.keys()]).toEqual(["new"]);
  });

  it("expels a classic member that does not join when it is asked to", async () => {
    const { open, old } = await mixed();
    for (let second = 0; second < 60; second += 5) {
      expect(beatOf(open, old, 1)).toBe(kafkaError.rebalanceInProgress);
      open.clock.advance(5_000);
      await open.groups.consumerHeartbeat("g", beat("new", 2));
    }
    expect(beatOf(open, old, 1)).toBe(kafkaError.unknownMemberId);
  });

  it("expels a classic member that joins and does not ask what it got", async () => {
    const { open, old } = await mixed();
    await open.groups.join("g", asConsumer(old));
    for (let second = 0; second < 60; second += 5) {
      expect(beatOf(open, old, 2)).toBe(kafkaError.none);
      open.clock.advance(5_000);
      await open.groups.consumerHeartbeat("g", beat("new", 2));
    }
    expect(beatOf(open, old, 2)).toBe(kafkaError.unknownMemberId);
  });

  it("tells classic members of new partitions", async () => {
    const { open, old } = await mixed();
    await open.groups.join("g", asConsumer(old));
    await open.groups.sync("g", syncOf(old, 2));
    await open.log.addPartitions("events", 4);
    expect(beatOf(open, old, 2)).toBe(kafkaError.rebalanceInProgress);
    expect((await open.groups.join("g", asConsumer(old))).generationId).toBe(3);
  });

  it("answers those who wait in a classic rebalance that they shall join again", async () => {
    const { open, old } = await opened();
    const second = open.groups.join("g", asConsumer(""));
    await open.groups.consumerHeartbeat("g", beat("new", 0));
    expect(await second).toMatchObject({ errorCode: kafkaError.rebalanceInProgress });
    expect(open.groups.consumer("g")!.members.has(old)).toBe(true);
  });

  it("stays classic when the member for whom it would change is refused", async () => {
    const { open, old } = await opened({ groupConsumerMaxSize: 1 });
    expect(await open.groups.consumerHeartbeat("g", beat("new", 0))).toMatchObject({ errorCode: kafkaError.groupMaxSizeReached });
    expect(beatOf(open, old, 1)).toBe(kafkaError.none);
    expect((await open.restart()).groups.classic("g")!.members.size).toBe(1);
  });

  it.each(["up", "down"])("that could not be written on its way %s is made complete by the next write", async (way) => {
    const { open, old } = way === "up" ? await opened() : await mixed();
    if (way === "down") await open.groups.join("g", asConsumer(old));
    open.disk.faults = { capacityBytes: 1 };
    const refused = await open.groups.consumerHeartbeat("g", beat("new", way === "up" ? 0 : -1));
    if (way === "up") expect(refused.errorCode).toBe(kafkaError.coordinatorNotAvailable);
    await new Promise((resolve) => setImmediate(resolve));
    expect(open.failures.length).toBeGreaterThan(0);
    open.disk.faults = {};
    const joined = await open.groups.join("g", asConsumer(old));
    expect(joined.errorCode).toBe(kafkaError.none);
    const assignments = [{ memberId: old, assignment: new Uint8Array([9]) }];
    if (way === "down") await open.groups.sync("g", syncOf(old, joined.generationId, { assignments }));
    const again = await open.restart();
    expect(again.groups.get("g")?.members.has(old)).toBe(true);
    expect(beatOf(again, old, joined.generationId)).toBe(kafkaError.none);
    expect([...(again.groups.consumer("g")?.members.keys() ?? [])].sort()).toEqual(way === "up" ? [old, "new"].sort() : []);
  });
});

describe("a group whose last member of the newer protocol goes", () => {
  it.each(["leaves", "falls silent", "is replaced by a classic one"])("is classic again when it %s", async (how) => {
    const box = how.startsWith("is replaced") ? "box" : null;
    const { open, old } = await opened();
    await open.groups.consumerHeartbeat("g", beat("new", 0, { instanceId: box }));
    let replacing: ReturnType<typeof open.groups.join> | undefined;
    await open.groups.join("g", asConsumer(old));
    await open.groups.sync("g", syncOf(old, 2));
    if (how === "leaves") await open.groups.consumerHeartbeat("g", beat("new", -1));
    else if (box !== null) replacing = open.groups.join("g", asConsumer("", { groupInstanceId: box }));
    else {
      for (let second = 0; second < 45; second += 5) {
        open.clock.advance(5_000);
        if (second < 40) expect(beatOf(open, old, 2)).toBe(kafkaError.none);
      }
    }
    expect(open.groups.classic("g")).toMatchObject({ state: "PreparingRebalance", generationId: 2 });
    expect(beatOf(open, old, 2)).toBe(kafkaError.rebalanceInProgress);
    const joined = await open.groups.join("g", asConsumer(old));
    expect(joined).toMatchObject({ errorCode: 0, generationId: 3 });
    if (replacing !== undefined) expect(await replacing).toMatchObject({ errorCode: 0, generationId: 3 });
    expect(open.groups.offsets.get("g", "events", 0)?.offset).toBe(7);
    expect(open.failures).toEqual([]);
  });

  it("is classic in the log too, before its members have joined", async () => {
    const { open, old } = await mixed();
    await open.groups.join("g", asConsumer(old));
    await open.groups.consumerHeartbeat("g", beat("new", -1));
    const again = await open.restart();
    expect(again.groups.consumer("g")).toBeUndefined();
    expect(again.groups.classic("g")).toMatchObject({ state: "Stable", generationId: 2 });
    expect(beatOf(again, old, 2)).toBe(kafkaError.none);
    expect(await partitionsOf(again, old, 2)).toEqual([{ topic: "events", partitions: [0] }]);
  });
});

describe("group.consumer.migration.policy", () => {
  it.each(Object.keys(migrationAllows) as MigrationPolicy[])("%s lets groups change as it says, and no further", async (policy) => {
    const allows = migrationAllows[policy];
    const { open } = await opened({ groupConsumerMigrationPolicy: policy });
    const joined = await open.groups.consumerHeartbeat("g", beat("new", 0));
    expect(joined.errorCode).toBe(allows.upgrade ? kafkaError.none : kafkaError.groupIdNotFound);

    await open.groups.consumerHeartbeat("other", beat("new", 0));
    const old = await open.groups.join("other", asConsumer(""));
    expect(old.errorCode).toBe(allows.mix ? kafkaError.none : kafkaError.inconsistentGroupProtocol);
    await open.groups.consumerHeartbeat("other", beat("new", -1));
    expect(open.groups.classic("other") !== undefined).toBe(allows.mix && allows.downgrade);
  });
});
