// Debian's kcat (librdkafka): every codec, groups, commits, a restart in between.
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../tools.ts";
import { ConformanceBroker, run, Running } from "./kafka-broker.ts";

describeWith({ programs: ["kcat"] }, "kcat", () => {
  let conformance: ConformanceBroker;
  beforeAll(async () => {
    conformance = await ConformanceBroker.start();
  });
  afterAll(() => conformance.close());

  const kcat = (...args: string[]) => run("kcat", ["-b", conformance.address, ...args]);
  const produce = (input: string, ...args: string[]) => run("kcat", ["-b", conformance.address, "-P", ...args], input);
  const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
  const group = (name: string, topic: string, ...args: string[]): Running =>
    new Running("kcat", [
      "-b",
      conformance.address,
      "-G",
      name,
      ...args,
      "-u",
      "-X",
      "auto.offset.reset=earliest",
      "-X",
      "session.timeout.ms=6000",
      topic,
    ]);

  it.each(["none", "gzip", "snappy", "lz4", "zstd"])("produces and consumes with codec %s", async (codec) => {
    const topic = `codec-${codec}`;
    const input = Array.from({ length: 2000 }, (_, index) => `key-${index % 7}:${codec} value ${index}`);
    const produced = await produce(`${input.join("\n")}\n`, "-t", topic, "-K:", "-z", codec, "-p", "0");
    expect(produced).toMatchObject({ code: 0, errors: "" });
    const consumed = await kcat("-C", "-t", topic, "-p", "0", "-o", "beginning", "-e", "-q", "-K:");
    expect(lines(consumed.output)).toEqual(input);
  });

  it("produces idempotently, with headers, and reads them back", async () => {
    const produced = await produce("one\n", "-t", "headers", "-H", "source=kcat", "-X", "enable.idempotence=true", "-X", "acks=all");
    expect(produced.code).toBe(0);
    const { output } = await kcat("-C", "-t", "headers", "-o", "beginning", "-e", "-q", "-f", "%s %h\n");
    expect(output).toBe("one source=kcat\n");
  });

  it("reads from an offset, from a time and the last records", async () => {
    await produce(`${Array.from({ length: 10 }, (_, index) => `n${index}`).join("\n")}\n`, "-t", "places", "-p", "1");
    const from = async (offset: string) => lines((await kcat("-C", "-t", "places", "-p", "1", "-o", offset, "-e", "-q")).output);
    expect(await from("7")).toEqual(["n7", "n8", "n9"]);
    expect(await from("-2")).toEqual(["n8", "n9"]);
    expect(await from("s@1000")).toHaveLength(10);
    const asked = await kcat("-Q", "-t", "places:1:-1", "-t", "places:0:-2");
    expect(lines(asked.output).sort()).toEqual(["places [0] offset 0", "places [1] offset 10"]);
  });

  it("lists brokers and topics", async () => {
    const { output } = await kcat("-L");
    expect(output).toContain(`broker 1 at ${conformance.address} (controller)`);
    expect(output).toContain('topic "places" with 4 partitions:');
  });

  it("produces in a transaction, which is committed at the end of the input", async () => {
    const input = Array.from({ length: 100 }, (_, index) => `t${index}`);
    const { code } = await produce(`${input.join("\n")}\n`, "-t", "tx", "-p", "0", "-X", "transactional.id=t1");
    expect(code).toBe(0);
    const { output } = await kcat("-C", "-t", "tx", "-p", "0", "-o", "beginning", "-e", "-q", "-X", "isolation.level=read_committed");
    expect(lines(output)).toEqual(input);
  });

  it("refuses a record of 20 MB with the error that the client knows", async () => {
    const { errors } = await produce(`${"x".repeat(20_000_000)}\n`, "-t", "huge", "-X", "message.max.bytes=30000000");
    expect(errors).toContain("Message size too large");
  });

  it("commits in a group and goes on there, after a restart of broker and log too", async () => {
    const input = Array.from({ length: 60 }, (_, index) => `r${index}`);
    await produce(`${input.join("\n")}\n`, "-t", "resumed", "-p", "0");
    const first = await group("resuming", "resumed", "-c", "20").finished;
    expect(lines(first.output)).toEqual(input.slice(0, 20));
    const second = await group("resuming", "resumed", "-c", "10").finished;
    expect(lines(second.output)).toEqual(input.slice(20, 30));
    await conformance.restart();
    const third = await group("resuming", "resumed", "-c", "30").finished;
    expect(lines(third.output)).toEqual(input.slice(30));
  });

  it("shares partitions between two members, and gives them all to the one that stays", async () => {
    await conformance.log.createTopic({ name: "shared-4", partitions: 4 });
    const assigned = (member: Running): string => /assigned: ([^\n]*)(?![\s\S]*(?:assigned|revoked): )/.exec(member.errors)?.[1] ?? "";
    const count = (member: Running): number => assigned(member).split("shared-4").length - 1;
    const first = group("sharing", "shared-4");
    await expect.poll(() => count(first), { timeout: 20_000 }).toBe(4);
    const second = group("sharing", "shared-4");
    await expect.poll(() => [count(first), count(second)], { timeout: 20_000 }).toEqual([2, 2]);
    const input = Array.from({ length: 400 }, (_, index) => `k${index}:v${index}`);
    await produce(`${input.join("\n")}\n`, "-t", "shared-4", "-K:");
    await expect.poll(() => new Set([...lines(first.output), ...lines(second.output)]).size, { timeout: 20_000 }).toBe(400);
    expect(lines(first.output).length).toBeGreaterThan(0);
    expect(lines(second.output).length).toBeGreaterThan(0);
    await first.stop();
    await expect.poll(() => count(second), { timeout: 20_000 }).toBe(4);
    await second.stop();
    expect(new Set([...lines(first.output), ...lines(second.output)])).toEqual(new Set(input.map((pair) => pair.split(":")[1])));
  });

  it("left nothing behind that a client should not be able to cause", () => {
    expect(conformance.warnings).toEqual([]);
  });
});
