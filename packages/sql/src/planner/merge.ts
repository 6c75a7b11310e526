// Projections above projections become one where that repeats no work; a projection that changes nothing goes; a filter
// goes below a projection that only picks columns, and joins the filter it meets there.
import type { Expression, Plan } from "../plan/plan.ts";
import type { SqlType } from "../types/type.ts";
import { columnsOf, foldCasts, mapColumns, visitColumns } from "./expressions.ts";

type Filter = Extract<Plan, { readonly kind: "filter" }>;
type Project = Extract<Plan, { readonly kind: "project" }>;

export function mergeProjects(plan: Plan): Plan {
  switch (plan.kind) {
    case "scan":
    case "values":
      return plan;
    case "union":
      return { ...plan, inputs: plan.inputs.map(mergeProjects) };
    case "project":
      return mergeOne({ ...plan, input: mergeProjects(plan.input) });
    case "filter":
      return sinkFilter({ ...plan, input: mergeProjects(plan.input) });
    default:
      return { ...plan, input: mergeProjects(plan.input) };
  }
}

function sinkFilter(plan: Filter): Plan {
  const { input, condition } = plan;
  if (input.kind === "filter") {
    const parts = [input.condition, condition].flatMap((one) => (one.kind === "call" && one.function === "and" ? one.arguments : [one]));
    const type: SqlType = { kind: "BOOLEAN", nullable: input.condition.type.nullable || condition.type.nullable };
    return { ...input, condition: { kind: "call", function: "and", arguments: parts, type } };
  }
  if (input.kind !== "project") return plan;
  const plain = [...columnsOf(condition)].every((index) => input.expressions[index]!.kind === "column");
  if (!plain) return plan;
  const below = mapColumns(condition, (column) => input.expressions[column.index]!);
  const filtered = sinkFilter({
    kind: "filter",
    input: input.input,
    condition: below,
    schema: input.input.schema,
    changelog: input.input.changelog,
  });
  return mergeOne({ ...input, input: filtered });
}

function mergeOne(plan: Project): Plan {
  const { input } = plan;
  if (input.kind === "project" && repeatsNothing(plan, input)) {
    const expressions = plan.expressions.map((expression) =>
      foldCasts(mapColumns(expression, (column) => input.expressions[column.index]!)),
    );
    return mergeOne({ ...plan, expressions, input: input.input });
  }
  return isIdentity(plan) ? input : plan;
}

/** Whether every expression below that is work is read at most once above. */
function repeatsNothing(above: Project, below: Project): boolean {
  const reads = below.expressions.map(() => 0);
  for (const expression of above.expressions) visitColumns(expression, (index) => reads[index]!++);
  return below.expressions.every(
    (expression, index) => expression.kind === "column" || expression.kind === "literal" || reads[index]! <= 1,
  );
}

/** Same columns in the same order under the same names and with the same types. */
function isIdentity(plan: Project): boolean {
  const below = plan.input.schema;
  if (plan.expressions.length !== below.length) return false;
  return plan.expressions.every((expression: Expression, index) => {
    const [own, other] = [plan.schema[index]!, below[index]!];
    return (
      expression.kind === "column" &&
      expression.index === index &&
      own.name === other.name &&
      JSON.stringify(own.type) === JSON.stringify(other.type)
    );
  });
}
