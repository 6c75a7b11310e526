import { encodeBatch } from "@millrace/log";
import { describe, expect, it } from "vitest";
import type { CatalogView, Health, JobView, PipelineGraph, RecordsAnswer } from "../api/types.ts";
import { cleanUpAfterEach, eventually, testFolder, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";

cleanUpAfterEach();

const doubling = "CREATE TABLE numbers (x INT); CREATE TABLE doubled (x INT); INSERT INTO doubled SELECT x * 2 FROM numbers";

const outputs = async (platform: TestPlatform, topic = "doubled"): Promise<number[]> =>
  (await platform.get<RecordsAnswer>(`/topics/${topic}/records?offset=earliest&limit=1000`)).records.map(
    (record) => (JSON.parse(record.value!) as { x: number }).x,
  );

describe("jobs", () => {
  it("stops with a checkpoint, starts again from there, and restarts", async () => {
    const platform = await testPlatform();
    await platform.sql(doubling);
    await platform.publish("numbers", [{ x: 1 }]);
    await eventually(async () => expect(await outputs(platform)).toEqual([2]));
    expect(await platform.send<JobView>("POST", "/jobs/doubled/stop")).toMatchObject({ state: "stopped" });
    await platform.publish("numbers", [{ x: 2 }]);
    expect(await platform.send<JobView>("POST", "/jobs/doubled/start")).toMatchObject({ name: "doubled" });
    await eventually(async () => expect(await outputs(platform)).toEqual([2, 4]));
    await platform.send("POST", "/jobs/doubled/restart", {});
    await platform.publish("numbers", [{ x: 3 }]);
    await eventually(async () => expect(await outputs(platform)).toEqual([2, 4, 6]));
    await eventually(async () => expect(await platform.get<JobView>("/jobs/doubled")).toMatchObject({ state: "running", lag: 0 }));
  });

  it("drains: writes open windows, then stops", async () => {
    const platform = await testPlatform();
    await platform.sql(
      "CREATE TABLE seen (t TIMESTAMP(3), WATERMARK FOR t AS t); CREATE TABLE counted (x BIGINT);" +
        "INSERT INTO counted SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE seen, DESCRIPTOR(t), INTERVAL '1' HOUR)) GROUP BY window_start, window_end",
    );
    await platform.publish("seen", [{ t: "2026-01-31 12:00:00" }, { t: "2026-01-31 12:00:01" }]);
    await platform.send("POST", "/jobs/counted/stop", { drain: true });
    expect(await outputs(platform, "counted")).toEqual([2]);
    expect(await platform.get<JobView>("/jobs/counted")).toMatchObject({ state: "stopped" });
  });

  it("is deleted with its state and leaves its topic", async () => {
    const platform = await testPlatform();
    await platform.sql(doubling);
    await platform.publish("numbers", [{ x: 1 }]);
    await eventually(async () => expect(await outputs(platform)).toEqual([2]));
    expect((await platform.request("/jobs/doubled", { method: "DELETE" })).status).toBe(204);
    expect(await platform.get<JobView[]>("/jobs")).toEqual([]);
    expect(await outputs(platform)).toEqual([2]);
    await platform.sql("INSERT INTO doubled SELECT x * 2 FROM numbers");
    await eventually(async () => expect(await outputs(platform)).toEqual([2, 2]));
  });

  it("names the nearest of a job that is not there (platform.job-unknown)", async () => {
    const platform = await testPlatform();
    await platform.sql(doubling);
    const failure = await platform.failure("GET", "/jobs/doubledd");
    expect(failure).toMatchObject({ status: 404, code: "platform.job-unknown", hint: 'did you mean "doubled"?' });
    expect(await platform.failure("POST", "/jobs/none/stop", {})).toMatchObject({ status: 404, code: "platform.job-unknown" });
  });

  it("can be stopped by SQL", async () => {
    const platform = await testPlatform();
    await platform.sql(doubling);
    await platform.sql("STOP JOB 'doubled'");
    expect(await platform.get<JobView>("/jobs/doubled")).toMatchObject({ state: "stopped" });
  });

  it("counts bad records, and says so among the problems", async () => {
    const platform = await testPlatform();
    await platform.sql(doubling);
    await platform.publish("numbers", [{ x: 1 }, "not json", { x: 2 }]);
    await eventually(async () => expect(await outputs(platform)).toEqual([2, 4]));
    await eventually(async () => expect(await platform.get<JobView>("/jobs/doubled")).toMatchObject({ rowsBad: 1, state: "running" }));
    const { problems } = await platform.get<Health>("/health");
    expect(problems).toMatchObject([{ severity: "warning", subject: "job doubled", message: "1 bad record was set aside" }]);
  });

  it("fails on a bad record when its table says so, and shows why", async () => {
    const platform = await testPlatform();
    await platform.sql(
      "CREATE TABLE strict (x INT) WITH ('json.ignore-parse-errors' = 'false', 'on-error' = 'fail');" +
        "CREATE TABLE doubled (x INT); INSERT INTO doubled SELECT x * 2 FROM strict",
    );
    await platform.publish("strict", ["not json"]);
    await eventually(async () => {
      const job = await platform.get<JobView>("/jobs/doubled");
      expect(job).toMatchObject({ state: "failed", error: { code: "engine.record-refused" } });
    });
    const { problems } = await platform.get<Health>("/health");
    expect(problems).toMatchObject([{ severity: "error", subject: "job doubled" }]);
    await platform.send("DELETE", "/jobs/doubled");
  });

  it("stands in the graph between its topics", async () => {
    const platform = await testPlatform();
    await platform.sql(doubling);
    const graph = await platform.get<PipelineGraph>("/graph");
    expect(graph.nodes.map((node) => node.id)).toEqual(expect.arrayContaining(["topic:numbers", "topic:doubled", "processor:doubled"]));
    expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([
      ["topic:numbers", "processor:doubled"],
      ["processor:doubled", "topic:doubled"],
    ]);
  });
});

describe("after a restart of the process", () => {
  it("has every definition again; what ran goes on from its checkpoint, what was stopped stays so", async () => {
    const dataFolder = testFolder();
    const first = await testPlatform({ dataFolder });
    await first.sql(doubling);
    await first.sql(
      "CREATE VIEW big AS SELECT x FROM numbers WHERE x > 10; CREATE TABLE big_out (x INT); INSERT INTO big_out SELECT x FROM big",
    );
    await first.publish("numbers", [{ x: 20 }]);
    await eventually(async () => expect(await outputs(first)).toEqual([40]));
    await first.send("POST", "/jobs/big_out/stop", {});
    const before = await first.get<CatalogView>("/catalog");
    await first.close();

    const second = await testPlatform({ dataFolder });
    expect(await second.get<CatalogView>("/catalog")).toEqual(before);
    // It was not started since, and says all the same what it reads.
    expect(await second.get<JobView>("/jobs/big_out")).toMatchObject({ state: "stopped", inputs: [{ topic: "numbers", rows: 0 }] });
    await second.publish("numbers", [{ x: 30 }]);
    await eventually(async () => expect(await outputs(second)).toEqual([40, 60]));
    expect(await second.get<JobView>("/jobs/big_out")).toMatchObject({ state: "stopped" });
    await second.send("POST", "/jobs/big_out/start", {});
    await eventually(async () => expect(await outputs(second, "big_out")).toEqual([20, 30]));
  });

  it("shows a processor whose text no longer binds as failed, and starts all the same", async () => {
    const dataFolder = testFolder();
    const first = await testPlatform({ dataFolder });
    await first.sql(doubling);
    // What a future version's planner, or a restored copy, may find.
    await first.log.append("__millrace_definitions", 0, encodeBatch({ records: [{ key: "table/numbers", value: null }] }));
    await first.close();
    const second = await testPlatform({ dataFolder });
    expect(await second.get<JobView>("/jobs/doubled")).toMatchObject({ state: "failed", error: { code: "sql.table-unknown" } });
    await second.sql("CREATE TABLE numbers (x INT)");
    await second.publish("numbers", [{ x: 4 }]);
    await eventually(async () => expect(await outputs(second)).toEqual([8]));
  });

  it("knows repeated requests of an idempotent producer", async () => {
    const dataFolder = testFolder();
    const first = await testPlatform({ dataFolder });
    await first.send("POST", "/topics", { name: "once" });
    const producer = await first.send<{ id: number }>("POST", "/producers");
    const body = { records: [{ value: "a" }], partition: 0, producer: { ...producer, sequence: 0 } };
    await first.send("POST", "/topics/once/records", body);
    await first.close();
    const second = await testPlatform({ dataFolder });
    expect(await second.send("POST", "/topics/once/records", body)).toMatchObject({ duplicate: true });
    expect((await second.send<{ id: number }>("POST", "/producers")).id).not.toBe(producer.id);
  });
});
