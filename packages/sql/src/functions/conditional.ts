// Functions that choose. They become `case` in a plan where an argument must not be evaluated in vain.
import { commonType } from "../types/common-type.ts";
import { double, isConstructed, string, withNullable, withoutRowtime } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";
import { family, parameters, takes } from "./signature.ts";
import type { Argument, FunctionDefinition, Inference } from "./signature.ts";

/** All arguments in their common type; `nullable` says when the result is. */
const shared =
  (least: number, nullable: (types: readonly SqlType[]) => boolean) =>
  (given: readonly Argument[]): Inference | undefined => {
    if (given.length < least) return undefined;
    const types = given.map((argument) => argument.type);
    const common = commonType(types);
    if (common === undefined || common.kind === "NULL") return undefined;
    const target = withoutRowtime(common);
    return { arguments: types.map((type) => withNullable(target, type.nullable)), result: withNullable(target, nullable(types)) };
  };

const anyNull = (types: readonly SqlType[]): boolean => types.some((type) => type.nullable);
const allNull = (types: readonly SqlType[]): boolean => types.every((type) => type.nullable);

const ordered: FunctionDefinition["infer"] = (given) => {
  const found = shared(1, anyNull)(given);
  return found === undefined || isConstructed(found.result) ? undefined : found;
};

export const conditional = family("conditional", "scalar", [
  {
    id: "coalesce",
    name: "COALESCE",
    signatures: ["COALESCE(any, …)"],
    description: "The first argument that is not NULL. All have the result's type. Later arguments are not evaluated.",
    infer: shared(1, allNull),
  },
  {
    id: "coalesce",
    name: "IFNULL",
    signatures: ["IFNULL(any, any)"],
    description: "COALESCE of two: in a plan `coalesce`.",
    infer: (given) => (given.length === 2 ? shared(2, allNull)(given) : undefined),
  },
  {
    id: "nullif",
    name: "NULLIF",
    signatures: ["NULLIF(any, any)"],
    description: "In a plan: CASE WHEN a = b THEN NULL ELSE a END.",
    infer: (given) =>
      given.length === 2 && given[0] !== undefined
        ? { arguments: given.map((one) => one.type), result: withNullable(withoutRowtime(given[0].type), true) }
        : undefined,
  },
  {
    id: "if",
    name: "IF",
    signatures: ["IF(BOOLEAN, any, any)"],
    description: "In a plan: CASE WHEN condition THEN a ELSE b END.",
    infer: (given) => {
      const [condition, ...branches] = given;
      if (condition === undefined || given.length !== 3) return undefined;
      const first = parameters.boolean(condition.type);
      const rest = shared(2, anyNull)(branches);
      return first === undefined || rest === undefined ? undefined : { arguments: [first, ...rest.arguments], result: rest.result };
    },
  },
  {
    id: "greatest",
    name: "GREATEST",
    signatures: ["GREATEST(any, …)"],
    description: "The greatest, in their common type; NULL when one is NULL.",
    infer: ordered,
  },
  {
    id: "least",
    name: "LEAST",
    signatures: ["LEAST(any, …)"],
    description: "The least, in their common type; NULL when one is NULL.",
    infer: ordered,
  },
  {
    id: "rand",
    name: "RAND",
    deterministic: false,
    signatures: ["RAND()", "RAND(seed INT)"],
    description: "A random number. Refused: outputs must be the same when a pipeline is replayed.",
    infer: takes([parameters.int], double(), { optional: 1, neverNull: true }),
  },
  {
    id: "rand_integer",
    name: "RAND_INTEGER",
    deterministic: false,
    signatures: ["RAND_INTEGER([seed INT,] bound INT)"],
    description: "A random integer. Refused, as RAND.",
    infer: takes([parameters.int, parameters.int], { kind: "INTEGER", nullable: false }, { optional: 1 }),
  },
  {
    id: "uuid",
    name: "UUID",
    deterministic: false,
    signatures: ["UUID()"],
    description: "A random identifier. Refused, as RAND.",
    infer: takes([], string(false), { neverNull: true }),
  },
]);
