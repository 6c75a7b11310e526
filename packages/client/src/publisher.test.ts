import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "@millrace/platform";
import type { Platform, RecordsAnswer } from "@millrace/platform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Millrace } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-client-"));
let platform: Platform;
let millrace: Millrace;

beforeAll(async () => {
  platform = await startPlatform({ dataFolder: folder, port: 0, kafkaPort: 0, workers: false });
  millrace = new Millrace({ url: platform.url });
});
afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

const topic = async (name: string, partitions = 1): Promise<void> => void (await platform.log.createTopic({ name, partitions }));
async function records(name: string, partition = 0): Promise<(string | null)[]> {
  const response = await fetch(`${platform.url}/topics/${name}/records?partition=${partition}&offset=earliest&limit=1000`);
  return ((await response.json()) as RecordsAnswer).records.map((record) => record.value);
}

/** Loses answers after the server has done its work, and requests before it has seen them, in turn. */
function unreliable(): { fetch: typeof fetch; lost: number } {
  const state = {
    lost: 0,
    calls: 0,
    fetch: async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      const kind = state.calls++ % 3;
      if (kind === 0 && init?.method === "POST") {
        await (await fetch(input, init)).text();
        state.lost++;
        throw new TypeError("the answer was lost");
      }
      if (kind === 1) {
        state.lost++;
        throw new TypeError("the request was lost");
      }
      return await fetch(input, init);
    },
  };
  return state;
}

describe("Publisher", () => {
  it("sends records in batches and says where each went", async () => {
    await topic("batched");
    const publisher = millrace.publisher("batched");
    const published = await Promise.all(Array.from({ length: 100 }, (_, n) => publisher.publish({ value: { n } })));
    expect(published.map(({ offset }) => offset)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(await records("batched")).toHaveLength(100);
    await publisher.close();
    await expect(publisher.publish({ value: 1 })).rejects.toMatchObject({ code: "client.closed" });
  });

  it("writes each record once and in order when requests and answers are lost", async () => {
    await topic("lossy");
    const network = unreliable();
    const publisher = new Millrace({ url: platform.url, fetch: network.fetch }).publisher("lossy", { batchBytes: 200, batchMs: 1 });
    await Promise.all(Array.from({ length: 12 }, (_, n) => publisher.publish({ key: "k", value: String(n) })));
    await publisher.close();
    expect(network.lost).toBeGreaterThan(2);
    expect(await records("lossy")).toEqual(Array.from({ length: 12 }, (_, n) => String(n)));
  });

  it("sends a key to the partition that Kafka's clients choose", async () => {
    await topic("keyed", 7);
    const publisher = millrace.publisher("keyed");
    // murmur2("abc") & 0x7fffffff = 479470107; modulo 7 is 5.
    expect(await publisher.publish({ key: "abc", value: "x" })).toEqual({ partition: 479_470_107 % 7, offset: 0 });
    await publisher.close();
  });

  it("keeps a bounded buffer (client.buffer-full)", async () => {
    await topic("bounded");
    const publisher = millrace.publisher("bounded", { bufferBytes: 1_000 });
    const first = publisher.publish({ value: "x".repeat(900) });
    await expect(publisher.publish({ value: "y".repeat(900) })).rejects.toMatchObject({ code: "client.buffer-full", retriable: true });
    await first;
    await publisher.publish({ value: "y".repeat(900) });
    await publisher.close();
  });

  it("fails the records of a batch that the server refuses, and goes on", async () => {
    await platform.log.createTopic({ name: "strict", partitions: 1, config: { "max.message.bytes": "500" } });
    const publisher = millrace.publisher("strict");
    await expect(publisher.publish({ value: "x".repeat(1_000) })).rejects.toMatchObject({ code: "platform.record-too-large", status: 413 });
    expect(await publisher.publish({ value: "small" })).toEqual({ partition: 0, offset: 0 });
    await publisher.close();
  });

  it("says that a topic is not there, and that no one answers", async () => {
    await expect(millrace.publisher("nowhere").publish({ value: 1 })).rejects.toMatchObject({
      code: "platform.topic-unknown",
      status: 404,
    });
    const gone = new Millrace({ url: "http://127.0.0.1:1" }).publisher("x", { attempts: 2 });
    await expect(gone.publish({ value: 1 })).rejects.toMatchObject({ code: "client.unreachable", retriable: true });
  });
});
