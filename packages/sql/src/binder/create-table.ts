// CREATE TABLE: columns, watermark, key and options, checked, as a catalog entry.
import { sqlErrors } from "../errors.ts";
import type { Name } from "../ast/expression.ts";
import type { ColumnDefinition, CreateTableStatement, TableBody, WatermarkDefinition } from "../ast/statement.ts";
import type { Column, TableDefinition } from "../plan/plan.ts";
import type { CatalogColumn, CatalogEntry, CatalogTable, Span } from "../statement.ts";
import { formatType } from "../types/format-type.ts";
import { supportsCast } from "../types/casts.ts";
import { isConstructed, sameForm, withNullable, withoutRowtime } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { bindExpression } from "./expression.ts";
import { declaredMetadataKeys, metadataKeys } from "./metadata.ts";
import { checkOptions, resolveOptions } from "./options.ts";
import { resolveColumn } from "./relation.ts";
import type { Field } from "./relation.ts";
import { nearest } from "../suggest.ts";
import { columnOf } from "./table-scan.ts";

/** A name of one part: there is one namespace. */
export function singleName(context: BindContext, path: readonly Name[]): Name {
  const last = path.at(-1)!;
  if (path.length > 1)
    throw fail(
      context,
      { start: path[0]!.span.start, end: last.span.end },
      sqlErrors.notSupported,
      "a name with a catalog or database",
      "there is one namespace: write the name alone",
    );
  return last;
}

/** `queryColumns`: of CREATE TABLE … AS. */
export function bindCreateTable(
  context: BindContext,
  statement: CreateTableStatement,
  queryColumns: readonly Column[] | null,
): CatalogEntry {
  const name = singleName(context, statement.name);
  if (name.text.includes("$"))
    throw fail(
      context,
      name.span,
      sqlErrors.tableInvalid,
      `the name "${name.text}" has a $, which stands for tables beside a table`,
      "choose a name without $",
    );
  const { body, query } = statement;
  const named = body.columns.find((column) => column.kind === "named");
  if (named !== undefined)
    throw fail(context, named.span, sqlErrors.tableInvalid, `the column "${named.name.text}" has no type`, "write a type after the name");
  if (query === null && body.columns.length === 0)
    throw fail(context, name.span, sqlErrors.tableInvalid, `"${name.text}" has no columns`, "CREATE TABLE t (a INT, b STRING)");
  const columns =
    queryColumns === null
      ? bindColumns(context, body.columns)
      : withQueryColumns(context, bindColumns(context, body.columns), queryColumns, name.span);
  const primaryKey = bindPrimaryKey(context, body, columns);
  const keyed = columns.map((column) =>
    primaryKey?.includes(column.name) === true ? { ...column, type: withNullable(column.type, false) } : column,
  );
  const watermark = bindWatermarks(context, body.watermarks, keyed);
  const options = checkOptions(context, statement.options);
  const definition = define(context, name, keyed, primaryKey, options, statement);
  const table: CatalogTable = {
    definition,
    columns: keyed,
    watermark,
    ...(statement.comment === null ? {} : { comment: statement.comment.value }),
  };
  return { kind: "table", name: name.text, sql: context.source.slice(statement.span), table };
}

function define(
  context: BindContext,
  name: Name,
  columns: readonly CatalogColumn[],
  primaryKey: readonly string[] | null,
  options: Readonly<Record<string, string>>,
  statement: CreateTableStatement,
): TableDefinition {
  const place = statement.options.at(-1)?.value.span ?? name.span;
  const source = resolveOptions(options, name.text, (key, why) => fail(context, place, sqlErrors.optionMissing, key, why));
  return checkDefinition(
    context,
    makeDefinition(name.text, columns, primaryKey, source),
    name.span,
    statement.options.find((option) => option.key.value === "connector")?.value.span,
  );
}

export function makeDefinition(
  name: string,
  columns: readonly CatalogColumn[],
  primaryKey: readonly string[] | null,
  source: ReturnType<typeof resolveOptions>,
): TableDefinition {
  const physical = columns.flatMap((column) => (column.kind === "physical" ? [{ name: column.name, type: column.type }] : []));
  const writable = columns.flatMap((column) => {
    const key = column.kind === "metadata" && !column.virtual ? metadataKeys[column.key] : undefined;
    return key?.writable === true ? [{ name: column.name, key: key.key as "timestamp" | "key", type: column.type }] : [];
  });
  return { name, ...source, physical, primaryKey, ...(writable.length === 0 ? {} : { writable }) };
}

/** What only shows in the whole definition. */
export function checkDefinition(
  context: BindContext,
  definition: TableDefinition,
  span: Span,
  connectorSpan: Span = span,
): TableDefinition {
  const { connector, format, physical, primaryKey } = definition;
  if (connector === "upsert-kafka" && primaryKey === null)
    throw fail(
      context,
      connectorSpan,
      sqlErrors.tableInvalid,
      "a table of 'upsert-kafka' needs a primary key",
      "declare PRIMARY KEY (…) NOT ENFORCED",
    );
  if (connector === "kafka" && primaryKey !== null) {
    throw fail(
      context,
      connectorSpan,
      sqlErrors.tableInvalid,
      "a table of 'kafka' takes no primary key: its records are only added",
      "use 'connector' = 'upsert-kafka', or leave the connector out",
    );
  }
  if (format === "raw" && physical.length !== 1)
    throw fail(
      context,
      span,
      sqlErrors.tableInvalid,
      `the format 'raw' has one column, not ${physical.length}`,
      "declare one column of type STRING or BYTES",
    );
  const raw = format === "raw" ? physical[0] : undefined;
  if (raw !== undefined && !["CHAR", "VARCHAR", "BINARY", "VARBINARY"].includes(raw.type.kind))
    throw fail(
      context,
      span,
      sqlErrors.tableInvalid,
      `the format 'raw' reads STRING or BYTES, not ${formatType(raw.type)}`,
      "CAST it in a computed column",
    );
  return definition;
}

/** Physical and metadata columns first, for computed columns may name those that come after them. */
export function bindColumns(
  context: BindContext,
  definitions: readonly ColumnDefinition[],
  known: readonly CatalogColumn[] = [],
): CatalogColumn[] {
  const names = new Set(known.map((column) => column.name));
  for (const { name } of definitions) {
    if (names.has(name.text)) throw fail(context, name.span, sqlErrors.columnTwice, name.text);
    names.add(name.text);
  }
  const stored = definitions.map((definition) =>
    definition.kind === "computed" || definition.kind === "named" ? null : bindStored(context, definition),
  );
  const fields: Field[] = [...known.filter((column) => column.kind !== "computed"), ...stored.filter((column) => column !== null)].map(
    ({ name, type }) => ({ name, qualifier: null, type }),
  );
  return definitions.flatMap((definition, index): CatalogColumn[] => {
    const column = stored[index];
    if (column !== null && column !== undefined) return [column];
    return definition.kind === "computed" ? [bindComputed(context, definition, fields)] : [];
  });
}

export function bindStored(
  context: BindContext,
  definition: Extract<ColumnDefinition, { readonly kind: "physical" | "metadata" }>,
): CatalogColumn {
  const { type, span } = definition.type;
  const name = definition.name.text;
  if (isConstructed(type))
    throw fail(
      context,
      span,
      sqlErrors.notSupported,
      `a column of type ${formatType(withNullable(type, true))}`,
      "columns of single values are; collections come later",
    );
  if (type.kind === "INTERVAL_DAY_TIME" || type.kind === "INTERVAL_YEAR_MONTH")
    throw fail(
      context,
      span,
      sqlErrors.notSupported,
      `a column of type ${formatType(withNullable(type, true))}`,
      "keep a number of milliseconds or months",
    );
  if (definition.kind === "physical") return { kind: "physical", name, type };
  const key = definition.key?.value ?? name;
  const known = Object.hasOwn(metadataKeys, key) && metadataKeys[key]!.internal !== true ? metadataKeys[key] : undefined;
  if (known === undefined) {
    const keys = declaredMetadataKeys();
    const suggestion = nearest(key, keys);
    throw fail(
      context,
      definition.key?.span ?? definition.name.span,
      sqlErrors.tableInvalid,
      `there is no metadata '${key}'`,
      suggestion === undefined ? `the keys are ${keys.join(", ")}` : `did you mean '${suggestion}'?`,
    );
  }
  if (!sameForm(known.type, type) && known.kinds?.includes(type.kind) !== true && !supportsCast(known.type, type)) {
    throw fail(context, span, sqlErrors.castImpossible, `the metadata '${key}', ${formatType(known.type)},`, formatType(type));
  }
  return { kind: "metadata", name, type, key, virtual: definition.virtual || !known.writable };
}

function bindComputed(
  context: BindContext,
  definition: Extract<ColumnDefinition, { readonly kind: "computed" }>,
  fields: readonly Field[],
): CatalogColumn {
  const bound = bindExpression(definition.expression, {
    context,
    clause: "a computed column",
    resolve: (path) => columnOf(context, fields, path),
  });
  if (bound.type.kind === "NULL")
    throw fail(context, definition.expression.span, sqlErrors.tableInvalid, "NULL alone has no type", "CAST(NULL AS STRING)");
  return {
    kind: "computed",
    name: definition.name.text,
    type: withoutRowtime(bound.type),
    expression: context.source.slice(definition.expression.span),
  };
}

/** CREATE TABLE … AS: the query's columns, then those that are declared on top (computed and metadata ones). */
function withQueryColumns(context: BindContext, declared: readonly CatalogColumn[], query: readonly Column[], span: Span): CatalogColumn[] {
  const columns: CatalogColumn[] = [];
  for (const { name, type } of query) {
    if (columns.some((column) => column.name === name)) throw fail(context, span, sqlErrors.columnTwice, name);
    const own = declared.find((column) => column.name === name);
    columns.push(own ?? { kind: "physical", name, type: withoutRowtime(type) });
  }
  return [...columns, ...declared.filter((column) => !query.some((one) => one.name === column.name))];
}

export function bindPrimaryKey(context: BindContext, body: TableBody, columns: readonly CatalogColumn[]): readonly string[] | null {
  const marked = body.columns.flatMap((column) =>
    column.kind === "physical" && column.primaryKey !== null
      ? [{ span: column.primaryKey.span, enforced: column.primaryKey.enforced, columns: [column.name] }]
      : [],
  );
  const keys = [...body.primaryKeys, ...marked];
  const key = keys[0];
  if (key === undefined) return null;
  if (keys[1] !== undefined) throw fail(context, keys[1].span, sqlErrors.primaryKeyInvalid, "a table has one primary key");
  if (key.enforced !== false)
    throw sqlErrors.primaryKeyInvalid.with(
      { position: context.source.position(key.span), hint: "write PRIMARY KEY (…) NOT ENFORCED" },
      "a primary key is not checked against the records, so it must be declared NOT ENFORCED",
    );
  const names: string[] = [];
  for (const { text, span } of key.columns) {
    const column = columns.find((one) => one.name === text);
    if (column === undefined) throw unknownDeclared(context, text, span, columns);
    if (column.kind !== "physical")
      throw fail(context, span, sqlErrors.primaryKeyInvalid, `"${text}" is a ${column.kind} column and cannot be in the primary key`);
    if (names.includes(text)) throw fail(context, span, sqlErrors.columnTwice, text);
    names.push(text);
  }
  return names;
}

function unknownDeclared(context: BindContext, name: string, span: Span, columns: readonly CatalogColumn[]): Error {
  const suggestion = nearest(
    name,
    columns.map((column) => column.name),
  );
  return fail(
    context,
    span,
    sqlErrors.columnUnknown,
    name,
    " in this table",
    suggestion === undefined ? undefined : `did you mean \`${suggestion}\`?`,
  );
}

export function bindWatermarks(
  context: BindContext,
  watermarks: readonly WatermarkDefinition[],
  columns: readonly CatalogColumn[],
): CatalogTable["watermark"] {
  const [watermark, second] = watermarks;
  if (second !== undefined) throw fail(context, second.span, sqlErrors.watermarkInvalid, "a table has one watermark");
  if (watermark === undefined) return null;
  const [column] = watermark.column;
  if (watermark.column.length > 1)
    throw fail(context, watermark.span, sqlErrors.notSupported, "a watermark on a field of a column", "make it a computed column");
  const fields = columns.map(({ name, type }): Field => ({ name, qualifier: null, type }));
  const { type } = fields[resolveColumn(context, fields, watermark.column)]!;
  requireTime(context, column!.span, `"${column!.text}"`, type);
  const bound = bindExpression(watermark.expression, { context, clause: "WATERMARK", resolve: (path) => columnOf(context, fields, path) });
  requireTime(context, watermark.expression.span, "the watermark", bound.type);
  if (bound.type.kind !== type.kind)
    throw fail(
      context,
      watermark.expression.span,
      sqlErrors.watermarkInvalid,
      `the watermark is ${formatType(bound.type)}, but "${column!.text}" is ${formatType(type)}`,
    );
  return { column: column!.text, expression: context.source.slice(watermark.expression.span) };
}

function requireTime(context: BindContext, span: Span, what: string, type: SqlType): void {
  if ((type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ") && type.precision <= 3) return;
  throw fail(context, span, sqlErrors.watermarkInvalid, `${what} must be TIMESTAMP(3) or TIMESTAMP_LTZ(3), not ${formatType(type)}`);
}
