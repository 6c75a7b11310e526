// One process per data folder. A pid file alone cannot be taken over safely when two processes find it stale at the
// same moment, so the lock itself is the kernel's: SQLite's exclusive lock on an empty file (fcntl on POSIX, LockFileEx
// on Windows), which ends with its process however that ends. The pid stands beside it, only to be named.
import * as fs from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { logErrors } from "../errors.ts";

export const lockFileName = "process.lock";
export const pidFileName = "process.pid";

function readPid(path: string): string {
  try {
    return fs.readFileSync(path, "utf8").trim() || "unknown";
  } catch {
    return "unknown";
  }
}

export function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const pidPath = `${folder}/${pidFileName}`;
  const database = new DatabaseSync(`${folder}/${lockFileName}`);
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (thrown) {
    database.close();
    return Promise.reject(logErrors.folderLocked.with({ cause: thrown }, folder, readPid(pidPath)));
  }
  fs.writeFileSync(pidPath, `${process.pid}\n`);
  return Promise.resolve({
    release() {
      fs.rmSync(pidPath, { force: true });
      database.close();
      return Promise.resolve();
    },
  });
}
