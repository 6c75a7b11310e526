// Three producers, two of today and one of before KIP-890, commit and abort at random while the power goes at any change
// of the disk, during recovery too. Then who reads committed records alone has read exactly the transactions that were
// committed, whole, once and in their order, at every moment a beginning of the same list; and nothing is left open.
import { type Random, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { MemoryBroker } from "../broker/memory-broker.ts";
import type { RawClient } from "../broker/raw-client.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { RawProducer, readCommitted } from "./raw-producer.ts";

const topic = "events";
const partitions = [0, 1];
const transactionsEach = 8;
const crashesMax = 4;

type Outcome = "committed" | "aborted" | "unknown";

interface Sent {
  readonly partition: number;
  readonly value: string;
}

interface Record {
  readonly name: string;
  readonly sent: Sent[];
  outcome: Outcome;
}

class World {
  readonly memory: MemoryBroker;
  readonly random: Random;
  readonly snapshots: { readonly partition: number; readonly values: readonly string[] }[] = [];
  crashes = 0;
  #reviving: Promise<void> | undefined;

  private constructor(memory: MemoryBroker, random: Random) {
    this.memory = memory;
    this.random = random;
  }

  static async start(seed: number): Promise<World> {
    const memory = await MemoryBroker.start({}, [], { seed });
    await memory.log.createTopic({ name: topic, partitions: partitions.length });
    const world = new World(memory, seeded(seed));
    memory.disk.faults.crashAfterChanges = world.nextCrash();
    return world;
  }

  nextCrash(): number | undefined {
    return this.crashes++ < crashesMax ? 1 + this.random.below(60) : undefined;
  }

  /** Once for all who found the broker gone in this life. */
  revive(life: number): Promise<void> {
    if (life !== this.crashes) return this.#reviving ?? Promise.resolve();
    this.#reviving = this.memory.crash(this.nextCrash());
    return this.#reviving;
  }

  /** A connection, as soon as somebody listens. */
  async client(): Promise<RawClient> {
    for (;;) {
      try {
        return await this.memory.client();
      } catch {
        await this.#reviving;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  /** What a reader sees now, if the broker is there. */
  async look(): Promise<void> {
    const partition = this.random.below(partitions.length);
    try {
      this.snapshots.push({ partition, values: await readCommitted(await this.memory.client(), topic, partition) });
    } catch {
      // It is not.
    }
  }
}

/** The broker's answer, or undefined when it went before it answered. */
async function ask(world: World, request: () => Promise<number>): Promise<number | undefined> {
  try {
    const code = await request();
    return code === kafkaError.none || !world.memory.disk.crashed ? code : undefined;
  } catch (error) {
    if (!(error instanceof Error) || !/closed the connection|ECONN/.test(error.message)) throw error;
    return undefined;
  }
}

/** A producer that knows what it sent asks again when the broker is back; one that gives up begins anew. */
async function askOn(world: World, producer: RawProducer, request: () => Promise<number>, givesUp: boolean): Promise<number | undefined> {
  for (;;) {
    const life = world.crashes;
    const code = await ask(world, request);
    if (code !== undefined || givesUp) return code;
    await world.revive(life);
    producer.client = await world.client();
  }
}

async function begin(world: World, name: string, old: boolean): Promise<RawProducer> {
  for (;;) {
    const life = world.crashes;
    const producer = new RawProducer(await world.client(), name);
    const code = await ask(world, () => producer.init({ version: old ? 4 : 5 }));
    if (code === kafkaError.none) return producer;
    if (code === undefined) await world.revive(life);
  }
}

/** One transaction; false when the producer lost its way and has to begin anew. */
async function transact(world: World, producer: RawProducer, record: Record, old: boolean): Promise<boolean> {
  const { random } = world;
  const commits = random.below(4) > 0;
  const givesUp = old || random.below(2) === 0;
  for (let left = 1 + random.below(3); left > 0; left--) {
    const partition = random.below(partitions.length);
    if (old && (await ask(world, async () => (await producer.add(topic, [partition]))[0]!)) !== kafkaError.none) return false;
    const value = `${record.name}.${left}`;
    record.sent.push({ partition, value });
    const sent = await askOn(world, producer, () => producer.send(topic, partition, [value], { version: old ? 11 : 12 }), givesUp);
    if (sent !== kafkaError.none) return false;
  }
  const zombie = producer.twin();
  if (commits) record.outcome = "unknown";
  if ((await askOn(world, producer, () => producer.end(commits, old ? 3 : 5), givesUp)) !== kafkaError.none) return false;
  if (commits) record.outcome = "committed";
  if (!old && random.below(3) === 0) expect(await ask(world, () => zombie.send(topic, 0, ["late"]))).not.toBe(kafkaError.none);
  return true;
}

async function produce(world: World, name: string, old: boolean): Promise<Record[]> {
  const done: Record[] = [];
  let producer: RawProducer | undefined;
  for (let index = 0; index < transactionsEach; index++) {
    producer ??= await begin(world, name, old);
    const record: Record = { name: `${name}.${index}`, sent: [], outcome: "aborted" };
    done.push(record);
    if (!(await transact(world, producer, record, old))) producer = undefined;
    if (world.random.below(4) === 0) await world.look();
  }
  return done;
}

async function run(seed: number): Promise<void> {
  const world = await World.start(seed);
  const { memory } = world;
  const names = ["one", "two", "old"];
  const histories = await Promise.all(names.map((name) => produce(world, name, name === "old")));
  memory.disk.faults.crashAfterChanges = undefined;
  await memory.crash();
  const client = await memory.client();
  for (const name of names) {
    const last = new RawProducer(client, name);
    await expect.poll(() => last.init()).toBe(kafkaError.none);
  }
  const final = await Promise.all(partitions.map(async (partition) => readCommitted(await memory.client(), topic, partition)));
  for (const { partition, values } of world.snapshots) expect(final[partition]!.slice(0, values.length)).toEqual(values);
  for (const [index, name] of names.entries()) {
    const visible = (one: Sent): boolean => final[one.partition]!.includes(one.value);
    const counted = histories[index]!.filter(
      ({ outcome, sent }) => outcome === "committed" || (outcome === "unknown" && sent.some(visible)),
    );
    for (const partition of partitions) {
      const expected = counted.flatMap(({ sent }) => sent.filter((one) => one.partition === partition).map(({ value }) => value));
      expect(final[partition]!.filter((value) => value.startsWith(name))).toEqual(expected);
    }
  }
  for (const partition of partitions) {
    const { stable, end } = memory.log.offsets(topic, partition);
    expect(stable).toBe(end);
    expect(final[partition]).not.toContain("late");
  }
  await memory.close();
}

describe("transactions", () => {
  for (let seed = 1; seed <= 4; seed++) it(`count exactly once, whatever crashes (seed ${seed})`, () => run(seed));
});
