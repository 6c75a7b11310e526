// One change of the registry as a record of the topic `_schemas`, in the form that Confluent's registry writes and reads:
// JSON in key and value. So the topic of an existing registry can be mirrored here, and ours there.
import { decodeUtf8 } from "@millrace/core";
import { schemaTypes } from "../format.ts";
import type { SchemaType } from "../format.ts";

export interface Reference {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

/** What an id stands for: the schema with all that belongs to it. */
export interface Content {
  readonly type: SchemaType;
  readonly text: string;
  readonly references: readonly Reference[];
  /** Tags, properties and rules of a data contract: kept and given back, not acted upon. */
  readonly metadata: object | undefined;
  readonly ruleSet: object | undefined;
}

export interface SubjectConfig {
  readonly compatibilityLevel?: string;
  readonly normalize?: boolean;
  readonly alias?: string;
  readonly compatibilityGroup?: string;
}

export type Change =
  | {
      readonly kind: "schema";
      readonly subject: string;
      readonly version: number;
      readonly id: number;
      readonly content: Content;
      readonly deleted: boolean;
    }
  | { readonly kind: "forget"; readonly subject: string; readonly version: number }
  | { readonly kind: "deleteSubject"; readonly subject: string; readonly version: number | undefined }
  | { readonly kind: "config"; readonly subject: string | null; readonly config: SubjectConfig | undefined }
  | { readonly kind: "mode"; readonly subject: string | null; readonly mode: string | undefined }
  | { readonly kind: "ids"; readonly highest: Readonly<Record<string, number>> };

export interface KeyAndValue {
  readonly key: string;
  readonly value: string | null;
}

export function encodeChange(change: Change): KeyAndValue {
  switch (change.kind) {
    case "schema": {
      const { subject, version, id, content, deleted } = change;
      const { type, text, references, metadata, ruleSet } = content;
      const value = {
        subject,
        version,
        id,
        ...(type === "AVRO" ? {} : { schemaType: type }),
        ...(references.length === 0 ? {} : { references }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(ruleSet === undefined ? {} : { ruleSet }),
        schema: text,
        deleted,
      };
      return { key: schemaKey(subject, version), value: JSON.stringify(value) };
    }
    case "forget":
      return { key: schemaKey(change.subject, change.version), value: null };
    case "deleteSubject": {
      const { subject, version } = change;
      return { key: key("DELETE_SUBJECT", subject), value: version === undefined ? null : JSON.stringify({ subject, version }) };
    }
    case "config": {
      const { subject, config } = change;
      return { key: key("CONFIG", subject), value: config === undefined ? null : JSON.stringify({ subject, ...config }) };
    }
    case "mode": {
      const { subject, mode } = change;
      return { key: key("MODE", subject), value: mode === undefined ? null : JSON.stringify({ subject, mode }) };
    }
    case "ids":
      // Confluent's registry does not look at the value of its NOOP records: ours remembers the highest ids ever given.
      return { key: JSON.stringify({ keytype: "NOOP", magic: 0 }), value: JSON.stringify({ highestIds: change.highest }) };
  }
}

const schemaKey = (subject: string, version: number): string => JSON.stringify({ keytype: "SCHEMA", subject, version, magic: 1 });
const key = (keytype: string, subject: string | null): string => JSON.stringify({ keytype, subject, magic: 0 });

type Fields = Readonly<Record<string, unknown>>;

/** Undefined for a record that says nothing to us, or nothing that can be read. */
export function decodeChange(keyBytes: Uint8Array | undefined, valueBytes: Uint8Array | undefined): Change | undefined {
  const keyFields = fieldsOf(keyBytes);
  const value = fieldsOf(valueBytes);
  if (keyFields === undefined || (valueBytes !== undefined && value === undefined)) return undefined;
  const { keytype, subject, version } = keyFields;
  const name = typeof subject === "string" ? subject : null;
  switch (keytype) {
    case "SCHEMA":
      if (name === null || !isNumber(version)) return undefined;
      return value === undefined ? { kind: "forget", subject: name, version } : decodeSchema(name, version, value);
    case "DELETE_SUBJECT":
      if (name === null) return undefined;
      return { kind: "deleteSubject", subject: name, version: isNumber(value?.["version"]) ? value["version"] : undefined };
    case "CONFIG":
      return { kind: "config", subject: name, config: value === undefined ? undefined : decodeConfig(value) };
    case "MODE":
      return { kind: "mode", subject: name, mode: typeof value?.["mode"] === "string" ? value["mode"] : undefined };
    case "NOOP":
      return { kind: "ids", highest: (value?.["highestIds"] ?? {}) as Record<string, number> };
    default:
      return undefined;
  }
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value);

function decodeSchema(subject: string, version: number, value: Fields): Change | undefined {
  const { id, schema, schemaType = "AVRO", references, metadata, ruleSet, deleted } = value;
  const type = schemaTypes.find((known) => known === schemaType);
  if (!isNumber(id) || typeof schema !== "string" || type === undefined) return undefined;
  const content: Content = {
    type,
    text: schema,
    references: Array.isArray(references) ? (references as Reference[]) : [],
    metadata: asObject(metadata),
    ruleSet: asObject(ruleSet),
  };
  return { kind: "schema", subject, version, id, content, deleted: deleted === true };
}

function decodeConfig({ compatibilityLevel, normalize, alias, compatibilityGroup }: Fields): SubjectConfig {
  return {
    ...(typeof compatibilityLevel === "string" ? { compatibilityLevel } : {}),
    ...(typeof normalize === "boolean" ? { normalize } : {}),
    ...(typeof alias === "string" ? { alias } : {}),
    ...(typeof compatibilityGroup === "string" ? { compatibilityGroup } : {}),
  };
}

const asObject = (value: unknown): object | undefined => (typeof value === "object" && value !== null ? value : undefined);

function fieldsOf(bytes: Uint8Array | undefined): Fields | undefined {
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(decodeUtf8(bytes));
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
