// ABS, CEIL, ROUND, POWER and the like.
import type { SqlType } from "@millrace/sql";
import * as decimal from "../runtime/decimal.ts";
import { narrow } from "../runtime/integer.ts";
import type { Int64 } from "../runtime/integer.ts";
import { plain, typed } from "./emit.ts";
import type { FunctionTable, Run } from "./emit.ts";

const wrapTo = (type: SqlType, value: number): number =>
  type.kind === "TINYINT" ? (value << 24) >> 24 : type.kind === "SMALLINT" ? (value << 16) >> 16 : value | 0;

const digitsOf = (type: SqlType): { precision: number; scale: number } =>
  type.kind === "DECIMAL" ? { precision: type.precision, scale: type.scale } : { precision: 38, scale: 0 };

function abs(type: SqlType): Run {
  if (type.kind === "TINYINT" || type.kind === "SMALLINT" || type.kind === "INTEGER")
    return (value: number) => wrapTo(type, Math.abs(value));
  if (type.kind === "DECIMAL") return (value: Int64) => (value < 0 ? narrow(-BigInt(value)) : value);
  if (type.kind === "BIGINT") return (value: Int64) => (value < 0 ? narrow(BigInt.asIntN(64, -BigInt(value))) : value);
  return (value: number) => Math.abs(value);
}

function sign(type: SqlType): Run {
  if (type.kind === "DECIMAL") {
    const one = 10n ** BigInt(type.scale);
    return (value: Int64) => (value > 0 ? narrow(one) : value < 0 ? narrow(-one) : 0);
  }
  if (type.kind === "FLOAT" || type.kind === "DOUBLE") return (value: number) => Math.sign(value);
  return (value: Int64) => (value > 0 ? 1 : value < 0 ? -1 : 0);
}

/** CEIL and FLOOR. */
const whole =
  (round: (value: number) => number, exact: typeof decimal.floorDecimal) =>
  ([from]: readonly SqlType[], type: SqlType): Run => {
    if (from!.kind === "DECIMAL") {
      const { precision, scale } = digitsOf(type);
      const fromScale = digitsOf(from!).scale;
      return (value: Int64) => exact(value, fromScale, precision, scale);
    }
    if (from!.kind === "FLOAT" || from!.kind === "DOUBLE") return round;
    return (value: Int64) => value;
  };

/** ROUND and TRUNCATE of a whole number: only places before the point matter. */
function wholeToPlaces(value: Int64, places: number, half: boolean): Int64 {
  if (places >= 0) return value;
  if (places < -19) return 0;
  const unit = 10n ** BigInt(-places);
  const exact = BigInt(value);
  if (!half) return narrow(BigInt.asIntN(64, (exact / unit) * unit));
  const rounded = ((exact < 0n ? exact - unit / 2n : exact + unit / 2n) / unit) * unit;
  return narrow(BigInt.asIntN(64, rounded));
}

/** By the shortest decimal form of the double, as Java's BigDecimal.valueOf. */
function doubleToPlaces(value: number, places: number, half: boolean): number {
  if (!Number.isFinite(value) || places > 300) return value;
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const [lead = "0", fraction = ""] = mantissa.replace("-", "").split(".");
  const scale = fraction.length - Number(exponent);
  if (places >= scale) return value + 0;
  const drop = scale - places;
  const digits = lead + fraction;
  if (drop > digits.length) return 0;
  const kept = digits.slice(0, digits.length - drop) || "0";
  const up = half && digits.charCodeAt(digits.length - drop) >= 53;
  const result = Number(`${BigInt(kept) + (up ? 1n : 0n)}e${-places}`);
  // Through a decimal, as in Flink: there is no -0.
  return value < 0 ? 0 - result : result;
}

const places =
  (half: boolean) =>
  ([from]: readonly SqlType[], type: SqlType): Run => {
    if (from!.kind === "DECIMAL") {
      const { precision, scale } = digitsOf(type);
      const fromScale = digitsOf(from!).scale;
      const run = half ? decimal.roundDecimal : decimal.truncateDecimal;
      return (value: Int64, count = 0) => run(value, fromScale, count as number, precision, scale);
    }
    if (from!.kind === "FLOAT") return (value: number, count = 0) => Math.fround(floatToPlaces(value, count as number, half));
    if (from!.kind === "DOUBLE") return (value: number, count = 0) => doubleToPlaces(value, count as number, half);
    if (from!.kind === "BIGINT") return (value: Int64, count = 0) => wholeToPlaces(value, count as number, half);
    return (value: number, count = 0) => wrapTo(from!, Number(wholeToPlaces(value, count as number, half)));
  };

function floatToPlaces(value: number, count: number, half: boolean): number {
  let digits = 0;
  while (digits < 8 && Math.fround(Number(value.toExponential(digits))) !== value) digits++;
  return Number.isFinite(value) ? doubleToPlaces(Number(value.toExponential(digits)), count, half) : value;
}

/** Java's pow gives NaN for (±1)^±Infinity; JavaScript too. */
const logarithm = (first: number, second?: number): number => (second === undefined ? Math.log(first) : Math.log(second) / Math.log(first));

export const numerics: FunctionTable = {
  abs: typed(([from]) => abs(from!)),
  sign: typed(([from]) => sign(from!)),
  ceil: typed(
    whole((value) => Math.ceil(value), decimal.ceilDecimal),
    { nullable: true },
  ),
  floor: typed(
    whole((value) => Math.floor(value), decimal.floorDecimal),
    { nullable: true },
  ),
  round: typed(places(true), { nullable: true }),
  truncate: typed(places(false), { nullable: true }),
  power: plain((base: number, exponent: number) => base ** exponent),
  sqrt: plain((value: number) => Math.sqrt(value)),
  exp: plain((value: number) => Math.exp(value)),
  ln: plain((value: number) => Math.log(value)),
  log: plain(logarithm),
  log10: plain((value: number) => Math.log10(value)),
  log2: plain((value: number) => Math.log(value) / Math.log(2)),
};
