// How long the compaction of a topic with many keys takes, and what memory: each key twice, in batches of 500 records.
//   node benchmarks/compaction.ts [--keys 10000000] [--memory-mib 32] [--mib-per-second 0]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { encodeBatch, openLog } from "@millrace/log";

const mib = 1024 * 1024;
const recordsPerBatch = 500;
const { values } = parseArgs({
  options: {
    keys: { type: "string", default: "10000000" },
    "memory-mib": { type: "string", default: "32" },
    "mib-per-second": { type: "string", default: "0" },
  },
});
const keys = Number(values.keys);
const folder = mkdtempSync(join(tmpdir(), "millrace-compaction-"));
const config = {
  maintenanceMs: 0,
  compactionMemoryBytes: Number(values["memory-mib"]) * mib,
  compactionBytesPerSecond: Number(values["mib-per-second"]) * mib,
};
const log = await openLog({ folder, config });

async function fill(): Promise<void> {
  const waiting: Promise<unknown>[] = [];
  for (let first = 0; first < 2 * keys; first += recordsPerBatch) {
    const records = Array.from({ length: recordsPerBatch }, (_, index) => {
      const number = first + index;
      return { key: `user-${String(number % keys).padStart(9, "0")}`, value: `value ${number}` };
    });
    waiting.push(log.append("keys", 0, encodeBatch({ records })));
    if (waiting.length === 100) await Promise.all(waiting.splice(0));
  }
  await Promise.all(waiting);
}

let peakBytes = 0;
const watch = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss())), 50);
try {
  await log.createTopic({ name: "keys", partitions: 1, config: { "cleanup.policy": "compact", "segment.bytes": String(32 * mib) } });
  await fill();
  const before = log.size("keys", 0);
  const restBytes = process.memoryUsage.rss();
  peakBytes = restBytes;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const beganMs = performance.now();
  await log.maintain();
  const seconds = (performance.now() - beganMs) / 1000;
  delay.disable();
  const after = log.size("keys", 0);
  console.log(
    `${keys} keys twice: ${Math.round(before.bytes / mib)} MiB became ${Math.round(after.bytes / mib)} MiB in ${seconds.toFixed(1)} s`,
  );
  console.log(`memory: ${Math.round(restBytes / mib)} MiB before, ${Math.round(peakBytes / mib)} MiB at most`);
  console.log(`event loop held up: ${(delay.percentile(99) / 1e6).toFixed(1)} ms in 99 %, ${(delay.max / 1e6).toFixed(1)} ms at most`);
} finally {
  clearInterval(watch);
  await log.close();
  rmSync(folder, { recursive: true });
}
