import { seeded } from "@millrace/core";
import { codecs, decodeRecords, encodeBatch, type RecordInput, viewOf, writeInt64 } from "@millrace/log";
import { describe, expect, it } from "vitest";
import { repack } from "./repack.ts";

const at = (baseOffset: number, bytes: Uint8Array): Uint8Array => {
  writeInt64(viewOf(bytes), 0, baseOffset);
  return bytes;
};
const text = (bytes: Uint8Array | null | undefined): string | null =>
  bytes === undefined || bytes === null ? null : Buffer.from(bytes).toString();
const plain = (bytes: Uint8Array) =>
  decodeRecords(bytes).map(({ key, value, timestampMs, headers }) => ({
    key: text(key),
    value: text(value),
    timestampMs,
    headers: headers.map((header) => [header.key, text(header.value)]),
  }));
const options = { from: 0, aborted: [], gatherBytes: 4_000 };

describe("repacking", () => {
  it("lets a batch of some size pass as it is", () => {
    const bytes = at(7, encodeBatch({ records: [{ value: "x".repeat(20_000) }], compression: "none" }));
    const { batches, next } = repack(bytes, options);
    expect(next).toBe(8);
    expect(batches).toHaveLength(1);
    expect(batches[0]!.bytes.buffer).toBe(bytes.buffer);
    expect(batches[0]!.runs).toEqual([{ source: 7, count: 1 }]);
  });

  it("puts small batches together, and says where each record came from", () => {
    const bytes = Buffer.concat([
      at(5, encodeBatch({ records: [{ value: "a" }, { value: "b" }] })),
      at(9, encodeBatch({ records: [{ value: "c" }] })),
    ]);
    const { batches, next } = repack(bytes, options);
    expect(next).toBe(10);
    expect(batches.map((batch) => plain(batch.bytes).map(({ value }) => value))).toEqual([["a", "b", "c"]]);
    expect(batches[0]!.runs).toEqual([
      { source: 5, count: 2 },
      { source: 9, count: 1 },
    ]);
  });

  it("leaves out what lies before the wanted offset, in a large batch too", () => {
    const large = { value: "x".repeat(20_000) };
    const bytes = at(0, encodeBatch({ records: [large, large, { value: "last" }] }));
    const { batches } = repack(bytes, { ...options, from: 2 });
    expect(batches.flatMap((batch) => plain(batch.bytes).map(({ value }) => value))).toEqual(["last"]);
  });

  it("gives each record the time that the source had set", () => {
    const bytes = encodeBatch({
      records: [
        { value: "x".repeat(20_000), timestampMs: 5 },
        { value: "y", timestampMs: 9 },
      ],
    });
    const view = viewOf(bytes);
    view.setInt16(21, 8);
    writeInt64(view, 35, 1_700_000_000_000);
    const { batches } = repack(bytes, options);
    const times = batches.flatMap((batch) => plain(batch.bytes).map(({ timestampMs }) => timestampMs));
    expect(times).toEqual([1_700_000_000_000, 1_700_000_000_000]);
  });

  it("keeps every record of random batches, in order, at the offset that it says", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = seeded(seed);
      const expected: unknown[] = [];
      const offsets: number[] = [];
      let offset = random.below(10);
      const pieces: Uint8Array[] = [];
      for (let index = 0; index < 20; index++) {
        const records: RecordInput[] = Array.from({ length: 1 + random.below(20) }, () => ({
          key: random.below(3) === 0 ? null : "k".repeat(random.below(5)),
          value: random.below(4) === 0 ? null : "v".repeat(random.below(random.below(10) === 0 ? 20_000 : 50)),
          timestampMs: random.below(1_000_000),
          headers: Array.from({ length: random.below(3) }, () => ({ key: "h", value: random.below(2) === 0 ? null : "1" })),
        }));
        const bytes = at(offset, encodeBatch({ records, compression: codecs[random.below(5)]!.name }));
        expected.push(...plain(bytes));
        for (const [delta] of records.entries()) offsets.push(offset + delta);
        pieces.push(bytes);
        offset += records.length + random.below(3);
      }
      const { batches } = repack(Buffer.concat(pieces), { ...options, from: 0 });
      expect(
        batches.flatMap((batch) => plain(batch.bytes)),
        `seed ${seed}`,
      ).toEqual(expected);
      const runs = batches.flatMap((batch) => batch.runs);
      expect(runs.flatMap(({ source, count }) => Array.from({ length: count }, (_, index) => source + index))).toEqual(offsets);
    }
  });
});
