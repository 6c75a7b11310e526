// FROM: tables, views, subqueries, window functions. Joins are refused here, at the word JOIN.
import { sqlErrors } from "../errors.ts";
import type { Alias, TableExpression } from "../ast/query.ts";
import type { Name } from "../ast/expression.ts";
import { parseQueryText } from "../parser/parse.ts";
import { placed } from "../source.ts";
import type { Span } from "../statement.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { bindQuery } from "./query.ts";
import type { Relation } from "./relation.ts";
import { nearest } from "../suggest.ts";
import { bindSideTable, bindTable } from "./table-scan.ts";
import { bindWindowFunction } from "./window-function.ts";

export function bindFrom(context: BindContext, table: TableExpression): Relation {
  switch (table.kind) {
    case "named":
      if (table.hint !== null)
        throw fail(context, table.hint, sqlErrors.notSupported, "a hint", "put the options into CREATE TABLE, or ALTER TABLE … SET");
      if (table.systemTime !== null)
        throw fail(context, table.systemTime.span, sqlErrors.notSupported, "FOR SYSTEM_TIME AS OF", "joins of tables come later");
      return aliased(context, bindNamed(context, table.path, table.span), table.alias);
    case "derived":
      if (table.lateral) throw fail(context, table.span, sqlErrors.notSupported, "LATERAL", "a query in FROM without it is");
      return aliased(context, qualified(bindQuery(context, table.query), null), table.alias);
    case "function":
      return aliased(context, bindWindowFunction(context, table.call), table.alias);
    case "unnest":
      throw fail(context, table.span, sqlErrors.notSupported, "UNNEST", "collections are not there yet");
    case "join": {
      const what = table.type === "COMMA" ? "a list of tables in FROM" : "JOIN";
      throw fail(
        context,
        table.joinSpan,
        sqlErrors.notSupported,
        what,
        "one table, view or subquery in FROM; UNION ALL puts rows of several below each other",
      );
    }
  }
}

const qualified = (relation: Relation, qualifier: string | null): Relation => ({
  ...relation,
  fields: relation.fields.map((field) => ({ ...field, qualifier })),
});

/** The relation under its alias, its columns renamed when the alias lists names. */
export function aliased(context: BindContext, relation: Relation, alias: Alias | null): Relation {
  if (alias === null) return relation;
  const { columns, name } = alias;
  if (columns.length > 0 && columns.length !== relation.fields.length) {
    throw fail(context, columns[0]!.span, sqlErrors.columnCountDiffers, `the alias "${name.text}"`, columns.length, relation.fields.length);
  }
  const fields = relation.fields.map((field, index) => ({ ...field, qualifier: name.text, name: columns[index]?.text ?? field.name }));
  return { ...relation, fields };
}

/** A table, view, or name of WITH. */
export function bindNamed(context: BindContext, path: readonly Name[], span: Span): Relation {
  const name = path.at(-1)!.text;
  if (path.length > 1)
    throw fail(
      context,
      span,
      sqlErrors.notSupported,
      "a name with a catalog or database",
      "there is one namespace: write the table's name alone",
    );
  const named = context.named.get(name);
  if (named !== undefined) return qualified(named(), name);
  const entry = context.catalog.entry(name);
  if (entry?.kind === "table") return bindTable(context, entry.table, name, span);
  if (entry?.kind === "view")
    return bindView(
      context,
      name,
      entry.query,
      entry.columns.map((column) => column.name),
      span,
    );
  const side = bindSideTable(context, name, name, span, (base) => context.catalog.entry(base));
  if (side !== undefined) return side;
  throw unknownTable(context, name, span);
}

function bindView(context: BindContext, name: string, text: string, columns: readonly string[], span: Span): Relation {
  if (context.views.includes(name) || context.views.length > 50)
    throw fail(context, span, sqlErrors.notSupported, `the view "${name}", which reads itself,`);
  try {
    const { source, result } = parseQueryText(text);
    const relation = bindQuery({ ...context, source, named: new Map(), views: [...context.views, name] }, result);
    return {
      ...relation,
      fields: relation.fields.map((field, index) => ({ ...field, qualifier: name, name: columns[index] ?? field.name })),
    };
  } catch (error) {
    throw placed(error, context.source, span, `view "${name}": `);
  }
}

export function unknownTable(context: BindContext, name: string, span: Span): Error {
  if (context.catalog.topics().includes(name)) {
    const hint = `the topic "${name}" is there; say what it means first: CREATE TABLE \`${name}\` (column type, …)`;
    return fail(context, span, sqlErrors.tableUnknown, name, hint);
  }
  const suggestion = nearest(name, [...context.catalog.names(), ...context.named.keys()]);
  return fail(context, span, sqlErrors.tableUnknown, name, suggestion === undefined ? undefined : `did you mean \`${suggestion}\`?`);
}
