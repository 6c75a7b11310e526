// From one broker over the real log to another, both in memory: what is copied, how it goes on after a failure, and what
// it refuses. The same with processes that are killed, and with Apache Kafka: tests/e2e/mirror.test.ts.
import { seeded, systemClock } from "@millrace/core";
import { batchesIn, committedBatches, decodeRecords, type EmbeddedLog, encodeBatch, type RecordInput } from "@millrace/log";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMemoryLog } from "@millrace/log/simulation";
import { type Broker, startBroker } from "../broker/broker.ts";
import { type Cluster, openCluster } from "../client/index.ts";
import { copyRound } from "./copy.ts";
import { Mirror, type MirrorOptions } from "./mirror.ts";
import { progressTopic } from "./progress.ts";

interface Side {
  readonly log: EmbeddedLog;
  readonly broker: Broker;
  readonly cluster: Cluster;
}

async function startSide(seed: number): Promise<Side> {
  const log = await openMemoryLog({ random: seeded(seed) });
  const broker = await startBroker({ log, port: 0 });
  return { log, broker, cluster: await openCluster({ bootstrap: `127.0.0.1:${broker.port}`, patienceMs: 2_000 }) };
}

let sides: readonly [Side, Side];
let source: Cluster;
let target: Cluster;

beforeEach(async () => {
  sides = [await startSide(1), await startSide(2)];
  [source, target] = [sides[0].cluster, sides[1].cluster];
});
afterEach(async () => {
  for (const { cluster, broker, log } of sides) {
    await cluster.close();
    await broker.close();
    await log.close();
  }
});

const never = new AbortController().signal;
const mirror = (options: Partial<MirrorOptions> = {}): Mirror =>
  new Mirror({ source, target, topics: ["*"], groups: ["*"], rename: [], transactions: false, clock: systemClock, ...options });

async function copyAll(options: Partial<MirrorOptions> = {}): Promise<Mirror> {
  const copying = mirror(options);
  await copying.plan();
  await copying.prepare();
  await copying.run(never);
  await copying.copyPositions();
  return copying;
}

async function fill(topic: string, partitions: number, batches: number, seed = 1): Promise<void> {
  const random = seeded(seed);
  if (source.topic(topic) === undefined) await source.createTopic({ name: topic, partitions });
  for (let index = 0; index < batches; index++) {
    const records: RecordInput[] = Array.from({ length: 1 + random.below(30) }, (_, at) => ({
      key: random.below(3) === 0 ? null : `key ${at}`,
      value: random.below(5) === 0 ? null : `value ${seed} ${index} ${at}`,
      timestampMs: 1_700_000_000_000 + random.below(1_000_000),
      headers: Array.from({ length: random.below(3) }, () => ({ key: "header", value: random.below(2) === 0 ? null : "x" })),
    }));
    await source.append(topic, random.below(partitions), encodeBatch({ records, compression: random.below(2) === 0 ? "none" : "lz4" }));
  }
}

const text = (bytes: Uint8Array | undefined): string | null => (bytes === undefined ? null : Buffer.from(bytes).toString());

async function contents(cluster: Cluster, topic: string, partition: number): Promise<unknown[]> {
  await cluster.refresh();
  const found: unknown[] = [];
  for (let offset = cluster.offsets(topic, partition).start; ;) {
    const { bytes, abortedTransactions } = await cluster.read(topic, partition, offset, { maxBytes: 1 << 20, isolation: "committed" });
    if (bytes.length === 0) return found;
    for (const { at, header } of committedBatches(bytes, abortedTransactions))
      for (const { offset: of, timestampMs, key, value, headers } of decodeRecords(bytes.subarray(at, at + header.sizeBytes)))
        if (of >= offset) found.push([timestampMs, text(key), text(value), headers.map((one) => [one.key, text(one.value)])]);
    for (const { header } of batchesIn(bytes)) offset = header.lastOffset + 1;
  }
}

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "nothing was thrown",
    (thrown: unknown) => (thrown as { code?: unknown }).code,
  );

describe("a mirror", () => {
  it("copies records as they are, partition by partition, and verifies that", async () => {
    await fill("t", 3, 60);
    const copying = await copyAll();
    for (const partition of [0, 1, 2]) expect(await contents(target, "t", partition)).toEqual(await contents(source, "t", partition));
    const { partitions } = await copying.verify();
    expect(partitions.map(({ equal, behind }) => [equal, behind])).toEqual([
      [true, 0],
      [true, 0],
      [true, 0],
    ]);
  });

  it("creates topics with the source's settings, those too that the source leaves to its defaults", async () => {
    const config = { "retention.ms": "123456", "message.timestamp.type": "LogAppendTime", "cleanup.policy": "compact" };
    await source.createTopic({ name: "t", partitions: 2, config });
    const [plan] = await mirror().plan();
    expect(plan).toMatchObject({
      source: "t",
      target: "t",
      partitions: 2,
      exists: false,
      dropped: { "message.timestamp.type": "records keep their times" },
    });
    expect(target.topic("t")).toBeUndefined();
    await copyAll();
    expect(target.topic("t")!.config).toMatchObject({ "retention.ms": "123456", "cleanup.policy": "compact", "retention.bytes": "-1" });
  });

  it("copies what is new the next time, and nothing twice", async () => {
    await fill("t", 2, 20);
    await copyAll();
    await copyAll();
    await fill("t", 2, 20, 2);
    const copying = await copyAll();
    expect(copying.totals().left).toBe(0);
    for (const partition of [0, 1]) expect(await contents(target, "t", partition)).toEqual(await contents(source, "t", partition));
  });

  it.each([true, false])("goes on exactly after failures at any point (with transactions: %s)", async (transactions) => {
    await fill("t", 3, 200);
    let pieces = 0;
    for (let failAt = 1; ; failAt += 2) {
      pieces = 0;
      const failing = mirror({
        transactions,
        hooks: {
          copied() {
            if (++pieces >= failAt) throw new Error("interrupted here");
          },
        },
      });
      await failing.plan();
      await failing.prepare();
      const ended = await failing.run(never).then(
        () => true,
        () => false,
      );
      if (ended) break;
    }
    const { partitions } = await (await copyAll({ transactions })).verify();
    expect(partitions.map(({ equal, behind }) => [equal, behind])).toEqual(Array.from({ length: 3 }, () => [true, 0]));
    for (const partition of [0, 1, 2]) expect(await contents(target, "t", partition)).toEqual(await contents(source, "t", partition));
  });

  it("does no harm when two of one name run at once, by mistake", async () => {
    await fill("t", 3, 300);
    // Their pauses are what would take time here.
    const clock = { ...systemClock, sleep: () => systemClock.sleep(1) };
    const both = [1, 2].map(() => mirror({ transactions: true, roundRecords: 200, clock }));
    for (const one of both) {
      await one.plan();
      await one.prepare();
    }
    const ends = await Promise.allSettled(both.map((one) => one.run(never)));
    for (const end of ends) if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "coordination.transaction-fenced" });
    await copyAll({ transactions: true });
    for (const partition of [0, 1, 2]) expect(await contents(target, "t", partition)).toEqual(await contents(source, "t", partition));
  });

  it("follows a topic that grows and leaves one that goes, until it is interrupted", async () => {
    await fill("t", 1, 5);
    await fill("gone", 1, 5);
    const controller = new AbortController();
    const copying = mirror({ clock: { ...systemClock, sleep: () => systemClock.sleep(5) } });
    await copying.plan();
    await copying.prepare();
    await copying.run(never);
    const following = copying.follow(controller.signal);
    await source.deleteTopic("gone");
    await source.addPartitions("t", 2);
    await source.append("t", 1, encodeBatch({ records: [{ value: "in the new one" }] }));
    await expect.poll(() => (target.topic("t")!.partitions === 2 ? target.offsets("t", 1).end : 0), { timeout: 10_000 }).toBe(1);
    controller.abort();
    await following;
    for (const partition of [0, 1]) expect(await contents(target, "t", partition)).toEqual(await contents(source, "t", partition));
  });

  it("copies what idempotent producers of the source sent, whose ids mean nothing at the target", async () => {
    await source.createTopic({ name: "t", partitions: 1 });
    const value = "x".repeat(20_000);
    const producerId = await source.nextProducerId();
    for (let sequence = 0; sequence < 12; sequence++)
      await source.append(
        "t",
        0,
        encodeBatch({ records: [{ value: value + sequence }], producerId, producerEpoch: 0, baseSequence: sequence }),
      );
    // Half of them are deleted: sequence numbers that begin anywhere would be a gap, or taken for repetition.
    await sides[0].log.deleteRecords("t", 0, 6);
    const copying = await copyAll();
    expect((await copying.verify()).partitions.map(({ equal, copy }) => [equal, copy.records])).toEqual([[true, 6]]);
    const { bytes } = await target.read("t", 0, 0, { maxBytes: 1 << 20 });
    expect([...batchesIn(bytes)].map(({ header }) => header.baseSequence)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("translates positions of groups behind what the target held before, and never moves one back", async () => {
    await fill("t", 1, 30);
    const { end } = source.offsets("t", 0);
    await target.createTopic({ name: "t", partitions: 1 });
    await target.append("t", 0, encodeBatch({ records: [{ value: "was here" }, { value: "and this" }] }));
    await source.commitPositions("begun", [{ topic: "t", partition: 0, offset: 7, metadata: "note" }]);
    await source.commitPositions("done", [{ topic: "t", partition: 0, offset: end }]);
    await target.commitPositions("begun elsewhere", [{ topic: "t", partition: 0, offset: 1_000 }]);
    await source.commitPositions("begun elsewhere", [{ topic: "t", partition: 0, offset: 3 }]);
    const copying = await copyAll();
    expect(await target.positions("begun")).toEqual([{ topic: "t", partition: 0, offset: 9, metadata: "note" }]);
    expect(await target.positions("done")).toEqual([{ topic: "t", partition: 0, offset: end + 2 }]);
    expect(await target.positions("begun elsewhere")).toEqual([{ topic: "t", partition: 0, offset: 1_000 }]);
    const { partitions, positions } = await copying.verify();
    expect(partitions.map(({ equal, source: side }) => [equal, side.records])).toEqual([[true, end]]);
    expect(Object.fromEntries(positions.map(({ group, equal }) => [group, equal]))).toEqual({
      begun: true,
      "begun elsewhere": false,
      done: true,
    });
  });

  it("finds a record that differs, and one that is missing", async () => {
    await fill("t", 2, 20);
    const copying = await copyAll();
    await sides[1].log.deleteRecords("t", 0, 1);
    const { partitions } = await copying.verify();
    expect(partitions.map(({ equal }) => equal)).toEqual([false, true]);
    expect(partitions[0]!.source.records - partitions[0]!.copy.records).toBe(1);
  });

  it("leaves out what the source has deleted, and says how much that was", async () => {
    await fill("t", 1, 20);
    await mirror().plan();
    const gone: [number, number][] = [];
    const copying = mirror({ hooks: { gone: (_, from, to) => void gone.push([from, to]) } });
    await copying.plan();
    await copying.prepare();
    await sides[0].log.deleteRecords("t", 0, 15);
    await copying.run(never);
    expect(gone).toEqual([[0, 15]]);
    expect(await contents(target, "t", 0)).toEqual(await contents(source, "t", 0));
  });

  it("begins again with a topic that was made anew on either side", async () => {
    await fill("t", 1, 10);
    await copyAll();
    await target.deleteTopic("t");
    await copyAll();
    expect(await contents(target, "t", 0)).toEqual(await contents(source, "t", 0));
    await source.deleteTopic("t");
    const before = await contents(target, "t", 0);
    await fill("t", 1, 10, 5);
    await copyAll();
    expect(await contents(target, "t", 0)).toEqual([...before, ...(await contents(source, "t", 0))]);
  });
});

describe("a mirror refuses", () => {
  it("what it cannot do, before it changes anything", async () => {
    await fill("a", 2, 1);
    await fill("b", 1, 1);
    expect(await refusal(mirror({ topics: ["nothing*"] }).plan())).toBe("mirror.topic-none");
    expect(await refusal(mirror({ rename: ["*=one"] }).plan())).toBe("mirror.rename-clash");
    expect(await refusal(mirror({ target: source }).plan())).toBe("mirror.same-topic");
    await target.createTopic({ name: "a", partitions: 1 });
    expect(await refusal(mirror().plan())).toBe("mirror.partitions-fewer");
    expect(target.topics().flatMap(({ name, internal }) => (internal ? [] : [name]))).toEqual(["a"]);
  });

  it("without transactions, a partition that someone else wrote to", async () => {
    await fill("t", 1, 5);
    await copyAll();
    await target.append("t", 0, encodeBatch({ records: [{ value: "foreign" }] }));
    await fill("t", 1, 5, 2);
    expect(await refusal(copyAll())).toBe("mirror.tail-foreign");
  });

  it("a progress topic that holds something else", async () => {
    await fill("t", 1, 1);
    await target.createTopic({ name: progressTopic, partitions: 1 });
    for (const value of ["no JSON", "{}"]) await target.append(progressTopic, 0, encodeBatch({ records: [{ key: "k", value }] }));
    await target.refresh();
    expect(await refusal(mirror().plan())).toBe("mirror.progress-invalid");
  });

  it("to go on where a part of its progress is lost", async () => {
    await fill("t", 1, 5);
    await copyAll();
    const { end } = target.offsets(progressTopic, 0);
    await fill("t", 1, 5, 2);
    await copyAll();
    await sides[1].log.deleteRecords(progressTopic, 0, end);
    await target.refresh();
    expect(await refusal(mirror().plan())).toBe("mirror.progress-gap");
  });

  it("to pass over what the source says that it has and does not give", async () => {
    await fill("t", 1, 1);
    await source.refresh();
    const of = { topic: "t", topicId: "", target: "t", targetId: "", partition: 0 };
    const hooks = { copied: () => undefined, gone: () => undefined };
    const { end } = source.offsets("t", 0);
    const cursor = { of, done: undefined, goal: end + 1, gatherBytes: 1_000, readBytes: 1_000, waitMs: 1 };
    const append = () => Promise.resolve({ baseOffset: 0, lastOffset: 0, logAppendTimeMs: -1, startOffset: 0, duplicate: false });
    const copying = copyRound(source, append, [cursor], { records: 1e6, bytes: 1e9, goesOn: () => true }, hooks);
    expect(await refusal(copying)).toBe("mirror.source-silent");
  });
});
