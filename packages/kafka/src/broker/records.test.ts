// Produce, Fetch and ListOffsets over the wire, on the real log in memory.
import { MiB } from "@millrace/core";
import { encodeBatch, decodeRecords } from "@millrace/log";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { MemoryBroker } from "./memory-broker.ts";
import { type RawClient, requestBytes } from "./raw-client.ts";

let memory: MemoryBroker;
let client: RawClient;
let topics = 0;

beforeAll(async () => {
  memory = await MemoryBroker.start();
  client = await memory.client();
});
afterAll(() => memory.close());

async function newTopic(config: Record<string, string> = {}): Promise<string> {
  const name = `topic-${++topics}`;
  await memory.log.createTopic({ name, partitions: 1, config });
  return name;
}

const batchOf = (...values: string[]): Uint8Array =>
  encodeBatch({ records: values.map((value, index) => ({ key: "k", value, timestampMs: 1000 + index })) });

async function produce(name: string, records: Uint8Array | null, version = 9, acks = -1, transactionalId: string | null = null) {
  const topicId = memory.log.topic(name)?.id ?? zeroUuid;
  const answer = await client.request("Produce", version, {
    transactionalId,
    acks,
    timeoutMs: 1000,
    topics: [{ name, topicId, partitions: [{ index: 0, records }] }],
  });
  return answer.responses[0]!.partitions[0]!;
}

interface FetchOptions {
  readonly version?: number;
  readonly maxBytes?: number;
  readonly minBytes?: number;
  readonly maxWaitMs?: number;
  readonly from?: RawClient;
}

async function fetch(name: string, fetchOffset: number, options: FetchOptions = {}) {
  const { version = 11, maxBytes = 1 << 20, minBytes = 1, maxWaitMs = 0, from = client } = options;
  const topicId = memory.log.topic(name)?.id ?? zeroUuid;
  const answer = await from.request("Fetch", version, {
    maxWaitMs,
    minBytes,
    maxBytes: 1 << 24,
    isolationLevel: 0,
    topics: [{ name, topicId, partitions: [{ index: 0, fetchOffset, maxBytes }] }],
  });
  return answer.responses[0]!.partitions[0]!;
}

const valuesOf = (records: Uint8Array | null): string[] => decodeRecords(records!).map(({ value }) => Buffer.from(value!).toString());

describe("produce", () => {
  it.each([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])("takes a batch in version %d", async (version) => {
    const name = await newTopic();
    expect(await produce(name, batchOf("a", "b"), version)).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await produce(name, batchOf("c"), version)).toMatchObject({ errorCode: 0, baseOffset: 2 });
    expect(valuesOf((await fetch(name, 0)).records)).toEqual(["a", "b", "c"]);
  });

  it.each([0, 1, 2])("refuses version %d, which it advertises for old clients", async (version) => {
    const name = await newTopic();
    expect((await produce(name, batchOf("a"), version)).errorCode).toBe(kafkaError.unsupportedVersion);
    expect(memory.log.offsets(name, 0).end).toBe(0);
  });

  it("names the rule that a batch breaks, by Kafka's number", async () => {
    const name = await newTopic({ "max.message.bytes": "1000" });
    const compacted = await newTopic({ "cleanup.policy": "compact" });
    const corrupt = batchOf("a");
    corrupt[corrupt.length - 2]! ^= 1;
    const old = batchOf("a");
    old[16] = 1;
    const codecs = batchOf("a");
    const cases: [string, Uint8Array | null, number][] = [
      ["nowhere", batchOf("a"), kafkaError.unknownTopicOrPartition],
      [name, batchOf("x".repeat(2000)), kafkaError.messageTooLarge],
      [name, corrupt, kafkaError.corruptMessage],
      [name, old, kafkaError.invalidRecord],
      [name, codecs.subarray(0, 50), kafkaError.invalidRecord],
      [name, null, kafkaError.invalidRecord],
      [compacted, encodeBatch({ records: [{ value: "keyless" }] }), kafkaError.invalidRecord],
      ["__consumer_offsets", batchOf("a"), kafkaError.invalidTopic],
    ];
    for (const [topic, records, errorCode] of cases) expect((await produce(topic, records)).errorCode).toBe(errorCode);
    expect(memory.log.offsets(name, 0).end).toBe(0);
  });

  it("refuses acks that do not exist", async () => {
    const name = await newTopic();
    expect((await produce(name, batchOf("a"), 9, 2)).errorCode).toBe(kafkaError.invalidRequiredAcks);
  });

  it("does not answer acks 0, and closes the connection when such a batch is refused", async () => {
    const name = await newTopic();
    const quiet = await memory.client();
    const frame = (topic: string): Uint8Array =>
      requestBytes("Produce", 9, {
        transactionalId: null,
        acks: 0,
        timeoutMs: 0,
        topics: [{ name: topic, topicId: zeroUuid, partitions: [{ index: 0, records: batchOf("a") }] }],
      });
    quiet.socket.write(frame(name));
    const { errorCode } = await quiet.request("ApiVersions", 0, {});
    expect(errorCode).toBe(0);
    await expect.poll(() => memory.log.offsets(name, 0).end).toBe(1);
    quiet.socket.write(frame("nowhere"));
    expect(await quiet.frame()).toBeUndefined();
  });

  it("keeps the order of pipelined batches", async () => {
    const name = await newTopic();
    const eager = await memory.client();
    const frames = Array.from({ length: 40 }, (_, index) =>
      requestBytes("Produce", 9, {
        transactionalId: null,
        acks: -1,
        timeoutMs: 0,
        topics: [{ name, topicId: zeroUuid, partitions: [{ index: 0, records: batchOf(String(index)) }] }],
      }),
    );
    eager.socket.write(Buffer.concat(frames));
    for (let index = 0; index < 40; index++) await eager.frame();
    expect(valuesOf((await fetch(name, 0)).records)).toEqual(Array.from({ length: 40 }, (_, index) => String(index)));
  });
});

describe("idempotent produce", () => {
  it("writes a repeated batch once, after a restart too, and refuses a gap", async () => {
    const name = await newTopic();
    const { producerId, producerEpoch, errorCode } = await client.request("InitProducerId", 4, {
      transactionalId: null,
      transactionTimeoutMs: 0,
    });
    expect(errorCode).toBe(0);
    const batch = (baseSequence: number): Uint8Array =>
      encodeBatch({ records: [{ value: `n${baseSequence}` }], producerId, producerEpoch, baseSequence });
    expect(await produce(name, batch(0))).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await produce(name, batch(1))).toMatchObject({ errorCode: 0, baseOffset: 1 });
    expect((await produce(name, batch(1))).errorCode).toBe(0);
    await memory.restart();
    client = await memory.client();
    expect((await produce(name, batch(1))).errorCode).toBe(0);
    expect((await produce(name, batch(3))).errorCode).toBe(kafkaError.outOfOrderSequenceNumber);
    expect(await produce(name, batch(2))).toMatchObject({ errorCode: 0, baseOffset: 2 });
    expect(valuesOf((await fetch(name, 0)).records)).toEqual(["n0", "n1", "n2"]);
    const next = await client.request("InitProducerId", 4, { transactionalId: null, transactionTimeoutMs: 0 });
    expect(next.producerId).toBeGreaterThan(producerId);
  });
});

describe("fetch", () => {
  it.each([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])("answers in version %d", async (version) => {
    const name = await newTopic();
    await produce(name, batchOf("a", "b"));
    const { errorCode, highWatermark, records } = await fetch(name, 0, { version });
    expect({ errorCode, highWatermark, values: valuesOf(records) }).toEqual({ errorCode: 0, highWatermark: 2, values: ["a", "b"] });
  });

  it("answers the whole batch when the offset lies inside it", async () => {
    const name = await newTopic();
    await produce(name, batchOf("a", "b", "c"));
    await produce(name, batchOf("d"));
    expect(valuesOf((await fetch(name, 2)).records)).toEqual(["a", "b", "c", "d"]);
  });

  it("answers the first batch even when it is larger than allowed", async () => {
    const name = await newTopic();
    await produce(name, batchOf("x".repeat(5000)));
    await produce(name, batchOf("y"));
    expect(valuesOf((await fetch(name, 0, { maxBytes: 10 })).records)).toEqual(["x".repeat(5000)]);
  });

  it("says that an offset is out of range, below and above", async () => {
    const name = await newTopic();
    await produce(name, batchOf("a"));
    expect((await fetch(name, 2)).errorCode).toBe(kafkaError.offsetOutOfRange);
    expect((await fetch(name, -1)).errorCode).toBe(kafkaError.offsetOutOfRange);
    expect(await fetch(name, 1)).toMatchObject({ errorCode: 0, highWatermark: 1 });
    expect((await fetch("nowhere", 0)).errorCode).toBe(kafkaError.unknownTopicOrPartition);
    expect((await fetch("nowhere", 0, { version: 13 })).errorCode).toBe(kafkaError.unknownTopicId);
  });

  it("wakes a waiting fetch when a record comes", async () => {
    const name = await newTopic();
    const waiting = await memory.client();
    const answer = fetch(name, 0, { maxWaitMs: 20_000, from: waiting });
    await produce(name, batchOf("now"));
    expect(valuesOf((await answer).records)).toEqual(["now"]);
  });

  it("waits until there are as many bytes as were asked for, but no longer than allowed", async () => {
    const name = await newTopic();
    const waiting = await memory.client();
    const answer = fetch(name, 0, { maxWaitMs: 20_000, minBytes: 150, from: waiting });
    await produce(name, batchOf("one"));
    await produce(name, batchOf("two"));
    await produce(name, batchOf("three"));
    expect(valuesOf((await answer).records).slice(0, 2)).toEqual(["one", "two"]);
    expect(await fetch(name, 3, { maxWaitMs: 30, minBytes: 100 })).toMatchObject({ errorCode: 0 });
  });

  it("ends a waiting fetch when its topic is deleted", async () => {
    const name = await newTopic();
    const waiting = await memory.client();
    const answer = fetch(name, 0, { maxWaitMs: 20_000, from: waiting });
    await fetch(name, 0);
    await memory.log.deleteTopic(name);
    expect((await answer).errorCode).toBe(kafkaError.unknownTopicOrPartition);
  });

  it("gives out no fetch sessions, and says so to those who name one", async () => {
    const name = await newTopic();
    const request = { maxWaitMs: 0, minBytes: 0, maxBytes: 1 << 20, isolationLevel: 0, topics: [] };
    expect(await client.request("Fetch", 12, { ...request, sessionId: 0, sessionEpoch: 0 })).toMatchObject({ errorCode: 0, sessionId: 0 });
    const { errorCode } = await client.request("Fetch", 12, { ...request, sessionId: 5, sessionEpoch: 1 });
    expect(errorCode).toBe(kafkaError.fetchSessionIdNotFound);
    expect((await fetch(name, 0)).errorCode).toBe(0);
  });

  it("gives large answers to many clients at once, each of them whole", async () => {
    const name = await newTopic();
    const values = Array.from({ length: 6 }, (_, index) => String(index).repeat(300_000));
    for (const value of values) await produce(name, batchOf(value));
    const clients = await Promise.all(Array.from({ length: 4 }, () => memory.client()));
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(clients.map((from) => fetch(name, 0, { maxBytes: 1 << 24, from })));
      for (const { records } of answers) expect(valuesOf(records)).toEqual(values);
    }
  });

  it("reads for many clients at once no more than may be on its way out", async () => {
    const outgoingBytesMax = 4 * MiB;
    const small = await MemoryBroker.start({ outgoingBytesMax });
    await small.log.createTopic({ name: "t", partitions: 1 });
    await small.log.append("t", 0, batchOf("x".repeat(10_000)));
    const asked: number[] = [];
    const all = Promise.withResolvers<void>();
    const read = small.log.read.bind(small.log);
    vi.spyOn(small.log, "read").mockImplementation(async (name, partition, offset, limit) => {
      asked.push(limit.maxBytes);
      if (asked.length === 8) all.resolve();
      await all.promise;
      return read(name, partition, offset, limit);
    });
    const clients = await Promise.all(Array.from({ length: 8 }, () => small.client()));
    const partitions = [{ index: 0, fetchOffset: 0, maxBytes: 1 << 24 }];
    const topics = [{ name: "t", topicId: zeroUuid, partitions }];
    const request = { maxWaitMs: 0, minBytes: 1, maxBytes: 1 << 24, isolationLevel: 0, topics };
    const answers = await Promise.all(clients.map((from) => from.request("Fetch", 11, request)));
    for (const { responses } of answers) expect(valuesOf(responses[0]!.partitions[0]!.records)).toHaveLength(1);
    expect(asked.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(outgoingBytesMax);
    await small.close();
  });

  it("serves others while one client does not read its answers", async () => {
    const name = await newTopic();
    for (let index = 0; index < 8; index++) await produce(name, batchOf("z".repeat(500_000)));
    const lazy = await memory.client();
    lazy.socket.pause();
    for (let index = 0; index < 50; index++) {
      lazy.socket.write(
        requestBytes("Fetch", 11, {
          maxWaitMs: 0,
          minBytes: 1,
          maxBytes: 1 << 24,
          isolationLevel: 0,
          topics: [{ name, topicId: zeroUuid, partitions: [{ index: 0, fetchOffset: 0, maxBytes: 1 << 24 }] }],
        }),
      );
    }
    expect(valuesOf((await fetch(name, 7)).records)).toHaveLength(1);
    lazy.close();
  });
});

describe("list offsets", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])("finds offsets by time and by name in version %d", async (version) => {
    const name = await newTopic();
    await produce(name, batchOf("a", "b", "c"));
    const find = async (timestamp: number, topic = name) => {
      const partitions = [{ index: 0, timestamp }];
      const { topics: found } = await client.request("ListOffsets", version, { replicaId: -1, topics: [{ name: topic, partitions }] });
      const { errorCode, offset, timestamp: at } = found[0]!.partitions[0]!;
      return { errorCode, offset, at };
    };
    expect(await find(-1)).toEqual({ errorCode: 0, offset: 3, at: -1 });
    expect(await find(-2)).toEqual({ errorCode: 0, offset: 0, at: -1 });
    const tooNew = { errorCode: kafkaError.unsupportedVersion, offset: -1, at: -1 };
    expect(await find(-3)).toEqual(version < 7 ? tooNew : { errorCode: 0, offset: 2, at: 1002 });
    expect(await find(-4)).toEqual(version < 8 ? tooNew : { errorCode: 0, offset: 0, at: -1 });
    expect(await find(-5)).toEqual(version < 9 ? tooNew : { errorCode: 0, offset: -1, at: -1 });
    expect(await find(-6)).toEqual(version < 11 ? tooNew : { errorCode: 0, offset: -1, at: -1 });
    expect(await find(1001)).toEqual({ errorCode: 0, offset: 1, at: 1001 });
    expect(await find(5000)).toEqual({ errorCode: 0, offset: -1, at: -1 });
    expect((await find(-9)).errorCode).toBe(kafkaError.unsupportedVersion);
    expect((await find(-1, "nowhere")).errorCode).toBe(kafkaError.unknownTopicOrPartition);
  });

  it("ends the only leader's epoch where the log ends", async () => {
    const name = await newTopic();
    await produce(name, batchOf("a"));
    const partitions = [
      { index: 0, leaderEpoch: 0 },
      { index: 0, leaderEpoch: 7 },
      { index: 4, leaderEpoch: 0 },
    ];
    const answer = await client.request("OffsetForLeaderEpoch", 4, { topics: [{ name, partitions }] });
    expect(answer.topics[0]!.partitions.map(({ errorCode, endOffset }) => [errorCode, endOffset])).toEqual([
      [0, 1],
      [0, -1],
      [kafkaError.unknownTopicOrPartition, -1],
    ]);
  });
});
