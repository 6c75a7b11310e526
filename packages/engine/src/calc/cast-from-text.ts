// CAST of character strings to everything else. A string that is no value of the type fails the row; with TRY_CAST it
// is null.
import { assert, encodeUtf8 } from "@millrace/core";
import type { SqlType } from "@millrace/sql";
import { js } from "../codegen/code.ts";
import type { Emitter } from "./emitter.ts";
import { rowErrors } from "./errors.ts";
import { register } from "./register.ts";
import type { Register } from "./register.ts";
import { parseDate, parseTime, parseTimestamp } from "./runtime/calendar.ts";
import { parseDecimal } from "./runtime/decimal.ts";
import type { Int64 } from "./runtime/integer.ts";
import { javaTrim, parseBoolean, parseDouble, parseInteger } from "./runtime/number-text.ts";
import { fitBytes } from "./runtime/text.ts";
import { zoneNamed } from "./runtime/zone.ts";

export function typeName(type: SqlType): string {
  if (type.kind === "DECIMAL") return `DECIMAL(${type.precision}, ${type.scale})`;
  return type.kind;
}

/** Undefined: not a value of the type. */
type Parse = (text: string) => boolean | Int64 | null | undefined;

function parserOf(type: SqlType): Parse | undefined {
  switch (type.kind) {
    case "BOOLEAN":
      return (text) => parseBoolean(text) ?? undefined;
    case "TINYINT":
      return (text) => parseInteger(text, 8) ?? undefined;
    case "SMALLINT":
      return (text) => parseInteger(text, 16) ?? undefined;
    case "INTEGER":
      return (text) => parseInteger(text, 32) ?? undefined;
    case "BIGINT":
      return (text) => parseInteger(text, 64) ?? undefined;
    case "FLOAT":
      return (text) => floatOf(parseDouble(text));
    case "DOUBLE":
      return (text) => parseDouble(text) ?? undefined;
    case "DECIMAL":
      // More digits than the type has fail too; only a cast of numbers makes them null.
      return (text) => parseDecimal(javaTrim(text), type.precision, type.scale) ?? undefined;
    case "DATE":
      return (text) => parseDate(text) ?? undefined;
    case "TIME":
      return (text) => parseTime(text) ?? undefined;
    default:
      return undefined;
  }
}

const floatOf = (value: number | null): number | undefined => (value === null ? undefined : Math.fround(value));

export function castFromText(emitter: Emitter, input: Register, type: SqlType, safe: boolean): Register {
  if (type.kind === "BINARY" || type.kind === "VARBINARY") {
    const encode = (text: string): Uint8Array => fitBytes(encodeUtf8(text), type.length, type.kind === "BINARY");
    return emitter.strict(type, [input], () => js`${emitter.constant(encode)}(${input.value})`);
  }
  if (!safe) emitter.canFail = true;
  if (type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ") return timestampFromText(emitter, input, type, safe);
  const parse = parserOf(type);
  assert(parse !== undefined, "the binder lets only castable types through");
  const run = (text: string): boolean | Int64 | null => {
    const value = parse(text);
    if (value === undefined && !safe) throw rowErrors.castFailed(text, typeName(type));
    return value ?? null;
  };
  return emitter.strict(type, [input], () => js`${emitter.constant(run)}(${input.value})`, true);
}

function timestampFromText(emitter: Emitter, input: Register, type: SqlType, safe: boolean): Register {
  assert(type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ", "a timestamp type");
  const zone = zoneNamed(emitter.timeZone);
  const found = { nanos: 0 };
  const run = (text: string): number | null => {
    const parsed = parseTimestamp(javaTrim(text), type.precision);
    if (parsed === null) {
      if (!safe) throw rowErrors.castFailed(text, typeName(type));
      return null;
    }
    found.nanos = parsed.nanos;
    return type.kind === "TIMESTAMP" ? parsed.ms : zone.toUtc(parsed.ms);
  };
  const result = emitter.strict(type, [input], () => js`${emitter.constant(run)}(${input.value})`, true);
  if (type.precision <= 3) return result;
  const nanos = emitter.variable(js`${emitter.constant(found)}.nanos`);
  return register(type, result.value, result.isNull, nanos);
}
