// Every function that the engine can run, by its id in the registry of the SQL package.
import { arithmetics } from "./arithmetic.ts";
import { comparisons } from "./compare.ts";
import type { FunctionTable } from "./emit.ts";

export const functions: FunctionTable = { ...comparisons, ...arithmetics };
