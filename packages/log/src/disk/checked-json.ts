// Small files of settings: JSON that people can read, with a checksum in its last line. What stands there must be what
// would be written for its content, so that not a byte may differ.
import { crc32c } from "@node-rs/crc32";
import { decodeUtf8, encodeUtf8 } from "@millrace/core";
import { logErrors } from "../errors.ts";

export function encodeJson(content: object): Uint8Array {
  const checksum = crc32c(encodeUtf8(JSON.stringify(content)));
  return encodeUtf8(`${JSON.stringify({ ...content, crc32c: checksum.toString(16).padStart(8, "0") }, undefined, 2)}\n`);
}

/** The content of the file at `path`, as `encodeJson` got it. */
export function decodeJson(path: string, bytes: Uint8Array): object {
  let content: { readonly crc32c?: unknown };
  try {
    content = JSON.parse(decodeUtf8(bytes)) as typeof content;
  } catch (thrown) {
    throw logErrors.corrupt.with({ cause: thrown }, path, 0, "it is not JSON");
  }
  const { crc32c: _checksum, ...rest } = Object(content) as typeof content;
  if (!Buffer.from(bytes).equals(encodeJson(rest))) throw logErrors.corrupt(path, 0, "its checksum is wrong");
  return rest;
}
