// Text → AvroSchema, by the rules of the Avro specification and as strict as Avro's own parser: names, namespaces,
// unions, symbols and defaults are checked, so that no schema is registered that a Java client then refuses.
import { errors } from "../errors.ts";
import { isNumber, isObject, numberOf, parseJson } from "../json-text.ts";
import type { Json, JsonObject } from "../json-text.ts";
import { defaultFault } from "./default.ts";
import { branchName, namespaceOf, primitives } from "./schema.ts";
import type { AvroSchema, EnumSchema, Field, FixedSchema, NamedSchema, Primitive, Properties, RecordSchema } from "./schema.ts";

export class Names {
  /** By full name: those of referenced schemas first. */
  readonly types = new Map<string, NamedSchema>();
  /** Fields with a default, which can be judged when all types are whole. */
  readonly defaults: Field[] = [];
}

const isPrimitive = (name: string): name is Primitive => (primitives as readonly string[]).includes(name);
const noProperties: Properties = new Map();
const invalid = (reason: string): Error => errors.schemaInvalid(reason);
const fieldAttributes = new Set(["name", "type", "doc", "default", "order", "aliases"]);
const namedAttributes = ["type", "name", "namespace", "doc", "aliases"];
const attributesOf = {
  record: new Set([...namedAttributes, "fields"]),
  enum: new Set([...namedAttributes, "symbols", "default"]),
  fixed: new Set([...namedAttributes, "size"]),
  array: new Set(["type", "items"]),
  map: new Set(["type", "values"]),
  primitive: new Set(["type"]),
} as const;

/** `names` gets the types that the text defines. */
export function parseAvro(text: string, names: Names): AvroSchema {
  // Confluent takes the bare name of a primitive too, without the quotes of JSON.
  const trimmed = text.trim();
  const schema = parseSchema(isPrimitive(trimmed) ? trimmed : parseJson(text), names, "");
  for (const field of names.defaults.splice(0)) {
    const fault = defaultFault(field.schema, field.default!);
    if (fault !== undefined) throw invalid(`the default of the field ${field.name} ${fault}`);
  }
  return schema;
}

function parseSchema(json: Json, names: Names, space: string): AvroSchema {
  if (typeof json === "string") return lookUp(json, names, space);
  if (Array.isArray(json)) return parseUnion(json as readonly Json[], names, space);
  if (!isObject(json)) throw invalid(`${JSON.stringify(json)} is no Avro schema`);
  const { type } = json;
  if (typeof type !== "string") throw invalid(`${excerpt(json)} has no type`);
  if (isPrimitive(type)) return { kind: type, properties: rest(json, attributesOf.primitive) };
  switch (type) {
    case "record":
    case "error":
      return parseRecord(json, names, space);
    case "enum":
      return parseEnum(json, names, space);
    case "fixed":
      return parseFixed(json, names, space);
    case "array":
      return { kind: "array", items: part(json, "items", names, space), properties: rest(json, attributesOf.array) };
    case "map":
      return { kind: "map", values: part(json, "values", names, space), properties: rest(json, attributesOf.map) };
    default:
      return lookUp(type, names, space);
  }
}

function part(json: JsonObject, name: "items" | "values", names: Names, space: string): AvroSchema {
  const inner = json[name];
  if (inner === undefined) throw invalid(`${excerpt(json)} has no ${name}`);
  return parseSchema(inner, names, space);
}

function lookUp(name: string, names: Names, space: string): AvroSchema {
  if (isPrimitive(name)) return { kind: name, properties: noProperties };
  const found = names.types.get(qualify(name, space)) ?? names.types.get(name);
  if (found === undefined) throw invalid(`the type "${name}" is not defined`);
  return found;
}

function parseUnion(json: readonly Json[], names: Names, space: string): AvroSchema {
  const branches = json.map((branch) => parseSchema(branch, names, space));
  const seen = new Set<string>();
  for (const branch of branches) {
    if (branch.kind === "union") throw invalid("a union stands directly in a union");
    if (seen.has(branchName(branch))) throw invalid(`a union has ${branchName(branch)} twice`);
    seen.add(branchName(branch));
  }
  return { kind: "union", branches };
}

function parseRecord(json: JsonObject, names: Names, space: string): RecordSchema {
  const named = parseName(json, space, attributesOf.record);
  const schema: RecordSchema = { kind: "record", isError: json["type"] === "error", fields: [], ...named };
  define(schema, names);
  const { fields } = json;
  if (!Array.isArray(fields)) throw invalid(`record ${named.fullName} has no list of fields`);
  const seen = new Set<string>();
  for (const field of fields as readonly Json[]) {
    const parsed = parseField(field, names, namespaceOf(named.fullName));
    if (seen.has(parsed.name)) throw invalid(`record ${named.fullName} has the field ${parsed.name} twice`);
    seen.add(parsed.name);
    schema.fields.push(parsed);
  }
  return schema;
}

function parseField(json: Json, names: Names, space: string): Field {
  if (!isObject(json)) throw invalid(`${JSON.stringify(json)} is no field`);
  const { name, type, order } = json;
  if (typeof name !== "string") throw invalid(`the field ${excerpt(json)} has no name`);
  checkWord(name);
  if (type === undefined) throw invalid(`the field ${name} has no type`);
  const schema = parseSchema(type, names, space);
  if (order !== undefined && !["ascending", "descending", "ignore"].includes(order as string))
    throw invalid(`the field ${name} has an unknown order`);
  const fallback = Object.hasOwn(json, "default") ? json["default"] : undefined;
  const field: Field = {
    name,
    schema,
    documentation: text(json["doc"]),
    default: fallback,
    order: text(order),
    aliases: words(json["aliases"], "aliases"),
    properties: rest(json, fieldAttributes),
  };
  if (fallback !== undefined) names.defaults.push(field);
  return field;
}

function parseEnum(json: JsonObject, names: Names, space: string): EnumSchema {
  const named = parseName(json, space, attributesOf.enum);
  if (!Array.isArray(json["symbols"])) throw invalid(`enum ${named.fullName} has no list of symbols`);
  const symbols = words(json["symbols"], "symbols");
  for (const symbol of symbols) checkWord(symbol);
  if (new Set(symbols).size !== symbols.length) throw invalid(`enum ${named.fullName} has a symbol twice`);
  const fallback = text(json["default"]);
  if (fallback !== undefined && !symbols.includes(fallback))
    throw invalid(`the default ${fallback} of enum ${named.fullName} is none of its symbols`);
  return define({ kind: "enum", symbols, default: fallback, ...named }, names);
}

function parseFixed(json: JsonObject, names: Names, space: string): FixedSchema {
  const named = parseName(json, space, attributesOf.fixed);
  const { size } = json;
  if (!isNumber(size) || !Number.isInteger(numberOf(size)) || numberOf(size) < 0) throw invalid(`fixed ${named.fullName} has no size`);
  return define({ kind: "fixed", size: numberOf(size), ...named }, names);
}

function parseName(json: JsonObject, space: string, attributes: ReadonlySet<string>): Omit<NamedSchema, "kind"> {
  const { name, namespace } = json;
  if (typeof name !== "string") throw invalid(`${excerpt(json)} has no name`);
  const own = typeof namespace === "string" ? namespace : space;
  const fullName = qualify(name, own);
  checkWord(fullName.slice(fullName.lastIndexOf(".") + 1));
  for (const word of namespaceOf(fullName).split(".")) if (word !== "") checkWord(word);
  if (isPrimitive(fullName)) throw invalid(`a type is named after the primitive ${fullName}`);
  return {
    fullName,
    documentation: text(json["doc"]),
    aliases: words(json["aliases"], "aliases").map((alias) => qualify(alias, namespaceOf(fullName))),
    properties: rest(json, attributes),
  };
}

function define<Schema extends NamedSchema>(schema: Schema, names: Names): Schema {
  const known = names.types.get(schema.fullName);
  // Like Avro since 1.12: an enum or a fixed may be written out again, if it says the same.
  if (known !== undefined && schema.kind !== "record" && isSame(known, schema)) return known as Schema;
  if (known !== undefined) throw invalid(`${schema.fullName} is defined twice`);
  names.types.set(schema.fullName, schema);
  return schema;
}

const isSame = (one: NamedSchema, other: NamedSchema): boolean =>
  one.kind === other.kind && JSON.stringify([one, [...one.properties]]) === JSON.stringify([other, [...other.properties]]);

function qualify(name: string, space: string): string {
  if (name.includes(".")) return name.startsWith(".") ? name.slice(1) : name;
  return space === "" ? name : `${space}.${name}`;
}

function checkWord(word: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(word)) throw invalid(`${JSON.stringify(word)} is no name: letters, digits and _, no digit first`);
}

const text = (json: Json | undefined): string | undefined => (typeof json === "string" ? json : undefined);

function words(json: Json | undefined, what: string): string[] {
  if (json === undefined) return [];
  if (!Array.isArray(json) || !json.every((word) => typeof word === "string")) throw invalid(`${what} is no list of names`);
  return json as string[];
}

function rest(json: JsonObject, known: ReadonlySet<string>): Properties {
  const others = Object.keys(json).filter((name) => !known.has(name));
  return others.length === 0 ? noProperties : new Map(others.map((name) => [name, json[name]!]));
}

const excerpt = (json: Json): string => {
  const whole = JSON.stringify(json);
  return whole.length <= 80 ? whole : `${whole.slice(0, 79)}…`;
};
