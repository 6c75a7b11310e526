// The data folder: `topics/` and the lock belong to the log, `jobs/` to the engine. Made when missing; what keeps it
// from being used is said in one line.
import { accessSync, constants, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { errors } from "../errors.ts";

/** The folder's whole path. */
export function openFolder(folder: string): string {
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw errors.folderUnwritable.with({ cause }, path, (cause as { code?: string }).code ?? String(cause));
  }
  return path;
}
