// benchmarks/results.json: the last whole run of each benchmark, with its day. A run of one benchmark leaves the others.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Figure } from "./figures.ts";

export interface BenchmarkResult {
  readonly at: string;
  /** How long it took. */
  readonly seconds?: number;
  readonly figures: readonly Figure[];
  /** Why it ended before its end. */
  readonly failure?: string;
}

export interface Results {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGiB: number; readonly node: string };
  readonly benchmarks: Readonly<Record<string, BenchmarkResult>>;
}

const path = join(import.meta.dirname, "results.json");

export const readResults = (): Results | undefined => (existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Results) : undefined);

export function writeResults(measured: Readonly<Record<string, BenchmarkResult>>): void {
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const results: Results = { machine, benchmarks: { ...readResults()?.benchmarks, ...measured } };
  const rounded = (key: string, value: unknown): unknown =>
    typeof value === "number" && key !== "cores" ? Number(value.toPrecision(4)) : value;
  writeFileSync(path, `${JSON.stringify(results, rounded, 2)}\n`);
}
