// Checks a value against a JSON Schema, as far as our requests use that language (validation vocabulary of draft
// 2020-12): plain recursion over the schema. A library that compiles schemas cost 90 ms of the first request and 15 MB
// for bodies of three levels. A keyword that is not known here is a defect, never passed over.
import { assert } from "@millrace/core";

type TypeName = "object" | "array" | "string" | "integer" | "number" | "boolean" | "null";

export interface Schema {
  readonly type?: TypeName | readonly TypeName[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

export interface Fault {
  /** JSON Pointer to the value; "" is the whole. */
  readonly at: string;
  /** Continues a sentence about the value: `lacks name`, `is not a string`. */
  readonly reason: string;
}

const known: ReadonlySet<string> = new Set(
  "type enum properties required additionalProperties maxProperties items maxItems minimum maximum minLength maxLength pattern".split(" "),
);

/** Throws when a schema says something that `check` does not look at. */
export function assertKnown(schema: Schema): void {
  for (const keyword of Object.keys(schema)) assert(known.has(keyword), `"${keyword}" of a schema is checked`);
  for (const part of Object.values(schema.properties ?? {})) assertKnown(part);
  if (schema.items !== undefined) assertKnown(schema.items);
  if (typeof schema.additionalProperties === "object") assertKnown(schema.additionalProperties);
}

const isOf: Readonly<Record<TypeName, (value: unknown) => boolean>> = {
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: (value) => Array.isArray(value),
  string: (value) => typeof value === "string",
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

/** The first fault, or undefined. */
export function check(schema: Schema, value: unknown, at = ""): Fault | undefined {
  if (schema.type !== undefined) {
    const types = typeof schema.type === "string" ? [schema.type] : schema.type;
    if (!types.some((type) => isOf[type](value))) return { at, reason: `is not ${types.map(named).join(" or ")}` };
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return { at, reason: `is not one of ${schema.enum.map((option) => JSON.stringify(option)).join(", ")}` };
  }
  if (typeof value === "string") return checkText(schema, value, at);
  if (typeof value === "number") return checkNumber(schema, value, at);
  if (Array.isArray(value)) return checkList(schema, value, at);
  return typeof value === "object" && value !== null ? checkObject(schema, value as Readonly<Record<string, unknown>>, at) : undefined;
}

const named = (type: TypeName): string => (type === "null" ? "null" : `${/^[aeio]/.test(type) ? "an" : "a"} ${type}`);

function checkText({ minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern }: Schema, value: string, at: string): Fault | undefined {
  if (value.length < minLength) return { at, reason: minLength === 1 ? "is empty" : `is shorter than ${minLength} characters` };
  if (value.length > maxLength) return { at, reason: `is longer than ${maxLength} characters` };
  return pattern === undefined || new RegExp(pattern, "u").test(value) ? undefined : { at, reason: `does not match ${pattern}` };
}

function checkNumber({ minimum, maximum }: Schema, value: number, at: string): Fault | undefined {
  if (minimum !== undefined && value < minimum) return { at, reason: `is less than ${minimum}` };
  return maximum !== undefined && value > maximum ? { at, reason: `is more than ${maximum}` } : undefined;
}

function checkList({ items, maxItems = Number.POSITIVE_INFINITY }: Schema, value: readonly unknown[], at: string): Fault | undefined {
  if (value.length > maxItems) return { at, reason: `has more than ${maxItems} items` };
  if (items === undefined) return undefined;
  for (let index = 0; index < value.length; index++) {
    const fault = check(items, value[index], `${at}/${index}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function checkObject(schema: Schema, value: Readonly<Record<string, unknown>>, at: string): Fault | undefined {
  const { properties = {}, required = [], additionalProperties, maxProperties = Number.POSITIVE_INFINITY } = schema;
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0) return { at, reason: `lacks ${missing.join(", ")}` };
  const names = Object.keys(value);
  if (names.length > maxProperties) return { at, reason: `has more than ${maxProperties} fields` };
  for (const name of names) {
    const part = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (part === false) return { at, reason: `has a field that is not known: ${name}` };
    if (part === undefined) continue;
    const fault = check(part, value[name], `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
