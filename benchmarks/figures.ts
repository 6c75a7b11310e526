// What a benchmark hands back, and how a run is printed. Figures of one machine at one time mean little; how they stand
// to the peer that ran beside them in the same run means more.

export interface Figure {
  readonly benchmark: string;
  readonly what: string;
  /** NaN when it could not be measured: `failure` says why. */
  readonly value: number;
  readonly unit: string;
  readonly beside?: readonly Beside[];
  readonly failure?: string;
}

export interface Beside {
  readonly peer: string;
  readonly value: number;
  /** How many times better than the peer: of a rate ours by theirs, of what a thing takes the other way round. */
  readonly times: number;
}

export interface BenchmarkOptions {
  /** A run of seconds, for CI: shows that it works, not how fast. */
  readonly quick: boolean;
  /** Of a benchmark with many cells: only those whose name has all these words. */
  readonly cells?: readonly string[];
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

/** What was measured of each peer, beside ours. */
export const besideOf = (ours: number, unit: string, peers: Iterable<readonly [peer: string, value: number]>): readonly Beside[] =>
  [...peers].map(([peer, value]) => ({ peer, value, times: unit.endsWith("/s") ? ours / value : value / ours }));

export const asNumber = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3));

export function printFigures(figures: readonly Figure[]): void {
  const rows = figures.map(({ benchmark, what, value, unit, beside: peers = [], failure }) => [
    benchmark,
    what,
    failure === undefined ? asNumber(value) : "-",
    unit,
    failure ?? peers.map((one) => `${one.times.toFixed(2)} × ${one.peer} (${asNumber(one.value)})`).join("  "),
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
