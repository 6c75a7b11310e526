// Comparison and three-valued logic.
import { assert, encodeUtf8 } from "@millrace/core";
import type { Expression, SqlType } from "@millrace/sql";
import { js } from "../../codegen/code.ts";
import type { Code } from "../../codegen/code.ts";
import { emitCast, groupOf } from "../cast.ts";
import type { Emitter } from "../emitter.ts";
import { always, isText, never, register } from "../register.ts";
import type { Register } from "../register.ts";
import { compareDecimal } from "../runtime/decimal.ts";
import { compareBytes, compareText, sameBytes } from "../runtime/text.ts";
import type { EmitCall, FunctionTable } from "./emit.ts";

type Operator = "===" | "!==" | "<" | "<=" | ">" | ">=";
const boolean: SqlType = { kind: "BOOLEAN", nullable: true };
const double: SqlType = { kind: "DOUBLE", nullable: true };

// The six operators as code; nothing but these can be one.
const operators: Record<Operator, Code> = {
  "===": js`===`,
  "!==": js`!==`,
  "<": js`<`,
  "<=": js`<=`,
  ">": js`>`,
  ">=": js`>=`,
};

/** A comparison of two values as a boolean. Public for IN, NULLIF, GREATEST and the like. */
export function compare(emitter: Emitter, left: Register, right: Register, operator: Operator): Register {
  const [a, b] = aligned(emitter, left, right);
  return emitter.strict(boolean, [a, b], () => comparison(emitter, a, b, operator));
}

/** Both sides in a common form: a DOUBLE makes both DOUBLE, text beside a temporal value is cast. */
function aligned(emitter: Emitter, left: Register, right: Register): [Register, Register] {
  const [a, b] = [groupOf(left.type), groupOf(right.type)];
  if (a === b || left.type.kind === "NULL" || right.type.kind === "NULL") return [left, right];
  if (a === "text" && b !== "any") return [emitCast(emitter, left, right.type.kind === "CHAR" ? left.type : right.type, false), right];
  if (b === "text" && a !== "any") return [left, emitCast(emitter, right, left.type, false)];
  if (a === "float" || b === "float") return [emitCast(emitter, left, double, false), emitCast(emitter, right, double, false)];
  if ((a === "date" || a === "timestamp" || a === "ltz") && a !== b && "precision" in right.type) {
    return [emitCast(emitter, left, right.type, false), right];
  }
  if (b === "date" || b === "ltz") return [left, emitCast(emitter, right, left.type, false)];
  return [left, right];
}

function comparison(emitter: Emitter, a: Register, b: Register, operator: Operator): Code {
  const code = operators[operator];
  if (isText(a.type) && isText(b.type)) return textComparison(emitter, a, b, operator);
  switch (groupOf(a.type)) {
    case "binary":
      return js`(${emitter.constant(compareBytes)}(${a.value}, ${b.value}) ${code} 0)`;
    case "decimal":
      return decimalComparison(emitter, a, b, code);
    case "int":
      return groupOf(b.type) === "decimal" ? decimalComparison(emitter, a, b, code) : js`(${a.value} ${code} ${b.value})`;
    case "timestamp":
    case "ltz":
      return timeComparison(a, b, operator);
    case "any":
      return js`(${emitter.constant(compareNested)}(${a.value}, ${b.value}) ${code} 0)`;
    default:
      return js`(${a.value} ${code} ${b.value})`;
  }
}

function decimalComparison(emitter: Emitter, a: Register, b: Register, code: Code): Code {
  const scaleA = a.type.kind === "DECIMAL" ? a.type.scale : 0;
  const scaleB = b.type.kind === "DECIMAL" ? b.type.scale : 0;
  if (scaleA === scaleB) return js`(${a.value} ${code} ${b.value})`;
  return js`(${emitter.constant(compareDecimal)}(${a.value}, ${scaleA}, ${b.value}, ${scaleB}) ${code} 0)`;
}

function timeComparison(a: Register, b: Register, operator: Operator): Code {
  const code = operators[operator];
  if (a.nanos === null && b.nanos === null) return js`(${a.value} ${code} ${b.value})`;
  const [nanosA, nanosB] = [a.nanos ?? js`0`, b.nanos ?? js`0`];
  if (operator === "===") return js`(${a.value} === ${b.value} && ${nanosA} === ${nanosB})`;
  if (operator === "!==") return js`(${a.value} !== ${b.value} || ${nanosA} !== ${nanosB})`;
  return js`(${a.value} === ${b.value} ? ${nanosA} ${code} ${nanosB} : ${a.value} ${code} ${b.value})`;
}

function textComparison(emitter: Emitter, a: Register, b: Register, operator: Operator): Code {
  if (operator === "===" || operator === "!==") {
    const equal = textEquality(emitter, a, b);
    return operator === "===" ? equal : js`!${equal}`;
  }
  return js`(${emitter.constant(compareText)}(${a.value}, ${b.value}) ${operators[operator]} 0)`;
}

/** Strings still in their bytes are compared there: first the length, then, with a literal, byte by byte in line. */
function textEquality(emitter: Emitter, a: Register, b: Register): Code {
  if (a.slice === null || b.slice === null) return js`(${a.value} === ${b.value})`;
  const [column, literal] = a.constant === undefined ? [a, b] : [b, a];
  if (typeof literal.constant === "string" && column.slice !== null) {
    const bytes = encodeUtf8(literal.constant);
    const { source, offset, length } = column.slice;
    if (bytes.length <= 16) {
      const tests = Array.from(bytes, (byte, index) => js` && ${source}[${offset} + ${index}] === ${byte}`);
      return js`(${length} === ${bytes.length}${tests})`;
    }
  }
  const same = emitter.constant(sameBytes);
  const [x, y] = [a.slice, b.slice];
  return js`(${x.length} === ${y.length} && ${same}(${x.source}, ${x.offset}, ${y.source}, ${y.offset}, ${x.length}))`;
}

/** Order of arrays, rows and maps; only equality of it is visible. */
function compareNested(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return a.length - b.length;
    for (let index = 0; index < a.length; index++) {
      const order = compareNested(a[index], b[index]);
      if (order !== 0) return order;
    }
    return 0;
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) return JSON.stringify(a) === JSON.stringify(b) ? 0 : 1;
  return a === b ? 0 : 1;
}

const comparing =
  (operator: Operator): EmitCall =>
  (emitter, [left, right]) =>
    compare(emitter, emitter.expression(left!), emitter.expression(right!), operator);

/** AND and OR: the right side is not evaluated when the left decides. `decisive`: the value that decides. */
const connective =
  (decisive: boolean): EmitCall =>
  (emitter, inputs) =>
    inputs
      .slice(1)
      .reduce((left, input) => connect(emitter, left, () => emitter.expression(input), decisive), emitter.expression(inputs[0]!));

export function connect(emitter: Emitter, left: Register, right: () => Register, decisive: boolean): Register {
  const value = emitter.variable(left.isNull === always ? js`${!decisive}` : js`${left.value}`);
  const isNull = emitter.variable(left.isNull);
  const isDecided = left.isNull === never ? js`${value} === ${decisive}` : js`!${isNull} && ${value} === ${decisive}`;
  const body = emitter.block(() => {
    const other = right();
    const decided = js`${value} = ${decisive}; ${isNull} = false;`;
    if (other.isNull === never) {
      emitter.line(js`if (${other.value} === ${decisive}) { ${decided} }`);
    } else {
      emitter.line(js`if (${other.isNull}) ${isNull} = true; else if (${other.value} === ${decisive}) { ${decided} }`);
    }
  });
  emitter.line(js`if (!(${isDecided})) {\n${body}}`);
  return register(boolean, value, isNull);
}

/** IS TRUE, IS NOT TRUE, IS FALSE, IS NOT FALSE. */
const isTruth =
  (truth: boolean, negated: boolean): EmitCall =>
  (emitter, [input]) => {
    const { value, isNull } = emitter.expression(input!);
    const is = js`(!${isNull} && ${value} === ${truth})`;
    return register(boolean, emitter.variable(negated ? js`!${is}` : is));
  };

const isNullTest =
  (negated: boolean): EmitCall =>
  (emitter, [input]) => {
    const { isNull } = emitter.expression(input!);
    return register(boolean, emitter.variable(negated ? js`!${isNull}` : isNull));
  };

export function negate(emitter: Emitter, input: Register): Register {
  return register(boolean, emitter.variable(js`!${input.value}`), input.isNull);
}

function oneOf(emitter: Emitter, inputs: readonly Expression[]): Register {
  const value = emitter.expression(inputs[0]!);
  const [first, ...rest] = inputs.slice(1);
  assert(first !== undefined, "IN has a list");
  const equals = (input: Expression) => (): Register => compare(emitter, value, emitter.expression(input), "===");
  return rest.reduce((left, input) => connect(emitter, left, equals(input), true), equals(first)());
}

/** IS [NOT] DISTINCT FROM: null is a value like others. */
const distinct =
  (negated: boolean): EmitCall =>
  (emitter, [left, right]) => {
    const [a, b] = [emitter.expression(left!), emitter.expression(right!)];
    const equal = compare(emitter, a, b, "===");
    const same = js`(${a.isNull} || ${b.isNull} ? ${a.isNull} === ${b.isNull} : ${equal.value})`;
    return register(boolean, emitter.variable(negated ? same : js`!${same}`));
  };

export const comparisons: FunctionTable = {
  eq: comparing("==="),
  ne: comparing("!=="),
  lt: comparing("<"),
  le: comparing("<="),
  gt: comparing(">"),
  ge: comparing(">="),
  and: connective(false),
  or: connective(true),
  not: (emitter, [input]) => negate(emitter, emitter.expression(input!)),
  is_null: isNullTest(false),
  is_not_null: isNullTest(true),
  is_true: isTruth(true, false),
  is_not_true: isTruth(true, true),
  is_false: isTruth(false, false),
  is_not_false: isTruth(false, true),
  is_distinct_from: distinct(false),
  is_not_distinct_from: distinct(true),
  in: oneOf,
};
