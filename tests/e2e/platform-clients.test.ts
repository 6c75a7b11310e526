// Kafka clients and HTTP look at the same topics: what one publishes the other reads, and the graph shows who is there.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compatibilityPartitioner, Consumer, Producer, stringDeserializers, stringSerializers } from "@platformatic/kafka";
import { Millrace } from "@millrace/client";
import { startPlatform } from "@millrace/platform";
import type { Overview, PipelineGraph, Platform, RecordsAnswer } from "@millrace/platform";
import { afterAll, beforeAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "millrace-clients-"));
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ dataFolder: folder, port: 0, kafkaPort: 0 });
});
afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = async <Body>(path: string): Promise<Body> => (await (await fetch(`${platform.url}${path}`)).json()) as Body;

it("shares topics between the Kafka port and HTTP, keys in the same partitions, and shows the clients", async () => {
  await platform.log.createTopic({ name: "shared", partitions: 3 });
  const keys = ["ada", "bob", "cyd", "dan", "eve"];
  const producer = new Producer({
    clientId: "device",
    bootstrapBrokers: [platform.kafka],
    serializers: stringSerializers,
    partitioner: compatibilityPartitioner,
  });
  await producer.send({ messages: keys.map((key) => ({ topic: "shared", key, value: `kafka ${key}` })) });
  const publisher = new Millrace({ url: platform.url }).publisher("shared");
  await Promise.all(keys.map((key) => publisher.publish({ key, value: `http ${key}` })));
  await publisher.close();
  const { records } = await get<RecordsAnswer>("/topics/shared/records?offset=earliest");
  const places = (from: string): unknown =>
    Object.fromEntries(records.filter((record) => record.value!.startsWith(from)).map(({ key, partition }) => [key, partition]));
  expect(places("http")).toEqual(places("kafka"));

  const consumer = new Consumer({
    clientId: "dashboard",
    groupId: "g",
    bootstrapBrokers: [platform.kafka],
    deserializers: stringDeserializers,
  });
  const stream = await consumer.consume({ topics: ["shared"], mode: "earliest" });
  const seen = new Set<string>();
  for await (const message of stream) {
    seen.add(message.value);
    if (seen.size === keys.length * 2) break;
  }
  const graph = await get<PipelineGraph>("/graph");
  expect(graph.edges.map(({ from, to }) => `${from} → ${to}`)).toEqual(
    expect.arrayContaining(["producer:device → topic:shared", "topic:shared → consumer:dashboard"]),
  );
  expect((await get<Overview>("/overview")).connections).toBeGreaterThan(0);
  await stream.close();
  await consumer.close(true);
  await producer.close();
});
