// What the conformance suite of the port (tests/conformance/log-port) does not ask: clusters that are away, refuse, or
// are too old. Against the real broker over the log in memory, and a port that plays an old broker.
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { decodeRecords, encodeBatch } from "@millrace/log";
import { describe, expect, it } from "vitest";
import { MemoryBroker } from "../broker/memory-broker.ts";
import { openCluster } from "./index.ts";

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "nothing was thrown",
    (thrown: unknown) => (thrown as { code?: unknown }).code,
  );
const batch = (...values: string[]): Uint8Array => encodeBatch({ records: values.map((value) => ({ value })) });

async function withCluster(
  use: (cluster: Awaited<ReturnType<typeof openCluster>>, memory: MemoryBroker) => Promise<void>,
  patienceMs = 5_000,
): Promise<void> {
  const memory = await MemoryBroker.start();
  const cluster = await openCluster({ bootstrap: `127.0.0.1:${memory.broker.port}`, patienceMs });
  try {
    await use(cluster, memory);
  } finally {
    await cluster.close();
    await memory.close();
  }
}

describe("a cluster", () => {
  it("that is not there, or whose address is none, is unreachable", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    );
    await new Promise((resolve) => server.close(resolve));
    expect(await codeOf(openCluster({ bootstrap: `127.0.0.1:${port}` }))).toBe("cluster.unreachable");
    for (const bootstrap of ["", "host", "host:", "host:99999", "a b:9092", "host:9092,"])
      expect(await codeOf(openCluster({ bootstrap }))).toBe("cluster.unreachable");
  });

  it("that speaks no version known here is told so", async () => {
    // Answers every request as an ApiVersions request: error 0, one API (Produce 0 to 2), the correlation id as it came.
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (request: Buffer) => {
        const answer = Buffer.alloc(4 + 4 + 2 + 4 + 6);
        answer.writeInt32BE(answer.length - 4);
        request.copy(answer, 4, 8, 12);
        answer.writeInt32BE(1, 10);
        answer.writeInt16BE(2, 18);
        socket.write(answer);
      });
    });
    const port = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    );
    expect(await codeOf(openCluster({ bootstrap: `127.0.0.1:${port}` }))).toBe("cluster.api-missing");
    await new Promise((resolve) => server.close(resolve));
  });

  it("that goes away is waited for, and no longer than was said", async () => {
    await withCluster(async (cluster, memory) => {
      await cluster.createTopic({ name: "t", partitions: 1 });
      await memory.broker.close();
      expect(await codeOf(cluster.append("t", 0, batch("a")))).toBe("cluster.unanswered");
      expect(await codeOf(cluster.read("t", 0, 0, { maxBytes: 100 }))).toBe("cluster.unanswered");
      expect(await codeOf(cluster.refresh())).toBe("cluster.unanswered");
      expect(await codeOf(cluster.groups())).toBe("cluster.unanswered");
      expect(await codeOf(cluster.configureTopic("t", {}))).toBe("cluster.unanswered");
    }, 50);
  });

  it("that closes answers nothing any more, a waiting read included", async () => {
    await withCluster(async (cluster) => {
      await cluster.createTopic({ name: "t", partitions: 1 });
      const waiting = codeOf(cluster.read("t", 0, 0, { maxBytes: 100, waitMs: 10_000 }));
      await cluster.close();
      expect(await waiting).toBe("log.closed");
      expect(await codeOf(cluster.append("t", 0, batch("a")))).toBe("log.closed");
      expect(await codeOf(cluster.createTopic({ name: "u", partitions: 1 }))).toBe("log.closed");
    });
  });

  it("gets what has no producer id exactly once, in order, whatever the number of appends on their way", async () => {
    await withCluster(async (cluster, memory) => {
      await cluster.createTopic({ name: "t", partitions: 1 });
      await Promise.all(Array.from({ length: 40 }, (_, index) => cluster.append("t", 0, batch(String(index)))));
      const { bytes } = await memory.log.read("t", 0, 0, { maxBytes: 1 << 20 });
      expect(decodeRecords(bytes).map(({ value }) => Number(Buffer.from(value!).toString()))).toEqual(
        Array.from({ length: 40 }, (_, index) => index),
      );
    });
  });

  it("hears its own error where the log has no word for it", async () => {
    await withCluster(async (cluster) => {
      await cluster.createTopic({ name: "t", partitions: 1 });
      const metadata = "x".repeat(100_000);
      const commit = cluster.commitPositions("g", [{ topic: "t", partition: 0, offset: 1, metadata }]);
      await expect(commit).rejects.toMatchObject({ code: "cluster.refused", message: expect.stringMatching(/too large \(12\)/) });
    });
  });

  it("leaves the positions of a group with members to them", async () => {
    await withCluster(async (cluster, memory) => {
      await cluster.createTopic({ name: "t", partitions: 1 });
      const member = await memory.client();
      const join = { groupId: "g", sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 30_000, memberId: "", protocolType: "consumer" };
      await member.request("JoinGroup", 3, { ...join, protocols: [{ name: "range", metadata: new Uint8Array(0) }] });
      const positions = [{ topic: "t", partition: 0, offset: 1 }];
      expect(await codeOf(cluster.commitPositions("g", positions))).toBe("coordination.group-active");
      expect(await codeOf(cluster.deleteGroup("g"))).toBe("coordination.group-active");
      expect(await codeOf(cluster.deleteGroup("never"))).toBe("coordination.group-unknown");
    });
  });

  it("is read and polled again after it was away", async () => {
    await withCluster(async (cluster, memory) => {
      await cluster.createTopic({ name: "t", partitions: 1 });
      await cluster.append("t", 0, batch("a"));
      const { port } = memory.broker;
      await memory.broker.close();
      const append = cluster.append("t", 0, batch("b"));
      const asked = Promise.all([cluster.refresh(), cluster.groups(), cluster.configureTopic("t", { "retention.ms": "1000000" })]);
      memory.broker = await (await import("../broker/broker.ts")).startBroker({ log: memory.log, port });
      expect(await append).toMatchObject({ baseOffset: 1, duplicate: false });
      await asked;
      expect(cluster.topic("t")!.config).toEqual({ "retention.ms": "1000000" });
      const { bytes } = await cluster.read("t", 0, 0, { maxBytes: 1 << 20 });
      expect(decodeRecords(bytes)).toHaveLength(2);
    });
  });
});
