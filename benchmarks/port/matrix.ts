// The Kafka port under its fastest clients (franz-go and Kafka's own performance tools) in every cell of record size ×
// partitions × codec, acks=all: Millrace beside Apache Kafka with an fsync for every batch and with its default. All of
// them are up all the time, idle but for the one that is measured, and take turns within each cell, so that a machine
// that changes its speed changes it for all; before each turn the disk has nothing left to write. Each turn is taken
// twice to produce, three times to fetch, which is shorter, and the best one counts. And what a broker costs besides:
// produce latency at a modest rate, memory, start.
import { spawnSync } from "node:child_process";
import { Admin } from "@platformatic/kafka";
import { asNumber, besideOf, type BenchmarkOptions, type Figure } from "../figures.ts";
import { type Cell, cellName, cells, type MatrixClient, type Run, summary } from "./cells.ts";
import { franzClient } from "./franz.ts";
import { kafkaToolsClient } from "./kafka-tools.ts";
import { targets, type Target } from "./targets.ts";

const produceRounds = 2;
const fetchRounds = 3;
/** Cells that would begin later are left out. */
const mostMs = 22 * 60_000;

export async function matrixBenchmark({ quick, cells: words = [] }: BenchmarkOptions): Promise<readonly Figure[]> {
  const work = [franzClient(), kafkaToolsClient()].flatMap((client) => {
    const wanted = client === undefined ? [] : cells(quick).filter((cell) => isWanted(namesOf(client, cell), words));
    return client === undefined || wanted.length === 0 ? [] : [{ client, wanted }];
  });
  if (work.length === 0) return [];
  const open: Target[] = [];
  const figures: Figure[] = [];
  const began = performance.now();
  try {
    for (const start of quick ? targets.slice(0, 1) : targets) open.push(await start());
    for (const { client, wanted } of work) {
      if (!quick) await warm(client, open);
      for (const cell of wanted) {
        const late = performance.now() - began > mostMs;
        const measure = late ? Promise.reject(new Error("no time was left")) : measureCell(client, cell, open, quick);
        for (const figure of await measure.catch((error: unknown) => failed(namesOf(client, cell), error))) {
          console.log(`  ${figure.what}: ${figure.failure ?? besideEachOther(figure)}`);
          figures.push(figure);
        }
      }
    }
    for (const line of summary(figures)) console.log(line);
    if (words.length === 0)
      figures.push(figureOf("resident after the cells", "MiB", new Map(open.map((target) => [target.name, target.residentMiB()]))));
  } finally {
    for (const target of open) await target.stop();
  }
  return figures;
}

const namesOf = ({ name }: MatrixClient, cell: Cell): readonly [string, string] => [
  cellName("produce", name, cell),
  cellName("fetch", name, cell),
];

const isWanted = (names: readonly string[], words: readonly string[]): boolean =>
  names.some((name) => words.every((word) => name.includes(word)));

const besideEachOther = ({ value, beside = [] }: Figure): string => [value, ...beside.map((one) => one.value)].map(asNumber).join(", ");

/** What goes wrong in one cell is said in its place. */
function failed(names: readonly string[], error: unknown, unit = "MB/s"): readonly Figure[] {
  const failure = (error as Error).message.split("\n")[0]!;
  return names.map((what) => ({ benchmark: "matrix", what, value: Number.NaN, unit, failure }));
}

async function createTopic(kafka: string, topic: string, partitions: number): Promise<void> {
  const admin = new Admin({ clientId: "bench", bootstrapBrokers: [kafka] });
  await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
  await admin.close();
}

/** A cold JVM, a cold broker: none of this counts. */
async function warm(client: MatrixClient, open: readonly Target[]): Promise<void> {
  for (const { kafka } of open)
    for (const codec of ["none", "lz4"]) {
      const topic = `warm-${client.name}-${codec}`.replaceAll(/[^\w-]/g, "-");
      await createTopic(kafka, topic, 6);
      const run = { kafka, topic, recordBytes: 1024, partitions: 6, codec, records: 100_000 };
      client.produce(run);
      client.fetch(run);
    }
}

async function measureCell(client: MatrixClient, cell: Cell, open: readonly Target[], quick: boolean): Promise<readonly Figure[]> {
  const [produce, fetch] = namesOf(client, cell);
  const topic = produce.replaceAll(/[^\w-]+/g, "-");
  const megabytes = quick ? 2 : cell.recordBytes < 500 ? 50 : 100;
  const records = Math.round((megabytes * 1e6) / cell.recordBytes);
  for (const { kafka } of open) await createTopic(kafka, topic, cell.partitions);
  const best = (once: (run: Run) => number, rounds: number, count: number): Map<string, number> => {
    const rates = new Map<string, number>();
    for (let round = 0; round < rounds; round++)
      for (const { name, kafka } of open) {
        spawnSync("sync");
        rates.set(name, Math.max(rates.get(name) ?? 0, once({ ...cell, kafka, topic, records: count })));
      }
    return rates;
  };
  const [writes, reads] = quick ? [1, 1] : [produceRounds, fetchRounds];
  const produced = best(client.produce, writes, records);
  const fetched = best(client.fetch, reads, records * writes);
  return [figureOf(produce, "MB/s", produced), figureOf(fetch, "MB/s", fetched)];
}

function figureOf(what: string, unit: string, [...measured]: ReadonlyMap<string, number>): Figure {
  const [, ours] = measured[0]!;
  return { benchmark: "matrix", what, value: ours, unit, beside: besideOf(ours, unit, measured.slice(1)) };
}
