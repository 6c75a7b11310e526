// Comparison operators. Both sides are cast to one type first (lengths of strings and precisions of times may differ).
import { comparisonType } from "../types/common-type.ts";
import { boolean, isConstructed, sameForm, string, withNullable, withoutRowtime } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";
import { family, parameters, takes } from "./signature.ts";
import type { Argument, Inference } from "./signature.ts";

const order =
  "Strings compare by UTF-8 bytes (by code point), bytes unsigned, FALSE < TRUE, DOUBLE as Java's operators (NaN is unequal to everything).";

/** Both sides in one type; `neverNull` for IS DISTINCT FROM. */
const compared =
  (ordered: boolean, neverNull = false) =>
  (given: readonly Argument[]): Inference | undefined => {
    if (given.length !== 2) return undefined;
    const [left, right] = [given[0]!.type, given[1]!.type];
    let common = comparisonType(left, right);
    if (common === undefined) return undefined;
    if (common.kind === "NULL") common = string();
    if (isConstructed(common)) return undefined;
    if (ordered && common.kind === "BOOLEAN") return { arguments: [left, right], result: boolean(left.nullable || right.nullable) };
    const target = (type: SqlType): SqlType =>
      type.kind !== "NULL" && sameForm(type, common) ? withoutRowtime(type) : withNullable(common, type.nullable);
    return { arguments: [target(left), target(right)], result: boolean(!neverNull && (left.nullable || right.nullable)) };
  };

const comparison = (id: string, name: string, description: string, ordered = true) => ({
  id,
  name,
  signatures: [`any ${name} any`],
  description: `${description} ${order}`,
  infer: compared(ordered),
});

/** `in`: all in the type that the first argument and the list share. */
const inList = (given: readonly Argument[]): Inference | undefined => {
  let common = given[0]?.type;
  if (common === undefined || given.length < 2) return undefined;
  for (const argument of given.slice(1)) {
    common = comparisonType(common, argument.type);
    if (common === undefined) return undefined;
  }
  if (common.kind === "NULL") common = string();
  if (isConstructed(common)) return undefined;
  const shared = common;
  const nullable = given.some((argument) => argument.type.nullable);
  return {
    arguments: given.map(({ type }) =>
      type.kind !== "NULL" && sameForm(type, shared) ? withoutRowtime(type) : withNullable(shared, type.nullable),
    ),
    result: boolean(nullable),
  };
};

export const comparisons = family("comparison", "operator", [
  comparison("eq", "=", "Equal.", false),
  comparison("ne", "<>", "Not equal.", false),
  comparison("lt", "<", "Less than."),
  comparison("le", "<=", "Less than or equal."),
  comparison("gt", ">", "Greater than."),
  comparison("ge", ">=", "Greater than or equal."),
  {
    id: "is_distinct_from",
    name: "IS DISTINCT FROM",
    signatures: ["any IS DISTINCT FROM any"],
    description: "Not equal, where NULL is equal to NULL. Never NULL.",
    infer: compared(false, true),
  },
  {
    id: "is_not_distinct_from",
    name: "IS NOT DISTINCT FROM",
    signatures: ["any IS NOT DISTINCT FROM any"],
    description: "Equal, where NULL is equal to NULL. Never NULL.",
    infer: compared(false, true),
  },
  {
    id: "in",
    name: "IN",
    signatures: ["any IN (any, …)"],
    description:
      "Whether the first argument equals one of the others, by three-valued logic: NULL when the first is NULL, or when none is equal and one is NULL. The others are literals when `in` stands in a plan (a list with other expressions becomes `or` of `eq`). NOT IN is `not` of `in`.",
    infer: inList,
  },
  {
    id: "like",
    name: "LIKE",
    signatures: ["STRING LIKE STRING [ESCAPE STRING]"],
    description:
      "Whether the string matches the pattern whole: % is any run of characters, _ any one code point; after the escape character (third argument, one character; none when left out) %, _ and itself stand for themselves, and anything else after it fails the row. NOT LIKE is `not` of `like`.",
    infer: takes([parameters.string, parameters.string, parameters.string], boolean(), { optional: 1 }),
  },
  {
    id: "between",
    name: "BETWEEN",
    signatures: ["any BETWEEN [ASYMMETRIC | SYMMETRIC] any AND any"],
    description:
      "Never in a plan: x BETWEEN a AND b becomes `and` of `ge` and `le`; SYMMETRIC `or` of both orders; NOT BETWEEN `not` of that.",
    infer: () => undefined,
  },
]);
