// The data folder: `log/` belongs to the log, `engine/` to the runtime. Made when missing; what keeps it from being
// used is said in one line.
import { accessSync, constants, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { errors } from "../errors.ts";

export interface DataFolder {
  readonly path: string;
  readonly log: string;
  readonly engine: string;
}

export function openFolder(folder: string): DataFolder {
  const path = resolve(folder);
  const parts = { path, log: join(path, "log"), engine: join(path, "engine") };
  try {
    for (const part of [parts.path, parts.log, parts.engine]) {
      mkdirSync(part, { recursive: true });
      accessSync(part, constants.R_OK | constants.W_OK | constants.X_OK);
    }
  } catch (cause) {
    const reason = (cause as { code?: string }).code ?? String(cause);
    throw errors.folderUnwritable.with({ cause }, path, reason);
  }
  return parts;
}
