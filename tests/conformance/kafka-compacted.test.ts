// What compaction leaves, read by real clients: gaps between offsets, batches without their last records, tombstones with
// a delete horizon, transactions that were resolved.
import { batchesIn, encodeBatch, type EmbeddedLog, forEachRecord } from "@millrace/log";
import { Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeWith } from "../tools.ts";
import { ConformanceBroker, run } from "./kafka-broker.ts";

const topic = "compacted";
const bornMs = Date.UTC(2026, 4, 1);
let conformance: ConformanceBroker;
/** offset, time, key, value: what is there, as the log itself reads it. */
let expected: string[];

beforeAll(async () => {
  conformance = await ConformanceBroker.start();
  const log = conformance.log as EmbeddedLog;
  await log.createTopic({ name: topic, partitions: 1, config: { "cleanup.policy": "compact", "segment.bytes": "3000" } });
  for (let batch = 0; batch < 60; batch++) {
    const record = (index: number) => ({
      key: `key-${index === 0 && batch % 10 === 0 ? batch : (batch * 7 + index) % 5}`,
      value: index === 3 ? null : `value ${batch}.${index} ${"x".repeat(40)}`,
      timestampMs: bornMs + batch * 10 + index,
    });
    const producerId = 900 + batch;
    const identity = batch % 3 === 0 ? { transactional: true, producerId, producerEpoch: 0, baseSequence: 0 } : {};
    const compression = batch % 2 === 0 ? "gzip" : "none";
    await log.append(topic, 0, encodeBatch({ records: [0, 1, 2, 3, 4].map(record), compression, ...identity }));
    if (batch % 3 === 0)
      await log.endTransaction(topic, 0, { producerId, producerEpoch: 0, coordinatorEpoch: 0, committed: batch % 6 === 0 });
  }
  const before = log.size(topic, 0).bytes;
  await log.maintain();
  expect(log.size(topic, 0).bytes).toBeLessThan(before / 2);
  expected = await everything(log);
  expect(expected.some((line) => line.endsWith("null"))).toBe(true);
});
afterAll(() => conformance.close());

async function everything(log: EmbeddedLog): Promise<string[]> {
  const lines: string[] = [];
  const { end } = log.offsets(topic, 0);
  for (let offset = 0; offset < end;) {
    const { bytes } = await log.read(topic, 0, offset, { maxBytes: 1 });
    forEachRecord(bytes, (record) => {
      const value = record.value();
      const text = value === undefined ? "null" : Buffer.from(value).toString();
      lines.push(`${record.offset} ${record.timestampMs} ${Buffer.from(record.key()!).toString()} ${text}`);
    });
    for (const { header } of batchesIn(bytes)) offset = header.lastOffset + 1;
  }
  return lines;
}

const from = (offset: number): string[] => expected.filter((line) => Number(line.split(" ")[0]) >= offset);

describeWith({ programs: ["kcat"] }, "kcat", () => {
  it.each([0, 3, 101, 250])("reads what is left from offset %d on", async (offset) => {
    const place = ["-b", conformance.address, "-C", "-t", topic, "-p", "0", "-o", String(offset)];
    const { output } = await run("kcat", [...place, "-e", "-q", "-Z", "-X", "isolation.level=read_uncommitted", "-f", "%o %T %k %s\n"]);
    const lines = output.split("\n").filter((line) => line !== "");
    expect(lines.map((line) => line.replace(/NULL$/, "null"))).toEqual(from(offset));
  });
});

describe("kafkajs", () => {
  it("reads what is left, from the beginning and from an offset that is gone", async () => {
    const kafka = new Kafka({ brokers: [conformance.address], logLevel: logLevel.NOTHING });
    for (const offset of [0, 101]) {
      const lines: string[] = [];
      const wanted = from(offset);
      const consumer = kafka.consumer({ groupId: `from-${offset}`, readUncommitted: true });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      const done = new Promise<void>((resolve) => {
        void consumer.run({
          eachMessage: ({ message }) => {
            lines.push(`${message.offset} ${message.timestamp} ${message.key?.toString()} ${message.value?.toString() ?? "null"}`);
            if (message.offset === wanted.at(-1)!.split(" ")[0]) resolve();
            return Promise.resolve();
          },
        });
      });
      consumer.seek({ topic, partition: 0, offset: String(offset) });
      await done;
      await consumer.disconnect();
      expect(lines.slice(-wanted.length)).toEqual(wanted);
    }
  });
});
