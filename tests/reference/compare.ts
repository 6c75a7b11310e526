// Are the rows of the two engines the same? Where the contract leaves the order open, the comparison says so.
import type { Plan, Value } from "@millrace/sql";
import type { EngineResult } from "./engine.ts";
import { keyOfAll, type Kind, type Origin } from "./row.ts";
import type { RunResult } from "./run.ts";

type OutputRow = readonly [Kind, ...Value[]];

/**
 * `sequence`: the same rows in the same order. `content`: the same rows once all changes are taken together, and as
 * many of each kind; for plans that read one topic twice and bring both together again, because which of the two is
 * further at a given moment is not defined. `result`: only what is left in the end, where groups or rankings stand on
 * such a plan: their intermediate rows differ with the order.
 */
export type Comparison = "sequence" | "content" | "result";

export function comparisonOf(plan: Plan): Comparison {
  const topics = topicsUnder(plan);
  if (new Set(topics).size === topics.length) return "sequence";
  return hasStateAboveUnion(plan) ? "result" : "content";
}

function inputsOf(plan: Plan): readonly Plan[] {
  if (plan.kind === "scan" || plan.kind === "values") return [];
  return plan.kind === "union" ? plan.inputs : [plan.input];
}

const topicsUnder = (plan: Plan): string[] => (plan.kind === "scan" ? [plan.table.topic] : inputsOf(plan).flatMap(topicsUnder));
const hasUnion = (plan: Plan): boolean => plan.kind === "union" || inputsOf(plan).some(hasUnion);
const hasStateAboveUnion = (plan: Plan): boolean =>
  ((plan.kind === "aggregate" ||
    plan.kind === "rank" ||
    plan.kind === "normalize" ||
    plan.kind === "windowAggregate" ||
    plan.kind === "window") &&
    hasUnion(plan)) ||
  inputsOf(plan).some(hasStateAboveUnion);

/** A sentence for each difference. */
export function differences(plan: Plan, reference: RunResult, engine: EngineResult): string[] {
  const [expected, actual] = [reference.rows, engine.rows];
  const found: string[] = [];
  const comparison = comparisonOf(plan);
  if (comparison === "sequence") found.push(...compareLists("row", expected.map(text), actual.map(text)));
  else {
    found.push(...compareLists("content", content(expected), content(actual)));
    if (comparison === "content")
      for (const kind of ["+I", "-U", "+U", "-D"] as const)
        found.push(...compareLists(`count of ${kind}`, [count(expected, kind)], [count(actual, kind)]));
  }
  const late = reference.late.map(recordOf);
  // Two scans of one topic may be one source in the engine: it tells a bad record once.
  const told = (records: readonly string[]): string[] => (comparison === "sequence" ? [...records] : [...new Set(records)]);
  const bad = reference.bad.map(recordOf);
  found.push(...compareLists("late row", late.sort(), [...engine.late].sort()));
  found.push(...compareLists("bad record", told(bad).sort(), told(engine.bad).sort()));
  return found;
}

const recordOf = ({ origin }: { readonly origin: Origin | undefined }): string =>
  origin === undefined ? "?" : `${origin.topic}/${origin.partition}/${origin.offset}`;
const text = (row: OutputRow): string => `${row[0]} ${keyOfAll(row.slice(1) as Value[])}`;
const count = (rows: readonly OutputRow[], kind: Kind): string => String(rows.filter((row) => row[0] === kind).length);

/** What is left when all changes are taken together: rows with how often they stand, sorted. */
function content(rows: readonly OutputRow[]): string[] {
  const counts = new Map<string, number>();
  for (const [kind, ...values] of rows) {
    const name = keyOfAll(values);
    counts.set(name, (counts.get(name) ?? 0) + (kind === "+I" || kind === "+U" ? 1 : -1));
  }
  return [...counts]
    .filter(([, times]) => times !== 0)
    .map(([name, times]) => `${times} × ${name}`)
    .sort();
}

function compareLists(what: string, expected: readonly string[], actual: readonly string[]): string[] {
  const at = Array.from({ length: Math.max(expected.length, actual.length) }, (_, index) => index).find(
    (index) => expected[index] !== actual[index],
  );
  if (at === undefined) return [];
  return [
    `${what} ${at} of ${expected.length}: the reference has ${expected[at] ?? "none"}, the engine (${actual.length}) has ${actual[at] ?? "none"}`,
  ];
}
