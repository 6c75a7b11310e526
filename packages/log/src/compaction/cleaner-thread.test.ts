import { seeded, systemRandom } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { decodeRecords } from "../batch/records.ts";
import { batchesIn } from "../batch/header.ts";
import { openMemoryLog } from "../simulation/memory-log.ts";
import { allRecords, batchOf, codeOfRejected } from "../testing.ts";
import { CleanerHere, type Cleaner } from "./cleaner.ts";
import { CleanerLost, CleanerThread } from "./cleaner-thread.ts";

const compressions = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
const rule = { end: 1_000, until: 1_000, start: 0, nowMs: 5_000, deleteRetentionMs: 1_000 };

/** Batches at their offsets, in memory of their own. */
function chunkOf(seed: number): { bytes: Uint8Array<ArrayBuffer>; abortedTransactions: readonly never[] } {
  const random = seeded(seed);
  const batches: Uint8Array[] = [];
  for (let offset = 0; offset < 200;) {
    const values = Array.from({ length: 1 + random.below(9) }, () => `k${random.below(30)}=${"v".repeat(random.below(20))}`);
    const batch = batchOf(values, { compression: compressions[random.below(5)]!, timestampMs: 1_000 });
    new DataView(batch.buffer).setBigInt64(0, BigInt(offset));
    batches.push(batch);
    offset += values.length;
  }
  return { bytes: Uint8Array.from(Buffer.concat(batches)), abortedTransactions: [] };
}

/** Offset, key and value of what a cleaner keeps. */
async function cleaned(cleaner: Cleaner, seed: number): Promise<string[]> {
  await cleaner.begin(100_000);
  await cleaner.learn(chunkOf(seed), { from: 0, until: rule.until });
  const { bytes } = await cleaner.keep(chunkOf(seed), rule);
  const lines: string[] = [];
  for (const { at, header } of batchesIn(bytes))
    for (const { offset, key, value } of decodeRecords(bytes.subarray(at, at + header.sizeBytes)))
      lines.push(`${offset}:${Buffer.from(key!).toString()}=${value === undefined ? "null" : value.length}`);
  return lines;
}

/** The same, told plainly. */
function expected(seed: number): string[] {
  const last = new Map<string, string>();
  const { bytes } = chunkOf(seed);
  for (const { at, header } of batchesIn(bytes))
    for (const { offset, key, value } of decodeRecords(bytes.subarray(at, at + header.sizeBytes))) {
      const name = Buffer.from(key!).toString();
      last.delete(name);
      last.set(name, `${offset}:${name}=${value === undefined ? "null" : value.length}`);
    }
  return [...last.values()];
}

describe("the thread of compaction", () => {
  it("keeps the last record of each key, as it is kept without a thread, and may begin again after its end", async () => {
    const thread = new CleanerThread();
    const here = new CleanerHere(systemRandom);
    for (let seed = 1; seed <= 8; seed++) {
      expect(await cleaned(thread, seed)).toEqual(expected(seed));
      expect(await cleaned(here, seed)).toEqual(expected(seed));
      if (seed === 4) await thread.end();
    }
    await thread.end();
  });

  it("gives back the memory that it was given, with what is kept in it", async () => {
    const thread = new CleanerThread();
    await thread.begin(100_000);
    const chunk = chunkOf(1);
    const { byteLength } = chunk.bytes;
    const learned = await thread.learn(chunk, { from: 0, until: rule.until });
    expect([chunk.bytes.byteLength, learned.bytes.length, learned.bytes.buffer.byteLength]).toEqual([0, 0, byteLength]);
    const kept = await thread.keep(chunkOf(1), rule);
    expect(kept.bytes.length).toBeLessThan(byteLength);
    expect(kept.bytes.buffer.byteLength).toBe(byteLength);
    await thread.end();
  });

  it("hands over what is wrong with a batch, and goes on", async () => {
    const thread = new CleanerThread();
    await thread.begin(100_000);
    const bytes = batchOf(["k=1"], { compression: "gzip" });
    bytes.fill(7, 70);
    expect(await codeOfRejected(thread.learn({ bytes, abortedTransactions: [] }, { from: 0, until: 10 }))).toBe("log.compression-invalid");
    expect(await cleaned(thread, 3)).toEqual(expected(3));
    await thread.end();
  });

  it("is missed when it ends by itself, and the log compacts at its next turn", async () => {
    const gone = new CleanerThread(new URL("data:text/javascript,process.exit(3)"));
    await expect(gone.begin(1_000)).rejects.toThrow("it exited with code 3");
    await expect(gone.learn(chunkOf(1), { from: 0, until: 10 })).rejects.toBeInstanceOf(CleanerLost);

    const here = new CleanerHere(seeded(1));
    let losses = 1;
    const once: Cleaner = {
      begin: (tableBytes) => here.begin(tableBytes),
      learn: (chunk, range) => here.learn(chunk, range),
      keep: (chunk, keep) => (losses-- > 0 ? gone.keep(chunk, keep) : here.keep(chunk, keep)),
      end: () => here.end(),
    };
    const log = await openMemoryLog({ cleaner: once });
    await log.createTopic({ name: "t", partitions: 1, config: { "cleanup.policy": "compact", "segment.bytes": "1024" } });
    for (let index = 0; index < 20; index++) await log.append("t", 0, batchOf([`k=${index}${"x".repeat(300)}`]));
    await log.maintain();
    expect(await allRecords(log, "t")).toHaveLength(20);
    expect(log.figures.compactionsFailed).toBe(1);
    await log.maintain();
    expect((await allRecords(log, "t")).length).toBeLessThan(5);
    await log.close();
  });
});
