// JSON values inside values: an object or array read as STRING (written again without white space, as Flink does), and
// ARRAY, MAP and ROW columns as values. The slow, general way.
import type { SqlType, Value } from "@millrace/sql";
import type { ColumnData } from "../../columns/batch.ts";
import { createColumn, physicalOf } from "../../columns/create.ts";
import { valueAt } from "../../columns/value.ts";
import { textField } from "../field-text.ts";

/** Numbers stay as they are written: `JSON.parse` would round them. */
type Parsed = null | boolean | string | { readonly number: string } | Parsed[] | Map<string, Parsed>;

/** Parses text that is known to be sound JSON. */
export function parseJson(text: string): Parsed {
  const state = { at: 0 };
  return parseValue(text, state);
}

const space = /[ \t\r\n]*/y;
const numberToken = /-?[0-9.eE+-]+/y;

function skip(text: string, state: { at: number }): string {
  space.lastIndex = state.at;
  space.test(text);
  state.at = space.lastIndex;
  return text[state.at]!;
}

function parseValue(text: string, state: { at: number }): Parsed {
  const first = skip(text, state);
  if (first === '"') return parseText(text, state);
  if (first === "{") return parseObject(text, state);
  if (first === "[") return parseArray(text, state);
  if (first === "t" || first === "n") {
    state.at += 4;
    return first === "t" ? true : null;
  }
  if (first === "f") {
    state.at += 5;
    return false;
  }
  numberToken.lastIndex = state.at;
  const number = numberToken.exec(text)![0];
  state.at += number.length;
  return { number };
}

function parseText(text: string, state: { at: number }): string {
  let end = state.at + 1;
  while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  const value = JSON.parse(text.slice(state.at, end + 1)) as string;
  state.at = end + 1;
  return value;
}

function parseArray(text: string, state: { at: number }): Parsed[] {
  const elements: Parsed[] = [];
  state.at++;
  if (skip(text, state) !== "]") {
    for (;;) {
      elements.push(parseValue(text, state));
      if (skip(text, state) === "]") break;
      state.at++;
    }
  }
  state.at++;
  return elements;
}

function parseObject(text: string, state: { at: number }): Map<string, Parsed> {
  const fields = new Map<string, Parsed>();
  state.at++;
  if (skip(text, state) !== "}") {
    for (;;) {
      skip(text, state);
      const name = parseText(text, state);
      skip(text, state);
      state.at++;
      fields.set(name, parseValue(text, state));
      if (skip(text, state) === "}") break;
      state.at++;
    }
  }
  state.at++;
  return fields;
}

/** JSON text without white space; of doubled fields the last. */
export function compact(value: Parsed): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(compact).join(",")}]`;
  if (value instanceof Map) return `{${Array.from(value, ([name, field]) => `${JSON.stringify(name)}:${compact(field)}`).join(",")}}`;
  return value.number;
}

/** Undefined: not a value of the type. */
export function nestedValue(parsed: Parsed, type: SqlType): Value | undefined {
  if (parsed === null) return null;
  switch (type.kind) {
    case "ARRAY":
      return Array.isArray(parsed) ? all(parsed.map((element) => nestedValue(element, type.element))) : undefined;
    case "MAP": {
      if (!(parsed instanceof Map)) return undefined;
      return all(Array.from(parsed, ([key, value]) => all([nestedValue(key, type.key), nestedValue(value, type.value)])));
    }
    case "ROW":
      if (!(parsed instanceof Map)) return undefined;
      return all(type.fields.map((field) => nestedValue(parsed.get(field.name) ?? null, field.type)));
    case "CHAR":
    case "VARCHAR":
      return typeof parsed === "string" ? parsed : compact(parsed);
    case "BINARY":
    case "VARBINARY":
      return typeof parsed === "string" ? (bytesOf(parsed) ?? undefined) : undefined;
    default:
      return scalar(parsed, type);
  }
}

function all(values: readonly (Value | undefined)[]): Value | undefined {
  return values.includes(undefined) ? undefined : (values as readonly Value[]);
}

function scalar(parsed: Parsed, type: SqlType): Value | undefined {
  if (typeof parsed === "object" && (Array.isArray(parsed) || parsed instanceof Map)) return undefined;
  const column: ColumnData = createColumn(physicalOf(type), 1);
  const text = typeof parsed === "string" ? parsed : compact(parsed);
  return textField(type, column)(text, 0) ? valueAt(column, type, 0) : undefined;
}

/** Base64, the form of BYTES in Flink's JSON; null when it is none. */
export function bytesOf(text: string): Uint8Array | null {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)
    ? new Uint8Array(Buffer.from(text, "base64"))
    : null;
}
