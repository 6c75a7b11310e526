// How long producers wait at a modest rate, 10,000 records/s of 100 B with acks=all: what Kafka's own tool says of the
// slowest hundredth once it is warm. Brokers just started, in turns; the median of each.
import { besideOf, median, type BenchmarkOptions, type Figure } from "../figures.ts";
import { producerPerformance } from "./kafka-tools.ts";
import { kafkaToolsHere, targets, type Target } from "./targets.ts";

export async function p99Benchmark({ quick }: BenchmarkOptions): Promise<readonly Figure[]> {
  const what = "p99 of produce at 10,000 records/s";
  if (!kafkaToolsHere()) return [{ benchmark: "p99", what, value: Number.NaN, unit: "ms", failure: "there is no Java" }];
  const open: Target[] = [];
  const turns = new Map<string, number[]>();
  try {
    for (const start of quick ? targets.slice(0, 1) : targets) open.push(await start());
    const records = quick ? 5_000 : 100_000;
    for (let turn = 0; turn < (quick ? 1 : 3); turn++)
      for (const { name, kafka } of open) {
        const run = { kafka, topic: "latency", recordBytes: 100, rate: 10_000, records, warmUp: quick ? 1_000 : 50_000 };
        turns.set(name, [...(turns.get(name) ?? []), producerPerformance(run)!.p99Ms]);
      }
  } finally {
    for (const target of open) await target.stop();
  }
  const [ours, ...peers] = Array.from(turns, ([name, values]) => [name, median(values)] as const);
  return [{ benchmark: "p99", what, value: ours![1], unit: "ms", beside: besideOf(ours![1], "ms", peers) }];
}
