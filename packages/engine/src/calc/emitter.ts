// Makes the statements that compute expressions for one row. Each expression becomes variables (a `Register`); a part
// that SQL may not evaluate (the right side of AND, a branch of CASE) stands in a block of its own.
import type { Expression, SqlType } from "@millrace/sql";
import { Scope, js } from "../codegen/code.ts";
import type { Code } from "../codegen/code.ts";
import { emitExpression } from "./expression.ts";
import { never, register, zero } from "./register.ts";
import type { Register } from "./register.ts";

export class Emitter {
  readonly scope: Scope = new Scope();
  readonly timeZone: string;
  /** Whether some row may fail, so that the loop must catch. */
  canFail = false;
  /** The columns that expressions see. */
  columns: readonly Register[] = [];
  #lines: Code[] = [];

  constructor(timeZone: string) {
    this.timeZone = timeZone;
  }

  line(code: Code): void {
    this.#lines.push(code);
  }

  /** The statements that `emit` makes, apart. */
  block(emit: () => void): Code {
    const outer = this.#lines;
    this.#lines = [];
    emit();
    const inner = this.#lines;
    this.#lines = outer;
    return inner.reduce((all, code) => js`${all}${code}\n`, js``);
  }

  variable(initial: Code): Code {
    const name = this.scope.fresh();
    this.line(js`let ${name} = ${initial};`);
    return name;
  }

  constant(value: unknown): Code {
    return this.scope.constant(value);
  }

  expression(expression: Expression): Register {
    return emitExpression(this, expression);
  }

  /** Variables for a value that different branches set. */
  slot(type: SqlType, withNanos: boolean): { readonly register: Register; set(from: Register): void; setNull(): void } {
    const value = this.variable(zero(type));
    const isNull = this.variable(js`true`);
    const nanos = withNanos ? this.variable(js`0`) : null;
    return {
      register: register(type, value, isNull, nanos),
      set: (from) => {
        this.line(js`${isNull} = ${from.isNull};`);
        const assign = js`${value} = ${from.value};${nanos === null ? js`` : js` ${nanos} = ${from.nanos ?? js`0`};`}`;
        this.line(from.isNull === never ? assign : js`if (!${isNull}) { ${assign} }`);
      },
      setNull: () => this.line(js`${isNull} = true;`),
    };
  }

  /**
   * A strict call: null when an argument is null, else `make` of the arguments' values. `nullable`: the call itself
   * may give null.
   */
  strict(type: SqlType, inputs: readonly Register[], make: () => Code, nullable = false): Register {
    const nulls = inputs.map((input) => input.isNull).filter((code) => code !== never);
    const first = nulls[0];
    if (first === undefined && !nullable) return register(type, this.variable(make()));
    const anyNull = nulls.slice(1).reduce((all, code) => js`${all} || ${code}`, first ?? never);
    const isNull = this.variable(anyNull);
    if (!nullable) {
      const value = this.variable(zero(type));
      this.line(js`if (!${isNull}) ${value} = ${make()};`);
      return register(type, value, isNull);
    }
    const raw = this.variable(js`null`);
    const value = this.variable(zero(type));
    this.line(js`if (!${isNull}) { ${raw} = ${make()}; if (${raw} === null) ${isNull} = true; else ${value} = ${raw}; }`);
    return register(type, value, isNull);
  }
}
