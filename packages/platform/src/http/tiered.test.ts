// What is shown and counted of a topic whose older records are in an object store.
import { encodeBatch, openLog } from "@millrace/log";
import { expect, it } from "vitest";
import type { RecordsAnswer, TopicDetail } from "../api/types.ts";
import { cleanUpAfterAll, testFolder, testPlatform } from "../testing/platform.ts";

cleanUpAfterAll();

it("says what of a topic is local and what is in the object store, and counts what is read there", async () => {
  const folder = testFolder();
  const tier = { kind: "folder", path: `${testFolder()}/tier` } as const;
  const log = await openLog({ folder, tier, config: { maintenanceMs: 0 } });
  const config = { "segment.bytes": "1024", "remote.storage.enable": "true", "local.retention.bytes": "0" };
  await log.createTopic({ name: "long", partitions: 2, config });
  for (let index = 0; index < 20; index++)
    await log.append("long", 0, encodeBatch({ records: [{ value: `${index} ${"x".repeat(300)}`, timestampMs: 1000 }] }));
  await log.maintain();
  const { tier: uploaded } = log.figures;
  expect([uploaded.uploads, uploaded.uploadsFailed]).toEqual([9, 0]);
  const { remoteBytes } = log.size("long", 0);
  // What is sent beside the segments is their indexes.
  expect(uploaded.uploadedBytes).toBeGreaterThan(remoteBytes);
  await log.close();

  const platform = await testPlatform({ dataFolder: folder, tier });
  const detail = await platform.get<TopicDetail>("/topics/long");
  expect(detail.remoteBytes).toBe(remoteBytes);
  expect(detail.bytes).toBeLessThan(1024);
  expect(detail.offsets.map((partition) => partition.remoteBytes)).toEqual([remoteBytes, 0]);
  const valueOf = async (sample: string): Promise<number> => {
    const text = await (await platform.request("/metrics")).text();
    return Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${sample} `))!
        .slice(sample.length + 1),
    );
  };
  expect(await valueOf('millrace_topic_tier_bytes{topic="long"}')).toBe(remoteBytes);
  expect(await valueOf('millrace_topic_tier_segments{topic="long"}')).toBe(9);
  expect(await valueOf('millrace_topic_tier_waiting_bytes{topic="long"}')).toBe(0);
  const hits = await valueOf("millrace_tier_cache_hits_total");
  const read = (): Promise<RecordsAnswer> => platform.get<RecordsAnswer>("/topics/long/records?partition=0&offset=0&limit=2");
  expect((await read()).records.map(({ offset }) => offset)).toEqual([0, 1]);
  expect(await valueOf("millrace_tier_reads_total")).toBeGreaterThan(0);
  expect(await valueOf("millrace_tier_read_bytes_total")).toBeGreaterThan(600);
  await read();
  expect(await valueOf("millrace_tier_cache_hits_total")).toBeGreaterThan(hits);
  expect(await valueOf("millrace_tier_reads_failed_total")).toBe(0);
});
