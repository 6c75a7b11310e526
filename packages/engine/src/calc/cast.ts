// CAST and TRY_CAST: for each pair of type groups how a value is made of the other, and whether that may fail. The
// rules are Flink's (the non-legacy ones of 2.x): narrowing keeps low bits, text that is no number fails, a DECIMAL
// that does not fit is null.
import { assert } from "@millrace/core";
import type { SqlType } from "@millrace/sql";
import { js } from "../codegen/code.ts";
import type { Code } from "../codegen/code.ts";
import { physicalOf } from "../columns/create.ts";
import type { Emitter } from "./emitter.ts";
import { always, isBinary, isText, never, register } from "./register.ts";
import type { Register } from "./register.ts";
import { castToText } from "./cast-text.ts";
import { castFromText, typeName } from "./cast-from-text.ts";
import { rowErrors } from "./errors.ts";
import { dayMs } from "./runtime/calendar.ts";
import { decimalToDouble, decimalToInt64, doubleToDecimal, int64ToDecimal, rescale } from "./runtime/decimal.ts";
import { doubleToInt32, doubleToInt64, toInt32 } from "./runtime/integer.ts";
import type { Int64 } from "./runtime/integer.ts";
import { fitBytes } from "./runtime/text.ts";
import { zoneNamed } from "./runtime/zone.ts";

export type Group =
  | "bool"
  | "int"
  | "float"
  | "decimal"
  | "text"
  | "binary"
  | "date"
  | "time"
  | "timestamp"
  | "ltz"
  | "months"
  | "millis"
  | "any";

const groups: Record<SqlType["kind"], Group> = {
  NULL: "bool",
  BOOLEAN: "bool",
  TINYINT: "int",
  SMALLINT: "int",
  INTEGER: "int",
  BIGINT: "int",
  FLOAT: "float",
  DOUBLE: "float",
  DECIMAL: "decimal",
  CHAR: "text",
  VARCHAR: "text",
  BINARY: "binary",
  VARBINARY: "binary",
  DATE: "date",
  TIME: "time",
  TIMESTAMP: "timestamp",
  TIMESTAMP_LTZ: "ltz",
  INTERVAL_YEAR_MONTH: "months",
  INTERVAL_DAY_TIME: "millis",
  ARRAY: "any",
  MAP: "any",
  ROW: "any",
};
export const groupOf = (type: SqlType): Group => groups[type.kind];

export function emitCast(emitter: Emitter, input: Register, type: SqlType, safe: boolean): Register {
  const from = input.type;
  if (sameStorage(from, type)) return retyped(input, type);
  if (from.kind === "NULL" || input.isNull === always) return nullOf(type);
  const [source, target] = [groupOf(from), groupOf(type)];
  if (target === "text") return castToText(emitter, input, type);
  if (source === "text") return castFromText(emitter, input, type, safe);
  if (target === "int") return toInteger(emitter, input, type);
  if (target === "float") return toFloat(emitter, input, type);
  if (target === "decimal") return toDecimal(emitter, input, type, safe);
  if (target === "bool") return emitter.strict(type, [input], () => js`${input.value} != 0`);
  if (target === "binary") return toBinary(emitter, input, type);
  if (source === "int" && (target === "millis" || target === "months")) return retyped(input, type);
  return toTemporal(emitter, input, type);
}

/** The same value under another type. It is still the input column only where both types have one physical form. */
const retyped = (input: Register, type: SqlType): Register => ({
  ...input,
  type,
  column: physicalOf(input.type) === physicalOf(type) ? input.column : null,
});

export function nullOf(type: SqlType): Register {
  const kind = physicalOf(type);
  return register(type, kind === "bytes" ? js`""` : kind === "bool" ? js`false` : js`0`, always);
}

const bitsOf = (type: SqlType): number => (type.kind === "TINYINT" ? 8 : type.kind === "SMALLINT" ? 16 : type.kind === "BIGINT" ? 64 : 32);

function sameStorage(from: SqlType, to: SqlType): boolean {
  const [source, target] = [groupOf(from), groupOf(to)];
  if (source !== target) return false;
  if (source === "int") return bitsOf(to) >= bitsOf(from);
  if (source === "float") return from.kind === to.kind || to.kind === "DOUBLE";
  if (from.kind === "DECIMAL" && to.kind === "DECIMAL") return from.scale === to.scale && to.precision >= from.precision;
  if ("length" in from && "length" in to) {
    if (to.kind === "CHAR" || to.kind === "BINARY") return from.kind === to.kind && to.length === from.length;
    return to.length >= from.length;
  }
  if ("precision" in from && "precision" in to) return to.precision >= from.precision;
  return true;
}

/** Wraps a number that is within 32 bits, or code that makes it so, to the width of `type`. */
export function wrapInt(type: SqlType, value: Code): Code {
  if (type.kind === "TINYINT") return js`((${value}) << 24 >> 24)`;
  if (type.kind === "SMALLINT") return js`((${value}) << 16 >> 16)`;
  return js`((${value}) | 0)`;
}

function toInteger(emitter: Emitter, input: Register, type: SqlType): Register {
  const from = input.type;
  const big = type.kind === "BIGINT";
  const low = emitter.constant(toInt32);
  switch (groupOf(from)) {
    case "bool":
      return emitter.strict(type, [input], () => js`(${input.value} ? 1 : 0)`);
    case "float": {
      if (big) return emitter.strict(type, [input], () => js`${emitter.constant(doubleToInt64)}(${input.value})`);
      return emitter.strict(type, [input], () => wrapInt(type, js`${emitter.constant(doubleToInt32)}(${input.value})`));
    }
    case "decimal": {
      assert(from.kind === "DECIMAL", "the decimal group is DECIMAL");
      const whole = js`${emitter.constant(decimalToInt64)}(${input.value}, ${from.scale})`;
      return emitter.strict(type, [input], () => (big ? whole : wrapInt(type, js`${low}(${whole})`)));
    }
    case "timestamp":
    case "ltz":
      return emitter.strict(type, [input], () => js`Math.floor(${input.value} / 1000)`);
    case "int":
      return emitter.strict(type, [input], () => wrapInt(type, from.kind === "BIGINT" ? js`${low}(${input.value})` : input.value));
    default:
      return emitter.strict(type, [input], () => (big ? input.value : wrapInt(type, js`${low}(${input.value})`)));
  }
}

function toFloat(emitter: Emitter, input: Register, type: SqlType): Register {
  const from = input.type;
  let make = (): Code => input.value;
  if (from.kind === "BOOLEAN") make = () => js`(${input.value} ? 1 : 0)`;
  else if (from.kind === "DECIMAL") make = () => js`${emitter.constant(decimalToDouble)}(${input.value}, ${from.scale})`;
  else if (from.kind === "BIGINT") make = () => js`Number(${input.value})`;
  return emitter.strict(type, [input], () => (type.kind === "FLOAT" ? js`Math.fround(${make()})` : make()));
}

function toDecimal(emitter: Emitter, input: Register, type: SqlType, safe: boolean): Register {
  assert(type.kind === "DECIMAL", "the decimal group is DECIMAL");
  const { precision, scale } = type;
  const from = input.type;
  if (from.kind === "DECIMAL") {
    return emitter.strict(
      type,
      [input],
      () => js`${emitter.constant(rescale)}(${input.value}, ${from.scale}, ${scale}, ${precision})`,
      true,
    );
  }
  if (groupOf(from) === "float") {
    // No DECIMAL says NaN or infinity: that fails, where a number too large becomes null.
    const convert = (value: number): Int64 | null => {
      if (!safe && !Number.isFinite(value)) throw rowErrors.castFailed(String(value), typeName(type));
      return doubleToDecimal(value, precision, scale);
    };
    if (!safe) emitter.canFail = true;
    return emitter.strict(type, [input], () => js`${emitter.constant(convert)}(${input.value})`, true);
  }
  const value = from.kind === "BOOLEAN" ? js`(${input.value} ? 1 : 0)` : input.value;
  return emitter.strict(type, [input], () => js`${emitter.constant(int64ToDecimal)}(${value}, ${precision}, ${scale})`, true);
}

function toBinary(emitter: Emitter, input: Register, type: SqlType): Register {
  assert(type.kind === "BINARY" || type.kind === "VARBINARY", "the binary group has a length");
  const pad = type.kind === "BINARY";
  return emitter.strict(type, [input], () => js`${emitter.constant(fitBytes)}(${input.value}, ${type.length}, ${pad})`);
}

/** Among dates, times and timestamps. A TIMESTAMP becomes an instant, and back, by the session's time zone. */
function toTemporal(emitter: Emitter, input: Register, type: SqlType): Register {
  const [source, target] = [groupOf(input.type), groupOf(type)];
  const zone = emitter.constant(zoneNamed(emitter.timeZone));
  const { value } = input;
  if (source === "int" && (target === "timestamp" || target === "ltz")) {
    const ms = js`(Number(${value}) * 1000)`;
    return emitter.strict(type, [input], () => (target === "timestamp" ? js`(${ms} + ${zone}.offsetAt(${ms}))` : ms));
  }
  const local = source === "ltz" && target !== "ltz" ? js`(${value} + ${zone}.offsetAt(${value}))` : value;
  const fromLocal = (code: Code): Code => (target === "ltz" ? js`${zone}.toUtc(${code})` : code);
  switch (source) {
    case "date":
      return emitter.strict(type, [input], () => fromLocal(js`(${value} * ${dayMs})`));
    case "time":
      return target === "date" ? emitter.strict(type, [input], () => js`0`) : emitter.strict(type, [input], () => fromLocal(value));
    default:
      break;
  }
  if (target === "date") return emitter.strict(type, [input], () => js`Math.floor(${local} / ${dayMs})`);
  if (target === "time") {
    const unit = "precision" in type ? 10 ** Math.max(0, 3 - type.precision) : 1;
    const ofDay = js`(${local} - Math.floor(${local} / ${dayMs}) * ${dayMs})`;
    return emitter.strict(type, [input], () => (unit === 1 ? ofDay : js`(Math.floor(${ofDay} / ${unit}) * ${unit})`));
  }
  const precision = "precision" in type ? type.precision : 3;
  const moved = source === target ? input : emitter.strict(type, [input], () => (target === "ltz" ? fromLocal(value) : local));
  if (precision >= 3) {
    const unit = 10 ** Math.max(0, 9 - precision);
    const nanos = input.nanos === null || precision === 3 ? null : js`(${input.nanos} - ${input.nanos} % ${unit})`;
    return register(type, moved.value, moved.isNull, nanos);
  }
  const unit = 10 ** (3 - precision);
  return emitter.strict(type, [moved], () => js`(Math.floor(${moved.value} / ${unit}) * ${unit})`);
}

/** Both sides as numbers that compare with `<` and `===`: a common type for comparison and arithmetic. */
export function numericAs(emitter: Emitter, input: Register, type: SqlType): Register {
  return emitCast(emitter, input, type, false);
}

export const isCharacter = (type: SqlType): boolean => isText(type);
export { isBinary, never };
