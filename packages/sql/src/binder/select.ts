// SELECT: FROM, WHERE, then grouped or plain columns, DISTINCT last.
import { sqlErrors } from "../errors.ts";
import type { Name, SqlExpression } from "../ast/expression.ts";
import type { SelectItem, SelectQuery } from "../ast/query.ts";
import { columnsOf } from "../planner/expressions.ts";
import { assignWindow, filter, project, values } from "../planner/nodes.ts";
import type { Expression, Plan } from "../plan/plan.ts";
import { present } from "@millrace/core";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { bindExpression, call, condition } from "./expression.ts";
import type { ExpressionScope } from "./expression.ts";
import { bindFrom } from "./from.ts";
import { bindGrouping, containsAggregate } from "./group.ts";
import { distinct, requireBound } from "./query.ts";
import { applyRankBound, bindRowNumber, isRowNumber } from "./rank.ts";
import { columnAt, resolveColumn } from "./relation.ts";
import type { Field, PendingRank, Relation } from "./relation.ts";

/** A column of the result: where it comes from keeps its window role. */
export interface OutputColumn {
  readonly name: string;
  readonly expression: Expression;
  readonly window?: Field["window"];
}

export function bindSelect(context: BindContext, query: SelectQuery): Relation {
  refuseClauses(context, query);
  let relation = query.from === null ? { plan: values([], [[]]), fields: [] } : bindFrom(context, query.from);
  if (relation.rank === undefined) relation = filtered(context, relation, query.where);
  else if (query.where === null) requireBound(context, relation);
  else
    relation = applyRankBound(
      relation.rank,
      relation,
      condition(query.where, plainScope(context, relation, "WHERE"), "the condition of WHERE"),
      context,
    );
  const grouped = query.groupBy !== null || query.having !== null || query.items.some((item) => containsAggregate(item.expression));
  let scope = plainScope(context, relation, "SELECT");
  if (grouped) {
    const grouping = bindGrouping(context, relation, query);
    [relation, scope] = [grouping.relation, grouping.scope];
  }
  const result = bindItems(context, relation, scope, query, grouped);
  if (!query.distinct) return result;
  requireBound(context, result);
  return { ...result, plan: distinct(context, result.plan, query.span), fields: result.fields.map((field) => ({ ...field })) };
}

function refuseClauses(context: BindContext, query: SelectQuery): void {
  const window = query.windows[0];
  if (window !== undefined) throw fail(context, window.name.span, sqlErrors.notSupported, "WINDOW", "write the window in OVER (…)");
  if (query.qualify !== null)
    throw fail(
      context,
      query.qualify.span,
      sqlErrors.notSupported,
      "QUALIFY",
      "a subquery with ROW_NUMBER() OVER (…) AS rn, and WHERE rn <= 10 around it",
    );
}

export function plainScope(context: BindContext, relation: Relation, clause: string): ExpressionScope {
  return {
    context,
    clause,
    resolve: (path) => columnAt(relation, resolveColumn(context, relation.fields, path)),
  };
}

function filtered(context: BindContext, relation: Relation, where: SqlExpression | null): Relation {
  if (where === null) return relation;
  const bound = condition(where, plainScope(context, relation, "WHERE"), "the condition of WHERE");
  return { ...relation, plan: filterBelowWindow(relation.plan, bound) };
}

/** A condition on a window's input goes below the window, so that the aggregate above can assign windows itself. */
export function filterBelowWindow(plan: Plan, bound: Expression): Plan {
  if (plan.kind !== "window") return filter(plan, bound);
  const width = plan.input.schema.length;
  const conjuncts = bound.kind === "call" && bound.function === "and" ? bound.arguments : [bound];
  const below = conjuncts.filter((conjunct) => [...columnsOf(conjunct)].every((index) => index < width));
  const above = conjuncts.filter((conjunct) => !below.includes(conjunct));
  const all = (list: readonly Expression[]): Expression => (list.length === 1 ? list[0]! : call("and", list));
  const inner = below.length === 0 ? plan : assignWindow(filter(plan.input, all(below)), plan.window);
  return above.length === 0 ? inner : filter(inner, all(above));
}

function bindItems(context: BindContext, relation: Relation, scope: ExpressionScope, query: SelectQuery, grouped: boolean): Relation {
  const columns: (OutputColumn | { readonly name: string; readonly rank: Extract<SqlExpression, { readonly kind: "call" }> })[] = [];
  for (const item of query.items) {
    const { expression } = item;
    if (expression.kind === "star") columns.push(...expandStar(context, relation, expression, grouped));
    else if (isRowNumber(expression)) columns.push({ name: item.alias?.text ?? `EXPR$${columns.length}`, rank: expression });
    else columns.push(bindItem(relation, scope, item, columns.length));
  }
  const ranks = columns.filter((column) => "rank" in column);
  if (ranks.length > 1)
    throw fail(
      context,
      ranks[1]!.rank.span,
      sqlErrors.notSupported,
      "a second ROW_NUMBER()",
      "one in a subquery, the other in the query around it",
    );
  const ranked = ranks[0];
  if (ranked !== undefined)
    return withRank(context, relation, scope, columns as readonly OutputColumn[], columns.indexOf(ranked), ranked.rank);
  const output = columns as readonly OutputColumn[];
  const plan = project(
    relation.plan,
    output.map((column) => typed(column.expression)),
    output.map((column) => column.name),
  );
  return { plan, fields: output.map(toField) };
}

/** A NULL that nothing gave a type is an INT in the plan. */
export const typed = (expression: Expression): Expression =>
  expression.type.kind === "NULL" ? { ...expression, type: { kind: "INTEGER", nullable: true } } : expression;

function withRank(
  context: BindContext,
  relation: Relation,
  scope: ExpressionScope,
  columns: readonly OutputColumn[],
  at: number,
  expression: Extract<SqlExpression, { readonly kind: "call" }>,
): Relation {
  const others = columns.filter((_, index) => index !== at);
  const { build, type } = bindRowNumber(context, relation, scope, expression, others, { name: columns[at]!.name, at });
  const rank: PendingRank = { column: at, span: expression.span, build };
  const fields = columns.map((column, index): Field => (index === at ? { name: column.name, qualifier: null, type } : toField(column)));
  return { plan: build(1, 1), fields, rank };
}

export const toField = ({ name, expression, window }: OutputColumn): Field => ({
  name,
  qualifier: null,
  type: expression.type,
  ...(window === undefined ? {} : { window }),
});

function bindItem(relation: Relation, scope: ExpressionScope, item: SelectItem, position: number): OutputColumn {
  const expression = bindExpression(item.expression, scope);
  const name = item.alias?.text ?? (item.expression.kind === "name" ? item.expression.path.at(-1)!.text : `EXPR$${position}`);
  const window = expression.kind === "column" ? relation.fields[expression.index]?.window : undefined;
  return { name, expression, ...(window === undefined ? {} : { window }) };
}

/** * and t.* */
function expandStar(
  context: BindContext,
  relation: Relation,
  star: { readonly qualifier: readonly Name[]; readonly span: { readonly start: number; readonly end: number } },
  grouped: boolean,
): OutputColumn[] {
  if (grouped) throw fail(context, star.span, sqlErrors.notGrouped, "*");
  const qualifier = star.qualifier.at(-1)?.text ?? null;
  const columns = relation.fields.flatMap((field, index): OutputColumn[] =>
    qualifier === null || field.qualifier === qualifier
      ? [
          {
            name: field.name,
            expression: columnAt(relation, index),
            ...(field.window === undefined ? {} : { window: field.window }),
          },
        ]
      : [],
  );
  if (columns.length > 0) return columns;
  if (qualifier === null) throw fail(context, star.span, sqlErrors.tokenUnexpected, "* without FROM", "columns");
  throw fail(
    context,
    present(star.qualifier.at(-1), "the star has a qualifier").span,
    sqlErrors.tableUnknown,
    qualifier,
    "FROM names no such table or alias",
  );
}
