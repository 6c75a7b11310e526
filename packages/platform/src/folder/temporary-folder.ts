// A data folder for a test: made under the system's own place for such, removed by the test.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "millrace-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
