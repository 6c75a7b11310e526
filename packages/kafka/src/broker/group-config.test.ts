// Settings of single groups over the wire: in force, kept, refused. What Apache Kafka answers is compared in
// tests/conformance/kafka-answers.test.ts.
import { afterAll, beforeAll, expect, it } from "vitest";
import { openGroups, beat } from "../groups/testing.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { MemoryBroker } from "./memory-broker.ts";
import type { RawClient } from "./raw-client.ts";

const group = 32;
let memory: MemoryBroker;
let client: RawClient;
beforeAll(async () => {
  memory = await MemoryBroker.start({ groupsMax: 2 });
  client = await memory.client();
});
afterAll(() => memory.close());

async function alter(
  resourceName: string,
  name: string,
  value: string | null,
  more: { validateOnly?: boolean; configOperation?: number } = {},
) {
  const configs = [{ name, value, configOperation: more.configOperation ?? 0 }];
  const resources = [{ resourceType: group, resourceName, configs }];
  const answer = await client.request("IncrementalAlterConfigs", 1, { validateOnly: more.validateOnly ?? false, resources });
  return answer.responses[0]!.errorCode;
}

async function intervalOf(groupId: string): Promise<number> {
  const joining = { groupId, memberId: "m", memberEpoch: 0, rebalanceTimeoutMs: 1_000, subscribedTopicNames: [], topicPartitions: [] };
  return (await client.request("ConsumerGroupHeartbeat", 1, joining)).heartbeatIntervalMs;
}

it("are told to members, and only when they are not just tried out", async () => {
  expect(await alter("told", "consumer.heartbeat.interval.ms", "7000", { validateOnly: true })).toBe(0);
  expect(await intervalOf("told")).toBe(5_000);
  expect(await alter("told", "consumer.heartbeat.interval.ms", "7000")).toBe(0);
  expect(await intervalOf("told")).toBe(7_000);
  expect(await alter("told", "consumer.heartbeat.interval.ms", null, { configOperation: 1 })).toBe(0);
  expect(await intervalOf("told")).toBe(5_000);
});

it("are of no more groups than there may be", async () => {
  for (const name of ["one", "two"]) expect(await alter(name, "consumer.session.timeout.ms", "46000")).toBe(0);
  expect(await alter("three", "consumer.session.timeout.ms", "46000")).toBe(kafkaError.invalidConfig);
  expect(await alter("two", "consumer.session.timeout.ms", "47000")).toBe(0);
});

it("hold the session longer than the heartbeat", async () => {
  const narrow = await MemoryBroker.start({ groupConsumerMinSessionTimeoutMs: 1_000 });
  client = await narrow.client();
  expect(await alter("g", "consumer.session.timeout.ms", "5000")).toBe(kafkaError.invalidConfig);
  expect(await alter("g", "consumer.session.timeout.ms", "5001")).toBe(0);
  await narrow.close();
});

it("decide how long a member may be silent, after a restart too", async () => {
  const before = await openGroups();
  await before.groups.settings.change("g", () => ({ "consumer.session.timeout.ms": "60000" }));
  const open = await before.restart();
  expect(open.groups.settings.groups()).toEqual(["g"]);
  for (const groupId of ["g", "other"]) await open.groups.consumerHeartbeat(groupId, beat("m", 0));
  open.clock.advance(59_999);
  expect(["g", "other"].map((groupId) => open.groups.consumer(groupId)!.members.size)).toEqual([1, 0]);
  open.clock.advance(1);
  expect(open.groups.consumer("g")!.members.size).toBe(0);
});
