import { beforeAll, describe, expect, it } from "vitest";
import type { PublishAnswer, RecordsAnswer, TopicDetail, TopicSummary } from "../api/types.ts";
import { cleanUpAfterAll, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";

cleanUpAfterAll();
let platform: TestPlatform;
beforeAll(async () => {
  platform = await testPlatform();
});

describe("/topics", () => {
  it("creates, lists, describes, configures and deletes a topic", async () => {
    const made = await platform.request("/topics", {
      method: "POST",
      json: { name: "orders", partitions: 2, config: { "retention.ms": "1000" } },
    });
    expect(made.status).toBe(201);
    expect(((await made.json()) as TopicDetail).offsets).toEqual([
      { partition: 0, start: 0, end: 0, stable: 0, bytes: 0, remoteBytes: 0 },
      { partition: 1, start: 0, end: 0, stable: 0, bytes: 0, remoteBytes: 0 },
    ]);
    const listed = await platform.get<TopicSummary[]>("/topics");
    expect(listed.map((topic) => topic.name)).toContain("orders");
    expect(listed.every((topic) => !topic.internal)).toBe(true);
    const all = await platform.get<TopicSummary[]>("/topics?internal=true");
    expect(all.map((topic) => topic.name)).toEqual(expect.arrayContaining(["__millrace_definitions", "__millrace_audit"]));
    const detail = await platform.get<TopicDetail>("/topics/orders");
    expect(detail.config.find((entry) => entry.name === "retention.ms")).toMatchObject({
      name: "retention.ms",
      value: "1000",
      isDefault: false,
    });
    const grown = await platform.send<TopicDetail>("PATCH", "/topics/orders", { config: {}, partitions: 3 });
    expect(grown.partitions).toBe(3);
    expect(grown.config.find((entry) => entry.name === "retention.ms")?.isDefault).toBe(true);
    expect((await platform.request("/topics/orders", { method: "DELETE" })).status).toBe(204);
    expect(await platform.failure("GET", "/topics/orders")).toMatchObject({ status: 404, code: "platform.topic-unknown" });
  });

  it("names the topics that are nearest to one that is not there", async () => {
    await platform.send("POST", "/topics", { name: "payments" });
    const failure = await platform.failure("GET", "/topics/paymets");
    expect(failure).toMatchObject({ status: 404, code: "platform.topic-unknown", hint: 'did you mean "payments"?' });
  });

  it("refuses what the log refuses, with a fitting status", async () => {
    await platform.send("POST", "/topics", { name: "taken" });
    expect(await platform.failure("POST", "/topics", { name: "taken" })).toMatchObject({ status: 409, code: "log.topic-exists" });
    expect(await platform.failure("POST", "/topics", { name: "no spaces" })).toMatchObject({ status: 400, code: "log.topic-name" });
    expect(await platform.failure("POST", "/topics", { name: "x", config: { nonsense: "1" } })).toMatchObject({
      status: 400,
      code: "log.config-unknown",
    });
  });

  it("keeps its hands and ours off internal topics (platform.topic-internal)", async () => {
    expect(await platform.failure("POST", "/topics", { name: "__mine" })).toMatchObject({ status: 403, code: "platform.topic-internal" });
    expect(await platform.failure("DELETE", "/topics/__millrace_audit")).toMatchObject({ status: 403, code: "platform.topic-internal" });
    const publish = await platform.failure("POST", "/topics/__millrace_definitions/records", { records: [{ value: "x" }] });
    expect(publish).toMatchObject({ status: 403, code: "platform.topic-internal" });
  });
});

describe("/topics/{name}/records", () => {
  it("keeps key, value, headers and time, and shows a page of them", async () => {
    await platform.send("POST", "/topics", { name: "clicks" });
    const records = [
      { key: "ada", value: { page: "/home" }, headers: { source: "test" }, timestampMs: 1_700_000_000_000 },
      { key: null, value: "plain text" },
      { key: "ada", value: null },
    ];
    const answer = await platform.send<PublishAnswer>("POST", "/topics/clicks/records", { records });
    expect(answer).toEqual({ count: 3, offsets: [{ partition: 0, baseOffset: 0, count: 3 }], duplicate: false });
    const page = await platform.get<RecordsAnswer>("/topics/clicks/records?partition=0&offset=earliest");
    expect(page.next).toEqual({ 0: 3 });
    expect(page.records[0]).toEqual({
      partition: 0,
      offset: 0,
      timestampMs: 1_700_000_000_000,
      key: "ada",
      value: '{"page":"/home"}',
      bytes: 16,
      headers: { source: "test" },
    });
    expect(page.records.map((record) => record.value)).toEqual(['{"page":"/home"}', "plain text", null]);
  });

  it("pages by offset, from the end, and by search", async () => {
    await platform.send("POST", "/topics", { name: "numbers" });
    await platform.publish(
      "numbers",
      Array.from({ length: 50 }, (_, n) => ({ n })),
    );
    const values = async (query: string): Promise<unknown[]> =>
      (await platform.get<RecordsAnswer>(`/topics/numbers/records?${query}`)).records.map(
        (record) => (JSON.parse(record.value!) as { n: number }).n,
      );
    expect(await values("offset=10&limit=3")).toEqual([10, 11, 12]);
    expect(await values("offset=-2")).toEqual([48, 49]);
    expect(await values("offset=latest")).toEqual([]);
    expect(await values("offset=earliest&search=%22n%22%3A4")).toEqual([4, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
    expect(await values(`offset=earliest&where=${encodeURIComponent("n >= 20 and n < 23")}`)).toEqual([20, 21, 22]);
    // The newest that fit, however far back they stand.
    expect(await values("offset=-2&search=%22n%22%3A1")).toEqual([18, 19]);
    expect(await platform.failure("GET", "/topics/numbers/records?where=n")).toMatchObject({
      status: 400,
      code: "platform.filter-unreadable",
    });
    expect(await platform.failure("GET", "/topics/numbers/records?offset=soon")).toMatchObject({
      status: 400,
      code: "platform.offset-unreadable",
    });
    const far = await platform.failure("GET", "/topics/numbers/records?partition=9");
    expect(far).toMatchObject({ status: 404, code: "platform.partition-unknown" });
  });

  it("shows the records of a key, and those of a stretch of time", async () => {
    await platform.send("POST", "/topics", { name: "timed" });
    const records = Array.from({ length: 20 }, (_, n) => ({ key: `k${n % 5}`, value: n, timestampMs: 1_700_000_000_000 + n * 60_000 }));
    await platform.send("POST", "/topics/timed/records", { records });
    const values = async (query: string): Promise<number[]> =>
      (await platform.get<RecordsAnswer>(`/topics/timed/records?${query}`)).records.map((record) => Number(record.value));
    expect(await values("key=k3")).toEqual([3, 8, 13, 18]);
    expect(await values("since=1700000600000&until=1700000780000")).toEqual([10, 11, 12]);
    expect(await values("since=2023-11-14T22:23:20Z&limit=2")).toEqual([10, 11]);
    expect(await values("since=-1h")).toEqual([]);
    expect(await platform.failure("GET", "/topics/timed/records?since=noon")).toMatchObject({
      status: 400,
      code: "platform.time-unreadable",
    });
  });

  it("pages over several partitions without losing or repeating a record", async () => {
    await platform.send("POST", "/topics", { name: "spread", partitions: 3 });
    const records = Array.from({ length: 100 }, (_, n) => ({ key: `k${n}`, value: String(n) }));
    await platform.send("POST", "/topics/spread/records", { records });
    const seen: string[] = [];
    const next: Record<number, number> = {};
    for (const partition of [0, 1, 2]) {
      for (let offset: number | string = "earliest"; ; offset = next[partition]!) {
        const page: RecordsAnswer = await platform.get(`/topics/spread/records?partition=${partition}&offset=${offset}&limit=7`);
        Object.assign(next, page.next);
        if (page.records.length === 0) break;
        seen.push(...page.records.map((record) => record.value!));
      }
    }
    expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    const first = await platform.get<RecordsAnswer>("/topics/spread/records?offset=earliest&limit=10");
    expect(first.records).toHaveLength(10);
  });

  it("cuts long values at 16 KiB and says how long they are", async () => {
    await platform.send("POST", "/topics", { name: "long" });
    await platform.publish("long", ["ä".repeat(20_000)]);
    const { records } = await platform.get<RecordsAnswer>("/topics/long/records");
    expect(records[0]!.bytes).toBe(40_000);
    expect(records[0]!.value).toBe("ä".repeat(8_192));
  });

  it("refuses a record that the topic does not take (platform.record-too-large)", async () => {
    await platform.send("POST", "/topics", { name: "small", config: { "max.message.bytes": "1000" } });
    const failure = await platform.failure("POST", "/topics/small/records", { records: [{ value: "ok" }, { value: "x".repeat(2_000) }] });
    expect(failure).toMatchObject({ status: 413, code: "platform.record-too-large" });
    expect((await platform.get<TopicDetail>("/topics/small")).records).toBe(0);
    const many = await platform.send<PublishAnswer>("POST", "/topics/small/records", {
      records: Array.from({ length: 20 }, () => ({ value: "x".repeat(300) })),
    });
    expect(many.count).toBe(20);
    expect((await platform.get<TopicDetail>("/topics/small")).records).toBe(20);
  });

  it("writes a repeated request once, and refuses a gap", async () => {
    await platform.send("POST", "/topics", { name: "once" });
    const producer = await platform.send<{ id: number; epoch: number }>("POST", "/producers");
    const publish = (sequence: number): unknown => ({
      records: [{ value: "a" }, { value: "b" }],
      partition: 0,
      producer: { ...producer, sequence },
    });
    const first = await platform.send<PublishAnswer>("POST", "/topics/once/records", publish(0));
    const again = await platform.send<PublishAnswer>("POST", "/topics/once/records", publish(0));
    expect(first).toMatchObject({ duplicate: false, offsets: [{ partition: 0, baseOffset: 0, count: 2 }] });
    expect(again).toMatchObject({ duplicate: true, offsets: [{ partition: 0, baseOffset: 0, count: 2 }] });
    expect((await platform.get<TopicDetail>("/topics/once")).records).toBe(2);
    expect(await platform.failure("POST", "/topics/once/records", publish(7))).toMatchObject({ status: 409, code: "log.sequence-gap" });
    const { partition: _none, ...without } = publish(2) as { partition: number };
    expect(await platform.failure("POST", "/topics/once/records", without)).toMatchObject({
      status: 400,
      code: "platform.producer-without-partition",
    });
  });

  it("guesses the columns and suggests a table", async () => {
    await platform.send("POST", "/topics", { name: "guessed" });
    await platform.publish("guessed", [
      { id: 1, price: 1.5, ok: true, time: "2026-01-31T12:00:00Z", note: null },
      { id: 2, price: 2, ok: false, time: "2026-01-31T12:00:01Z" },
    ]);
    const { guessedColumns, suggestedTable } = await platform.get<TopicDetail>("/topics/guessed");
    expect(guessedColumns?.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
      ["id", "BIGINT", false],
      ["price", "DOUBLE", false],
      ["ok", "BOOLEAN", false],
      ["time", "TIMESTAMP_LTZ(3)", false],
      ["note", "STRING", true],
    ]);
    expect(suggestedTable).toContain("WATERMARK FOR `time`");
  });
});
