import { expect } from "vitest";
import { batchesIn, decodeRecords, type CompressionName, type RecordInput } from "@millrace/log";
import { batch, codeOf, type PortCases, until, values } from "./port-case.ts";

const codecs: readonly CompressionName[] = ["none", "gzip", "snappy", "lz4", "zstd"];
const bytesOf = (...bytes: number[]): Uint8Array => new Uint8Array(bytes);

const hex = (bytes: Uint8Array | string | null | undefined): string | null =>
  bytes === null || bytes === undefined ? null : Buffer.from(bytes as Uint8Array).toString("hex");

export const records: PortCases = {
  "gives offsets in the order of the calls": async (port) => {
    const { log, name } = port;
    const topic = name("order");
    await log.createTopic({ name: topic, partitions: 1 });
    const appends = await Promise.all(["a", "b", "c", "d"].map((value) => log.append(topic, 0, batch([value, value]))));
    expect(appends.map(({ baseOffset, lastOffset, duplicate }) => [baseOffset, lastOffset, duplicate])).toEqual([
      [0, 1, false],
      [2, 3, false],
      [4, 5, false],
      [6, 7, false],
    ]);
    expect(await values(port, topic)).toEqual(["0:a", "1:a", "2:b", "3:b", "4:c", "5:c", "6:d", "7:d"]);
    expect(log.offsets(topic, 0)).toEqual({ start: 0, end: 8, stable: 8 });
  },
  "appends several batches in one call": async (port) => {
    const { log, name } = port;
    const topic = name("several");
    await log.createTopic({ name: topic, partitions: 1 });
    const result = await log.append(topic, 0, Buffer.concat([batch(["a", "b"]), batch(["c"], { compression: "zstd" })]));
    expect(result).toMatchObject({ baseOffset: 0, lastOffset: 2, duplicate: false });
    expect(await values(port, topic)).toEqual(["0:a", "1:b", "2:c"]);
  },
  "keeps keys, values, headers and times of every codec: null and empty, order and repetition": async ({ log, name }) => {
    const topic = name("faithful");
    await log.createTopic({ name: topic, partitions: 1 });
    const given = [
      { key: null, value: bytesOf(0, 255, 128), timestampMs: 1_700_000_000_000 },
      { key: bytesOf(), value: bytesOf(), timestampMs: 1_600_000_000_000 },
      { key: bytesOf(1), value: null, timestampMs: 1_750_000_000_000 },
      {
        key: bytesOf(2),
        value: bytesOf(3),
        timestampMs: 0,
        headers: [
          { key: "b", value: bytesOf(1) },
          { key: "a", value: null },
          { key: "b", value: bytesOf() },
          { key: "", value: bytesOf(9) },
          { key: "ключ", value: bytesOf(1) },
        ],
      },
    ];
    const plain = (records: readonly RecordInput[]) =>
      records.map(({ key, value, timestampMs, headers = [] }) => ({
        key: hex(key),
        value: hex(value),
        timestampMs,
        headers: headers.map((header) => [header.key, hex(header.value)]),
      }));
    for (const [index, compression] of codecs.entries()) {
      await log.append(topic, 0, batch(given, { compression }));
      const { bytes } = await log.read(topic, 0, index * 4, { maxBytes: 1 << 20 });
      const read = decodeRecords(bytes);
      expect(plain(read)).toEqual(plain(given));
      expect(read.map(({ offset }) => offset)).toEqual([0, 1, 2, 3].map((at) => index * 4 + at));
      const header = batchesIn(bytes).next().value!.header;
      expect([header.compression, header.logAppendTime, header.recordCount]).toEqual([index, false, 4]);
    }
  },
  "reads whole batches from the one that holds the offset": async ({ log, name }) => {
    const topic = name("inside");
    await log.createTopic({ name: topic, partitions: 1 });
    await log.append(topic, 0, batch(["a", "b", "c"]));
    await log.append(topic, 0, batch(["d", "e"]));
    const from = async (offset: number) => {
      const { bytes } = await log.read(topic, 0, offset, { maxBytes: 1 << 20 });
      return decodeRecords(bytes)
        .filter((record) => record.offset >= offset)
        .map((record) => Buffer.from(record.value!).toString())
        .join("");
    };
    expect(await Promise.all([0, 1, 2, 3, 4, 5].map(from))).toEqual(["abcde", "bcde", "cde", "de", "e", ""]);
  },
  "gives the first batch however large it is, and more only as far as it is allowed": async ({ log, name }) => {
    const topic = name("bounded");
    await log.createTopic({ name: topic, partitions: 1 });
    const sizes: number[] = [];
    for (let index = 0; index < 4; index++) {
      const bytes = batch([String(index).repeat(1000)]);
      sizes.push(bytes.length);
      await log.append(topic, 0, bytes);
    }
    const size = sizes[0]!;
    const read = async (maxBytes: number) => (await log.read(topic, 0, 0, { maxBytes })).bytes.length;
    expect(await read(1)).toBe(size);
    expect(await read(size + 10)).toBe(size);
    expect(await read(3 * size)).toBe(3 * size);
    expect(await read(100 * size)).toBe(4 * size);
  },
  "refuses offsets outside of the log, and reads nothing at its end": async ({ log, name }) => {
    const topic = name("range");
    await log.createTopic({ name: topic, partitions: 1 });
    expect((await log.read(topic, 0, 0, { maxBytes: 100 })).bytes).toHaveLength(0);
    await log.append(topic, 0, batch(["a", "b"]));
    const end = await log.read(topic, 0, 2, { maxBytes: 100 });
    expect(end).toMatchObject({ startOffset: 0, endOffset: 2, lastStableOffset: 2, abortedTransactions: [] });
    expect(end.bytes).toHaveLength(0);
    for (const offset of [-1, 3, 1000]) expect(await codeOf(log.read(topic, 0, offset, { maxBytes: 100 }))).toBe("log.offset-out-of-range");
  },
  "hands out buffers that nobody else holds": async ({ log, name }) => {
    const topic = name("owned");
    await log.createTopic({ name: topic, partitions: 1 });
    await log.append(topic, 0, batch(["keep"]));
    const { bytes } = await log.read(topic, 0, 0, { maxBytes: 1000 });
    structuredClone(bytes, { transfer: [bytes.buffer] });
    expect(bytes).toHaveLength(0);
    const again = await log.read(topic, 0, 0, { maxBytes: 1000 });
    expect(Buffer.from(decodeRecords(again.bytes)[0]!.value!).toString()).toBe("keep");
  },
  "wakes a waiting read when enough has come, and lets it go when its time is over": async ({ log, name }) => {
    const topic = name("waits");
    await log.createTopic({ name: topic, partitions: 1 });
    const waiting = log.read(topic, 0, 0, { maxBytes: 1 << 20, waitMs: 20_000 });
    const large = log.read(topic, 0, 0, { maxBytes: 1 << 20, waitMs: 20_000, minBytes: 3000 });
    await log.append(topic, 0, batch(["first"]));
    expect(decodeRecords((await waiting).bytes)).toHaveLength(1);
    await log.append(topic, 0, batch(["x".repeat(4000)]));
    expect(decodeRecords((await large).bytes)).toHaveLength(2);
    expect((await log.read(topic, 0, 2, { maxBytes: 100, waitMs: 30 })).bytes).toHaveLength(0);
  },
  "ends a waiting read by its signal, and when the topic goes": async ({ log, name }) => {
    const topic = name("let-go");
    await log.createTopic({ name: topic, partitions: 1 });
    const controller = new AbortController();
    const aborted = log.read(topic, 0, 0, { maxBytes: 100, waitMs: 20_000, signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(aborted).rejects.toThrow("enough");
    const orphan = codeOf(log.read(topic, 0, 0, { maxBytes: 100, waitMs: 15_000 }));
    await log.deleteTopic(topic);
    expect(await orphan).toBe("log.topic-unknown");
  },
  "finds the first record of a time, and the one with the largest": async ({ log, name }) => {
    const topic = name("times");
    await log.createTopic({ name: topic, partitions: 1 });
    expect(await log.offsetAt(topic, 0, 0)).toBeUndefined();
    expect(await log.offsetOfMaxTimestamp(topic, 0)).toBeUndefined();
    const at = (timestampMs: number) => ({ value: "x", timestampMs });
    await log.append(topic, 0, batch([at(1000), at(3000), at(2000)]));
    await log.append(topic, 0, batch([at(5000), at(4000)], { compression: "lz4" }));
    await log.append(topic, 0, batch([at(4500)]));
    const found = async (timestampMs: number) => log.offsetAt(topic, 0, timestampMs);
    expect(await found(-5)).toEqual({ offset: 0, timestampMs: 1000 });
    expect(await found(0)).toEqual({ offset: 0, timestampMs: 1000 });
    expect(await found(1001)).toEqual({ offset: 1, timestampMs: 3000 });
    expect(await found(3001)).toEqual({ offset: 3, timestampMs: 5000 });
    expect(await found(5000)).toEqual({ offset: 3, timestampMs: 5000 });
    expect(await found(5001)).toBeUndefined();
    expect(await log.offsetOfMaxTimestamp(topic, 0)).toEqual({ offset: 3, timestampMs: 5000 });
  },
  "sets the time itself where the topic says so": async ({ log, name }) => {
    const topic = name("append-time");
    await log.createTopic({ name: topic, partitions: 1, config: { "message.timestamp.type": "LogAppendTime" } });
    const { logAppendTimeMs } = await log.append(topic, 0, batch([{ value: "x", timestampMs: 5 }]));
    expect(logAppendTimeMs).toBeGreaterThan(1_700_000_000_000);
    const { bytes } = await log.read(topic, 0, 0, { maxBytes: 1000 });
    expect(decodeRecords(bytes)[0]!.timestampMs).toBe(logAppendTimeMs);
    expect(batchesIn(bytes).next().value!.header.logAppendTime).toBe(true);
  },
  "refuses what is no sound batch, and writes nothing of it": async (port) => {
    const { log, name } = port;
    const topic = name("unsound");
    await log.createTopic({ name: topic, partitions: 1, config: { "max.message.bytes": "500" } });
    const flipped = batch(["flipped"]);
    flipped[flipped.length - 1]! ^= 1;
    const append = (bytes: Uint8Array) => codeOf(log.append(topic, 0, bytes));
    expect(await append(flipped)).toBe("log.batch-checksum");
    expect(await append(new Uint8Array(20))).toBe("log.batch-invalid");
    expect(await append(batch(["cut off"]).subarray(0, 65))).toBe("log.batch-invalid");
    expect(await append(batch(["x".repeat(600)]))).toBe("log.record-too-large");
    expect(await values(port, topic)).toEqual([]);
    expect((await log.append(topic, 0, batch(["sound"]))).baseOffset).toBe(0);
  },
  "wants keys in a compacted topic": async (port) => {
    const { log, name } = port;
    const topic = name("keys");
    await log.createTopic({ name: topic, partitions: 1, config: { "cleanup.policy": "compact" } });
    expect(await codeOf(log.append(topic, 0, batch(["no key"])))).toBe("log.record-keyless");
    await log.append(topic, 0, batch([{ key: "k", value: "v" }]));
    expect(await values(port, topic)).toEqual(["0:v"]);
  },
  "deletes records up to an offset, never back, and not beyond the end": async (port) => {
    const { log, name } = port;
    const topic = name("trimmed");
    await log.createTopic({ name: topic, partitions: 1 });
    await log.append(topic, 0, batch(["a", "b", "c", "d"]));
    expect(await log.deleteRecords(topic, 0, 2)).toBe(2);
    expect(log.offsets(topic, 0)).toEqual({ start: 2, end: 4, stable: 4 });
    expect(await values(port, topic, { from: 2 })).toEqual(["2:c", "3:d"]);
    expect(await codeOf(log.read(topic, 0, 1, { maxBytes: 100 }))).toBe("log.offset-out-of-range");
    expect(await log.deleteRecords(topic, 0, 1)).toBe(2);
    expect(await codeOf(log.deleteRecords(topic, 0, 5))).toBe("log.offset-out-of-range");
    expect(await codeOf(log.deleteRecords(topic, 0, -2))).toBe("log.offset-out-of-range");
    expect(await log.deleteRecords(topic, 0, -1)).toBe(4);
    expect((await log.append(topic, 0, batch(["e"]))).baseOffset).toBe(4);
    expect(await values(port, topic, { from: 4 })).toEqual(["4:e"]);
  },
  "is durable for other readers when the append has resolved": async (port) => {
    const { log, name, refresh } = port;
    const topic = name("durable");
    await log.createTopic({ name: topic, partitions: 1 });
    await log.append(topic, 0, batch(["a"]));
    await refresh();
    await until(() => log.offsets(topic, 0).end === 1, "the end is seen");
    expect(await values(port, topic)).toEqual(["0:a"]);
  },
};
