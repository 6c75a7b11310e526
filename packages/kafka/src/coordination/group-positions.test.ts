import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryBroker } from "../broker/memory-broker.ts";
import type { RawClient } from "../broker/raw-client.ts";

let memory: MemoryBroker;
beforeEach(async () => {
  memory = await MemoryBroker.start();
  await memory.log.createTopic({ name: "t", partitions: 2 });
});
afterEach(() => memory.close());
const coded = (code: string): unknown => expect.objectContaining({ code });

/** Joins alone, as the leader that takes both partitions. */
async function join(client: RawClient, groupId: string): Promise<void> {
  const metadata = Buffer.from("0000 00000001 000174 ffffffff".replaceAll(" ", ""), "hex");
  const join = {
    groupId,
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    groupInstanceId: null,
    protocolType: "consumer",
    reason: null,
  };
  const protocols = [{ name: "range", metadata }];
  const first = await client.request("JoinGroup", 5, { ...join, memberId: "", protocols });
  const { memberId, generationId } = await client.request("JoinGroup", 5, { ...join, memberId: first.memberId, protocols });
  const assignment = Buffer.from("0000 00000001 000174 00000002 00000000 00000001 ffffffff".replaceAll(" ", ""), "hex");
  const assignments = [{ memberId, assignment }];
  await client.request("SyncGroup", 3, {
    groupId,
    generationId,
    memberId,
    groupInstanceId: null,
    protocolType: null,
    protocolName: null,
    assignments,
  });
}

describe("groups of this broker, from outside", () => {
  it("take positions, tell them, and are deleted", async () => {
    const { coordination } = memory.broker;
    await coordination.commitPositions("g", [{ topic: "t", partition: 1, offset: 7, metadata: "seven" }]);
    expect(await coordination.groups()).toEqual(["g"]);
    expect(await coordination.positions("g")).toEqual([{ topic: "t", partition: 1, offset: 7, metadata: "seven" }]);
    await memory.restart();
    expect(await memory.broker.coordination.positions("g")).toHaveLength(1);
    await memory.broker.coordination.deleteGroup("g");
    expect(await memory.broker.coordination.groups()).toEqual([]);
  });

  it("refuse what they cannot take (kafka.position-negative, kafka.group-refused, coordination.group-unknown)", async () => {
    const { coordination } = memory.broker;
    await expect(coordination.commitPositions("g", [{ topic: "t", partition: 0, offset: -1 }])).rejects.toEqual(
      coded("kafka.position-negative"),
    );
    await expect(coordination.commitPositions("g", [{ topic: "no", partition: 0, offset: 1 }])).rejects.toEqual(coded("log.topic-unknown"));
    await expect(coordination.commitPositions("g".repeat(1025), [{ topic: "t", partition: 0, offset: 1 }])).rejects.toEqual(
      coded("kafka.group-refused"),
    );
    await expect(coordination.deleteGroup("never")).rejects.toEqual(coded("coordination.group-unknown"));
  });

  it("are left alone while they have members, and are seen with what each has", async () => {
    const client = await memory.client();
    await join(client, "active");
    const [group] = memory.broker.groups();
    expect(group).toMatchObject({ groupId: "active", type: "classic", state: "Stable", assignor: "range" });
    expect(group!.members[0]!.partitions).toEqual([
      { topic: "t", partition: 0 },
      { topic: "t", partition: 1 },
    ]);
    const { coordination } = memory.broker;
    await expect(coordination.commitPositions("active", [{ topic: "t", partition: 0, offset: 1 }])).rejects.toEqual(
      coded("coordination.group-active"),
    );
    await expect(coordination.deleteGroup("active")).rejects.toEqual(coded("coordination.group-active"));
  });
});
