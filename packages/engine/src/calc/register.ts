// Where a value lives while one row is computed: JavaScript variables of the generated loop.
//   bool boolean · i32, f64 number · i64, decimal number while within ±2^53, else bigint (always the one form that
//   fits, so that `===` compares) · time ms as number, `nanos` beside it · bytes string or Uint8Array, or still
//   (source, offset, length) · any a Value
import type { SqlType } from "@millrace/sql";
import type { Physical } from "../columns/batch.ts";
import { physicalOf } from "../columns/create.ts";
import { js } from "../codegen/code.ts";
import type { Code } from "../codegen/code.ts";

export interface Slice {
  readonly source: Code;
  readonly offset: Code;
  readonly length: Code;
}

export interface Register {
  readonly type: SqlType;
  readonly value: Code;
  /** Code of a boolean; `never` when the value is always there. */
  readonly isNull: Code;
  /** Only for `time`: null when nanoseconds are always 0. */
  readonly nanos: Code | null;
  /** Only for `bytes` that come straight from a column; `value` makes text (or bytes) of it each time it is used. */
  readonly slice: Slice | null;
  /** Index of the input column that this is, untouched. */
  readonly column: number | null;
  /** The value itself, when the plan has it. */
  readonly constant?: string | number | bigint | boolean | Uint8Array;
}

export const never: Code = js`false`;
export const always: Code = js`true`;

export const physical = (register: Register): Physical => physicalOf(register.type);
export const isBinary = (type: SqlType): boolean => type.kind === "BINARY" || type.kind === "VARBINARY";
export const isText = (type: SqlType): boolean => type.kind === "CHAR" || type.kind === "VARCHAR";

export function register(type: SqlType, value: Code, isNull: Code = never, nanos: Code | null = null): Register {
  return { type, value, isNull, nanos, slice: null, column: null };
}

/** What a variable of this type holds before it is set; of the same JavaScript type as its later values. */
export function zero(type: SqlType): Code {
  switch (physicalOf(type)) {
    case "bool":
      return js`false`;
    case "bytes":
      return isBinary(type) ? js`null` : js`""`;
    case "any":
      return js`null`;
    default:
      return js`0`;
  }
}
