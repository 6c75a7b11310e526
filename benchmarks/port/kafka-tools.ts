// Kafka's own performance tools and what they print. They count in MiB; here it is MB.
import type { MatrixClient } from "./cells.ts";
import { kafkaTool, kafkaToolsHere } from "./targets.ts";

const bytesPerMiB = 1.048576;

export interface ProduceRun {
  readonly kafka: string;
  readonly topic: string;
  readonly records: number;
  readonly recordBytes: number;
  /** Records a second; left out, as many as go. */
  readonly rate?: number;
  /** Of the records, those before which the client is not warm: its latencies are of the others. */
  readonly warmUp?: number;
  readonly codec?: string;
}

/** With acks=all. Undefined where the tool cannot run. */
export function producerPerformance(run: ProduceRun): { readonly mbPerSecond: number; readonly p99Ms: number } | undefined {
  const properties = [
    `bootstrap.servers=${run.kafka}`,
    "acks=all",
    "batch.size=65536",
    "linger.ms=2",
    `compression.type=${run.codec ?? "none"}`,
  ];
  const size = ["--num-records", String(run.records), "--record-size", String(run.recordBytes), "--throughput", String(run.rate ?? -1)];
  const warmUp = run.warmUp === undefined ? [] : ["--warmup-records", String(run.warmUp)];
  const out = kafkaTool("ProducerPerformance", "--topic", run.topic, ...size, ...warmUp, "--producer-props", ...properties);
  const last = out?.trim().split("\n").at(-1);
  if (last === undefined) return undefined;
  return { mbPerSecond: Number(/\(([\d.]+) MB\/sec\)/.exec(last)![1]) * bytesPerMiB, p99Ms: Number(/(\d+) ms 99th/.exec(last)![1]) };
}

export function consumerPerformance(run: Pick<ProduceRun, "kafka" | "topic" | "records">): { readonly mbPerSecond: number } | undefined {
  const where = ["--topic", run.topic, "--bootstrap-server", run.kafka];
  const lines = kafkaTool("ConsumerPerformance", ...where, "--messages", String(run.records), "--timeout", "20000")
    ?.trim()
    .split("\n");
  if (lines === undefined) return undefined;
  const split = (line: string): string[] => line.split(",").map((field) => field.trim());
  const names = split(lines.find((line) => line.includes("data.consumed.in.MB"))!);
  const fields = split(lines.at(-1)!);
  const of = (name: string): number => Number(fields[names.indexOf(name)]);
  return { mbPerSecond: (of("data.consumed.in.MB") * bytesPerMiB) / (of("fetch.time.ms") / 1000) };
}

/** Undefined where there is no Java. */
export function kafkaToolsClient(): MatrixClient | undefined {
  if (!kafkaToolsHere()) return undefined;
  return {
    name: "Kafka's tools",
    produce: (run) => producerPerformance(run)!.mbPerSecond,
    fetch: (run) => consumerPerformance(run)!.mbPerSecond,
  };
}
