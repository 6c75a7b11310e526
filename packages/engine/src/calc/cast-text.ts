// CAST to CHAR and VARCHAR: every type as Flink prints it.
import { assert, decodeUtf8 } from "@millrace/core";
import type { SqlType, TimestampValue, Value } from "@millrace/sql";
import { js } from "../codegen/code.ts";
import type { Code } from "../codegen/code.ts";
import type { Emitter } from "./emitter.ts";
import { isText } from "./register.ts";
import type { Register } from "./register.ts";
import { dateToText, intervalMonthsToText, intervalMsToText, timeToText, timestampToText } from "./runtime/calendar.ts";
import { decimalToText } from "./runtime/decimal.ts";
import { doubleToText, floatToText } from "./runtime/number-text.ts";
import { fitText } from "./runtime/text.ts";
import { zoneNamed } from "./runtime/zone.ts";

/** The length of STRING. Said here again, so that a worker need not load the SQL package for one number. */
const maxLength = 2_147_483_647;

export function castToText(emitter: Emitter, input: Register, type: SqlType): Register {
  assert(type.kind === "CHAR" || type.kind === "VARCHAR", "the text group has a length");
  if (isText(input.type) && type.kind === "VARCHAR" && type.length === maxLength) return { ...input, type };
  const text = printed(emitter, input);
  if (type.kind === "VARCHAR" && type.length === maxLength) return emitter.strict(type, [input], () => text);
  return emitter.strict(type, [input], () => js`${emitter.constant(fitText)}(${text}, ${type.length}, ${type.kind === "CHAR"})`);
}

/** A TIME has a fraction only where it is not zero. */
const timeOfDay = (ms: number, precision: number): string => timeToText(ms, ms % 1000 === 0 ? 0 : Math.min(3, precision));

function printed(emitter: Emitter, input: Register): Code {
  const { type, value } = input;
  const nanos = input.nanos ?? js`0`;
  switch (type.kind) {
    case "CHAR":
    case "VARCHAR":
      return value;
    case "NULL":
    case "BOOLEAN":
      return js`(${value} ? "TRUE" : "FALSE")`;
    case "TINYINT":
    case "SMALLINT":
    case "INTEGER":
    case "BIGINT":
      return js`String(${value})`;
    case "FLOAT":
      return js`${emitter.constant(floatToText)}(${value})`;
    case "DOUBLE":
      return js`${emitter.constant(doubleToText)}(${value})`;
    case "DECIMAL":
      return js`${emitter.constant(decimalToText)}(${value}, ${type.scale})`;
    case "BINARY":
    case "VARBINARY":
      return js`${emitter.constant(decodeUtf8)}(${value})`;
    case "DATE":
      return js`${emitter.constant(dateToText)}(${value})`;
    case "TIME":
      return js`${emitter.constant(timeOfDay)}(${value}, ${type.precision})`;
    case "TIMESTAMP":
      return js`${emitter.constant(timestampToText)}(${value}, ${nanos}, ${type.precision})`;
    case "TIMESTAMP_LTZ": {
      const zone = emitter.constant(zoneNamed(emitter.timeZone));
      return js`${emitter.constant(timestampToText)}(${value} + ${zone}.offsetAt(${value}), ${nanos}, ${type.precision})`;
    }
    case "INTERVAL_YEAR_MONTH":
      return js`${emitter.constant(intervalMonthsToText)}(${value})`;
    case "INTERVAL_DAY_TIME":
      return js`${emitter.constant(intervalMsToText)}(Number(${value}))`;
    case "ARRAY":
    case "MAP":
    case "ROW":
      return js`${emitter.constant((nested: Value) => valueToText(nested, type, emitter.timeZone))}(${value})`;
  }
}

/** A value of any type as Flink casts it to STRING. */
export function valueToText(value: Value, type: SqlType, timeZone: string): string {
  if (value === null) return "NULL";
  switch (type.kind) {
    case "CHAR":
    case "VARCHAR":
      return value as string;
    case "NULL":
    case "BOOLEAN":
      return value === true ? "TRUE" : "FALSE";
    case "TINYINT":
    case "SMALLINT":
    case "INTEGER":
    case "BIGINT":
      return String(value as number | bigint);
    case "FLOAT":
      return floatToText(value as number);
    case "DOUBLE":
      return doubleToText(value as number);
    case "DECIMAL":
      return decimalToText(value as bigint, type.scale);
    case "BINARY":
    case "VARBINARY":
      return decodeUtf8(value as Uint8Array);
    case "DATE":
      return dateToText(value as number);
    case "TIME":
      return timeOfDay(value as number, type.precision);
    case "TIMESTAMP":
      return timestampToText((value as TimestampValue).ms, (value as TimestampValue).nanos, type.precision);
    case "TIMESTAMP_LTZ": {
      const { ms, nanos } = value as TimestampValue;
      return timestampToText(ms + zoneNamed(timeZone).offsetAt(ms), nanos, type.precision);
    }
    case "INTERVAL_YEAR_MONTH":
      return intervalMonthsToText(value as number);
    case "INTERVAL_DAY_TIME":
      return intervalMsToText(value as number);
    case "ARRAY":
      return `[${(value as readonly Value[]).map((element) => valueToText(element, type.element, timeZone)).join(", ")}]`;
    case "ROW":
      return `(${type.fields.map((field, index) => valueToText((value as readonly Value[])[index]!, field.type, timeZone)).join(", ")})`;
    case "MAP": {
      const entries = value as readonly (readonly [Value, Value])[];
      const texts = entries.map(([key, of]) => `${valueToText(key, type.key, timeZone)}=${valueToText(of, type.value, timeZone)}`);
      return `{${texts.join(", ")}}`;
    }
  }
}
