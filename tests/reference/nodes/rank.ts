// ROW_NUMBER() with a bound. Every row of a partition is kept, in order (a tie stands behind those that came before
// it); what is shown are the places `from` to `to`, and each row tells how they changed.
import type { Plan, SortKey, Value } from "@millrace/sql";
import { adds, compareNullable, keyOfAll, type Row } from "../row.ts";
import type { Node, Output } from "./node.ts";

type RankPlan = Extract<Plan, { kind: "rank" }>;
type Values = readonly Value[];

export function order(keys: readonly SortKey[]): (left: Values, right: Values) => number {
  return (left, right) => {
    for (const key of keys) {
      const [a, b] = [left[key.column]!, right[key.column]!];
      const byNull = a === null || b === null;
      const found = byNull ? compareNullable(a, b, key.nullsLast) : compareNullable(a, b, false) * (key.descending ? -1 : 1);
      if (found !== 0) return found;
    }
    return 0;
  };
}

/** Puts a row behind all that are not greater. */
export function insert(rows: Values[], values: Values, compareRows: (left: Values, right: Values) => number): void {
  const at = rows.findIndex((other) => compareRows(other, values) > 0);
  rows.splice(at < 0 ? rows.length : at, 0, values);
}

export function rank(plan: RankPlan, output: Output): Node {
  const partitions = new Map<string, Values[]>();
  const compareRows = order(plan.orderBy);
  return {
    row(_, row) {
      const name = keyOfAll(plan.partitionBy.map((column) => row.values[column]!));
      const rows = partitions.get(name) ?? [];
      partitions.set(name, rows);
      const before = rows.slice(plan.from - 1, plan.to);
      change(rows, row, compareRows);
      const after = rows.slice(plan.from - 1, plan.to);
      const changes = plan.outputRank ? changesByPlace(before, after, plan.from) : changesByRow(before, after, plan.to === 1);
      for (const found of changes) output.row(found);
    },
    watermark: (_, ms) => output.watermark(ms),
  };
}

function change(rows: Values[], row: Row, compareRows: (left: Values, right: Values) => number): void {
  if (adds(row.kind)) return insert(rows, row.values, compareRows);
  const found = rows.findIndex((other) => keyOfAll(other) === keyOfAll(row.values));
  if (found >= 0) rows.splice(found, 1);
}

/** With the rank in the row: each place that holds another row now. */
function changesByPlace(before: readonly Values[], after: readonly Values[], from: number): Row[] {
  const changes: Row[] = [];
  for (let place = 0; place < Math.max(before.length, after.length); place++) {
    const [was, is] = [before[place], after[place]];
    const number = BigInt(from + place);
    if (was !== undefined && is !== undefined && keyOfAll(was) === keyOfAll(is)) continue;
    if (was !== undefined) changes.push({ kind: is === undefined ? "-D" : "-U", values: [...was, number] });
    if (is !== undefined) changes.push({ kind: was === undefined ? "+I" : "+U", values: [...is, number] });
  }
  return changes;
}

/** Without the rank: at most one row leaves and one enters. With one place only, the one replaces the other. */
function changesByRow(before: readonly Values[], after: readonly Values[], onePlace: boolean): Row[] {
  const left = without(before, after);
  const entered = without(after, before);
  const update = onePlace && left.length === 1 && entered.length === 1;
  return [
    ...left.map((values): Row => ({ kind: update ? "-U" : "-D", values })),
    ...entered.map((values): Row => ({ kind: update ? "+U" : "+I", values })),
  ];
}

/** Rows of one list that the other lacks, as bags. */
function without(rows: readonly Values[], taken: readonly Values[]): Values[] {
  const names = taken.map(keyOfAll);
  return rows.filter((values) => {
    const at = names.indexOf(keyOfAll(values));
    if (at >= 0) names.splice(at, 1);
    return at < 0;
  });
}
