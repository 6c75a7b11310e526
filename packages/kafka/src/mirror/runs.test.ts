import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { OffsetRuns } from "./runs.ts";

describe("offset runs", () => {
  it("translate a position to the first copied record that was not read", () => {
    const runs = new OffsetRuns();
    runs.add({ source: 10, target: 3, count: 5 });
    runs.add({ source: 20, target: 9, count: 2 });
    const of = (...offsets: number[]): number[] => offsets.map((offset) => runs.translate(offset));
    expect(of(0, 10, 12, 14)).toEqual([3, 3, 5, 7]);
    // A gap of the source: whoever stands in it goes on behind it.
    expect(of(15, 19, 20, 21)).toEqual([9, 9, 9, 10]);
    // Everything was read: behind the last record.
    expect(of(22, 1000)).toEqual([11, 11]);
  });

  it("stand at the end of what was there before when nothing was copied", () => {
    const runs = new OffsetRuns();
    runs.end = 42;
    expect(runs.translate(7)).toBe(42);
  });

  it("join where nothing lies between", () => {
    const runs = new OffsetRuns();
    runs.add({ source: 0, target: 0, count: 5 });
    runs.add({ source: 5, target: 5, count: 5 });
    runs.add({ source: 10, target: 11, count: 5 });
    runs.add({ source: 16, target: 16, count: 0 });
    expect(runs.length).toBe(2);
    expect(runs.at(0)).toEqual({ source: 0, target: 0, count: 10 });
  });

  it("agree with a list of every record, whatever the gaps", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = seeded(seed);
      const runs = new OffsetRuns();
      const records: { source: number; target: number }[] = [];
      let [source, target] = [random.below(5), random.below(5)];
      for (let index = 0; index < 200; index++) {
        const count = random.below(4);
        runs.add({ source, target, count });
        for (let at = 0; at < count; at++) records.push({ source: source + at, target: target + at });
        source += count + random.below(3);
        target += count + random.below(3);
      }
      for (let offset = 0; offset < source + 3; offset++) {
        const first = records.find((record) => record.source >= offset);
        expect(runs.translate(offset), `seed ${seed}, offset ${offset}`).toBe(first?.target ?? records.at(-1)!.target + 1);
      }
    }
  });
});
