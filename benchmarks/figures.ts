// What a benchmark hands back, and how a run is printed. Figures of one machine at one time mean little; the ratios to
// the peer that ran beside them in the same run mean more.

export interface Figure {
  readonly benchmark: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** This figure divided by the peer's, in the same run: above 1 is better for rates. */
  readonly ratio?: { readonly to: string; readonly value: number };
}

export interface BenchmarkOptions {
  /** A run of seconds, for CI: shows that it works, not how fast. */
  readonly quick: boolean;
}

export type Benchmark = (options: BenchmarkOptions) => Promise<readonly Figure[]>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function printFigures(figures: readonly Figure[]): void {
  const number = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3));
  const rows = figures.map((figure) => [
    figure.benchmark,
    figure.what,
    number(figure.value),
    figure.unit,
    figure.ratio === undefined ? "" : `${figure.ratio.value.toFixed(2)} × ${figure.ratio.to}`,
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    console.log(
      row
        .map((text, column) => (column === 2 ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)))
        .join("  ")
        .trimEnd(),
    );
}
