import { once } from "node:events";
import { connect } from "node:net";
import { openMemoryLog } from "@millrace/log/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBroker } from "./broker.ts";
import { MemoryBroker } from "./memory-broker.ts";

const everything = { topics: null, allowAutoTopicCreation: false } as const;

describe("listeners", () => {
  let memory: MemoryBroker;
  beforeAll(async () => {
    memory = await MemoryBroker.start({ connectionsPerIpMax: 4 }, [
      { name: "OUTSIDE", port: 0, advertised: { host: "kafka.example", port: 19_092 }, principal: "User:outside" },
    ]);
  });
  afterAll(() => memory.close());

  it("tell each client the address of the one it came in through", async () => {
    const inside = await memory.client();
    expect((await inside.request("Metadata", 12, everything)).brokers).toMatchObject([{ host: "127.0.0.1", port: memory.broker.port }]);
    const outside = await memory.client("OUTSIDE");
    expect((await outside.request("Metadata", 12, everything)).brokers).toMatchObject([{ host: "kafka.example", port: 19_092 }]);
    const found = await outside.request("FindCoordinator", 4, { key: "", coordinatorKeys: ["g"] });
    expect(found.coordinators).toMatchObject([{ host: "kafka.example", port: 19_092 }]);
    expect(memory.broker.connections().map(({ principal }) => principal)).toEqual(["User:ANONYMOUS", "User:outside"]);
    inside.close();
    outside.close();
  });

  it("take so many connections from one address and no more, and new ones when those are gone", async () => {
    await expect.poll(() => memory.broker.connections().length).toBe(0);
    const clients = await Promise.all([1, 2, 3, 4].map(() => memory.client()));
    const fifth = connect(memory.broker.port, "127.0.0.1").on("error", () => undefined);
    await once(fifth, "close");
    clients[0]!.close();
    await expect.poll(() => memory.broker.connections().length).toBe(3);
    const next = await memory.client();
    expect((await next.request("Metadata", 12, everything)).brokers).toHaveLength(1);
  });

  it("are not opened with a certificate that is none (kafka.tls-material), and no other is left open", async () => {
    const log = await openMemoryLog({});
    const before = await startBroker({ log, port: 0 });
    const { port } = before;
    await before.close();
    const tls = { cert: "no certificate", key: "no key" };
    const start = startBroker({ log, port, listeners: [{ port: 0, protocol: "SASL_SSL", tls }] });
    await expect(start).rejects.toMatchObject({ code: "kafka.tls-material" });
    const again = await startBroker({ log, port });
    await again.close();
    await log.close();
  });
});
