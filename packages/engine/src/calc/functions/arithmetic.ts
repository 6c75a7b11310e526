// The operators + − * / % and unary minus, by the type of the result.
import { assert } from "@millrace/core";
import type { SqlType } from "@millrace/sql";
import { js } from "../../codegen/code.ts";
import type { Code } from "../../codegen/code.ts";
import { emitCast, groupOf, wrapInt } from "../cast.ts";
import type { Emitter } from "../emitter.ts";
import { rowErrors } from "../errors.ts";
import { register } from "../register.ts";
import type { Register } from "../register.ts";
import { addMonths, addMonthsToDate, dayMs } from "../runtime/calendar.ts";
import * as decimal from "../runtime/decimal.ts";
import * as integer from "../runtime/integer.ts";
import type { EmitCall, FunctionTable } from "./emit.ts";

type Operation = "plus" | "minus" | "times" | "divide" | "mod";

const symbols: Record<Operation, Code> = { plus: js`+`, minus: js`-`, times: js`*`, divide: js`/`, mod: js`%` };
const wideOperations = {
  plus: integer.addWide,
  minus: integer.subtractWide,
  times: integer.multiplyWide,
  divide: integer.divideWide,
  mod: integer.remainderWide,
} as const;
const decimalOperations = {
  plus: decimal.addDecimal,
  minus: decimal.subtractDecimal,
  times: decimal.multiplyDecimal,
  divide: decimal.divideDecimal,
  mod: decimal.remainderDecimal,
} as const;

const failOnZero = (): never => {
  throw rowErrors.divisionByZero();
};

const arithmetic =
  (operation: Operation): EmitCall =>
  (emitter, [left, right], type) => {
    const [a, b] = [emitter.expression(left!), emitter.expression(right!)];
    switch (groupOf(type)) {
      case "int":
        return integers(emitter, a, b, type, operation);
      case "float":
        return floats(emitter, a, b, type, operation);
      case "decimal":
        return decimals(emitter, a, b, type, operation);
      default:
        return temporal(emitter, a, b, type, operation);
    }
  };

const whole = (emitter: Emitter, input: Register): Register =>
  groupOf(input.type) === "int" || groupOf(input.type) === "millis" || groupOf(input.type) === "months"
    ? input
    : emitCast(emitter, input, { kind: "BIGINT", nullable: true }, false);

function integers(emitter: Emitter, left: Register, right: Register, type: SqlType, operation: Operation): Register {
  const [a, b] = [whole(emitter, left), whole(emitter, right)];
  const divides = operation === "divide" || operation === "mod";
  if (divides && !(typeof b.constant === "number" && b.constant !== 0)) emitter.canFail = true;
  if (type.kind !== "BIGINT" && a.type.kind !== "BIGINT" && b.type.kind !== "BIGINT") {
    return emitter.strict(type, [a, b], () => narrowInteger(emitter, a.value, b.value, type, operation));
  }
  const wide = emitter.strict({ kind: "BIGINT", nullable: true }, [a, b], () => wideInteger(emitter, a.value, b.value, operation));
  return emitCast(emitter, wide, type, false);
}

function narrowInteger(emitter: Emitter, a: Code, b: Code, type: SqlType, operation: Operation): Code {
  if (operation === "times") return wrapInt(type, js`Math.imul(${a}, ${b})`);
  if (operation === "plus" || operation === "minus") return wrapInt(type, js`${a} ${symbols[operation]} ${b}`);
  return wrapInt(type, js`(${b} === 0 ? ${emitter.constant(failOnZero)}() : ${a} ${symbols[operation]} ${b})`);
}

/** In line while both sides and the result are numbers within ±2^53. */
function wideInteger(emitter: Emitter, a: Code, b: Code, operation: Operation): Code {
  const result = emitter.scope.fresh();
  const slow = js`${emitter.constant(wideOperations[operation])}(${a}, ${b})`;
  const numbers = js`typeof ${a} === "number" && typeof ${b} === "number"`;
  emitter.line(js`let ${result} = 0;`);
  if (operation === "divide" || operation === "mod") {
    const quick = operation === "divide" ? integer.quotient : integer.remainder;
    const divided = js`(${numbers} ? ${emitter.constant(quick)}(${a}, ${b}) : ${slow})`;
    return js`(${b} === 0 ? ${emitter.constant(failOnZero)}() : ${divided})`;
  }
  const inRange = js`(${result} = ${a} ${symbols[operation]} ${b}) <= 9007199254740991 && ${result} >= -9007199254740991`;
  return js`(${numbers} && ${inRange} ? ${operation === "times" ? js`${result} + 0` : result} : ${slow})`;
}

function floats(emitter: Emitter, left: Register, right: Register, type: SqlType, operation: Operation): Register {
  const double: SqlType = { kind: "DOUBLE", nullable: true };
  const [a, b] = [emitCast(emitter, left, double, false), emitCast(emitter, right, double, false)];
  const code = (): Code => js`${a.value} ${symbols[operation]} ${b.value}`;
  return emitter.strict(type, [a, b], () => (type.kind === "FLOAT" ? js`Math.fround(${code()})` : js`(${code()})`));
}

const scaleOf = (type: SqlType): number => (type.kind === "DECIMAL" ? type.scale : 0);

function decimals(emitter: Emitter, left: Register, right: Register, type: SqlType, operation: Operation): Register {
  assert(type.kind === "DECIMAL", "the decimal group is DECIMAL");
  const float = groupOf(left.type) === "float" || groupOf(right.type) === "float";
  if (float) return emitCast(emitter, floats(emitter, left, right, { kind: "DOUBLE", nullable: true }, operation), type, false);
  const [a, b] = [left, right];
  if (operation === "divide" || operation === "mod") emitter.canFail = true;
  const run = emitter.constant(decimalOperations[operation]);
  const call = js`${run}(${a.value}, ${scaleOf(a.type)}, ${b.value}, ${scaleOf(b.type)}, ${type.precision}, ${type.scale})`;
  const checked =
    operation === "divide" || operation === "mod" ? js`(${b.value} == 0 ? ${emitter.constant(failOnZero)}() : ${call})` : call;
  return emitter.strict(type, [a, b], () => checked, true);
}

/** Dates, times, timestamps and intervals with intervals; the difference of two points; an interval times a number. */
function temporal(emitter: Emitter, left: Register, right: Register, type: SqlType, operation: Operation): Register {
  if (operation === "times" || operation === "divide" || operation === "mod") return scaledInterval(emitter, left, right, type, operation);
  const target = groupOf(type);
  const swap = groupOf(left.type) === "millis" || groupOf(left.type) === "months" ? groupOf(right.type) !== groupOf(left.type) : false;
  const [point, interval] = swap ? [right, left] : [left, right];
  const sign = operation === "plus" ? js`+` : js`-`;
  if (target === "millis") {
    const ms = (input: Register): Code => (groupOf(input.type) === "date" ? js`${input.value} * ${dayMs}` : input.value);
    return emitter.strict(type, [left, right], () => js`(${ms(left)} ${sign} ${ms(right)})`);
  }
  if (target === "months") return emitter.strict(type, [left, right], () => js`(${left.value} ${sign} ${right.value})`);
  if (groupOf(interval.type) === "months") {
    const run = emitter.constant(groupOf(point.type) === "date" ? addMonthsToDate : addMonths);
    const moved = emitter.strict(
      type,
      [point, interval],
      () => js`${run}(${point.value}, ${operation === "plus" ? js`` : js`-`}${interval.value})`,
    );
    return register(type, moved.value, moved.isNull, point.nanos);
  }
  if (groupOf(point.type) === "date") {
    if (target === "date")
      return emitter.strict(type, [point, interval], () => js`(${point.value} ${sign} Math.trunc(${interval.value} / ${dayMs}))`);
    return emitter.strict(type, [point, interval], () => js`(${point.value} * ${dayMs} ${sign} ${interval.value})`);
  }
  if (target === "time") {
    const sum = js`(${point.value} ${sign} ${interval.value})`;
    return emitter.strict(type, [point, interval], () => js`((${sum} % ${dayMs} + ${dayMs}) % ${dayMs})`);
  }
  const moved = emitter.strict(type, [point, interval], () => js`(${point.value} ${sign} ${interval.value})`);
  return register(type, moved.value, moved.isNull, point.nanos);
}

function scaledInterval(emitter: Emitter, left: Register, right: Register, type: SqlType, operation: Operation): Register {
  const double: SqlType = { kind: "DOUBLE", nullable: true };
  const number = (input: Register): Register => (groupOf(input.type) === groupOf(type) ? input : emitCast(emitter, input, double, false));
  const [a, b] = [number(left), number(right)];
  return emitter.strict(type, [a, b], () => js`(Math.trunc(${a.value} ${symbols[operation]} ${b.value}) + 0)`);
}

const negate: EmitCall = (emitter, [input], type) => {
  const a = emitter.expression(input!);
  const negated = js`-${a.value}`;
  switch (groupOf(type)) {
    case "int":
      if (type.kind !== "BIGINT") return emitter.strict(type, [a], () => wrapInt(type, negated));
      return emitter.strict(
        type,
        [a],
        () => js`(typeof ${a.value} === "number" ? 0 - ${a.value} : ${emitter.constant(integer.negateWide)}(${a.value}))`,
      );
    case "float":
      return emitter.strict(type, [a], () => js`(${negated})`);
    default:
      return emitter.strict(type, [a], () => js`(typeof ${a.value} === "number" ? 0 - ${a.value} : ${negated})`);
  }
};

export const arithmetics: FunctionTable = {
  plus: arithmetic("plus"),
  minus: arithmetic("minus"),
  times: arithmetic("times"),
  divide: arithmetic("divide"),
  mod: arithmetic("mod"),
  negate,
  plus_interval: arithmetic("plus"),
  minus_interval: arithmetic("minus"),
};
