// Codec 3: LZ4 frames (lz4_Frame_format.md, version 1.6). Encoding is lz4-napi's; decoding is by hand, since that
// module's has no bound: a frame is a list of blocks, each at most 4 MiB decompressed, that may refer up to 64 KiB
// back into the blocks before it. The xxHash checksums are skipped: the batch's CRC-32C covers these bytes already.
import { createRequire } from "node:module";
import type * as Library from "lz4-napi";
import { logErrors } from "../errors.ts";
import type { Codec } from "./index.ts";

const require = createRequire(import.meta.url);
let loaded: typeof Library | undefined;
/** Loaded by the first batch that needs it: it takes 3 ms, and most starts need it never. */
const library = (): typeof Library => (loaded ??= require("lz4-napi") as typeof Library);

const frameMagic = 0x184d2204;
const blockSizeBytes: Readonly<Record<number, number>> = { 4: 64 * 1024, 5: 256 * 1024, 6: 1024 * 1024, 7: 4 * 1024 * 1024 };

const invalid = (detail: string): Error => logErrors.compressionInvalid("lz4", detail);

interface Output {
  bytes: Uint8Array;
  length: number;
  readonly limitBytes: number;
}

function makeRoom(output: Output, count: number): void {
  const need = output.length + count;
  if (need > output.limitBytes) throw logErrors.compressionBomb("lz4", output.limitBytes);
  if (need <= output.bytes.length) return;
  const grown = new Uint8Array(Math.min(output.limitBytes, Math.max(need, output.bytes.length * 2)));
  grown.set(output.bytes.subarray(0, output.length));
  output.bytes = grown;
}

/** A length of 15 in a token goes on in further bytes, up to one that is not 255. Returns it with the next position. */
function longLength(input: Uint8Array, at: number, end: number, base: number): { length: number; at: number } {
  let length = base;
  for (let position = at; position < end; position++) {
    const byte = input[position]!;
    length += byte;
    if (byte !== 255) return { length, at: position + 1 };
  }
  throw invalid("a length is cut off");
}

/** One block: sequences of literals and a match that refers back. `windowStart` is how far back it may refer. */
function decompressBlock(input: Uint8Array, start: number, end: number, output: Output, windowStart: number): void {
  let at = start;
  while (at < end) {
    const token = input[at++]!;
    let literals = token >>> 4;
    if (literals === 15) ({ length: literals, at } = longLength(input, at, end, literals));
    if (literals > end - at) throw invalid("literals are cut off");
    makeRoom(output, literals);
    output.bytes.set(input.subarray(at, at + literals), output.length);
    output.length += literals;
    at += literals;
    if (at === end) return;
    if (end - at < 2) throw invalid("a match is cut off");
    const distance = input[at]! | (input[at + 1]! << 8);
    at += 2;
    let count = token & 15;
    if (count === 15) ({ length: count, at } = longLength(input, at, end, count));
    count += 4;
    if (distance === 0 || output.length - distance < windowStart) throw invalid("a match refers to what is not there");
    makeRoom(output, count);
    const { bytes, length } = output;
    if (distance >= count) bytes.copyWithin(length, length - distance, length - distance + count);
    else for (let index = 0; index < count; index++) bytes[length + index] = bytes[length + index - distance]!;
    output.length += count;
  }
}

interface FrameHeader {
  readonly linkedBlocks: boolean;
  readonly blockChecksums: boolean;
  readonly contentChecksum: boolean;
  readonly maxBlockBytes: number;
  readonly contentBytes: number | undefined;
  readonly end: number;
}

function readFrameHeader(bytes: Uint8Array, view: DataView, start: number): FrameHeader {
  if (bytes.length - start < 7 || view.getUint32(start, true) !== frameMagic) throw invalid("there is no frame");
  const flags = bytes[start + 4]!;
  if (flags >>> 6 !== 1) throw invalid(`the frame has version ${flags >>> 6}`);
  const maxBlockBytes = blockSizeBytes[(bytes[start + 5]! >>> 4) & 7];
  if (maxBlockBytes === undefined) throw invalid("the frame's block size is not one of the format's");
  const hasContentSize = (flags & 0x08) !== 0;
  if ((flags & 0x01) !== 0) throw invalid("the frame needs a dictionary");
  const end = start + 7 + (hasContentSize ? 8 : 0);
  if (end > bytes.length) throw invalid("the frame's header is cut off");
  const contentBytes = hasContentSize ? Number(view.getBigUint64(start + 6, true)) : undefined;
  return {
    linkedBlocks: (flags & 0x20) === 0,
    blockChecksums: (flags & 0x10) !== 0,
    contentChecksum: (flags & 0x04) !== 0,
    maxBlockBytes,
    contentBytes,
    end,
  };
}

function decompressFrame(bytes: Uint8Array, view: DataView, start: number, output: Output): number {
  const header = readFrameHeader(bytes, view, start);
  const frameStart = output.length;
  if (header.contentBytes !== undefined) makeRoom(output, header.contentBytes);
  let at = header.end;
  for (;;) {
    if (bytes.length - at < 4) throw invalid("the end mark is missing");
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) break;
    const length = word & 0x7fff_ffff;
    if (length > header.maxBlockBytes || length > bytes.length - at) throw invalid("a block is cut off");
    const blockStart = output.length;
    if (word >>> 31 === 1) {
      makeRoom(output, length);
      output.bytes.set(bytes.subarray(at, at + length), output.length);
      output.length += length;
    } else decompressBlock(bytes, at, at + length, output, header.linkedBlocks ? frameStart : blockStart);
    if (output.length - blockStart > header.maxBlockBytes) throw invalid("a block is longer than its frame says");
    at += length + (header.blockChecksums ? 4 : 0);
  }
  return at + (header.contentChecksum ? 4 : 0);
}

export const lz4: Codec = {
  name: "lz4",
  compress: (bytes) => library().compressFrameSync(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
  decompress(bytes, limitBytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const output: Output = { bytes: new Uint8Array(Math.min(limitBytes, bytes.length * 3)), length: 0, limitBytes };
    let at = 0;
    do at = decompressFrame(bytes, view, at, output);
    while (at < bytes.length);
    return output.bytes.subarray(0, output.length);
  },
};
