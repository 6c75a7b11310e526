// DECIMAL: an unscaled integer, exact to 38 digits; number while within ±2^53, else bigint. Rounding is HALF_UP and a
// result that needs more digits than its type has is null, as in Flink.
import { narrow } from "./integer.ts";
import type { Int64 } from "./integer.ts";

const powers: readonly bigint[] = Array.from({ length: 128 }, (_, exponent) => 10n ** BigInt(exponent));
const power = (exponent: number): bigint => powers[exponent] ?? 10n ** BigInt(exponent);

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** `value / divisor`, rounded half away from zero. */
function divideHalfUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const rest = magnitude(value % divisor) * 2n;
  if (rest < magnitude(divisor)) return quotient;
  return value < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

export function rescaleExact(value: bigint, from: number, to: number): bigint {
  if (to >= from) return value * power(to - from);
  return divideHalfUp(value, power(from - to));
}

/** Null when it needs more than `precision` digits. */
export function fit(value: bigint, precision: number): Int64 | null {
  return magnitude(value) < power(precision) ? narrow(value) : null;
}

export function rescale(value: Int64, from: number, to: number, precision: number): Int64 | null {
  if (from === to && typeof value === "number" && precision > 15) return value;
  return fit(rescaleExact(BigInt(value), from, to), precision);
}

export function addDecimal(a: Int64, scaleA: number, b: Int64, scaleB: number, precision: number, scale: number): Int64 | null {
  const common = Math.max(scaleA, scaleB);
  const sum = BigInt(a) * power(common - scaleA) + BigInt(b) * power(common - scaleB);
  return fit(rescaleExact(sum, common, scale), precision);
}

export function subtractDecimal(a: Int64, scaleA: number, b: Int64, scaleB: number, precision: number, scale: number): Int64 | null {
  return addDecimal(a, scaleA, -BigInt(b), scaleB, precision, scale);
}

export function multiplyDecimal(a: Int64, scaleA: number, b: Int64, scaleB: number, precision: number, scale: number): Int64 | null {
  return fit(rescaleExact(BigInt(a) * BigInt(b), scaleA + scaleB, scale), precision);
}

const digitsOf = (value: bigint): number => magnitude(value).toString().length;

/** First to 38 significant digits, then to the scale: the two roundings of Flink's BigDecimal division. `b` is not 0. */
export function divideDecimal(a: Int64, scaleA: number, b: Int64, scaleB: number, precision: number, scale: number): Int64 | null {
  const dividend = BigInt(a);
  const divisor = BigInt(b);
  if (dividend === 0n) return 0;
  const shift = Math.max(0, 39 - (digitsOf(dividend) - digitsOf(divisor)));
  const scaled = dividend * power(shift);
  let quotient = scaled / divisor;
  let resultScale = scaleA - scaleB + shift;
  const surplus = digitsOf(quotient) - 38;
  if (surplus > 0) {
    quotient = divideHalfUp(scaled, divisor * power(surplus));
    resultScale -= surplus;
  }
  return fit(resultScale < 0 ? quotient * power(-resultScale + scale) : rescaleExact(quotient, resultScale, scale), precision);
}

export function remainderDecimal(a: Int64, scaleA: number, b: Int64, scaleB: number, precision: number, scale: number): Int64 | null {
  const common = Math.max(scaleA, scaleB);
  const rest = (BigInt(a) * power(common - scaleA)) % (BigInt(b) * power(common - scaleB));
  return fit(rescaleExact(rest, common, scale), precision);
}

export function compareDecimal(a: Int64, scaleA: number, b: Int64, scaleB: number): number {
  const common = Math.max(scaleA, scaleB);
  const left = BigInt(a) * power(common - scaleA);
  const right = BigInt(b) * power(common - scaleB);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function decimalToText(value: Int64, scale: number): string {
  const whole = BigInt(value);
  const digits = magnitude(whole)
    .toString()
    .padStart(scale + 1, "0");
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return whole < 0n ? `-${text}` : text;
}

export const decimalToDouble = (value: Int64, scale: number): number => {
  if (typeof value === "number" && scale <= 22) return value / 10 ** scale;
  return Number(decimalToText(value, scale));
};

/** Towards zero, then the low 64 bits. */
export const decimalToInt64 = (value: Int64, scale: number): Int64 => narrow(BigInt.asIntN(64, BigInt(value) / power(scale)));

export const int64ToDecimal = (value: Int64, precision: number, scale: number): Int64 | null =>
  fit(BigInt(value) * power(scale), precision);

const decimalForm = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/** Undefined when the text is no number, null when it needs more digits than there are. */
export function parseDecimal(text: string, precision: number, scale: number): Int64 | null | undefined {
  const match = decimalForm.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = (whole + fraction).replace(/^0+/, "");
  const valueScale = fraction.length - Number(exponent);
  // A number whose first digit stands beyond the precision, or whose last lies far behind the scale, needs no arithmetic.
  if (digits === "") return 0;
  if (digits.length - valueScale > precision - scale + 1) return null;
  if (digits.length - valueScale < -scale - 1) return 0;
  const kept = Math.min(digits.length, digits.length - valueScale + scale + 2);
  const unscaled = BigInt(digits.slice(0, Math.max(kept, 1)));
  const unscaledScale = valueScale - (digits.length - Math.max(kept, 1));
  const exact = unscaledScale < 0 ? unscaled * power(-unscaledScale + scale) : rescaleExact(unscaled, unscaledScale, scale);
  return fit(sign === "-" ? -exact : exact, precision);
}

/** By the shortest digits of the double, as Java's `new BigDecimal(Double.toString(value))`. */
export function doubleToDecimal(value: number, precision: number, scale: number): Int64 | null {
  return Number.isFinite(value) ? (parseDecimal(String(value), precision, scale) ?? null) : null;
}

/** ROUND and TRUNCATE to `digits` places (negative: before the point); the result has scale `to`. */
export function roundDecimal(value: Int64, scale: number, digits: number, precision: number, to: number): Int64 | null {
  if (digits >= scale) return fit(rescaleExact(BigInt(value), scale, to), precision);
  const rounded = divideHalfUp(BigInt(value), power(scale - digits)) * power(scale - digits);
  return fit(rescaleExact(rounded, scale, to), precision);
}

export function truncateDecimal(value: Int64, scale: number, digits: number, precision: number, to: number): Int64 | null {
  if (digits >= scale) return fit(rescaleExact(BigInt(value), scale, to), precision);
  const unit = power(scale - digits);
  return fit(rescaleExact((BigInt(value) / unit) * unit, scale, to), precision);
}

export function floorDecimal(value: Int64, scale: number, precision: number, to: number): Int64 | null {
  const unit = power(scale);
  const whole = BigInt(value);
  const rest = ((whole % unit) + unit) % unit;
  return fit(rescaleExact(whole - rest, scale, to), precision);
}

export function ceilDecimal(value: Int64, scale: number, precision: number, to: number): Int64 | null {
  const negated = floorDecimal(-BigInt(value), scale, precision, to);
  return negated === null ? null : narrow(-BigInt(negated));
}
