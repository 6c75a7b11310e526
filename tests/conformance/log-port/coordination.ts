import { expect } from "vitest";
import { batch, codeOf, type PortCases, values } from "./port-case.ts";

export const groups: PortCases = {
  "keeps positions of a group with what stands beside them": async ({ coordination, log, name }) => {
    const topic = name("positions");
    const group = name("group");
    await log.createTopic({ name: topic, partitions: 3 });
    expect(await coordination.positions(group)).toEqual([]);
    await coordination.commitPositions(group, [
      { topic, partition: 0, offset: 5 },
      { topic, partition: 2, offset: 7, metadata: "since tuesday" },
    ]);
    await coordination.commitPositions(group, [{ topic, partition: 0, offset: 6 }]);
    const positions = [...(await coordination.positions(group))].sort((a, b) => a.partition - b.partition);
    expect(positions).toEqual([
      { topic, partition: 0, offset: 6 },
      { topic, partition: 2, offset: 7, metadata: "since tuesday" },
    ]);
    expect(await coordination.groups()).toContain(group);
  },
  "deletes a group with its positions": async ({ coordination, log, name }) => {
    const topic = name("deleting");
    const group = name("deleted");
    await log.createTopic({ name: topic, partitions: 1 });
    await coordination.commitPositions(group, [{ topic, partition: 0, offset: 1 }]);
    await coordination.deleteGroup(group);
    expect(await coordination.groups()).not.toContain(group);
    expect(await coordination.positions(group)).toEqual([]);
    expect(await codeOf(coordination.deleteGroup(name("never")))).toBe("coordination.group-unknown");
  },
};

export const transactions: PortCases = {
  "shows a transaction's records when it commits, over all its partitions": async (port) => {
    const { coordination, log, name } = port;
    const topic = name("commits");
    await log.createTopic({ name: topic, partitions: 2 });
    const transaction = await coordination.transaction(name("t"));
    await transaction.append(topic, 0, batch(["a", "b"]));
    await transaction.append(topic, 1, batch(["c"]));
    await transaction.append(topic, 0, batch(["d"], { compression: "zstd" }));
    expect(await values(port, topic, { committed: true })).toEqual([]);
    const open = await log.read(topic, 0, 0, { maxBytes: 1 << 20 });
    expect(open).toMatchObject({ endOffset: 3, lastStableOffset: 0 });
    await transaction.commit();
    expect(await values(port, topic, { committed: true })).toEqual(["0:a", "1:b", "2:d"]);
    expect(await values(port, topic, { partition: 1, committed: true })).toEqual(["0:c"]);
    const closed = await log.read(topic, 0, 0, { maxBytes: 1 << 20, isolation: "committed" });
    expect(closed).toMatchObject({ endOffset: 4, lastStableOffset: 4, abortedTransactions: [] });
  },
  "names an aborted transaction, so that readers leave it out": async (port) => {
    const { coordination, log, name } = port;
    const topic = name("aborts");
    await log.createTopic({ name: topic, partitions: 1 });
    await log.append(topic, 0, batch(["before"]));
    const transaction = await coordination.transaction(name("t"));
    await transaction.append(topic, 0, batch(["taken back"]));
    await transaction.abort();
    await log.append(topic, 0, batch(["after"]));
    const read = await log.read(topic, 0, 0, { maxBytes: 1 << 20, isolation: "committed" });
    expect(read.abortedTransactions.map(({ firstOffset }) => firstOffset)).toEqual([1]);
    expect(await values(port, topic, { committed: true })).toEqual(["0:before", "3:after"]);
    expect(await values(port, topic)).toEqual(["0:before", "1:taken back", "3:after"]);
  },
  "fences whoever used the id before, and takes back what was left open": async (port) => {
    const { coordination, log, name } = port;
    const topic = name("fenced");
    const id = name("t");
    await log.createTopic({ name: topic, partitions: 1 });
    const first = await coordination.transaction(id);
    await first.append(topic, 0, batch(["left open"]));
    const second = await coordination.transaction(id);
    expect(await codeOf(first.append(topic, 0, batch(["too late"])))).toBe("coordination.transaction-fenced");
    expect(await codeOf(first.commit())).toBe("coordination.transaction-fenced");
    await second.append(topic, 0, batch(["counts"]));
    await second.commit();
    expect((await values(port, topic, { committed: true })).map((text) => text.split(":")[1])).toEqual(["counts"]);
  },
  "commits positions with the records, or neither": async (port) => {
    const { coordination, log, name } = port;
    const [topic, group, id] = [name("both"), name("group"), name("t")];
    await log.createTopic({ name: topic, partitions: 1 });
    await coordination.commitPositions(group, [{ topic, partition: 0, offset: 1 }]);
    const aborted = await coordination.transaction(id);
    await aborted.append(topic, 0, batch(["neither"]));
    await aborted.commitPositions(group, [{ topic, partition: 0, offset: 50 }]);
    await aborted.abort();
    expect(await coordination.positions(group)).toEqual([{ topic, partition: 0, offset: 1 }]);
    const committed = await coordination.transaction(id);
    await committed.append(topic, 0, batch(["both"]));
    await committed.commitPositions(group, [{ topic, partition: 0, offset: 60 }]);
    await committed.commit();
    expect(await coordination.positions(group)).toEqual([{ topic, partition: 0, offset: 60 }]);
    expect((await values(port, topic, { committed: true })).map((text) => text.split(":")[1])).toEqual(["both"]);
  },
  "ends once: what comes after is refused": async ({ coordination, log, name }) => {
    const topic = name("ended");
    await log.createTopic({ name: topic, partitions: 1 });
    const transaction = await coordination.transaction(name("t"));
    await transaction.append(topic, 0, batch(["a"]));
    await transaction.commit();
    expect(await codeOf(transaction.append(topic, 0, batch(["b"])))).toBe("coordination.transaction-ended");
    expect(await codeOf(transaction.commit())).toBe("coordination.transaction-ended");
    const empty = await coordination.transaction(name("t"));
    await empty.commit();
  },
};
