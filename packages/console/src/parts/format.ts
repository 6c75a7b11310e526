// Numbers as people read them. Widths stay steady while values change: figures are tabular in the style sheet.

export function count(value: number): string {
  if (value < 10_000) return Math.round(value).toLocaleString("en-US");
  for (const [unit, size] of [
    ["B", 1e9],
    ["M", 1e6],
    ["k", 1e3],
  ] as const)
    if (value >= size) return `${(value / size).toFixed(value / size < 100 ? 1 : 0)} ${unit}`;
  return String(value);
}

export const exact = (value: number): string => Math.round(value).toLocaleString("en-US");
export const rate = (value: number): string => `${value > 0 && value < 10 ? value.toFixed(1) : count(value)}/s`;

export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  const scaled = value / 1024 ** power;
  return `${power > 0 && scaled < 10 ? scaled.toFixed(1) : Math.round(scaled)} ${units[power]}`;
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return seconds < 10 ? `${(Math.floor(ms / 100) / 10).toFixed(1)} s` : `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} m`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

export const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 23);
export const dateTime = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
export const ago = (ms: number | null): string => (ms === null ? "–" : ms > Date.now() ? "now" : `${duration(Date.now() - ms)} ago`);

/** A SQL value in a cell. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}

/** The order of lists whose order the server leaves open. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
