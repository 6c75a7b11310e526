// Implicit casts: nodes of the plan where values change their form, nothing where they do not.
import { castOrFold } from "../planner/fold.ts";
import type { Expression } from "../plan/plan.ts";
import { sameForm, withNullable, withoutRowtime } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";

/** CAST as written. */
export const cast = castOrFold;

/** The expression in this type; nullability stays its own. Nothing is added when the values have the form already. */
export function coerce(expression: Expression, target: SqlType): Expression {
  const from = expression.type;
  const type = withNullable(withoutRowtime(target), from.nullable || from.kind === "NULL");
  if (from.kind !== "NULL" && sameForm(from, target)) return expression;
  return cast(expression, type, false);
}
