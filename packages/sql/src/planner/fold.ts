// Casts of literals, where the result is certain to be exact; all else is left to the engine.
import type { Expression } from "../plan/plan.ts";
import { formatDecimal } from "../types/format-value.ts";
import { parseDate, parseTime, parseTimestamp } from "../types/parse-datetime.ts";
import { codePoints, isCharacter, isInteger } from "../types/properties.ts";
import type { SqlType, Value } from "../types/type.ts";

/** CAST as written: the result has exactly this type, also for strings of another length. */
export function castOrFold(expression: Expression, type: SqlType, safe: boolean): Expression {
  if (expression.kind === "literal") {
    const value = foldCast(expression.value, expression.type, type);
    if (value !== undefined) return { kind: "literal", value, type };
  }
  return { kind: "cast", input: expression, safe, type };
}

const integerBounds: Partial<Record<SqlType["kind"], bigint>> = {
  TINYINT: 1n << 7n,
  SMALLINT: 1n << 15n,
  INTEGER: 1n << 31n,
  BIGINT: 1n << 63n,
};

/** The literal's value in the other type; undefined when that is not certain to be exact (then the engine casts). */
export function foldCast(value: Value, from: SqlType, to: SqlType): Value | undefined {
  if (value === null) return null;
  if (isCharacter(from) && typeof value === "string") return foldString(value, to);
  if (isInteger(from) && (typeof value === "number" || typeof value === "bigint")) return foldInteger(BigInt(value), to);
  if (from.kind === "DECIMAL" && typeof value === "bigint") return foldDecimal(value, from.scale, to);
  if (from.kind === "DATE" && typeof value === "number" && to.kind === "TIMESTAMP") return { ms: value * 86_400_000, nanos: 0 };
  return undefined;
}

function foldString(value: string, to: SqlType): Value | undefined {
  switch (to.kind) {
    case "CHAR":
      return codePoints(value) === to.length ? value : undefined;
    case "VARCHAR":
      return codePoints(value) <= to.length ? value : undefined;
    case "DATE":
      return parseDate(value) ?? undefined;
    case "TIME":
      return parseTime(value) ?? undefined;
    case "TIMESTAMP": {
      const parsed = parseTimestamp(value);
      return parsed === null || (parsed.nanos !== 0 && to.precision < 9) ? undefined : parsed;
    }
    default:
      return undefined;
  }
}

function foldInteger(value: bigint, to: SqlType): Value | undefined {
  const bound = integerBounds[to.kind];
  if (bound !== undefined) {
    if (value < -bound || value >= bound) return undefined;
    return to.kind === "BIGINT" ? value : Number(value);
  }
  if (to.kind === "DECIMAL") {
    const unscaled = value * 10n ** BigInt(to.scale);
    return digits(unscaled) <= to.precision ? unscaled : undefined;
  }
  if (to.kind === "DOUBLE") return Number(value);
  if (to.kind === "FLOAT") return Math.fround(Number(value));
  return undefined;
}

function foldDecimal(value: bigint, scale: number, to: SqlType): Value | undefined {
  if (to.kind === "DOUBLE") return Number(formatDecimal(value, scale));
  if (to.kind !== "DECIMAL" || to.scale < scale) return undefined;
  const unscaled = value * 10n ** BigInt(to.scale - scale);
  return digits(unscaled) <= to.precision ? unscaled : undefined;
}

const digits = (value: bigint): number => (value < 0n ? -value : value).toString().length;
