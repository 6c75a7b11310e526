// A point in time as people write it: `-5m` before now, an ISO time (without a zone it is UTC, as everywhere here), or
// milliseconds since 1970.
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds since 1970, undefined when the text is no time. */
export function pointInTime(text: string, nowMs: number): number | undefined {
  const ago = /^-(\d{1,9})\s*(ms|s|m|h|d)$/.exec(text);
  if (ago !== null) return nowMs - Number(ago[1]) * unitMs[ago[2]!]!;
  if (/^\d{5,15}$/.test(text)) return Number(text);
  const iso = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  if (iso === null) return undefined;
  const ms = Date.parse(iso[1] === undefined || iso[4] !== undefined ? text : `${text.replace(" ", "T")}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
