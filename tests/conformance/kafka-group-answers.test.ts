// The same lives of groups, request by request, at Apache Kafka and at Millrace: error codes, epochs and partitions must
// be the same at every step. And what Apache Kafka keeps of them in `__consumer_offsets` must be readable.
import { ByteReader } from "@millrace/core";
import { expect, it } from "vitest";
import { decodeClassicGroup, isClassicRecord } from "../../packages/kafka/src/groups/classic/records.ts";
import { topicKey } from "../../packages/kafka/src/groups/consumer/assignment.ts";
import { decodeFact, type GroupFact, isConsumerRecord } from "../../packages/kafka/src/groups/consumer/records.ts";
import { decodeKey, isOffsetRecord } from "../../packages/kafka/src/groups/offset-records.ts";
import { describeLives, recordsOf, type Side, topic } from "./group-side.ts";

async function consumerLife(side: Side): Promise<void> {
  const group = "life";
  await side.beat("unknown group", group, "a", 3);
  await side.beat("empty member", group, "", 0);
  await side.beat("joins with partitions", group, "a", 0, { owned: [1] });
  await side.beat("no timeout", group, "a", 0, { rebalanceTimeoutMs: -1 });
  await side.beat("no subscription", group, "a", 0, { subscribedTopicNames: null });
  await side.beat("unknown assignor", group, "a", 0, { serverAssignor: "sticky" });
  await side.beat("no expression", group, "a", 0, { subscribedTopicRegex: "[" });
  await side.beat("empty instance", group, "a", 0, { instanceId: "" });
  await side.beat("away without instance", group, "a", -2);
  await side.beat("leaves no group", group, "a", -1);
  await side.beat("joins", group, "a", 0);
  await side.beat("goes on", group, "a", 1);
  await side.beat("tells everything", group, "a", 1, { owned: [0, 1, 2, 3], rebalanceTimeoutMs: 30_000, subscribedTopicNames: [topic] });
  await side.beat("joins again with its id", group, "a", 0);
  await side.beat("greater epoch", group, "a", 7);
  await side.beat("second joins", group, "b", 0);
  await side.beat("first is to give up", group, "a", 1, { owned: [0, 1, 2, 3] });
  await side.beat("second waits", group, "b", 2);
  await side.beat("first still holds", group, "a", 1, { owned: [0, 1, 2, 3] });
  await side.beat("first does not say", group, "a", 1);
  await side.commit("commit while giving up", 9, group, "a", 1);
  await side.beat("first has given up", group, "a", 1, { owned: [0, 1] });
  await side.beat("second gets it", group, "b", 2);
  await side.beat("lost answer", group, "a", 1, { owned: [0, 1] });
  await side.beat("lost answer, owns others'", group, "a", 1, { owned: [0, 3] });
  await side.beat("smaller epoch", group, "a", 1);
  await side.commit("commit", 9, group, "a", 2);
  await side.commit("commit of a greater epoch", 9, group, "a", 3);
  await side.commit("commit of a stranger", 9, group, "x", 2);
  await side.commit("commit with an old version", 8, group, "a", 2);
  await side.commit("commit from outside", 9, group, "", -1);
  await side.fetch("fetch", group, "a", 2);
  await side.fetch("fetch in an older epoch", group, "a", 1);
  await side.fetch("fetch of a stranger", group, "x", 2);
  await side.fetch("fetch from outside", group, null, -1);
  await side.join("classic member of another type", group, "", { protocolType: "connect" });
  await side.beat("unsubscribes", group, "b", 2, { subscribedTopicNames: [] });
  await side.beat("gives all up", group, "b", 2, { owned: [] });
  await side.beat("first gets all", group, "a", 2);
  await side.beat("second leaves", group, "b", -1);
  await side.beat("left already", group, "b", -1);
  await side.list("groups");
  const deleted = await side.client.request("DeleteGroups", 2, { groupIds: [group, "never"] });
  side.say("delete", ...deleted.results.map(({ groupId, errorCode }) => `${groupId} ${errorCode}`).sort());
  await side.beat("last leaves", group, "a", -1);
  await side.commit("commit from outside when empty", 9, group, "", -1);
  await side.list("groups");
  side.say("delete empty", (await side.client.request("DeleteGroups", 2, { groupIds: [group] })).results[0]!.errorCode);
  await side.fetch("fetch of no group", group, null, -1);
  await side.fetch("fetch of a member of no group", group, "a", 1);
}

async function staticLife(side: Side): Promise<void> {
  const group = "static";
  const box = { instanceId: "box" };
  await side.beat("joins", group, "a", 0, box);
  await side.beat("another takes its instance", group, "b", 0, box);
  await side.beat("another beats for it", group, "b", 1, box);
  await side.beat("another leaves for it", group, "b", -2, box);
  await side.beat("unknown instance", group, "a", 1, { instanceId: "crate" });
  await side.beat("leaves for a while", group, "a", -2, box);
  await side.beat("beats while away", group, "a", 1, box);
  await side.beat("comes back under another id", group, "b", 0, box);
  await side.beat("old one beats", group, "a", 1, box);
  await side.beat("goes on", group, "b", 1, box);
  await side.beat("leaves for good", group, "b", -1, box);
}

async function changingLife(side: Side): Promise<void> {
  const group = "changing";
  const first = await side.join("classic member", group, "");
  const member = await side.join("classic member with its id", group, first.memberId);
  const request = { groupId: group, memberId: member.memberId, generationId: member.generationId };
  const synced = await side.client.request("SyncGroup", 5, {
    ...request,
    assignments: [{ memberId: member.memberId, assignment: new Uint8Array([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]) }],
  });
  side.say("sync without protocol", synced.errorCode);
  const resynced = await side.client.request("SyncGroup", 5, {
    ...request,
    protocolType: "consumer",
    protocolName: "range",
    assignments: [{ memberId: member.memberId, assignment: new Uint8Array([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]) }],
  });
  side.say("sync", resynced.errorCode);
  await side.beat("newer member at a classic group", group, "a", 0);
  await side.beat("newer member goes on at a classic group", group, "a", 1);
  const remove = async (what: string) => {
    const topics = [
      { name: topic, partitions: [{ partitionIndex: 0 }, { partitionIndex: 77 }] },
      { name: "nowhere", partitions: [{ partitionIndex: 0 }] },
    ];
    const answer = await side.client.request("OffsetDelete", 0, { groupId: group, topics });
    side.say(
      what,
      answer.errorCode,
      answer.topics.map(({ partitions }) => partitions.map(({ partitionIndex, errorCode }) => `${partitionIndex} ${errorCode}`).sort()),
    );
  };
  await side.commit("commit", 9, group, member.memberId, member.generationId);
  await side.commit("commit of another generation", 9, group, member.memberId, member.generationId + 1);
  await side.commit("commit from outside", 9, group, "", -1);
  await remove("offsets in use");
  await side.client.request("LeaveGroup", 5, {
    groupId: group,
    memberId: "",
    members: [{ memberId: member.memberId, groupInstanceId: null }],
  });
  await side.list("groups");
  await side.beat("newer member at an empty group", group, "a", 0);
  await side.fetch("offsets are kept", group, null, -1);
  await side.beat("newer member leaves", group, "a", -1);
  const named = await side.join("classic member at an empty group", group, "");
  const again = await side.join("classic member with its id", group, named.memberId);
  await side.client.request("LeaveGroup", 5, {
    groupId: group,
    memberId: "",
    members: [{ memberId: again.memberId, groupInstanceId: null }],
  });
  await side.fetch("offsets are kept", group, null, -1);
  await remove("offsets not in use");
  await side.commit("of a group that is not there", 9, "absent", "m", 3);
  await side.commit("of a group that is not there, old version", 8, "absent", "m", 3);
  await side.commit("of an unknown topic", 8, "absent", "", -1, "nowhere");
  await side.list("groups");
}

describeLives(
  "groups beside Apache Kafka",
  "disabled",
  [
    ["of consumer members", consumerLife],
    ["of static members", staticLife],
    ["from one protocol to the other", changingLife],
  ],
  (apache) => {
    it("are read from the records that Apache Kafka has written of them", async () => {
      const side = apache();
      await side.beat("stays", "kept", "m", 0, { instanceId: "box", rackId: "r1", serverAssignor: "range" });
      const facts: GroupFact[] = [];
      const groupIds = new Set<string>();
      for (const record of await recordsOf(side.client, "__consumer_offsets")) {
        const key = new ByteReader(record.key!);
        const replayed = { kind: key.int16(), key, value: record.value, position: record.offset, producerId: -1 };
        if (isOffsetRecord(replayed)) groupIds.add(decodeKey(replayed).group);
        else if (isClassicRecord(replayed)) groupIds.add(decodeClassicGroup(replayed).group);
        else if (isConsumerRecord(replayed)) {
          const { groupId, fact } = decodeFact(replayed);
          if (groupId === "kept") facts.push(fact);
        }
      }
      expect(groupIds).toEqual(new Set(["life", "changing"]));
      const last = (about: GroupFact["about"]) => facts.findLast((fact) => fact.about === about)!.value;
      const all = new Map([[topicKey(side.topicId), new Set([0, 1, 2, 3])]]);
      expect(last("member")).toMatchObject({
        instanceId: "box",
        rackId: "r1",
        serverAssignor: "range",
        topicNames: [topic],
        rebalanceTimeoutMs: 30_000,
      });
      expect(last("target")).toEqual(all);
      expect(last("progress")).toMatchObject({ state: "stable", assigned: all, revoking: new Map(), epoch: last("targetEpoch") });
      expect(last("group")).toMatchObject({ epoch: last("targetEpoch") });
    });
  },
);
