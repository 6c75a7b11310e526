// Transactions over the wire: old producers, which name partitions first and keep their epoch, and those since KIP-890.
import { ManualClock } from "@millrace/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemoryBroker } from "../broker/memory-broker.ts";
import type { RawClient } from "../broker/raw-client.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { TransactionJournal } from "./journal.ts";
import { RawProducer, readCommitted } from "./raw-producer.ts";
import { created, lastEpoch } from "./transaction.ts";

const hour = 3_600_000;
const clock = new ManualClock();
let memory: MemoryBroker;
let client: RawClient;
beforeAll(async () => {
  memory = await MemoryBroker.start({ transactionalIdsMax: 40 }, [], { clock });
  client = await memory.client();
});
afterAll(async () => {
  await memory.close();
  expect(memory.warnings).toEqual([]);
});

let count = 0;
async function topic(partitions = 3): Promise<string> {
  const name = `events-${++count}`;
  await memory.log.createTopic({ name, partitions });
  return name;
}
async function producer(version = 5): Promise<RawProducer> {
  const made = new RawProducer(client, `id-${++count}`);
  expect(await made.init({ version })).toBe(0);
  return made;
}
async function restart(): Promise<void> {
  await memory.restart();
  client = await memory.client();
}
async function stateOf(id: string) {
  const { transactionStates } = await client.request("DescribeTransactions", 0, { transactionalIds: [id] });
  const { errorCode, transactionState, producerEpoch, topics } = transactionStates[0]!;
  return { errorCode, state: transactionState, epoch: producerEpoch, topics };
}
async function offsetOf(groupId: string, name: string): Promise<number> {
  const topics = [{ name, partitionIndexes: [0] }];
  return (await client.request("OffsetFetch", 5, { groupId, topics, groups: [] })).topics[0]!.partitions[0]!.committedOffset;
}

describe("a transaction", () => {
  it.each([
    ["of an old client", 11, 3],
    ["since KIP-890", 12, 5],
  ])("%s is read when it is committed, and never when it is aborted", async (_, version, endVersion) => {
    const name = await topic();
    const one = await producer(4);
    for (const [values, committed] of [
      [["a", "b"], true],
      [["c"], false],
      [["d"], true],
    ] as const) {
      if (version < 12) expect(await one.add(name, [0, 1])).toEqual([0, 0]);
      expect(await one.send(name, 0, values, { version })).toBe(0);
      expect(await one.send(name, 1, values, { version })).toBe(0);
      const before = await readCommitted(client, name);
      expect(before).not.toContain(values[0]);
      expect(await one.end(committed, endVersion)).toBe(0);
    }
    expect(await readCommitted(client, name, 0)).toEqual(["a", "b", "d"]);
    expect(await readCommitted(client, name, 1)).toEqual(["a", "b", "d"]);
    expect((await stateOf(one.id)).state).toBe("CompleteCommit");
    expect(one.producerEpoch).toBe(version < 12 ? 0 : 3);
  });

  it("takes offsets of a group with it", async () => {
    const name = await topic();
    const [old, recent] = [await producer(4), await producer()];
    expect(await old.commitOffset("g", name, 0, 5, 3)).toBe(kafkaError.invalidTxnState);
    expect(await old.addOffsets("g")).toBe(0);
    expect(await old.commitOffset("g", name, 0, 5, 3)).toBe(0);
    expect(await offsetOf("g", name)).toBe(-1);
    expect(await old.end(true, 3)).toBe(0);
    expect(await offsetOf("g", name)).toBe(5);
    for (const [offset, committed] of [
      [6, false],
      [7, true],
    ] as const) {
      expect(await recent.commitOffset("g", name, 0, offset)).toBe(0);
      expect(await recent.end(committed)).toBe(0);
      expect(await offsetOf("g", name)).toBe(committed ? 7 : 5);
    }
    expect(await recent.commitOffset("g", "nowhere", 0, 1)).toBe(kafkaError.unknownTopicOrPartition);
    expect(await recent.commitOffset("g", name, 9, 1)).toBe(kafkaError.unknownTopicOrPartition);
  });

  it("holds back those who read committed records alone, and lets them go when it ends", async () => {
    const name = await topic(1);
    const one = await producer();
    await one.send(name, 0, ["a"]);
    const latest = async (isolationLevel: number, timestamp = -1) => {
      const request = { replicaId: -1, isolationLevel, topics: [{ name, partitions: [{ partitionIndex: 0, index: 0, timestamp }] }] };
      return (await client.request("ListOffsets", 7, request)).topics[0]!.partitions[0]!.offset;
    };
    expect([await latest(0), await latest(1), await latest(0, -3), await latest(1, -3), await latest(1, 0)]).toEqual([1, 0, 0, -1, -1]);
    const waiting = await memory.client();
    const fetched = waiting.request("Fetch", 11, {
      maxWaitMs: 60_000,
      minBytes: 60,
      maxBytes: 1 << 20,
      isolationLevel: 1,
      topics: [{ name, topicId: zeroUuid, partitions: [{ index: 0, fetchOffset: 0, maxBytes: 1 << 20 }] }],
    });
    expect(await one.end(true)).toBe(0);
    // No time passes on this clock: only the marker can have woken it.
    expect((await fetched).responses[0]!.partitions[0]).toMatchObject({ highWatermark: 2, lastStableOffset: 2, abortedTransactions: [] });
    expect(await latest(1)).toBe(2);
  });

  it("is refused where it was not begun as its version wants it", async () => {
    const name = await topic();
    const one = await producer(4);
    expect(await one.send(name, 0, ["x"], { version: 10 })).toBe(kafkaError.invalidTxnState);
    expect(await one.send(name, 0, ["x"], { version: 11 })).toBe(kafkaError.transactionAbortable);
    expect(await one.add(name, [0, 9])).toEqual([kafkaError.operationNotAttempted, kafkaError.unknownTopicOrPartition]);
    expect(await one.add("__consumer_offsets", [0])).toEqual([kafkaError.topicAuthorizationFailed]);
    expect(await one.add(name, [0])).toEqual([0]);
    expect(await one.send(name, 1, ["x"], { version: 11 })).toBe(kafkaError.transactionAbortable);
    expect(await one.send(name, 0, ["x"], { version: 11 })).toBe(0);
    expect(await one.send(name, 0, ["x"], { version: 11, transactional: false })).toBe(kafkaError.invalidTxnState);
    const nobody = new RawProducer(client, "nobody");
    expect(await nobody.send(name, 0, ["x"])).toBe(kafkaError.invalidProducerIdMapping);
    expect([await nobody.end(true), await nobody.end(true, 3)]).toEqual([
      kafkaError.invalidProducerIdMapping,
      kafkaError.invalidProducerIdMapping,
    ]);
    const anonymous = one.twin();
    Object.assign(anonymous, { id: null });
    expect(await anonymous.send(name, 0, ["x"])).toBe(kafkaError.transactionalIdAuthorizationFailed);
    expect(memory.log.offsets(name, 0).end).toBe(1);
  });

  it("tells another broker which partitions are in it", async () => {
    const name = await topic();
    const one = await producer();
    expect(await one.addOrVerify(name, [1], true)).toEqual([kafkaError.transactionAbortable]);
    expect(await one.addOrVerify(name, [1], false)).toEqual([0]);
    expect(await one.addOrVerify(name, [1, 2], true)).toEqual([0, kafkaError.transactionAbortable]);
  });

  it("goes on without a topic that is deleted meanwhile", async () => {
    const [gone, kept] = [await topic(), await topic()];
    const one = await producer();
    await one.send(gone, 0, ["x"]);
    await one.send(kept, 0, ["y"]);
    await memory.log.deleteTopic(gone);
    expect(await one.end(true)).toBe(0);
    expect(await readCommitted(client, kept)).toEqual(["y"]);
  });
});

describe("the end of a transaction", () => {
  it("is answered again as the first time when the answer was lost", async () => {
    const name = await topic();
    const one = await producer();
    await one.send(name, 0, ["a"]);
    const lost = one.twin();
    expect(await one.end(true)).toBe(0);
    const again = lost.twin();
    expect([await again.end(true), again.producerEpoch]).toEqual([0, 1]);
    expect(await lost.end(false)).toBe(kafkaError.invalidTxnState);
    await restart();
    const later = lost.twin(client);
    expect([await later.end(true), later.producerEpoch]).toEqual([0, 1]);
  });

  it("is an end of the next one under the next epoch, which may be aborted with nothing in it", async () => {
    const one = await producer();
    expect(await one.end(true)).toBe(kafkaError.invalidTxnState);
    expect([await one.end(false), one.producerEpoch]).toEqual([0, 1]);
    expect([await one.end(false), one.producerEpoch]).toEqual([0, 2]);
    expect(await one.end(true)).toBe(kafkaError.invalidTxnState);
    const old = await producer(4);
    expect([await old.end(true, 3), await old.end(false, 3)]).toEqual([kafkaError.invalidTxnState, kafkaError.invalidTxnState]);
  });

  it("gives a new producer id when the epochs are used up, with its answer or when asked for one", async () => {
    const name = await topic();
    const journal = await TransactionJournal.open(memory.log, 1 << 20);
    const producerId = await memory.log.nextProducerId();
    for (const id of ["used-up", "used-up-too", "used-up-open"])
      await journal.write({ ...created(id, producerId, 60_000, clock.now()), producerEpoch: lastEpoch });
    await restart();
    const one = Object.assign(new RawProducer(client, "used-up"), { producerId, producerEpoch: lastEpoch });
    expect(await one.send(name, 0, ["last"])).toBe(0);
    const lost = one.twin();
    expect([await one.end(true), one.producerEpoch]).toEqual([0, 0]);
    expect(one.producerId).toBeGreaterThan(producerId);
    expect([await lost.end(true), lost.producerId, lost.producerEpoch]).toEqual([0, one.producerId, 0]);
    expect(await one.send(name, 0, ["first"])).toBe(0);
    expect(await one.end(true)).toBe(0);
    expect(await readCommitted(client, name)).toEqual(["last", "first"]);
    const too = new RawProducer(client, "used-up-too");
    expect([await too.init({ expected: { producerId, producerEpoch: lastEpoch } }), too.producerEpoch]).toEqual([0, 0]);
    expect(too.producerId).toBeGreaterThan(producerId);
    const open = Object.assign(new RawProducer(client, "used-up-open"), { producerId, producerEpoch: lastEpoch });
    await open.send(name, 1, ["open"]);
    expect([await open.init(), await open.init(), open.producerEpoch]).toEqual([kafkaError.concurrentTransactions, 0, 0]);
    expect(open.producerId).toBeGreaterThan(producerId);
  });

  it("is not for a producer that was fenced", async () => {
    const name = await topic();
    const zombie = await producer(4);
    await zombie.add(name, [0]);
    await zombie.send(name, 0, ["zombie"], { version: 11 });
    const owner = new RawProducer(client, zombie.id);
    expect([await owner.init(), await owner.init()]).toEqual([kafkaError.concurrentTransactions, 0]);
    expect(owner.producerEpoch).toBe(2);
    expect(await zombie.send(name, 0, ["zombie"], { version: 11 })).toBe(kafkaError.invalidProducerEpoch);
    expect(await zombie.add(name, [0])).toEqual([kafkaError.producerFenced]);
    expect(await zombie.add(name, [0], 1)).toEqual([kafkaError.invalidProducerEpoch]);
    expect([await zombie.end(true, 3), await zombie.end(true, 1)]).toEqual([kafkaError.producerFenced, kafkaError.invalidProducerEpoch]);
    expect(await zombie.addOffsets("g")).toBe(kafkaError.producerFenced);
    expect(await zombie.commitOffset("g", name, 0, 1)).toBe(kafkaError.invalidProducerEpoch);
    await owner.send(name, 0, ["owner"]);
    expect(await zombie.send(name, 0, ["zombie"], { version: 12 })).toBe(kafkaError.invalidProducerEpoch);
    await owner.end(true);
    expect(await readCommitted(client, name)).toEqual(["owner"]);
  });

  it("is not what a producer that was fenced has lost the answer of, when an older client came after it", async () => {
    const name = await topic();
    const zombie = await producer();
    await zombie.send(name, 0, ["zombie"]);
    expect([await zombie.end(true), zombie.producerEpoch]).toEqual([0, 1]);
    const owner = new RawProducer(client, zombie.id);
    expect([await owner.init({ version: 4 }), owner.producerEpoch]).toEqual([0, 2]);
    await owner.add(name, [0]);
    await owner.send(name, 0, ["owner"], { version: 11 });
    expect([await owner.end(true, 3), owner.producerEpoch]).toEqual([0, 2]);
    expect([await zombie.end(true), zombie.producerEpoch]).toEqual([kafkaError.producerFenced, 1]);
  });

  it("comes by itself when the time is up, though somebody sets the clock back meanwhile", async () => {
    const name = await topic();
    const one = new RawProducer(client, `set-back-${++count}`);
    await one.init({ timeoutMs: 5_000 });
    await one.send(name, 0, ["late"]);
    clock.set(clock.now() - 3_600_000);
    clock.advance(20_000);
    await expect.poll(async () => (await stateOf(one.id)).state).toBe("CompleteAbort");
    clock.set(clock.now() + 3_600_000);
  });

  it("comes by itself when the time is up, and the producer goes on with a new epoch", async () => {
    const name = await topic();
    const one = new RawProducer(client, `slow-${++count}`);
    await one.init({ timeoutMs: 5_000 });
    await one.send(name, 0, ["late"]);
    clock.advance(20_000);
    await expect.poll(async () => (await stateOf(one.id)).state).toBe("CompleteAbort");
    expect(await one.send(name, 0, ["later"])).toBe(kafkaError.invalidProducerEpoch);
    expect(await one.end(true)).toBe(kafkaError.invalidTxnState);
    expect([await one.init({ expected: one }), one.producerEpoch]).toEqual([0, 1]);
    expect(await one.send(name, 0, ["now"])).toBe(0);
    expect(await one.end(true)).toBe(0);
    expect(await readCommitted(client, name)).toEqual(["now"]);
  });
});

describe("a transactional id", () => {
  it("is asked for with a name, a sound time-out, and both or none of id and epoch", async () => {
    const init = (id: string, more: Parameters<RawProducer["init"]>[0] = {}) => new RawProducer(client, id).init(more);
    expect(await init("")).toBe(kafkaError.invalidRequest);
    expect(await init("x".repeat(2_000))).toBe(kafkaError.invalidRequest);
    expect(await init("x", { timeoutMs: 900_001 })).toBe(kafkaError.invalidTransactionTimeout);
    expect(await init("x", { timeoutMs: 0 })).toBe(kafkaError.invalidTransactionTimeout);
    expect(await init("x", { expected: { producerId: 5, producerEpoch: -1 } })).toBe(kafkaError.invalidRequest);
    expect((await stateOf("x")).errorCode).toBe(kafkaError.transactionalIdNotFound);
    expect((await stateOf("")).errorCode).toBe(kafkaError.invalidRequest);
  });

  it("goes on after an error where its owner was, once, and again when the answer was lost (KIP-360)", async () => {
    const one = await producer();
    const before = { producerId: one.producerId, producerEpoch: 0 };
    for (let time = 0; time < 2; time++) expect([await one.init({ expected: before }), one.producerEpoch]).toEqual([0, 1]);
    expect(await one.init({ expected: { ...before, producerEpoch: 5 } })).toBe(kafkaError.producerFenced);
    expect(await one.init({ expected: { producerId: 999_999, producerEpoch: 1 } })).toBe(kafkaError.producerFenced);
    expect([await one.init(), one.producerEpoch]).toEqual([0, 2]);
    expect(await one.init({ expected: before })).toBe(kafkaError.producerFenced);
    expect(await one.init({ expected: before, version: 3 })).toBe(kafkaError.invalidProducerEpoch);
  });

  it("is found by state, producer, pattern and duration", async () => {
    const name = await topic();
    const one = await producer();
    await one.send(name, 0, ["x"]);
    const list = async (more: {
      stateFilters?: string[];
      producerIdFilters?: number[];
      durationFilter?: number;
      transactionalIdPattern?: string;
    }) => client.request("ListTransactions", 2, { stateFilters: [], producerIdFilters: [], ...more });
    const found = async (more: Parameters<typeof list>[0]) =>
      (await list(more)).transactionStates.map(({ transactionalId }) => transactionalId);
    expect(await found({ producerIdFilters: [one.producerId] })).toEqual([one.id]);
    expect(await found({ stateFilters: ["Ongoing"], transactionalIdPattern: `id-${count}|none` })).toEqual([one.id]);
    expect(await found({ transactionalIdPattern: "id" })).toEqual([]);
    expect(await found({ transactionalIdPattern: one.id, durationFilter: 5_000 })).toEqual([]);
    clock.advance(6_000);
    expect(await found({ transactionalIdPattern: one.id, durationFilter: 5_000 })).toEqual([one.id]);
    expect((await list({ stateFilters: ["Dead", "Odd"] })).unknownStateFilters).toEqual(["Odd"]);
    expect((await list({ transactionalIdPattern: "(" })).errorCode).toBe(kafkaError.invalidRegularExpression);
    expect((await stateOf(one.id)).topics).toEqual([{ topic: name, partitions: [0] }]);
    await one.end(true);
  });

  it("is forgotten when nobody used it for a week, and not before", async () => {
    const [idle, busy] = [await producer(), await producer()];
    clock.advance(100 * hour);
    await busy.end(false);
    clock.advance(70 * hour);
    await expect.poll(async () => (await stateOf(idle.id)).errorCode).toBe(kafkaError.transactionalIdNotFound);
    expect((await stateOf(busy.id)).errorCode).toBe(0);
    expect(await idle.end(false)).toBe(kafkaError.invalidProducerIdMapping);
    await restart();
    expect((await stateOf(idle.id)).errorCode).toBe(kafkaError.transactionalIdNotFound);
    expect((await stateOf(busy.id)).errorCode).toBe(0);
  });

  it("is refused when there are too many", async () => {
    const codes: number[] = [];
    for (let index = 0; index < 41; index++) codes.push(await new RawProducer(client, `many-${index}`).init());
    expect(codes.at(-1)).toBe(kafkaError.policyViolation);
  });
});

describe("administrators", () => {
  it("see the producers of a partition, and can end a transaction past its coordinator", async () => {
    const name = await topic(1);
    const producerId = await memory.log.nextProducerId();
    const producerEpoch = 3;
    const describe = async () =>
      (await client.request("DescribeProducers", 0, { topics: [{ name, partitionIndexes: [0, 7] }] })).topics[0]!.partitions;
    const marker = { producerId, producerEpoch, transactionResult: false, coordinatorEpoch: 4 };
    const topics = [{ name, partitionIndexes: [0, 7] }];
    const { markers } = await client.request("WriteTxnMarkers", 1, { markers: [{ ...marker, topics }] });
    expect(markers[0]!.topics[0]!.partitions.map(({ errorCode }) => errorCode)).toEqual([0, kafkaError.unknownTopicOrPartition]);
    const [described, missing] = await describe();
    expect(described!.activeProducers).toMatchObject([{ producerId, producerEpoch, coordinatorEpoch: 4, currentTxnStartOffset: -1 }]);
    expect(missing!.errorCode).toBe(kafkaError.unknownTopicOrPartition);
  });
});
