// What the compaction of a topic with many keys costs those beside it: how long it takes, what memory, what it rewrites,
// how long the turns of the event loop become, and what a producer sees that sends a record every 5 ms to another topic.
// Each key is written twice. The clock also counts what other processes take of the machine; the thread's CPU time does not.
//   node benchmarks/compaction.ts [--keys 10000000] [--memory-mib 32] [--mib-per-second 32] [--compression zstd]
//     [--records 500] [--segment-mib 32]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { encodeBatch, openLog, type CompressionName, type EmbeddedLog } from "@millrace/log";
import { percentile } from "./figures.ts";

const mib = 1024 * 1024;
const { values } = parseArgs({
  options: {
    keys: { type: "string", default: "10000000" },
    "memory-mib": { type: "string", default: "32" },
    "mib-per-second": { type: "string", default: "32" },
    compression: { type: "string", default: "none" },
    records: { type: "string", default: "500" },
    "segment-mib": { type: "string", default: "32" },
  },
});
const keys = Number(values.keys);
const recordsPerBatch = Number(values.records);
const compression = values.compression as CompressionName;

async function fill(log: EmbeddedLog): Promise<void> {
  const waiting: Promise<unknown>[] = [];
  for (let first = 0; first < 2 * keys; first += recordsPerBatch) {
    const records = Array.from({ length: recordsPerBatch }, (_, index) => {
      const number = first + index;
      return { key: `user-${String(number % keys).padStart(9, "0")}`, value: `value ${number}` };
    });
    waiting.push(log.append("keys", 0, encodeBatch({ records, compression })));
    if (waiting.length === 100) await Promise.all(waiting.splice(0));
  }
  await Promise.all(waiting);
}

/** CPU time that this thread took between two ticks of a millisecond (in the system's steps): what keeps others waiting. */
function measureTurns(): { stop(): number[] } {
  const turnsMs: number[] = [];
  let before = process.threadCpuUsage();
  const ticks = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    turnsMs.push((user + system) / 1000);
  }, 1);
  return { stop: () => (clearInterval(ticks), turnsMs) };
}

/** How long a producer beside it waits for each acknowledgement, and what the loop did, while `work` runs. */
async function beside(log: EmbeddedLog, work: () => Promise<unknown>): Promise<string> {
  const waitsMs: number[] = [];
  let over = false;
  const produce = async (): Promise<void> => {
    while (!over) {
      const beganMs = performance.now();
      await log.append("beside", 0, encodeBatch({ records: [{ value: "a record" }] }));
      waitsMs.push(performance.now() - beganMs);
      await setTimeout(5);
    }
  };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const turns = measureTurns();
  const producing = produce();
  await work();
  over = true;
  const turnsMs = turns.stop();
  delay.disable();
  await producing;
  const text = (p50: number, p99: number, max: number): string => `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, max ${max.toFixed(1)}`;
  const of = (all: readonly number[]): string => text(percentile(all, 0.5), percentile(all, 0.99), percentile(all, 1));
  const loop = text(delay.percentile(50) / 1e6, delay.percentile(99) / 1e6, delay.max / 1e6);
  return `ms: turns of CPU time ${of(turnsMs)} · event loop delay ${loop} · acknowledgements ${of(waitsMs)}`;
}

const folder = mkdtempSync(join(tmpdir(), "millrace-compaction-"));
const log = await openLog({
  folder,
  config: {
    maintenanceMs: 0,
    compactionMemoryBytes: Number(values["memory-mib"]) * mib,
    compactionBytesPerSecond: Number(values["mib-per-second"]) * mib,
  },
});
let peakBytes = 0;
const watch = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss())), 50);
try {
  const segmentBytes = String(Number(values["segment-mib"]) * mib);
  const config = { "cleanup.policy": "compact", "segment.bytes": segmentBytes, "min.cleanable.dirty.ratio": "0" };
  await log.createTopic({ name: "keys", partitions: 1, config });
  await log.createTopic({ name: "beside", partitions: 1 });
  await fill(log);
  const before = log.size("keys", 0);
  const restBytes = process.memoryUsage.rss();
  console.log(`nothing beside it   ${await beside(log, () => setTimeout(5_000))}`);
  peakBytes = restBytes;
  const beganMs = performance.now();
  console.log(`while it compacts   ${await beside(log, () => log.maintain())}`);
  const seconds = (performance.now() - beganMs) / 1000;
  const of = (bytes: number): string => `${Math.round(bytes / mib)} MiB`;
  const rewritten = of(log.figures.compactedBytes);
  console.log(
    `${keys} keys twice: ${of(before.bytes)} became ${of(log.size("keys", 0).bytes)} in ${seconds.toFixed(1)} s, rewriting ${rewritten}`,
  );
  console.log(`memory: ${of(restBytes)} before, ${of(peakBytes)} at most`);
} finally {
  clearInterval(watch);
  await log.close();
  rmSync(folder, { recursive: true });
}
