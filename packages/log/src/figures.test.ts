import { afterAll, expect, it } from "vitest";
import { openMemoryLog } from "./simulation/memory-log.ts";
import { batchOf } from "./testing.ts";

const log = await openMemoryLog({ config: { maintenanceMs: 0 } });
afterAll(() => log.close());

it("counts flushes by how long they took, and what compaction rewrote", async () => {
  await log.createTopic({
    name: "kept",
    partitions: 1,
    config: { "cleanup.policy": "compact", "segment.bytes": "1024", "min.cleanable.dirty.ratio": "0" },
  });
  const before = log.figures.syncs;
  const appending = log.append("kept", 0, batchOf(["a=0"]));
  expect(log.figures.pendingBytes).toBeGreaterThan(0);
  await appending;
  expect(log.figures.pendingBytes).toBe(0);
  for (let round = 1; round < 40; round++) await log.append("kept", 0, batchOf([`a=${round}${"x".repeat(100)}`]));
  const { syncs, syncsByTime } = log.figures;
  expect(syncs - before).toBe(40);
  expect(syncsByTime.reduce((sum, count) => sum + count, 0)).toBe(syncs);
  expect(log.figures).toMatchObject({ compactions: 0, compactedBytes: 0 });
  const sizeBefore = log.size("kept", 0).bytes;
  await log.maintain();
  expect(log.figures.compactions).toBe(1);
  expect(log.figures.compactedBytes).toBeGreaterThanOrEqual(sizeBefore - log.size("kept", 0).bytes);
});
