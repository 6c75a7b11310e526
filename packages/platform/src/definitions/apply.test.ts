import { describe, expect, it } from "vitest";
import type { ApplyAnswer, ApplyBody, JobView, RecordsAnswer } from "../api/types.ts";
import { cleanUpAfterEach, eventually, testFolder, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";

cleanUpAfterEach();

const tables = "CREATE TABLE numbers (x INT);\n";
const doubled = "CREATE TABLE doubled (x INT);\nINSERT INTO doubled SELECT x * 2 FROM numbers;\n";
const files = (second = doubled): ApplyBody["files"] => [
  { name: "a_numbers.sql", sql: tables },
  { name: "b_doubled", sql: second },
];

const apply = async (platform: TestPlatform, list: ApplyBody["files"], dryRun = false): Promise<string[]> => {
  const { changes } = await platform.send<ApplyAnswer>("POST", "/apply", { files: list, dryRun });
  return changes.map(({ action, kind, name, pipeline }) => `${action} ${kind} ${name} of ${pipeline}`);
};
const outputs = async (platform: TestPlatform): Promise<unknown[]> =>
  (await platform.get<RecordsAnswer>("/topics/doubled/records?offset=earliest")).records.map(
    (record) => (JSON.parse(record.value!) as { x: number }).x,
  );

describe("apply", () => {
  it("says what it would do, does it, and then has nothing to do", async () => {
    const platform = await testPlatform();
    const wanted = ["create table numbers of a_numbers", "create table doubled of b_doubled", "create processor doubled of b_doubled"];
    expect(await apply(platform, files(), true)).toEqual(wanted);
    expect(await platform.get("/jobs")).toEqual([]);
    expect(await apply(platform, files())).toEqual(wanted);
    expect(await platform.get<JobView>("/jobs/doubled")).toMatchObject({ pipeline: "b_doubled" });
    expect(await apply(platform, files())).toEqual(wanted.map((line) => line.replace("create", "unchanged")));
  });

  it("keeps the state when only the text changed", async () => {
    const platform = await testPlatform();
    await apply(platform, files());
    const { id } = await platform.get<JobView>("/jobs/doubled");
    const spaced = doubled.replace("SELECT x * 2", "SELECT  x * 2");
    const { changes } = await platform.send<ApplyAnswer>("POST", "/apply", { files: files(spaced) });
    expect(changes.find((change) => change.kind === "processor")).toMatchObject({
      action: "replace",
      effect: expect.stringContaining("state is kept"),
    });
    expect((await platform.get<JobView>("/jobs/doubled")).id).toBe(id);
  });

  it("begins anew when the plan changed, with its output in the same topic", async () => {
    const platform = await testPlatform();
    await apply(platform, files());
    await platform.publish("numbers", [{ x: 1 }]);
    await eventually(async () => expect(await outputs(platform)).toEqual([2]));
    const { changes } = await platform.send<ApplyAnswer>("POST", "/apply", { files: files(doubled.replace("* 2", "* 20")) });
    expect(changes.find((change) => change.kind === "processor")).toMatchObject({
      action: "replace",
      effect: expect.stringContaining("restarts from the beginning"),
    });
    await eventually(async () => expect(await outputs(platform)).toEqual([2, 20]));
  });

  it("removes what is not in the file any more", async () => {
    const platform = await testPlatform();
    await apply(platform, files());
    expect(await apply(platform, [{ name: "b_doubled.sql", sql: "CREATE TABLE doubled (x INT)" }])).toEqual(
      ["replace table doubled of b_doubled", "remove processor doubled of b_doubled"].map((line) => line.replace("replace", "unchanged")),
    );
    expect(await platform.get("/jobs")).toEqual([]);
  });

  it("takes along processors of others that a changed table changes, and refuses what it would break", async () => {
    const platform = await testPlatform();
    await apply(platform, files());
    const wider = [{ name: "a_numbers.sql", sql: "CREATE TABLE numbers (x INT) WITH ('format' = 'csv')" }];
    expect(await apply(platform, wider, true)).toEqual(["replace table numbers of a_numbers", "replace processor doubled of b_doubled"]);
    const gone = await platform.failure("POST", "/apply", { files: [{ name: "a_numbers.sql", sql: "CREATE TABLE other (x INT)" }] });
    expect(gone).toMatchObject({ status: 409, code: "platform.in-use", message: expect.stringContaining('processor "doubled"') });
  });

  it("stays as it was after a restart", async () => {
    const dataFolder = testFolder();
    const first = await testPlatform({ dataFolder });
    await apply(first, files());
    await first.close();
    const second = await testPlatform({ dataFolder });
    expect(await apply(second, files(), true)).toEqual(expect.arrayContaining(["unchanged processor doubled of b_doubled"]));
  });

  it("refuses a whole set for one wrong file, and does nothing of it", async () => {
    const platform = await testPlatform();
    const wrong: readonly [ApplyBody["files"], string][] = [
      [[{ name: "../../x y.sql", sql: tables }], "platform.file-name-invalid"],
      [[...files(), { name: "c.sql", sql: "SELECT x FROM numbers" }], "platform.statement-misplaced"],
      [[...files(), { name: "c.sql", sql: tables }], "platform.defined-twice"],
      [[...files(), { name: "c.sql", sql: doubled.split("\n")[1]! }], "platform.defined-twice"],
    ];
    for (const [list, code] of wrong)
      expect(await platform.failure("POST", "/apply", { files: list })).toMatchObject({ status: 400, code });
    expect(await platform.get("/jobs")).toEqual([]);
    expect((await platform.get<{ tables: unknown[] }>("/catalog")).tables).toEqual([]);
  });

  it("leaves what belongs elsewhere (platform.owned-elsewhere)", async () => {
    const platform = await testPlatform();
    await platform.sql("CREATE TABLE numbers (y STRING)");
    expect(await platform.failure("POST", "/apply", { files: files() })).toMatchObject({ status: 409, code: "platform.owned-elsewhere" });
    await platform.sql("DROP TABLE numbers");
    await apply(platform, files());
    const other = [{ name: "other.sql", sql: "INSERT INTO doubled SELECT x * 3 FROM numbers" }];
    expect(await platform.failure("POST", "/apply", { files: other })).toMatchObject({ status: 409, code: "platform.owned-elsewhere" });
  });
});
