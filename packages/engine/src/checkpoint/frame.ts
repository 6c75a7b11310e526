// Frames: what a checkpoint file is made of. An epoch is its page frames and output frames, then one commit frame;
// only the commit frame makes the epoch count. Layout, little-endian, frames start on multiples of 8:
//   0 magic u32 · 4 header checksum u32 (of bytes 8–40) · 8 payload checksum u32 · 12 kind u32 · 16 payload bytes u32 ·
//   20 region u32 · 24 page u32 · 28 zero · 32 epoch f64 · 40 payload · zeros up to a multiple of 8
// Checksums are CRC-32 (node:zlib). A header has its own, so that a damaged payload does not hide what follows it.
import { crc32 } from "node:zlib";

export const FrameKind = { page: 1, output: 2, commit: 3 } as const;
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];

export const frameHeaderBytes = 40;
const magic = 0x4d_52_43_50;

export interface FrameHeader {
  readonly kind: number;
  readonly bytes: number;
  readonly region: number;
  readonly page: number;
  readonly epoch: number;
  readonly payloadChecksum: number;
}

export const frameBytes = (payload: number): number => (frameHeaderBytes + payload + 7) & ~7;

/** Writes one frame at `at`, which has room for `frameBytes(payload.length)`; returns where the next one begins. */
export function writeFrame(
  target: Uint8Array<ArrayBuffer>,
  at: number,
  frame: { kind: FrameKind; region: number; page: number; epoch: number },
  payload: Uint8Array,
): number {
  const end = at + frameBytes(payload.length);
  const view = new DataView(target.buffer, target.byteOffset + at, frameHeaderBytes);
  view.setUint32(0, magic, true);
  view.setUint32(8, crc32(payload), true);
  view.setUint32(12, frame.kind, true);
  view.setUint32(16, payload.length, true);
  view.setUint32(20, frame.region, true);
  view.setUint32(24, frame.page, true);
  view.setUint32(28, 0, true);
  view.setFloat64(32, frame.epoch, true);
  view.setUint32(4, crc32(target.subarray(at + 8, at + frameHeaderBytes)), true);
  target.set(payload, at + frameHeaderBytes);
  target.fill(0, at + frameHeaderBytes + payload.length, end);
  return end;
}

/** The header at `at`, or undefined when those bytes are not one. */
export function readFrameHeader(bytes: Uint8Array, at: number): FrameHeader | undefined {
  if (at + frameHeaderBytes > bytes.length || bytes[at] !== (magic & 0xff)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, frameHeaderBytes);
  if (view.getUint32(0, true) !== magic) return undefined;
  if (view.getUint32(4, true) !== crc32(bytes.subarray(at + 8, at + frameHeaderBytes))) return undefined;
  return {
    payloadChecksum: view.getUint32(8, true),
    kind: view.getUint32(12, true),
    bytes: view.getUint32(16, true),
    region: view.getUint32(20, true),
    page: view.getUint32(24, true),
    epoch: view.getFloat64(32, true),
  };
}

export const frameChecksum = (payload: Uint8Array): number => crc32(payload);
