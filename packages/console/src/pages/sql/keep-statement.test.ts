import { describe, expect, it } from "vitest";
import { keepStatement } from "./keep-statement.ts";

const columns = [
  { name: "rank", type: "STRING" },
  { name: "n", type: "BIGINT NOT NULL" },
];

describe("the statement that keeps a query", () => {
  it("is a plain CREATE TABLE … AS when rows are only added", () => {
    expect(keepStatement("plays", "SELECT 1 AS x ; ", { columns, changelog: "append", key: null })).toBe(
      "CREATE TABLE plays AS\nSELECT 1 AS x;",
    );
  });
  it("declares the plan's key when rows change, with names that may be reserved words", () => {
    expect(keepStatement("plays", "SELECT 1", { columns, changelog: "retract", key: [0] })).toBe(
      "CREATE TABLE plays (PRIMARY KEY (`rank`) NOT ENFORCED) AS\nSELECT 1;",
    );
  });
  it("gives a result of one row a constant for its key", () => {
    expect(keepStatement("plays", "SELECT 1 -- all", { columns, changelog: "retract", key: [] })).toBe(
      "CREATE TABLE plays (PRIMARY KEY (one_row) NOT ENFORCED) AS\nSELECT 'all' AS one_row, answer.* FROM (\nSELECT 1 -- all\n) AS answer;",
    );
    expect(keepStatement("p", "SELECT 1", { columns: [{ name: "one_row", type: "INT" }], changelog: "retract", key: [] })).toContain(
      "PRIMARY KEY (one_row_1)",
    );
  });
  it("is none when nothing says which row takes whose place", () => {
    expect(keepStatement("plays", "SELECT 1", { columns, changelog: "retract", key: null })).toBeNull();
  });
});
