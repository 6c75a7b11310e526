// Bound expressions as text, columns by the names of the input.
import type { Column, Expression } from "../plan/plan.ts";
import { formatType } from "../types/format-type.ts";
import { formatDecimal, formatValue } from "../types/format-value.ts";
import { withNullable } from "../types/properties.ts";

const infix: Record<string, string> = {
  plus: "+",
  minus: "-",
  times: "*",
  divide: "/",
  mod: "%",
  eq: "=",
  ne: "<>",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  and: "AND",
  or: "OR",
  plus_interval: "+",
  minus_interval: "-",
  is_distinct_from: "IS DISTINCT FROM",
  is_not_distinct_from: "IS NOT DISTINCT FROM",
};
const postfix: Record<string, string> = {
  is_null: "IS NULL",
  is_not_null: "IS NOT NULL",
  is_true: "IS TRUE",
  is_not_true: "IS NOT TRUE",
  is_false: "IS FALSE",
  is_not_false: "IS NOT FALSE",
};

export function explainExpression(expression: Expression, schema: readonly Column[]): string {
  const inner = (one: Expression): string => explainExpression(one, schema);
  switch (expression.kind) {
    case "column":
      return schema[expression.index]?.name ?? `$${expression.index}`;
    case "literal":
      return explainLiteral(expression);
    case "cast":
      return `${expression.safe ? "TRY_CAST" : "CAST"}(${inner(expression.input)} AS ${formatType(withNullable(expression.type, true))})`;
    case "case":
      return `CASE ${expression.branches.map((branch) => `WHEN ${inner(branch.when)} THEN ${inner(branch.then)}`).join(" ")} ELSE ${inner(expression.otherwise)} END`;
    case "call": {
      const list = expression.arguments.map(inner);
      const between = infix[expression.function];
      if (between !== undefined) return `(${list.join(` ${between} `)})`;
      const after = postfix[expression.function];
      if (after !== undefined) return `(${list[0]} ${after})`;
      if (expression.function === "in") return `(${list[0]} IN (${list.slice(1).join(", ")}))`;
      return `${expression.function}(${list.join(", ")})`;
    }
  }
}

function explainLiteral({ value, type }: Extract<Expression, { readonly kind: "literal" }>): string {
  if (value === null) return `NULL:${formatType(withNullable(type, true))}`;
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (type.kind === "DECIMAL" && typeof value === "bigint") return formatDecimal(value, type.scale);
  if (typeof value === "bigint") return `${value}:BIGINT`;
  if (typeof value === "number" && type.kind === "INTERVAL_DAY_TIME") return `${value} ms`;
  if (typeof value === "number" && type.kind === "INTERVAL_YEAR_MONTH") return `${value} months`;
  const text = formatValue(value, type);
  return type.kind === "DATE" || type.kind === "TIME" || type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ"
    ? `${type.kind} '${text}'`
    : text;
}
