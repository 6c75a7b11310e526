import { describe, expect, it } from "vitest";
import type { AbortedTransaction } from "../port.ts";
import { SparseIndex } from "./sparse-index.ts";

const summary = { bytes: 5000, nextOffset: 1100, maxTimestampMs: 50, maxTimestampOffset: 1090, abortedFrom: 990, bornMs: 17, sealed: true };

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
    const index = filled();
    for (let marker = 0; marker < 5; marker++) index.aborted.add(2 ** 40 + marker, 990, 1010 + marker);
    const files = index.encode(summary);
    const decoded = SparseIndex.decode(1000, files)!;
    expect(decoded.summary).toEqual(summary);
    expect(decoded.index.find(1007)).toEqual({ offset: 1006, position: 300 });
    expect(decoded.index.findTime(10).offset).toBe(1010);
    const found: AbortedTransaction[] = [];
    decoded.index.aborted.find(1013, 1013, found);
    expect(found.map(({ producerId }) => producerId - 2 ** 40)).toEqual([3, 4]);
    for (const [name, bytes] of Object.entries(files)) {
      for (let position = 0; position < bytes.length; position += 7) {
        bytes[position]! ^= 4;
        expect(SparseIndex.decode(1000, files), `byte ${position} of ${name}`).toBeUndefined();
        bytes[position]! ^= 4;
      }
    }
    expect(SparseIndex.decode(1000, { ...files, offsets: files.offsets.subarray(0, 100) })).toBeUndefined();
    expect(SparseIndex.decode(1000, { ...files, aborted: files.aborted.subarray(24) })).toBeUndefined();
  });
});
