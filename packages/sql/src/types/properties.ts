// Questions about types, and the few constructors that every stage needs.
import { maxLength } from "./type.ts";
import type { SqlType, SqlTypeKind } from "./type.ts";

/** How many code points a string has: what CHAR(n) counts. */
export const codePoints = (text: string): number => Array.from(text).length;

export const boolean = (nullable = true): SqlType => ({ kind: "BOOLEAN", nullable });
export const integer = (nullable = true): SqlType => ({ kind: "INTEGER", nullable });
export const bigint = (nullable = true): SqlType => ({ kind: "BIGINT", nullable });
export const double = (nullable = true): SqlType => ({ kind: "DOUBLE", nullable });
export const string = (nullable = true): SqlType => ({ kind: "VARCHAR", length: maxLength, nullable });
export const bytes = (nullable = true): SqlType => ({ kind: "VARBINARY", length: maxLength, nullable });
export const decimal = (precision: number, scale: number, nullable = true): SqlType => ({ kind: "DECIMAL", precision, scale, nullable });
export const timestamp = (precision: number, nullable = true): SqlType => ({ kind: "TIMESTAMP", precision, nullable });
export const timestampLtz = (precision: number, nullable = true): SqlType => ({ kind: "TIMESTAMP_LTZ", precision, nullable });

export const withNullable = <Type extends SqlType>(type: Type, nullable: boolean): Type =>
  type.nullable === nullable ? type : { ...type, nullable };

/** The type without the event-time mark: what any computation gives. */
export function withoutRowtime(type: SqlType): SqlType {
  if ((type.kind !== "TIMESTAMP" && type.kind !== "TIMESTAMP_LTZ") || type.rowtime === undefined) return type;
  return { kind: type.kind, precision: type.precision, nullable: type.nullable };
}

export const isRowtime = (type: SqlType): boolean => (type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ") && type.rowtime === true;

/** Digits of the exact integer types, as Flink counts them. */
export const integerDigits: Partial<Record<SqlTypeKind, number>> = { TINYINT: 3, SMALLINT: 5, INTEGER: 10, BIGINT: 19 };

export const isInteger = (type: SqlType): boolean => integerDigits[type.kind] !== undefined;
export const isExact = (type: SqlType): boolean => isInteger(type) || type.kind === "DECIMAL";
export const isApproximate = (type: SqlType): boolean => type.kind === "FLOAT" || type.kind === "DOUBLE";
export const isNumeric = (type: SqlType): boolean => isExact(type) || isApproximate(type);
export const isCharacter = (type: SqlType): boolean => type.kind === "CHAR" || type.kind === "VARCHAR";
export const isBinary = (type: SqlType): boolean => type.kind === "BINARY" || type.kind === "VARBINARY";
export const isTimestamp = (type: SqlType): boolean => type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ";
export const isDatetime = (type: SqlType): boolean => isTimestamp(type) || type.kind === "DATE" || type.kind === "TIME";
export const isInterval = (type: SqlType): boolean => type.kind === "INTERVAL_DAY_TIME" || type.kind === "INTERVAL_YEAR_MONTH";
export const isConstructed = (type: SqlType): boolean => type.kind === "ARRAY" || type.kind === "MAP" || type.kind === "ROW";

/** A number's type as DECIMAL(precision, scale). */
export function asDecimal(type: SqlType): { readonly precision: number; readonly scale: number } {
  if (type.kind === "DECIMAL") return type;
  return { precision: integerDigits[type.kind] ?? 38, scale: 0 };
}

/** Equal but for nullability and the event-time mark. */
export function sameType(left: SqlType, right: SqlType): boolean {
  if (left.kind !== right.kind) return false;
  switch (left.kind) {
    case "DECIMAL":
      return right.kind === "DECIMAL" && left.precision === right.precision && left.scale === right.scale;
    case "CHAR":
    case "VARCHAR":
    case "BINARY":
    case "VARBINARY":
      return left.length === (right as typeof left).length;
    case "TIME":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return left.precision === (right as typeof left).precision;
    case "ARRAY":
      return right.kind === "ARRAY" && sameType(left.element, right.element);
    case "MAP":
      return right.kind === "MAP" && sameType(left.key, right.key) && sameType(left.value, right.value);
    case "ROW":
      return (
        right.kind === "ROW" &&
        left.fields.length === right.fields.length &&
        left.fields.every((field, index) => sameType(field.type, right.fields[index]!.type))
      );
    default:
      return true;
  }
}

/**
 * Whether values of both types have the same form, so that no cast is needed between them: equal but for string
 * lengths, fixed or varying, and the precision of times.
 */
export function sameForm(left: SqlType, right: SqlType): boolean {
  if (isCharacter(left) && isCharacter(right)) return true;
  if (isBinary(left) && isBinary(right)) return true;
  if (left.kind === right.kind && (isTimestamp(left) || left.kind === "TIME")) return true;
  return sameType(left, right);
}
