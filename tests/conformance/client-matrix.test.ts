// Clients in other languages, each doing the same things: produce and consume with every codec, consume in a group and
// resume, transactions, administration. What each does is in clients/; what must be seen is here, once.
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../tools.ts";
import { ConformanceBroker } from "./kafka-broker.ts";
import { clients, type Records, removeBuilt, runClient, type Task, values } from "./matrix.ts";

afterAll(removeBuilt);

for (const client of clients) {
  describeWith({ programs: client.needs }, client.name, () => {
    let broker: ConformanceBroker;
    beforeAll(async () => {
      client.prepare?.();
      broker = await ConformanceBroker.start({ defaultPartitions: 4, groupConsumerHeartbeatIntervalMs: 300 });
    }, 180_000);
    afterAll(() => broker.close());

    const run = <T>(task: Task): Promise<T> => runClient<T>(client, { brokers: broker.address, ...task });

    it.each(client.codecs)("produces and consumes with codec %s", async (codec) => {
      const topic = `codec-${codec}`;
      await run({ do: "produce", topic, codec, count: 500, prefix: `${codec}-`, idempotent: true });
      const { records } = await run<Records>({ do: "consume", topic, count: 500 });
      expect(records.map(([, value]) => value).sort()).toEqual(values(`${codec}-`, 500).sort());
      expect(new Set(records.map(([key, value]) => `${value.slice(codec.length + 1)}:${key}`))).toEqual(
        new Set(values("", 500).map((number) => `${number}:k${number}`)),
      );
      expect(new Set(records.map(([, , header]) => header))).toEqual(new Set(["matrix"]));
    });

    it.each(client.consumerProtocol ? ["classic", "consumer"] : ["classic"])(
      "shares partitions between two members by the %s protocol, commits, and resumes after the broker's restart",
      async (protocol) => {
        const topic = `shared-${protocol}`;
        const reading = { do: "group", topic, group: topic, protocol };
        await run({ do: "produce", topic, codec: "none", count: 400, prefix: "v" });
        const first = await run<{ seen: string[]; assigned: number[] }>({ ...reading, count: 400, members: 2 });
        expect(new Set(first.seen)).toEqual(new Set(values("v", 400)));
        expect(first.assigned.every((partitions) => partitions > 0)).toBe(true);
        expect(broker.broker.groups().find(({ groupId }) => groupId === topic)?.type).toBe(protocol);
        await broker.restart();
        await run({ do: "produce", topic, codec: "none", count: 50, prefix: "w" });
        const second = await run<{ seen: string[] }>({ ...reading, count: 50, members: 1 });
        expect(second.seen.sort()).toEqual(values("w", 50).sort());
      },
    );

    it("commits and aborts transactions, of which only the committed are seen, with their position", async () => {
      const topic = "transactional";
      await broker.log.createTopic({ name: topic, partitions: 1 });
      const { position } = await run<{ position: number }>({ do: "transactions", topic, id: "writer", group: "in-transactions" });
      expect(position).toBe(7);
      const committed = await run<Records>({ do: "consume", topic, count: 20, isolation: "read_committed" });
      expect(committed.records.map(([, value]) => value).sort()).toEqual([...values("c", 10), ...values("d", 10)]);
      const all = await run<Records>({ do: "consume", topic, count: 30, isolation: "read_uncommitted" });
      expect(all.records.filter(([, value]) => value.startsWith("a"))).toHaveLength(10);
    });

    it("creates, describes and deletes a topic", async () => {
      expect(await run({ do: "admin", topic: "administered" })).toEqual({ partitions: 3, retention: "1000" });
      expect(broker.log.topic("administered")).toBeUndefined();
    });
  });
}
