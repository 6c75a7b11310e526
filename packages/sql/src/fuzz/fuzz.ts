// Throws when a text makes the package do anything but answer or refuse with a place: used by the unit test for a few
// texts and by the soak for millions.
import { assert, MillraceError } from "@millrace/core";
import type { Random } from "@millrace/core";
import { complete } from "../complete/complete.ts";
import { explain } from "../explain/explain.ts";
import type { Plan } from "../plan/plan.ts";
import { testCatalog } from "../queries/catalog.ts";
import { checkPlan } from "../queries/invariants.ts";
import { bindScript, OverlayCatalog, validate } from "../script.ts";
import { formatError } from "../source.ts";
import type { BoundStatement, Catalog } from "../statement.ts";

export { mutated } from "./mutate.ts";

const session = { timeZone: "UTC", options: {} };
let tables: Catalog | undefined;

/** Whether all of the text could be bound. */
export function checkText(text: string, random: Random): boolean {
  tables ??= testCatalog();
  const bound = bindAll(text, tables);
  const diagnostics = validate(text, tables, session);
  assert(bound === (diagnostics.length === 0), "validate finds an error exactly when binding fails");
  for (const { position, span } of diagnostics) {
    assert(position !== undefined, "an error has a place");
    const lines = text.split("\n");
    assert(
      position.line >= 1 && position.line <= lines.length && position.endLine >= position.line && position.endLine <= lines.length,
      "the place's lines are in the text",
    );
    assert(position.column >= 1 && position.column <= lines[position.line - 1]!.length + 1, "the place's column is in its line");
    assert(span.start >= 0 && span.end <= text.length, "the statement is within the text");
  }
  complete(text, random.below(text.length + 1), tables);
  return bound;
}

function bindAll(text: string, under: Catalog): boolean {
  const catalog = new OverlayCatalog(under);
  try {
    for (const statement of bindScript(text, catalog, session)) {
      catalog.apply(statement);
      for (const plan of plansOf(statement)) {
        checkPlan(plan);
        explain(plan);
      }
    }
    return true;
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    assert(error.code.startsWith("sql."), "the error is of this package");
    assert(error.position !== undefined, `${error.code} has a place`);
    formatError(text, error);
    return false;
  }
}

function plansOf(statement: BoundStatement): readonly Plan[] {
  if (statement.kind === "query") return [statement.query.plan];
  return "job" in statement && typeof statement.job === "object" ? statement.job.sinks.map((sink) => sink.plan) : [];
}
