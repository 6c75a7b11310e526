// Walking and rewriting bound expressions.
import { castOrFold } from "./fold.ts";
import type { Expression } from "../plan/plan.ts";

/** The expression with every column replaced. */
export function mapColumns(
  expression: Expression,
  replace: (column: Extract<Expression, { readonly kind: "column" }>) => Expression,
): Expression {
  switch (expression.kind) {
    case "column":
      return replace(expression);
    case "literal":
      return expression;
    case "call":
      return { ...expression, arguments: expression.arguments.map((argument) => mapColumns(argument, replace)) };
    case "case":
      return {
        ...expression,
        branches: expression.branches.map((branch) => ({ when: mapColumns(branch.when, replace), then: mapColumns(branch.then, replace) })),
        otherwise: mapColumns(expression.otherwise, replace),
      };
    case "cast":
      return { ...expression, input: mapColumns(expression.input, replace) };
  }
}

/** Casts of literals done, after columns were replaced by literals. */
export function foldCasts(expression: Expression): Expression {
  switch (expression.kind) {
    case "column":
    case "literal":
      return expression;
    case "call":
      return { ...expression, arguments: expression.arguments.map(foldCasts) };
    case "case":
      return {
        ...expression,
        branches: expression.branches.map((branch) => ({ when: foldCasts(branch.when), then: foldCasts(branch.then) })),
        otherwise: foldCasts(expression.otherwise),
      };
    case "cast":
      return castOrFold(foldCasts(expression.input), expression.type, expression.safe);
  }
}

/** The columns that it reads, each once, as often as `visit` wants to know. */
export function visitColumns(expression: Expression, visit: (index: number) => void): void {
  mapColumns(expression, (column) => {
    visit(column.index);
    return column;
  });
}

export function columnsOf(expression: Expression): Set<number> {
  const found = new Set<number>();
  visitColumns(expression, (index) => found.add(index));
  return found;
}

/** Columns moved by a table of new indexes. */
export const moveColumns = (expression: Expression, moved: ReadonlyMap<number, number> | readonly number[]): Expression =>
  mapColumns(expression, (column) => {
    const index = moved instanceof Map ? moved.get(column.index) : (moved as readonly number[])[column.index];
    if (index === undefined || index < 0) throw new TypeError(`column ${column.index} was cut away but is still read`);
    return { ...column, index };
  });

/** A text by which equal expressions are found. */
export function fingerprint(expression: Expression): string {
  return JSON.stringify(expression, (_key, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? [...value] : Object.is(value, -0) ? "-0" : value,
  );
}
