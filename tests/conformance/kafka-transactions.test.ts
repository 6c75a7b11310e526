// The same raw requests to Apache Kafka and to our broker: the same error codes, epochs and states, step by step.
import { afterAll, beforeAll, expect, it } from "vitest";
import { MemoryBroker } from "../../packages/kafka/src/broker/memory-broker.ts";
import { RawClient } from "../../packages/kafka/src/broker/raw-client.ts";
import { RawProducer, readCommitted, type SendOptions } from "../../packages/kafka/src/transactions/raw-producer.ts";
import { type ApacheKafka, apacheKafkaNeeds, startApacheKafka } from "../apache-kafka.ts";
import { describeWith } from "../tools.ts";

const topic = "compared";
const coordinatorMoves = new Set([14, 15, 16]);
const concurrent = 51;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** Runs steps against one broker and writes down what each is answered. */
class Run {
  readonly client: RawClient;
  readonly lines: string[] = [];

  constructor(client: RawClient) {
    this.client = client;
  }

  async note(what: string, answer: Promise<unknown>): Promise<void> {
    this.lines.push(`${what}: ${JSON.stringify(await answer)}`);
  }

  producer(id: string): RawProducer {
    return new RawProducer(this.client, id);
  }

  async init(producer: RawProducer, options: Parameters<RawProducer["init"]>[0] = {}): Promise<void> {
    await this.note(`init ${producer.id} ${JSON.stringify(options.expected?.producerEpoch)}`, this.#initialised(producer, options));
  }

  async #initialised(producer: RawProducer, options: Parameters<RawProducer["init"]>[0]): Promise<[number, number]> {
    for (;;) {
      const code = await producer.init(options);
      if (!coordinatorMoves.has(code)) return [code, producer.producerEpoch];
      await pause();
    }
  }

  send(producer: RawProducer, partition: number, options: SendOptions = {}): Promise<void> {
    const what = `send ${partition} epoch ${producer.producerEpoch} ${JSON.stringify(options)}`;
    return this.note(what, producer.send(topic, partition, ["x"], options));
  }

  /** Kafka answers when the end is decided; what comes next here waits until it is complete. */
  async end(producer: RawProducer, committed: boolean, version = 5): Promise<void> {
    const before = producer.producerEpoch;
    const code = await producer.end(committed, version);
    this.lines.push(`end ${committed} epoch ${before} version ${version}: ${code} ${producer.producerEpoch}`);
    await this.settled(producer);
  }

  async settled({ id }: RawProducer): Promise<void> {
    for (;;) {
      const { transactionStates } = await this.client.request("DescribeTransactions", 0, { transactionalIds: [id] });
      if (!transactionStates[0]!.transactionState.startsWith("Prepare")) return;
      await pause();
    }
  }

  async describe({ id }: RawProducer): Promise<void> {
    const { transactionStates } = await this.client.request("DescribeTransactions", 0, { transactionalIds: [id] });
    const { errorCode, transactionState, producerEpoch, topics } = transactionStates[0]!;
    const places = topics.flatMap(({ topic: name, partitions }) => partitions.map((index) => `${name}/${index}`)).sort();
    this.lines.push(`describe ${id}: ${JSON.stringify([errorCode, transactionState, producerEpoch, places])}`);
  }
}

const scenarios: Readonly<Record<string, (run: Run) => Promise<void>>> = {
  async "ids and time-outs that are refused"(run) {
    await run.init(run.producer(""));
    for (const timeoutMs of [900_001, 0, -5]) await run.init(run.producer("timeout"), { timeoutMs });
    await run.init(run.producer("half"), { expected: { producerId: 5, producerEpoch: -1 } });
    await run.init(run.producer("new"), { expected: { producerId: 5, producerEpoch: 3 } });
    const nobody = Object.assign(run.producer("nobody"), { producerId: 4242, producerEpoch: 0 });
    await run.describe(nobody);
    for (const version of [11, 12]) await run.send(nobody, 0, { version });
    await run.note("add", nobody.add(topic, [0]));
    await run.end(nobody, true, 3);
    await run.end(nobody, true, 5);
    for (const version of [4, 5]) await run.note("offsets", nobody.commitOffset("g", topic, 0, 1, version));
  },
  async "producers before KIP-890"(run) {
    const one = run.producer("old");
    await run.init(one, { version: 4 });
    await run.end(one, true, 3);
    await run.end(one, false, 3);
    for (const version of [9, 10, 11]) await run.send(one, 0, { version });
    await run.note("add", one.add(topic, [0, 1]));
    await run.note("add internal", one.add("__consumer_offsets", [0]));
    await run.note("add nowhere", one.add("nowhere", [0]));
    const ahead = Object.assign(one.twin(), { producerEpoch: 1 });
    const stranger = Object.assign(one.twin(), { producerId: one.producerId + 1000 });
    for (const version of [1, 3]) await run.note("add ahead", ahead.add(topic, [0], version));
    await run.note("add as a stranger", stranger.add(topic, [0]));
    await run.describe(one);
    await run.send(one, 0, { version: 11 });
    await run.send(one, 2, { version: 11 });
    await run.send(one, 0, { version: 11, transactional: false });
    await run.send(one, 0, { version: 11, sequence: 7 });
    await run.note("offsets too early", one.commitOffset("g", topic, 0, 1, 3));
    await run.note("add offsets", one.addOffsets("g"));
    await run.note("offsets", one.commitOffset("g", topic, 0, 1, 3));
    await run.note("offsets nowhere", one.commitOffset("g", "nowhere", 0, 1, 3));
    await run.note("offsets ahead", ahead.commitOffset("g", topic, 0, 1, 3));
    for (const version of [1, 3]) await run.note("add offsets ahead", ahead.addOffsets("g", version));
    for (const version of [1, 3]) await run.end(ahead, true, version);
    await run.end(stranger, true, 3);
    await run.end(one, true, 3);
    await run.describe(one);
    await run.end(one, true, 3);
    await run.end(one, false, 3);
    await run.send(one, 0, { version: 11 });
    await run.note("offsets after the end", one.commitOffset("g", topic, 0, 1, 3));
    await run.note("add", one.add(topic, [0]));
    await run.send(one, 0, { version: 11 });
    await run.end(one, false, 3);
    await run.end(one, false, 3);
    await run.end(one, true, 3);
    await run.end(one, false, 5);
    await run.describe(one);
  },
  async "producers since KIP-890"(run) {
    const one = run.producer("recent");
    await run.init(one);
    await run.end(one, true);
    await run.end(one, false);
    await run.describe(one);
    const before = one.twin();
    await run.send(one, 2);
    await run.send(one, 2);
    await run.note("offsets", one.commitOffset("h", topic, 0, 1));
    await run.describe(one);
    await run.end(one, true);
    await run.end(before.twin(), true);
    await run.end(before.twin(), false);
    await run.end(one.twin(), true);
    for (const version of [11, 12]) await run.send(before, 2, { version });
    await run.note("offsets before", before.commitOffset("h", topic, 0, 1));
    await run.send(one, 2, { sequence: 4 });
    await run.describe(one);
    await run.send(one, 2);
    await run.end(one, false);
    await run.end(one, false);
    await run.describe(one);
    for (const verifyOnly of [true, false, true]) await run.note(`verify ${verifyOnly}`, one.addOrVerify(topic, [1], verifyOnly));
    await run.note("verify before", before.addOrVerify(topic, [1], true));
    await run.end(one, true);
  },
  async "fencing and going on"(run) {
    const zombie = run.producer("fenced");
    await run.init(zombie);
    await run.send(zombie, 1);
    const owner = run.producer("fenced");
    await run.init(owner);
    await run.settled(owner);
    await run.describe(owner);
    await run.init(owner);
    await run.send(zombie, 1);
    await run.note("add", zombie.add(topic, [1]));
    for (const version of [1, 3, 5]) await run.end(zombie, true, version);
    await run.init(run.producer("fenced"), { expected: zombie });
    await run.init(run.producer("fenced"), { expected: zombie, version: 3 });
    const known = { producerId: owner.producerId, producerEpoch: owner.producerEpoch };
    for (let time = 0; time < 2; time++) await run.init(owner, { expected: known });
    await run.send(owner, 1);
    await run.init(run.producer("fenced"), { expected: zombie });
    await run.settled(owner);
    await run.describe(owner);
  },
  async "time-outs"(run) {
    const [recent, old] = [run.producer("slow"), run.producer("slow-old")];
    await run.init(recent, { timeoutMs: 100 });
    await run.init(old, { timeoutMs: 100, version: 4 });
    await run.send(recent, 0);
    await run.note("add", old.add(topic, [0]));
    await run.send(old, 0, { version: 11 });
    for (;;) {
      const { transactionStates } = await run.client.request("DescribeTransactions", 0, { transactionalIds: ["slow", "slow-old"] });
      if (transactionStates.every(({ transactionState }) => transactionState === "CompleteAbort")) break;
      await pause();
    }
    const after = recent.twin();
    await run.send(recent, 0);
    await run.end(recent.twin(), true);
    await run.end(recent.twin(), false);
    await run.send(old, 0, { version: 11 });
    await run.end(old, true, 3);
    await run.init(after, { expected: recent });
    await run.init(after);
    await run.init(old);
  },
};

describeWith(apacheKafkaNeeds, "transactions beside Apache Kafka", () => {
  let kafka: ApacheKafka;
  let memory: MemoryBroker;
  let clients: { readonly theirs: RawClient; readonly ours: RawClient };
  beforeAll(async () => {
    kafka = await startApacheKafka("transaction.abort.timed.out.transaction.cleanup.interval.ms=200");
    memory = await MemoryBroker.start({ transactionAbortTimedOutIntervalMs: 200 });
    clients = { theirs: await RawClient.connect(Number(kafka.address.split(":")[1])), ours: await memory.client() };
    for (const client of Object.values(clients)) {
      const topics = [{ name: topic, partitions: 3, replicationFactor: 1, assignments: [], configs: [] }];
      await client.request("CreateTopics", 5, { topics, timeoutMs: 10_000 });
      // These make the internal topics.
      await client.request("FindCoordinator", 4, { key: "", keyType: 1, coordinatorKeys: ["any"] });
      await client.request("FindCoordinator", 4, { key: "", keyType: 0, coordinatorKeys: ["any"] });
      const first = new RawProducer(client, "first");
      while ((await first.init()) !== 0) await pause();
      while ((await first.commitOffset("first", topic, 0, 1)) !== 0) await pause();
      while ((await first.end(false)) === concurrent) await pause();
    }
  });
  afterAll(async () => {
    clients?.theirs.close();
    await memory?.close();
    kafka?.stop();
  });

  for (const [name, scenario] of Object.entries(scenarios)) {
    it(`answer alike: ${name}`, async () => {
      const [theirs, ours] = [new Run(clients.theirs), new Run(clients.ours)];
      await scenario(theirs);
      await scenario(ours);
      expect(theirs.lines.length).toBeGreaterThan(10);
      expect(ours.lines).toEqual(theirs.lines);
    });
  }

  it("leave the same to read", async () => {
    for (const partition of [0, 1, 2]) {
      expect(await readCommitted(clients.ours, topic, partition)).toEqual(await readCommitted(clients.theirs, topic, partition));
    }
  });
});
