// ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) in a subquery, with a bound on it in the query around: top-N and
// deduplication. The subquery only knows what to rank by; the bound makes the node.
import { sqlErrors } from "../errors.ts";
import type { CallExpression, SqlExpression } from "../ast/expression.ts";
import type { Expression, Plan, SortKey } from "../plan/plan.ts";
import { fingerprint } from "../planner/expressions.ts";
import { filter, project, rank } from "../planner/nodes.ts";
import { bigint, isConstructed } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { bindExpression, call } from "./expression.ts";
import type { ExpressionScope } from "./expression.ts";
import type { PendingRank, Relation, WindowRole } from "./relation.ts";
import { typed } from "./select.ts";
import type { OutputColumn } from "./select.ts";

export function isRowNumber(expression: SqlExpression): expression is CallExpression {
  return (
    expression.kind === "call" &&
    expression.over !== null &&
    expression.name.length === 1 &&
    expression.name[0]!.text.toUpperCase() === "ROW_NUMBER"
  );
}

/** Ranks of the other columns' rows; `at` is where the rank stands among them. */
export function bindRowNumber(
  context: BindContext,
  relation: Relation,
  scope: ExpressionScope,
  expression: CallExpression,
  others: readonly OutputColumn[],
  output: { readonly name: string; readonly at: number },
): { readonly build: (from: number, to: number) => Plan; readonly type: SqlType } {
  const { over } = expression;
  if (over === null || !("partitionBy" in over) || over.base !== null)
    throw fail(context, expression.span, sqlErrors.notSupported, "a named window", "write PARTITION BY and ORDER BY in OVER (…)");
  if (over.frame !== null) throw fail(context, over.frame, sqlErrors.rankInvalid, "ROW_NUMBER() takes no ROWS or RANGE");
  if (expression.arguments.length > 0 || expression.star || expression.filter !== null || expression.quantifier !== null)
    throw fail(context, expression.span, sqlErrors.argumentsWrong, "ROW_NUMBER", "arguments", ["ROW_NUMBER() OVER (…)"]);
  if (over.orderBy.length === 0) throw fail(context, over.span, sqlErrors.rankInvalid, "ROW_NUMBER() needs ORDER BY");
  const expressions: Expression[] = others.map((one) => typed(one.expression));
  const prints = expressions.map(fingerprint);
  const add = (sql: SqlExpression): number => {
    const bound = bindExpression(sql, { ...scope, clause: "OVER" });
    if (isConstructed(bound.type)) throw fail(context, sql.span, sqlErrors.notSupported, "an order of collections");
    const print = fingerprint(bound);
    const known = prints.indexOf(print);
    if (known >= 0) return known;
    prints.push(print);
    return expressions.push(bound) - 1;
  };
  const partitionBy = over.partitionBy.map(add);
  const orderBy = over.orderBy.map((item): SortKey => {
    // Flink: NULL is the least value unless NULLS FIRST or LAST says otherwise.
    return { column: add(item.expression), descending: item.descending, nullsLast: item.nullsLast ?? item.descending };
  });
  const names = expressions.map((_, index) => others[index]?.name ?? `$rank${index}`);
  const input = project(relation.plan, expressions, names);
  const roles = expressions.map((one) => (one.kind === "column" ? relation.fields[one.index]?.window : undefined));
  const window = rankWindow(input, partitionBy, roles);
  const type = bigint(false);
  const build = (from: number, to: number): Plan => {
    const ranked = rank(input, {
      partitionBy,
      orderBy,
      from,
      to,
      outputRank: true,
      rankName: output.name,
      ...(window === undefined ? {} : { window }),
    });
    const order = others.map((_, index): number => index);
    order.splice(output.at, 0, expressions.length);
    return project(
      ranked,
      order.map((index): Expression => ({ kind: "column", index, type: ranked.schema[index]!.type })),
      order.map((index) => ranked.schema[index]!.name),
    );
  };
  return { build, type };
}

/** Set when start and end of one window are among the partition's columns and the input only adds rows. */
function rankWindow(
  input: Plan,
  partitionBy: readonly number[],
  roles: readonly (WindowRole | undefined)[],
): { readonly start: number; readonly end: number; readonly zoned: boolean } | undefined {
  if (input.changelog.kind !== "append") return undefined;
  const start = partitionBy.find((column) => roles[column]?.property === "window_start");
  const identity = start === undefined ? undefined : roles[start]!.identity;
  const end = partitionBy.find((column) => roles[column]?.property === "window_end" && roles[column].identity === identity);
  return start === undefined || end === undefined || identity === undefined ? undefined : { start, end, zoned: identity.zoned };
}

/** WHERE over a ranked subquery: the bounds of the rank, and the rest as a filter above. */
export function applyRankBound(pending: PendingRank, relation: Relation, where: Expression, context: BindContext): Relation {
  let from = 1;
  let to = Number.POSITIVE_INFINITY;
  const rest: Expression[] = [];
  for (const conjunct of conjuncts(where)) {
    const bound = rankBound(conjunct, pending.column);
    if (bound === undefined) rest.push(conjunct);
    else [from, to] = [Math.max(from, bound.from), Math.min(to, bound.to)];
  }
  if (!Number.isFinite(to))
    throw fail(
      context,
      pending.span,
      sqlErrors.rankInvalid,
      "ROW_NUMBER() OVER (…) needs an upper bound, such as WHERE rn <= 10, in the query around it",
    );
  if (to < from) throw fail(context, pending.span, sqlErrors.rankInvalid, "no row has a rank within these bounds");
  let plan = pending.build(from, to);
  if (rest.length > 0) plan = filter(plan, rest.length === 1 ? rest[0]! : call("and", rest));
  return { plan, fields: relation.fields };
}

function conjuncts(expression: Expression): Expression[] {
  return expression.kind === "call" && expression.function === "and" ? expression.arguments.flatMap(conjuncts) : [expression];
}

const flipped: Record<string, string> = { lt: "gt", le: "ge", gt: "lt", ge: "le", eq: "eq" };

/** `rank <= 10` and its like, either way round. */
function rankBound(expression: Expression, rankColumn: number): { readonly from: number; readonly to: number } | undefined {
  if (expression.kind !== "call" || flipped[expression.function] === undefined) return undefined;
  const [left, right] = [expression.arguments[0]!, expression.arguments[1]!];
  const isRank = (side: Expression): boolean => side.kind === "column" && side.index === rankColumn;
  const [literal, sign] = isRank(left) ? [right, expression.function] : [left, flipped[expression.function]!];
  if ((!isRank(left) && !isRank(right)) || literal.kind !== "literal" || typeof literal.value !== "bigint") return undefined;
  const value = Number(literal.value);
  const infinity = Number.POSITIVE_INFINITY;
  switch (sign) {
    case "lt":
      return { from: 1, to: value - 1 };
    case "le":
      return { from: 1, to: value };
    case "gt":
      return { from: value + 1, to: infinity };
    case "ge":
      return { from: value, to: infinity };
    default:
      return { from: value, to: value };
  }
}
