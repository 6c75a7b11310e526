// Node's zlib says by an error code whether the output bound was hit or the input was no such format.
import type { MillraceError } from "@millrace/core";
import { logErrors } from "../errors.ts";

export function zlibFailure(codec: string, thrown: unknown, limitBytes: number): MillraceError {
  const { code, message } = thrown as { code?: string; message: string };
  if (code === "ERR_BUFFER_TOO_LARGE") return logErrors.compressionBomb(codec, limitBytes);
  return logErrors.compressionInvalid.with({ cause: thrown }, codec, message);
}
