import { describe, expect, it } from "vitest";
import { heldRows, keptRows, Rows } from "./rows.ts";

const changing = (key: readonly number[] | null): Rows => {
  const rows = new Rows();
  rows.changelog = "retract";
  rows.key = key;
  return rows;
};

describe("rows of a query", () => {
  it("has the newest of an append-only result first, and no more than a page can show", () => {
    const rows = new Rows();
    for (let at = 0; at < 3 * keptRows; at++) rows.take([["+I", at]]);
    const shown = rows.snapshot();
    expect(shown).toHaveLength(keptRows);
    expect(shown[0]).toEqual([3 * keptRows - 1]);
    expect(shown.at(-1)).toEqual([2 * keptRows]);
    expect(rows.received).toBe(3 * keptRows);
  });
  it("replaces a row under its key where it stands", () => {
    const rows = changing([0]);
    rows.take([
      ["+I", "a", 1],
      ["+I", "b", 1],
      ["-U", "a", 1],
      ["+U", "a", 2],
    ]);
    expect(rows.snapshot()).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    rows.take([["-D", "a", 2]]);
    expect(rows.snapshot()).toEqual([["b", 1]]);
  });
  it("knows one row when the key has no columns", () => {
    const rows = changing([]);
    rows.take([
      ["+I", 1],
      ["-U", 1],
      ["+U", 2],
    ]);
    expect(rows.snapshot()).toEqual([[2]]);
  });
  it("counts equal rows without a key", () => {
    const rows = changing(null);
    rows.take([
      ["+I", 1],
      ["+I", 1],
      ["+I", 2],
      ["-U", 1],
      ["+U", 2],
    ]);
    expect(rows.snapshot()).toEqual([[1], [2], [2]]);
  });
  it("lets the oldest of a changing result go, and says so", () => {
    const rows = changing([0]);
    for (let at = 0; at < heldRows; at++) rows.take([["+I", at]]);
    expect(rows.cut).toBe(false);
    rows.take([["+I", "one more"]]);
    expect(rows.cut).toBe(true);
    expect(rows.snapshot()[0]).toEqual([1]);
  });
});
