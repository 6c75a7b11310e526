// All functions by name.
import { aggregates } from "./aggregate.ts";
import { comparisons } from "./comparison.ts";
import { conditional } from "./conditional.ts";
import { logic } from "./logic.ts";
import { numeric } from "./numeric.ts";
import { operators } from "./operators.ts";
import type { FunctionDefinition } from "./signature.ts";
import { strings } from "./string.ts";
import { times } from "./time.ts";

const all: readonly FunctionDefinition[] = [
  ...operators,
  ...comparisons,
  ...logic,
  ...numeric,
  ...strings,
  ...times,
  ...conditional,
  ...aggregates,
];

/** Every function and operator, for documents, SHOW FUNCTIONS and completion. */
export const functions = (): readonly FunctionDefinition[] => all;

const byName = new Map<string, FunctionDefinition>();
for (const definition of all) {
  const isWord = /^[A-Z_0-9]+$/.test(definition.name);
  for (const name of [...(definition.kind === "operator" && !isWord ? [] : [definition.name]), ...(definition.aliases ?? [])]) {
    if (definition.kind !== "operator" || definition.aliases?.includes(name) === true) byName.set(name, definition);
  }
}

/** A function that is called by name, in any case. Operators are not (but MOD is). */
export const functionNamed = (name: string): FunctionDefinition | undefined => byName.get(name.toUpperCase());

export const functionNames = (): readonly string[] => [...byName.keys()];

const byId = new Map<string, FunctionDefinition>();
for (const definition of all) if (!byId.has(definition.id)) byId.set(definition.id, definition);

/** The definition behind an id of a plan; operators by id. */
export function functionWithId(id: string): FunctionDefinition {
  const found = byId.get(id);
  if (found === undefined) throw new TypeError(`no function has the id ${id}`);
  return found;
}
