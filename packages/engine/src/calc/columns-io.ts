// Between columns of a batch and the variables of a generated loop: loading row `i` of an input column into a
// register, and storing a register as row `n` of an output column.
import { js } from "../codegen/code.ts";
import type { Code } from "../codegen/code.ts";
import type { SqlType } from "@millrace/sql";
import { physicalOf, setNanos, setWide, setWideDecimal } from "../columns/create.ts";
import type { Arena } from "../columns/create.ts";
import { textOf } from "../columns/text.ts";
import type { Emitter } from "./emitter.ts";
import { isBinary, never, register } from "./register.ts";
import type { Register } from "./register.ts";
import { narrow } from "./runtime/integer.ts";

/** Names of one column's arrays, taken out of the column before the loop. */
export class ColumnNames {
  readonly column: Code;
  readonly data: Code;
  readonly valid: Code;
  readonly hasNulls: Code;
  readonly extra: Code;
  readonly offset: Code;
  readonly length: Code;

  constructor(emitter: Emitter) {
    const fresh = (): Code => emitter.scope.fresh();
    [this.column, this.data, this.valid, this.hasNulls] = [fresh(), fresh(), fresh(), fresh()];
    [this.extra, this.offset, this.length] = [fresh(), fresh(), fresh()];
  }
}

/** Before the loop: the arrays of input column `index` of the batch `input`. */
export function openInput(names: ColumnNames, type: SqlType, index: number): Code {
  const { column, data, valid, hasNulls, extra } = names;
  const head = js`const ${column} = input.columns[${index}], ${valid} = ${column}.valid, ${hasNulls} = ${column}.hasNulls;\n`;
  switch (physicalOf(type)) {
    case "bytes":
      return js`${head}const ${data} = ${column}.source, ${names.offset} = ${column}.offset, ${names.length} = ${column}.length;\n`;
    case "i64":
    case "decimal":
      return js`${head}const ${data} = ${column}.data, ${extra} = ${column}.wide;\n`;
    case "time":
      return js`${head}const ${data} = ${column}.data, ${extra} = ${column}.nanos;\n`;
    default:
      return js`${head}const ${data} = ${column}.data;\n`;
  }
}

/** In the loop: row `i` of the column. */
export function loadColumn(emitter: Emitter, names: ColumnNames, type: SqlType, index: number): Register {
  const isNull = js`(${names.hasNulls} && ${names.valid}[i] === 0)`;
  const base = { ...register(type, js`${names.data}[i]`, isNull), column: index };
  switch (physicalOf(type)) {
    case "bool":
      return { ...base, value: js`(${names.data}[i] === 1)` };
    case "i64":
    case "decimal":
      return {
        ...base,
        value: emitter.variable(js`${names.extra} === null ? ${names.data}[i] : ${emitter.constant(narrow)}(${names.extra}[i])`),
      };
    case "time": {
      const fine = "precision" in type && type.precision > 3;
      return { ...base, nanos: fine ? js`(${names.extra} === null ? 0 : ${names.extra}[i])` : null };
    }
    case "bytes": {
      const slice = { source: names.data, offset: js`${names.offset}[i]`, length: js`${names.length}[i]` };
      const make = isBinary(type) ? copyOf : textOf;
      return { ...base, slice, value: js`${emitter.constant(make)}(${slice.source}, ${slice.offset}, ${slice.length})` };
    }
    default:
      return base;
  }
}

const copyOf = (source: Uint8Array, offset: number, length: number): Uint8Array => source.slice(offset, offset + length);

/** Before the loop: the arrays of output column `index` of the batch `out`. */
export function openOutput(names: ColumnNames, index: number): Code {
  const { column, data, valid, hasNulls, extra } = names;
  return js`const ${column} = out.columns[${index}], ${data} = ${column}.data, ${valid} = ${column}.valid; let ${hasNulls} = false, ${extra} = false;
if (${column}.wide !== undefined) ${column}.wide = null; if (${column}.nanos !== undefined) ${column}.nanos = null;
const ${names.offset} = ${column}.offset, ${names.length} = ${column}.length;\n`;
}

/** In the loop: the register as row `n`. */
export function storeColumn(emitter: Emitter, names: ColumnNames, from: Register, arena: Arena): Code {
  const { column, valid, hasNulls } = names;
  const body = storeValue(emitter, names, from, arena);
  if (from.isNull === never) return js`${valid}[n] = 1; ${body}\n`;
  const none = physicalOf(from.type) === "bytes" ? js`${names.offset}[n] = 0; ${names.length}[n] = 0; ` : js``;
  return js`if (${from.isNull}) { ${valid}[n] = 0; ${none}${hasNulls} = true; } else { ${valid}[n] = 1; ${body} }\n${column === null ? js`` : js``}`;
}

function storeValue(emitter: Emitter, names: ColumnNames, from: Register, arena: Arena): Code {
  const { column, data, extra } = names;
  const { value } = from;
  switch (physicalOf(from.type)) {
    case "bool":
      return js`${data}[n] = ${value} ? 1 : 0;`;
    case "i64":
    case "decimal": {
      const wide = emitter.constant(physicalOf(from.type) === "i64" ? setWide : setWideDecimal);
      return js`if (typeof ${value} === "number" && !${extra}) ${data}[n] = ${value}; else { ${wide}(${column}, n, ${value}); ${extra} = true; }`;
    }
    case "time": {
      if (from.nanos === null) return js`${data}[n] = ${value};${js``}`;
      const nanos = emitter.constant(setNanos);
      return js`${data}[n] = ${value}; if (${from.nanos} !== 0 || ${extra}) { ${nanos}(${column}, n, ${from.nanos}); ${extra} = true; }`;
    }
    case "bytes":
      return storeBytes(emitter, names, from, arena);
    default:
      return js`${data}[n] = ${value};`;
  }
}

function storeBytes(emitter: Emitter, names: ColumnNames, from: Register, arena: Arena): Code {
  const { slice, value } = from;
  const { column } = names;
  if (slice !== null && keepsSource(from)) return js`${names.offset}[n] = ${slice.offset}; ${names.length}[n] = ${slice.length};`;
  const target = emitter.constant(arena);
  if (slice !== null) return js`${target}.slice(${column}, n, ${slice.source}, ${slice.offset}, ${slice.length});`;
  return js`${target}.${isBinary(from.type) ? js`raw` : js`text`}(${column}, n, ${value});`;
}

/** Bytes of an input column, or a constant: the output column points at the same bytes, and none are copied. */
export const keepsSource = (from: Register): boolean => from.slice !== null && (from.column !== null || from.constant !== undefined);

/** After the loop. */
export function closeOutput(emitter: Emitter, names: ColumnNames, from: Register, arena: Arena): Code {
  const { column, hasNulls } = names;
  const nulls = js`${column}.hasNulls = ${hasNulls};\n`;
  if (physicalOf(from.type) !== "bytes") return nulls;
  const source = from.slice !== null && keepsSource(from) ? from.slice.source : js`${emitter.constant(arena)}.bytes`;
  return js`${nulls}${column}.source = ${source};\n`;
}
