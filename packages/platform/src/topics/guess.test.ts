import { bindScript, OverlayCatalog } from "@millrace/sql";
import { describe, expect, it } from "vitest";
import { guessColumns, suggestTable } from "./guess.ts";

const types = (...values: readonly unknown[]): unknown =>
  guessColumns(values.map((value) => JSON.stringify(value)))?.map((column) => [column.name, column.type, column.nullable]);

describe("guessColumns", () => {
  it("takes the narrowest type that holds all values of a field", () => {
    expect(types({ a: 1 }, { a: 2.5 })).toEqual([["a", "DOUBLE", false]]);
    expect(types({ a: 1 }, { a: "x" })).toEqual([["a", "STRING", false]]);
    expect(types({ a: true }, { a: null })).toEqual([["a", "BOOLEAN", true]]);
    expect(types({ a: 1 }, {})).toEqual([["a", "BIGINT", true]]);
    expect(types({ a: { b: 1 } })).toEqual([["a", "STRING", false]]);
    expect(types({ a: "2026-01-31 12:00:00.5" })).toEqual([["a", "TIMESTAMP(3)", false]]);
  });

  it("guesses nothing of what is not a JSON object", () => {
    expect(guessColumns(["1", "[]"])).toBeNull();
    expect(guessColumns(["not json"])).toBeNull();
    expect(guessColumns([null])).toBeNull();
    expect(guessColumns([])).toBeNull();
  });

  it("keeps to 200 columns, whatever a record holds", () => {
    const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`c${index}`, index]));
    expect(guessColumns([JSON.stringify(wide)])).toHaveLength(200);
  });
});

const suggest = (topic: string, value: object): string => suggestTable(topic, guessColumns([JSON.stringify(value)])!);

describe("suggestTable", () => {
  it("suggests what the binder takes, whatever the fields", () => {
    const values = [
      { user: "ada", at: "2026-01-31T12:00:00Z", select: 1 },
      { ts: 1_700_000_000_000, event_time: "x" },
      { n: 1.5, ok: true, "odd`name": { nested: [] } },
      { local: "2026-01-31 12:00:00", record_time: 1 },
    ];
    for (const value of values) {
      const [statement] = bindScript(suggest("a-topic", value), new OverlayCatalog(), { timeZone: "UTC", options: {} });
      expect(statement).toMatchObject({ kind: "createTable", entry: { name: "a-topic", table: { definition: { topic: "a-topic" } } } });
    }
  });

  it("makes a time field the event time", () => {
    const sql = suggest("clicks", { user: "ada", at: "2026-01-31T12:00:00Z" });
    expect(sql).toContain("`at` TIMESTAMP_LTZ(3)");
    expect(sql).toContain("WATERMARK FOR `at` AS `at` - INTERVAL '5' SECOND");
    expect(sql).toContain("'json.timestamp-format.standard' = 'ISO-8601'");
  });

  it("reads epoch milliseconds and seconds", () => {
    expect(suggest("a", { ts: 1_700_000_000_000 })).toContain("`event_time` AS TO_TIMESTAMP_LTZ(`ts`, 3)");
    expect(suggest("a", { ts: 1_700_000_000 })).toContain("TO_TIMESTAMP_LTZ(`ts`, 0)");
    expect(suggest("a", { event_time: 1_700_000_000_000 })).toContain("`event_time_` AS TO_TIMESTAMP_LTZ(`event_time`, 3)");
  });

  it("falls to the record's own time when no field is one", () => {
    expect(suggest("a", { n: 1 })).toContain("`record_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL");
  });

  it("quotes what must be quoted", () => {
    const sql = suggest("it's-a.topic", { "a`b": 1 });
    expect(sql).toContain("CREATE TABLE `it's-a.topic`");
    expect(sql).toContain("`a``b` BIGINT");
    expect(sql).toContain("'it''s-a.topic'");
  });
});
