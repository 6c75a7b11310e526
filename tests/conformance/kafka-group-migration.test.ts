// Groups that go from one protocol to the other while they have members, request by request, at Apache Kafka and at
// Millrace: error codes, epochs and partitions must be the same at every step, and so must the records that both keep.
import { ByteReader } from "@millrace/core";
import { expect, it } from "vitest";
import { decodeFact, encodeFact, isConsumerRecord } from "../../packages/kafka/src/groups/consumer/records.ts";
import { assignmentOf, describeLives, recordsOf, type Side, subscriptionOf } from "./group-side.ts";

const cooperative = (owned: readonly number[] = []) => ({
  protocols: [
    { name: "cooperative-sticky", metadata: subscriptionOf(owned) },
    { name: "range", metadata: subscriptionOf(owned) },
  ],
});

/** A classic group with one member that has all partitions. */
async function classicGroup(side: Side, group: string, more: Parameters<Side["join"]>[3] = {}): Promise<string> {
  const instance = more.groupInstanceId ?? null;
  const given = await side.join("classic member", group, "", more);
  const { memberId, generationId } = instance === null ? await side.join("with its id", group, given.memberId, more) : given;
  const assignments = [{ memberId, assignment: assignmentOf([0, 1, 2, 3]) }];
  const protocolName = more.protocols?.[0]?.name ?? "range";
  await side.sync("assigns", group, memberId, generationId, { assignments, protocolName, groupInstanceId: instance });
  side.countAsGiven(group);
  return memberId;
}

async function eagerLife(side: Side): Promise<void> {
  const group = "eager";
  const old = await classicGroup(side, group);
  await side.commit("commits", 8, group, old, 1);
  await side.beat("newer member of an epoch", group, "n", 1);
  await side.beat("newer member", group, "n", 0);
  await side.list("groups");
  await side.describe("mixed", group);
  await side.fetch("offsets are kept", group, null, -1);
  await side.commit("older member commits in its generation", 8, group, old, 1);
  await side.commit("older member of another generation", 8, group, old, 2);
  await side.commit("newer member commits with an old version", 8, group, "n", 2);
  await side.commit("newer member of another epoch", 9, group, "n", 1);
  await side.sync("syncs in its generation", group, old, 1);
  await side.classicBeat("is asked to join", group, old, 1);
  await side.classicBeat("of another generation", group, old, 7);
  await side.classicBeat("of nobody", group, "nobody", 1);
  await side.classicBeat("of the newer member", group, "n", 2);
  await side.beat("newer member waits", group, "n", 2);
  const joined = await side.join("joins again", group, old);
  await side.sync("with another protocol", group, old, joined.generationId, { protocolName: "sticky" });
  await side.sync("gets its part", group, old, joined.generationId);
  await side.classicBeat("goes on", group, old, joined.generationId);
  await side.beat("newer member gets its part", group, "n", 2, { owned: [] });
  await side.describe("settled", group);
  const asked = await side.join("a second older one", group, "");
  await side.join("comes", group, asked.memberId);
  await side.join("of another type", group, "", { protocolType: "connect" });
  await side.join("with protocols of its own", group, "", { protocols: [{ name: "own", metadata: subscriptionOf() }] });
  await side.join("of no group", group, "", { protocols: [] });
  await side.classicBeat("first is asked to join", group, old, 2);
  await side.leave("second leaves", group, asked.memberId);
  await side.leave("second has left", group, asked.memberId);
  await side.classicBeat("first is asked to join", group, old, 2);
  const again = await side.join("joins again", group, old);
  await side.sync("gets its part", group, old, again.generationId);
  await side.beat("newer member goes on", group, "n", 2, { owned: [2, 3] });
  await side.describe("settled", group);
  await side.beat("newer member leaves", group, "n", -1);
  await side.list("groups");
  await side.classicBeat("is asked to join", group, old, again.generationId);
  const alone = await side.join("joins a classic group", group, old);
  await side.sync("assigns", group, old, alone.generationId, { assignments: [{ memberId: old, assignment: assignmentOf([0, 1, 2, 3]) }] });
  await side.commit("commits", 8, group, old, alone.generationId);
  await side.fetch("offsets are kept", group, null, -1);
  await side.leave("last one leaves", group, old);
  await side.list("groups");
}

async function cooperativeLife(side: Side): Promise<void> {
  const group = "cooperative";
  const protocolName = "cooperative-sticky";
  const old = await classicGroup(side, group, cooperative());
  await side.beat("newer member", group, "n", 0);
  await side.classicBeat("is asked to join", group, old, 1);
  await side.join("joins with what it owns", group, old, cooperative([0, 1, 2, 3]));
  await side.beat("nothing is free", group, "n", 2);
  await side.sync("learns what it may keep", group, old, 1, { protocolName });
  await side.classicBeat("is asked to join without the rest", group, old, 1);
  await side.commit("commits meanwhile", 8, group, old, 1);
  await side.describe("while it gives up", group);
  const joined = await side.join("joins without it", group, old, cooperative([0, 1]));
  await side.sync("goes on", group, old, joined.generationId, { protocolName });
  await side.classicBeat("goes on", group, old, joined.generationId);
  await side.beat("newer member gets the rest", group, "n", 2, { owned: [] });
  await side.beat("unsubscribes", group, "n", 2, { subscribedTopicNames: [] });
  await side.classicBeat("is asked to join", group, old, joined.generationId);
  const blocked = await side.join("joins before it is free", group, old, cooperative([0, 1]));
  await side.sync("has the same", group, old, blocked.generationId, { protocolName });
  await side.classicBeat("waits", group, old, blocked.generationId);
  await side.beat("gives all up", group, "n", 2, { owned: [] });
  await side.classicBeat("is asked to join", group, old, blocked.generationId);
  const free = await side.join("joins when it is free", group, old, cooperative([0, 1]));
  await side.sync("has all", group, old, free.generationId, { protocolName });
  await side.leave("leaves", group, old);
  await side.describe("without older members", group);
}

async function staticLife(side: Side): Promise<void> {
  const group = "static-box";
  const box = { groupInstanceId: "box" };
  const old = await classicGroup(side, group, box);
  await side.beat("newer member in its place", group, "n", 0, { instanceId: "box" });
  await side.describe("in its place", group);
  await side.classicBeat("older one is out", group, old, 1, "box");
  await side.leave("older one cannot leave", group, old, "box");
  await side.beat("a second newer one", group, "m", 0);
  const back = await side.join("older one takes its place back", group, "", box);
  await side.describe("back in its place", group);
  await side.beat("newer one is out", group, "n", 2, { instanceId: "box" });
  await side.join("another id for the instance", group, "other", box);
  await side.join("an instance that nobody knows", group, "other", { groupInstanceId: "crate" });
  await side.join("joins again", group, back.memberId, box);
  await side.leave("an administrator removes the instance", group, "", "box");
  await side.leave("an administrator removes the newer one", group, "m");
  await side.list("groups");
}

async function refusedLife(side: Side): Promise<void> {
  const group = "unreadable";
  const given = await side.join("connect", "workers", "", { protocolType: "connect" });
  await side.join("with its id", "workers", given.memberId, { protocolType: "connect" });
  await side.beat("newer member at another type", "workers", "n", 0);
  const protocols = [{ name: "range", metadata: new Uint8Array([0, 1, 0]) }];
  const other = await side.join("says nothing readable", group, "", { protocols });
  await side.join("with its id", group, other.memberId, { protocols });
  await side.beat("newer member", group, "n", 0);
}

describeLives(
  "groups that change their protocol, beside Apache Kafka",
  "bidirectional",
  [
    ["with a member that gives all up", eagerLife],
    ["with a member that gives up only what it must", cooperativeLife],
    ["with static members", staticLife],
    ["that may not change", refusedLife],
  ],
  (apache) => {
    it("keep the same bytes about a member of either protocol", async () => {
      const seen = new Set<string>();
      for (const record of await recordsOf(apache().client, "__consumer_offsets")) {
        const key = new ByteReader(record.key!);
        const replayed = { kind: key.int16(), key, value: record.value, position: record.offset, producerId: -1 };
        if (!isConsumerRecord(replayed) || record.value === undefined) continue;
        const { groupId, fact } = decodeFact(replayed);
        if (fact.about !== "member" || fact.value === undefined) continue;
        expect(Buffer.from(encodeFact(groupId, fact).value!)).toEqual(Buffer.from(record.value));
        seen.add(fact.value.classic === null ? "consumer" : "classic");
      }
      expect([...seen].sort()).toEqual(["classic", "consumer"]);
    });
  },
);
