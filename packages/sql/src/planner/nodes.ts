// Constructors of plan nodes: each derives its schema and what kinds of rows it gives.
import type {
  AggregateCall,
  AttachedWindow,
  Changelog,
  Column,
  Expression,
  Plan,
  ScanField,
  ScanNode,
  SortKey,
  TableDefinition,
  Watermark,
  WindowProperty,
  WindowSpec,
} from "../plan/plan.ts";
import { bigint, timestamp, withoutRowtime } from "../types/properties.ts";
import type { SqlType, Value } from "../types/type.ts";

export const append: Changelog = { kind: "append" };

export function scan(
  table: TableDefinition,
  fields: readonly ScanField[],
  names: readonly string[],
  types: readonly SqlType[],
  watermark: Watermark | null,
): ScanNode {
  const schema = names.map((name, index) => ({ name, type: types[index]! }));
  const key = table.primaryKey?.map((column) => names.indexOf(column));
  const changelog: Changelog = key === undefined ? append : { kind: "upsert", key };
  return { kind: "scan", table, fields, watermark, schema, changelog };
}

export function values(schema: readonly Column[], rows: readonly (readonly Value[])[]): Plan {
  return { kind: "values", schema, rows, changelog: append };
}

export function filter(input: Plan, condition: Expression): Plan {
  return { kind: "filter", input, condition, schema: input.schema, changelog: input.changelog };
}

/** Keeps the key of the changelog when all of its columns are still there. */
export function project(input: Plan, expressions: readonly Expression[], names: readonly string[]): Plan {
  const schema = expressions.map((expression, index) => ({ name: names[index]!, type: expression.type }));
  return { kind: "project", input, expressions, schema, changelog: projectChangelog(input.changelog, expressions) };
}

function projectChangelog(changelog: Changelog, expressions: readonly Expression[]): Changelog {
  if (changelog.kind === "append" || changelog.key === undefined) return changelog;
  const key = changelog.key.map((column) =>
    expressions.findIndex((expression) => expression.kind === "column" && expression.index === column),
  );
  return key.includes(-1) ? { kind: "retract" } : { kind: changelog.kind, key };
}

export function normalize(input: Plan, key: readonly number[]): Plan {
  return { kind: "normalize", input, key, schema: input.schema, changelog: { kind: "retract", key } };
}

/** The type of window_time, and window_start and window_end's. */
export function windowTypes(time: SqlType): { readonly bound: SqlType; readonly time: SqlType } {
  const kind = time.kind === "TIMESTAMP_LTZ" ? "TIMESTAMP_LTZ" : "TIMESTAMP";
  return { bound: timestamp(3, false), time: { kind, precision: 3, rowtime: true, nullable: false } };
}

export const windowProperties: readonly WindowProperty[] = ["window_start", "window_end", "window_time"];

/** The columns of the input, then the three window columns; the input's own time column is no event time any more. */
export function assignWindow(input: Plan, spec: WindowSpec): Plan {
  const types = windowTypes(input.schema[spec.timeColumn]!.type);
  const schema = [
    ...input.schema.map((column) => ({ name: column.name, type: withoutRowtime(column.type) })),
    ...windowProperties.map((name) => ({ name, type: name === "window_time" ? types.time : types.bound })),
  ];
  return { kind: "window", input, window: spec, schema, changelog: input.changelog };
}

export function aggregate(input: Plan, keys: readonly number[], aggregates: readonly AggregateCall[], names: readonly string[]): Plan {
  const schema = groupSchema(input, keys, aggregates, names);
  const changelog: Changelog =
    aggregates.length === 0 && input.changelog.kind === "append" ? append : { kind: "retract", key: keys.map((_, index) => index) };
  return { kind: "aggregate", input, keys, aggregates, schema, changelog };
}

function groupSchema(input: Plan, keys: readonly number[], aggregates: readonly AggregateCall[], names: readonly string[]): Column[] {
  return [
    ...keys.map((key, index) => ({ name: names[index]!, type: withoutRowtime(input.schema[key]!.type) })),
    ...aggregates.map((one, index) => ({ name: names[keys.length + index]!, type: one.type })),
  ];
}

export function windowAggregate(
  input: Plan,
  window: WindowSpec | AttachedWindow,
  keys: readonly number[],
  aggregates: readonly AggregateCall[],
  properties: readonly WindowProperty[],
  names: readonly string[],
  time: SqlType,
): Plan {
  const types = windowTypes(time);
  const schema = [
    ...groupSchema(input, keys, aggregates, names),
    ...properties.map((name) => ({ name, type: name === "window_time" ? types.time : types.bound })),
  ];
  return { kind: "windowAggregate", input, window, keys, aggregates, properties, schema, changelog: append };
}

export interface RankParts {
  readonly partitionBy: readonly number[];
  readonly orderBy: readonly SortKey[];
  readonly from: number;
  readonly to: number;
  readonly outputRank: boolean;
  readonly rankName: string;
  readonly window?: { readonly start: number; readonly end: number; readonly zoned: boolean };
}

export function rank(input: Plan, parts: RankParts): Plan {
  const { rankName, window, ...rest } = parts;
  const schema = parts.outputRank ? [...input.schema, { name: rankName, type: bigint(false) }] : input.schema;
  const node = { kind: "rank", input, ...rest, schema, changelog: rankChangelog(input, parts) } as const;
  return window === undefined ? node : { ...node, window };
}

/** One row a partition is known by the partition; ranked rows by partition and rank; others by nothing. */
function rankChangelog(input: Plan, parts: RankParts): Changelog {
  if (parts.window !== undefined) return append;
  if (parts.outputRank) return { kind: "retract", key: [...parts.partitionBy, input.schema.length] };
  return parts.from === parts.to ? { kind: "retract", key: [...parts.partitionBy] } : { kind: "retract" };
}

/** Inputs have equal types by then. */
export function union(inputs: readonly Plan[], schema: readonly Column[]): Plan {
  const changelog: Changelog = inputs.every((input) => input.changelog.kind === "append") ? append : { kind: "retract" };
  return { kind: "union", inputs, schema, changelog };
}

export const column = (plan: Plan, index: number): Expression => ({ kind: "column", index, type: plan.schema[index]!.type });
