// Model → TypeScript: for each struct an interface, a decode and an encode function. One pair serves every version;
// a field that is not in all of them is guarded by a test of `version`. Fields with a default may be left out of what
// is encoded: such a struct has a second interface, `…Input`.
import { type Field, type Message, type Range, type Scalar, smallestBytes, type Struct } from "./model.ts";

interface Context {
  readonly message: Message;
  /** What to write for the `flexible` argument, and as a condition. */
  readonly flexible: "true" | "false" | "flexible";
}

const scalarTypes: Record<Scalar, string> = {
  bool: "boolean",
  int8: "number",
  int16: "number",
  uint16: "number",
  int32: "number",
  int64: "number",
  float64: "number",
  string: "string",
  bytes: "Uint8Array",
  records: "Uint8Array",
  uuid: "Uint8Array",
};

const scalarFallbacks: Record<Scalar, string> = {
  bool: "false",
  int8: "0",
  int16: "0",
  uint16: "0",
  int32: "0",
  int64: "0",
  float64: "0",
  string: '""',
  bytes: "noBytes",
  records: "noBytes",
  uuid: "zeroUuid",
};

/** The test of `version` for a range within the message's versions; "" when it always holds. */
function guard(range: Range, within: Range): string {
  const tests: string[] = [];
  if (range.from === range.to && within.from < within.to) return `version === ${range.from}`;
  if (range.from > within.from) tests.push(`version >= ${range.from}`);
  if (range.to < within.to) tests.push(`version <= ${range.to}`);
  return tests.join(" && ");
}

const overlaps = (range: Range, within: Range): boolean => range.from <= within.to && range.to >= within.from;

const isOptional = (field: Field): boolean => field.fallback !== undefined || field.tag !== undefined;

const hasInput = (struct: Struct): boolean =>
  struct.fields.some((field) => isOptional(field) || (field.struct !== undefined && hasInput(field.struct)));

function mayBeNull(field: Field, versions: Range): boolean {
  if (field.tag !== undefined && field.struct !== undefined && !field.array) return true;
  return field.nullable !== undefined && overlaps(field.nullable, versions);
}

function typeOf(field: Field, versions: Range, input: boolean): string {
  const base = field.struct ? field.struct.name + (input && hasInput(field.struct) ? "Input" : "") : scalarTypes[field.scalar!];
  const listed = field.array ? `readonly ${base}[]` : base;
  return mayBeNull(field, versions) ? `${listed} | null` : listed;
}

function fallbackOf(field: Field, versions: Range): string {
  if (field.fallback !== undefined) return field.fallback;
  if (mayBeNull(field, versions)) return "null";
  if (field.array) return "[]";
  return field.struct ? "null" : scalarFallbacks[field.scalar!];
}

function interfaces(struct: Struct, versions: Range): string[] {
  const lines = [`export interface ${struct.name} {`];
  for (const field of struct.fields) lines.push(`  readonly ${field.name}: ${typeOf(field, versions, false)};`);
  lines.push("}", "");
  if (!hasInput(struct)) return lines;
  const changed = struct.fields.filter((field) => isOptional(field) || (field.struct && hasInput(field.struct)));
  const omitted = changed.map((field) => `"${field.name}"`).join(" | ");
  lines.push(`export interface ${struct.name}Input extends Omit<${struct.name}, ${omitted}> {`);
  for (const field of changed) {
    const type = typeOf(field, versions, true);
    lines.push(isOptional(field) ? `  readonly ${field.name}?: ${type} | undefined;` : `  readonly ${field.name}: ${type};`);
  }
  lines.push("}", "");
  return lines;
}

function readScalar(scalar: Scalar, nullable: boolean, flexible: string): string {
  const maybe = nullable ? "Nullable" : "";
  if (scalar === "string") return `read${maybe}String(reader, ${flexible})`;
  if (scalar === "bytes" || scalar === "records") return `read${maybe}Bytes(reader, ${flexible})`;
  if (scalar === "bool") return "readBool(reader)";
  if (scalar === "uuid") return "readUuid(reader)";
  if (scalar === "int64") return "readInt64(reader)";
  return `reader.${scalar}()`;
}

function readValue(field: Field, nullable: boolean, { message, flexible }: Context): string {
  const compact = field.plain ? "false" : flexible;
  const one = field.struct ? `decode${field.struct.name}(reader, version)` : readScalar(field.scalar!, nullable && !field.array, compact);
  if (field.array) {
    return `read${nullable ? "Nullable" : ""}Array(reader, ${compact}, ${smallestBytes(field, message.versions)}, () => ${one})`;
  }
  if (field.struct === undefined || !nullable) return one;
  return `read${field.tag === undefined ? "Nullable" : "Tagged"}Struct(reader, () => ${one})`;
}

function readField(field: Field, context: Context): string {
  const { versions } = context.message;
  if (field.nullable === undefined || !overlaps(field.nullable, versions)) return readValue(field, false, context);
  const when = guard(field.nullable, versions);
  if (when === "" || guard(field.versions, versions) === when) return readValue(field, true, context);
  return `(${when} ? ${readValue(field, true, context)} : ${readValue(field, false, context)})`;
}

function decodeFunction(struct: Struct, context: Context): string[] {
  const { versions } = context.message;
  const lines = [`export function decode${struct.name}(reader: ByteReader, version: number): ${struct.name} {`];
  const body: string[] = [];
  const tagged = struct.fields.filter((field) => field.tag !== undefined);
  for (const field of struct.fields) {
    if (field.tag !== undefined) body.push(`  let ${field.name}: ${typeOf(field, versions, false)} = ${fallbackOf(field, versions)};`);
    else {
      const when = guard(field.versions, versions);
      const read = readField(field, context);
      body.push(`  const ${field.name} = ${when === "" ? read : `${when} ? ${read} : ${fallbackOf(field, versions)}`};`);
    }
  }
  body.push(...readTagged(tagged, context));
  body.push(`  return { ${struct.fields.map((field) => field.name).join(", ")} };`);
  return [...lines, ...flexibleLine(body, context), ...body, "}", ""];
}

/** The line that works out `flexible`, where the body uses it. */
function flexibleLine(body: readonly string[], { message, flexible }: Context): string[] {
  const used = flexible === "flexible" && body.some((line) => /\bflexible\b/.test(line));
  return used ? [`  const flexible = version >= ${message.flexible};`] : [];
}

function readTagged(tagged: readonly Field[], context: Context): string[] {
  if (context.flexible === "false") return [];
  const lead = context.flexible === "flexible" ? "if (flexible) " : "";
  if (tagged.length === 0) return [`  ${lead}skipTags(reader);`];
  const lines = [`  ${lead}readTags(reader, (tag) => {`];
  for (const field of tagged) {
    lines.push(`    if (tag === ${field.tag}) {`, `      ${field.name} = ${readField(field, context)};`);
    lines.push("      return true;", "    }");
  }
  return [...lines, "    return false;", "  });"];
}

function writeScalar(scalar: Scalar, nullable: boolean, flexible: string, writer: string, value: string): string {
  const maybe = nullable ? "Nullable" : "";
  if (scalar === "string") return `write${maybe}String(${writer}, ${flexible}, ${value})`;
  if (scalar === "bytes" || scalar === "records") return `write${maybe}Bytes(${writer}, ${flexible}, ${value})`;
  if (scalar === "bool") return `writeBool(${writer}, ${value})`;
  if (scalar === "uuid") return `writeUuid(${writer}, ${value})`;
  return scalar === "uint16" ? `${writer}.int16(${value})` : `${writer}.${scalar}(${value})`;
}

function writeValue(field: Field, nullable: boolean, { flexible }: Context, writer: string, value: string): string {
  const compact = field.plain ? "false" : flexible;
  if (field.array) {
    const one = field.struct
      ? `encode${field.struct.name}(${writer}, item, version)`
      : writeScalar(field.scalar!, false, compact, writer, "item");
    return `write${nullable ? "Nullable" : ""}Array(${writer}, ${compact}, ${value}, (item) => ${one})`;
  }
  if (field.struct === undefined) return writeScalar(field.scalar!, nullable, compact, writer, value);
  const kind = field.tag === undefined ? "Nullable" : "Tagged";
  if (nullable) return `write${kind}Struct(${writer}, ${value}, (item) => encode${field.struct.name}(${writer}, item, version))`;
  return `encode${field.struct.name}(${writer}, ${value}, version)`;
}

function writeField(field: Field, context: Context): string[] {
  const { versions } = context.message;
  const value = isOptional(field) ? `(value.${field.name} ?? ${fallbackOf(field, versions)})` : `value.${field.name}`;
  const when = guard(field.versions, versions);
  const lead = when === "" ? "" : `if (${when}) `;
  const nullable = field.nullable !== undefined && overlaps(field.nullable, versions);
  if (!nullable) return [`  ${lead}${writeValue(field, false, context, "writer", value)};`];
  const nullWhen = guard(field.nullable!, versions);
  if (nullWhen === "" || nullWhen === when) return [`  ${lead}${writeValue(field, true, context, "writer", value)};`];
  const [yes, no] = [true, false].map((choice) => writeValue(field, choice, context, "writer", choice ? value : `required(${value})`));
  const lines = [`  if (${nullWhen}) ${yes};`];
  lines.push(when === "" ? `  else ${no};` : `  else if (${when}) ${no};`);
  return lines;
}

function writeTagged(tagged: readonly Field[], context: Context): string[] {
  if (context.flexible === "false") return [];
  const { versions } = context.message;
  const condition = context.flexible === "flexible" ? "if (flexible) " : "";
  if (tagged.length === 0) return [`  ${condition}writer.int8(0);`];
  const lines = [`  ${condition}{`, "    const tags: Tag[] = [];"];
  for (const field of tagged.toSorted((a, b) => a.tag! - b.tag!)) {
    const { name } = field;
    const fallback = fallbackOf(field, versions);
    const differs = field.array
      ? `${name}.length > 0`
      : field.scalar === "uuid"
        ? `!sameBytes(${name}, zeroUuid)`
        : `${name} !== ${fallback}`;
    const when = guard(field.versions, versions);
    const write = writeValue(field, field.nullable !== undefined, context, "inner", name);
    // To Kafka a struct that is left out is one of defaults, and null is said.
    const conditions = [when, field.struct !== undefined && field.nullable !== undefined ? "" : differs].filter((one) => one !== "");
    lines.push(`    const ${name} = value.${name} ?? ${fallback};`);
    lines.push(`    ${conditions.length === 0 ? "" : `if (${conditions.join(" && ")}) `}tags.push([${field.tag}, (inner) => ${write}]);`);
  }
  return [...lines, "    writeTags(writer, tags);", "  }"];
}

function encodeFunction(struct: Struct, context: Context): string[] {
  const type = struct.name + (hasInput(struct) ? "Input" : "");
  const body = struct.fields.filter((field) => field.tag === undefined).flatMap((field) => writeField(field, context));
  body.push(
    ...writeTagged(
      struct.fields.filter((field) => field.tag !== undefined),
      context,
    ),
  );
  return [
    `export function encode${struct.name}(writer: ByteWriter, value: ${type}, version: number): void {`,
    ...flexibleLine(body, context),
    ...body,
    "}",
    "",
  ];
}

export function emitMessage(message: Message): string[] {
  const { versions, flexible } = message;
  const context: Context = { message, flexible: flexible > versions.to ? "false" : flexible <= versions.from ? "true" : "flexible" };
  return message.structs
    .toReversed()
    .flatMap((struct) => [...interfaces(struct, versions), ...decodeFunction(struct, context), ...encodeFunction(struct, context)]);
}

const runtimeNames = [
  "noBytes",
  "readArray",
  "readBool",
  "readBytes",
  "readInt64",
  "readNullableArray",
  "readNullableBytes",
  "readNullableString",
  "readNullableStruct",
  "readString",
  "readTaggedStruct",
  "readTags",
  "readUuid",
  "required",
  "sameBytes",
  "skipTags",
  "Tag",
  "writeArray",
  "writeBool",
  "writeBytes",
  "writeNullableArray",
  "writeNullableBytes",
  "writeNullableString",
  "writeNullableStruct",
  "writeString",
  "writeTaggedStruct",
  "writeTags",
  "writeUuid",
  "zeroUuid",
];

/** A whole file for some messages that belong together. */
export function emitFile(origin: string, messages: readonly Message[]): string {
  const lines = messages.flatMap(emitMessage);
  const text = lines.join("\n");
  const used = runtimeNames.filter((name) => new RegExp(`\\b${name}\\b`).test(text)).map((name) => (name === "Tag" ? "type Tag" : name));
  const long = lines.length > 380 ? [" Long because the message is: one struct after the other."] : [];
  return [
    `// Made by scripts/generate.ts from definitions/${origin}; change that, then run \`npm run generate\`.${long.join("")}`,
    'import type { ByteReader, ByteWriter } from "@millrace/core";',
    ...(used.length === 0 ? [] : [`import { ${used.join(", ")} } from "../protocol/primitives.ts";`]),
    "",
    text,
  ].join("\n");
}
