// Transactions with Apache's own Java client (java/Transactions.java), which speaks KIP-890 where the broker does.
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../tools.ts";
import { JavaProgram } from "./java.ts";
import { ConformanceBroker } from "./kafka-broker.ts";

describeWith({ programs: ["java", "javac", "mvn"] }, "transactions of Apache's Java client", () => {
  let conformance: ConformanceBroker;
  let java: JavaProgram;
  beforeAll(async () => {
    conformance = await ConformanceBroker.start();
    java = await JavaProgram.start("millrace.Transactions", conformance.address);
  });
  afterAll(async () => {
    await java?.stop();
    await conformance.close();
  });

  it("are read whole when committed; aborted ones only by those who want them", async () => {
    expect(await java.ask("alternate events writer 30")).toBe("ok 20");
    expect(await java.ask("read events read_committed 200")).toBe("ok 200 200 0");
    expect(await java.ask("read events read_uncommitted 300")).toBe("ok 300 300 100");
  });

  it("go on after a restart of broker and log", async () => {
    await conformance.restart();
    expect(await java.ask("alternate again writer 3")).toBe("ok 2");
    expect(await java.ask("read again read_committed 20")).toBe("ok 20 20 0");
  });

  it("copy a topic exactly once, positions and records together", async () => {
    expect(await java.ask("copy events copies copier 200")).toBe("ok 200 true");
    expect(await java.ask("read copies read_committed 200")).toBe("ok 200 200 0");
    expect(await java.ask("alternate events writer 3")).toBe("ok 2");
    expect(await java.ask("copy events copies copier 20")).toBe("ok 20 true");
    // The last twenty are called as the first twenty.
    expect(await java.ask("read copies read_committed 220")).toBe("ok 220 200 0");
    const positions = await conformance.broker.coordination.positions("group-copier");
    expect(positions.length).toBeGreaterThan(0);
    for (const { topic, partition, offset } of positions) expect(offset).toBeLessThanOrEqual(conformance.log.offsets(topic, partition).end);
  });

  it("put a zombie out", async () => {
    expect(await java.ask("zombie fenced zombie-id")).toMatch(/^ok (ProducerFencedException|InvalidProducerEpochException)$/);
    expect(await java.ask("read fenced read_committed 1")).toBe("ok 1 1 0");
  });

  it("are listed and described, and ended by an administrator when they hang", async () => {
    await conformance.log.createTopic({ name: "hanging", partitions: 1 });
    expect(await java.ask("leave hanging left-open")).toBe("ok open");
    expect(await java.ask("list left-open")).toBe("ok Ongoing 1");
    expect(conformance.log.offsets("hanging", 0)).toMatchObject({ stable: 0, end: 1 });
    expect(await java.ask("hang hanging")).toBe("ok 0");
    expect(conformance.log.offsets("hanging", 0)).toMatchObject({ stable: 2, end: 2 });
  });

  it("left nothing behind that a client should not be able to cause", () => {
    expect(conformance.warnings).toEqual([]);
  });
});
