// How a function of the registry becomes code: the shape of an entry of the tables, and makers for the common ones.
import type { Expression, SqlType } from "@millrace/sql";
import { js, list } from "../../codegen/code.ts";
import type { Code } from "../../codegen/code.ts";
import type { Emitter } from "../emitter.ts";
import type { Register } from "../register.ts";

export type EmitCall = (emitter: Emitter, inputs: readonly Expression[], type: SqlType, name: string) => Register;
export type FunctionTable = Readonly<Record<string, EmitCall>>;

// oxlint-disable-next-line typescript/no-explicit-any -- values of generated code, typed by the plan
export type Run = (...values: any[]) => unknown;

export interface CallOptions {
  /** The call may give null for arguments that are not null. */
  readonly nullable?: boolean;
  /** The call may throw a row error. */
  readonly fails?: boolean;
}

/** A strict function of the arguments' values (text as string, BIGINT as number or bigint, times as ms). */
export function plain(run: Run, options: CallOptions = {}): EmitCall {
  return (emitter, inputs, type) => {
    if (options.fails === true) emitter.canFail = true;
    const registers = inputs.map((input) => emitter.expression(input));
    const call = (): Code => js`${emitter.constant(run)}(${list(registers.map(({ value }) => value))})`;
    return emitter.strict(type, registers, call, options.nullable ?? false);
  };
}

/** Like `plain`, but `make` sees the argument types and the time zone once, when the plan is compiled. */
export function typed(
  make: (types: readonly SqlType[], type: SqlType, emitter: Emitter, constants: readonly Register["constant"][]) => Run,
  options: CallOptions = {},
): EmitCall {
  return (emitter, inputs, type) => {
    if (options.fails === true) emitter.canFail = true;
    const registers = inputs.map((input) => emitter.expression(input));
    const run = make(
      registers.map((input) => input.type),
      type,
      emitter,
      registers.map(({ constant }) => constant),
    );
    const call = (): Code => js`${emitter.constant(run)}(${list(registers.map(({ value }) => value))})`;
    return emitter.strict(type, registers, call, options.nullable ?? false);
  };
}
