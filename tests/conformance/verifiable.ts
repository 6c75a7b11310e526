// Apache's own verifiable tools against a Millrace that is killed again and again (kill -9) and started again: a
// VerifiableProducer counts up, two VerifiableConsumers in a group read along, then TransactionalMessageCopiers copy each
// partition in transactions, some of which they abort. In the end the topics are read by kcat and judged:
//
//   every acknowledged record is there once, at the offset it was acknowledged with, in order by partition;
//   the consumers saw every acknowledged record;
//   under read_committed the copy holds every record once and in order by partition, and none of an aborted transaction.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { seeded } from "@millrace/core";
import { freePort, startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { shared } from "../tools.ts";

export interface VerifiableOptions {
  readonly kills: number;
  readonly seed: number;
  readonly say?: (text: string) => void;
}

export interface Tally {
  readonly kills: number;
  readonly acknowledged: number;
  readonly consumed: number;
  readonly copied: number;
  /** Sentences; empty when all is well. */
  readonly faults: readonly string[];
}

const partitions = 3;
const recordsPerSecond = 1_000;
const killEveryMs = 2_500;
const service = join(shared, "services", "kafka");

type Event = Readonly<Record<string, unknown>>;

export async function runVerifiable({ kills, seed, say = () => undefined }: VerifiableOptions): Promise<Tally> {
  const folder = temporaryFolder("verifiable");
  const random = seeded(seed);
  const [port, kafkaPort] = [await freePort(), await freePort()];
  const data = join(folder.path, "data");
  const start = (): Promise<RunningMillrace> => startMillrace({ data, port, kafkaPort });
  const tools = new Tools(folder.path, `127.0.0.1:${kafkaPort}`);
  let millrace = await start();
  let killed = 0;
  /** Kills and starts again, at uneven moments, until the work is done and the kills are spent. */
  const killWhile = async (work: Promise<unknown>, atLeast: number): Promise<void> => {
    let done = false;
    const ended = work.then(
      () => (done = true),
      () => (done = true),
    );
    for (let count = 0; !done || count < atLeast; count++) {
      await Promise.race([sleep(killEveryMs * (0.5 + random.next())), count < atLeast ? new Promise(() => undefined) : ended]);
      if (done && count >= atLeast) break;
      await millrace.kill();
      await sleep(random.next() * 300);
      millrace = await start();
      killed++;
      if (killed % 10 === 0) say(`${killed} kills`);
    }
    await work;
  };
  try {
    for (const topic of ["input", "output"]) await create(millrace.url, topic);
    const phase = Math.max(1, Math.floor(kills / 2));
    const producer = tools.producer(Math.round((phase * killEveryMs * 1.2 * recordsPerSecond) / 1000));
    const consumers = [tools.consumer(0), tools.consumer(1)];
    await killWhile(producer.ended, phase);
    say(`${producer.events.length} lines of the producer`);
    const acknowledged = producer.events.filter(({ name }) => name === "producer_send_success");
    const failed = producer.events.filter(({ name }) => name === "producer_send_error");
    await until(() => seenBy(consumers).size >= acknowledged.length, 60_000);
    for (const consumer of consumers) consumer.stop();
    await killWhile(Promise.all(Array.from({ length: partitions }, (_, partition) => tools.copy(partition))), kills - phase);
    const faults = [
      ...failed.slice(0, 3).map((event) => `the producer gave up: ${JSON.stringify(event)}`),
      ...judgeInput(acknowledged, tools.read("input", "read_uncommitted")),
      ...judgeConsumers(acknowledged, seenBy(consumers)),
    ];
    const copied = tools.read("output", "read_committed");
    faults.push(...judgeCopy(tools.read("input", "read_committed"), copied));
    return { kills: killed, acknowledged: acknowledged.length, consumed: seenBy(consumers).size, copied: copied.length, faults };
  } finally {
    tools.stopAll();
    await millrace.stop();
    folder.remove();
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean, withinMs: number): Promise<void> {
  for (const end = performance.now() + withinMs; !holds() && performance.now() < end;) await sleep(100);
}

async function create(url: string, name: string): Promise<void> {
  const answer = await fetch(`${url}/topics`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, partitions }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

interface Stored {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

class Tools {
  readonly #folder: string;
  readonly #kafka: string;
  readonly #running = new Set<ChildProcess>();

  constructor(folder: string, kafka: string) {
    this.#folder = folder;
    this.#kafka = kafka;
    mkdirSync(folder, { recursive: true });
    // A broker that is away for seconds is no reason to give up.
    const patience = "delivery.timeout.ms=120000\nrequest.timeout.ms=10000\nreconnect.backoff.max.ms=500\n";
    writeFileSync(join(folder, "producer.properties"), `${patience}enable.idempotence=true\nretries=2147483647\nmax.block.ms=120000\n`);
    writeFileSync(join(folder, "consumer.properties"), "reconnect.backoff.max.ms=500\ndefault.api.timeout.ms=120000\n");
  }

  producer(records: number): Tool {
    const config = join(this.#folder, "producer.properties");
    const rate = ["--throughput", String(recordsPerSecond), "--max-messages", String(records)];
    return this.#start("VerifiableProducer", "--bootstrap-server", this.#kafka, "--topic", "input", ...rate, "--command-config", config);
  }

  consumer(number: number): Tool {
    const config = join(this.#folder, "consumer.properties");
    const group = ["--group-id", "verifiers", "--session-timeout", "10000", "--verbose", "--group-instance-id", `verifier-${number}`];
    return this.#start("VerifiableConsumer", "--bootstrap-server", this.#kafka, "--topic", "input", ...group, "--command-config", config);
  }

  /** A copier that gave up is started again, as an operator would: it goes on where its last transaction ended. */
  async copy(partition: number): Promise<void> {
    const what = ["--input-topic", "input", "--input-partition", String(partition), "--output-topic", "output", "--use-group-metadata"];
    const how = ["--transactional-id", `copier-${partition}`, "--transaction-size", "150", "--transaction-timeout", "20000"];
    const group = ["--consumer-group", `copiers-${partition}`, "--enable-random-aborts"];
    for (let attempt = 0; attempt < 30; attempt++) {
      const tool = this.#start("TransactionalMessageCopier", "--broker-list", this.#kafka, ...what, ...how, ...group);
      const code = await tool.ended.catch(() => 1);
      if (code === 0) return;
    }
    throw new Error(`the copier of partition ${partition} gave up 30 times`);
  }

  read(topic: string, isolation: string): Stored[] {
    const ran = spawnSync(
      "kcat",
      ["-b", this.#kafka, "-t", topic, "-C", "-e", "-q", "-f", "%p %o %s\n", "-X", `isolation.level=${isolation}`, "-X", "check.crcs=true"],
      { encoding: "utf8", maxBuffer: 1 << 29 },
    );
    if (ran.status !== 0) throw new Error(`kcat ended with ${ran.status}: ${ran.stderr}`);
    const stored = ran.stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [partition, offset, value] = line.split(" ");
        return { partition: Number(partition), offset: Number(offset), value: value! };
      });
    return stored.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
  }

  stopAll(): void {
    for (const child of this.#running) child.kill("SIGKILL");
  }

  #start(name: string, ...args: readonly string[]): Tool {
    const child = spawn("java", ["-Xmx256m", "-cp", `${jars()}/*`, `org.apache.kafka.tools.${name}`, ...args], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.#running.add(child);
    const events: Event[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("{")) events.push(JSON.parse(line) as Event);
    });
    const ended = new Promise<number | null>((resolve) => {
      child.on("close", (code) => {
        this.#running.delete(child);
        resolve(code);
      });
    });
    return { events, ended, stop: () => void child.kill("SIGTERM") };
  }
}

interface Tool {
  readonly events: readonly Event[];
  readonly ended: Promise<number | null>;
  stop(): void;
}

function jars(): string {
  const cache = process.env["MILLRACE_SERVICES"] ?? join(homedir(), ".cache", "millrace-services");
  const folder = join(cache, "kafka-4.3.1", "lib");
  if (!existsSync(folder)) spawnSync("bash", [service, "fetch"]);
  return folder;
}

const seenBy = (consumers: readonly Tool[]): Set<string> =>
  new Set(consumers.flatMap(({ events }) => events.filter(({ name }) => name === "record_data").map(({ value }) => String(value))));

function judgeInput(acknowledged: readonly Event[], stored: readonly Stored[]): string[] {
  const faults: string[] = [];
  const byPlace = new Map(stored.map(({ partition, offset, value }) => [`${partition}:${offset}`, value]));
  for (const { partition, offset, value } of acknowledged) {
    const found = byPlace.get(`${String(partition)}:${String(offset)}`);
    if (found !== String(value))
      faults.push(`acknowledged as ${String(partition)}:${String(offset)}, ${String(value)} is ${found ?? "missing"} there`);
  }
  const times = new Map<string, number>();
  for (const { value } of stored) times.set(value, (times.get(value) ?? 0) + 1);
  for (const [value, count] of times) if (count > 1) faults.push(`${value} is in "input" ${count} times`);
  const last = new Map<number, number>();
  for (const { partition, offset, value } of stored) {
    if (Number(value) < (last.get(partition) ?? -1)) faults.push(`${value} at ${partition}:${offset} stands behind a later one`);
    last.set(partition, Number(value));
  }
  return faults;
}

function judgeConsumers(acknowledged: readonly Event[], seen: ReadonlySet<string>): string[] {
  const missed = acknowledged.filter(({ value }) => !seen.has(String(value)));
  return missed.length === 0
    ? []
    : [`the consumers never saw ${missed.length} acknowledged records, ${String(missed[0]!["value"])} the first`];
}

/** Every copier reads one partition in order; the partition that a copy lands in is chosen by its producer. */
function judgeCopy(input: readonly Stored[], output: readonly Stored[]): string[] {
  const faults: string[] = [];
  const source = new Map(input.map(({ value, partition, offset }) => [value, { partition, offset }]));
  const seen = new Set<string>();
  const last = new Map<string, number>();
  for (const { partition, offset, value } of output) {
    const from = source.get(value);
    if (from === undefined) faults.push(`the copy has ${value}, which nobody wrote`);
    if (seen.has(value)) faults.push(`${value} was copied twice, again at ${partition}:${offset}`);
    seen.add(value);
    const lane = `${from?.partition}>${partition}`;
    if (from !== undefined && from.offset < (last.get(lane) ?? -1))
      faults.push(`${value} at ${partition}:${offset} of the copy is out of order`);
    last.set(lane, from?.offset ?? -1);
  }
  const missing = input.filter(({ value }) => !seen.has(value));
  if (missing.length > 0) faults.push(`${missing.length} of ${input.length} records were not copied, ${missing[0]!.value} the first`);
  return faults;
}
