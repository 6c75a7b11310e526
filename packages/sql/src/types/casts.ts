// Which casts exist, as Flink's LogicalTypeCasts has them: implicit ones (a sink takes them without being asked) and
// explicit ones (CAST).
import { isBinary, isCharacter, isConstructed, isDatetime, isExact, isInteger, isInterval, isNumeric, isTimestamp } from "./properties.ts";
import type { SqlType } from "./type.ts";

const integerOrder = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"];

/** Whether INSERT INTO may put a `from` into a column of type `to` without a CAST. */
export function supportsImplicitCast(from: SqlType, to: SqlType): boolean {
  if (from.kind === "NULL") return to.nullable;
  switch (to.kind) {
    case "CHAR":
    case "BINARY":
      return from.kind === to.kind;
    case "VARCHAR":
      return isCharacter(from);
    case "VARBINARY":
      return isBinary(from);
    case "DECIMAL":
    case "DOUBLE":
      return isNumeric(from);
    case "FLOAT":
      return isExact(from) || from.kind === "FLOAT";
    case "TINYINT":
    case "SMALLINT":
    case "INTEGER":
    case "BIGINT":
      return isInteger(from) && integerOrder.indexOf(from.kind) <= integerOrder.indexOf(to.kind);
    case "DATE":
      return from.kind === "DATE" || from.kind === "TIMESTAMP";
    case "TIME":
      return from.kind === "TIME" || from.kind === "TIMESTAMP";
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return isTimestamp(from);
    default:
      return from.kind === to.kind;
  }
}

/** Whether CAST(from AS to) exists. */
export function supportsCast(from: SqlType, to: SqlType): boolean {
  if (from.kind === "NULL" || from.kind === to.kind) return true;
  if (isConstructed(from) || isConstructed(to)) return isCharacter(to);
  if (supportsImplicitCast(from, { ...to, nullable: true })) return true;
  if (isCharacter(to)) return true;
  if (isBinary(to)) return isCharacter(from) || isBinary(from);
  if (to.kind === "BOOLEAN") return isCharacter(from) || isInteger(from);
  if (isNumeric(to)) return isNumeric(from) || isCharacter(from) || from.kind === "BOOLEAN" || (isExact(to) && isInterval(from));
  if (to.kind === "DATE") return isTimestamp(from) || isCharacter(from);
  if (to.kind === "TIME") return isTimestamp(from) || isCharacter(from);
  if (isTimestamp(to)) return isDatetime(from) || isCharacter(from);
  if (isInterval(to)) return isCharacter(from) || isExact(from);
  return false;
}
