// Arithmetic as Flink does it: integers wrap around, DECIMAL rounds half up and is null when it does not fit, FLOAT is
// rounded to 32 bits after every step.
import type { SqlType, Value } from "@millrace/sql";

export const integerBits: Partial<Record<SqlType["kind"], number>> = { TINYINT: 8, SMALLINT: 16, INTEGER: 32, BIGINT: 64 };
export const isInteger = (type: SqlType): boolean => integerBits[type.kind] !== undefined;
export const isNumeric = (type: SqlType): boolean => isInteger(type) || ["DECIMAL", "FLOAT", "DOUBLE"].includes(type.kind);

/** An exact integer as a value of an integer type, wrapped around as two's complement does. */
export function wrap(exact: bigint, type: SqlType): Value {
  const wrapped = BigInt.asIntN(integerBits[type.kind]!, exact);
  return type.kind === "BIGINT" ? wrapped : Number(wrapped);
}

export const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent);
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Quotient of integers rounded to the nearest, half away from zero. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const [n, d] = [absolute(numerator), absolute(denominator)];
  const rounded = (n * 2n + d) / (d * 2n);
  return negative ? -rounded : rounded;
}

/** The same number at another scale, rounded half up. */
export function rescale(unscaled: bigint, from: number, to: number): bigint {
  return to >= from ? unscaled * powerOfTen(to - from) : divideHalfUp(unscaled, powerOfTen(from - to));
}

/** Null when the number has more digits than the type. */
export function fitDecimal(unscaled: bigint, precision: number): bigint | null {
  return absolute(unscaled) < powerOfTen(precision) ? unscaled : null;
}

/** Unscaled value and scale of any exact number. */
export function exactOf(value: Value, type: SqlType): { unscaled: bigint; scale: number } {
  if (type.kind === "DECIMAL") return { unscaled: value as bigint, scale: type.scale };
  return { unscaled: BigInt(value as number | bigint), scale: 0 };
}

export function toDouble(value: Value, type: SqlType): number {
  if (type.kind === "DECIMAL") return decimalToDouble(value as bigint, type.scale);
  return Number(value);
}

/** The nearest double: through text, because dividing two doubles would round twice. */
export function decimalToDouble(unscaled: bigint, scale: number): number {
  return Number(`${unscaled}e-${scale}`);
}

/** A double as an exact decimal of this scale, from its shortest text, as `BigDecimal.valueOf` does; null when not finite. */
export function doubleToUnscaled(value: number, scale: number): bigint | null {
  if (!Number.isFinite(value)) return null;
  return textToUnscaled(String(value), scale);
}

/** "12.5e-3" at a scale, rounded half up; null when it is no number. */
export function textToUnscaled(text: string, scale: number): bigint | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null || ((match[2] ?? "") === "" && (match[3] ?? "") === "")) return null;
  const fraction = match[3] ?? "";
  const exponent = Number(match[4] ?? "0");
  if (Math.abs(exponent) > 2000) return exponent < 0 ? 0n : null;
  const digits = BigInt(`${match[2] ?? ""}${fraction}` || "0");
  const shift = scale + exponent - fraction.length;
  const unscaled = shift >= 0 ? digits * powerOfTen(shift) : divideHalfUp(digits, powerOfTen(-shift));
  return match[1] === "-" ? -unscaled : unscaled;
}

export const asFloat = (value: number, type: SqlType): number => (type.kind === "FLOAT" ? Math.fround(value) : value);

/** SUM of values that are not null. */
export function sumOf(values: readonly Value[], type: SqlType): Value {
  if (isInteger(type))
    return wrap(
      values.reduce<bigint>((sum, value) => sum + BigInt(value as number | bigint), 0n),
      type,
    );
  if (type.kind === "DECIMAL") {
    return fitDecimal(
      values.reduce<bigint>((sum, value) => sum + (value as bigint), 0n),
      type.precision,
    );
  }
  return values.reduce<number>((sum, value) => asFloat(sum + (value as number), type), 0);
}

/** AVG: of integers an integer, cut toward zero; of DECIMAL rounded half up at the result's scale. */
export function averageOf(values: readonly Value[], given: SqlType, type: SqlType): Value {
  const count = BigInt(values.length);
  if (given.kind === "FLOAT" || given.kind === "DOUBLE") {
    return asFloat(values.reduce<number>((sum, value) => sum + (value as number), 0) / values.length, type);
  }
  const sum = values.reduce<bigint>((total, value) => total + BigInt(value as number | bigint), 0n);
  if (type.kind === "DECIMAL") {
    const scale = given.kind === "DECIMAL" ? given.scale : 0;
    return fitDecimal(divideHalfUp(sum * powerOfTen(type.scale), count * powerOfTen(scale)), type.precision);
  }
  if (type.kind === "DOUBLE" || type.kind === "FLOAT") return asFloat(Number(sum) / values.length, type);
  return wrap(BigInt.asIntN(64, sum) / count, type);
}
