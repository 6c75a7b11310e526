// Names like the one that was asked for, for hints: at most three, by edit distance.
import type { Log } from "@millrace/log";

/** Levenshtein distance; stops counting above `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

export function nearest(name: string, names: Iterable<string>): string[] {
  const wanted = name.toLowerCase().slice(0, 100);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const found: { candidate: string; far: number }[] = [];
  for (const candidate of names) {
    const far = distance(wanted, candidate.toLowerCase(), limit);
    if (far <= limit) found.push({ candidate, far });
  }
  return found
    .sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map((entry) => entry.candidate);
}

export const topicNearest = (log: Log, name: string): string[] =>
  nearest(
    name,
    log
      .topics()
      .filter((topic) => !topic.internal)
      .map((topic) => topic.name),
  );
