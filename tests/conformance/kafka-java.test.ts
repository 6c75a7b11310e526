// Apache's own Java client: a small program (java/) that is compiled by Maven and takes commands, so that the JVM
// starts once.
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../tools.ts";
import { JavaProgram } from "./java.ts";
import { ConformanceBroker } from "./kafka-broker.ts";

describeWith({ programs: ["java", "javac", "mvn"] }, "Apache's Java client", () => {
  let conformance: ConformanceBroker;
  let java: JavaProgram;
  const ask = (...words: (string | number)[]): Promise<string> => java.ask(words.join(" "));
  beforeAll(async () => {
    conformance = await ConformanceBroker.start();
    java = await JavaProgram.start("millrace.Conformance", conformance.address);
  });
  afterAll(async () => {
    await java?.stop();
    await conformance.close();
  });

  it.each(["none", "gzip", "snappy", "lz4", "zstd"])("produces and consumes with codec %s", async (codec) => {
    expect(await ask("produce", `java-${codec}`, codec, 500, "false")).toBe("ok 500");
    expect(await ask("consume", `java-${codec}`, `reader-${codec}`, 500)).toBe("ok 500 500");
  });

  it("produces idempotently", async () => {
    expect(await ask("produce", "java-idempotent", "lz4", 2000, "true")).toBe("ok 2000");
    const ends = [0, 1, 2, 3].map((partition) => conformance.log.offsets("java-idempotent", partition).end);
    expect(ends.reduce((sum, end) => sum + end, 0)).toBe(2000);
  });

  it("commits in a group and goes on there, after a restart of broker and log too", async () => {
    expect(await ask("produce", "java-resumed", "none", 300, "true")).toBe("ok 300");
    expect(await ask("consume", "java-resumed", "resuming", 100)).toBe("ok 100 100");
    expect(await ask("consume", "java-resumed", "resuming", 50)).toBe("ok 50 50");
    await conformance.restart();
    expect(await ask("consume", "java-resumed", "resuming", 150)).toBe("ok 150 150");
  });

  it.each(["RangeAssignor", "CooperativeStickyAssignor"])("shares four partitions between two members with the %s", async (assignor) => {
    const topic = `java-${assignor}`;
    await conformance.log.createTopic({ name: topic, partitions: 4 });
    expect(await ask("members", topic, `sharing-${assignor}`, assignor)).toBe("ok 4 4 2 4");
  });

  it("gives a static member its partitions back without a rebalance", async () => {
    await conformance.log.createTopic({ name: "java-static", partitions: 4 });
    expect(await ask("static", "java-static", "static-group")).toBe("ok 4 0");
  });

  it("creates, describes, changes, lists and deletes topics", async () => {
    expect(await ask("admin", "java-admin")).toBe("ok 4 1048576 60000 true true 0 true true");
    expect(conformance.log.topic("java-admin")).toBeUndefined();
  });

  it("asks about folders, leaders, moves, the quorum and features, and deletes records", async () => {
    await conformance.log.createTopic({ name: "java-cluster", partitions: 1 });
    expect(await ask("produce", "java-cluster", "none", 10, "false")).toBe("ok 10");
    expect(await ask("cluster", "java-cluster")).toBe("ok true 5 5 1 1 true 0 true true");
  });

  it("left nothing behind that a client should not be able to cause", () => {
    expect(conformance.warnings).toEqual([]);
  });
});
