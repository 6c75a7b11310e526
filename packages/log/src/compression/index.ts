// Kafka's five codecs, by the number in a batch's attributes. Decompression stops at a bound, so that a small
// batch cannot fill the memory.
import { logErrors } from "../errors.ts";
import { gzip } from "./gzip.ts";
import { lz4 } from "./lz4.ts";
import { snappy } from "./snappy.ts";
import { zstd } from "./zstd.ts";

export interface Codec {
  readonly name: CompressionName;
  compress(bytes: Uint8Array): Uint8Array;
  /** Throws `log.compression-bomb` beyond `limitBytes`, `log.compression-invalid` for what is not its format. */
  decompress(bytes: Uint8Array, limitBytes: number): Uint8Array;
}

export type CompressionName = "none" | "gzip" | "snappy" | "lz4" | "zstd";

const none: Codec = { name: "none", compress: (bytes) => bytes, decompress: (bytes) => bytes };

export const codecs: readonly Codec[] = [none, gzip, snappy, lz4, zstd];

/** What one batch may decompress to. Producers seldom exceed 1 MiB before compression. */
export const decompressedBytesLimit = 128 * 1024 * 1024;

export function codecOf(compression: number): Codec {
  const codec = codecs[compression];
  if (codec === undefined) throw logErrors.compressionUnknown(compression);
  return codec;
}

export const codecNumber = (name: CompressionName): number => codecs.findIndex((codec) => codec.name === name);
