// AvroSchema → the text that is kept: compact JSON, attributes in one order, a name written in full only where its
// namespace changes. So schemas that differ in spaces, in the order of attributes or in how a name is qualified are one
// schema; documentation, defaults and unknown attributes are part of it. `normalized` also puts the unknown attributes
// in order. A named type is written out where it first stands, unless `known` has it: those of referenced schemas.
import { sorted } from "../json-text.ts";
import type { Json } from "../json-text.ts";
import { namespaceOf, simpleName } from "./schema.ts";
import type { AvroSchema, Field, NamedSchema, Properties } from "./schema.ts";

export function printAvro(schema: AvroSchema, known: ReadonlySet<NamedSchema>, normalized = false): string {
  return JSON.stringify(new Printer(known, normalized).schema(schema, ""));
}

class Printer {
  readonly #written: Set<NamedSchema>;
  readonly #normalized: boolean;

  constructor(known: ReadonlySet<NamedSchema>, normalized: boolean) {
    this.#written = new Set(known);
    this.#normalized = normalized;
  }

  schema(schema: AvroSchema, space: string): Json {
    switch (schema.kind) {
      case "union":
        return schema.branches.map((branch) => this.schema(branch, space));
      case "array":
        return { type: "array", items: this.schema(schema.items, space), ...this.#rest(schema.properties) };
      case "map":
        return { type: "map", values: this.schema(schema.values, space), ...this.#rest(schema.properties) };
      case "record":
      case "enum":
      case "fixed":
        return this.#named(schema, space);
      default:
        return schema.properties.size === 0 ? schema.kind : { type: schema.kind, ...this.#rest(schema.properties) };
    }
  }

  #named(schema: NamedSchema, space: string): Json {
    const own = namespaceOf(schema.fullName);
    if (this.#written.has(schema)) return own === space ? simpleName(schema.fullName) : schema.fullName;
    this.#written.add(schema);
    return {
      type: schema.kind === "record" && schema.isError ? "error" : schema.kind,
      name: simpleName(schema.fullName),
      ...(own === space ? {} : { namespace: own }),
      ...(schema.documentation === undefined ? {} : { doc: schema.documentation }),
      ...(schema.kind === "record" ? { fields: schema.fields.map((field) => this.#field(field, own)) } : {}),
      ...(schema.kind === "enum" ? { symbols: schema.symbols } : {}),
      ...(schema.kind === "enum" && schema.default !== undefined ? { default: schema.default } : {}),
      ...(schema.kind === "fixed" ? { size: schema.size } : {}),
      ...this.#rest(schema.properties),
      ...(schema.aliases.length === 0
        ? {}
        : { aliases: schema.aliases.map((alias) => (namespaceOf(alias) === own ? simpleName(alias) : alias)) }),
    };
  }

  #field(field: Field, space: string): Json {
    return {
      name: field.name,
      type: this.schema(field.schema, space),
      ...(field.documentation === undefined ? {} : { doc: field.documentation }),
      ...(field.default === undefined ? {} : { default: field.default }),
      ...(field.order === undefined || field.order === "ascending" ? {} : { order: field.order }),
      ...(field.aliases.length === 0 ? {} : { aliases: field.aliases }),
      ...this.#rest(field.properties),
    };
  }

  #rest(properties: Properties): Record<string, Json> {
    const rest = Object.fromEntries(properties);
    return (this.#normalized ? sorted(rest) : rest) as Record<string, Json>;
  }
}
