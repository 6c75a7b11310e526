// The Kafka port under its heaviest client (franz-go), in every cell of record size x partitions x codec, acks=all:
// Millrace beside Apache Kafka with an fsync for every batch and with its default. And what a broker costs besides:
// produce latency at a modest rate, memory after all this, start.
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Admin } from "@platformatic/kafka";
import { program } from "../../tests/tools.ts";
import type { BenchmarkOptions, Figure } from "../figures.ts";
import { producerPerformance } from "./kafka-tools.ts";
import { targets, type Target } from "./targets.ts";

interface Cell {
  readonly recordBytes: number;
  readonly partitions: number;
  readonly codec: string;
}

interface Measured {
  readonly target: Target["name"];
  readonly rates: ReadonlyMap<string, number>;
  readonly costs: ReadonlyMap<string, { readonly value: number; readonly unit: string }>;
}

const cells = (quick: boolean): readonly Cell[] =>
  (quick ? [100] : [100, 1024]).flatMap((recordBytes) =>
    (quick ? [1] : [1, 6, 100]).flatMap((partitions) =>
      (quick ? ["none"] : ["none", "lz4", "zstd"]).map((codec) => ({ recordBytes, partitions, codec })),
    ),
  );

export async function matrixBenchmark({ quick }: BenchmarkOptions): Promise<readonly Figure[]> {
  const franz = program("go") === undefined ? undefined : build();
  if (franz === undefined) return [];
  const measured: Measured[] = [];
  // Each is started alone: two brokers on two cores would measure each other.
  for (const start of quick ? targets.slice(0, 1) : targets) {
    const target = await start();
    try {
      measured.push(await measure(franz, target, quick));
    } finally {
      await target.stop();
    }
  }
  return figuresOf(measured);
}

function build(): string | undefined {
  const binary = join(mkdtempSync(join(tmpdir(), "millrace-franz-")), "franz");
  const built = spawnSync("go", ["build", "-o", binary, "."], { cwd: join(import.meta.dirname, "franz"), encoding: "utf8" });
  if (built.status !== 0) console.log(`franz-go could not be built, so its cells are left out: ${built.stderr.trim().split("\n").at(-1)}`);
  return built.status === 0 ? binary : undefined;
}

async function measure(franz: string, target: Target, quick: boolean): Promise<Measured> {
  const { name, kafka } = target;
  const rates = new Map<string, number>();
  const run = (...args: readonly string[]): number => {
    const ran = spawnSync(franz, args, { encoding: "utf8" });
    if (ran.status !== 0) throw new Error(`${name}: franz ${args.join(" ")}: ${ran.stderr}`);
    return (JSON.parse(ran.stdout) as { seconds: number }).seconds;
  };
  const admin = new Admin({ clientId: "bench", bootstrapBrokers: [kafka] });
  for (const [index, { recordBytes, partitions, codec }] of cells(quick).entries()) {
    const topic = `matrix-${index}`;
    await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
    const megabytes = quick ? 2 : 200;
    const records = Math.round((megabytes * 1e6) / recordBytes / (recordBytes < 500 ? 2 : 1));
    const cell = `${recordBytes} B, ${partitions} partition${partitions === 1 ? "" : "s"}, ${codec}`;
    const mb = (records * recordBytes) / 1e6;
    if (index === 0) run("produce", kafka, topic, String(records), String(recordBytes), codec);
    rates.set(`produce ${cell}`, mb / run("produce", kafka, topic, String(records), String(recordBytes), codec));
    rates.set(`fetch ${cell}`, mb / run("consume", kafka, topic, String(records)));
  }
  await admin.close();
  const costs = new Map([
    ["resident after the cells", { value: target.residentMiB(), unit: "MiB" }],
    ["start to an answering port", { value: target.readyMs, unit: "ms" }],
  ]);
  const latency = { kafka, topic: "latency", recordBytes: 100, rate: 10_000 };
  producerPerformance({ ...latency, records: 10_000 });
  const slow = producerPerformance({ ...latency, records: quick ? 5_000 : 150_000 });
  if (slow !== undefined) costs.set("p99 of produce at 10,000 records/s", { value: slow.p99Ms, unit: "ms" });
  return { target: name, rates, costs };
}

function figuresOf([ours, ...peers]: readonly Measured[]): Figure[] {
  const figures: Figure[] = [];
  const add = (target: string, what: string, value: number, unit: string, mine?: number): void => {
    const ratio =
      mine === undefined ? {} : { ratio: { to: `this is what millrace ${unit === "MB/s" ? "does" : "takes"}`, value: mine / value } };
    figures.push({ benchmark: "matrix", what: `${target}: ${what}`, value, unit, ...ratio });
  };
  for (const [what, rate] of ours?.rates ?? []) {
    add("millrace", what, rate, "MB/s");
    for (const peer of peers) add(peer.target, what, peer.rates.get(what)!, "MB/s", rate);
  }
  for (const [what, { value, unit }] of ours?.costs ?? []) {
    add("millrace", what, value, unit);
    for (const peer of peers) add(peer.target, what, peer.costs.get(what)!.value, unit, value);
  }
  return figures;
}
