// POST /topics/{name}/records: JSON records into one record batch per partition, appended as a Kafka producer's would
// be. With `producer` the batch carries its sequence numbers, so that the same request twice writes once.
import type { Clock } from "@millrace/core";
import { encodeUtf8, limits } from "@millrace/core";
import { encodeBatch } from "@millrace/log";
import type { Log, RecordInput, TopicInfo } from "@millrace/log";
import type { PublishAnswer, PublishBody, PublishRecord } from "../api/types.ts";
import { errors } from "../errors.ts";
import { partitionOfKey } from "./partition.ts";

/** Length, attributes, varints and the batch's header, generously. */
const overheadBytes = 100;

const valueText = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);

export class Publisher {
  readonly #log: Log;
  readonly #clock: Clock;
  /** Where the next records without a key go, by topic: one batch to one partition, then the next. */
  readonly #next = new Map<string, number>();

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  async publish(topic: TopicInfo, body: PublishBody): Promise<PublishAnswer> {
    const { partition, producer } = body;
    if (producer !== undefined && partition === undefined) throw errors.producerWithoutPartition();
    if (partition !== undefined && partition >= topic.partitions) throw errors.partitionUnknown(topic.name, partition, topic.partitions);
    const limitBytes = Number(topic.config["max.message.bytes"] ?? limits.recordBatchBytes);
    const timestampMs = this.#clock.now();
    const batches = this.#split(topic, body, limitBytes, timestampMs);
    let sequence = producer?.sequence ?? -1;
    const offsets: { partition: number; baseOffset: number; count: number }[] = [];
    let duplicate = batches.length > 0;
    // Batches of one partition keep their order: each waits for the one before it.
    const byPartition = Map.groupBy(batches, (batch) => batch.partition);
    const appends = [...byPartition].map(async ([to, list]) => {
      for (const { records } of list) {
        const numbers = producer === undefined ? {} : { producerId: producer.id, producerEpoch: producer.epoch, baseSequence: sequence };
        // Sequence numbers wrap at 2^31, as Kafka's do.
        if (producer !== undefined) sequence = (sequence + records.length) % 0x8000_0000;
        const result = await this.#log.append(topic.name, to, encodeBatch({ records, timestampMs, ...numbers }));
        duplicate &&= result.duplicate;
        offsets.push({ partition: to, baseOffset: result.baseOffset, count: records.length });
      }
    });
    await Promise.all(appends);
    offsets.sort((a, b) => a.partition - b.partition || a.baseOffset - b.baseOffset);
    return { count: body.records.length, offsets, duplicate };
  }

  /** Records by partition, in batches that the topic takes. */
  #split(topic: TopicInfo, body: PublishBody, limitBytes: number, timestampMs: number): { partition: number; records: RecordInput[] }[] {
    const batches: { partition: number; records: RecordInput[]; bytes: number }[] = [];
    const open = new Map<number, { partition: number; records: RecordInput[]; bytes: number }>();
    const keyless = body.partition ?? this.#rotate(topic);
    for (const [index, record] of body.records.entries()) {
      const { input, bytes } = encodeRecord(record, timestampMs);
      if (bytes + overheadBytes > limitBytes) throw errors.recordTooLarge(index, bytes, limitBytes);
      const key = typeof input.key === "object" && input.key !== null ? input.key : null;
      const partition = body.partition ?? (key === null ? keyless : partitionOfKey(key, topic.partitions));
      let batch = open.get(partition);
      if (batch === undefined || batch.bytes + bytes + overheadBytes > limitBytes) {
        batch = { partition, records: [], bytes: 0 };
        open.set(partition, batch);
        batches.push(batch);
      }
      batch.records.push(input);
      batch.bytes += bytes;
    }
    return batches;
  }

  #rotate(topic: TopicInfo): number {
    const next = (this.#next.get(topic.name) ?? 0) % topic.partitions;
    this.#next.set(topic.name, next + 1);
    if (this.#next.size > limits.topics) this.#next.clear();
    return next;
  }
}

/** A record's parts as bytes, and about how many they are in a batch. */
function encodeRecord(record: PublishRecord, timestampMs: number): { readonly input: RecordInput; readonly bytes: number } {
  const text = valueText(record.value);
  const value = text === null ? null : encodeUtf8(text);
  const key = record.key === undefined || record.key === null ? null : encodeUtf8(record.key);
  const headers = Object.entries(record.headers ?? {}).map(([name, content]) => ({ key: name, value: content }));
  let bytes = (value?.length ?? 0) + (key?.length ?? 0) + 30;
  for (const header of headers) bytes += Buffer.byteLength(header.key) + Buffer.byteLength(header.value) + 10;
  return { input: { key, value, headers, timestampMs: record.timestampMs ?? timestampMs }, bytes };
}
