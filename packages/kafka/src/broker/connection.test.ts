import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@millrace/core";
import { encodeBatch } from "@millrace/log";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ByteReader } from "@millrace/core";
import { decodeApiVersionsResponse } from "../generated/index.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { startBroker } from "./broker.ts";
import { BufferPool } from "./buffer-pool.ts";
import { FrameReader } from "./frames.ts";
import { MemoryBroker } from "./memory-broker.ts";
import { decodeAnswer, requestBytes } from "./raw-client.ts";

const versions = { clientSoftwareName: "raw", clientSoftwareVersion: "1.0" };
const everything = { topics: null, allowAutoTopicCreation: false } as const;
const fetchNothing = (maxWaitMs: number) => ({
  maxWaitMs,
  minBytes: 1,
  maxBytes: 1 << 20,
  isolationLevel: 0,
  topics: [{ name: "events", topicId: zeroUuid, partitions: [{ index: 0, fetchOffset: 0, maxBytes: 1 << 20 }] }],
});

let memory: MemoryBroker;
beforeAll(async () => {
  memory = await MemoryBroker.start();
  await memory.log.createTopic({ name: "events", partitions: 1 });
});
afterAll(() => memory.close());

describe("frames", () => {
  it("answers a client that sends one byte at a time", async () => {
    const client = await memory.client();
    for (const byte of requestBytes("ApiVersions", 3, versions)) client.socket.write(new Uint8Array([byte]));
    const answer = decodeAnswer("ApiVersions", 3, (await client.frame())!);
    expect(answer.errorCode).toBe(0);
    expect(answer.apiKeys.find(({ apiKey }) => apiKey === 0)).toEqual({ apiKey: 0, minVersion: 0, maxVersion: 13 });
  });

  it("waits for the rest of half a frame", async () => {
    const client = await memory.client();
    const bytes = requestBytes("Metadata", 12, everything);
    client.socket.write(bytes.subarray(0, 9));
    await sleep(20);
    client.socket.write(bytes.subarray(9));
    expect(decodeAnswer("Metadata", 12, (await client.frame())!).brokers).toHaveLength(1);
  });

  it("answers many requests of one write in their order, a slow one in the middle too", async () => {
    const client = await memory.client();
    client.socket.write(
      Buffer.concat([
        requestBytes("ApiVersions", 3, versions, 11),
        requestBytes("Fetch", 11, fetchNothing(60), 12),
        requestBytes("Metadata", 12, everything, 13),
      ]),
    );
    const order: number[] = [];
    for (let index = 0; index < 3; index++) order.push(new ByteReader((await client.frame())!).int32());
    expect(order).toEqual([11, 12, 13]);
  });

  it("puts frames together from any pieces", () => {
    const frames = [requestBytes("ApiVersions", 0, versions), requestBytes("Metadata", 1, { topics: null })];
    const bytes = Buffer.concat([...frames, ...frames]);
    for (let piece = 1; piece <= bytes.length; piece++) {
      const reader = new FrameReader(new BufferPool(0));
      const seen: string[] = [];
      for (let at = 0; at < bytes.length; at += piece) {
        reader.push(bytes.subarray(at, at + piece));
        for (let frame = reader.next(); frame !== undefined; frame = reader.next()) seen.push(Buffer.from(frame).toString("hex"));
      }
      expect(seen).toEqual([...frames, ...frames].map((frame) => Buffer.from(frame.subarray(4)).toString("hex")));
    }
  });

  it.each([
    ["negative", -5, 3],
    ["too short for a header", 7, 3],
    ["beyond 100 MiB", 100 * 1024 * 1024 + 1, 0],
    ["beyond 8 MiB and no Produce", 8 * 1024 * 1024 + 1, 3],
  ])("refuses a length that is %s with kafka.frame-size", (_, length, key) => {
    const head = Buffer.alloc(8);
    head.writeInt32BE(length, 0);
    head.writeInt16BE(key, 4);
    const reader = new FrameReader(new BufferPool(0));
    reader.push(head);
    expect(() => reader.next()).toThrow(expect.objectContaining({ code: "kafka.frame-size" }));
  });

  it("closes the connection upon such a length", async () => {
    const client = await memory.client();
    client.socket.write(Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    expect(await client.frame()).toBeUndefined();
  });
});

describe("versions and keys", () => {
  it("answers an ApiVersions that is too new in the body of version 0 with error 35", async () => {
    const client = await memory.client();
    const bytes = Buffer.from(requestBytes("ApiVersions", 4, versions, 5));
    bytes.writeInt16BE(77, 6);
    client.socket.write(bytes);
    const reader = new ByteReader((await client.frame())!);
    expect(reader.int32()).toBe(5);
    const answer = decodeApiVersionsResponse(reader, 0);
    expect(answer.errorCode).toBe(35);
    expect(answer.apiKeys).toEqual([{ apiKey: 18, minVersion: 0, maxVersion: 4 }]);
    expect((await client.request("ApiVersions", 0, versions)).errorCode).toBe(0);
  });

  it.each([
    ["an unknown API key", 6, 999],
    ["an unknown version", 8, 99],
  ])("answers %s with error 35 and closes (kafka.request-unsupported)", async (_, at, value) => {
    const client = await memory.client();
    const bytes = Buffer.from(requestBytes("Metadata", 1, { topics: null }, 9));
    bytes.writeInt16BE(value, at - 2);
    client.socket.write(bytes);
    const reader = new ByteReader((await client.frame())!);
    expect([reader.int32(), reader.int16()]).toEqual([9, 35]);
    expect(await client.frame()).toBeUndefined();
    expect(memory.warnings.at(-1)).toMatchObject({ code: "kafka.request-unsupported" });
  });
});

describe("connections", () => {
  it("says who is there and which topics they use", async () => {
    const client = await memory.client();
    await client.request("ApiVersions", 3, { clientSoftwareName: "some-client", clientSoftwareVersion: "7.1" });
    const records = encodeBatch({ records: [{ value: "x" }] });
    const topics = [{ name: "events", topicId: zeroUuid, partitions: [{ index: 0, records }] }];
    await client.request("Produce", 9, { transactionalId: null, acks: -1, timeoutMs: 0, topics });
    await client.request("Fetch", 11, fetchNothing(0));
    const seen = memory.broker.connections().find(({ softwareName }) => softwareName === "some-client")!;
    expect(seen).toMatchObject({
      clientId: "raw",
      softwareVersion: "7.1",
      address: "127.0.0.1",
      producesTo: ["events"],
      consumesFrom: ["events"],
    });
    client.close();
    await expect.poll(() => memory.broker.connections().some(({ id }) => id === seen.id)).toBe(false);
  });

  it("takes no more connections than it may", async () => {
    const small = await MemoryBroker.start({ connectionsMax: 1 });
    const first = await small.client();
    await first.request("ApiVersions", 0, versions);
    const second = await small.client();
    expect(await second.frame()).toBeUndefined();
    await small.close();
  });

  it("gives up on a request whose rest does not come", async () => {
    const hasty = await MemoryBroker.start({ frameTimeoutMs: 30 });
    const client = await hasty.client();
    client.socket.write(requestBytes("Metadata", 12, everything).subarray(0, 12));
    expect(await client.frame()).toBeUndefined();
    await hasty.close();
  });

  it("lets other clients work while requests fill the memory they share", async () => {
    const narrow = await MemoryBroker.start({ incomingBytesMax: 4096, frameTimeoutMs: 200 });
    await narrow.log.createTopic({ name: "events", partitions: 1 });
    const records = encodeBatch({ records: [{ value: "x".repeat(200_000) }] });
    const big = requestBytes("Produce", 9, {
      transactionalId: null,
      acks: -1,
      timeoutMs: 0,
      topics: [{ name: "events", topicId: zeroUuid, partitions: [{ index: 0, records }] }],
    });
    const clients = await Promise.all(Array.from({ length: 8 }, () => narrow.client()));
    for (const client of clients) client.socket.write(big);
    const answers = await Promise.all(clients.map(async (client) => decodeAnswer("Produce", 9, (await client.frame())!)));
    expect(answers.map(({ responses }) => responses[0]!.partitions[0]!.errorCode)).toEqual(Array<number>(8).fill(0));
    await narrow.close();
  });

  it("says that a port is in use (kafka.port-in-use)", async () => {
    const start = startBroker({ log: memory.log, port: memory.broker.port });
    await expect(start).rejects.toMatchObject({ code: "kafka.port-in-use" });
  });

  it("says that an address cannot be opened (kafka.listen-failed)", async () => {
    const start = startBroker({ log: memory.log, host: "192.0.2.1", insecure: true, port: 0 });
    await expect(start).rejects.toMatchObject({ code: "kafka.listen-failed" });
  });

  it("tells clients to come to the advertised address", async () => {
    const broker = await startBroker({ log: memory.log, port: 0, clock: systemClock, advertised: { host: "log.example", port: 1 } });
    const { RawClient } = await import("./raw-client.ts");
    const client = await RawClient.connect(broker.port);
    expect((await client.request("Metadata", 12, everything)).brokers[0]).toMatchObject({ nodeId: 1, host: "log.example", port: 1 });
    client.close();
    await broker.close();
  });

  it("drops a client whose request comes a byte at a time for ever", async () => {
    const patient = await MemoryBroker.start({ frameTimeoutMs: 100 });
    const slow = await patient.client();
    const head = Buffer.alloc(8);
    head.writeInt32BE(1 << 16);
    slow.socket.write(head);
    const trickle = setInterval(() => slow.socket.write("x"), 10);
    expect(await slow.frame()).toBeUndefined();
    clearInterval(trickle);
    await patient.close();
  });
});
