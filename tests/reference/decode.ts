// A record's bytes as the physical columns of a table, by the formats json, csv and raw as Flink has them.
// What cannot be read throws `BadRecord` with the reason.
import type { Column, SqlType, TableDefinition, Value } from "@millrace/sql";
import { isText } from "./cast.ts";
import { JsonNumber, jsonText, NotJson, parseJson, type Json } from "./json.ts";
import { fitDecimal, integerBits, textToUnscaled } from "./numbers.ts";
import { cutTo, daysOf, parseTime } from "./time.ts";
import { codePoints, type TimestampParts } from "./row.ts";

export class BadRecord extends Error {}

/** A record that is no record of the format at all, not only one of its fields. */
class Malformed extends BadRecord {}

/** A physical column that is read, and its place in the declaration. Others may hold anything. */
export interface Wanted extends Column {
  readonly position: number;
}

/** Values of the wanted columns; null for a record that is left out without a word. */
export function decode(table: TableDefinition, wanted: readonly Wanted[], bytes: Uint8Array): Value[] | null {
  try {
    if (table.format === "json") return decodeJson(table, wanted, textOfBytes(bytes));
    if (table.format === "csv") return decodeCsv(table, wanted, textOfBytes(bytes));
    return wanted.map((column) => decodeRaw(column.type, bytes));
  } catch (error) {
    if (error instanceof Malformed && lenient(table)) return null;
    throw error;
  }
}

function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed("not UTF-8");
  }
}

const lenient = (table: TableDefinition): boolean => table.options[`${table.format}.ignore-parse-errors`] === "true";

/** With ignore-parse-errors a field that cannot be read is null. */
function field(table: TableDefinition, column: Column, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadRecord)) throw error;
    if (lenient(table)) return null;
    throw new BadRecord(`column ${column.name}: ${error.message}`);
  }
}

function decodeJson(table: TableDefinition, wanted: readonly Wanted[], text: string): Value[] {
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    if (error instanceof NotJson) throw new Malformed(error.message);
    throw error;
  }
  if (!(json instanceof Map)) throw new Malformed("not an object");
  const fields: ReadonlyMap<string, Json> = json;
  const iso = table.options["json.timestamp-format.standard"] === "ISO-8601";
  return wanted.map((column) => {
    const given = fields.get(column.name);
    if (given === undefined && table.options["json.fail-on-missing-field"] === "true")
      throw new BadRecord(`column ${column.name}: missing`);
    return given === undefined || given === null ? null : field(table, column, () => jsonValue(given, column.type, iso));
  });
}

function jsonValue(given: Json, type: SqlType, iso: boolean): Value {
  if (given === null) return null;
  if (isText(type)) return typeof given === "string" ? given : jsonText(given);
  if (type.kind === "BOOLEAN") return given === true || (typeof given === "string" && given.trim().toLowerCase() === "true");
  if (typeof given === "string") return scalarText(given, type, iso);
  if (given instanceof JsonNumber && isNumber(type)) return jsonNumber(given.text, type);
  throw new BadRecord(`${jsonText(given)} is no ${type.kind}`);
}

const isNumber = (type: SqlType): boolean => integerBits[type.kind] !== undefined || ["FLOAT", "DOUBLE", "DECIMAL"].includes(type.kind);

/** INT and BIGINT take the whole part of a number with a fraction or an exponent (Jackson's getIntValue). */
function jsonNumber(text: string, type: SqlType): Value {
  if ((type.kind !== "INTEGER" && type.kind !== "BIGINT") || !/[.eE]/.test(text)) return numberText(text, type);
  const whole = Math.trunc(Number(text));
  if (!(Math.abs(whole) < 2 ** (integerBits[type.kind]! - 1))) throw new BadRecord(`${text} is out of the range of ${type.kind}`);
  return type.kind === "BIGINT" ? BigInt(whole) : whole + 0;
}

/** A number as written: integers keep their whole part, DECIMAL rounds half up. */
function numberText(text: string, type: SqlType): Value {
  const bits = integerBits[type.kind];
  if (bits !== undefined) {
    if (!/^[+-]?\d+$/.test(text)) throw new BadRecord(`${text} is no ${type.kind}`);
    const exact = BigInt(text.replace("+", ""));
    if (exact !== BigInt.asIntN(bits, exact)) throw new BadRecord(`${text} is out of the range of ${type.kind}`);
    return type.kind === "BIGINT" ? exact : Number(exact);
  }
  if (type.kind === "DECIMAL") {
    const unscaled = textToUnscaled(text, type.scale);
    if (unscaled === null) throw new BadRecord(`${text} is no DECIMAL`);
    return fitDecimal(unscaled, type.precision);
  }
  const number = Number(text);
  if (text.trim() === "" || Number.isNaN(number)) throw new BadRecord(`${text} is no ${type.kind}`);
  return type.kind === "FLOAT" ? Math.fround(number) : number;
}

/** A value written as text: a JSON string or a CSV field. */
function scalarText(text: string, type: SqlType, iso: boolean): Value {
  if (isNumber(type)) return numberText(text.trim(), type);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- numbers and texts were handled above
  switch (type.kind) {
    case "BOOLEAN":
      // Boolean.parseBoolean: what is not true is false.
      return text.trim().toLowerCase() === "true";
    case "DATE":
      return dateOf(text) ?? refuse(text, type);
    case "TIME":
      return parseTime(text)?.ms ?? refuse(text, type);
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return cutTo(timestampOf(text, type.kind === "TIMESTAMP_LTZ", iso) ?? refuse(text, type), type.precision);
    case "BINARY":
    case "VARBINARY":
      if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return refuse(text, type);
      return new Uint8Array(Buffer.from(text, "base64"));
    default:
      return text;
  }
}

const refuse = (text: string, type: SqlType): never => {
  throw new BadRecord(`${text} is no ${type.kind}`);
};

function dateOf(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match === null ? null : daysOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** `2021-09-24 12:34:56.789`, ISO-8601 with a T; an instant ends with Z. Seconds may be left out. */
function timestampOf(text: string, zoned: boolean, iso: boolean): TimestampParts | null {
  const match = /^(\d{4}-\d{2}-\d{2})([ T])(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z?)$/.exec(text);
  if (match === null || match[2] !== (iso ? "T" : " ") || (match[4] === "Z") !== zoned) return null;
  const [days, time] = [dateOf(match[1]!), parseTime(match[3]!)];
  return days === null || time === null ? null : { ms: days * 86_400_000 + time.ms, nanos: time.nanos };
}

function decodeCsv(table: TableDefinition, wanted: readonly Wanted[], text: string): Value[] {
  const nullLiteral = table.options["csv.null-literal"];
  const fields = csvFields(text, table);
  if (fields.length !== table.physical.length) throw new Malformed(`${fields.length} fields, not ${table.physical.length}`);
  return wanted.map((column) => {
    const given = fields[column.position]!;
    if (nullLiteral !== undefined && given === nullLiteral) return null;
    if (given === "" && !isText(column.type)) return null;
    return field(table, column, () => (isText(column.type) ? given : scalarText(given, column.type, false)));
  });
}

function csvFields(text: string, table: TableDefinition): string[] {
  const delimiter = table.options["csv.field-delimiter"] ?? ",";
  const quote = table.options["csv.disable-quote-character"] === "true" ? undefined : (table.options["csv.quote-character"] ?? '"');
  const escape = table.options["csv.escape-character"];
  const line = codePoints(text.replace(/\r?\n$/, ""));
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let value = "";
    if (quote !== undefined && line[at] === quote) {
      at++;
      for (; ; at++) {
        if (at >= line.length) throw new Malformed("a quoted field is not closed");
        if (line[at] === escape && escape !== undefined) value += line[++at] ?? "";
        else if (line[at] !== quote) value += line[at]!;
        else if (line[at + 1] === quote) value += line[++at]!;
        else break;
      }
      at++;
      if (at < line.length && line[at] !== delimiter) throw new Malformed("text after a quoted field");
    } else {
      for (; at < line.length && line[at] !== delimiter; at++)
        value += line[at] === escape && escape !== undefined ? (line[++at] ?? "") : line[at]!;
    }
    fields.push(value);
    if (at >= line.length) return fields;
    at++;
  }
}

function decodeRaw(type: SqlType, bytes: Uint8Array): Value {
  if (type.kind === "BINARY" || type.kind === "VARBINARY") return new Uint8Array(bytes);
  if (isText(type)) return textOfBytes(bytes);
  throw new BadRecord(`the raw format of ${type.kind} is not read here`);
}
