// Statements to their bound forms. One function per kind, in a table; `bindStatement` is the way in.
import { sqlErrors } from "../errors.ts";
import type { CreateTableStatement, Statement, StatementKind } from "../ast/statement.ts";
import { explain } from "../explain/explain.ts";
import { simplify } from "../planner/simplify.ts";
import { project } from "../planner/nodes.ts";
import type { JobPlan, QueryPlan, SinkPlan } from "../plan/plan.ts";
import type { SourceText } from "../source.ts";
import type { BoundStatement, Catalog, CatalogEntry, SessionOptions } from "../statement.ts";
import { withoutRowtime } from "../types/properties.ts";
import { bindAlterTable } from "./alter-table.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { bindCreateTable, singleName } from "./create-table.ts";
import { describeEntry } from "./describe.ts";
import { unknownTable } from "./from.ts";
import { bindInsert, makeSink, sinkColumns } from "./insert.ts";
import { bindQuery, requireBound } from "./query.ts";
import { columnAt } from "./relation.ts";
import { typed } from "./select.ts";
import { checkSessionOption } from "./session.ts";

type Bare = BoundStatement extends infer Bound ? (Bound extends BoundStatement ? Omit<Bound, "span" | "text"> : never) : never;
type Of<Kind extends StatementKind> = Extract<Statement, { readonly kind: Kind }>;
type Binders = { readonly [Kind in StatementKind]: (context: BindContext, statement: Of<Kind>) => Bare };

export function bindStatement(source: SourceText, statement: Statement, catalog: Catalog, session: SessionOptions): BoundStatement {
  const context: BindContext = { source, catalog, session, named: new Map(), views: [] };
  // The table's entry for a kind takes statements of that kind.
  const binder = binders[statement.kind] as (context: BindContext, statement: Statement) => Bare;
  return { text: source.slice(statement.span), ...binder(context, statement), span: statement.span } as BoundStatement;
}

const job = (context: BindContext, sinks: readonly SinkPlan[]): JobPlan => ({
  sinks,
  timeZone: context.session.timeZone,
  options: context.session.options,
});

function queryPlan(context: BindContext, statement: Of<"query">): QueryPlan {
  const relation = bindQuery(context, statement.query);
  requireBound(context, relation);
  const expressions = relation.fields.map((_, index) => typed(columnAt(relation, index)));
  const plan = simplify(
    project(
      relation.plan,
      expressions,
      relation.fields.map((field) => field.name),
    ),
  );
  return { plan, timeZone: context.session.timeZone, options: context.session.options };
}

const binders: Binders = {
  query: (context, statement) => ({ kind: "query", query: queryPlan(context, statement) }),
  insert: (context, statement) => ({ kind: "insert", job: job(context, [bindInsert(context, statement)]) }),
  statementSet: (context, statement) => ({
    kind: "statementSet",
    job: job(
      context,
      statement.inserts.map((insert) => bindInsert(context, insert)),
    ),
  }),
  explain: (context, statement) => ({
    kind: "explain",
    text: context.source.slice(statement.span),
    plan: explained(context, statement.statement),
  }),
  createTable: bindCreate,
  createView: bindCreateView,
  drop: bindDrop,
  alterTable: (context, statement) => bindAlterTable(context, statement),
  show: (_context, statement) => ({ kind: "show", what: statement.what }),
  showCreate: (context, statement) => {
    const name = singleName(context, statement.name);
    const entry = context.catalog.entry(name.text);
    if (entry === undefined) throw unknownTable(context, name.text, name.span);
    if (entry.kind !== statement.object)
      throw fail(context, name.span, sqlErrors.objectKindDiffers, name.text, entry.kind, statement.object);
    return { kind: "showCreate", name: name.text };
  },
  describe: (context, statement) => {
    const name = singleName(context, statement.name);
    const entry = context.catalog.entry(name.text);
    if (entry === undefined) throw unknownTable(context, name.text, name.span);
    return { kind: "describe", name: name.text, rows: describeEntry(entry) };
  },
  set: (context, statement) => {
    checkSessionOption(context, statement.key, statement.value, statement.keySpan, statement.span);
    return { kind: "set", key: statement.key, value: statement.value };
  },
  reset: (_context, statement) => ({ kind: "reset", key: statement.key }),
  stopJob: (_context, statement) => ({ kind: "stopJob", job: statement.job, drain: statement.drain, savepoint: statement.savepoint }),
};

function explained(context: BindContext, statement: Statement): string {
  switch (statement.kind) {
    case "query":
      return explain(queryPlan(context, statement));
    case "insert":
      return explain(job(context, [bindInsert(context, statement)]));
    case "statementSet":
      return explain(
        job(
          context,
          statement.inserts.map((insert) => bindInsert(context, insert)),
        ),
      );
    case "createTable": {
      const bound = bindCreate(context, statement);
      if (bound.kind === "createTableAs") return explain(bound.job);
      throw fail(
        context,
        statement.span,
        sqlErrors.notSupported,
        "EXPLAIN of CREATE TABLE without AS",
        "EXPLAIN takes queries and INSERT INTO",
      );
    }
    default:
      throw fail(context, statement.span, sqlErrors.notSupported, "EXPLAIN of this", "EXPLAIN takes queries and INSERT INTO");
  }
}

function bindCreate(
  context: BindContext,
  statement: CreateTableStatement,
): Extract<Bare, { readonly kind: "createTable" | "createTableAs" }> {
  const name = singleName(context, statement.name);
  const existing = context.catalog.entry(name.text);
  if (existing !== undefined && !statement.ifNotExists) throw fail(context, name.span, sqlErrors.objectExists, existing.kind, name.text);
  const { ifNotExists, temporary } = statement;
  if (statement.query === null) return { kind: "createTable", entry: bindCreateTable(context, statement, null), ifNotExists, temporary };
  const relation = bindQuery(context, statement.query);
  requireBound(context, relation);
  const nameless = relation.fields.find((field) => field.type.kind === "NULL");
  if (nameless !== undefined)
    throw fail(
      context,
      statement.query.span,
      sqlErrors.tableInvalid,
      `the column "${nameless.name}" is only NULL and has no type`,
      "CAST(NULL AS STRING)",
    );
  const columns = relation.fields.map(({ name: column, type }) => ({ name: column, type: withoutRowtime(type) }));
  const entry = bindCreateTable(context, statement, columns);
  if (entry.kind !== "table") throw new TypeError("a table's entry is of kind table");
  const { definition } = entry.table;
  const written = sinkColumns(definition);
  const targets = columns.map((column) => written.findIndex((one) => one.name === column.name));
  const sink = makeSink(context, definition, relation, targets, statement.query, name.span);
  return { kind: "createTableAs", entry, ifNotExists, job: job(context, [sink]) };
}

function bindCreateView(context: BindContext, statement: Of<"createView">): Bare {
  const name = singleName(context, statement.name);
  const existing = context.catalog.entry(name.text);
  if (
    existing !== undefined &&
    (!statement.ifNotExists || existing.kind === "table") &&
    !(statement.orReplace && existing.kind === "view")
  ) {
    throw fail(context, name.span, sqlErrors.objectExists, existing.kind, name.text);
  }
  const relation = bindQuery({ ...context, views: [name.text] }, statement.query);
  const { columns } = statement;
  if (columns.length > 0 && columns.length !== relation.fields.length) {
    throw fail(
      context,
      columns[0]!.name.span,
      sqlErrors.columnCountDiffers,
      `the view "${name.text}"`,
      columns.length,
      relation.fields.length,
    );
  }
  const described = relation.fields.map((field, index) => ({ name: columns[index]?.name.text ?? field.name, type: field.type }));
  for (const [index, column] of described.entries()) {
    if (described.findIndex((other) => other.name === column.name) !== index)
      throw fail(context, columns[index]?.name.span ?? statement.query.span, sqlErrors.columnTwice, column.name);
  }
  const entry: CatalogEntry = {
    kind: "view",
    name: name.text,
    sql: context.source.slice(statement.span),
    query: context.source.slice(statement.query.span),
    columns: described,
  };
  return { kind: "createView", entry, ifNotExists: statement.ifNotExists, orReplace: statement.orReplace };
}

function bindDrop(context: BindContext, statement: Of<"drop">): Bare {
  const name = singleName(context, statement.name);
  const entry = context.catalog.entry(name.text);
  if (entry === undefined && !statement.ifExists) throw unknownTable(context, name.text, name.span);
  if (entry !== undefined && entry.kind !== statement.object)
    throw fail(context, name.span, sqlErrors.objectKindDiffers, name.text, entry.kind, statement.object);
  return { kind: "drop", object: statement.object, name: name.text, ifExists: statement.ifExists };
}
