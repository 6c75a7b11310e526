// Topics and groups from Apache Kafka to Millrace and back again, while the mirror and Millrace are killed. Written with
// clients that nobody here wrote, and read with kcat on every side: record by record the same, in the same partitions.
import { openCluster } from "@millrace/kafka/client";
import { ProduceAcks, Producer } from "@platformatic/kafka";
import { Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApacheKafka, apacheKafkaNeeds, startApacheKafka } from "../apache-kafka.ts";
import { eventually, kcatRead, millraceAsync, type RunningMillrace, startMillrace, temporaryFolder } from "../millrace.ts";
import { describeWith } from "../tools.ts";

const partitions = 6;
const batches = 250;
const batchRecords = 200;
const codecs = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
const topic = "orders";
const group = "billing";

describeWith({ ...apacheKafkaNeeds, programs: [...apacheKafkaNeeds.programs, "kcat"] }, "millrace mirror", () => {
  const folder = temporaryFolder("mirror");
  let apache: ApacheKafka;
  let millrace: RunningMillrace;
  beforeAll(async () => {
    [apache, millrace] = await Promise.all([startApacheKafka(), startMillrace({ data: folder.path })]);
  });
  afterAll(async () => {
    apache?.stop();
    await millrace?.stop();
    folder.remove();
  });

  const client = (broker: string) => new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });

  /** 50,000 records of all codecs, with headers and nulls, and transactions that commit and abort among them. */
  async function seed(): Promise<void> {
    const kafka = client(apache.address);
    const admin = kafka.admin();
    await admin.connect();
    // The records' times are long past: with Kafka's own seven days either side would delete them.
    const configEntries = [{ name: "retention.ms", value: "-1" }];
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }] });
    const producer = new Producer({ clientId: "seed", bootstrapBrokers: [apache.address], retries: true });
    for (let batch = 0; batch < batches; batch++) {
      const messages = Array.from({ length: batchRecords }, (_, index) => ({
        topic,
        partition: batch % partitions,
        ...(index % 3 === 0 ? {} : { key: Buffer.from(`key ${index}`) }),
        ...(index % 7 === 0 ? {} : { value: Buffer.from(`{"batch":${batch},"index":${index},"text":"${"x".repeat(index)}"}`) }),
        timestamp: BigInt(1_700_000_000_000 + batch * 1000 + index),
        headers: new Map(index % 5 === 0 ? [[Buffer.from("trace"), Buffer.from(`${batch}`)]] : []),
      }));
      await producer.send({ messages, compression: codecs[batch % codecs.length]!, acks: ProduceAcks.ALL });
    }
    await producer.close();
    const transactional = kafka.producer({ transactionalId: "seed", maxInFlightRequests: 1, idempotent: true });
    await transactional.connect();
    for (let round = 0; round < 20; round++) {
      const transaction = await transactional.transaction();
      const messages = Array.from({ length: 10 }, (_, index) => ({
        partition: index % partitions,
        value: `transaction ${round} ${index}`,
      }));
      await transaction.send({ topic, messages });
      await (round % 3 === 0 ? transaction.abort() : transaction.commit());
    }
    await transactional.disconnect();
    const positions = Array.from({ length: partitions }, (_, partition) => ({ partition, offset: String(1_000 + 777 * partition) }));
    await admin.setOffsets({ groupId: group, topic, partitions: positions });
    await admin.disconnect();
  }

  /** By partition, without offsets. */
  function contents(broker: string, name: string): unknown[][] {
    const found: unknown[][] = Array.from({ length: partitions }, () => []);
    for (const { partition, timestamp, key, value, headers } of kcatRead(broker, name))
      found[partition]!.push([timestamp, key, value, headers]);
    return found;
  }

  /** The same records in every partition; says which first one differs, and not all of them. */
  function expectSame(found: readonly unknown[][], wanted: readonly unknown[][]): void {
    expect(found.map(({ length }) => length)).toEqual(wanted.map(({ length }) => length));
    for (const [partition, records] of wanted.entries())
      for (const [index, record] of records.entries())
        if (JSON.stringify(found[partition]![index]) !== JSON.stringify(record)) {
          expect(found[partition]![index], `partition ${partition}, record ${index}`).toEqual(record);
        }
  }

  /** How many records each partition has before the group's position: what its consumers have read. */
  async function read(broker: string, name: string): Promise<number[]> {
    const admin = client(broker).admin();
    await admin.connect();
    const [fetched] = await admin.fetchOffsets({ groupId: group, topics: [name] });
    await admin.disconnect();
    const all = kcatRead(broker, name);
    return Array.from({ length: partitions }, (_, partition) => {
      const offset = Number(fetched!.partitions.find((one) => one.partition === partition)!.offset);
      return all.filter((record) => record.partition === partition && record.offset < offset).length;
    });
  }

  /** Runs the mirror to its end; at each of these shares of the records it is killed, or whatever else is said. */
  async function mirrorThrough(
    args: readonly string[],
    name: string,
    to: () => string,
    disturbances: readonly [number, "mirror" | "target"][],
  ) {
    const all = batches * batchRecords;
    for (const [share, what] of disturbances) {
      const watcher = await openCluster({ bootstrap: to() });
      const there = (): number => (watcher.topic(name) === undefined ? 0 : ends(watcher, name));
      const before = there();
      const running = millraceAsync("mirror", ...args, "--json");
      await eventually(async () => {
        await watcher.refresh();
        // Of this process, and not only of those before it: it is at work now.
        return (there() >= share * all && there() > before) || undefined;
      }, `${share} of the records`);
      await watcher.close();
      if (what === "mirror") {
        running.child.kill("SIGKILL");
        await running.done;
      } else {
        const { kafkaPort, port } = portsOf(millrace);
        await millrace.kill();
        millrace = await startMillrace({ data: folder.path, kafkaPort, port });
        // It waits, and goes on by itself.
        const { code, err } = await running.done;
        expect(code, err).toBe(0);
      }
    }
    const last = await millraceAsync("mirror", ...args, "--json", "--verify").done;
    expect(last.code, last.out).toBe(0);
    return JSON.parse(last.out) as { readonly verified: { readonly positions: readonly { readonly equal: boolean }[] } };
  }

  const ends = (cluster: { offsets(of: string, partition: number): { readonly end: number } }, name: string): number =>
    Array.from({ length: partitions }, (_, partition) => cluster.offsets(name, partition).end).reduce((sum, end) => sum + end, 0);

  const portsOf = (running: RunningMillrace) => ({
    kafkaPort: Number(running.kafka.split(":")[1]),
    port: Number(new URL(running.url).port),
  });

  let original: unknown[][];

  it("brings everything from Apache Kafka, once and in order, through four kills", async () => {
    await seed();
    original = contents(apache.address, topic);
    expect(original.flat()).toHaveLength(batches * batchRecords + 13 * 10);
    const args = ["--from", apache.address, "--to", millrace.kafka, "--topics", topic, "--groups", group, "--commit-records", "3000"];
    const report = await mirrorThrough(args, topic, () => millrace.kafka, [
      [0.15, "mirror"],
      [0.4, "mirror"],
      [0.65, "mirror"],
      [0.8, "target"],
    ]);
    expect(report.verified.positions.map(({ equal }) => equal)).toEqual(Array.from({ length: partitions }, () => true));
    expectSame(contents(millrace.kafka, topic), original);
    expect(await read(millrace.kafka, topic)).toEqual(await read(apache.address, topic));
  });

  it("and takes it back under another name, through two kills", async () => {
    const copy = `copy.${topic}`;
    const args = ["--from", millrace.kafka, "--to", apache.address, "--topics", topic, "--rename", "*=copy.*", "--groups", group];
    await mirrorThrough([...args, "--commit-records", "3000"], copy, () => apache.address, [
      [0.3, "mirror"],
      [0.6, "mirror"],
    ]);
    expectSame(contents(apache.address, copy), original);
    expect(await read(apache.address, copy)).toEqual(await read(apache.address, topic));
  });

  it("goes on with what comes while it runs", async () => {
    const args = ["--from", apache.address, "--to", millrace.kafka, "--topics", topic, "--groups", group, "--continuous", "--json"];
    const running = millraceAsync("mirror", ...args);
    const producer = client(apache.address).producer();
    await producer.connect();
    for (let index = 0; index < 20; index++)
      await producer.send({ topic, messages: [{ partition: index % partitions, value: `late ${index}` }] });
    await producer.disconnect();
    const expected = original.flat().length + 20;
    await eventually(async () => contents(millrace.kafka, topic).flat().length === expected || undefined, "what came late");
    running.child.kill("SIGINT");
    expect(await running.done).toMatchObject({ code: 0 });
    expectSame(contents(millrace.kafka, topic), contents(apache.address, topic));
  });

  it("says what it would do and changes nothing, and shows a difference with exit code 1", async () => {
    const args = ["mirror", "--from", apache.address, "--to", millrace.kafka, "--topics", topic, "--rename", `${topic}=other`];
    const plan = await millraceAsync(...args, "--dry-run").done;
    expect(plan.code).toBe(0);
    expect(plan.out).toMatch(/orders +other +6 +is created/);
    const cluster = await openCluster({ bootstrap: millrace.kafka });
    expect(cluster.topic("other")).toBeUndefined();
    expect((await millraceAsync(...args).done).code).toBe(0);
    await cluster.refresh();
    await cluster.deleteRecords("other", 2, 5);
    await cluster.close();
    const compared = await millraceAsync(...args, "--verify").done;
    expect(compared.code).toBe(1);
    expect(compared.out).toMatch(/orders → other +2 .*different/);
    expect(compared.out.match(/ equal$/gm)).toHaveLength(partitions - 1);
  });
});
