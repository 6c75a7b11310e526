// ALTER TABLE: the entry as it is afterwards, checked as CREATE TABLE checks it.
import { sqlErrors } from "../errors.ts";
import type { AlterAction, Statement } from "../ast/statement.ts";
import type { BoundStatement, CatalogColumn, CatalogEntry, CatalogTable, Span } from "../statement.ts";
import { withNullable } from "../types/properties.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { bindColumns, bindPrimaryKey, bindWatermarks, checkDefinition, makeDefinition, singleName } from "./create-table.ts";
import { unknownTable } from "./from.ts";
import { checkOptions, resolveOptions } from "./options.ts";
import { nearest } from "../suggest.ts";
import { bindTable } from "./table-scan.ts";
import { printTable } from "./print-table.ts";

type Alter = Extract<Statement, { readonly kind: "alterTable" }>;
type Bound = Omit<Extract<BoundStatement, { readonly kind: "alterTable" }>, "span" | "text">;
type Action<Kind extends AlterAction["kind"]> = Extract<AlterAction, { readonly kind: Kind }>;

export function bindAlterTable(context: BindContext, statement: Alter): Bound {
  const name = singleName(context, statement.name);
  const entry = context.catalog.entry(name.text);
  if (entry === undefined) throw unknownTable(context, name.text, name.span);
  if (entry.kind === "view") throw fail(context, name.span, sqlErrors.objectKindDiffers, name.text, "view", "table");
  const { action } = statement;
  if (action.kind === "rename") return rename(context, name.text, entry.table, action);
  const table = changed(context, entry.table, action);
  return { kind: "alterTable", name: name.text, entry: checked(context, name.text, table, name.span) };
}

function rename(context: BindContext, name: string, table: CatalogTable, action: Action<"rename">): Bound {
  const to = singleName(context, action.to);
  const existing = context.catalog.entry(to.text);
  if (existing !== undefined) throw fail(context, to.span, sqlErrors.objectExists, existing.kind, to.text);
  // The topic keeps its name: records are not moved.
  const renamed: CatalogTable = {
    ...table,
    definition: { ...table.definition, name: to.text, options: { ...table.definition.options, topic: table.definition.topic } },
  };
  return { kind: "alterTable", name, entry: checked(context, to.text, renamed, to.span), renamedTo: to.text };
}

/** Everything derived is derived again; the scan is bound once so that computed columns and the watermark still hold. */
function checked(context: BindContext, name: string, table: CatalogTable, span: Span): CatalogEntry {
  const { options, primaryKey } = table.definition;
  const source = resolveOptions(options, name, (key, why) => fail(context, span, sqlErrors.optionMissing, key, why));
  const definition = checkDefinition(context, makeDefinition(name, table.columns, primaryKey, source), span);
  const whole: CatalogTable = { ...table, definition };
  bindTable(context, whole, name, span);
  return { kind: "table", name, sql: printTable(whole), table: whole };
}

function changed(context: BindContext, table: CatalogTable, action: Exclude<AlterAction, Action<"rename">>): CatalogTable {
  switch (action.kind) {
    case "set":
      return withOptions(table, { ...table.definition.options, ...checkOptions(context, action.options) });
    case "reset":
      return resetOptions(context, table, action);
    case "renameColumn":
      return renameColumn(context, table, action);
    case "dropColumns":
      return action.columns.reduce((result, column) => dropColumn(context, result, column.text, column.span), table);
    case "dropWatermark":
      if (table.watermark === null) throw fail(context, action.span, sqlErrors.watermarkInvalid, "the table has no watermark");
      return { ...table, watermark: null };
    case "dropPrimaryKey":
      if (table.definition.primaryKey === null)
        throw fail(context, action.span, sqlErrors.primaryKeyInvalid, "the table has no primary key");
      return { ...table, definition: { ...table.definition, primaryKey: null } };
    case "add":
    case "modify":
      return addOrModify(context, table, action);
  }
}

const withOptions = (table: CatalogTable, options: Readonly<Record<string, string>>): CatalogTable => ({
  ...table,
  definition: { ...table.definition, options },
});

function resetOptions(context: BindContext, table: CatalogTable, action: Action<"reset">): CatalogTable {
  const options = { ...table.definition.options };
  for (const { value, span } of action.keys) {
    if (options[value] === undefined) throw fail(context, span, sqlErrors.optionUnknown, value, "the table does not set it");
    delete options[value];
  }
  return withOptions(table, options);
}

function requireColumn(context: BindContext, table: CatalogTable, name: string, span: Span): CatalogColumn {
  const column = table.columns.find((one) => one.name === name);
  if (column !== undefined) return column;
  const suggestion = nearest(
    name,
    table.columns.map((one) => one.name),
  );
  throw fail(
    context,
    span,
    sqlErrors.columnUnknown,
    name,
    ` in "${table.definition.name}"`,
    suggestion === undefined ? undefined : `did you mean \`${suggestion}\`?`,
  );
}

/** Whether an expression kept as text names the column; a name in a text literal counts too, which only refuses more. */
const mentions = (expression: string, name: string): boolean =>
  new RegExp(`(?<![\\w$])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w$])`).test(expression);

function requireUnused(context: BindContext, table: CatalogTable, name: string, span: Span): void {
  const reader = table.columns.find((column) => column.kind === "computed" && column.name !== name && mentions(column.expression, name));
  if (reader !== undefined)
    throw fail(context, span, sqlErrors.tableInvalid, `the computed column "${reader.name}" reads "${name}"`, "change it first");
  if (table.watermark !== null && (table.watermark.column === name || mentions(table.watermark.expression, name)))
    throw fail(context, span, sqlErrors.tableInvalid, `the watermark reads "${name}"`, "DROP WATERMARK first");
  if (table.definition.primaryKey?.includes(name) === true)
    throw fail(context, span, sqlErrors.tableInvalid, `"${name}" is in the primary key`, "DROP PRIMARY KEY first");
}

function dropColumn(context: BindContext, table: CatalogTable, name: string, span: Span): CatalogTable {
  requireColumn(context, table, name, span);
  requireUnused(context, table, name, span);
  if (table.columns.length === 1) throw fail(context, span, sqlErrors.tableInvalid, "a table keeps at least one column", undefined);
  return { ...table, columns: table.columns.filter((column) => column.name !== name) };
}

function renameColumn(context: BindContext, table: CatalogTable, action: Action<"renameColumn">): CatalogTable {
  const { from, to } = action;
  requireColumn(context, table, from.text, from.span);
  requireUnused(context, table, from.text, from.span);
  if (table.columns.some((column) => column.name === to.text)) throw fail(context, to.span, sqlErrors.columnTwice, to.text);
  return { ...table, columns: table.columns.map((column) => (column.name === from.text ? { ...column, name: to.text } : column)) };
}

function addOrModify(context: BindContext, table: CatalogTable, action: Action<"add" | "modify">): CatalogTable {
  const { body, positions } = action;
  const named = body.columns.find((column) => column.kind === "named");
  if (named !== undefined)
    throw fail(context, named.span, sqlErrors.tableInvalid, `the column "${named.name.text}" has no type`, "write a type after the name");
  const replaced = new Set(action.kind === "modify" ? body.columns.map((column) => column.name.text) : []);
  for (const column of body.columns) if (replaced.has(column.name.text)) requireColumn(context, table, column.name.text, column.name.span);
  const others = table.columns.filter((column) => !replaced.has(column.name));
  const fresh = bindColumns(context, body.columns, others);
  let columns =
    action.kind === "add"
      ? [...table.columns, ...fresh]
      : table.columns.map((column) => fresh.find((one) => one.name === column.name) ?? column);
  for (const position of positions) {
    const moving = fresh[position.column]!;
    columns = columns.filter((column) => column !== moving);
    if (position.after !== null) requireColumn(context, table, position.after.text, position.after.span);
    const after = position.after?.text;
    const index = after === undefined ? 0 : columns.findIndex((column) => column.name === after) + 1;
    columns.splice(index, 0, moving);
  }
  const newKey = bindPrimaryKey(context, body, columns);
  if (newKey !== null && table.definition.primaryKey !== null && action.kind === "add")
    throw fail(context, action.span, sqlErrors.primaryKeyInvalid, "the table has a primary key already");
  const primaryKey = newKey ?? table.definition.primaryKey;
  const keyed = columns.map((column) =>
    primaryKey?.includes(column.name) === true ? { ...column, type: withNullable(column.type, false) } : column,
  );
  const watermark = bindWatermarks(context, body.watermarks, keyed);
  if (watermark !== null && table.watermark !== null && action.kind === "add")
    throw fail(context, action.span, sqlErrors.watermarkInvalid, "the table has a watermark already; MODIFY changes it");
  return { ...table, columns: keyed, watermark: watermark ?? table.watermark, definition: { ...table.definition, primaryKey } };
}
