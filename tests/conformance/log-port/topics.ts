import { expect } from "vitest";
import { batch, codeOf, type PortCases, until, values } from "./port-case.ts";

export const topics: PortCases = {
  "creates a topic with partitions and settings, and shows it at once": async ({ log, name }) => {
    const topic = name("made");
    const info = await log.createTopic({ name: topic, partitions: 3, config: { "retention.ms": "123456" } });
    expect(info).toMatchObject({ name: topic, partitions: 3, config: { "retention.ms": "123456" }, internal: false });
    expect(info.id).toHaveLength(16);
    expect(log.topic(topic)).toEqual(info);
    expect(log.topics().filter((one) => one.name === topic)).toEqual([info]);
    expect([0, 1, 2].map((partition) => log.offsets(topic, partition))).toEqual(
      Array.from({ length: 3 }, () => ({ start: 0, end: 0, stable: 0 })),
    );
  },
  "refuses a topic that exists, a name, a number of partitions, and settings, each with its code": async ({ log, name }) => {
    const topic = name("refused");
    await log.createTopic({ name: topic, partitions: 2 });
    const create = (other: string, partitions = 1, config = {}) => codeOf(log.createTopic({ name: other, partitions, config }));
    expect(await create(topic)).toBe("log.topic-exists");
    for (const wrong of ["", ".", "..", "a/b", "a b", "ä", "x".repeat(250)]) expect(await create(wrong)).toBe("log.topic-name");
    expect(await create(name("none"), 0)).toBe("log.partition-count");
    expect(await create(name("unknown"), 1, { "retention.years": "1" })).toBe("log.config-unknown");
    expect(await create(name("value"), 1, { "retention.ms": "soon" })).toBe("log.config-value");
    expect(await codeOf(log.addPartitions(topic, 2))).toBe("log.partition-count");
    expect(await codeOf(log.addPartitions(topic, 1))).toBe("log.partition-count");
  },
  "replaces a topic's settings: what is not named goes back to its default": async ({ log, name }) => {
    const topic = name("settings");
    await log.createTopic({ name: topic, partitions: 1, config: { "retention.ms": "1000000", "segment.bytes": "1048576" } });
    await log.configureTopic(topic, { "retention.ms": "2000000", "cleanup.policy": "compact" });
    expect(log.topic(topic)!.config).toEqual({ "retention.ms": "2000000", "cleanup.policy": "compact" });
    expect(await codeOf(log.configureTopic(topic, { "retention.ms": "never" }))).toBe("log.config-value");
    expect(await codeOf(log.configureTopic(topic, { "retention.years": "1" }))).toBe("log.config-unknown");
    expect(log.topic(topic)!.config).toEqual({ "retention.ms": "2000000", "cleanup.policy": "compact" });
    await log.configureTopic(topic, {});
    expect(log.topic(topic)!.config).toEqual({});
  },
  "adds partitions, whose records begin at 0, and leaves the others alone": async (port) => {
    const { log, name } = port;
    const topic = name("grown");
    await log.createTopic({ name: topic, partitions: 1 });
    await log.append(topic, 0, batch(["before"]));
    await log.addPartitions(topic, 3);
    expect(log.topic(topic)!.partitions).toBe(3);
    await log.append(topic, 2, batch(["after"]));
    expect(await values(port, topic)).toEqual(["0:before"]);
    expect(await values(port, topic, { partition: 2 })).toEqual(["0:after"]);
  },
  "deletes a topic with its records; made again it is another": async (port) => {
    const { log, name } = port;
    const topic = name("gone");
    const first = await log.createTopic({ name: topic, partitions: 1 });
    await log.append(topic, 0, batch(["old", "old"]));
    await log.deleteTopic(topic);
    expect(log.topic(topic)).toBeUndefined();
    expect(log.topics().some((one) => one.name === topic)).toBe(false);
    const second = await log.createTopic({ name: topic, partitions: 1 });
    expect(Buffer.compare(first.id, second.id)).not.toBe(0);
    await log.append(topic, 0, batch(["new"]));
    expect(await values(port, topic)).toEqual(["0:new"]);
  },
  "says of a topic or partition that is not there which it is": async ({ log, name }) => {
    const topic = name("known");
    await log.createTopic({ name: topic, partitions: 1 });
    const nothing = name("nothing");
    const thrown = (action: () => unknown) => codeOf(Promise.resolve().then(action));
    for (const [wanted, partition, code] of [
      [nothing, 0, "log.topic-unknown"],
      [topic, 1, "log.partition-unknown"],
      [topic, -1, "log.partition-unknown"],
    ] as const) {
      expect(await codeOf(log.append(wanted, partition, batch(["x"])))).toBe(code);
      expect(await codeOf(log.read(wanted, partition, 0, { maxBytes: 100 }))).toBe(code);
      expect(await codeOf(log.deleteRecords(wanted, partition, 0))).toBe(code);
      expect(await codeOf(log.offsetAt(wanted, partition, 0))).toBe(code);
      expect(await codeOf(log.offsetOfMaxTimestamp(wanted, partition))).toBe(code);
      expect(await thrown(() => log.offsets(wanted, partition))).toBe(code);
      expect(await thrown(() => log.size(wanted, partition))).toBe(code);
    }
    expect(await codeOf(log.deleteTopic(nothing))).toBe("log.topic-unknown");
    expect(await codeOf(log.configureTopic(nothing, {}))).toBe("log.topic-unknown");
    expect(await codeOf(log.addPartitions(nothing, 2))).toBe("log.topic-unknown");
  },
  "tells watchers of appends and of topics, and no more when they stop": async ({ log, name }) => {
    const topic = name("watched");
    const ends: string[] = [];
    let changes = 0;
    const stop = log.watch({
      appended: (of, partition, end) => void ends.push(`${of}/${partition}:${end}`),
      topicsChanged: () => void changes++,
    });
    await log.createTopic({ name: topic, partitions: 2 });
    expect(changes).toBe(1);
    await log.append(topic, 1, batch(["a", "b"]));
    await until(() => ends.includes(`${topic}/1:2`), "the append is told");
    stop();
    await log.append(topic, 1, batch(["c"]));
    await log.deleteTopic(topic);
    expect(ends).not.toContain(`${topic}/1:3`);
    expect(changes).toBe(1);
  },
  "knows how many bytes a partition has on disk": async ({ log, name, refresh }) => {
    const topic = name("sized");
    await log.createTopic({ name: topic, partitions: 1 });
    const bytes = batch(["x".repeat(5000)]);
    const { length } = bytes;
    await log.append(topic, 0, bytes);
    await refresh();
    expect(log.size(topic, 0).bytes).toBeGreaterThanOrEqual(length);
  },
};
