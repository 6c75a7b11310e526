// What holds in every bound plan (see the top of plan/plan.ts), as a check for tests.
import { assert } from "@millrace/core";
import { functionWithId } from "../functions/registry.ts";
import type { Column, Expression, Plan } from "../plan/plan.ts";
import { sameForm } from "../types/properties.ts";

export function checkPlan(plan: Plan): void {
  const within = (columns: readonly number[], schema: readonly Column[]): void => {
    for (const column of columns) assert(column >= 0 && column < schema.length, `column ${column} is within its input`);
  };
  if (plan.changelog.kind !== "append") within(plan.changelog.key ?? [], plan.schema);
  switch (plan.kind) {
    case "scan":
      assert(plan.fields.length === plan.schema.length, "a scan's schema are its fields");
      plan.fields.forEach((field, index) => field.kind === "computed" && checkExpression(field.expression, plan.schema.slice(0, index)));
      if (plan.watermark !== null) checkExpression(plan.watermark.expression, plan.schema);
      return;
    case "values":
      for (const row of plan.rows) assert(row.length === plan.schema.length, "a row has a value for every column");
      return;
    case "union":
      for (const input of plan.inputs) {
        assert(
          input.schema.every((column, index) => sameForm(column.type, plan.schema[index]!.type)),
          "inputs of a union have its types",
        );
        checkPlan(input);
      }
      return;
    default:
  }
  checkNode(plan, within);
  checkPlan(plan.input);
}

type Inner = Exclude<Plan, { readonly kind: "scan" | "values" | "union" }>;

function checkNode(plan: Inner, within: (columns: readonly number[], schema: readonly Column[]) => void): void {
  const below = plan.input.schema;
  switch (plan.kind) {
    case "filter":
      assert(checkExpression(plan.condition, below).type.kind === "BOOLEAN", "a condition is BOOLEAN");
      break;
    case "project":
      assert(plan.expressions.length === plan.schema.length, "a projection has an expression for every column");
      for (const expression of plan.expressions) checkExpression(expression, below);
      break;
    case "window":
      within([plan.window.timeColumn], below);
      break;
    case "aggregate":
    case "windowAggregate": {
      const columns = plan.aggregates.flatMap((one) => [one.argument, one.filter]).filter((column) => column !== undefined);
      within([...plan.keys, ...columns], below);
      if (plan.kind === "windowAggregate")
        within(plan.window.kind === "attached" ? [plan.window.start, plan.window.end] : [plan.window.timeColumn], below);
      break;
    }
    case "rank":
      within([...plan.partitionBy, ...plan.orderBy.map((key) => key.column)], below);
      break;
    case "normalize":
      within(plan.key, below);
      break;
  }
}

/** The expression, whose columns exist with their types and whose calls get exactly what the registry names. */
function checkExpression(expression: Expression, schema: readonly Column[]): Expression {
  switch (expression.kind) {
    case "column": {
      const column = schema[expression.index];
      assert(column !== undefined && sameForm(column.type, expression.type), `column ${expression.index} has its type`);
      break;
    }
    case "literal":
      break;
    case "cast":
      checkExpression(expression.input, schema);
      break;
    case "case":
      for (const branch of expression.branches) {
        assert(checkExpression(branch.when, schema).type.kind === "BOOLEAN", "a condition of CASE is BOOLEAN");
        assert(sameForm(checkExpression(branch.then, schema).type, expression.type), "a branch of CASE has its type");
      }
      assert(sameForm(checkExpression(expression.otherwise, schema).type, expression.type), "ELSE has the type of CASE");
      break;
    case "call":
      checkCall(expression, schema);
      break;
  }
  return expression;
}

function checkCall(expression: Extract<Expression, { readonly kind: "call" }>, schema: readonly Column[]): void {
  const given = expression.arguments.map((argument) => checkExpression(argument, schema));
  const inference = functionWithId(expression.function).infer(
    given.map((one) => (one.kind === "literal" ? { type: one.type, literal: one.value } : { type: one.type })),
  );
  assert(inference !== undefined, `${expression.function} takes its arguments`);
  for (const [index, target] of inference.arguments.entries())
    assert(sameForm(given[index]!.type, target), `argument ${index} of ${expression.function} needs no cast`);
}
