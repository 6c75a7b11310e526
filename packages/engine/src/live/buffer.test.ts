import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import type { LiveRow } from "../runtime.ts";
import { foldChangelog, LiveBuffer } from "./buffer.ts";
import { rowKey } from "./row-key.ts";

const append = { rows: 3, bytes: 1e6, key: null, append: true, complete: false };

/** What a reader holds after these rows, by the key in the first column. */
function held(rows: readonly LiveRow[], before: ReadonlyMap<unknown, unknown> = new Map()): Map<unknown, unknown> {
  const state = new Map(before);
  for (const [kind, key, value] of rows) {
    if (kind === "-D" || kind === "-U") {
      expect(state.get(key)).toBe(value);
      state.delete(key);
    } else state.set(key, value);
  }
  return state;
}

describe("live buffer", () => {
  it("skips the oldest rows of an append stream and counts them", () => {
    const buffer = new LiveBuffer(append);
    for (let n = 1; n <= 5; n++) buffer.push(["+I", n]);
    buffer.settle();
    expect(buffer.takeSkipped()).toBe(2);
    expect(buffer.take(10)).toEqual([
      ["+I", 3],
      ["+I", 4],
      ["+I", 5],
    ]);
  });

  it("is full instead of skipping when the result must be complete", () => {
    const buffer = new LiveBuffer({ ...append, complete: true });
    for (let n = 1; n <= 5; n++) buffer.push(["+I", n]);
    buffer.settle();
    expect(buffer.full).toBe(true);
    expect(buffer.take(2)).toHaveLength(2);
    expect(buffer.full).toBe(false);
    expect(buffer.takeSkipped()).toBe(0);
  });

  it("folds the waiting rows of a key into their net change", () => {
    const rows: LiveRow[] = [
      ["-U", "a", 1],
      ["+U", "a", 2],
      ["+I", "b", 1],
      ["-U", "a", 2],
      ["+U", "a", 3],
      ["-D", "b", 1],
    ];
    expect(foldChangelog(rows, [0])).toEqual([
      ["-U", "a", 1],
      ["+U", "a", 3],
    ]);
  });

  it("leaves the reader right after any folding", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed);
      const truth = new Map<number, number>();
      const buffer = new LiveBuffer({ rows: 8, bytes: 1e6, key: [0], append: false, complete: false });
      let reader = new Map<unknown, unknown>();
      for (let step = 0; step < 200; step++) {
        const key = random.below(5);
        const before = truth.get(key);
        const after = random.below(4) === 0 ? undefined : random.below(1_000);
        if (before !== undefined) buffer.push([after === undefined ? "-D" : "-U", key, before]);
        if (after !== undefined) buffer.push([before === undefined ? "+I" : "+U", key, after]);
        if (after === undefined) truth.delete(key);
        else truth.set(key, after);
        buffer.settle();
        if (random.below(10) === 0) reader = held(buffer.take(1 + random.below(4)), reader);
      }
      reader = held(buffer.take(1_000), reader);
      expect(reader, `seed ${seed}`).toEqual(truth);
    }
  });

  it("tells values of different types apart", () => {
    const keys = [["1"], [1], [1n], [true], [null], [{ ms: 1, nanos: 0 }], [new Uint8Array([49])], [["1"]]].map(([value]) =>
      rowKey(["+I", value as LiveRow[1]], [0]),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});
