// Definitions → model: notes are parsed, types get their full names, sizes are worked out. Pure; the round-trip test
// makes its random values from this model too.
import { assert } from "@millrace/core";
import type { ApiDefinition, Fields, MessageDefinition, Nested } from "../definitions/language.ts";

export interface Range {
  readonly from: number;
  /** Infinity for "3+". */
  readonly to: number;
}

export const scalars = ["bool", "int8", "int16", "uint16", "int32", "int64", "float64", "string", "bytes", "records", "uuid"] as const;
export type Scalar = (typeof scalars)[number];

export interface Field {
  readonly name: string;
  /** In Kafka's JSON. */
  readonly kafkaName: string;
  readonly array: boolean;
  readonly scalar: Scalar | undefined;
  readonly struct: Struct | undefined;
  readonly versions: Range;
  readonly nullable: Range | undefined;
  readonly tag: number | undefined;
  readonly plain: boolean;
  /** As TypeScript text. */
  readonly fallback: string | undefined;
}

export interface Struct {
  readonly name: string;
  readonly fields: readonly Field[];
}

export interface Message {
  readonly root: Struct;
  /** Innermost first. */
  readonly structs: readonly Struct[];
  readonly versions: Range;
  readonly flexible: number;
}

export interface Api {
  readonly key: number;
  readonly name: string;
  readonly versions: Range;
  readonly flexible: number;
  readonly request: Message;
  readonly response: Message;
}

export function parseRange(text: string): Range {
  const match = /^(\d+)(?:(\+)|-(\d+))?$/.exec(text);
  assert(match, `"${text}" is a range of versions`);
  const from = Number(match[1]);
  return { from, to: match[2] === "+" ? Infinity : Number(match[3] ?? from) };
}

export const includes = (range: Range | undefined, version: number): boolean =>
  range !== undefined && version >= range.from && version <= range.to;

const everywhere: Range = { from: 0, to: Infinity };

function parseNotes(name: string, notes: string): Pick<Field, "kafkaName" | "versions" | "nullable" | "tag" | "plain" | "fallback"> {
  const equals = notes.indexOf("=");
  const words = (equals < 0 ? notes : notes.slice(0, equals)).split(" ").filter((word) => word !== "");
  let versions = everywhere;
  let nullable: Range | undefined;
  let tag: number | undefined;
  let plain = false;
  let kafkaName = name;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "null") nullable = parseRange(words.shift() ?? "");
    else if (word === "tag") tag = Number(words.shift());
    else if (word === "plain") plain = true;
    else if (word === "as") kafkaName = words.shift() ?? name;
    else versions = parseRange(word);
  }
  const fallback =
    equals < 0
      ? undefined
      : notes
          .slice(equals + 1)
          .trim()
          .replaceAll("'", '"');
  return { kafkaName, versions, nullable, tag, plain, fallback };
}

function scalarField(name: string, text: string): Field {
  const match = /^(\[)?(\w+)(\])?(\?)?(?: |$)(.*)$/.exec(text);
  assert(match && (match[1] === undefined) === (match[3] === undefined), `"${text}" is a field`);
  const scalar = scalars.find((known) => known === match[2]);
  assert(scalar, `"${match[2]}" is a type`);
  const notes = parseNotes(name, match[5] ?? "");
  const nullable = match[4] === "?" ? everywhere : notes.nullable;
  return { name, array: match[1] !== undefined, scalar, struct: undefined, ...notes, nullable };
}

function makeStruct(prefix: string, name: string, fields: Fields, all: Struct[]): Struct {
  const struct: Struct = {
    name,
    fields: Object.entries(fields).map(([field, definition]) => {
      if (typeof definition === "string") return scalarField(field, definition);
      return nestedField(prefix, field, definition, all);
    }),
  };
  assert(!all.some((other) => other.name === name), `${name} is defined once`);
  all.push(struct);
  return struct;
}

function nestedField(prefix: string, name: string, nested: Nested, all: Struct[]): Field {
  const struct = makeStruct(prefix, prefix + nested.type, nested.fields, all);
  return { name, array: nested.shape === "list", scalar: undefined, struct, ...parseNotes(name, nested.notes) };
}

export function makeMessage(definition: MessageDefinition): Message {
  const structs: Struct[] = [];
  const root = makeStruct(definition.name, definition.name, definition.fields, structs);
  const flexible = definition.flexible === "never" ? Infinity : definition.flexible;
  return { root, structs, versions: parseRange(definition.versions), flexible };
}

export function makeApi(definition: ApiDefinition): Api {
  const { key, name, versions, flexible } = definition;
  const request = makeMessage({ name: `${name}Request`, versions, flexible, fields: definition.request });
  const response = makeMessage({ name: `${name}Response`, versions, flexible, fields: definition.response });
  return { key, name, versions: request.versions, flexible: request.flexible, request, response };
}

const scalarBytes: Record<Scalar, number> = {
  bool: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  int64: 8,
  float64: 8,
  string: 1,
  bytes: 1,
  records: 1,
  uuid: 16,
};

/** The fewest bytes that a value can take, in any of the versions. */
export function smallestBytes(field: Pick<Field, "scalar" | "struct">, versions: Range): number {
  if (field.scalar !== undefined) return scalarBytes[field.scalar];
  let bytes = 0;
  for (const inner of field.struct?.fields ?? []) {
    if (inner.tag !== undefined || inner.versions.from > versions.from || inner.versions.to < versions.to) continue;
    bytes += inner.array || (inner.struct !== undefined && inner.nullable !== undefined) ? 1 : smallestBytes(inner, versions);
  }
  return Math.max(1, bytes);
}
