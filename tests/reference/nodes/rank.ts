// ROW_NUMBER() with a bound. Every row of a partition is kept, in order (a tie stands behind those that came before
// it); what is shown are the places `from` to `to`, and each row tells how they changed, in the form that Flink's
// functions for the case give it: by place where the rank shows (or ranks begin above 1, or one row replaces another),
// else as a row that leaves and one that enters.
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

/** Ranking by event time, latest first, with one place, keeps the last row: of equal times the one that came later. */
export function latestWins(plan: RankPlan): boolean {
  const [key] = plan.orderBy;
  if (plan.from !== 1 || plan.to !== 1 || plan.orderBy.length !== 1 || key === undefined || !key.descending) return false;
  const { type } = plan.input.schema[key.column]!;
  return (type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ") && type.rowtime === true;
}

/** Puts a row behind all that are not greater (or before all that are not less); returns its place from 0. */
export function insert(rows: Values[], values: Values, compareRows: (left: Values, right: Values) => number, beforeEqual: boolean): number {
  const found = rows.findIndex((other) => (beforeEqual ? compareRows(other, values) >= 0 : compareRows(other, values) > 0));
  const at = found < 0 ? rows.length : found;
  rows.splice(at, 0, values);
  return at;
}

/** Takes the first row out that is the same; -1 when there is none. */
export function remove(rows: Values[], values: Values): number {
  const at = rows.findIndex((other) => keyOfAll(other) === keyOfAll(values));
  if (at >= 0) rows.splice(at, 1);
  return at;
}

export function rank(plan: RankPlan, output: Output): Node {
  const partitions = new Map<string, Values[]>();
  const compareRows = order(plan.orderBy);
  const appends = plan.input.changelog.kind === "append";
  const beforeEqual = appends && latestWins(plan);
  const byPlace = plan.outputRank || plan.from > 1 || (appends && plan.to === 1);
  return {
    row(_, row) {
      const name = keyOfAll(plan.partitionBy.map((column) => row.values[column]!));
      const rows = partitions.get(name) ?? [];
      partitions.set(name, rows);
      const before = [...rows];
      const at = adds(row.kind) ? insert(rows, row.values, compareRows, beforeEqual) : remove(rows, row.values);
      if (at < 0) return;
      const changes = byPlace ? changedPlaces(plan, before, rows, at) : changedRows(plan, before, rows, at);
      for (const change of changes) output.row(change);
    },
    watermark: (_, ms) => output.watermark(ms),
  };
}

/** Each place from the first changed one on: the row that stood there, and the one that stands there now. */
function changedPlaces(plan: RankPlan, before: readonly Values[], after: readonly Values[], at: number): Row[] {
  const changes: Row[] = [];
  const numbered = (values: Values, place: number): Values => (plan.outputRank ? [...values, BigInt(place + 1)] : values);
  for (let place = Math.max(at, plan.from - 1); place < Math.min(plan.to, Math.max(before.length, after.length)); place++) {
    const [was, is] = [before[place], after[place]];
    if (was !== undefined) changes.push({ kind: is === undefined ? "-D" : "-U", values: numbered(was, place) });
    if (is !== undefined) changes.push({ kind: was === undefined ? "+I" : "+U", values: numbered(is, place) });
  }
  return changes;
}

/** Without the rank: one row leaves, one enters; what happens below the bound does not show. */
function changedRows(plan: RankPlan, before: readonly Values[], after: readonly Values[], at: number): Row[] {
  if (at >= plan.to) return [];
  const came = after.length > before.length;
  const [left, entered] = came ? [before[plan.to - 1], after[at]] : [before[at], after[plan.to - 1]];
  return [
    ...(left === undefined ? [] : [{ kind: "-D" as const, values: left }]),
    ...(entered === undefined ? [] : [{ kind: "+I" as const, values: entered }]),
  ];
}
