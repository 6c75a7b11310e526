import { seeded } from "@millrace/core";
import { expect, it } from "vitest";
import { lineDiff } from "./line-diff.ts";

it("sets what changed beside what it was", () => {
  expect(lineDiff("a\nb\nc", "a\nx\ny\nc")).toEqual([
    { before: "a", after: "a" },
    { before: "b", after: "x" },
    { before: null, after: "y" },
    { before: "c", after: "c" },
  ]);
});

it("gives back both texts, and keeps a line that both have in order", () => {
  const random = seeded(11);
  for (let round = 0; round < 300; round++) {
    const text = (): string => Array.from({ length: 1 + random.below(12) }, () => "abc"[random.below(3)]!).join("\n");
    const [before, after] = [text(), text()];
    const lines = lineDiff(before, after);
    const side = (name: "before" | "after"): string => lines.flatMap((line) => line[name] ?? []).join("\n");
    expect([side("before"), side("after")]).toEqual([before, after]);
    const kept = lines.filter((line) => line.before === line.after).length;
    expect(kept).toBe(longestCommon(before.split("\n"), after.split("\n")));
  }
});

it("ends for texts that are too long to compare", () => {
  const long = (letter: string): string => Array.from({ length: 3_000 }, (_, line) => letter + line).join("\n");
  expect(lineDiff(long("a"), long("b"))).toHaveLength(3_000);
});

/** By its definition. */
function longestCommon(old: readonly string[], now: readonly string[]): number {
  const known = new Map<string, number>();
  const from = (row: number, column: number): number => {
    if (row === old.length || column === now.length) return 0;
    const key = `${row} ${column}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const length = old[row] === now[column] ? 1 + from(row + 1, column + 1) : Math.max(from(row + 1, column), from(row, column + 1));
    known.set(key, length);
    return length;
  };
  return from(0, 0);
}
