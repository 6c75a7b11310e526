// The tables of docs/performance.md that are results.json in other words: between `<!-- results: NAME -->` and
// `<!-- end -->`. `node benchmarks/tables.ts` writes them; a test says when they differ.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asNumber, type Beside, type Figure } from "./figures.ts";
import { summary } from "./port/cells.ts";
import { readResults, type Results } from "./results.ts";

const path = join(import.meta.dirname, "..", "docs", "performance.md");

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const withPeer = ({ value, times }: Beside): string => `${asNumber(value)} (${times.toFixed(2)} ×)`;

/** Each figure beside its peers: their value, and how many times better Millrace's is. */
function table(figures: readonly Figure[], ours: string): string {
  const peers = figures.find(({ beside }) => beside !== undefined)?.beside?.map(({ peer }) => peer) ?? [];
  const lines = figures.map(({ what, value, unit, beside = [], failure }) =>
    row([what, failure === undefined ? `${asNumber(value)} ${unit}` : "failed", ...beside.map(withPeer)]),
  );
  return [row(["", ours, ...peers]), row(["---", "---", ...peers.map(() => "---")]), ...lines].join("\n");
}

function textOf(name: string, { benchmarks, machine }: Results): string {
  const result = benchmarks[name];
  if (result === undefined) return "Not measured yet.";
  const where = `Measured on ${result.at}: ${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB, Node ${machine.node.slice(1)}.`;
  const demands = (name === "matrix" ? summary(result.figures) : []).map((line) =>
    line.startsWith("  ") ? `  - ${line.trim()}` : `- ${line}`,
  );
  const inRows = demands.length === 0 ? [] : [demands.join("\n")];
  return [where, ...inRows, table(result.figures, "Millrace")].join("\n\n");
}

export function withTables(text: string, results: Results): string {
  return text.replaceAll(
    /<!-- results: (\w+) -->\n[^]*?<!-- end -->/g,
    (_, name: string) => `<!-- results: ${name} -->\n${textOf(name, results)}\n<!-- end -->`,
  );
}

export const performanceText = (): string => readFileSync(path, "utf8");

export const writeTables = (results: Results): void => writeFileSync(path, withTables(performanceText(), results));

if (import.meta.main) writeTables(readResults()!);
