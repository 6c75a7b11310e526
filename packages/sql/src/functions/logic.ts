// Logic of three values: TRUE, FALSE and NULL (unknown).
import { boolean } from "../types/properties.ts";
import { family, parameters, takes } from "./signature.ts";

const test = (id: string, name: string, description: string) => ({
  id,
  name,
  signatures: [`BOOLEAN ${name}`],
  description: `${description} Never NULL.`,
  infer: takes([parameters.boolean], boolean(), { neverNull: true }),
});

export const logic = family("logic", "operator", [
  {
    id: "and",
    name: "AND",
    signatures: ["BOOLEAN AND BOOLEAN"],
    description:
      "Two or more arguments: FALSE when one is FALSE, else NULL when one is NULL, else TRUE. Arguments are evaluated from the left, and no further than the first FALSE (so that `x <> 0 AND 1 / x > 2` never fails).",
    infer: takes([parameters.boolean, parameters.boolean], boolean(), { variadic: true }),
  },
  {
    id: "or",
    name: "OR",
    signatures: ["BOOLEAN OR BOOLEAN"],
    description: "Two or more arguments: TRUE when one is TRUE, else NULL when one is NULL, else FALSE; no further than the first TRUE.",
    infer: takes([parameters.boolean, parameters.boolean], boolean(), { variadic: true }),
  },
  {
    id: "not",
    name: "NOT",
    signatures: ["NOT BOOLEAN"],
    description: "TRUE for FALSE, FALSE for TRUE, NULL for NULL.",
    infer: takes([parameters.boolean], boolean()),
  },
  {
    id: "is_null",
    name: "IS NULL",
    signatures: ["any IS NULL"],
    description: "Whether the value is NULL. Never NULL. IS UNKNOWN of a BOOLEAN is the same.",
    infer: takes([parameters.any], boolean(), { neverNull: true }),
  },
  {
    id: "is_not_null",
    name: "IS NOT NULL",
    signatures: ["any IS NOT NULL"],
    description: "Whether there is a value. Never NULL.",
    infer: takes([parameters.any], boolean(), { neverNull: true }),
  },
  test("is_true", "IS TRUE", "Whether it is TRUE."),
  test("is_not_true", "IS NOT TRUE", "Whether it is FALSE or NULL."),
  test("is_false", "IS FALSE", "Whether it is FALSE."),
  test("is_not_false", "IS NOT FALSE", "Whether it is TRUE or NULL."),
]);
