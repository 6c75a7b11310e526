// Every function that the engine can run, by its id in the registry of the SQL package.
import { arithmetics } from "./arithmetic.ts";
import { comparisons } from "./compare.ts";
import { conditionals } from "./conditional.ts";
import type { FunctionTable } from "./emit.ts";
import { numerics } from "./numeric.ts";
import { strings } from "./strings.ts";
import { times } from "./times.ts";

export const functions: FunctionTable = { ...comparisons, ...arithmetics, ...numerics, ...strings, ...times, ...conditionals };
