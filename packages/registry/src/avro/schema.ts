// An Avro schema with its names resolved. A recursive type points at itself.
import type { Json } from "../json-text.ts";

export const primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"] as const;
export type Primitive = (typeof primitives)[number];

/** Attributes that Avro gives no meaning to at this place; kept, in their order. */
export type Properties = ReadonlyMap<string, Json>;

export interface PrimitiveSchema {
  readonly kind: Primitive;
  readonly properties: Properties;
}
export interface ArraySchema {
  readonly kind: "array";
  readonly items: AvroSchema;
  readonly properties: Properties;
}
export interface MapSchema {
  readonly kind: "map";
  readonly values: AvroSchema;
  readonly properties: Properties;
}
export interface UnionSchema {
  readonly kind: "union";
  readonly branches: readonly AvroSchema[];
}

interface Named {
  /** With its namespace: `shop.Order`. */
  readonly fullName: string;
  readonly documentation: string | undefined;
  /** Full names. */
  readonly aliases: readonly string[];
  readonly properties: Properties;
}
export interface RecordSchema extends Named {
  readonly kind: "record";
  readonly isError: boolean;
  /** Filled after the record itself is known, so that a field may name it. */
  readonly fields: Field[];
}
export interface EnumSchema extends Named {
  readonly kind: "enum";
  readonly symbols: readonly string[];
  readonly default: string | undefined;
}
export interface FixedSchema extends Named {
  readonly kind: "fixed";
  readonly size: number;
}
export interface Field {
  readonly name: string;
  readonly schema: AvroSchema;
  readonly documentation: string | undefined;
  readonly default: Json | undefined;
  readonly order: string | undefined;
  readonly aliases: readonly string[];
  readonly properties: Properties;
}

export type NamedSchema = RecordSchema | EnumSchema | FixedSchema;
export type AvroSchema = PrimitiveSchema | ArraySchema | MapSchema | UnionSchema | NamedSchema;

export const isNamed = (schema: AvroSchema): schema is NamedSchema =>
  schema.kind === "record" || schema.kind === "enum" || schema.kind === "fixed";
export const namespaceOf = (fullName: string): string => fullName.slice(0, Math.max(0, fullName.lastIndexOf(".")));
export const simpleName = (fullName: string): string => fullName.slice(fullName.lastIndexOf(".") + 1);
/** What tells the branches of a union apart. */
export const branchName = (schema: AvroSchema): string => (isNamed(schema) ? schema.fullName : schema.kind);
