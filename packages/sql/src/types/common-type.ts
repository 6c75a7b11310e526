// The type that several values share: the branches of CASE, the sides of a comparison, the inputs of a UNION ALL.
// Follows Flink's LogicalTypeMerging.findCommonType.
import {
  asDecimal,
  double,
  isApproximate,
  isBinary,
  isCharacter,
  isConstructed,
  isInteger,
  isNumeric,
  isTimestamp,
  integerDigits,
  sameType,
  withoutRowtime,
} from "./properties.ts";
import type { SqlType } from "./type.ts";

/** Undefined when there is none. NULLs count for nullability only; all NULL gives NULL. */
export function commonType(types: readonly SqlType[]): SqlType | undefined {
  const nullable = types.some((type) => type.nullable || type.kind === "NULL");
  let result: SqlType | undefined;
  for (const type of types) {
    if (type.kind === "NULL") continue;
    if (result === undefined) {
      result = types.length > 1 ? withoutRowtime(type) : type;
      continue;
    }
    result = commonOfTwo(result, withoutRowtime(type));
    if (result === undefined) return undefined;
  }
  return result === undefined ? { kind: "NULL", nullable: true } : { ...result, nullable };
}

function commonOfTwo(left: SqlType, right: SqlType): SqlType | undefined {
  if (isNumeric(left) && isNumeric(right)) return commonNumber(left, right);
  if (isCharacter(left) && isCharacter(right)) return commonString(left, right);
  if (isBinary(left) && isBinary(right)) return commonString(left, right);
  if (isTimestamp(left) && isTimestamp(right)) return commonTimestamp(left, right);
  if (left.kind === "DATE" && isTimestamp(right)) return right;
  if (isTimestamp(left) && right.kind === "DATE") return left;
  if (left.kind === "TIME" && right.kind === "TIME") return { ...left, precision: Math.max(left.precision, right.precision) };
  if (isConstructed(left)) return sameType(left, right) ? left : undefined;
  return left.kind === right.kind ? left : undefined;
}

function commonNumber(left: SqlType, right: SqlType): SqlType {
  if (isApproximate(left) || isApproximate(right)) {
    if (left.kind === "DOUBLE" || right.kind === "DOUBLE" || left.kind === "DECIMAL" || right.kind === "DECIMAL") return double();
    return { kind: "FLOAT", nullable: true };
  }
  if (isInteger(left) && isInteger(right)) return (integerDigits[left.kind] ?? 0) >= (integerDigits[right.kind] ?? 0) ? left : right;
  const [a, b] = [asDecimal(left), asDecimal(right)];
  const whole = Math.min(38, Math.max(a.precision - a.scale, b.precision - b.scale));
  const scale = Math.min(Math.max(a.scale, b.scale), 38 - whole);
  return { kind: "DECIMAL", precision: whole + scale, scale, nullable: true };
}

function commonString(left: SqlType, right: SqlType): SqlType {
  type Sized = Extract<SqlType, { readonly length: number }>;
  const [a, b] = [left as Sized, right as Sized];
  const length = Math.max(a.length, b.length);
  if (a.kind === b.kind && a.length === b.length) return a;
  return { kind: isCharacter(left) ? "VARCHAR" : "VARBINARY", length, nullable: true };
}

function commonTimestamp(left: SqlType, right: SqlType): SqlType {
  type Timed = Extract<SqlType, { readonly kind: "TIMESTAMP" | "TIMESTAMP_LTZ" }>;
  const [a, b] = [left as Timed, right as Timed];
  const kind = a.kind === b.kind ? a.kind : "TIMESTAMP_LTZ";
  return { kind, precision: Math.max(a.precision, b.precision), nullable: true };
}

/**
 * The type in which two values are compared, or undefined. Like `commonType`, and a string beside a time or a date is
 * read as one (Flink has no such rule for numbers: it refuses them).
 */
export function comparisonType(left: SqlType, right: SqlType): SqlType | undefined {
  const common = commonType([left, right]);
  if (common !== undefined) return common;
  const nullable = left.nullable || right.nullable;
  const isTime = (type: SqlType): boolean => isTimestamp(type) || type.kind === "DATE" || type.kind === "TIME";
  if (isCharacter(left) && isTime(right)) return { ...withoutRowtime(right), nullable };
  if (isTime(left) && isCharacter(right)) return { ...withoutRowtime(left), nullable };
  return undefined;
}
