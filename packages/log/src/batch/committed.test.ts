import { describe, expect, it } from "vitest";
import { committedBatches } from "./committed.ts";
import { encodeBatch } from "./encode.ts";
import { encodeMarker } from "./marker.ts";
import { viewOf, writeInt64 } from "./header.ts";

const at = (baseOffset: number, bytes: Uint8Array): Uint8Array => {
  writeInt64(viewOf(bytes), 0, baseOffset);
  return bytes;
};
const plain = (offset: number): Uint8Array => at(offset, encodeBatch({ records: [{ value: "x" }] }));
const sent = (offset: number, producerId: number): Uint8Array =>
  at(offset, encodeBatch({ records: [{ value: "x" }], producerId, producerEpoch: 0, baseSequence: 0, transactional: true }));
const marker = (offset: number, producerId: number, committed: boolean): Uint8Array =>
  at(offset, encodeMarker({ producerId, producerEpoch: 0, coordinatorEpoch: 0, committed }, 0, 0));

describe("committed batches", () => {
  it("leave out what was taken back, up to its marker, and the markers", () => {
    const bytes = Buffer.concat([
      plain(0),
      sent(1, 7),
      sent(2, 8),
      marker(3, 7, false),
      sent(4, 7),
      marker(5, 8, true),
      marker(6, 7, true),
    ]);
    const offsets = [...committedBatches(bytes, [{ producerId: 7, firstOffset: 1 }])].map(({ header }) => header.baseOffset);
    expect(offsets).toEqual([0, 2, 4]);
  });

  it("know of a transaction that began before the first batch", () => {
    const bytes = Buffer.concat([sent(10, 7), plain(11), marker(12, 7, false), plain(13)]);
    const offsets = [...committedBatches(bytes, [{ producerId: 7, firstOffset: 3 }])].map(({ header }) => header.baseOffset);
    expect(offsets).toEqual([11, 13]);
  });

  it("keep what a producer wrote outside of its transaction", () => {
    const bytes = Buffer.concat([plain(0), marker(1, 7, true), plain(2)]);
    expect([...committedBatches(bytes, [])].map(({ header }) => header.baseOffset)).toEqual([0, 2]);
  });
});
