import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { decodeUtf8 } from "@millrace/core";
import { decodeRecords, encodeBatch } from "@millrace/log";
import { describe, expect, it } from "vitest";
import { startPlatform } from "./start.ts";
import { cleanUpAfterEach, testFolder, testPlatform } from "./testing/platform.ts";

cleanUpAfterEach();

async function withTakenPort<T>(work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe("startPlatform", () => {
  it("opens both ports and says where they are", async () => {
    const platform = await testPlatform();
    expect(platform.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(platform.kafka).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(platform.readyMs).toBeLessThan(5_000);
  });

  it("says which port is taken and which option helps (platform.port-taken), and leaves nothing open", async () => {
    const dataFolder = testFolder();
    await withTakenPort(async (port) => {
      const http = startPlatform({ dataFolder, port, kafkaPort: 0 });
      await expect(http).rejects.toMatchObject({ code: "platform.port-taken", hint: expect.stringContaining(`--port ${port + 1}`) });
      const kafka = startPlatform({ dataFolder, port: 0, kafkaPort: port });
      await expect(kafka).rejects.toMatchObject({ code: "platform.port-taken", hint: expect.stringContaining("--kafka-port") });
    });
    await testPlatform({ dataFolder });
  });

  it("refuses a port that is none (platform.port-unavailable)", async () => {
    await expect(startPlatform({ dataFolder: testFolder(), port: 70_000, kafkaPort: 0 })).rejects.toMatchObject({
      code: "platform.port-unavailable",
    });
  });

  it("refuses a data folder that another process has (platform.folder-locked)", async () => {
    const { dataFolder } = await testPlatform();
    const second = startPlatform({ dataFolder, port: 0, kafkaPort: 0 });
    await expect(second).rejects.toMatchObject({ code: "platform.folder-locked", hint: expect.stringContaining("--data") });
  });

  it("refuses a data folder that cannot be written (platform.folder-unwritable)", async () => {
    const file = join(testFolder(), "file");
    writeFileSync(file, "");
    const start = startPlatform({ dataFolder: join(file, "data"), port: 0, kafkaPort: 0 });
    await expect(start).rejects.toMatchObject({ code: "platform.folder-unwritable", hint: expect.stringContaining("--data") });
  });

  it("listens on loopback alone unless it asks and encrypts (platform.host-open, platform.host-clear)", async () => {
    const start = startPlatform({ dataFolder: testFolder(), host: "0.0.0.0", port: 0, kafkaPort: 0 });
    await expect(start).rejects.toMatchObject({ code: "platform.host-open" });
    const clear = startPlatform({ dataFolder: testFolder(), host: "0.0.0.0", kafkaAuth: "login", port: 0, kafkaPort: 0 });
    await expect(clear).rejects.toMatchObject({ code: "platform.host-clear" });
  });

  it("closes twice as once, and open streams with it", async () => {
    const platform = await testPlatform();
    await platform.send("POST", "/topics", { name: "followed" });
    const tail = await platform.request("/topics/followed/tail");
    await Promise.all([platform.close(), platform.close()]);
    await tail.text();
    await expect(platform.request("/health")).rejects.toThrow();
  });

  it("refuses to start on a definition that is none (platform.definition-damaged)", async () => {
    const dataFolder = testFolder();
    const platform = await testPlatform({ dataFolder });
    await platform.log.append("__millrace_definitions", 0, encodeBatch({ records: [{ key: "table/x", value: "{}" }] }));
    await platform.close();
    await expect(startPlatform({ dataFolder, port: 0, kafkaPort: 0 })).rejects.toMatchObject({ code: "platform.definition-damaged" });
  });

  it("writes who changed what to the audit", async () => {
    const platform = await testPlatform();
    await platform.request("/topics", { method: "POST", json: { name: "made" }, headers: { "x-millrace-client": "a test" } });
    const { bytes } = await platform.log.read("__millrace_audit", 0, 0, { maxBytes: 1_000_000 });
    const entries = decodeRecords(bytes).map((record) => JSON.parse(decodeUtf8(record.value!)) as Record<string, unknown>);
    expect(entries.at(-1)).toMatchObject({ action: "create", kind: "topic", name: "made", by: "a test" });
  });
});
