// franz-go as a client of the matrix: built once, then a process for each run. Undefined where it cannot be built.
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "../../tests/tools.ts";
import type { MatrixClient } from "./cells.ts";

const mostMs = 120_000;
/** One takes a fifth of a second, of which a pause anywhere is a large part. */
const fetchPasses = 4;

export function franzClient(): MatrixClient | undefined {
  if (program("go") === undefined) return undefined;
  const binary = join(mkdtempSync(join(tmpdir(), "millrace-franz-")), "franz");
  const built = spawnSync("go", ["build", "-o", binary, "."], { cwd: join(import.meta.dirname, "franz"), encoding: "utf8" });
  if (built.status !== 0) {
    console.log(`franz-go could not be built, so its cells are left out: ${built.stderr.trim().split("\n").at(-1)}`);
    return undefined;
  }
  const rate = (records: number, recordBytes: number, args: readonly string[]): number => {
    const ran = spawnSync(binary, args, { encoding: "utf8", timeout: mostMs });
    if (ran.status !== 0) throw new Error(`franz ${args.join(" ")}: ${ran.error?.message ?? ran.stderr.trim()}`);
    return (records * recordBytes) / 1e6 / (JSON.parse(ran.stdout) as { seconds: number }).seconds;
  };
  return {
    name: "franz-go",
    produce: ({ kafka, topic, records, recordBytes, codec }) =>
      rate(records, recordBytes, ["produce", kafka, topic, String(records), String(recordBytes), codec]),
    fetch: ({ kafka, topic, records, recordBytes }) =>
      rate(fetchPasses * records, recordBytes, ["consume", kafka, topic, String(records), String(fetchPasses)]),
  };
}
