// Aggregates. In a plan they are `AggregateCall`s. All but COUNT and the first and last value pass NULLs over; a group
// of only NULLs gives NULL (COUNT: 0). With DISTINCT each value counts once. They retract: an updating input takes back.
import { averageType, sumType } from "../types/arithmetic.ts";
import { bigint, isConstructed, isNumeric, withNullable, withoutRowtime } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";
import { family, parameters } from "./signature.ts";
import type { Argument, FunctionDefinition } from "./signature.ts";

const one =
  (accepts: (type: SqlType) => boolean, result: (type: SqlType) => SqlType): FunctionDefinition["infer"] =>
  (given: readonly Argument[]) => {
    const type = given[0]?.type;
    if (given.length !== 1 || type === undefined || type.kind === "NULL" || !accepts(type)) return undefined;
    const plain = withoutRowtime(type);
    return { arguments: [plain], result: result(plain) };
  };

const comparable = (type: SqlType): boolean => !isConstructed(type);

export const aggregates = family("aggregate", "aggregate", [
  {
    id: "count",
    name: "COUNT",
    signatures: ["COUNT(*)", "COUNT([DISTINCT] any)"],
    description: "How many rows, or how many values that are not NULL. BIGINT NOT NULL.",
    infer: (given) => {
      if (given.length > 1) return undefined;
      const target = given[0] === undefined ? undefined : parameters.any(given[0].type);
      return { arguments: target === undefined ? [] : [target], result: bigint(false) };
    },
  },
  {
    id: "sum",
    name: "SUM",
    signatures: ["SUM([DISTINCT] number)"],
    description: "In the argument's type: integers wrap; DECIMAL(p, s) gives DECIMAL(38, s), NULL beyond it.",
    infer: one(isNumeric, sumType),
  },
  {
    id: "avg",
    name: "AVG",
    signatures: ["AVG([DISTINCT] number)"],
    description:
      "In the argument's type: integers sum in 64 bits, wrapping, and truncate; DECIMAL(p, s) gives DECIMAL(38, max(6, s)), HALF_UP.",
    infer: one(isNumeric, averageType),
  },
  {
    id: "min",
    name: "MIN",
    signatures: ["MIN([DISTINCT] any)"],
    description: "The least value, in the argument's type.",
    infer: one(comparable, (type) => type),
  },
  {
    id: "max",
    name: "MAX",
    signatures: ["MAX([DISTINCT] any)"],
    description: "The greatest value, in the argument's type.",
    infer: one(comparable, (type) => type),
  },
  {
    id: "first_value",
    name: "FIRST_VALUE",
    signatures: ["FIRST_VALUE(any)"],
    description: "The first value that is not NULL, in the order of input rows.",
    infer: one(comparable, (type) => withNullable(type, true)),
  },
  {
    id: "last_value",
    name: "LAST_VALUE",
    signatures: ["LAST_VALUE(any)"],
    description: "The last value that is not NULL, in the order of input rows.",
    infer: one(comparable, (type) => withNullable(type, true)),
  },
]);
