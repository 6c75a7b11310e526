// Result types of arithmetic. The rules for DECIMAL are SQL Server's with Hive's way of giving up scale
// before integer digits, as Flink's LogicalTypeMerging has them.
import { asDecimal, decimal, isApproximate, isExact, isNumeric } from "./properties.ts";
import { commonType } from "./common-type.ts";
import type { SqlType } from "./type.ts";

const maxPrecision = 38;
const keptScale = 6;

export type ArithmeticOperator = "plus" | "minus" | "times" | "divide" | "mod";

/** The type of `left operator right` for two numbers, nullable as given; undefined when one is not a number. */
export function arithmeticType(operator: ArithmeticOperator, left: SqlType, right: SqlType): SqlType | undefined {
  if (!isNumeric(left) || !isNumeric(right)) return undefined;
  const nullable = left.nullable || right.nullable;
  const exactDecimal = isExact(left) && isExact(right) && (left.kind === "DECIMAL" || right.kind === "DECIMAL");
  if (!exactDecimal) {
    // MOD has the type of its second argument; the others the wider of both.
    if (operator === "mod" && !isApproximate(left) && !isApproximate(right)) return { ...right, nullable };
    return commonType([left, right]);
  }
  return { ...decimalType(operator, asDecimal(left), asDecimal(right)), nullable };
}

interface Digits {
  readonly precision: number;
  readonly scale: number;
}

function decimalType(operator: ArithmeticOperator, left: Digits, right: Digits): SqlType {
  const whole = [left.precision - left.scale, right.precision - right.scale] as const;
  const scale = Math.max(left.scale, right.scale);
  switch (operator) {
    case "plus":
    case "minus":
      return adjusted(Math.max(...whole) + scale + 1, scale);
    case "times":
      return adjusted(left.precision + right.precision + 1, left.scale + right.scale);
    case "divide": {
      const quotientScale = Math.max(keptScale, left.scale + right.precision + 1);
      return adjusted(whole[0] + right.scale + quotientScale, quotientScale);
    }
    case "mod":
      return adjusted(Math.min(...whole) + scale, scale);
  }
}

function adjusted(precision: number, scale: number): SqlType {
  if (precision <= maxPrecision) return decimal(precision, scale, false);
  return decimal(maxPrecision, Math.max(maxPrecision - (precision - scale), Math.min(scale, keptScale)), false);
}

/** SUM: DECIMAL grows to 38 digits, others keep their type (and wrap, as in Java). */
export const sumType = (type: SqlType): SqlType => (type.kind === "DECIMAL" ? decimal(maxPrecision, type.scale, type.nullable) : type);

/** AVG: DECIMAL divides by a DECIMAL(20, 0) count; integers stay integers and truncate. */
export function averageType(type: SqlType): SqlType {
  if (type.kind !== "DECIMAL") return type;
  return { ...decimalType("divide", { precision: maxPrecision, scale: type.scale }, { precision: 20, scale: 0 }), nullable: type.nullable };
}

/** ROUND(DECIMAL, digits). */
export function roundType(type: SqlType, digits: number): SqlType {
  if (type.kind !== "DECIMAL" || digits >= type.scale) return type;
  const whole = 1 + type.precision - type.scale;
  if (digits < 0) return decimal(Math.min(maxPrecision, whole), 0, type.nullable);
  return decimal(whole + digits, digits, type.nullable);
}
