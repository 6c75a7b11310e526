// Codec 4: zstd frames, by Node's zlib. Clients' streaming encoders leave the content size out; Node grows its output.
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Codec } from "./index.ts";
import { zlibFailure } from "./zlib-failure.ts";

export const zstd: Codec = {
  name: "zstd",
  compress: (bytes) => zstdCompressSync(bytes),
  decompress(bytes, limitBytes) {
    try {
      return zstdDecompressSync(bytes, { maxOutputLength: limitBytes });
    } catch (thrown) {
      throw zlibFailure("zstd", thrown, limitBytes);
    }
  },
};
