// One emitter for each kind of expression; a new kind does not compile until it has one.
import { assert, present } from "@millrace/core";
import type { Expression, SqlType, TimestampValue, Value } from "@millrace/sql";
import { encodeUtf8 } from "@millrace/core";
import { physicalOf } from "../columns/create.ts";
import { js } from "../codegen/code.ts";
import type { Code } from "../codegen/code.ts";
import { emitCast } from "./cast.ts";
import type { Emitter } from "./emitter.ts";
import { rowErrors } from "./errors.ts";
import { functions } from "./functions/table.ts";
import { always, isText, never, register } from "./register.ts";
import type { Register } from "./register.ts";
import { narrow } from "./runtime/integer.ts";

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

const emitters: { readonly [Kind in Expression["kind"]]: (emitter: Emitter, expression: Of<Kind>) => Register } = {
  column: (emitter, expression) => present(emitter.columns[expression.index], "an expression names a column of its input"),
  literal: (emitter, expression) => emitLiteral(emitter, expression.value, expression.type),
  call: (emitter, expression) => {
    const emit = functions[expression.function];
    if (emit === undefined || !Object.hasOwn(functions, expression.function)) throw rowErrors.functionUnknown(expression.function);
    return emit(emitter, expression.arguments, expression.type, expression.function);
  },
  case: emitCase,
  cast: (emitter, expression) => emitCast(emitter, emitter.expression(expression.input), expression.type, expression.safe),
};

export function emitExpression(emitter: Emitter, expression: Expression): Register {
  const emit = emitters[expression.kind] as (emitter: Emitter, expression: Expression) => Register;
  return emit(emitter, expression);
}

function emitLiteral(emitter: Emitter, value: Value, type: SqlType): Register {
  if (value === null) return { ...register(type, zeroOf(type), always), nanos: null };
  switch (physicalOf(type)) {
    case "bool":
    case "i32":
    case "f64":
      return { ...register(type, js`${value as number | boolean}`), constant: value as number };
    case "i64":
    case "decimal": {
      const number = typeof value === "bigint" ? narrow(value) : (value as number);
      return { ...register(type, js`${number}`), constant: number };
    }
    case "time": {
      const { ms, nanos } = value as TimestampValue;
      return { ...register(type, js`${ms}`, never, nanos === 0 ? null : js`${nanos}`), constant: ms };
    }
    case "bytes": {
      if (!isText(type)) return { ...register(type, emitter.constant(value)), constant: value as Uint8Array };
      assert(typeof value === "string", "a literal of a character type is a string");
      const bytes = encodeUtf8(value);
      return {
        ...register(type, emitter.constant(value)),
        slice: { source: emitter.constant(bytes), offset: js`0`, length: js`${bytes.length}` },
        constant: value,
      };
    }
    case "any":
      return register(type, emitter.constant(value));
  }
}

const zeroOf = (type: SqlType): Code => (physicalOf(type) === "bytes" ? js`""` : physicalOf(type) === "bool" ? js`false` : js`0`);

function emitCase(emitter: Emitter, expression: Of<"case">): Register {
  const result = emitter.slot(expression.type, physicalOf(expression.type) === "time");
  const done = emitter.scope.fresh();
  emitter.line(js`${done}: {`);
  for (const { when, then } of expression.branches) {
    const condition = emitter.expression(when);
    const body = emitter.block(() => result.set(emitCast(emitter, emitter.expression(then), expression.type, false)));
    emitter.line(js`if (!${condition.isNull} && ${condition.value}) {\n${body}break ${done}; }`);
  }
  result.set(emitCast(emitter, emitter.expression(expression.otherwise), expression.type, false));
  emitter.line(js`}`);
  return result.register;
}
