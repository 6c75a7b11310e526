// kafkajs. It has gzip itself; the other codecs are registered with it, as its documentation has it.
import { codecNumber, codecs, decompressedBytesLimit } from "@millrace/log";
import { CompressionCodecs, CompressionTypes, type Consumer, Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConformanceBroker } from "./kafka-broker.ts";

const types = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
} as const;

for (const name of ["snappy", "lz4", "zstd"] as const) {
  const codec = codecs[codecNumber(name)]!;
  CompressionCodecs[types[name]] = () => ({
    compress: async (encoder: { readonly buffer: Buffer }) => Buffer.from(codec.compress(encoder.buffer)),
    decompress: async (bytes: Buffer) => Buffer.from(codec.decompress(bytes, decompressedBytesLimit)),
  });
}

describe("kafkajs", () => {
  let conformance: ConformanceBroker;
  let kafka: Kafka;
  const consumers: Consumer[] = [];
  beforeAll(async () => {
    conformance = await ConformanceBroker.start();
    kafka = new Kafka({ clientId: "kafkajs-conformance", brokers: [conformance.address], logLevel: logLevel.NOTHING });
  });
  afterAll(async () => {
    await Promise.all(consumers.map((consumer) => consumer.disconnect()));
    await conformance.close();
  });

  async function send(
    topic: string,
    values: readonly string[],
    compression: CompressionTypes = CompressionTypes.None,
    idempotent = false,
  ): Promise<void> {
    const producer = kafka.producer({ idempotent });
    await producer.connect();
    await producer.send({
      topic,
      acks: -1,
      compression,
      messages: values.map((value, index) => ({ key: `k${index}`, value, headers: { from: "kafkajs" } })),
    });
    await producer.disconnect();
  }

  /** A running member; `seen` grows. */
  async function member(groupId: string, topic: string, stopAfter = Infinity) {
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: 10_000,
      heartbeatInterval: 300,
      rebalanceTimeout: 10_000,
      maxWaitTimeInMs: 200,
    });
    consumers.push(consumer);
    const seen: string[] = [];
    let assigned: number[] = [];
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => (assigned = payload.memberAssignment[topic] ?? []));
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        if (seen.length >= stopAfter) return;
        seen.push(message.value!.toString());
        await consumer.commitOffsets([{ topic, partition, offset: String(Number(message.offset) + 1) }]);
      },
    });
    return { consumer, seen, assigned: () => assigned };
  }

  it.each(Object.entries(types))("produces and consumes with codec %s", async (name, compression) => {
    const values = Array.from({ length: 500 }, (_, index) => `${name} value ${index}`);
    await send(`js-${name}`, values, compression);
    const { consumer, seen } = await member(`js-group-${name}`, `js-${name}`);
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(500);
    expect(new Set(seen)).toEqual(new Set(values));
    await consumer.disconnect();
  });

  it("produces idempotently", async () => {
    await send("js-idempotent", ["a", "b", "c"], CompressionTypes.None, true);
    const { consumer, seen } = await member("js-idempotent-group", "js-idempotent");
    await expect.poll(() => seen.toSorted(), { timeout: 20_000 }).toEqual(["a", "b", "c"]);
    await consumer.disconnect();
  });

  it("commits and aborts transactions, with offsets of a group in them", async () => {
    await conformance.log.createTopic({ name: "js-transactions", partitions: 2 });
    const producer = kafka.producer({ transactionalId: "js-transactional", maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    for (let index = 0; index < 9; index++) {
      const transaction = await producer.transaction();
      await transaction.send({
        topic: "js-transactions",
        messages: [0, 1].map((partition) => ({ partition, value: `${index}-${partition}` })),
      });
      const offsets = [{ partition: 0, offset: String(index + 1) }];
      await transaction.sendOffsets({ consumerGroupId: "js-offsets", topics: [{ topic: "js-transactions", partitions: offsets }] });
      if (index % 3 === 2) await transaction.abort();
      else await transaction.commit();
    }
    await producer.disconnect();
    const { consumer, seen } = await member("js-transactions-group", "js-transactions");
    const expected = [0, 1, 3, 4, 6, 7].flatMap((index) => [`${index}-0`, `${index}-1`]);
    await expect.poll(() => seen.toSorted(), { timeout: 20_000 }).toEqual(expected.toSorted());
    await consumer.disconnect();
    expect(await conformance.broker.coordination.positions("js-offsets")).toMatchObject([{ partition: 0, offset: 8 }]);
  });

  it("commits in a group and goes on there, after a restart of broker and log too", async () => {
    await conformance.log.createTopic({ name: "js-resumed", partitions: 1 });
    const values = Array.from({ length: 30 }, (_, index) => `r${index}`);
    await send("js-resumed", values);
    const first = await member("js-resuming", "js-resumed", 10);
    await expect.poll(() => first.seen.length, { timeout: 20_000 }).toBe(10);
    await first.consumer.disconnect();
    await conformance.restart();
    const second = await member("js-resuming", "js-resumed");
    await expect.poll(() => second.seen.length, { timeout: 30_000 }).toBe(20);
    expect([...first.seen, ...second.seen]).toEqual(values);
    await second.consumer.disconnect();
  });

  it("shares partitions between two members, and gives them all to the one that stays", async () => {
    await conformance.log.createTopic({ name: "js-shared", partitions: 4 });
    const first = await member("js-sharing", "js-shared");
    await expect.poll(() => first.assigned().length, { timeout: 20_000 }).toBe(4);
    const second = await member("js-sharing", "js-shared");
    await expect.poll(() => [first.assigned().length, second.assigned().length], { timeout: 20_000 }).toEqual([2, 2]);
    const values = Array.from({ length: 100 }, (_, index) => `v${index}`);
    await send("js-shared", values);
    // A record may come twice where a partition has just changed hands; none may be missing.
    await expect.poll(() => new Set([...first.seen, ...second.seen]).size, { timeout: 20_000 }).toBe(100);
    await first.consumer.disconnect();
    await expect.poll(() => second.assigned().length, { timeout: 20_000 }).toBe(4);
    expect(new Set([...first.seen, ...second.seen])).toEqual(new Set(values));
    await second.consumer.disconnect();
  });

  it("creates, lists, describes and deletes topics and groups", async () => {
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: "js-admin", numPartitions: 2 }] });
    expect(await admin.listTopics()).toContain("js-admin");
    expect((await admin.fetchTopicMetadata({ topics: ["js-admin"] })).topics[0]!.partitions).toHaveLength(2);
    expect((await admin.fetchTopicOffsets("js-admin")).map(({ high }) => high)).toEqual(["0", "0"]);
    await admin.createPartitions({ topicPartitions: [{ topic: "js-admin", count: 3 }] });
    expect(conformance.log.topic("js-admin")?.partitions).toBe(3);
    expect((await admin.fetchOffsets({ groupId: "js-resuming", topics: ["js-resumed"] }))[0]!.partitions[0]!.offset).toBe("30");
    await admin.deleteGroups(["js-resuming"]);
    await admin.deleteTopics({ topics: ["js-admin"] });
    expect(conformance.log.topic("js-admin")).toBeUndefined();
    await admin.disconnect();
  });

  it("left nothing behind that a client should not be able to cause", () => {
    expect(conformance.warnings).toEqual([]);
  });
});
