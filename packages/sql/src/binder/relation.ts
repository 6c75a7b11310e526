// A plan with the names by which its columns are known.
import type { Name } from "../ast/expression.ts";
import { sqlErrors } from "../errors.ts";
import type { Expression, Plan, WindowProperty } from "../plan/plan.ts";
import type { Span } from "../statement.ts";
import type { SqlType } from "../types/type.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { nearest } from "../suggest.ts";

export interface Field {
  readonly name: string;
  /** The table or alias that it can be qualified with. */
  readonly qualifier: string | null;
  readonly type: SqlType;
  /** Set for window_start, window_end and window_time: of which window. */
  readonly window?: WindowRole;
}

export interface WindowRole {
  readonly property: WindowProperty;
  /** Columns of the same window assignment share this object. */
  readonly identity: WindowIdentity;
}

export interface WindowIdentity {
  /** The event time is TIMESTAMP_LTZ. */
  readonly zoned: boolean;
}

export interface Relation {
  readonly plan: Plan;
  /** Beside `plan.schema`, index by index. */
  readonly fields: readonly Field[];
  /** A ROW_NUMBER whose bound the enclosing query has to give. */
  readonly rank?: PendingRank;
}

export interface PendingRank {
  readonly column: number;
  readonly span: Span;
  readonly build: (from: number, to: number) => Plan;
}

/**
 * A column as an expression. One that is NULL in every row (SELECT NULL AS x) is the literal again, so that it takes the
 * type that its reader needs.
 */
export function columnAt(relation: { readonly fields: readonly Field[] }, index: number): Expression {
  const { type } = relation.fields[index]!;
  return type.kind === "NULL" ? { kind: "literal", value: null, type } : { kind: "column", index, type };
}

/** The column that a name means: `column` or `table.column`. */
export function resolveColumn(context: BindContext, fields: readonly Field[], path: readonly Name[]): number {
  const last = path.at(-1)!;
  const span: Span = { start: path[0]!.span.start, end: last.span.end };
  if (path.length > 2)
    throw fail(context, span, sqlErrors.notSupported, "a name of more than two parts", "table.column, or the column alone");
  const qualifier = path.length === 2 ? path[0]!.text : null;
  let found = -1;
  for (const [index, field] of fields.entries()) {
    if (field.name !== last.text || (qualifier !== null && field.qualifier !== qualifier)) continue;
    if (found >= 0) throw fail(context, span, sqlErrors.columnAmbiguous, last.text);
    found = index;
  }
  if (found >= 0) return found;
  throw unknownColumn(context, fields, path, span);
}

function unknownColumn(context: BindContext, fields: readonly Field[], path: readonly Name[], span: Span): Error {
  const last = path.at(-1)!;
  const qualifier = path.length === 2 ? path[0]! : null;
  const qualifiers = [...new Set(fields.map((field) => field.qualifier).filter((name) => name !== null))];
  if (qualifier !== null && !qualifiers.includes(qualifier.text)) {
    const isColumn = fields.some((field) => field.name === qualifier.text);
    if (isColumn)
      return fail(
        context,
        span,
        sqlErrors.notSupported,
        `a field of the column "${qualifier.text}"`,
        "columns of type ROW are not there yet",
      );
    const suggestion = nearest(qualifier.text, qualifiers);
    return fail(
      context,
      qualifier.span,
      sqlErrors.tableUnknown,
      qualifier.text,
      suggestion === undefined
        ? `FROM has ${qualifiers.map((name) => `"${name}"`).join(", ") || "no named table"}`
        : `did you mean \`${suggestion}\`?`,
    );
  }
  const candidates = fields.filter((field) => qualifier === null || field.qualifier === qualifier.text).map((field) => field.name);
  const suggestion = nearest(last.text, candidates);
  const hint =
    suggestion === undefined
      ? candidates.length === 0
        ? "there are no columns here"
        : `the columns are ${candidates.slice(0, 20).join(", ")}${candidates.length > 20 ? ", …" : ""}`
      : `did you mean \`${suggestion}\`?`;
  const where = qualifiers.length === 1 ? ` in "${qualifiers[0]}"` : "";
  return fail(context, last.span, sqlErrors.columnUnknown, last.text, where, hint);
}
