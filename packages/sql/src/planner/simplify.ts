// The plan made smaller without changing what it answers: projections above projections become one, identities go,
// and every node keeps only the columns that something above it reads, down to the fields that a scan decodes.
import type { Plan } from "../plan/plan.ts";
import { mergeProjects } from "./merge.ts";
import { prune } from "./prune.ts";

export function simplify(plan: Plan): Plan {
  const merged = mergeProjects(plan);
  const pruned = prune(merged, new Set(merged.schema.map((_, index) => index)));
  // Cutting columns can leave projections that do nothing.
  return mergeProjects(restored(pruned.plan, plan));
}

/** The root keeps its names and types, which may be stricter than what was derived. */
const restored = (plan: Plan, wanted: Plan): Plan => ({ ...plan, schema: wanted.schema });
