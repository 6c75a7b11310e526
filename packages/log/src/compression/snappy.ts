// Codec 2: snappy. The Java client writes xerial's framing (8 bytes of magic, two versions, then blocks with a 4-byte
// length in front), librdkafka one bare block; both are read, xerial is written. A block starts with its decompressed
// length as a varint, which is compared with the bound before anything is decompressed.
import { createRequire } from "node:module";
import type * as Library from "snappy";
import { logErrors } from "../errors.ts";
import type { Codec } from "./index.ts";

const require = createRequire(import.meta.url);
let loaded: typeof Library | undefined;
/** Loaded by the first batch that needs it: it takes 3 ms, and most starts need it never. */
const library = (): typeof Library => (loaded ??= require("snappy") as typeof Library);

const magic = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0);
const headerBytes = 16;
const blockBytes = 32 * 1024;

const isXerial = (bytes: Uint8Array): boolean => bytes.length >= headerBytes && magic.every((byte, index) => bytes[index] === byte);

function blockLength(block: Uint8Array): number {
  let length = 0;
  for (let index = 0; index < 5; index++) {
    const byte = block[index];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return length;
  }
  throw logErrors.compressionInvalid("snappy", "the length of a block is cut off");
}

function decompressBlock(block: Uint8Array, limitBytes: number, roomBytes: number): Uint8Array {
  if (blockLength(block) > roomBytes) throw logErrors.compressionBomb("snappy", limitBytes);
  try {
    return library().uncompressSync(block, { asBuffer: true, copyOutputData: true }) as Buffer;
  } catch (thrown) {
    throw logErrors.compressionInvalid.with({ cause: thrown }, "snappy", (thrown as Error).message);
  }
}

function decompressFramed(bytes: Uint8Array, limitBytes: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let at = headerBytes; at < bytes.length;) {
    if (bytes.length - at < 4) throw logErrors.compressionInvalid("snappy", "a block's length is cut off");
    const length = view.getUint32(at);
    at += 4;
    if (length > bytes.length - at) throw logErrors.compressionInvalid("snappy", "a block is cut off");
    const part = decompressBlock(bytes.subarray(at, at + length), limitBytes, limitBytes - total);
    parts.push(part);
    total += part.length;
    at += length;
  }
  return Buffer.concat(parts, total);
}

export const snappy: Codec = {
  name: "snappy",
  compress(bytes) {
    const header = new Uint8Array(headerBytes);
    header.set(magic);
    header.set([0, 0, 0, 1, 0, 0, 0, 1], magic.length);
    const parts: Uint8Array[] = [header];
    for (let at = 0; at < bytes.length; at += blockBytes) {
      const block = library().compressSync(bytes.subarray(at, at + blockBytes));
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, block.length);
      parts.push(length, block);
    }
    return Buffer.concat(parts);
  },
  decompress: (bytes, limitBytes) =>
    isXerial(bytes) ? decompressFramed(bytes, limitBytes) : decompressBlock(bytes, limitBytes, limitBytes),
};
