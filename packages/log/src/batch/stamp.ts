// What protects the offsets of a compacted segment. Elsewhere a batch begins where the one before it ended, so that a
// changed base offset, which no CRC covers, is seen at once; where compaction left gaps it is not. So each batch there
// carries a stamp of its base offset in place of the leader epoch, which is 0 in all our files otherwise (and is 0 again in
// what readers get), and a batch without records ends the segment: it says how far the segment reaches.
import { writeHeader } from "./encode.ts";
import { batchField, batchHeaderBytes } from "./header.ts";

/** Changes when any bit of the base offset does; never 0. */
export function offsetStamp(view: DataView, at: number): number {
  const stamp = mix(view.getUint32(at + 4) ^ mix(view.getUint32(at)));
  return stamp === 0 ? 1 : stamp;
}

/** The finalizer of MurmurHash3: different for different words. */
function mix(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

export const isStamped = (view: DataView, at: number): boolean => view.getInt32(at + batchField.leaderEpoch) !== 0;

export function setStamp(view: DataView, at: number): void {
  view.setInt32(at + batchField.leaderEpoch, offsetStamp(view, at));
}

export function clearStamp(view: DataView, at: number): void {
  view.setInt32(at + batchField.leaderEpoch, 0);
}

/** The end of a compacted segment that reaches to `nextOffset`. */
export function encodeTrailer(baseOffset: number, nextOffset: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(batchHeaderBytes);
  const lastOffsetDelta = nextOffset - 1 - baseOffset;
  const nobody = { producerId: -1, producerEpoch: -1, baseSequence: -1 };
  writeHeader(bytes, { baseOffset, attributes: 0, lastOffsetDelta, baseTimestampMs: -1, maxTimestampMs: -1, ...nobody, recordCount: 0 });
  setStamp(new DataView(bytes.buffer), 0);
  return bytes;
}

export const isTrailer = (view: DataView, at: number): boolean => view.getInt32(at + batchField.recordCount) === 0;

/** What is wrong with where the batch begins, when `expected` is where the one before it ended. */
export function offsetFault(view: DataView, at: number, baseOffset: number, expected: number): string | undefined {
  if (isStamped(view, at) && view.getInt32(at + batchField.leaderEpoch) !== offsetStamp(view, at)) return "a batch has a wrong stamp";
  if (baseOffset === expected || (baseOffset > expected && isStamped(view, at))) return undefined;
  return `a batch has offset ${baseOffset} where ${expected} is expected`;
}
