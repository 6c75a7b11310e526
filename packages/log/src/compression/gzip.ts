// Codec 1: gzip members, by Node's zlib.
import { gunzipSync, gzipSync } from "node:zlib";
import type { Codec } from "./index.ts";
import { zlibFailure } from "./zlib-failure.ts";

export const gzip: Codec = {
  name: "gzip",
  compress: (bytes) => gzipSync(bytes),
  decompress(bytes, limitBytes) {
    try {
      return gunzipSync(bytes, { maxOutputLength: limitBytes });
    } catch (thrown) {
      throw zlibFailure("gzip", thrown, limitBytes);
    }
  },
};
