// Functions of numbers. DOUBLE functions cast their arguments to DOUBLE.
import { roundType } from "../types/arithmetic.ts";
import { decimal, double } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";
import { family, parameters, takes } from "./signature.ts";
import type { Argument } from "./signature.ts";

const toDouble = (id: string, name: string, description: string, count = 1) => ({
  id,
  name,
  signatures: [`${name}(${Array.from({ length: count }, () => "DOUBLE").join(", ")})`],
  description: `${description} DOUBLE in, DOUBLE out, as Java's Math.`,
  infer: takes(
    Array.from({ length: count }, () => parameters.double),
    double(),
  ),
});

/** CEIL and FLOOR: DECIMAL loses its scale, others keep their type. */
const whole = (given: readonly SqlType[]): SqlType | undefined => {
  const type = given[0];
  if (type?.kind !== "DECIMAL") return type;
  return type.scale === 0 ? type : decimal(Math.min(38, type.precision - type.scale + 1), 0, type.nullable);
};

const rounded = (given: readonly SqlType[], arguments_: readonly Argument[]): SqlType | undefined => {
  const type = given[0];
  if (type === undefined) return undefined;
  const digits = arguments_[1] === undefined ? 0 : arguments_[1].literal;
  return typeof digits === "number" ? roundType(type, digits) : type;
};
export const numeric = family("numeric", "scalar", [
  {
    id: "abs",
    name: "ABS",
    signatures: ["ABS(number)"],
    description: "Without its sign; the least integer stays itself (it wraps). The argument's type.",
    infer: takes([parameters.numeric], (given) => given[0]),
  },
  {
    id: "ceil",
    name: "CEIL",
    aliases: ["CEILING"],
    signatures: ["CEIL(number)", "CEIL(time TO unit)"],
    description:
      "The least whole number not below it. The argument's type; DECIMAL(p, s) with s > 0 gives DECIMAL(p - s + 1, 0). With TO it is `ceil_time`.",
    infer: takes([parameters.numeric], whole),
  },
  {
    id: "floor",
    name: "FLOOR",
    signatures: ["FLOOR(number)", "FLOOR(time TO unit)"],
    description: "The greatest whole number not above it. Types as CEIL. With TO it is `floor_time`.",
    infer: takes([parameters.numeric], whole),
  },
  {
    id: "round",
    name: "ROUND",
    signatures: ["ROUND(number)", "ROUND(number, INT)"],
    description:
      "Rounded HALF_UP (away from zero) to that many decimal places (0 when left out; negative: before the point). Integers and doubles keep their type (doubles round by their shortest decimal form); DECIMAL(p, s) to a literal d < s gives DECIMAL(1 + p - s + d, d).",
    infer: takes([parameters.numeric, parameters.int], rounded, { optional: 1 }),
  },
  {
    id: "truncate",
    name: "TRUNCATE",
    signatures: ["TRUNCATE(number)", "TRUNCATE(number, INT)"],
    description:
      "Cut toward zero to that many decimal places (0 when left out; negative: before the point), by the shortest decimal form of a double.",
    infer: takes([parameters.numeric, parameters.int], rounded, { optional: 1 }),
  },
  {
    id: "sign",
    name: "SIGN",
    signatures: ["SIGN(number)"],
    description: "-1, 0 or 1 in the argument's type; NaN for NaN.",
    infer: takes([parameters.numeric], (given) => given[0]),
  },
  toDouble("power", "POWER", "The first to the power of the second.", 2),
  toDouble("sqrt", "SQRT", "The square root; NaN below zero."),
  toDouble("exp", "EXP", "e to the power of it."),
  toDouble("ln", "LN", "The natural logarithm; -Infinity at zero, NaN below."),
  toDouble("log10", "LOG10", "The logarithm to base 10."),
  toDouble("log2", "LOG2", "The logarithm to base 2."),
  {
    id: "log",
    name: "LOG",
    signatures: ["LOG(DOUBLE)", "LOG(base DOUBLE, DOUBLE)"],
    description:
      "With one argument the natural logarithm, with two the logarithm of the second to the base of the first: ln(x) / ln(base).",
    infer: takes([parameters.double, parameters.double], double(), { optional: 1 }),
  },
]);
