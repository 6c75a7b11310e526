import { beforeAll, describe, expect, it } from "vitest";
import type { CatalogView, JobView, RecordsAnswer, StatementsAnswer, TopicSummary, ValidateAnswer } from "../api/types.ts";
import { cleanUpAfterAll, eventually, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";

cleanUpAfterAll();
let platform: TestPlatform;
beforeAll(async () => {
  platform = await testPlatform();
});

const run = async (sql: string): Promise<StatementsAnswer["results"]> => (await platform.sql<StatementsAnswer>(sql)).results;
const fails = (sql: string): ReturnType<TestPlatform["failure"]> => platform.failure("POST", "/sql", { sql });
const names = async (): Promise<string[]> => (await platform.get<CatalogView>("/catalog")).tables.map((table) => table.name);
const values = async (topic: string): Promise<unknown[]> =>
  (await platform.get<RecordsAnswer>(`/topics/${topic}/records?offset=earliest`)).records.map(
    (record) => JSON.parse(record.value!) as unknown,
  );

describe("tables and views", () => {
  it("makes, shows, describes, changes and drops a table", async () => {
    await run("CREATE TABLE a1 (x INT, y STRING)");
    expect(await names()).toContain("a1");
    expect((await run("SHOW TABLES"))[0]!.rows).toContainEqual(["a1"]);
    expect((await run("DESCRIBE a1"))[0]!.rows!.map((row) => row[0])).toEqual(["x", "y"]);
    expect((await run("SHOW CREATE TABLE a1"))[0]!.rows![0]![0]).toContain("CREATE TABLE");
    await run("ALTER TABLE a1 ADD z BIGINT");
    expect((await run("DESCRIBE a1"))[0]!.rows!.map((row) => row[0])).toEqual(["x", "y", "z"]);
    await run("CREATE VIEW v1 AS SELECT x FROM a1");
    expect((await run("SHOW VIEWS"))[0]!.rows).toContainEqual(["v1"]);
    await run("DROP VIEW v1; DROP TABLE a1");
    expect(await names()).not.toContain("a1");
  });

  it("refuses a name that is taken, unless IF NOT EXISTS is said", async () => {
    await run("CREATE TABLE taken (x INT)");
    expect(await fails("CREATE TABLE taken (x INT)")).toMatchObject({ status: 409, code: "sql.object-exists" });
    expect((await run("CREATE TABLE IF NOT EXISTS taken (x INT)"))[0]!.message).toContain("nothing changed");
  });

  it("names the nearest of what is not there", async () => {
    await run("CREATE TABLE invoices (x INT)");
    expect(await fails("DROP TABLE invoces")).toMatchObject({ code: "sql.table-unknown", hint: expect.stringContaining("invoices") });
    expect((await run("DROP TABLE IF EXISTS invoces"))[0]!.message).toContain("nothing changed");
  });

  it("refuses to drop or change what is used, and says by whom (platform.in-use)", async () => {
    await run("CREATE TABLE used_in (x INT); CREATE TABLE used_out (x INT); CREATE VIEW used_view AS SELECT x FROM used_in");
    await run("INSERT INTO used_out SELECT x FROM used_view");
    const drop = await fails("DROP TABLE used_in");
    expect(drop).toMatchObject({ status: 409, code: "platform.in-use" });
    expect(drop.message).toContain('view "used_view"');
    expect((await fails("DROP VIEW used_view")).message).toContain('processor "used_out"');
    expect((await fails("DROP TABLE used_out")).message).toContain('processor "used_out"');
    expect(await fails("ALTER TABLE used_in RENAME TO other_name")).toMatchObject({ code: "platform.in-use" });
    await platform.send("DELETE", "/jobs/used_out");
    await run("DROP TABLE used_out; DROP VIEW used_view; DROP TABLE used_in");
  });
});

describe("scripts", () => {
  it("does all of a script or nothing of it", async () => {
    const before = await names();
    expect(await fails("CREATE TABLE half (x INT); CREATE TABLE half (x INT)")).toMatchObject({ code: "sql.object-exists" });
    expect((await fails("CREATE TABLE half (x INT); SELECT nonsense FROM half")).status).toBe(400);
    expect((await fails("CREATE TABLE half (x INT); INSERT INTO half SELECT x FROM nowhere")).status).toBe(400);
    expect(await names()).toEqual(before);
  });

  it("refuses a SELECT that is not last (platform.query-not-last) and a text without statements (platform.script-empty)", async () => {
    expect(await fails("CREATE TABLE q1 (x INT); SELECT x FROM q1; DROP TABLE q1")).toMatchObject({
      status: 400,
      code: "platform.query-not-last",
    });
    expect(await fails("  -- nothing\n")).toMatchObject({ status: 400, code: "platform.script-empty" });
  });

  it("sets options for one script", async () => {
    const [, , shown] = await run("SET 'table.local-time-zone' = 'Europe/Berlin'; SET 'pipeline.name' = 'b'; SET");
    expect(shown!.rows).toEqual(
      expect.arrayContaining([
        ["table.local-time-zone", "Europe/Berlin"],
        ["pipeline.name", "b"],
      ]),
    );
  });

  it("keeps a temporary table out of the catalog and out of processors (platform.temporary-used)", async () => {
    const before = await names();
    await run("CREATE TEMPORARY TABLE passing (x INT); DESCRIBE passing");
    expect(await names()).toEqual(before);
    await run("CREATE TABLE kept (x INT)");
    const failure = await fails("CREATE TEMPORARY TABLE passing (x INT); INSERT INTO kept SELECT x FROM passing");
    expect(failure).toMatchObject({ status: 400, code: "platform.temporary-used" });
  });

  it("explains, completes and validates", async () => {
    await run("CREATE TABLE shown (x INT)");
    expect((await platform.send<{ plan: string }>("POST", "/sql/explain", { sql: "SELECT x FROM shown" })).plan).toContain("shown");
    expect((await run("EXPLAIN SELECT x FROM shown"))[0]!.rows!.length).toBeGreaterThan(0);
    const sql = "SELECT nothing FROM shown";
    const wrong = await platform.send<ValidateAnswer>("POST", "/sql/validate", { sql });
    expect(wrong.errors).toHaveLength(1);
    expect(sql.slice(wrong.errors[0]!.start, wrong.errors[0]!.end)).toContain("nothing");
    const right = await platform.send<ValidateAnswer>("POST", "/sql/validate", { sql: "SELECT x FROM shown" });
    expect(right).toMatchObject({ errors: [], statements: [{ kind: "query", start: 0 }] });
    const { items } = await platform.send<{ items: { label: string }[] }>("POST", "/sql/complete", {
      sql: "SELECT * FROM sho",
      offset: 17,
    });
    expect(items.map((item) => item.label)).toContain("shown");
  });

  it("gives SQL errors their position", async () => {
    const response = await platform.request("/sql", { method: "POST", json: { sql: "SELECT 1 +\n  FROM" } });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { position: { line: number } } };
    expect(error.position.line).toBe(2);
  });
});

describe("processors", () => {
  it("keeps INSERT INTO as a processor named after its table, whose topic it makes", async () => {
    await run("CREATE TABLE p_in (x INT); CREATE TABLE p_out (x INT)");
    await platform.send("POST", "/topics", { name: "p_in" });
    const [result] = await run("INSERT INTO p_out SELECT x * 2 FROM p_in");
    expect(result).toMatchObject({ kind: "insert", job: expect.stringMatching(/^p_out-/) });
    await platform.publish("p_in", [{ x: 1 }, { x: 2 }]);
    await eventually(async () => expect(await values("p_out")).toEqual([{ x: 2 }, { x: 4 }]));
    const job = await platform.get<JobView>("/jobs/p_out");
    expect(job).toMatchObject({ name: "p_out", state: "running", pipeline: null, outputs: [{ topic: "p_out" }] });
    const topics = await platform.get<TopicSummary[]>("/topics");
    expect(topics.find((topic) => topic.name === "p_out")).toMatchObject({ partitions: 1, writtenBy: ["p_out"] });
    expect(topics.find((topic) => topic.name === "p_in")?.readBy).toEqual(["p_out"]);
    expect(await platform.failure("DELETE", "/topics/p_in")).toMatchObject({ status: 409, code: "platform.topic-in-use" });
  });

  it("leaves the same INSERT alone and refuses another of its name (platform.processor-taken)", async () => {
    await run("CREATE TABLE s_in (x INT); CREATE TABLE s_out (x INT); INSERT INTO s_out SELECT x FROM s_in");
    expect((await run("INSERT INTO s_out SELECT x FROM s_in"))[0]!.message).toContain("nothing changed");
    const failure = await fails("INSERT INTO s_out SELECT x + 1 FROM s_in");
    expect(failure).toMatchObject({ status: 409, code: "platform.processor-taken", hint: expect.stringContaining("pipeline.name") });
    const [, second] = await run("SET 'pipeline.name' = 'plus_one'; INSERT INTO s_out SELECT x + 1 FROM s_in");
    expect(second!.message).toContain('"plus_one"');
  });

  it("makes a plain word of whatever a pipeline is called, for its files", async () => {
    await run("CREATE TABLE odd_in (x INT); CREATE TABLE odd_out (x INT)");
    const [, result] = await run("SET 'pipeline.name' = '../../odd name'; INSERT INTO odd_out SELECT x FROM odd_in");
    expect(result!.job).toMatch(/^______odd_name-[0-9a-f]{8}$/);
    expect(await platform.get<JobView>(`/jobs/${encodeURIComponent("../../odd name")}`)).toMatchObject({
      id: result!.job,
      name: "../../odd name",
    });
  });

  it("writes VALUES once and keeps nothing of the job", async () => {
    await run("CREATE TABLE v_out (x INT, y STRING); INSERT INTO v_out VALUES (1, 'a'), (2, 'b')");
    expect(await values("v_out")).toEqual([
      { x: 1, y: "a" },
      { x: 2, y: "b" },
    ]);
    expect((await platform.get<JobView[]>("/jobs")).map((job) => job.name)).not.toContain("v_out");
  });

  it("makes a table and fills it (CREATE TABLE AS)", async () => {
    await run("CREATE TABLE c_in (x INT); CREATE TABLE c_out AS SELECT x + 1 AS y FROM c_in");
    await platform.publish("c_in", [{ x: 1 }]);
    await eventually(async () => expect(await values("c_out")).toEqual([{ y: 2 }]));
  });

  it("runs a statement set as one processor", async () => {
    await run("CREATE TABLE set_in (x INT); CREATE TABLE set_a (x INT); CREATE TABLE set_b (x INT)");
    const inserts = "INSERT INTO set_a SELECT x FROM set_in WHERE x > 0; INSERT INTO set_b SELECT x FROM set_in WHERE x < 0;";
    await run(`EXECUTE STATEMENT SET BEGIN ${inserts} END`);
    await platform.publish("set_in", [{ x: 1 }, { x: -1 }]);
    await eventually(async () => expect([await values("set_a"), await values("set_b")]).toEqual([[{ x: 1 }], [{ x: -1 }]]));
    expect((await platform.get<JobView>("/jobs/set_a%2Bset_b")).outputs).toHaveLength(2);
  });
});

it("refuses more definitions than it keeps (platform.definitions-full)", async () => {
  const small = await testPlatform({ definitionsMost: 2 });
  await small.sql("CREATE TABLE a (x INT); CREATE TABLE b (x INT)");
  expect(await small.failure("POST", "/sql", { sql: "CREATE TABLE c (x INT)" })).toMatchObject({
    status: 429,
    code: "platform.definitions-full",
  });
  await small.sql("DROP TABLE a; CREATE TABLE c (x INT)");
});
