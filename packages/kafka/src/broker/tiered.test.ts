// A tiered topic (KIP-405) over the wire: where its tiers meet, and that what is read does not depend on where it is.
import { seeded } from "@millrace/core";
import { encodeBatch, readLastOffset, readSizeBytes, viewOf } from "@millrace/log";
import { SimulatedStore } from "@millrace/log/simulation";
import { afterAll, beforeAll, expect, it } from "vitest";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { MemoryBroker } from "./memory-broker.ts";
import type { RawClient } from "./raw-client.ts";

const [latest, earliest, earliestLocal, latestTiered, earliestPendingUpload] = [-1, -2, -4, -5, -6];
const places = [earliest, earliestLocal, latestTiered, earliestPendingUpload, latest] as const;
const tiered = { "segment.bytes": "1024", "remote.storage.enable": "true" };

const store = new SimulatedStore(seeded(1));
let memory: MemoryBroker;
let client: RawClient;
beforeAll(async () => {
  memory = await MemoryBroker.start({}, [], { tier: store });
  client = await memory.client();
});
afterAll(() => memory.close());

async function listOffset(name: string, timestamp: number, version = 11): Promise<[errorCode: number, offset: number, timestamp: number]> {
  const topics = [{ name, partitions: [{ index: 0, timestamp }] }];
  const {
    errorCode,
    offset,
    timestamp: found,
  } = (await client.request("ListOffsets", version, { replicaId: -1, topics })).topics[0]!.partitions[0]!;
  return [errorCode, offset, found];
}

async function placesOf(name: string): Promise<number[]> {
  const found: number[] = [];
  for (const place of places) {
    const [errorCode, offset, timestamp] = await listOffset(name, place);
    expect([errorCode, timestamp]).toEqual([0, -1]);
    found.push(offset);
  }
  return found;
}

const filler = "x".repeat(300);
async function fill(name: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++)
    await memory.log.append(name, 0, encodeBatch({ records: [{ value: `${index} ${filler}`, timestampMs: 1000 + index }] }));
}

it("says where the tiers meet, as Kafka does", async () => {
  await memory.log.createTopic({ name: "local", partitions: 1, config: { "segment.bytes": "1024" } });
  await fill("local", 10);
  expect(await placesOf("local")).toEqual([0, 0, -1, -1, 10]);

  await memory.log.createTopic({ name: "both", partitions: 1, config: tiered });
  await fill("both", 10);
  expect(await placesOf("both")).toEqual([0, 0, -1, 0, 10]);
  await memory.log.maintain();
  // Two records fill a segment; the last segment is not closed.
  expect(await placesOf("both")).toEqual([0, 0, 7, 8, 10]);

  await memory.log.configureTopic("both", { ...tiered, "local.retention.bytes": "0" });
  await memory.log.maintain();
  expect(await placesOf("both")).toEqual([0, 8, 7, 8, 10]);
  await memory.log.deleteRecords("both", 0, 3);
  expect(await placesOf("both")).toEqual([3, 8, 7, 8, 10]);
});

it.each([
  [earliestLocal, 7],
  [latestTiered, 8],
  [earliestPendingUpload, 10],
])("refuses place %d in version %d, which does not know it", async (place, version) => {
  expect((await listOffset("local", place, version))[0]).toBe(kafkaError.unsupportedVersion);
  expect((await listOffset("local", place, version + 1))[0]).toBe(kafkaError.none);
});

it("finds times in the object store", async () => {
  expect(await listOffset("both", 1004)).toEqual([0, 4, 1004]);
  expect(await listOffset("both", -3)).toEqual([0, 9, 1009]);
});

/** Every answer of a consumer with this isolation level that reads from the start to the end. */
async function answers(name: string, isolationLevel: number): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let fetchOffset = 0; ;) {
    const partitions = [{ index: 0, fetchOffset, maxBytes: 700 }];
    const topics = [{ name, topicId: zeroUuid, partitions }];
    const answer = await client.request("Fetch", 12, { maxWaitMs: 0, minBytes: 0, maxBytes: 1 << 20, isolationLevel, topics });
    const { errorCode, records, abortedTransactions, highWatermark, lastStableOffset } = answer.responses[0]!.partitions[0]!;
    expect(errorCode).toBe(0);
    const bytes = records ?? new Uint8Array(0);
    found.push({ fetchOffset, abortedTransactions, highWatermark, lastStableOffset, records: Buffer.from(bytes).toString("hex") });
    if (bytes.length === 0) return found;
    const view = viewOf(bytes);
    for (let at = 0; at < bytes.length; at += readSizeBytes(view, at)) fetchOffset = readLastOffset(view, at) + 1;
  }
}

it("answers fetches from the object store as it did from the disk, of committed records too", async () => {
  const name = "transactions";
  await memory.log.createTopic({ name, partitions: 1, config: tiered });
  for (let round = 0; round < 8; round++) {
    for (const producerId of [1, 2]) {
      const identity = { producerId, producerEpoch: 0, baseSequence: round, transactional: true };
      await memory.log.append(name, 0, encodeBatch({ records: [{ value: `${round}.${producerId} ${filler}` }], ...identity }));
    }
    for (const producerId of [1, 2])
      await memory.log.endTransaction(name, 0, {
        producerId,
        producerEpoch: 0,
        coordinatorEpoch: 0,
        committed: (round + producerId) % 3 > 0,
      });
  }
  // One that stays open holds the last stable offset back.
  const open = { producerId: 3, producerEpoch: 0, baseSequence: 0, transactional: true };
  await memory.log.append(name, 0, encodeBatch({ records: [{ value: "open" }], ...open }));
  await fill(name, 5);
  const before = [await answers(name, 0), await answers(name, 1)];
  expect(JSON.stringify(before[1])).toContain('"producerId":2');
  await memory.log.configureTopic(name, { ...tiered, "local.retention.bytes": "0" });
  await memory.log.maintain();
  expect(memory.log.tiered(name, 0).localStart).toBeGreaterThan(32);
  const { reads } = memory.log.figures.tier;
  expect([await answers(name, 0), await answers(name, 1)]).toEqual(before);
  expect(memory.log.figures.tier.reads).toBeGreaterThan(reads);
});

it("tells a consumer to try again while the object store is away", async () => {
  await memory.log.createTopic({ name: "away", partitions: 1, config: { ...tiered, "local.retention.bytes": "0" } });
  await fill("away", 10);
  await memory.log.maintain();
  store.faults = { failing: 1, lying: 0 };
  const topics = [{ name: "away", topicId: zeroUuid, partitions: [{ index: 0, fetchOffset: 0, maxBytes: 700 }] }];
  const fetch = () => client.request("Fetch", 12, { maxWaitMs: 0, minBytes: 0, maxBytes: 1 << 20, isolationLevel: 0, topics });
  const { errorCode, records } = (await fetch()).responses[0]!.partitions[0]!;
  expect([errorCode, records?.length ?? 0]).toEqual([kafkaError.kafkaStorageError, 0]);
  store.faults = { failing: 0, lying: 0 };
  expect((await fetch()).responses[0]!.partitions[0]!.records!.length).toBeGreaterThan(0);
});
