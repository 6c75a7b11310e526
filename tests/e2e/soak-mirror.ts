// Copies --records N from Apache Kafka to Millrace and back under another name, while the mirror and Millrace are killed at
// random [--seed S]. At the end kcat reads all three topics partition by partition: count and SHA-256 must be the same.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { seeded } from "@millrace/core";
import { openCluster } from "@millrace/kafka/client";
import { codecs, encodeBatch } from "@millrace/log";
import { startApacheKafka } from "../apache-kafka.ts";
import { millraceAsync, startMillrace, temporaryFolder } from "../millrace.ts";

const { values } = parseArgs({ options: { records: { type: "string", default: "1000000" }, seed: { type: "string", default: "1" } } });
const records = Number(values.records);
const random = seeded(Number(values.seed));
const partitions = 6;
const batchRecords = 200;
const topic = "soak";

const folder = temporaryFolder("soak-mirror");
const apache = await startApacheKafka();
let millrace = await startMillrace({ data: folder.path });
const ports = { kafkaPort: Number(millrace.kafka.split(":")[1]), port: Number(new URL(millrace.url).port) };
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function fill(): Promise<void> {
  const began = performance.now();
  const cluster = await openCluster({ bootstrap: apache.address });
  await cluster.createTopic({ name: topic, partitions, config: { "retention.ms": "-1" } });
  const batches = Math.ceil(records / batchRecords);
  let bytes = 0;
  const lane = async (partition: number): Promise<void> => {
    for (let batch = partition; batch < batches; batch += partitions) {
      const made = Array.from({ length: Math.min(batchRecords, records - batch * batchRecords) }, (_, index) => ({
        key: index % 5 === 0 ? null : `key-${random.below(100_000)}`,
        value:
          index % 50 === 0
            ? null
            : `{"batch":${batch},"index":${index},"value":${random.next()},"text":"${"abc ".repeat(random.below(60))}"}`,
        timestampMs: 1_700_000_000_000 + batch * 1000 + index,
        headers: index % 7 === 0 ? [{ key: "trace", value: String(random.below(1e9)) }] : [],
      }));
      for (const { value } of made) bytes += value?.length ?? 0;
      await cluster.append(topic, partition, encodeBatch({ records: made, compression: codecs[batch % codecs.length]!.name }));
    }
  };
  await Promise.all(Array.from({ length: partitions }, (_, partition) => lane(partition)));
  await cluster.commitPositions(
    "soak",
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 1000 * partition })),
  );
  await cluster.close();
  console.log(`${records} records, ${(bytes / 1e6).toFixed(0)} MB of values, written in ${seconds(began)}`);
}

/** Mirrors to the end; returns how often something was killed. */
async function mirrorThrough(args: readonly string[]): Promise<number> {
  for (let interruptions = 0; ;) {
    const running = millraceAsync("mirror", ...args, "--json");
    const ended = running.done.then((done) => ({ ...done, ended: true as const }));
    const wait = (ms: number) => new Promise<{ readonly ended: false }>((resolve) => setTimeout(() => resolve({ ended: false }), ms));
    for (;;) {
      const outcome = await Promise.race([ended, wait(1500 + random.below(3000))]);
      if (outcome.ended) {
        if (outcome.code !== 0) throw new Error(`the mirror ended with ${outcome.code}: ${outcome.err}`);
        return interruptions;
      }
      interruptions++;
      if (random.below(3) === 0) {
        await millrace.kill();
        millrace = await startMillrace({ data: folder.path, ...ports });
      } else {
        running.child.kill("SIGKILL");
        await running.done;
        break;
      }
    }
  }
}

function digests(broker: string, name: string): string[] {
  return Array.from({ length: partitions }, (_, partition) => {
    const read = `kcat -b ${broker} -t ${name} -p ${partition} -C -o beginning -e -q -f '%T %K %k %S %s %h\\n' | tee >(wc -l >&2) | sha256sum`;
    const ran = spawnSync("bash", ["-c", read], { encoding: "utf8" });
    return `${ran.stderr.trim()} ${ran.stdout.slice(0, 16)}`;
  });
}

async function direction(name: string, args: readonly string[]): Promise<void> {
  const began = performance.now();
  const interruptions = await mirrorThrough(args);
  const took = (performance.now() - began) / 1000;
  console.log(`${name}: ${took.toFixed(1)} s, ${Math.round(records / took)} records/s, ${interruptions} kills`);
  const verified = await millraceAsync("mirror", ...args, "--verify").done;
  if (verified.code !== 0) throw new Error(`${name} differs:\n${verified.out}${verified.err}`);
}

try {
  await fill();
  const shared = ["--topics", topic, "--groups", "soak", "--commit-records", "20000"];
  await direction("Apache Kafka to Millrace", ["--from", apache.address, "--to", millrace.kafka, ...shared]);
  await direction("Millrace to Apache Kafka", ["--from", millrace.kafka, "--to", apache.address, ...shared, "--rename", "*=copy.*"]);
  const [original, there, back] = [
    digests(apache.address, topic),
    digests(millrace.kafka, topic),
    digests(apache.address, `copy.${topic}`),
  ];
  console.log(`by kcat, records and SHA-256 of each partition:\n  ${original.join("\n  ")}`);
  const count = original.reduce((sum, line) => sum + Number(line.split(" ")[0]), 0);
  if (count !== records || there.join() !== original.join() || back.join() !== original.join()) {
    console.error(`different:\n  ${there.join("\n  ")}\n  ${back.join("\n  ")}`);
    process.exitCode = 1;
  } else console.log("mirror: all three the same");
} catch (error) {
  console.error(`seed ${values.seed}:`, error);
  process.exitCode = 1;
}
await millrace.stop();
apache.stop();
folder.remove();
