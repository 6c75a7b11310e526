// Evaluates an expression for one row by walking it. The functions of `functions/` get values; what may leave an
// argument unevaluated (AND, OR, COALESCE, CASE) is here.
import type { Expression, SqlType, Value } from "@millrace/sql";
import { cast, RowFailure } from "./cast.ts";
import { logicFunctions } from "./functions/logic.ts";
import { numberFunctions } from "./functions/numbers.ts";
import { patternFunctions } from "./functions/patterns.ts";
import { textFunctions } from "./functions/texts.ts";
import { timeFunctions } from "./functions/times.ts";
import type { Call, ScalarFunction } from "./functions/function.ts";

export const scalarFunctions: Readonly<Record<string, ScalarFunction>> = {
  ...logicFunctions,
  ...numberFunctions,
  ...textFunctions,
  ...patternFunctions,
  ...timeFunctions,
};

export function evaluate(expression: Expression, row: readonly Value[], zone: string): Value {
  switch (expression.kind) {
    case "column":
      return row[expression.index]!;
    case "literal":
      return expression.value;
    case "cast":
      return castOf(expression, row, zone);
    case "case": {
      for (const branch of expression.branches) {
        if (evaluate(branch.when, row, zone) === true) return converted(branch.then, expression.type, row, zone);
      }
      return converted(expression.otherwise, expression.type, row, zone);
    }
    case "call":
      return callOf(expression, row, zone);
  }
}

/** A branch in the type of its CASE. */
function converted(branch: Expression, to: SqlType, row: readonly Value[], zone: string): Value {
  const value = evaluate(branch, row, zone);
  return branch.type.kind === to.kind && branch.type.kind !== "DECIMAL" ? value : cast(value, branch.type, to, zone);
}

function castOf(expression: Extract<Expression, { kind: "cast" }>, row: readonly Value[], zone: string): Value {
  const value = evaluate(expression.input, row, zone);
  try {
    return cast(value, expression.input.type, expression.type, zone);
  } catch (error) {
    if (expression.safe && error instanceof RowFailure) return null;
    throw error;
  }
}

function callOf(expression: Extract<Expression, { kind: "call" }>, row: readonly Value[], zone: string): Value {
  const { function: id, arguments: list } = expression;
  if (id === "and" || id === "or") {
    const decisive = id === "or";
    let unknown = false;
    for (const argument of list) {
      const value = evaluate(argument, row, zone);
      if (value === decisive) return decisive;
      if (value === null) unknown = true;
    }
    return unknown ? null : !decisive;
  }
  if (id === "coalesce") {
    for (const argument of list) {
      const value = evaluate(argument, row, zone);
      if (value !== null) return value;
    }
    return null;
  }
  const found = Object.hasOwn(scalarFunctions, id) ? scalarFunctions[id] : undefined;
  if (found === undefined) throw new Error(`the reference engine has no function ${id}`);
  const call: Call = { types: list.map((argument) => argument.type), result: expression.type, zone };
  return found(
    list.map((argument) => evaluate(argument, row, zone)),
    call,
  );
}
