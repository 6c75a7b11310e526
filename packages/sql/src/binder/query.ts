// Queries to relations: WITH, UNION, VALUES, and what of ORDER BY and LIMIT is refused.
import { sqlErrors } from "../errors.ts";
import type { OrderedQuery, Query, SetQuery, ValuesQuery, WithQuery } from "../ast/query.ts";
import { aggregate, project, union, values } from "../planner/nodes.ts";
import type { Expression, Plan } from "../plan/plan.ts";
import { formatType } from "../types/format-type.ts";
import { commonType } from "../types/common-type.ts";
import { isConstructed, isRowtime, sameForm, sameType, withNullable } from "../types/properties.ts";
import type { SqlType, Value } from "../types/type.ts";
import { cast, coerce } from "./cast.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { bindExpression } from "./expression.ts";
import type { Relation } from "./relation.ts";
import { columnAt, resolveColumn } from "./relation.ts";
import { bindSelect } from "./select.ts";

export function bindQuery(context: BindContext, query: Query): Relation {
  switch (query.kind) {
    case "select":
      return bindSelect(context, query);
    case "values":
      return bindValues(context, query);
    case "set":
      return bindSet(context, query);
    case "with":
      return bindWith(context, query);
    case "ordered":
      throw refuseOrder(context, query);
  }
}

function refuseOrder(context: BindContext, query: OrderedQuery): Error {
  const what = query.orderBy.length > 0 ? (query.limit === null ? "ORDER BY" : "ORDER BY with LIMIT") : "LIMIT";
  const hint =
    query.orderBy.length > 0
      ? "rows of a stream have no end to sort; for the top rows use ROW_NUMBER() OVER (ORDER BY …) in a subquery, with WHERE rn <= 10 around it"
      : "ask for so many rows when you run the query (limit of POST /sql, --limit of the shell)";
  return fail(context, query.clauseSpan, sqlErrors.notSupported, what, hint);
}

function bindWith(context: BindContext, query: WithQuery): Relation {
  const named = new Map(context.named);
  for (const table of query.tables) {
    if (query.tables.some((other) => other !== table && other.name.text === table.name.text))
      throw fail(context, table.name.span, sqlErrors.objectExists, "table", table.name.text);
    const before: BindContext = { ...context, named: new Map(named) };
    const bind = (): Relation => {
      const relation = bindQuery(before, table.query);
      const { columns } = table;
      if (columns.length > 0 && columns.length !== relation.fields.length)
        throw fail(context, columns[0]!.span, sqlErrors.columnCountDiffers, `"${table.name.text}"`, columns.length, relation.fields.length);
      return { ...relation, fields: relation.fields.map((field, index) => ({ ...field, name: columns[index]?.text ?? field.name })) };
    };
    // Bound once now, so that an error shows even when nothing reads it.
    bind();
    named.set(table.name.text, bind);
  }
  return bindQuery({ ...context, named }, query.body);
}

function bindSet(context: BindContext, query: SetQuery): Relation {
  if (query.operator !== "UNION")
    throw fail(context, query.operatorSpan, sqlErrors.notSupported, query.operator, "UNION ALL and UNION are");
  const relations = query.inputs.map((input) => {
    const relation = bindQuery(context, input);
    requireBound(context, relation);
    return relation;
  });
  const first = relations[0]!;
  for (const [index, relation] of relations.entries()) {
    if (relation.fields.length !== first.fields.length)
      throw fail(
        context,
        query.inputs[index]!.span,
        sqlErrors.columnCountDiffers,
        "this part of UNION",
        relation.fields.length,
        first.fields.length,
      );
  }
  const types = first.fields.map((field, column) => {
    const given = relations.map((relation) => relation.fields[column]!.type);
    if (given.every((type) => sameType(type, given[0]!)) && given.every((type) => isRowtime(type)))
      return withNullable(
        given[0]!,
        given.some((type) => type.nullable),
      );
    const common = commonType(given);
    if (common === undefined)
      throw fail(
        context,
        query.operatorSpan,
        sqlErrors.branchesDiffer,
        `the columns "${field.name}" of UNION`,
        given.map((type) => formatType(type)).join(", "),
      );
    return common.kind === "NULL" ? ({ kind: "INTEGER", nullable: true } satisfies SqlType) : common;
  });
  const schema = first.fields.map((field, index) => ({ name: field.name, type: types[index]! }));
  const inputs = relations.map((relation) => inTypes(relation, types));
  let plan = union(inputs, schema);
  if (!query.all) plan = distinct(context, plan, query.operatorSpan);
  return { plan, fields: plan.schema.map(({ name, type }) => ({ name, qualifier: null, type })) };
}

/** A projection to these types, where one is needed. */
function inTypes(relation: Relation, types: readonly SqlType[]): Plan {
  if (relation.fields.every((field, index) => sameForm(field.type, types[index]!))) return relation.plan;
  const expressions = relation.fields.map((_, index) => coerce(columnAt(relation, index), types[index]!));
  return project(
    relation.plan,
    expressions,
    relation.fields.map((field) => field.name),
  );
}

/** DISTINCT: a group by all columns. */
export function distinct(context: BindContext, plan: Plan, span: { readonly start: number; readonly end: number }): Plan {
  if (plan.schema.some((one) => isConstructed(one.type))) throw fail(context, span, sqlErrors.notSupported, "DISTINCT of collections");
  return aggregate(
    plan,
    plan.schema.map((_, index) => index),
    [],
    plan.schema.map((one) => one.name),
  );
}

/** ROW_NUMBER must have got its bound by now. */
export function requireBound(context: BindContext, relation: Relation): void {
  if (relation.rank !== undefined)
    throw fail(context, relation.rank.span, sqlErrors.rankInvalid, "ROW_NUMBER() OVER (…) needs a bound on it in the query around it");
}

/** Rows of constants; what is not constant is computed by a projection over rows without columns. */
function bindValues(context: BindContext, query: ValuesQuery): Relation {
  const width = query.rows[0]!.length;
  const rows = query.rows.map((row) =>
    row.map((expression) =>
      bindExpression(expression, {
        context,
        clause: "VALUES",
        resolve: (path) => ({ kind: "column", index: resolveColumn(context, [], path), type: { kind: "NULL", nullable: true } }),
      }),
    ),
  );
  for (const [index, row] of rows.entries()) {
    if (row.length !== width)
      throw fail(context, query.rows[index]![0]?.span ?? query.span, sqlErrors.columnCountDiffers, "this row of VALUES", row.length, width);
  }
  const types = Array.from({ length: width }, (_, column): SqlType => {
    const given = rows.map((row) => row[column]!.type);
    const common = commonType(given);
    if (common === undefined)
      throw fail(
        context,
        query.rows[0]![column]!.span,
        sqlErrors.branchesDiffer,
        "the values of a column",
        given.map((type) => formatType(type)).join(", "),
      );
    return common.kind === "NULL" ? { kind: "INTEGER", nullable: true } : common;
  });
  const names = types.map((_, index) => `EXPR$${index}`);
  const typed = rows.map((row) => row.map((one, index) => exactly(one, types[index]!)));
  const plan = constantRows(typed, names, types);
  return { plan, fields: plan.schema.map(({ name, type }) => ({ name, qualifier: null, type })) };
}

/** A constant with exactly this type, so that rows of texts of several lengths have one. */
function exactly(expression: Expression, type: SqlType): Expression {
  const target = withNullable(type, expression.type.nullable || expression.type.kind === "NULL");
  return sameType(expression.type, target) ? expression : cast(expression, target, false);
}

function constantRows(rows: readonly (readonly Expression[])[], names: readonly string[], types: readonly SqlType[]): Plan {
  const schema = names.map((name, index) => ({ name, type: types[index]! }));
  const literals: Value[][] = [];
  for (const row of rows) {
    const constants = row.map((one) => (one.kind === "literal" ? one.value : undefined));
    if (constants.includes(undefined)) return computedRows(rows, names, schema);
    literals.push(constants as Value[]);
  }
  return values(schema, literals);
}

function computedRows(rows: readonly (readonly Expression[])[], names: readonly string[], schema: Plan["schema"]): Plan {
  const inputs = rows.map((row) => project(values([], [[]]), row, names));
  return inputs.length === 1 ? inputs[0]! : union(inputs, schema);
}
