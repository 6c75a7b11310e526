// What the registry asks of a schema language. Each is loaded when the first schema of its kind arrives: together they
// would take a third of the time that the whole platform takes to start.
import { errors } from "./errors.ts";

export const schemaTypes = ["AVRO", "JSON", "PROTOBUF"] as const;
export type SchemaType = (typeof schemaTypes)[number];

/** One reason why data of one schema cannot be read with another. */
export interface Incompatibility {
  readonly kind: string;
  /** Where in the schema: a JSON pointer, or names from the outside in. */
  readonly path: string;
  readonly detail: string;
}

export interface ParsedSchema {
  /** What is kept and given back: texts that mean the same, in other words, have one. */
  readonly canonical: string;
  /** The same with what has no meaning (an order, mostly) taken out: `normalize=true`. */
  normalized(): string;
  /** What `?format=` of a request asks for; an empty or unknown name is the canonical text. */
  formatted(name: string): string;
  /** Why this schema cannot read what `writer`, of the same language, wrote; empty when it can. */
  incompatibilities(writer: ParsedSchema): readonly Incompatibility[];
}

/** Pairs of parts that are compared at most: schemas made to take hours are refused instead. */
export const comparisonsMost = 100_000;

/** A schema that another one refers to, by the name that the other one uses. */
export interface Referenced {
  readonly name: string;
  readonly text: string;
}

export interface Format {
  /** `references`: all of them, those that others need first. Throws `registry.schema-invalid`. */
  parse(text: string, references: readonly Referenced[]): ParsedSchema;
}

const loaded = new Map<SchemaType, Promise<Format>>();
const loaders: Readonly<Record<SchemaType, () => Promise<Format>>> = {
  AVRO: async () => (await import("./avro/format.ts")).avroFormat,
  JSON: async () => (await import("./json/format.ts")).jsonFormat,
  PROTOBUF: async () => (await import("./protobuf/format.ts")).protobufFormat,
};

export function formatOf(type: SchemaType): Promise<Format> {
  const format = loaded.get(type) ?? loaders[type]();
  loaded.set(type, format);
  return format;
}

export function schemaTypeOf(name: string): SchemaType {
  const type = schemaTypes.find((known) => known === name);
  if (type === undefined) throw errors.schemaInvalid(`"${name}" is no type of schema: AVRO, JSON or PROTOBUF`);
  return type;
}
