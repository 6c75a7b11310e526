// GROUP BY and aggregates. Keys, arguments and filters are computed by a projection; then one node groups: by keys
// alone, or by the columns of a window, which it assigns itself when the window function stands right below.
import { sqlErrors } from "../errors.ts";
import { childrenOf } from "../ast/children.ts";
import type { CallExpression, SqlExpression } from "../ast/expression.ts";
import type { GroupItem, SelectQuery } from "../ast/query.ts";
import { functionNamed } from "../functions/registry.ts";
import type { AggregateCall, AttachedWindow, Expression, Plan, WindowProperty, WindowSpec } from "../plan/plan.ts";
import { columnsOf, fingerprint } from "../planner/expressions.ts";
import { aggregate, filter, project, windowAggregate, windowTypes } from "../planner/nodes.ts";
import { isConstructed, withNullable } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";
import { wrongArguments } from "./call.ts";
import { coerce } from "./cast.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { asArgument, bindExpression, condition } from "./expression.ts";
import type { ExpressionScope } from "./expression.ts";
import type { Field, Relation, WindowIdentity } from "./relation.ts";
import { plainScope, typed } from "./select.ts";

const aggregateOf = (expression: SqlExpression): CallExpression | undefined => {
  if (expression.kind !== "call" || expression.over !== null || expression.name.length > 1) return undefined;
  return functionNamed(expression.name[0]!.text)?.kind === "aggregate" ? expression : undefined;
};

export const containsAggregate = (expression: SqlExpression): boolean =>
  aggregateOf(expression) !== undefined || childrenOf(expression).some(containsAggregate);

interface Key {
  readonly name: string;
  readonly expression: Expression;
  readonly field: Field | undefined;
}

interface WindowKeys {
  readonly identity: WindowIdentity;
  /** Columns of the input by property; those of them that are grouped by. */
  readonly columns: Readonly<Partial<Record<WindowProperty, number>>>;
  readonly grouped: readonly WindowProperty[];
}

interface BoundAggregate {
  readonly call: Omit<AggregateCall, "argument" | "filter">;
  readonly argument: Expression | undefined;
  readonly filter: Expression | undefined;
  readonly print: string;
}

/** What the grouped query's SELECT and HAVING are bound against. */
export function bindGrouping(
  context: BindContext,
  input: Relation,
  query: SelectQuery,
): { readonly relation: Relation; readonly scope: ExpressionScope } {
  const inner = plainScope(context, input, "GROUP BY");
  const keys = bindKeys(context, input, query, inner);
  const window = windowKeys(input, keys);
  const plainKeys = window === undefined ? keys : keys.filter((key) => key.field?.window?.identity !== window.identity);
  const aggregates = collectAggregates(context, input, query, plainKeys.length === 0 && window === undefined);
  const built = buildGroup(input, plainKeys, aggregates, window);
  const answers = new Map<string, Expression>();
  for (const [index, key] of plainKeys.entries()) answers.set(fingerprint(key.expression), built.column(index));
  for (const [index, property] of (window?.grouped ?? []).entries()) {
    const at = window!.columns[property]!;
    answers.set(
      fingerprint({ kind: "column", index: at, type: input.fields[at]!.type }),
      built.column(plainKeys.length + aggregates.length + index),
    );
  }
  const aggregateColumns = new Map(aggregates.map((one, index) => [one.print, built.column(plainKeys.length + index)]));
  const scope = groupedScope(context, input, answers, aggregateColumns, query.groupBy === null);
  let { relation } = built;
  if (query.having !== null)
    relation = {
      ...relation,
      plan: filter(relation.plan, condition(query.having, { ...scope, clause: "HAVING" }, "the condition of HAVING")),
    };
  return { relation, scope };
}

function bindKeys(context: BindContext, input: Relation, query: SelectQuery, scope: ExpressionScope): Key[] {
  const keys: Key[] = [];
  const add = (expression: SqlExpression): void => {
    if (expression.kind === "number")
      throw fail(context, expression.span, sqlErrors.notSupported, "a number in GROUP BY", "write the column or the expression itself");
    if (containsAggregate(expression)) throw fail(context, expression.span, sqlErrors.aggregateMisplaced, "this", "GROUP BY");
    const bound = typed(aliasHint(context, query, expression, () => bindExpression(expression, scope)));
    if (isConstructed(bound.type)) throw fail(context, expression.span, sqlErrors.notSupported, "GROUP BY of a collection");
    if (keys.some((key) => fingerprint(key.expression) === fingerprint(bound))) return;
    const field = bound.kind === "column" ? input.fields[bound.index] : undefined;
    keys.push({ name: field?.name ?? `$key${keys.length}`, expression: bound, field });
  };
  const walk = (item: GroupItem): void => {
    if (item.kind === "sets") throw fail(context, item.span, sqlErrors.notSupported, item.form, "one GROUP BY for each set, and UNION ALL");
    if (item.kind === "list") item.expressions.forEach(add);
    else add(item.expression);
  };
  query.groupBy?.items.forEach(walk);
  return keys;
}

/** GROUP BY does not see the aliases of SELECT; say so where one is meant. */
function aliasHint(context: BindContext, query: SelectQuery, expression: SqlExpression, bind: () => Expression): Expression {
  try {
    return bind();
  } catch (error) {
    const name = expression.kind === "name" && expression.path.length === 1 ? expression.path[0]!.text : undefined;
    if (name === undefined || !query.items.some((item) => item.alias?.text === name)) throw error;
    throw sqlErrors.columnUnknown.with(
      { position: context.source.position(expression.span), hint: `"${name}" is an alias of SELECT: repeat its expression in GROUP BY` },
      name,
      " in FROM",
      undefined,
    );
  }
}

/** The window that is grouped by: both its start and its end are keys. */
function windowKeys(input: Relation, keys: readonly Key[]): WindowKeys | undefined {
  for (const key of keys) {
    const role = key.field?.window;
    if (role?.property !== "window_start") continue;
    const grouped = (["window_start", "window_end", "window_time"] as const).filter((property) =>
      keys.some((other) => other.field?.window?.identity === role.identity && other.field.window.property === property),
    );
    if (!grouped.includes("window_end")) continue;
    const columns: Partial<Record<WindowProperty, number>> = {};
    for (const [index, field] of input.fields.entries())
      if (field.window?.identity === role.identity) columns[field.window.property] ??= index;
    for (const { expression, field } of keys)
      if (expression.kind === "column" && field?.window?.identity === role.identity) columns[field.window.property] = expression.index;
    return { identity: role.identity, columns, grouped };
  }
  return undefined;
}

function collectAggregates(context: BindContext, input: Relation, query: SelectQuery, global: boolean): BoundAggregate[] {
  const found: BoundAggregate[] = [];
  const scope = plainScope(context, input, "an aggregate");
  const walk = (expression: SqlExpression): void => {
    const aggregateCall = aggregateOf(expression);
    if (aggregateCall === undefined) return childrenOf(expression).forEach(walk);
    const bound = bindAggregate(aggregateCall, scope, global);
    if (!found.some((one) => one.print === bound.print)) found.push(bound);
  };
  for (const item of query.items) walk(item.expression);
  if (query.having !== null) walk(query.having);
  return found;
}

function bindAggregate(expression: CallExpression, scope: ExpressionScope, global: boolean): BoundAggregate {
  const { context } = scope;
  const definition = functionNamed(expression.name[0]!.text)!;
  if (expression.nulls !== null)
    throw fail(context, expression.span, sqlErrors.notSupported, `${expression.nulls} NULLS`, "aggregates pass over NULLs");
  const wanted = expression.arguments.map((argument) => bindExpression(argument.value, scope));
  const isCount = definition.id === "count";
  const inference = expression.star && !isCount ? undefined : definition.infer(wanted.map(asArgument));
  const empty = wanted.length === 0 && !expression.star;
  if (inference === undefined || empty || (expression.star && expression.quantifier !== null))
    throw wrongArguments(definition, expression, wanted, scope);
  const filterCondition =
    expression.filter === null ? undefined : condition(expression.filter, { ...scope, clause: "FILTER" }, "the condition of FILTER");
  // COUNT of what is never NULL counts rows.
  const counted = isCount && expression.quantifier !== "DISTINCT" && wanted[0]?.type.nullable === false ? [] : wanted;
  const argument = counted[0] === undefined ? undefined : coerce(counted[0], inference.arguments[0]!);
  const nullable = definition.id !== "count" && (global || filterCondition !== undefined || inference.result.nullable);
  const distinct = expression.quantifier === "DISTINCT" && definition.id !== "min" && definition.id !== "max";
  const call = { function: definition.id as AggregateCall["function"], distinct, type: withNullable(inference.result, nullable) };
  const print = [
    call.function,
    distinct,
    argument === undefined ? "" : fingerprint(argument),
    filterCondition === undefined ? "" : fingerprint(filterCondition),
  ].join("|");
  return { call, argument, filter: filterCondition, print };
}

interface Built {
  readonly relation: Relation;
  readonly column: (index: number) => Expression;
}

function buildGroup(input: Relation, keys: readonly Key[], aggregates: readonly BoundAggregate[], window: WindowKeys | undefined): Built {
  const fused = window === undefined ? undefined : fusedWindow(input.plan, keys, aggregates);
  const prepared = new Projection();
  const keyColumns = keys.map((key) => prepared.add(key.expression, key.name));
  const calls = aggregates.map((one): AggregateCall => {
    const argument = one.argument === undefined ? undefined : prepared.add(one.argument, `$arg${prepared.size}`);
    const condition = one.filter === undefined ? undefined : prepared.add(one.filter, `$filter${prepared.size}`);
    return { ...one.call, ...(argument === undefined ? {} : { argument }), ...(condition === undefined ? {} : { filter: condition }) };
  });
  const names = [...keys.map((key) => key.name), ...aggregates.map((_, index) => `$agg${index}`)];
  if (window === undefined) {
    const plan = aggregate(prepared.over(input.plan), keyColumns, calls, names);
    return finish(plan, keys, [], undefined);
  }
  const source = fused === undefined ? input.plan : fused.input;
  const { spec, time } = fused === undefined ? attach(prepared, input, window) : assign(prepared, source, fused.window);
  const plan = windowAggregate(prepared.over(source), spec, keyColumns, calls, window.grouped, names, time);
  return finish(plan, keys, window.grouped, window.identity);
}

function finish(plan: Plan, keys: readonly Key[], properties: readonly WindowProperty[], identity: WindowIdentity | undefined): Built {
  const first = plan.schema.length - properties.length;
  const fields = plan.schema.map((column, index): Field => {
    const property = properties[index - first];
    const role =
      property !== undefined && identity !== undefined
        ? { property, identity }
        : index < keys.length
          ? keys[index]!.field?.window
          : undefined;
    return { name: column.name, qualifier: null, type: column.type, ...(role === undefined ? {} : { window: role }) };
  });
  return { relation: { plan, fields }, column: (index) => ({ kind: "column", index, type: plan.schema[index]!.type }) };
}

/** The window node that the aggregate can do the work of: nothing reads its columns, and sessions are by the group's keys. */
function fusedWindow(
  plan: Plan,
  keys: readonly Key[],
  aggregates: readonly BoundAggregate[],
): Extract<Plan, { readonly kind: "window" }> | undefined {
  if (plan.kind !== "window") return undefined;
  const width = plan.input.schema.length;
  const read = [
    ...keys.map((key) => key.expression),
    ...aggregates.flatMap((one) => [one.argument, one.filter].filter((part) => part !== undefined)),
  ];
  if (read.some((expression) => [...columnsOf(expression)].some((index) => index >= width))) return undefined;
  if (plan.window.kind !== "session") return plan;
  const columns = keys.map((key) => (key.expression.kind === "column" ? key.expression.index : -1));
  const { partitionBy } = plan.window;
  const same = columns.length === partitionBy.length && partitionBy.every((column) => columns.includes(column));
  return same ? plan : undefined;
}

function assign(prepared: Projection, source: Plan, spec: WindowSpec): { readonly spec: WindowSpec; readonly time: SqlType } {
  const move = (index: number): number => {
    const column = source.schema[index]!;
    return prepared.add({ kind: "column", index, type: column.type }, column.name);
  };
  const time = source.schema[spec.timeColumn]!.type;
  const timeColumn = move(spec.timeColumn);
  return {
    spec: spec.kind === "session" ? { ...spec, timeColumn, partitionBy: spec.partitionBy.map(move) } : { ...spec, timeColumn },
    time,
  };
}

function attach(prepared: Projection, input: Relation, window: WindowKeys): { readonly spec: AttachedWindow; readonly time: SqlType } {
  const move = (property: WindowProperty): number => {
    const index = window.columns[property];
    return index === undefined ? -1 : prepared.add({ kind: "column", index, type: input.fields[index]!.type }, property);
  };
  const { zoned } = window.identity;
  const spec: AttachedWindow = { kind: "attached", start: move("window_start"), end: move("window_end"), time: move("window_time"), zoned };
  return { spec, time: windowTypes({ kind: zoned ? "TIMESTAMP_LTZ" : "TIMESTAMP", precision: 3, nullable: false }).time };
}

/** A list of expressions without repetition. */
class Projection {
  readonly #expressions: Expression[] = [];
  readonly #names: string[] = [];
  readonly #known = new Map<string, number>();

  get size(): number {
    return this.#expressions.length;
  }

  add(expression: Expression, name: string): number {
    const print = fingerprint(expression);
    const known = this.#known.get(print);
    if (known !== undefined) return known;
    this.#known.set(print, this.#expressions.length);
    this.#names.push(this.#names.includes(name) ? `${name}$${this.size}` : name);
    return this.#expressions.push(expression) - 1;
  }

  over(plan: Plan): Plan {
    return project(plan, this.#expressions, this.#names);
  }
}

/** Keys and aggregates are columns; anything else must be made of them and of constants. */
function groupedScope(
  context: BindContext,
  input: Relation,
  keys: ReadonlyMap<string, Expression>,
  aggregates: ReadonlyMap<string, Expression>,
  global: boolean,
): ExpressionScope {
  const inner = plainScope(context, input, "SELECT");
  const intercept = (expression: SqlExpression): Expression | undefined => {
    const aggregateCall = aggregateOf(expression);
    if (aggregateCall !== undefined) {
      const { print } = bindAggregate(aggregateCall, { ...inner, clause: "an aggregate" }, global && keys.size === 0);
      return aggregates.get(print);
    }
    if (
      expression.kind === "unit" ||
      expression.kind === "star" ||
      containsAggregate(expression) ||
      (expression.kind === "call" && expression.over !== null)
    )
      return undefined;
    const bound = bindExpression(expression, inner);
    const key = keys.get(fingerprint(bound));
    if (key !== undefined) return key;
    if (columnsOf(bound).size === 0) return bound;
    if (expression.kind === "name")
      throw fail(context, expression.span, sqlErrors.notGrouped, `"${expression.path.map((name) => name.text).join(".")}"`);
    return undefined;
  };
  return { context, clause: "SELECT", intercept, resolve: inner.resolve };
}
