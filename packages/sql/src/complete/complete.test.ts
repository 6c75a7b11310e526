import { describe, expect, it } from "vitest";
import { testCatalog } from "../queries/catalog.ts";
import { complete } from "./complete.ts";

/** `|` is the cursor. */
function labels(text: string): string[] {
  const offset = text.indexOf("|");
  return complete(text.replace("|", ""), offset, testCatalog()).items.map((item) => item.label);
}

describe("completion", () => {
  it("begins with statements", () => expect(labels("SEL|")).toEqual(["SELECT"]));
  it("gives tables and views after FROM", () =>
    expect(labels("SELECT * FROM |")).toEqual(expect.arrayContaining(["edits", "robots", "per_channel"])));
  it("gives the columns of the tables in FROM, in back ticks where they need them", () => {
    expect(labels("SELECT | FROM edits").slice(0, 4)).toEqual(["`time`", "channel", "page", "`user`"]);
    expect(labels("SELECT us| FROM edits")).toEqual(["`user`"]);
  });
  it("gives the columns behind an alias", () => expect(labels("SELECT e.cha| FROM edits AS e")).toEqual(["channel"]));
  it("gives functions and keywords", () => expect(labels("SELECT id FROM plain WHERE name LIKE CONC|")).toEqual(["CONCAT", "CONCAT_WS"]));
  it("gives window columns beside a window function", () =>
    expect(labels("SELECT window_| FROM TABLE(TUMBLE(TABLE edits, DESCRIPTOR(`time`), INTERVAL '1' HOUR))")).toEqual([
      "window_start",
      "window_end",
      "window_time",
    ]));
  it("gives time columns in DESCRIPTOR", () => expect(labels("SELECT * FROM TABLE(TUMBLE(TABLE edits, DESCRIPTOR(t|")).toEqual(["`time`"]));
  it("gives options within WITH", () => expect(labels("CREATE TABLE t (a INT) WITH ('scan.startup.m|")).toEqual(["scan.startup.mode"]));
  it("gives nothing within a text", () => expect(labels("SELECT 'sel|")).toEqual([]));
  it("looks at the statement of the cursor alone", () =>
    expect(labels("SELECT id FROM plain; SELECT | FROM per_channel").slice(0, 2)).toEqual(["channel", "n"]));
});
