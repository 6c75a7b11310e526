// Apache Flink's Kafka connector, exactly once, against a Millrace that is killed (kill -9) while two jobs run: the
// first writes the numbers 1 to n in transactions, the second copies what is committed of it, with the place that each
// record came from. In the end every number is there once and every place was copied once. Flink commits its
// transactions with its checkpoints, so a lost or doubled record, or a transaction that was forgotten, would show.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { seeded } from "@millrace/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, freePort, type RunningMillrace, startMillrace, temporaryFolder } from "../millrace.ts";
import { describeWith, python } from "../tools.ts";
import { Flink, flinkNeeds } from "./flink.ts";

const numbers = 10_000;
const numbersPerSecond = 600;
const kills = 3;
const partitions = 2;

describeWith({ ...flinkNeeds, programs: [...flinkNeeds.programs, "kcat", python] }, "Apache Flink's Kafka connector", () => {
  const folder = temporaryFolder("flink");
  let ports: { readonly port: number; readonly kafkaPort: number };
  let millrace: RunningMillrace;
  let flink: Flink;
  const start = (): Promise<RunningMillrace> => startMillrace({ data: folder.path, ...ports });
  beforeAll(async () => {
    ports = { port: await freePort(), kafkaPort: await freePort() };
    millrace = await start();
    flink = await Flink.start({ "parallelism.default": "1", "execution.checkpointing.interval": "1 s" });
  });
  afterAll(async () => {
    flink?.stop();
    await millrace?.stop();
    folder.remove();
  });

  async function table(name: string, columns: string, more: Readonly<Record<string, string>>): Promise<void> {
    const created = await fetch(`${millrace.url}/topics`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, partitions }),
    });
    if (!created.ok) throw new Error(await created.text());
    const options = {
      connector: "kafka",
      topic: name,
      "properties.bootstrap.servers": millrace.kafka,
      "properties.group.id": "flink",
      "properties.isolation.level": "read_committed",
      "properties.transaction.timeout.ms": "60000",
      "properties.reconnect.backoff.max.ms": "500",
      "scan.startup.mode": "earliest-offset",
      "sink.delivery-guarantee": "exactly-once",
      "sink.transactional-id-prefix": name,
      ...more,
    };
    const listed = Object.entries(options).map(([key, value]) => `'${key}' = '${value}'`);
    await flink.run(`CREATE TABLE ${name} (${columns}) WITH (${listed.join(", ")})`);
  }

  const committed = (topic: string): string[] => {
    const args = ["-b", millrace.kafka, "-t", topic, "-C", "-e", "-q", "-f", "%p %o %s\n", "-X", "isolation.level=read_committed"];
    const ran = spawnSync("kcat", args, { encoding: "utf8", maxBuffer: 1 << 28 });
    if (ran.status !== 0) throw new Error(ran.stderr);
    return ran.stdout.split("\n").slice(0, -1);
  };

  it("writes and copies exactly once through kills of the broker", async () => {
    await flink.run(`CREATE TABLE counting (n BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '${numbersPerSecond}',
      'fields.n.kind' = 'sequence', 'fields.n.start' = '1', 'fields.n.end' = '${numbers}')`);
    const place = "origin_partition INT METADATA FROM 'partition' VIRTUAL, origin_offset BIGINT METADATA FROM 'offset' VIRTUAL";
    await table("numbers", `n BIGINT, ${place}`, { format: "csv" });
    await table("copies", "origin_partition INT, origin_offset BIGINT, n BIGINT", { format: "csv", "csv.field-delimiter": " " });
    const copying = await flink.insert("INSERT INTO copies SELECT origin_partition, origin_offset, n FROM numbers");
    const writing = await flink.insert("INSERT INTO numbers SELECT n FROM counting");
    const random = seeded(1);
    for (let kill = 0; kill < kills; kill++) {
      const had = committed("copies").length;
      await eventually(async () => (committed("copies").length > had ? true : undefined), "progress of the copy", 60_000);
      await new Promise((resolve) => setTimeout(resolve, random.next() * 2_000));
      expect(await flink.state(writing), "killed in the middle").toBe("RUNNING");
      await millrace.kill();
      millrace = await start();
    }
    await flink.finished(writing, 120_000);
    await eventually(async () => (committed("copies").length >= numbers ? true : undefined), "the end of the copy", 60_000);
    const [written, copied] = [committed("numbers"), committed("copies")];
    expect(written.map((line) => Number(line.split(" ")[2])).sort((a, b) => a - b)).toEqual(
      Array.from({ length: numbers }, (_, n) => n + 1),
    );
    expect(copied.map((line) => line.split(" ").slice(2).join(" ")).sort()).toEqual(written.sort());
    await flink.cancel(copying);
  }, 240_000);

  it("writes Avro with schemas in the registry, which Confluent's client reads", async () => {
    await table("people", "name STRING NOT NULL, age INT", { format: "avro-confluent", "avro-confluent.url": millrace.url });
    await flink.finished(await flink.insert("INSERT INTO people VALUES ('Ada', 36), ('Grace', CAST(NULL AS INT))"), 60_000);
    const program = join(import.meta.dirname, "registry", "read_avro.py");
    const ran = spawnSync(python, ["-W", "ignore", program, millrace.url, millrace.kafka, "people", "2"], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(ran.stdout.trim().split("\n").sort(), ran.stderr).toEqual(['{"name": "Ada", "age": 36}', '{"name": "Grace", "age": null}']);
  });
});
