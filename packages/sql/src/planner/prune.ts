// Cuts every node down to the columns that are read above it. Each case says which columns its node needs from its
// input, and moves the node's own references to where those columns have gone.
import { unreachable } from "@millrace/core";
import type { AggregateCall, AttachedWindow, Changelog, Plan, RankNode, ScanNode, WindowAggregateNode, WindowSpec } from "../plan/plan.ts";
import { columnsOf, moveColumns } from "./expressions.ts";

/** The smaller plan, and where each column that was asked for has gone. A plan may keep more columns than asked for. */
export interface Pruned {
  readonly plan: Plan;
  readonly moved: ReadonlyMap<number, number>;
}

type Of<Kind extends Plan["kind"]> = Extract<Plan, { readonly kind: Kind }>;

export function prune(plan: Plan, wanted: ReadonlySet<number>): Pruned {
  switch (plan.kind) {
    case "scan":
      return pruneScan(plan, wanted);
    case "values":
      return pruneValues(plan, wanted);
    case "filter":
      return pruneFilter(plan, wanted);
    case "project":
      return pruneProject(plan, wanted);
    case "window":
      return pruneWindow(plan, wanted);
    case "aggregate":
      return pruneAggregate(plan, wanted);
    case "windowAggregate":
      return pruneWindowAggregate(plan, wanted);
    case "rank":
      return pruneRank(plan, wanted);
    case "union":
      return pruneUnion(plan, wanted);
    case "normalize": {
      const input = prune(plan.input, new Set([...wanted, ...plan.key]));
      return passed(input, { ...plan, input: input.plan, key: plan.key.map((column) => at(input, column)) }, plan.changelog);
    }
    default:
      return unreachable(plan, "plan node");
  }
}

const sorted = (columns: Iterable<number>): number[] => [...new Set(columns)].sort((a, b) => a - b);
const moves = (kept: readonly number[]): Map<number, number> => new Map(kept.map((column, index) => [column, index]));
const at = (pruned: Pruned, column: number): number => {
  const index = pruned.moved.get(column);
  if (index === undefined) throw new TypeError(`column ${column} was cut away but is still read`);
  return index;
};

/** The changelog with its key moved; without the key when a column of it is gone. */
function movedChangelog(changelog: Changelog, moved: ReadonlyMap<number, number>): Changelog {
  if (changelog.kind === "append" || changelog.key === undefined) return changelog;
  const key = changelog.key.map((column) => moved.get(column) ?? -1);
  if (!key.includes(-1)) return { kind: changelog.kind, key };
  return { kind: "retract" };
}

/** A node that has its input's columns. */
function passed(input: Pruned, node: Plan, changelog: Changelog): Pruned {
  const plan = { ...node, schema: input.plan.schema, changelog: movedChangelog(changelog, input.moved) } as Plan;
  return { plan, moved: input.moved };
}

function pruneScan(plan: ScanNode, wanted: ReadonlySet<number>): Pruned {
  const needed = new Set(wanted);
  if (plan.watermark !== null) {
    needed.add(plan.watermark.timeColumn);
    for (const column of columnsOf(plan.watermark.expression)) needed.add(column);
  }
  if (plan.changelog.kind === "upsert") for (const column of plan.changelog.key) needed.add(column);
  for (let index = plan.fields.length - 1; index >= 0; index--) {
    const field = plan.fields[index]!;
    if (needed.has(index) && field.kind === "computed") for (const column of columnsOf(field.expression)) needed.add(column);
  }
  const kept = sorted(needed);
  const moved = moves(kept);
  const fields = kept.map((index) => {
    const field = plan.fields[index]!;
    return field.kind === "computed" ? { ...field, expression: moveColumns(field.expression, moved) } : field;
  });
  const watermark =
    plan.watermark === null
      ? null
      : { ...plan.watermark, timeColumn: moved.get(plan.watermark.timeColumn)!, expression: moveColumns(plan.watermark.expression, moved) };
  const schema = kept.map((index) => plan.schema[index]!);
  return { plan: { ...plan, fields, watermark, schema, changelog: movedChangelog(plan.changelog, moved) }, moved };
}

function pruneValues(plan: Of<"values">, wanted: ReadonlySet<number>): Pruned {
  const kept = sorted(wanted);
  const rows = plan.rows.map((row) => kept.map((index) => row[index]!));
  return { plan: { ...plan, rows, schema: kept.map((index) => plan.schema[index]!) }, moved: moves(kept) };
}

function pruneFilter(plan: Of<"filter">, wanted: ReadonlySet<number>): Pruned {
  const input = prune(plan.input, new Set([...wanted, ...columnsOf(plan.condition)]));
  return passed(input, { ...plan, input: input.plan, condition: moveColumns(plan.condition, input.moved) }, plan.changelog);
}

function pruneProject(plan: Of<"project">, wanted: ReadonlySet<number>): Pruned {
  const kept = sorted(wanted);
  const input = prune(plan.input, new Set(kept.flatMap((index) => [...columnsOf(plan.expressions[index]!)])));
  const expressions = kept.map((index) => moveColumns(plan.expressions[index]!, input.moved));
  const schema = kept.map((index) => plan.schema[index]!);
  const moved = moves(kept);
  return { plan: { ...plan, input: input.plan, expressions, schema, changelog: movedChangelog(plan.changelog, moved) }, moved };
}

function movedWindow(spec: WindowSpec, input: Pruned): WindowSpec {
  const timeColumn = at(input, spec.timeColumn);
  return spec.kind === "session"
    ? { ...spec, timeColumn, partitionBy: spec.partitionBy.map((column) => at(input, column)) }
    : { ...spec, timeColumn };
}

const windowColumns = (spec: WindowSpec): readonly number[] => [spec.timeColumn, ...(spec.kind === "session" ? spec.partitionBy : [])];

function pruneWindow(plan: Of<"window">, wanted: ReadonlySet<number>): Pruned {
  const width = plan.input.schema.length;
  const input = prune(plan.input, new Set([...[...wanted].filter((column) => column < width), ...windowColumns(plan.window)]));
  const moved = new Map(input.moved);
  const kept = input.plan.schema.length;
  for (let extra = 0; extra < 3; extra++) moved.set(width + extra, kept + extra);
  const original = new Map([...input.moved].map(([from, to]) => [to, from]));
  const schema = [
    ...input.plan.schema.map((column, index) => plan.schema[original.get(index) ?? -1] ?? column),
    ...plan.schema.slice(width),
  ];
  return {
    plan: { ...plan, input: input.plan, window: movedWindow(plan.window, input), schema, changelog: movedChangelog(plan.changelog, moved) },
    moved,
  };
}

const callColumns = (call: AggregateCall): number[] => [call.argument, call.filter].filter((column) => column !== undefined);

function movedCall(call: AggregateCall, input: Pruned): AggregateCall {
  return {
    ...call,
    ...(call.argument === undefined ? {} : { argument: at(input, call.argument) }),
    ...(call.filter === undefined ? {} : { filter: at(input, call.filter) }),
  };
}

/** Keys stay, also when nothing reads them: they make the groups. Aggregates that nothing reads go. */
function pruneAggregate(plan: Of<"aggregate">, wanted: ReadonlySet<number>): Pruned {
  const keys = plan.keys.length;
  // A group that loses its last aggregate would no longer say that it changed.
  const keptCalls = plan.aggregates.flatMap((_, index) => (wanted.has(keys + index) ? [index] : []));
  const calls = plan.aggregates.length > 0 && keptCalls.length === 0 ? [0] : keptCalls;
  const input = prune(plan.input, new Set([...plan.keys, ...calls.flatMap((index) => callColumns(plan.aggregates[index]!))]));
  const moved = moves([...plan.keys.map((_, index) => index), ...calls.map((index) => keys + index)]);
  const schema = [...moved.keys()].map((index) => plan.schema[index]!);
  const node = {
    ...plan,
    input: input.plan,
    keys: plan.keys.map((key) => at(input, key)),
    aggregates: calls.map((index) => movedCall(plan.aggregates[index]!, input)),
    schema,
  };
  return { plan: node, moved };
}

function pruneWindowAggregate(plan: WindowAggregateNode, wanted: ReadonlySet<number>): Pruned {
  const keys = plan.keys.length;
  const first = keys + plan.aggregates.length;
  const calls = plan.aggregates.flatMap((_, index) => (wanted.has(keys + index) ? [index] : []));
  const properties = plan.properties.flatMap((_, index) => (wanted.has(first + index) ? [index] : []));
  const windowNeeds = plan.window.kind === "attached" ? attachedColumns(plan.window) : windowColumns(plan.window);
  const input = prune(
    plan.input,
    new Set([...plan.keys, ...windowNeeds, ...calls.flatMap((index) => callColumns(plan.aggregates[index]!))]),
  );
  const moved = moves([
    ...plan.keys.map((_, index) => index),
    ...calls.map((index) => keys + index),
    ...properties.map((index) => first + index),
  ]);
  const node: WindowAggregateNode = {
    ...plan,
    input: input.plan,
    window: plan.window.kind === "attached" ? movedAttached(plan.window, input) : movedWindow(plan.window, input),
    keys: plan.keys.map((key) => at(input, key)),
    aggregates: calls.map((index) => movedCall(plan.aggregates[index]!, input)),
    properties: properties.map((index) => plan.properties[index]!),
    schema: [...moved.keys()].map((index) => plan.schema[index]!),
  };
  return { plan: node, moved };
}

const attachedColumns = (window: AttachedWindow): readonly number[] =>
  [window.start, window.end, window.time].filter((column) => column >= 0);

function movedAttached(window: AttachedWindow, input: Pruned): AttachedWindow {
  return { ...window, start: at(input, window.start), end: at(input, window.end), time: window.time < 0 ? -1 : at(input, window.time) };
}

function pruneRank(plan: RankNode, wanted: ReadonlySet<number>): Pruned {
  const width = plan.input.schema.length;
  const needed = [...wanted].filter((column) => column < width);
  const input = prune(plan.input, new Set([...needed, ...plan.partitionBy, ...plan.orderBy.map((key) => key.column)]));
  const outputRank = plan.outputRank && wanted.has(width);
  const moved = new Map(input.moved);
  const kept = input.plan.schema.length;
  if (outputRank) moved.set(width, kept);
  const schema = outputRank ? [...input.plan.schema, plan.schema[width]!] : input.plan.schema;
  const partitionBy = plan.partitionBy.map((column) => at(input, column));
  const window =
    plan.window === undefined ? {} : { window: { ...plan.window, start: at(input, plan.window.start), end: at(input, plan.window.end) } };
  const changelog: Changelog =
    plan.window !== undefined
      ? plan.changelog
      : outputRank
        ? { kind: "retract", key: [...partitionBy, kept] }
        : plan.from === plan.to
          ? { kind: "retract", key: partitionBy }
          : { kind: "retract" };
  const orderBy = plan.orderBy.map((key) => ({ ...key, column: at(input, key.column) }));
  return { plan: { ...plan, ...window, input: input.plan, partitionBy, orderBy, outputRank, schema, changelog }, moved };
}

/** All inputs are cut alike: a projection makes those equal that had to keep more. */
function pruneUnion(plan: Of<"union">, wanted: ReadonlySet<number>): Pruned {
  const kept = sorted(wanted);
  const schema = kept.map((index) => plan.schema[index]!);
  const inputs = plan.inputs.map((input) => {
    const pruned = prune(input, wanted);
    const inPlace = pruned.plan.schema.length === kept.length && kept.every((column, index) => pruned.moved.get(column) === index);
    if (inPlace) return pruned.plan;
    const expressions = kept.map((column) => ({ kind: "column", index: at(pruned, column), type: input.schema[column]!.type }) as const);
    return {
      kind: "project",
      input: pruned.plan,
      expressions,
      schema: kept.map((column) => input.schema[column]!),
      changelog: movedChangelog(input.changelog, moves(kept)),
    } as const;
  });
  return { plan: { ...plan, inputs, schema, changelog: plan.changelog }, moved: moves(kept) };
}
