// What a crash leaves, laid down by hand: each test writes what would be on the disk and starts the broker on it.
import { encodeBatch } from "@millrace/log";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryBroker } from "../broker/memory-broker.ts";
import type { RawClient } from "../broker/raw-client.ts";
import { TransactionJournal } from "./journal.ts";
import { RawProducer, readCommitted } from "./raw-producer.ts";
import { created, extended, fenced, prepared, type Transaction } from "./transaction.ts";

const both = new Map([["events", new Set([0, 1])]]);
let memory: MemoryBroker;
let client: RawClient;
let journal: TransactionJournal;
let empty: Transaction;

beforeEach(async () => {
  memory = await MemoryBroker.start({ transactionAbortTimedOutIntervalMs: 20 });
  await memory.log.createTopic({ name: "events", partitions: 2 });
  journal = await TransactionJournal.open(memory.log, 1 << 20);
  empty = created("id", await memory.log.nextProducerId(), 60_000, Date.UTC(2030, 1));
  await journal.write(empty);
});
afterEach(async () => {
  expect(memory.warnings).toEqual([]);
  await memory.close();
});

async function append(partition: number, value: string, producerId = empty.producerId): Promise<void> {
  const batch = encodeBatch({ records: [{ key: "k", value }], producerId, producerEpoch: 0, baseSequence: 0, transactional: true });
  await memory.log.append("events", partition, batch);
}
async function restart(): Promise<void> {
  await memory.restart();
  client = await memory.client();
}
const read = async (): Promise<string[][]> => [await readCommitted(client, "events", 0), await readCommitted(client, "events", 1)];
const stateNow = async () => {
  const { transactionStates } = await client.request("DescribeTransactions", 0, { transactionalIds: ["id"] });
  const { transactionState, producerEpoch, topics } = transactionStates[0]!;
  return [transactionState, producerEpoch, topics.flatMap(({ partitions }) => partitions)];
};

describe("after a crash", () => {
  it("records that their transaction does not know of join it: sent again they are there, and are committed", async () => {
    await append(0, "a");
    await restart();
    expect(await stateNow()).toEqual(["Ongoing", 0, [0]]);
    const producer = Object.assign(new RawProducer(client, "id"), { producerId: empty.producerId, producerEpoch: 0 });
    expect(await producer.send("events", 0, ["a"])).toBe(0);
    expect(await producer.end(true)).toBe(0);
    expect(await read()).toEqual([["a"], []]);
  });

  it("records in a partition that was not noted join the transaction that is open", async () => {
    await journal.write(extended(empty, new Map([["events", new Set([0])]]), 2, empty.updateMs));
    await append(0, "a");
    await append(1, "b");
    await restart();
    expect(await stateNow()).toEqual(["Ongoing", 0, [0, 1]]);
    const producer = Object.assign(new RawProducer(client, "id"), { producerId: empty.producerId, producerEpoch: 0 });
    expect(await producer.end(true)).toBe(0);
    expect(await read()).toEqual([["a"], ["b"]]);
  });

  it.each([
    ["committed", true, [["a"], ["b"]]],
    ["aborted", false, [[], []]],
  ] as const)("a transaction that was decided is %s everywhere, where a marker stands already too", async (_, committed, expected) => {
    const open = extended(empty, both, 2, empty.updateMs);
    await append(0, "a");
    await append(1, "b");
    await journal.write(prepared(open, committed, true, -1, empty.updateMs));
    await memory.log.endTransaction("events", 0, { producerId: empty.producerId, producerEpoch: 1, coordinatorEpoch: 0, committed });
    await restart();
    expect(await read()).toEqual(expected);
    expect(await stateNow()).toEqual([committed ? "CompleteCommit" : "CompleteAbort", 1, []]);
  });

  it("a transaction that was fenced is aborted, and its producer has no place any more", async () => {
    await append(0, "zombie");
    await journal.write(fenced(extended(empty, both, 2, empty.updateMs), empty.updateMs));
    await restart();
    const zombie = Object.assign(new RawProducer(client, "id"), { producerId: empty.producerId, producerEpoch: 0 });
    expect(await zombie.send("events", 0, ["zombie"])).not.toBe(0);
    expect(await read()).toEqual([[], []]);
    expect(memory.log.offsets("events", 0)).toMatchObject({ stable: 2, end: 2 });
  });

  it("a transaction that was begun by a clock ahead of this one gets its time from now on, and no more", async () => {
    await journal.write(extended({ ...empty, timeoutMs: 1 }, both, 2, empty.updateMs));
    await append(0, "late");
    await restart();
    await expect.poll(async () => (await stateNow())[0]).toBe("CompleteAbort");
    expect(await read()).toEqual([[], []]);
  });

  it("a transaction of nobody does not hold back the readers", async () => {
    await append(0, "nobody's", await memory.log.nextProducerId());
    await append(1, "owned");
    await restart();
    expect(memory.log.offsets("events", 0)).toMatchObject({ stable: 2, end: 2 });
    expect(memory.log.offsets("events", 1)).toMatchObject({ stable: 0, end: 1 });
    expect(await read()).toEqual([[], []]);
  });
});
