// Comparison and three-valued logic. AND, OR, COALESCE and CASE stand in expression.ts.
import type { SqlType, Value } from "@millrace/sql";
import { exactOf, rescale } from "../numbers.ts";
import { compare } from "../row.ts";
import { strict, type Call, type ScalarFunction } from "./function.ts";

/** DECIMALs of two scales are brought to one; everything else compares as it is. NaN compares with nothing. */
function order(left: Value, right: Value, call: Call, at = 1): number {
  const [a, b] = [call.types[0]!, call.types[at]!];
  if (a.kind === "DECIMAL" || b.kind === "DECIMAL") return compare(aligned(left, a, b), aligned(right, b, a));
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN;
  return compare(left, right);
}

function aligned(value: Value, own: SqlType, other: SqlType): bigint {
  const exact = exactOf(value, own);
  return rescale(exact.unscaled, exact.scale, Math.max(exact.scale, other.kind === "DECIMAL" ? other.scale : 0));
}

const comparison = (holds: (order: number) => boolean): ScalarFunction =>
  strict(([left, right], call) => holds(order(left!, right!, call)));

const notDistinct: ScalarFunction = ([left, right], call) =>
  left === null || right === null ? left === right : order(left!, right!, call) === 0;

export const logicFunctions: Readonly<Record<string, ScalarFunction>> = {
  eq: comparison((found) => found === 0),
  ne: comparison((found) => found !== 0),
  lt: comparison((found) => found < 0),
  le: comparison((found) => found <= 0),
  gt: comparison((found) => found > 0),
  ge: comparison((found) => found >= 0),
  is_distinct_from: (values, call) => notDistinct(values, call) !== true,
  is_not_distinct_from: notDistinct,
  in: ([needle, ...list], call) => {
    if (needle === null) return null;
    if (list.some((value, index) => value !== null && order(needle!, value, call, index + 1) === 0)) return true;
    return list.includes(null) ? null : false;
  },
  not: strict(([value]) => value !== true),
  is_null: ([value]) => value === null,
  is_not_null: ([value]) => value !== null,
  is_true: ([value]) => value === true,
  is_not_true: ([value]) => value !== true,
  is_false: ([value]) => value === false,
  is_not_false: ([value]) => value !== false,
  greatest: strict((values) => values.reduce((most, value) => (compare(value, most) > 0 ? value : most))),
  least: strict((values) => values.reduce((most, value) => (compare(value, most) < 0 ? value : most))),
};
