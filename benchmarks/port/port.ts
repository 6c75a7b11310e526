// (b) Produce and fetch through the Kafka port, acks=all: Millrace beside a real Apache Kafka in the same run, once with
// an fsync for every batch, which is what Millrace promises, and once with its default, which leaves it to the
// operating system. Clients: @platformatic/kafka, and Kafka's own performance tools where Java is present.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Consumer, Producer } from "@platformatic/kafka";
import { freePort, startMillrace, temporaryFolder } from "../../tests/millrace.ts";
import { program, shared } from "../../tests/tools.ts";
import type { BenchmarkOptions, Figure } from "../figures.ts";

const recordBytes = 1_000;
const service = join(shared, "services", "kafka");

interface Target {
  readonly name: string;
  readonly kafka: string;
  stop(): Promise<void>;
}

interface Speeds {
  readonly what: string;
  readonly mbPerSecond: number;
}

export async function portBenchmark({ quick }: BenchmarkOptions): Promise<readonly Figure[]> {
  const records = quick ? 20_000 : 300_000;
  const measured = new Map<string, readonly Speeds[]>();
  for (const start of [
    startOurs,
    ...(existsSync(service) && program("java") !== undefined
      ? [
          (): Promise<Target> => startApache("apache kafka, fsync each batch", "1"),
          (): Promise<Target> => startApache("apache kafka, default", undefined),
        ]
      : []),
  ]) {
    const target = await start();
    try {
      measured.set(target.name, [...(await withPlatformatic(target, records)), ...withKafkaTools(target, records)]);
    } finally {
      await target.stop();
    }
  }
  const [ours, ...peers] = [...measured];
  const figures: Figure[] = ours![1].map((speed) => ({
    benchmark: "port",
    what: `millrace: ${speed.what}`,
    value: speed.mbPerSecond,
    unit: "MB/s",
  }));
  for (const [name, speeds] of peers) {
    for (const speed of speeds) {
      const mine = ours![1].find((one) => one.what === speed.what);
      figures.push({
        benchmark: "port",
        what: `${name}: ${speed.what}`,
        value: speed.mbPerSecond,
        unit: "MB/s",
        ...(mine === undefined ? {} : { ratio: { to: "this is what millrace does", value: mine.mbPerSecond / speed.mbPerSecond } }),
      });
    }
  }
  return figures;
}

async function startOurs(): Promise<Target> {
  const folder = temporaryFolder("bench-port");
  const millrace = await startMillrace({ data: folder.path });
  return {
    name: "millrace",
    kafka: millrace.kafka,
    async stop() {
      await millrace.stop();
      folder.remove();
    },
  };
}

async function startApache(name: string, flushMessages: string | undefined): Promise<Target> {
  const folder = temporaryFolder("bench-apache");
  const port = await freePort();
  const environment = {
    ...process.env,
    KAFKA_PORT: String(port),
    KAFKA_CONTROLLER_PORT: String(await freePort()),
    KAFKA_DIR: folder.path,
    ...(flushMessages === undefined ? {} : { KAFKA_FLUSH_MESSAGES: flushMessages }),
  };
  const up = spawnSync("bash", [service, "up"], { env: environment, encoding: "utf8" });
  if (up.status !== 0) throw new Error(`Apache Kafka did not start: ${up.stdout}${up.stderr}`);
  return {
    name,
    kafka: `127.0.0.1:${port}`,
    async stop() {
      spawnSync("bash", [service, "down"], { env: environment });
      await Promise.resolve(folder.remove());
    },
  };
}

/** Four requests of about 64 KiB under way, as a busy application has. */
async function withPlatformatic(target: Target, records: number): Promise<Speeds[]> {
  const connection = { clientId: "bench", bootstrapBrokers: [target.kafka] };
  const producer = new Producer({ ...connection, autocreateTopics: true, acks: -1 });
  const value = Buffer.alloc(recordBytes, "millrace ");
  const group = 64;
  const produce = async (count: number): Promise<number> => {
    const began = performance.now();
    let left = count;
    const lane = async (): Promise<void> => {
      while (left > 0) {
        left -= group;
        await producer.send({ messages: Array.from({ length: group }, () => ({ topic: "bench-platformatic", value })) });
      }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    return (count * recordBytes) / 1e6 / ((performance.now() - began) / 1000);
  };
  await produce(Math.min(10_000, records));
  const produced = await produce(records);
  await producer.close();

  const consumer = new Consumer({ ...connection, groupId: `bench-${process.pid}`, maxBytes: 8 << 20, highWaterMark: 20_000 });
  const stream = await consumer.consume({ topics: ["bench-platformatic"], mode: "earliest", autocommit: false });
  const began = performance.now();
  let seen = 0;
  for await (const message of stream) {
    seen += message.value.length;
    if (seen >= records * recordBytes) break;
  }
  const fetched = seen / 1e6 / ((performance.now() - began) / 1000);
  await stream.close();
  await consumer.close(true);
  return [
    { what: "produce, @platformatic/kafka", mbPerSecond: produced },
    { what: "fetch, @platformatic/kafka", mbPerSecond: fetched },
  ];
}

/** Where Apache Kafka's jars were put when it was fetched. */
function kafkaJars(): string | undefined {
  const cache = process.env["MILLRACE_SERVICES"] ?? join(homedir(), ".cache", "millrace-services");
  const jars = join(cache, "kafka-4.3.1", "lib");
  return existsSync(jars) ? jars : undefined;
}

function withKafkaTools(target: Target, records: number): Speeds[] {
  if (program("java") === undefined || !existsSync(service)) return [];
  if (kafkaJars() === undefined) spawnSync("bash", [service, "fetch"]);
  const jars = kafkaJars();
  if (jars === undefined) return [];
  const tool = (name: string, ...args: readonly string[]): string => {
    const ran = spawnSync("java", ["-Xmx512m", "-cp", `${jars}/*`, `org.apache.kafka.tools.${name}`, ...args], {
      encoding: "utf8",
      maxBuffer: 1 << 24,
    });
    if (ran.status !== 0) throw new Error(`${name}: ${ran.stderr}`);
    return ran.stdout;
  };
  const topic = "bench-tools";
  const produce = (count: number): string =>
    tool(
      "ProducerPerformance",
      "--topic",
      topic,
      "--num-records",
      String(count),
      "--record-size",
      String(recordBytes),
      "--throughput",
      "-1",
      "--producer-props",
      `bootstrap.servers=${target.kafka}`,
      "acks=all",
      "batch.size=65536",
      "linger.ms=2",
    );
  // A cold JVM and a cold broker: the first run does not count.
  produce(Math.min(20_000, records));
  const produced = Number(/\(([\d.]+) MB\/sec\)(?![\s\S]*MB\/sec)/.exec(produce(records))![1]);
  const lines = tool(
    "ConsumerPerformance",
    "--topic",
    topic,
    "--bootstrap-server",
    target.kafka,
    "--messages",
    String(records),
    "--timeout",
    "20000",
  )
    .trim()
    .split("\n");
  const names = lines
    .find((line) => line.includes("data.consumed.in.MB"))!
    .split(",")
    .map((name) => name.trim());
  const fields = lines
    .at(-1)!
    .split(",")
    .map((field) => field.trim());
  const megabytes = Number(fields[names.indexOf("data.consumed.in.MB")]);
  const fetchMs = Number(fields[names.indexOf("fetch.time.ms")]);
  return [
    // The tools count in MiB.
    { what: "produce, kafka's producer-performance", mbPerSecond: produced * 1.048576 },
    { what: "fetch, kafka's consumer-performance", mbPerSecond: (megabytes * 1.048576) / (fetchMs / 1000) },
  ];
}
