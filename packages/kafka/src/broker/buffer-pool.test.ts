import { KiB, MiB } from "@millrace/core";
import { encodeBatch, RecordReader } from "@millrace/log";
import { expect, it } from "vitest";
import { zeroUuid } from "../protocol/primitives.ts";
import { BufferPool } from "./buffer-pool.ts";
import { MemoryBroker } from "./memory-broker.ts";
import { requestBytes } from "./raw-client.ts";

it("hands the memory that was given out again, for a size near it", () => {
  const pool = new BufferPool(32 * MiB);
  const first = pool.take(4 * MiB + 4 * KiB);
  pool.give(first.subarray(10, 20));
  const second = pool.take(4 * MiB + 100);
  expect(second.buffer).toBe(first.buffer);
  expect([second.byteOffset, second.length]).toEqual([0, 4 * MiB + 100]);
  expect(pool.take(4 * MiB + 100).buffer).not.toBe(first.buffer);
});

it("keeps no more than its bound, and lets go of what lay longest", () => {
  const pool = new BufferPool(4 * MiB);
  const buffers = [MiB, MiB, MiB, MiB, MiB].map((bytes) => pool.take(bytes));
  for (const bytes of buffers) pool.give(bytes);
  expect(pool.keptBytes).toBe(4 * MiB);
  expect(buffers.map(({ length }) => length)).toEqual([0, MiB, MiB, MiB, MiB]);
});

it("frees what it could not use again, and leaves small memory to others", () => {
  const pool = new BufferPool(8 * MiB);
  const tooLarge = pool.take(5 * MiB);
  const ofAnOddSize = new Uint8Array(MiB + 1);
  const small = new Uint8Array(100);
  for (const bytes of [tooLarge, ofAnOddSize, small]) pool.give(bytes);
  expect([tooLarge.length, ofAnOddSize.length, small.length]).toEqual([0, 0, 100]);
  expect(pool.keptBytes).toBe(0);
});

const fetchOf = (index: number, fetchOffset: number, maxBytes: number) => ({
  maxWaitMs: 0,
  minBytes: 1,
  maxBytes,
  isolationLevel: 0,
  topics: [{ name: "events", topicId: zeroUuid, partitions: [{ index, fetchOffset, maxBytes }] }],
});

it("never shows a client what is another's: many large requests and answers at the same time", async () => {
  // Little is kept, so that buffers go from one to the next at once.
  const memory = await MemoryBroker.start({ keptBufferBytesMax: MiB });
  const [writers, rounds] = [6, 12];
  await memory.log.createTopic({ name: "events", partitions: writers });
  const valueOf = (writer: number, round: number): Uint8Array => Buffer.alloc(150 * KiB + writer * 4_000, `${writer}-${round} `);
  await Promise.all(
    Array.from({ length: writers }, async (_, index) => {
      const client = await memory.client();
      for (let round = 0; round < rounds; round++) {
        const value = valueOf(index, round);
        const partitions = [{ index, records: encodeBatch({ records: [{ value }] }) }];
        const topics = [{ name: "events", topicId: zeroUuid, partitions }];
        await client.request("Produce", 9, { acks: -1, timeoutMs: 1_000, transactionalId: null, topics });
        const fetched = await client.request("Fetch", 12, fetchOf(index, round, MiB));
        const reader = new RecordReader(fetched.responses[0]!.partitions[0]!.records!, 0);
        expect(reader.next()).toBe(true);
        expect(Buffer.from(reader.value()!).equals(value), `${index}, ${round}`).toBe(true);
      }
    }),
  );
  expect(memory.warnings).toEqual([]);
  await memory.close();
});

it("leaves an answer alone that a slow client has not taken yet", async () => {
  const memory = await MemoryBroker.start();
  await memory.log.createTopic({ name: "events", partitions: 2 });
  for (const [partition, text] of ["slow", "quick"].entries())
    for (let batch = 0; batch < 4; batch++)
      await memory.log.append("events", partition, encodeBatch({ records: [{ value: Buffer.alloc(1_000_000, text) }] }));
  const [slow, quick] = [await memory.client(), await memory.client()];
  const answers = 6;
  slow.socket.pause();
  for (let asked = 0; asked < answers; asked++) slow.socket.write(requestBytes("Fetch", 12, fetchOf(0, 0, 4 * MiB)));
  for (let asked = 0; asked < answers; asked++) await quick.request("Fetch", 12, fetchOf(1, 0, 4 * MiB));
  slow.socket.resume();
  for (let answer = 0; answer < answers; answer++) {
    const frame = Buffer.from((await slow.frame())!);
    expect(frame.length).toBeGreaterThan(3_900_000);
    expect(frame.includes("quick"), `answer ${answer}`).toBe(false);
  }
  await memory.close();
});
