// COALESCE, GREATEST and LEAST. (IF, NULLIF and simple CASE are `case` in a plan.)
import { js } from "../../codegen/code.ts";
import { physicalOf } from "../../columns/create.ts";
import { emitCast } from "../cast.ts";
import { never } from "../register.ts";
import { compare } from "./compare.ts";
import type { EmitCall, FunctionTable } from "./emit.ts";

/** Later arguments are not evaluated. */
const coalesce: EmitCall = (emitter, inputs, type) => {
  const result = emitter.slot(type, physicalOf(type) === "time");
  const done = emitter.scope.fresh();
  emitter.line(js`${done}: {`);
  for (const input of inputs) {
    const from = emitCast(emitter, emitter.expression(input), type, false);
    const body = emitter.block(() => result.set({ ...from, isNull: never }));
    emitter.line(from.isNull === never ? js`${body}break ${done};` : js`if (!${from.isNull}) {\n${body}break ${done}; }`);
  }
  emitter.line(js`}`);
  return result.register;
};

const extreme =
  (operator: ">" | "<"): EmitCall =>
  (emitter, inputs, type) => {
    const registers = inputs.map((input) => emitCast(emitter, emitter.expression(input), type, false));
    const result = emitter.slot(type, physicalOf(type) === "time");
    const nulls = registers.reduce((all, { isNull }) => (isNull === never ? all : js`${all} || ${isNull}`), js`false`);
    const body = emitter.block(() => {
      const [first, ...rest] = registers.map((register) => ({ ...register, isNull: never }));
      result.set(first!);
      for (const register of rest) {
        const better = compare(emitter, register, { ...result.register, isNull: never }, operator);
        const take = emitter.block(() => result.set(register));
        emitter.line(js`if (${better.value}) {\n${take}}`);
      }
    });
    emitter.line(js`if (!(${nulls})) {\n${body}}`);
    return result.register;
  };

export const conditionals: FunctionTable = { coalesce, greatest: extreme(">"), least: extreme("<") };
