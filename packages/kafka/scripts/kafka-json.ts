// A decoded value as Kafka's own JSON converters would write it: Kafka's field names, only what the version carries,
// base64 for bytes, no tagged field that has its default. Kafka reads records from JSON but does not write them.
import { isTaggedStruct } from "./random-values.ts";
import { type Field, includes, type Struct } from "./model.ts";

type Json = Readonly<Record<string, unknown>>;

const base64 = (bytes: unknown, encoding: "base64" | "base64url"): string => Buffer.from(bytes as Uint8Array).toString(encoding);

function one(field: Field, value: unknown, version: number): unknown {
  if (value === null) return null;
  if (field.struct) return toKafkaJson(field.struct, value as Json, version);
  if (field.scalar === "uuid") return base64(value, "base64url");
  return field.scalar === "bytes" || field.scalar === "records" ? base64(value, "base64") : value;
}

function isDefault(field: Field, value: unknown): boolean {
  if (field.fallback !== undefined) return JSON.stringify(value) === field.fallback;
  if (field.nullable !== undefined || isTaggedStruct(field)) return value === null;
  if (field.array) return (value as readonly unknown[]).length === 0;
  if (field.scalar === "uuid") return (value as Uint8Array).every((byte) => byte === 0);
  return value === 0 || value === false || value === "";
}

export function toKafkaJson(struct: Struct, value: Json, version: number): Json {
  const json: Record<string, unknown> = {};
  for (const field of struct.fields) {
    const own = value[field.name];
    if (!includes(field.versions, version)) continue;
    if (field.tag !== undefined && isDefault(field, own)) continue;
    const each = field.array && own !== null ? (own as unknown[]).map((item) => one(field, item, version)) : one(field, own, version);
    json[field.kafkaName] = each;
  }
  return json;
}

const recordsNames: ReadonlySet<string> = new Set(["records", "recordsSizeInBytes"]);

export const withoutRecords = (text: string): unknown =>
  JSON.parse(text, (name, value: unknown) => (recordsNames.has(name) ? undefined : value));
