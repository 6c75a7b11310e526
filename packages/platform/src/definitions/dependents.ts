// Who would be hurt: binds again, over the changed catalog, every view and processor whose text mentions a changed
// name. What no longer binds, or binds to another plan, depends on it.
import type { JobPlan } from "@millrace/sql";
import type { ObjectDefinition, ProcessorDefinition } from "./definition.ts";
import { bindEntry, bindJob } from "./definitions.ts";
import type { Processor } from "./definitions.ts";
import { sameStructure } from "./plan-tables.ts";
import type { StagedCatalog } from "./staged-catalog.ts";

export interface Dependents {
  /** `view "x"`, `processor "y"`: they no longer bind. */
  readonly broken: readonly string[];
  /** They bind to something else now: they would have to begin anew. */
  readonly changed: readonly { readonly definition: ProcessorDefinition; readonly plan: JobPlan }[];
}

/** What is kept, as a transaction would leave it. */
export interface Kept {
  readonly catalog: StagedCatalog;
  objects(): Iterable<ObjectDefinition>;
  processors(): Iterable<Pick<Processor, "definition" | "plan">>;
}

/** `changedNames`: tables and views that `kept.catalog` has otherwise than before, or no longer. `leaveOut`: not asked. */
export function dependentsOf(
  kept: Kept,
  changedNames: readonly string[],
  leaveOut: (kind: "view" | "processor", name: string) => boolean = () => false,
): Dependents {
  const { catalog } = kept;
  const broken: string[] = [];
  const changed: { definition: ProcessorDefinition; plan: JobPlan }[] = [];
  const names = [...changedNames];
  const mentions = (sql: string): boolean => names.some((name) => sql.includes(name));
  for (const definition of kept.objects()) {
    if (definition.kind !== "view" || names.includes(definition.name) || leaveOut("view", definition.name)) continue;
    if (!mentions(definition.sql)) continue;
    try {
      catalog.put(bindEntry(definition, catalog));
      // What stands on this view may see a change through it.
      names.push(definition.name);
    } catch {
      broken.push(`view "${definition.name}"`);
    }
  }
  for (const { definition, plan: before } of kept.processors()) {
    if (leaveOut("processor", definition.name) || !mentions(definition.sql)) continue;
    try {
      const plan = bindJob(definition, catalog);
      if (!sameStructure(plan, before)) changed.push({ definition, plan });
    } catch {
      broken.push(`processor "${definition.name}"`);
    }
  }
  return { broken, changed };
}
