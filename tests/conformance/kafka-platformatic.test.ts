// @platformatic/kafka, the client that Millrace's own programs use.
import { Admin, Consumer, MessagesStreamModes, ProduceAcks, Producer, stringDeserializers, stringSerializers } from "@platformatic/kafka";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConformanceBroker } from "./kafka-broker.ts";

const codecs = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

describe("@platformatic/kafka", () => {
  let conformance: ConformanceBroker;
  const open: { close(force?: boolean): Promise<unknown> }[] = [];
  beforeAll(async () => {
    conformance = await ConformanceBroker.start();
  });
  afterAll(async () => {
    await Promise.allSettled(open.map((one) => one.close(true)));
    await conformance.close();
  });

  const base = () => ({ clientId: "platformatic-conformance", bootstrapBrokers: [conformance.address] });

  async function send(
    topic: string,
    values: readonly string[],
    compression: (typeof codecs)[number] = "none",
    idempotent = false,
  ): Promise<void> {
    const producer = new Producer({ ...base(), serializers: stringSerializers, autocreateTopics: true, idempotent, retries: true });
    await producer.send({
      messages: values.map((value, index) => ({ topic, key: `k${index}`, value, headers: { from: "platformatic" } })),
      compression,
      acks: ProduceAcks.ALL,
    });
    await producer.close();
  }

  /** A running member; `seen` grows. Each record is committed once it was seen. */
  async function member(groupId: string, topic: string, stopAfter = Infinity) {
    const consumer = new Consumer({
      ...base(),
      groupId,
      deserializers: stringDeserializers,
      sessionTimeout: 10_000,
      heartbeatInterval: 300,
      rebalanceTimeout: 10_000,
      retries: true,
    });
    open.push(consumer);
    const seen: string[] = [];
    const stream = await consumer.consume({
      topics: [topic],
      mode: MessagesStreamModes.COMMITTED,
      fallbackMode: "earliest",
      autocommit: false,
      maxWaitTime: 200,
    });
    const reading = (async () => {
      for await (const message of stream) {
        if (seen.length >= stopAfter) continue;
        seen.push(message.value!);
        await message.commit();
      }
    })().catch(() => undefined);
    const assigned = (): number => consumer.assignments?.find((one) => one.topic === topic)?.partitions.length ?? 0;
    const close = async (): Promise<void> => {
      await consumer.close(true);
      await reading;
    };
    return { consumer, seen, assigned, close };
  }

  it.each(codecs)("produces and consumes with codec %s", async (codec) => {
    const values = Array.from({ length: 500 }, (_, index) => `${codec} value ${index}`);
    await send(`plt-${codec}`, values, codec);
    const { seen, close } = await member(`plt-group-${codec}`, `plt-${codec}`);
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(500);
    expect(new Set(seen)).toEqual(new Set(values));
    await close();
  });

  it("produces idempotently", async () => {
    await send("plt-idempotent", ["a", "b", "c"], "none", true);
    const { seen, close } = await member("plt-idempotent-group", "plt-idempotent");
    await expect.poll(() => seen.toSorted(), { timeout: 20_000 }).toEqual(["a", "b", "c"]);
    await close();
  });

  it("commits and aborts transactions", async () => {
    await conformance.log.createTopic({ name: "plt-transactions", partitions: 1 });
    const producer = new Producer({
      ...base(),
      serializers: stringSerializers,
      idempotent: true,
      transactionalId: "plt-transactional",
      retries: true,
    });
    // One abort alone: this client forgets all but the last of those that one producer has in one answer.
    for (let index = 0; index < 5; index++) {
      const transaction = await producer.beginTransaction();
      await transaction.send({ messages: [0, 1].map((part) => ({ topic: "plt-transactions", partition: 0, value: `${index}-${part}` })) });
      if (index === 2) await transaction.abort();
      else await transaction.commit();
    }
    await producer.close();
    const { seen, close } = await member("plt-transactions-group", "plt-transactions");
    const expected = [0, 1, 3, 4].flatMap((index) => [`${index}-0`, `${index}-1`]);
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual(expected);
    await close();
  });

  it("commits in a group and goes on there, after a restart of broker and log too", async () => {
    await conformance.log.createTopic({ name: "plt-resumed", partitions: 1 });
    const values = Array.from({ length: 30 }, (_, index) => `r${index}`);
    await send("plt-resumed", values);
    const first = await member("plt-resuming", "plt-resumed", 10);
    await expect.poll(() => first.seen.length, { timeout: 20_000 }).toBe(10);
    await first.close();
    await conformance.restart();
    const second = await member("plt-resuming", "plt-resumed");
    await expect.poll(() => second.seen.length, { timeout: 30_000 }).toBe(20);
    expect([...first.seen, ...second.seen]).toEqual(values);
    await second.close();
  });

  it("shares partitions between two members, and gives them all to the one that stays", async () => {
    await conformance.log.createTopic({ name: "plt-shared", partitions: 4 });
    const first = await member("plt-sharing", "plt-shared");
    await expect.poll(first.assigned, { timeout: 20_000 }).toBe(4);
    const second = await member("plt-sharing", "plt-shared");
    await expect.poll(() => [first.assigned(), second.assigned()], { timeout: 20_000 }).toEqual([2, 2]);
    const values = Array.from({ length: 100 }, (_, index) => `v${index}`);
    await send("plt-shared", values);
    // A record may come twice where a partition has just changed hands; none may be missing.
    await expect.poll(() => new Set([...first.seen, ...second.seen]).size, { timeout: 20_000 }).toBe(100);
    await first.close();
    await expect.poll(second.assigned, { timeout: 20_000 }).toBe(4);
    expect(new Set([...first.seen, ...second.seen])).toEqual(new Set(values));
    await second.close();
  });

  it("creates, lists and deletes topics, and lists groups", async () => {
    const admin = new Admin(base());
    await admin.createTopics({ topics: ["plt-admin"], partitions: 2 });
    expect(await admin.listTopics()).toContain("plt-admin");
    expect(conformance.log.topic("plt-admin")?.partitions).toBe(2);
    expect([...(await admin.listGroups()).keys()]).toContain("plt-resuming");
    await admin.deleteTopics({ topics: ["plt-admin"] });
    expect(conformance.log.topic("plt-admin")).toBeUndefined();
    await admin.close();
  });

  it("left nothing behind that a client should not be able to cause", () => {
    expect(conformance.warnings).toEqual([]);
  });
});
