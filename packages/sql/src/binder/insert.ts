// INSERT INTO: the query's columns fitted to the table's by position, Flink's implicit casts, missing columns NULL.
import { sqlErrors } from "../errors.ts";
import type { InsertStatement } from "../ast/statement.ts";
import type { Query } from "../ast/query.ts";
import { simplify } from "../planner/simplify.ts";
import { project } from "../planner/nodes.ts";
import type { Column, Expression, SinkPlan, TableDefinition } from "../plan/plan.ts";
import type { Span } from "../statement.ts";
import { formatType } from "../types/format-type.ts";
import { supportsImplicitCast } from "../types/casts.ts";
import { sameForm, withNullable, withoutRowtime } from "../types/properties.ts";
import { cast } from "./cast.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { singleName } from "./create-table.ts";
import { unknownTable } from "./from.ts";
import { nullLiteral } from "./literal.ts";
import { bindQuery, requireBound } from "./query.ts";
import { columnAt } from "./relation.ts";
import type { Relation } from "./relation.ts";
import { nearest } from "../suggest.ts";

export function bindInsert(context: BindContext, statement: InsertStatement): SinkPlan {
  const name = singleName(context, statement.target);
  const entry = context.catalog.entry(name.text);
  if (entry === undefined) throw unknownTable(context, name.text, name.span);
  if (entry.kind === "view") throw fail(context, name.span, sqlErrors.objectKindDiffers, name.text, "view", "table");
  const table = entry.table.definition;
  const columns = sinkColumns(table);
  const targets =
    statement.columns === null
      ? declaredOrder(
          entry.table.columns.map((column) => column.name),
          columns,
        )
      : statement.columns.map((column) =>
          targetColumn(
            context,
            table,
            columns,
            column.text,
            column.span,
            entry.table.columns.map((one) => one.name),
          ),
        );
  for (const [index, target] of targets.entries()) {
    if (targets.indexOf(target) !== index)
      throw fail(context, statement.columns![index]!.span, sqlErrors.columnTwice, columns[target]!.name);
  }
  const relation = bindQuery(context, statement.query);
  requireBound(context, relation);
  if (relation.fields.length !== targets.length) {
    throw fail(
      context,
      queryColumnsSpan(statement.query),
      sqlErrors.columnCountDiffers,
      "the query",
      relation.fields.length,
      targets.length,
    );
  }
  const missing = columns.find((column, index) => !targets.includes(index) && !column.type.nullable);
  if (missing !== undefined)
    throw fail(
      context,
      statement.columns?.[0]?.span ?? name.span,
      sqlErrors.sinkTypeDiffers,
      missing.name,
      "nothing",
      formatType(missing.type),
    );
  return makeSink(context, table, relation, targets, statement.query, name.span);
}

/** Without a list of columns the query's go to the writable ones in the order of their declaration. */
const declaredOrder = (declared: readonly string[], columns: readonly Column[]): number[] =>
  declared.map((name) => columns.findIndex((column) => column.name === name)).filter((index) => index >= 0);

/** Physical columns, then the metadata columns that can be written. */
export const sinkColumns = (table: TableDefinition): readonly Column[] => [...table.physical, ...(table.writable ?? [])];

export function makeSink(
  context: BindContext,
  table: TableDefinition,
  relation: Relation,
  targets: readonly number[],
  query: Query,
  span: Span,
): SinkPlan {
  if (table.primaryKey === null && relation.plan.changelog.kind !== "append")
    throw fail(context, span, sqlErrors.sinkAppendOnly, table.name, "the query changes rows it has given before");
  const columns = sinkColumns(table);
  const expressions = columns.map((column, index) => {
    const source = targets.indexOf(index);
    if (source < 0) return nullLiteral(withoutRowtime(column.type));
    return fitted(context, columnAt(relation, source), column, itemSpan(query, source));
  });
  const projected = project(
    relation.plan,
    expressions,
    columns.map((column) => column.name),
  );
  refuseOtherKey(context, table, relation, targets, span);
  // A column may be NOT NULL while what is put into it is not; the sink checks.
  const plan = simplify({ ...projected, schema: columns.map((column) => ({ name: column.name, type: withoutRowtime(column.type) })) });
  return { table, plan };
}

/** Two rows of the query with one key of the table would overwrite and delete each other. */
function refuseOtherKey(context: BindContext, table: TableDefinition, relation: Relation, targets: readonly number[], span: Span): void {
  const { changelog, schema } = relation.plan;
  if (table.primaryKey === null || changelog.kind === "append" || changelog.key === undefined) return;
  const columns = sinkColumns(table);
  const inKey = (column: number): boolean =>
    targets.some((target, source) => {
      const expression = columnAt(relation, source);
      return expression.kind === "column" && expression.index === column && table.primaryKey!.includes(columns[target]!.name);
    });
  if (changelog.key.every(inKey)) return;
  const key = changelog.key.map((column) => schema[column]!.name).join(", ");
  throw fail(context, span, sqlErrors.sinkKeyDiffers, table.name, key, table.primaryKey.join(", "));
}

function fitted(context: BindContext, expression: Expression, column: Column, span: Span): Expression {
  const { type } = expression;
  if (!supportsImplicitCast(type, { ...column.type, nullable: true })) {
    throw fail(context, span, sqlErrors.sinkTypeDiffers, column.name, formatType(withoutRowtime(type)), formatType(column.type));
  }
  if (expression.kind === "literal" && expression.value === null && !column.type.nullable)
    throw fail(context, span, sqlErrors.sinkTypeDiffers, column.name, "NULL", formatType(column.type));
  if (sameForm(type, column.type)) return expression;
  return cast(expression, withNullable(withoutRowtime(column.type), type.nullable), false);
}

function targetColumn(
  context: BindContext,
  table: TableDefinition,
  columns: readonly Column[],
  name: string,
  span: Span,
  declared: readonly string[],
): number {
  const index = columns.findIndex((column) => column.name === name);
  if (index >= 0) return index;
  if (declared.includes(name))
    throw fail(
      context,
      span,
      sqlErrors.tableInvalid,
      `the column "${name}" of "${table.name}" is computed and cannot be written`,
      "leave it out",
    );
  const suggestion = nearest(
    name,
    columns.map((column) => column.name),
  );
  throw fail(
    context,
    span,
    sqlErrors.columnUnknown,
    name,
    ` in "${table.name}"`,
    suggestion === undefined ? undefined : `did you mean \`${suggestion}\`?`,
  );
}

/** Where the column with that number is written, when the query shows it; else the query. */
function itemSpan(query: Query, index: number): Span {
  switch (query.kind) {
    case "select": {
      const item = query.items[index];
      return item === undefined || query.items.some((one) => one.expression.kind === "star")
        ? queryColumnsSpan(query)
        : item.expression.span;
    }
    case "values":
      return query.rows[0]?.[index]?.span ?? query.span;
    case "with":
      return itemSpan(query.body, index);
    default:
      return query.span;
  }
}

function queryColumnsSpan(query: Query): Span {
  if (query.kind === "with") return queryColumnsSpan(query.body);
  if (query.kind !== "select") return query.span;
  return { start: query.items[0]!.expression.span.start, end: (query.items.at(-1)!.alias ?? query.items.at(-1)!.expression).span.end };
}
