// The store of offsets on the real log: transactions, restarts, retention.
import { encodeBatch } from "@millrace/log";
import { describe, expect, it } from "vitest";
import { offsetsTopic } from "./journal.ts";
import type { OffsetCommit } from "./offsets.ts";
import { joinOf, openGroups, type OpenGroups } from "./testing.ts";

const hour = 3_600_000;
const settings = { offsetsRetentionMinutes: 120, offsetsRetentionCheckIntervalMs: hour };
const producer = { producerId: 7, producerEpoch: 2 };

async function open(opening: OpenGroups | Promise<OpenGroups> = openGroups(settings)) {
  const opened = await opening;
  const { log, clock, groups, failures } = opened;
  if (log.topic("events") === undefined) await log.createTopic({ name: "events", partitions: 3 });
  const offset = (group: string, partition = 0) => groups.offsets.get(group, "events", partition)?.offset;
  const commit = (group: string, partition: number, at: number, expireTimestampMs = -1): OffsetCommit => {
    const { committed, ...key } = opened.commitOf(group, "events", partition, at);
    return { ...key, committed: { ...committed!, expireTimestampMs } };
  };
  /** What the transaction coordinator does. */
  const end = async (committed: boolean, { producerId, producerEpoch } = producer) => {
    await log.endTransaction(offsetsTopic, 0, { producerId, producerEpoch, coordinatorEpoch: 0, committed });
    groups.transactionEnded(producerId, committed);
  };
  const restart = () => open(opened.restart());
  /** Moves time on, an hour at a time, and lets what came due be written. */
  const pass = async (hours: number) => {
    for (let left = hours; left > 0; left--) {
      clock.advance(hour);
      await log.append("events", 0, encodeBatch({ records: [{ value: "tick" }] }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(failures).toEqual([]);
  };
  return { log, clock, groups, offset, commit, end, restart, pass };
}

describe("offsets of a transaction", () => {
  it("count when it is committed, and never when it is aborted", async () => {
    const { groups, offset, commit, end } = await open();
    await groups.commitPending(producer, [commit("g", 0, 5), commit("g", 1, 6)]);
    expect([offset("g"), groups.offsets.isPending({ group: "g", topic: "events", partition: 1 })]).toEqual([undefined, true]);
    expect(groups.ids()).toEqual(["g"]);
    await end(true);
    expect([offset("g", 0), offset("g", 1)]).toEqual([5, 6]);
    expect(groups.offsets.isPending({ group: "g", topic: "events", partition: 1 })).toBe(false);
    await groups.commitPending(producer, [commit("g", 0, 50)]);
    await end(false);
    expect(offset("g")).toBe(5);
  });

  it("do not undo what was committed after them", async () => {
    const { groups, offset, commit, end, restart } = await open();
    await groups.commitPending(producer, [commit("g", 0, 5), commit("g", 1, 5)]);
    await groups.commit([commit("g", 0, 9)]);
    await end(true);
    expect([offset("g", 0), offset("g", 1)]).toEqual([9, 5]);
    const again = await restart();
    expect([again.offset("g", 0), again.offset("g", 1)]).toEqual([9, 5]);
  });

  it("stand as before after a restart: committed, aborted and open ones", async () => {
    const first = await open();
    const [aborting, lasting] = [
      { producerId: 8, producerEpoch: 0 },
      { producerId: 9, producerEpoch: 0 },
    ];
    await first.groups.commitPending(producer, [first.commit("g", 0, 5)]);
    await first.groups.commitPending(aborting, [first.commit("g", 1, 6)]);
    await first.groups.commitPending(lasting, [first.commit("g", 2, 7)]);
    await first.end(true);
    await first.end(false, aborting);
    const { offset, end, groups } = await first.restart();
    expect([offset("g", 0), offset("g", 1), offset("g", 2)]).toEqual([5, undefined, undefined]);
    const pending = [0, 1, 2].map((partition) => groups.offsets.isPending({ group: "g", topic: "events", partition }));
    expect(pending).toEqual([false, false, true]);
    await end(true, lasting);
    expect(offset("g", 2)).toBe(7);
  });

  it("go on in one transaction after another of the same producer, more than one batch holds, and across a restart", async () => {
    const first = await open();
    const many = Array.from({ length: 250 }, (_, index) => first.commit(`g${index}`, 0, index));
    await first.groups.commitPending(producer, many);
    await first.groups.commitPending(producer, [first.commit("g0", 0, 300)]);
    const second = await first.restart();
    await second.groups.commitPending(producer, [second.commit("g1", 0, 301)]);
    await second.end(true);
    await second.groups.commitPending(producer, [second.commit("g2", 0, 302)]);
    await second.end(true);
    expect([0, 1, 2, 249].map((index) => second.offset(`g${index}`))).toEqual([300, 301, 302, 249]);
  });

  it("are refused from a producer that was fenced", async () => {
    const { groups, commit, end, offset } = await open();
    await groups.commitPending(producer, [commit("g", 0, 5)]);
    await end(false, { ...producer, producerEpoch: 3 });
    await expect(groups.commitPending(producer, [commit("g", 0, 6)])).rejects.toMatchObject({ code: "log.producer-fenced" });
    await groups.commitPending({ ...producer, producerEpoch: 3 }, [commit("g", 0, 7)]);
    await end(true, { ...producer, producerEpoch: 3 });
    expect(offset("g")).toBe(7);
  });

  it("do not come back when the group was deleted meanwhile", async () => {
    const { groups, commit, restart } = await open();
    await groups.commit([commit("g", 1, 1)]);
    await groups.commitPending(producer, [commit("g", 0, 5), commit("h", 0, 6)]);
    expect(await groups.delete("g")).toBe(0);
    const again = await restart();
    await again.end(true);
    expect([again.offset("g"), again.offset("h")]).toEqual([undefined, 6]);
  });

  it("may be named by a sender without a name, which other commits may not while there are members", async () => {
    const { groups } = await open();
    const { memberId, generationId } = await groups.join("g", joinOf(""));
    expect(groups.mayCommit("g", "", null, -1)).not.toBe(0);
    expect(groups.mayCommit("g", "", null, -1, true)).toBe(0);
    expect(groups.mayCommit("g", memberId, null, generationId, true)).toBe(0);
    expect(groups.mayCommit("g", memberId, null, generationId + 1, true)).not.toBe(0);
  });
});

describe("retention", () => {
  it("forgets offsets that nobody committed for the time that is set, for good", async () => {
    const { groups, commit, offset, pass, restart } = await open();
    await groups.commit([commit("old", 0, 1), commit("used", 0, 1)]);
    await pass(1);
    await groups.commit([commit("used", 0, 2)]);
    await pass(1);
    expect([offset("old"), offset("used")]).toEqual([undefined, 2]);
    const again = await restart();
    expect([again.offset("old"), again.offset("used")]).toEqual([undefined, 2]);
    await again.pass(1);
    expect(again.offset("used")).toBeUndefined();
  });

  it("honours what a client asked for, and waits for open transactions", async () => {
    const { groups, commit, offset, pass, clock, end } = await open();
    await groups.commit([commit("short", 0, 1, clock.now() + hour), commit("long", 0, 1, clock.now() + 5 * hour), commit("open", 0, 1)]);
    await groups.commitPending(producer, [commit("open", 0, 2)]);
    await pass(1);
    expect(offset("short")).toBeUndefined();
    await pass(3);
    expect([offset("long"), offset("open")]).toEqual([1, 1]);
    await end(false);
    await pass(1);
    expect([offset("long"), offset("open")]).toEqual([undefined, undefined]);
  });
});
