import { describe, expect, it } from "vitest";
import type { CatalogEntry } from "../statement.ts";
import { applySession } from "../script.ts";
import { apply, testCatalog } from "../queries/catalog.ts";

const columns = (entry: CatalogEntry | undefined): readonly string[] =>
  entry?.kind === "table" ? entry.table.columns.map((column) => column.name) : [];

describe("ALTER TABLE", () => {
  it("adds, moves, renames and drops columns, and prints the table anew", () => {
    const catalog = testCatalog();
    apply(
      catalog,
      "ALTER TABLE hourly ADD (first_one INT FIRST, twice AS n * 2 AFTER n); ALTER TABLE hourly RENAME channel TO place; ALTER TABLE hourly DROP window_end",
    );
    const entry = catalog.entry("hourly");
    expect(columns(entry)).toEqual(["first_one", "window_start", "place", "n", "twice"]);
    expect(entry?.sql).toContain("`twice` AS n * 2");
    apply(catalog, `DROP TABLE hourly; ${entry!.sql}`);
    expect(columns(catalog.entry("hourly"))).toEqual(columns(entry));
  });

  it("keeps the topic when it renames", () => {
    const catalog = testCatalog();
    apply(catalog, "ALTER TABLE hourly RENAME TO by_hour");
    const entry = catalog.entry("by_hour");
    expect(entry?.kind === "table" ? entry.table.definition.topic : null).toBe("hourly");
    expect(catalog.entry("hourly")).toBeUndefined();
  });

  it("does not drop what something reads", () => {
    expect(() => apply(testCatalog(), "ALTER TABLE edits DROP added")).toThrow('the computed column "doubled" reads "added"');
    expect(() => apply(testCatalog(), "ALTER TABLE edits DROP `time`")).toThrow("the watermark reads");
    expect(() => apply(testCatalog(), "ALTER TABLE users DROP id")).toThrow("primary key");
  });

  it("sets and resets options and the watermark", () => {
    const catalog = testCatalog();
    apply(
      catalog,
      "ALTER TABLE edits SET ('scan.startup.mode' = 'latest-offset', 'scan.watermark.idle-timeout' = '5 s'); ALTER TABLE flights MODIFY WATERMARK FOR scheduled_at AS scheduled_at - INTERVAL '4' HOUR",
    );
    const [query] = apply(catalog, "SELECT scheduled_at FROM flights");
    const plan = query?.kind === "query" ? query.query.plan : undefined;
    expect(plan?.kind === "scan" ? plan.watermark?.delayMs : null).toBe(14_400_000);
    const edits = catalog.entry("edits");
    expect(edits?.kind === "table" ? edits.table.definition.startup : null).toEqual({ kind: "latest" });
  });
});

describe("other statements", () => {
  it("DESCRIBE gives Flink's columns", () => {
    const [described] = apply(testCatalog(), "DESCRIBE edits");
    const rows = described?.kind === "describe" ? described.rows : [];
    expect(rows[0]).toEqual({
      name: "time",
      type: "TIMESTAMP_LTZ(3) *ROWTIME*",
      null: true,
      key: null,
      extras: null,
      watermark: "`time` - INTERVAL '5' SECOND",
    });
    expect(rows.find((row) => row.name === "doubled")?.extras).toBe("AS added * 2");
  });

  it("SET and RESET change the session", () => {
    const [set, reset] = apply(testCatalog(), "SET 'table.local-time-zone' = 'Europe/Vienna'; RESET 'table.local-time-zone'");
    const session = applySession({ timeZone: "UTC", options: {} }, set!);
    expect(session.timeZone).toBe("Europe/Vienna");
    expect(applySession(session, reset!)).toEqual({ timeZone: "UTC", options: {} });
  });

  it("CREATE TABLE takes its options apart", () => {
    const catalog = testCatalog();
    apply(
      catalog,
      "CREATE TABLE k (a INT) WITH ('connector' = 'kafka', 'topic' = 'x', 'value.format' = 'csv', 'scan.startup.mode' = 'specific-offsets', 'scan.startup.specific-offsets' = 'partition:0,offset:42;partition:1,offset:300')",
    );
    const entry = catalog.entry("k");
    expect(entry?.kind === "table" ? entry.table.definition : null).toMatchObject({
      topic: "x",
      format: "csv",
      connector: "kafka",
      startup: { kind: "offsets", offsets: { 0: 42, 1: 300 } },
    });
  });

  it("a statement sees what the one before it made, and IF NOT EXISTS leaves what is there", () => {
    const catalog = testCatalog();
    apply(catalog, "CREATE TABLE a (x INT); CREATE TABLE IF NOT EXISTS a (y INT); SELECT x FROM a; DROP TABLE a; DROP TABLE IF EXISTS a");
    expect(catalog.entry("a")).toBeUndefined();
  });
});
