// A table of the catalog as a plan: its scan, computed columns, the watermark, and for updating tables the step that
// remembers the last row of each key. Also the tables beside it: `t$late` and `t$rejected`.
import { sqlErrors } from "../errors.ts";
import { parseExpressionText } from "../parser/parse.ts";
import type { Expression, Plan, ScanField, TableDefinition, Watermark } from "../plan/plan.ts";
import { normalize, project, scan } from "../planner/nodes.ts";
import { placed } from "../source.ts";
import type { CatalogColumn, CatalogEntry, CatalogTable, Span } from "../statement.ts";
import { sameForm, string, timestampLtz, withNullable, withoutRowtime } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";
import { cast, coerce } from "./cast.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { bindExpression } from "./expression.ts";
import { metadataKeys } from "./metadata.ts";
import { columnAt, resolveColumn } from "./relation.ts";
import type { Field, Relation } from "./relation.ts";
import { watermarkDelay } from "./watermark.ts";

interface ScanColumn {
  readonly name: string;
  readonly field: ScanField;
  readonly type: SqlType;
}

/** `alias` qualifies the columns. */
export function bindTable(context: BindContext, table: CatalogTable, alias: string, span: Span): Relation {
  return bindScan(context, table.definition, table.columns, table.watermark, alias, span);
}

function bindScan(
  context: BindContext,
  definition: TableDefinition,
  columns: readonly CatalogColumn[],
  watermark: CatalogTable["watermark"],
  alias: string,
  span: Span,
): Relation {
  const stored = storedColumns(definition, columns);
  const fields = stored.map(({ name, type }): Field => ({ name, qualifier: alias, type }));
  // A metadata column of another type than its key's is read as the key's and cast.
  const cuts = new Map<string, number>();
  for (const [index, column] of stored.entries()) cuts.set(column.name, index);
  for (const column of columns) {
    if (column.kind !== "computed") continue;
    const expression = bindKept(context, column.expression, fields, span, `computed column "${column.name}": `);
    stored.push({ name: column.name, type: column.type, field: { kind: "computed", expression, type: column.type } });
    cuts.set(column.name, stored.length - 1);
  }
  for (const column of columns) {
    if (column.kind !== "metadata") continue;
    const at = cuts.get(column.name)!;
    const native = stored[at]!;
    if (sameForm(native.type, column.type)) continue;
    const expression = cast(
      { kind: "column", index: at, type: native.type },
      withoutRowtime(withNullable(column.type, native.type.nullable)),
      false,
    );
    stored.push({ name: column.name, type: column.type, field: { kind: "computed", expression, type: column.type } });
    cuts.set(column.name, stored.length - 1);
    stored[at] = { ...native, name: `${column.name}$metadata` };
  }
  const kept = bindWatermark(context, definition, watermark, stored, alias, span);
  const names = stored.map((column) => column.name);
  const types = stored.map(
    (column) => (column.name === watermark?.column ? { ...column.type, rowtime: true } : withoutRowtime(column.type)) as SqlType,
  );
  let plan: Plan = scan(
    definition,
    stored.map((column) => column.field),
    names,
    types,
    kept,
  );
  if (plan.changelog.kind === "upsert") plan = normalize(plan, plan.changelog.key);
  const order = columns.map((column) => cuts.get(column.name)!);
  if (order.length !== stored.length || order.some((at, index) => at !== index)) {
    plan = project(
      plan,
      order.map((index): Expression => ({ kind: "column", index, type: types[index]! })),
      columns.map((column) => column.name),
    );
  }
  return { plan, fields: plan.schema.map(({ name, type }) => ({ name, qualifier: alias, type })) };
}

/** Physical columns, then metadata columns in their keys' own types. */
function storedColumns(definition: TableDefinition, columns: readonly CatalogColumn[]): ScanColumn[] {
  const stored: ScanColumn[] = definition.physical.map(({ name, type }, position) => ({
    name,
    type,
    field: { kind: "physical", name, position, type },
  }));
  for (const column of columns) {
    if (column.kind !== "metadata") continue;
    const key = metadataKeys[column.key];
    if (key === undefined) throw new TypeError(`metadata key ${column.key} is not known`);
    const type =
      sameForm(key.type, column.type) || (key.kinds?.includes(column.type.kind) ?? false) ? withoutRowtime(column.type) : key.type;
    stored.push({
      name: column.name,
      type,
      field: { kind: "metadata", key: key.key, ...(key.header === undefined ? {} : { header: key.header }), type },
    });
  }
  return stored;
}

/** An expression kept as text in the catalog, over the given columns. An error in it stands where the table is used. */
export function bindKept(context: BindContext, text: string, fields: readonly Field[], span: Span, what: string): Expression {
  try {
    const { source, result } = parseExpressionText(text);
    const inner: BindContext = { ...context, source };
    return bindExpression(result, { context: inner, clause: "a computed column", resolve: (path) => columnOf(inner, fields, path) });
  } catch (error) {
    throw placed(error, context.source, span, what);
  }
}

export function columnOf(context: BindContext, fields: readonly Field[], path: Parameters<typeof resolveColumn>[2]): Expression {
  return columnAt({ fields }, resolveColumn(context, fields, path));
}

function bindWatermark(
  context: BindContext,
  definition: TableDefinition,
  watermark: CatalogTable["watermark"],
  stored: readonly ScanColumn[],
  alias: string,
  span: Span,
): Watermark | null {
  if (watermark === null) return null;
  const timeColumn = stored.findIndex((column) => column.name === watermark.column);
  const fields = stored.map(({ name, type }): Field => ({ name, qualifier: alias, type }));
  const bound = bindKept(context, watermark.expression, fields, span, "watermark: ");
  const expression = coerce(bound, withoutRowtime(stored[timeColumn]!.type));
  const delayMs = watermarkDelay(expression, timeColumn);
  const idleTimeoutMs = durationMs(definition.options["scan.watermark.idle-timeout"] ?? "0");
  return { timeColumn, expression, idleTimeoutMs: idleTimeoutMs ?? 0, ...(delayMs === undefined ? {} : { delayMs }) };
}

/** '5 s', '100ms', '1 min': Flink's durations. */
export function durationMs(text: string): number | undefined {
  const match = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text);
  if (match === null) return undefined;
  const units: Record<string, number> = {
    "": 1,
    ms: 1,
    milli: 1,
    millis: 1,
    millisecond: 1,
    milliseconds: 1,
    s: 1000,
    sec: 1000,
    secs: 1000,
    second: 1000,
    seconds: 1000,
    m: 60_000,
    min: 60_000,
    mins: 60_000,
    minute: 60_000,
    minutes: 60_000,
    h: 3_600_000,
    hour: 3_600_000,
    hours: 3_600_000,
    d: 86_400_000,
    day: 86_400_000,
    days: 86_400_000,
  };
  const unit = units[match[2]!.toLowerCase()];
  return unit === undefined ? undefined : Number(match[1]) * unit;
}

const sideTables = ["$late", "$rejected"] as const;

/**
 * The table beside a table that a name means: `t$late` are the rows that came too late for a window, with the processor
 * and the end of the window; `t$rejected` the records that could not be read, with the reason.
 */
export function bindSideTable(
  context: BindContext,
  name: string,
  alias: string,
  span: Span,
  entry: (name: string) => CatalogEntry | undefined,
): Relation | undefined {
  const suffix = sideTables.find((one) => name.endsWith(one));
  if (suffix === undefined) return undefined;
  const base = entry(name.slice(0, -suffix.length));
  if (base === undefined) return undefined;
  if (base.kind === "view") throw fail(context, span, sqlErrors.objectKindDiffers, base.name, "view", "table");
  const { definition, columns } = base.table;
  if (suffix === "$late") {
    const late: TableDefinition = {
      ...definition,
      name,
      topic: `${definition.name}.late`,
      primaryKey: null,
      startup: { kind: "earliest" },
    };
    const extra: CatalogColumn[] = [
      { kind: "metadata", name: "processor", key: "late.processor", virtual: true, type: string() },
      { kind: "metadata", name: "window_end", key: "late.window-end", virtual: true, type: timestampLtz(3) },
    ];
    return bindScan(
      context,
      late,
      [
        ...columns
          .filter((column) => !extra.some((one) => one.name === column.name))
          .map(plainColumn)
          .map(ofOrigin),
        ...extra,
      ],
      null,
      alias,
      span,
    );
  }
  const rejected: TableDefinition = {
    ...definition,
    name,
    topic: `${definition.topic}.rejected`,
    connector: "millrace",
    format: "raw",
    physical: [{ name: "value", type: string() }],
    primaryKey: null,
    options: {},
    startup: { kind: "earliest" },
  };
  return bindScan(
    context,
    rejected,
    [
      { kind: "physical", name: "value", type: string() },
      { kind: "metadata", name: "reason", key: "rejected.reason", virtual: true, type: string() },
    ],
    null,
    alias,
    span,
  );
}

/** Late rows may be anything: nothing is promised about them but their types. */
/** A late row's offset and partition are those that its record had in the table's topic. */
const ofOrigin = (column: CatalogColumn): CatalogColumn =>
  column.kind === "metadata" && (column.key === "offset" || column.key === "partition") ? { ...column, key: `late.${column.key}` } : column;

const plainColumn = (column: CatalogColumn): CatalogColumn => ({ ...column, type: withoutRowtime(column.type) });
