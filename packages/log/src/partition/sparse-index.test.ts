import { describe, expect, it } from "vitest";
import { SparseIndex } from "./sparse-index.ts";

const summary = { bytes: 5000, nextOffset: 1100, maxTimestampMs: 50, maxTimestampOffset: 1090 };

function filled(): SparseIndex {
  const index = new SparseIndex(1000, 100);
  for (let batch = 0; batch < 100; batch++) index.add(1000 + batch, batch * 50, batch - 1);
  return index;
}

describe("SparseIndex", () => {
  it("keeps one entry an interval and finds the one at or before an offset", () => {
    const index = filled();
    expect(index.count).toBe(50);
    expect(index.find(1000)).toEqual({ offset: 1000, position: 0 });
    expect(index.find(1007)).toEqual({ offset: 1006, position: 300 });
    expect(index.find(9999)).toEqual({ offset: 1098, position: 4900 });
  });

  it("finds where a time may begin", () => {
    expect(filled().findTime(-5)).toEqual({ offset: 1000, position: 0 });
    expect(filled().findTime(10).offset).toBe(1010);
  });

  it("survives its files, and is not believed when a bit of them changed", () => {
    const { offsets, times } = filled().encode(summary);
    const decoded = SparseIndex.decode(1000, offsets, times)!;
    expect(decoded.summary).toEqual(summary);
    expect(decoded.index.find(1007)).toEqual({ offset: 1006, position: 300 });
    expect(decoded.index.findTime(10).offset).toBe(1010);
    for (const bytes of [offsets, times]) {
      for (let position = 0; position < bytes.length; position += 7) {
        bytes[position]! ^= 4;
        expect(SparseIndex.decode(1000, offsets, times), `byte ${position}`).toBeUndefined();
        bytes[position]! ^= 4;
      }
    }
    expect(SparseIndex.decode(1000, offsets.subarray(0, 100), times)).toBeUndefined();
  });
});
