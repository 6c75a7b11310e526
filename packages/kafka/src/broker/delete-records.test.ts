// DeleteRecords over the wire.
import { encodeBatch } from "@millrace/log";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kafkaError } from "../protocol/error-codes.ts";
import { MemoryBroker } from "./memory-broker.ts";

let memory: MemoryBroker;
beforeAll(async () => {
  memory = await MemoryBroker.start();
  await memory.log.createTopic({ name: "kept", partitions: 1, config: { "cleanup.policy": "compact" } });
  await memory.log.createTopic({ name: "__own", partitions: 1, internal: true });
});
afterAll(() => memory.close());

async function deleteBefore(topic: string, partitionIndex: number, offset: number, version = 2): Promise<[number, number]> {
  const client = await memory.client();
  const topics = [{ name: topic, partitions: [{ partitionIndex, offset }] }];
  const answer = await client.request("DeleteRecords", version, { topics, timeoutMs: 1000 });
  const { errorCode, lowWatermark } = answer.topics[0]!.partitions[0]!;
  return [errorCode, lowWatermark];
}

describe("DeleteRecords", () => {
  it.each([0, 1, 2])("moves the beginning of a partition and never back, version %d", async (version) => {
    const topic = `shortened-${version}`;
    await memory.log.createTopic({ name: topic, partitions: 1 });
    await memory.log.append(topic, 0, encodeBatch({ records: Array.from({ length: 10 }, (_, index) => ({ value: `record ${index}` })) }));
    expect(await deleteBefore(topic, 0, 4, version)).toEqual([0, 4]);
    expect(await deleteBefore(topic, 0, 2, version)).toEqual([0, 4]);
    expect(memory.log.offsets(topic, 0)).toMatchObject({ start: 4, end: 10 });
    expect(await deleteBefore(topic, 0, -1, version)).toEqual([0, 10]);
    expect(await deleteBefore(topic, 0, 11, version)).toEqual([kafkaError.offsetOutOfRange, -1]);
    expect(await deleteBefore(topic, 0, -2, version)).toEqual([kafkaError.offsetOutOfRange, -1]);
  });

  it("refuses what does not exist, what is compacted and what is the broker's own", async () => {
    expect(await deleteBefore("absent", 0, 0)).toEqual([kafkaError.unknownTopicOrPartition, -1]);
    expect(await deleteBefore("kept", 1, 0)).toEqual([kafkaError.policyViolation, -1]);
    expect(await deleteBefore("kept", 0, 0)).toEqual([kafkaError.policyViolation, -1]);
    expect(await deleteBefore("__own", 0, 0)).toEqual([kafkaError.invalidTopic, -1]);
  });
});
