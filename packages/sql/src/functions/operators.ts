// Arithmetic operators. Both arguments are cast to the operand type named here; the result type may differ from it
// for DECIMAL only.
import { arithmeticType } from "../types/arithmetic.ts";
import type { ArithmeticOperator } from "../types/arithmetic.ts";
import { asDecimal, decimal, isExact, isInterval, isNumeric, withNullable, withoutRowtime } from "../types/properties.ts";
import type { SqlType } from "../types/type.ts";
import { commonType } from "../types/common-type.ts";
import { family, parameters, takes } from "./signature.ts";
import type { Argument, FunctionDefinition, Inference } from "./signature.ts";

const notNull = (type: SqlType, other: SqlType): SqlType => (type.kind === "NULL" ? { ...other, nullable: true } : type);

const arithmetic =
  (operator: ArithmeticOperator) =>
  (given: readonly Argument[]): Inference | undefined => {
    if (given.length !== 2) return undefined;
    const [first, second] = [given[0]!.type, given[1]!.type];
    const [left, right] = [notNull(first, second), notNull(second, first)];
    if (left.kind === "NULL")
      return {
        arguments: [
          { kind: "INTEGER", nullable: true },
          { kind: "INTEGER", nullable: true },
        ],
        result: { kind: "INTEGER", nullable: true },
      };
    const nullable = left.nullable || right.nullable;
    if (isInterval(left) && left.kind === right.kind && (operator === "plus" || operator === "minus")) {
      return { arguments: [left, right], result: withNullable(left, nullable) };
    }
    const result = arithmeticType(operator, left, right);
    if (result === undefined) return undefined;
    if (result.kind === "DECIMAL") return { arguments: [operand(left), operand(right)], result };
    const common = operator === "mod" ? commonType([left, right]) : result;
    if (common === undefined) return undefined;
    return { arguments: [withNullable(common, left.nullable), withNullable(common, right.nullable)], result };
  };

/** Integers beside a DECIMAL become DECIMAL(digits, 0); DECIMALs keep their own precision and scale. */
function operand(type: SqlType): SqlType {
  if (type.kind === "DECIMAL" || !isExact(type)) return type;
  return decimal(asDecimal(type).precision, 0, type.nullable);
}

const timeInterval = (given: readonly Argument[]): Inference | undefined => {
  const [time, interval] = given;
  if (given.length !== 2 || time === undefined || interval === undefined || !isInterval(interval.type)) return undefined;
  const kind = time.type.kind;
  if (kind !== "DATE" && kind !== "TIME" && kind !== "TIMESTAMP" && kind !== "TIMESTAMP_LTZ") return undefined;
  if (kind === "TIME" && interval.type.kind !== "INTERVAL_DAY_TIME") return undefined;
  const type = withoutRowtime(time.type);
  return { arguments: [type, interval.type], result: withNullable(type, type.nullable || interval.type.nullable) };
};

const sides = "Both arguments have the result's type, except DECIMAL: there each keeps its own precision and scale.";

export const operators: readonly FunctionDefinition[] = family("operator", "operator", [
  {
    id: "plus",
    name: "+",
    signatures: ["number + number", "interval + interval"],
    description: `Sum. ${sides}`,
    infer: arithmetic("plus"),
  },
  {
    id: "minus",
    name: "-",
    signatures: ["number - number", "interval - interval"],
    description: `Difference. ${sides}`,
    infer: arithmetic("minus"),
  },
  { id: "times", name: "*", signatures: ["number * number"], description: `Product. ${sides}`, infer: arithmetic("times") },
  {
    id: "divide",
    name: "/",
    signatures: ["number / number"],
    description: `Quotient. ${sides} Integers truncate toward zero. Division by zero fails the row for integers and DECIMAL, and gives ±Infinity or NaN for FLOAT and DOUBLE.`,
    infer: arithmetic("divide"),
  },
  {
    id: "mod",
    name: "%",
    aliases: ["MOD"],
    signatures: ["MOD(number, number)", "number % number"],
    description:
      "Remainder with the sign of the first argument. Both arguments have one type (DECIMALs keep their own precision and scale); the result has the type of the second as written, and always fits it. Zero as the second argument fails the row (NaN for FLOAT, DOUBLE).",
    infer: arithmetic("mod"),
  },
  {
    id: "negate",
    name: "-",
    signatures: ["- number", "- interval"],
    description: "The number with the other sign; the least integer stays itself (it wraps). The result has the argument's type.",
    infer: takes(
      [
        (given) =>
          isNumeric(given) || isInterval(given) ? given : given.kind === "NULL" ? { kind: "INTEGER", nullable: true } : undefined,
      ],
      (given) => given[0],
    ),
  },
  {
    id: "plus_interval",
    name: "+",
    signatures: ["time + interval"],
    description:
      "DATE, TIME, TIMESTAMP or TIMESTAMP_LTZ (first argument) plus an interval (second). Milliseconds are added to the instant (TIMESTAMP: to the wall clock), whole days only to a DATE, TIME wraps at midnight; months are added on the calendar (TIMESTAMP_LTZ: in UTC), the day cut to the last of the month. The result has the first argument's type.",
    infer: timeInterval,
  },
  {
    id: "minus_interval",
    name: "-",
    signatures: ["time - interval"],
    description: "The same with the interval taken away.",
    infer: timeInterval,
  },
  {
    id: "concat",
    name: "||",
    signatures: ["STRING || STRING"],
    description: "The strings joined; NULL when one is NULL.",
    infer: takes([parameters.string, parameters.string], { kind: "VARCHAR", length: 2_147_483_647, nullable: true }),
  },
]);
