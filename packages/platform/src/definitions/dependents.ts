// Who would be hurt: binds again, over the changed catalog, every view and processor whose text mentions a changed
// name. What no longer binds, or binds to another plan, depends on it.
import type { JobPlan } from "@millrace/sql";
import { bindEntry, bindJob } from "./definitions.ts";
import type { Definitions, Processor } from "./definitions.ts";
import { sameStructure } from "./plan-tables.ts";
import type { StagedCatalog } from "./staged-catalog.ts";

export interface Dependents {
  /** `view "x"`, `processor "y"`: they no longer bind. */
  readonly broken: readonly string[];
  /** They bind to something else now: they would have to begin anew. */
  readonly changed: readonly { readonly processor: Processor; readonly plan: JobPlan }[];
}

/** `changedNames`: tables and views that `catalog` has otherwise than now, or no longer. `leaveOut`: not asked. */
export function dependentsOf(
  definitions: Definitions,
  changedNames: readonly string[],
  catalog: StagedCatalog,
  leaveOut: (kind: "view" | "processor", name: string) => boolean = () => false,
): Dependents {
  const broken: string[] = [];
  const changed: { processor: Processor; plan: JobPlan }[] = [];
  const names = [...changedNames];
  const mentions = (sql: string): boolean => names.some((name) => sql.includes(name));
  for (const definition of definitions.objects.values()) {
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
  for (const processor of definitions.processors.values()) {
    const { definition, plan: before } = processor;
    if (leaveOut("processor", definition.name) || !mentions(definition.sql)) continue;
    try {
      const plan = bindJob(definition, catalog);
      if (!sameStructure(plan, before)) changed.push({ processor, plan });
    } catch {
      broken.push(`processor "${definition.name}"`);
    }
  }
  return { broken, changed };
}
