// Arithmetic and mathematical functions.
import type { SqlType, Value } from "@millrace/sql";
import { approximateText, RowFailure } from "../cast.ts";
import { asFloat, divideHalfUp, exactOf, fitDecimal, isInteger, powerOfTen, rescale, textToUnscaled, wrap } from "../numbers.ts";
import { strict, type Call, type ScalarFunction } from "./function.ts";

interface Arithmetic {
  readonly integer: (left: bigint, right: bigint) => bigint;
  readonly approximate: (left: number, right: number) => number;
  /** Unscaled values at one common scale; gives unscaled value and scale. */
  readonly decimal: (left: bigint, right: bigint, scale: number, target: number) => { unscaled: bigint; scale: number };
}

const notZero = (divisor: bigint): bigint => {
  if (divisor === 0n) throw new RowFailure("division by zero");
  return divisor;
};

const arithmetic = (operation: Arithmetic): ScalarFunction =>
  strict(([left, right], { types, result }) => {
    if (result.kind === "INTERVAL_DAY_TIME" || result.kind === "INTERVAL_YEAR_MONTH")
      return operation.approximate(left as number, right as number);
    if (isInteger(result) && types.every(isInteger))
      return wrap(operation.integer(BigInt(left as number | bigint), BigInt(right as number | bigint)), result);
    if (result.kind === "FLOAT" || result.kind === "DOUBLE") return asFloat(operation.approximate(left as number, right as number), result);
    const [a, b] = [exactOf(left!, types[0]!), exactOf(right!, types[1]!)];
    const scale = Math.max(a.scale, b.scale);
    const target = result.kind === "DECIMAL" ? result.scale : 0;
    const found = operation.decimal(rescale(a.unscaled, a.scale, scale), rescale(b.unscaled, b.scale, scale), scale, target);
    const unscaled = rescale(found.unscaled, found.scale, target);
    return result.kind === "DECIMAL" ? fitDecimal(unscaled, result.precision) : wrap(unscaled, result);
  });

/** The function for an integer, a FLOAT or DOUBLE, or a DECIMAL; each gives a value of the result's type. */
const byType = (
  integer: (value: bigint) => bigint,
  approximate: (value: number) => number,
  decimal: (unscaled: bigint, scale: number) => { unscaled: bigint; scale: number },
): ScalarFunction =>
  strict(([value], { types, result }) => {
    const given = types[0]!;
    if (given.kind === "DECIMAL" && result.kind === "DECIMAL") {
      const found = decimal(value as bigint, given.scale);
      return fitDecimal(rescale(found.unscaled, found.scale, result.scale), result.precision);
    }
    if (isInteger(given)) return wrap(integer(BigInt(value as number | bigint)), result);
    return asFloat(approximate(value as number), result);
  });

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
const floorDivide = (value: bigint, by: bigint): bigint => value / by - (value % by !== 0n && value < 0n ? 1n : 0n);

/** ROUND and TRUNCATE: `cut` takes an unscaled value and a divisor. */
const shortened = (cut: (unscaled: bigint, divisor: bigint) => bigint): ScalarFunction =>
  strict(([value, digitsValue], { types, result }) => {
    const given = types[0]!;
    const digits = digitsValue === undefined ? 0 : Number(digitsValue);
    if (given.kind === "FLOAT" || given.kind === "DOUBLE") return asFloat(shortenedDouble(value as number, given, digits, cut), result);
    const { unscaled, scale } = exactOf(value!, given);
    const step = digits >= scale ? 1n : powerOfTen(scale - digits);
    const found = cut(unscaled, step) * step;
    if (result.kind === "DECIMAL") return fitDecimal(rescale(found, scale, result.scale), result.precision);
    return wrap(found, result);
  });

function shortenedDouble(value: number, type: SqlType, digits: number, cut: (unscaled: bigint, divisor: bigint) => bigint): number {
  if (!Number.isFinite(value)) return value;
  const text = approximateText(value, type.kind === "FLOAT");
  const exponent = Number(/E(-?\d+)$/.exec(text)?.[1] ?? 0);
  const fraction = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const scale = Math.max(0, fraction - exponent);
  // There is no -0 among decimals.
  if (digits >= scale) return value + 0;
  const unscaled = textToUnscaled(text, scale)!;
  const step = powerOfTen(scale - digits);
  return Number(`${cut(unscaled, step) * step}e-${scale}`);
}

const real = (compute: (...values: number[]) => number): ScalarFunction => strict((values) => compute(...values.map(Number)));

export const numberFunctions: Readonly<Record<string, ScalarFunction>> = {
  plus: arithmetic({ integer: (a, b) => a + b, approximate: (a, b) => a + b, decimal: (a, b, scale) => ({ unscaled: a + b, scale }) }),
  minus: arithmetic({ integer: (a, b) => a - b, approximate: (a, b) => a - b, decimal: (a, b, scale) => ({ unscaled: a - b, scale }) }),
  times: arithmetic({
    integer: (a, b) => a * b,
    approximate: (a, b) => a * b,
    decimal: (a, b, scale) => ({ unscaled: a * b, scale: scale * 2 }),
  }),
  divide: arithmetic({
    integer: (a, b) => a / notZero(b),
    approximate: (a, b) => a / b,
    decimal: (a, b, _, target) => ({ unscaled: divideHalfUp(a * powerOfTen(target), notZero(b)), scale: target }),
  }),
  mod: arithmetic({
    integer: (a, b) => a % notZero(b),
    approximate: (a, b) => a % b,
    decimal: (a, b, scale) => ({ unscaled: a % notZero(b), scale }),
  }),
  negate: strict((values, call) => (call.result.kind.startsWith("INTERVAL") ? -(values[0] as number) : negated(values, call))),
  abs: byType(absolute, Math.abs, (unscaled, scale) => ({ unscaled: absolute(unscaled), scale })),
  ceil: byType(
    (value) => value,
    Math.ceil,
    (unscaled, scale) => ({ unscaled: -floorDivide(-unscaled, powerOfTen(scale)), scale: 0 }),
  ),
  floor: byType(
    (value) => value,
    Math.floor,
    (unscaled, scale) => ({ unscaled: floorDivide(unscaled, powerOfTen(scale)), scale: 0 }),
  ),
  sign: byType(
    (value) => (value > 0n ? 1n : value < 0n ? -1n : 0n),
    Math.sign,
    (unscaled) => ({ unscaled: unscaled > 0n ? 1n : unscaled < 0n ? -1n : 0n, scale: 0 }),
  ),
  round: shortened(divideHalfUp),
  truncate: shortened((unscaled, divisor) => unscaled / divisor),
  power: real((base, exponent) => base ** exponent),
  sqrt: real(Math.sqrt),
  exp: real(Math.exp),
  ln: real(Math.log),
  log10: real(Math.log10),
  log2: real((value) => Math.log(value!) / Math.log(2)),
  log: real((first, second) => (second === undefined ? Math.log(first!) : Math.log(second) / Math.log(first!))),
};

function negated(values: readonly Value[], call: Call): Value {
  return byType(
    (value) => -value,
    (value) => -value,
    (unscaled, scale) => ({ unscaled: -unscaled, scale }),
  )(values, call);
}
