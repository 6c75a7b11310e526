// docs/metrics.md against /metrics, and that what is counted moves.
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { RawClient } from "@millrace/kafka/raw-client";
import { expect, it } from "vitest";
import { cleanUpAfterAll, testPlatform } from "../testing/platform.ts";

cleanUpAfterAll();
const platform = await testPlatform();
const metrics = async (): Promise<string> => (await platform.request("/metrics")).text();

async function valueOf(sample: string): Promise<number> {
  const line = (await metrics()).split("\n").find((one) => one.startsWith(`${sample} `));
  return line === undefined ? Number.NaN : Number(line.slice(sample.length + 1));
}

async function withClient(action: (client: RawClient) => Promise<unknown>): Promise<void> {
  const client = await RawClient.connect(Number(platform.kafka.split(":")[1]));
  await action(client).finally(() => client.close());
}

it("has in docs/metrics.md every metric, with its type and what it says", async () => {
  const told = [...(await metrics()).matchAll(/^# HELP (\S+) (.+)\n# TYPE \S+ (\S+)$/gm)].map(([, name, help, type]) => [name, type, help]);
  const document = readFileSync(join(import.meta.dirname, "../../../../docs/metrics.md"), "utf8");
  const rows = [...document.matchAll(/^\| `(\w+)` +\| (\w+) +\| (.*?) +\|$/gm)].map(([, name, type, help]) => [name, type, help]);
  const byName = (a: readonly unknown[], b: readonly unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1);
  expect(rows.sort(byName)).toEqual(told.sort(byName));
});

it("counts requests by kind, and those that ended their connection", async () => {
  await withClient(async (client) => {
    await client.request("ApiVersions", 3, { clientSoftwareName: "a", clientSoftwareVersion: "1" });
    await client.request("ListGroups", 0, {});
    expect(await valueOf('millrace_kafka_requests_total{api="ListGroups"}')).toBe(1);
    expect(await valueOf('millrace_kafka_request_seconds_total{api="ListGroups"}')).toBeGreaterThan(0);
    expect(await valueOf('millrace_kafka_connections{listener="PLAINTEXT"}')).toBe(1);
  });
  const unknown = Buffer.from("0000000a03e7000000000001ffff", "hex");
  await new Promise<void>((resolve) => {
    const socket = connect(Number(platform.kafka.split(":")[1]), "127.0.0.1", () => socket.write(unknown));
    socket.on("close", () => resolve()).resume();
  });
  expect(await valueOf('millrace_kafka_requests_failed_total{api="unknown"}')).toBe(1);
});

it("counts syncs, transactions and groups", async () => {
  const before = await valueOf("millrace_log_sync_seconds_count");
  await platform.send("POST", "/topics", { name: "clicks" });
  await platform.publish("clicks", [1, 2, 3]);
  expect(await valueOf("millrace_log_sync_seconds_count")).toBeGreaterThan(before);
  expect(await valueOf('millrace_log_sync_seconds_bucket{le="+Inf"}')).toBe(await valueOf("millrace_log_sync_seconds_count"));
  await withClient((client) => client.request("InitProducerId", 2, { transactionalId: "payments", transactionTimeoutMs: 60_000 }));
  expect(await valueOf('millrace_transactions{state="Empty"}')).toBe(1);
  await platform.send("POST", "/groups/readers/reset", { to: "earliest", topic: "clicks", dryRun: false });
  expect(await valueOf('millrace_groups{state="Empty"}')).toBe(1);
});

it("counts what quotas held back", async () => {
  expect(await valueOf("millrace_kafka_throttled_seconds_total")).toBe(0);
  await platform.send("PATCH", "/quotas", { user: null, values: { request_percentage: 0.000001 } });
  await withClient((client) => client.request("ListGroups", 0, {}));
  expect(await valueOf("millrace_kafka_throttled_seconds_total")).toBeGreaterThan(0);
  await platform.send("PATCH", "/quotas", { user: null, values: { request_percentage: null } });
});
