// BIGINT on the row path: a number while it is within ±2^53, else a bigint, always in the one form that fits. Generated
// loops handle the first inline; what leaves it comes here. Overflow wraps at 64 bits, as in Java.

export type Int64 = number | bigint;

export const narrow = (value: bigint): Int64 => {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
  return value;
};
const wrap = (value: bigint): Int64 => narrow(BigInt.asIntN(64, value));

export const addWide = (a: Int64, b: Int64): Int64 => wrap(BigInt(a) + BigInt(b));
export const subtractWide = (a: Int64, b: Int64): Int64 => wrap(BigInt(a) - BigInt(b));
export const multiplyWide = (a: Int64, b: Int64): Int64 => wrap(BigInt(a) * BigInt(b));
export const negateWide = (a: Int64): Int64 => wrap(-BigInt(a));
/** Towards zero; the divisor is not 0. */
export const divideWide = (a: Int64, b: Int64): Int64 => wrap(BigInt(a) / BigInt(b));
export const remainderWide = (a: Int64, b: Int64): Int64 => wrap(BigInt(a) % BigInt(b));

/** Java's narrowing casts keep the low bits. */
export const toInt32 = (value: Int64): number =>
  typeof value === "number" && Math.abs(value) < 2 ** 52 ? low32(value) : Number(BigInt.asIntN(32, BigInt(value)));
const low32 = (value: number): number => value | 0;

/** A double as Java makes a long of it: NaN is 0, beyond the range the nearest end, else towards zero. */
export function doubleToInt64(value: number): Int64 {
  if (Number.isNaN(value)) return 0;
  const whole = Math.trunc(value);
  if (Number.isSafeInteger(whole)) return whole === 0 ? 0 : whole;
  if (whole >= 2 ** 63) return 9223372036854775807n;
  if (whole <= -(2 ** 63)) return -9223372036854775808n;
  return narrow(BigInt(whole));
}

export function doubleToInt32(value: number): number {
  if (Number.isNaN(value)) return 0;
  if (value >= 2147483647) return 2147483647;
  if (value <= -2147483648) return -2147483648;
  return value | 0;
}

/** Java's `%` on doubles is JavaScript's; integers must not give -0. */
export const remainder = (a: number, b: number): number => {
  const rest = a % b;
  return rest === 0 ? 0 : rest;
};
export const quotient = (a: number, b: number): number => {
  const whole = Math.trunc(a / b);
  return whole === 0 ? 0 : whole;
};
