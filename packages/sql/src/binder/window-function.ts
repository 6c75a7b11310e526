// TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), …)) and its like: arguments by position or by name, checked, as a `window` node.
import { sqlErrors } from "../errors.ts";
import type { CallExpression, SqlExpression, TableArgument } from "../ast/expression.ts";
import type { WindowSpec } from "../plan/plan.ts";
import { assignWindow, windowProperties } from "../planner/nodes.ts";
import type { Span } from "../statement.ts";
import { isRowtime } from "../types/properties.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { bindNamed } from "./from.ts";
import { bindInterval } from "./literal.ts";
import { bindQuery } from "./query.ts";
import { resolveColumn } from "./relation.ts";
import type { Field, Relation, WindowIdentity } from "./relation.ts";
import { nearest } from "../suggest.ts";

type WindowKind = WindowSpec["kind"];

/** Parameters in the order of position; those after `required` may be left out. */
const parameters: Record<WindowKind, { readonly names: readonly string[]; readonly required: number; readonly example: string }> = {
  tumble: { names: ["DATA", "TIMECOL", "SIZE", "OFFSET"], required: 3, example: "TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR)" },
  hop: {
    names: ["DATA", "TIMECOL", "SLIDE", "SIZE", "OFFSET"],
    required: 4,
    example: "HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' MINUTE, INTERVAL '1' HOUR): slide, then size",
  },
  cumulate: {
    names: ["DATA", "TIMECOL", "STEP", "SIZE", "OFFSET"],
    required: 4,
    example: "CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '1' DAY): step, then size",
  },
  session: {
    names: ["DATA", "TIMECOL", "GAP"],
    required: 3,
    example: "SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '10' MINUTE)",
  },
};

export function bindWindowFunction(context: BindContext, call: CallExpression): Relation {
  const name = call.name.at(-1)!;
  const kind = name.text.toLowerCase();
  if (!isWindowKind(kind) || call.name.length > 1) {
    const suggestion = nearest(name.text, Object.keys(parameters));
    throw fail(
      context,
      name.span,
      sqlErrors.notSupported,
      `the table function ${name.text}`,
      suggestion === undefined ? "TUMBLE, HOP, CUMULATE and SESSION are" : `did you mean ${suggestion.toUpperCase()}?`,
    );
  }
  const given = argumentsByName(context, call, kind);
  const data = asTable(given.get("DATA"));
  if (data?.kind !== "table") throw wrong(context, data?.span ?? call.span, kind, "the first argument is TABLE and a name");
  const input = tableArgument(context, data);
  if (input.plan.changelog.kind !== "append") {
    throw fail(
      context,
      data.span,
      sqlErrors.notSupported,
      "a window over rows that change",
      "windows take tables without a primary key, and queries that only add rows",
    );
  }
  const timeColumn = timeColumnOf(context, input, given.get("TIMECOL"), data, kind);
  const spec = specOf(context, call, kind, given, timeColumn, input, data);
  const plan = assignWindow(input.plan, spec);
  const identity: WindowIdentity = { zoned: input.fields[timeColumn]!.type.kind === "TIMESTAMP_LTZ" };
  const fields: Field[] = [
    ...input.fields.map((field, index) => ({ name: field.name, qualifier: field.qualifier, type: plan.schema[index]!.type })),
    ...windowProperties.map((property, index): Field => ({
      name: property,
      qualifier: null,
      type: plan.schema[input.fields.length + index]!.type,
      window: { property, identity },
    })),
  ];
  return { plan, fields };
}

/** A query in brackets is a table here. */
function asTable(expression: SqlExpression | undefined): SqlExpression | undefined {
  if (expression?.kind !== "subquery") return expression;
  return { kind: "table", input: { kind: "query", query: expression.query }, partitionBy: [], orderBy: [], span: expression.span };
}

const isWindowKind = (name: string): name is WindowKind => Object.hasOwn(parameters, name);

function wrong(context: BindContext, span: Span, kind: WindowKind, reason: string): Error {
  return context.source.error(span, sqlErrors.windowInvalid, `${kind.toUpperCase()}: ${reason}; for example ${parameters[kind].example}`);
}

function argumentsByName(context: BindContext, call: CallExpression, kind: WindowKind): Map<string, SqlExpression> {
  const { names, required } = parameters[kind];
  const given = new Map<string, SqlExpression>();
  for (const [index, argument] of call.arguments.entries()) {
    const name = argument.name === null ? names[index] : argument.name.text.toUpperCase();
    if (name === undefined) throw wrong(context, argument.value.span, kind, `it takes ${names.length} arguments`);
    if (!names.includes(name)) throw wrong(context, argument.name?.span ?? argument.value.span, kind, `there is no parameter ${name}`);
    if (given.has(name)) throw wrong(context, argument.value.span, kind, `${name} is given twice`);
    given.set(name, argument.value);
  }
  const missing = names.slice(0, required).find((name) => !given.has(name));
  if (missing !== undefined) throw wrong(context, call.span, kind, `${missing} is missing`);
  return given;
}

function tableArgument(context: BindContext, table: TableArgument): Relation {
  if (table.orderBy.length > 0)
    throw fail(
      context,
      table.orderBy[0]!.expression.span,
      sqlErrors.notSupported,
      "ORDER BY of a table argument",
      "windows go by the event time",
    );
  const { input } = table;
  const relation = input.kind === "named" ? bindNamed(context, input.path, input.span) : bindQuery(context, input.query);
  if (relation.rank !== undefined) throw fail(context, table.span, sqlErrors.rankInvalid, "ROW_NUMBER() has no bound");
  return relation;
}

function timeColumnOf(
  context: BindContext,
  input: Relation,
  descriptor: SqlExpression | undefined,
  data: TableArgument,
  kind: WindowKind,
): number {
  if (descriptor?.kind !== "descriptor")
    throw wrong(context, descriptor?.span ?? data.span, kind, "the second argument is DESCRIPTOR(time column)");
  if (descriptor.columns.length !== 1) throw wrong(context, descriptor.span, kind, "DESCRIPTOR names one column");
  const index = resolveColumn(context, input.fields, descriptor.columns);
  if (!isRowtime(input.fields[index]!.type)) {
    const table = data.input.kind === "named" ? ` of "${data.input.path.at(-1)!.text}"` : "";
    throw fail(context, descriptor.columns[0]!.span, sqlErrors.windowTimeMissing, descriptor.columns[0]!.text, table);
  }
  return index;
}

function specOf(
  context: BindContext,
  call: CallExpression,
  kind: WindowKind,
  given: ReadonlyMap<string, SqlExpression>,
  timeColumn: number,
  input: Relation,
  data: TableArgument,
): WindowSpec {
  const duration = (name: string, least: number): number => {
    const expression = given.get(name);
    if (expression === undefined) return 0;
    const bound = expression.kind === "interval" ? bindInterval(context, expression) : undefined;
    if (bound?.type.kind !== "INTERVAL_DAY_TIME" || bound.kind !== "literal")
      throw wrong(context, expression.span, kind, `${name} is an interval of days, hours, minutes or seconds`);
    if (Number(bound.value) < least) throw wrong(context, expression.span, kind, `${name} is not above 0`);
    return Number(bound.value);
  };
  const partitionBy = data.partitionBy.map((expression) => {
    if (expression.kind !== "name") throw wrong(context, expression.span, kind, "PARTITION BY takes columns");
    return resolveColumn(context, input.fields, expression.path);
  });
  if (kind === "session") return { kind, timeColumn, gapMs: duration("GAP", 1), partitionBy };
  if (partitionBy.length > 0)
    throw fail(
      context,
      data.partitionBy[0]!.span,
      sqlErrors.notSupported,
      `PARTITION BY of ${kind.toUpperCase()}`,
      "it changes nothing there: leave it out",
    );
  const sizeMs = duration("SIZE", 1);
  const offsetMs = duration("OFFSET", Number.NEGATIVE_INFINITY);
  if (kind === "tumble") return { kind, timeColumn, sizeMs, offsetMs };
  const stepMs = duration(kind === "hop" ? "SLIDE" : "STEP", 1);
  if (kind === "hop") return { kind, timeColumn, sizeMs, slideMs: stepMs, offsetMs };
  if (sizeMs % stepMs !== 0) throw wrong(context, call.span, kind, "SIZE must be a multiple of STEP");
  return { kind, timeColumn, sizeMs, stepMs, offsetMs };
}
