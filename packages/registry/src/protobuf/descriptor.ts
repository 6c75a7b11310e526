// ProtoFile ⇄ FileDescriptorProto, the form that protoc compiles a file to: Python clients register it (in base64) and
// ask for it with `format=serialized`. Options of someone's own need their extension's file to be understood and are left
// out on the way to a descriptor; comments and the order of fields are not in one.
import descriptorJson from "protobufjs/google/protobuf/descriptor.json" with { type: "json" };
import protobuf from "protobufjs/light.js";
import type { Type } from "protobufjs/light.js";
import { errors } from "../errors.ts";
import type { Enum, Extension, Field, Message, Method, Option, ProtoFile, Range, Reserved, Service } from "./model.ts";
import { isScalar } from "./types.ts";
import type { Types } from "./types.ts";
import { unquoted } from "./tokens.ts";

const root = protobuf.Root.fromJSON(descriptorJson);
const fileType = root.lookupType("google.protobuf.FileDescriptorProto");
const optionTypes = Object.fromEntries(
  ["File", "Message", "Field", "Oneof", "Enum", "EnumValue", "Service", "Method"].map((what) => [
    what,
    root.lookupType(`google.protobuf.${what}Options`),
  ]),
) as Record<"File" | "Message" | "Field" | "Oneof" | "Enum" | "EnumValue" | "Service" | "Method", Type>;

/** A descriptor as plain values; what is empty may be missing. */
interface Descriptor {
  readonly name?: string;
  readonly [part: string]: unknown;
}
const list = (value: unknown): readonly Descriptor[] => (Array.isArray(value) ? (value as readonly Descriptor[]) : []);
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);
const nameOf = ({ name }: Descriptor): string => name ?? "";
const camel = (name: string): string => name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export function decodeDescriptor(base64: string): ProtoFile {
  let file: Descriptor;
  try {
    const message = fileType.decode(Buffer.from(base64, "base64"));
    file = fileType.toObject(message, { enums: String, longs: String }) as Descriptor;
  } catch (cause) {
    throw errors.schemaInvalid.with({ cause }, "it is neither Protocol Buffers text nor a descriptor in base64");
  }
  return fileOf(file);
}

function fileOf(file: Descriptor): ProtoFile {
  const [publicAt, weakAt] = [file["publicDependency"], file["weakDependency"]].map((at) => (Array.isArray(at) ? (at as number[]) : []));
  const edition = /^EDITION_(20\d\d)$/.exec(String(file["edition"]))?.[1];
  return {
    syntax: edition ?? (typeof file["syntax"] === "string" && file["syntax"] !== "" ? file["syntax"] : "proto2"),
    package: typeof file["package"] === "string" ? file["package"] : "",
    imports: texts(file["dependency"]).map((path, index) => ({
      path,
      kind: publicAt!.includes(index) ? "public" : weakAt!.includes(index) ? "weak" : "",
    })),
    options: optionsOf(optionTypes.File, file["options"]),
    messages: list(file["messageType"]).map((message) => messageOf(message, file["syntax"] === "proto3")),
    enums: list(file["enumType"]).map(enumOf),
    services: list(file["service"]).map(serviceOf),
    extensions: extensionsOf(file, file["syntax"] === "proto3"),
  };
}

function messageOf(message: Descriptor, isProto3: boolean): Message {
  const nested = list(message["nestedType"]);
  const entries = new Map(nested.filter(isMapEntry).map((entry) => [nameOf(entry), entry]));
  const fields = list(message["field"]);
  // A proto3 `optional` is a oneof of its own in a descriptor.
  const synthetic = new Set(fields.filter((field) => field["proto3Optional"] === true).map((field) => field["oneofIndex"]));
  const oneofs = list(message["oneofDecl"]);
  return {
    name: nameOf(message),
    fields: fields.map((field) => fieldOf(field, isProto3, entries, oneofs)),
    oneofs: oneofs
      .filter((_, index) => !synthetic.has(index))
      .map((oneof) => ({ name: nameOf(oneof), options: optionsOf(optionTypes.Oneof, oneof["options"]) })),
    messages: nested.filter((inner) => !isMapEntry(inner)).map((inner) => messageOf(inner, isProto3)),
    enums: list(message["enumType"]).map(enumOf),
    extensions: extensionsOf(message, isProto3),
    reserved: { ranges: list(message["reservedRange"]).map((range) => rangeOf(range, 1)), names: texts(message["reservedName"]) },
    extensionRanges: list(message["extensionRange"]).map((range) => rangeOf(range, 1)),
    options: optionsOf(optionTypes.Message, message["options"]),
  };
}

const isMapEntry = (message: Descriptor): boolean => (message["options"] as Descriptor | undefined)?.["mapEntry"] === true;
const rangeOf = (range: Descriptor, beyond: number): Range => ({
  from: Number(range["start"] ?? 0),
  to: Number(range["end"] ?? 0) - beyond,
});
const typeOf = (field: Descriptor): string =>
  typeof field["typeName"] === "string" ? field["typeName"] : String(field["type"]).slice("TYPE_".length).toLowerCase();

function fieldOf(field: Descriptor, isProto3: boolean, entries: ReadonlyMap<string, Descriptor>, oneofs: readonly Descriptor[]): Field {
  const name = nameOf(field);
  const entry = field["label"] === "LABEL_REPEATED" ? entries.get(typeOf(field).slice(typeOf(field).lastIndexOf(".") + 1)) : undefined;
  const [key, value] = entry === undefined ? [] : list(entry["field"]);
  const optional = field["proto3Optional"] === true;
  const index = field["oneofIndex"];
  const oneof = typeof index === "number" && !optional ? nameOf(oneofs[index] ?? {}) : undefined;
  const label = (typeof field["label"] === "string" ? field["label"] : "LABEL_OPTIONAL")
    .slice("LABEL_".length)
    .toLowerCase() as Field["label"];
  const implied = entry !== undefined || oneof !== undefined || (isProto3 && label === "optional" && !optional);
  const isGroup = field["type"] === "TYPE_GROUP";
  return {
    label: implied ? "" : label,
    type: isGroup ? typeOf(field).slice(typeOf(field).lastIndexOf(".") + 1) : typeOf(value ?? field),
    mapKey: key === undefined ? undefined : typeOf(key),
    name,
    number: Number(field["number"]),
    oneof,
    options: [...fieldDefaults(field, name), ...optionsOf(optionTypes.Field, field["options"])],
    isGroup,
  };
}

function fieldDefaults(field: Descriptor, name: string): Option[] {
  const options: Option[] = [];
  const { defaultValue, jsonName } = field;
  const quoted = field["type"] === "TYPE_STRING" || field["type"] === "TYPE_BYTES";
  if (typeof defaultValue === "string") options.push({ name: "default", value: quoted ? JSON.stringify(defaultValue) : defaultValue });
  if (typeof jsonName === "string" && jsonName !== "" && jsonName !== camel(name))
    options.push({ name: "json_name", value: JSON.stringify(jsonName) });
  return options;
}

function enumOf(part: Descriptor): Enum {
  return {
    name: nameOf(part),
    values: list(part["value"]).map((value) => ({
      name: nameOf(value),
      number: Number(value["number"] ?? 0),
      options: optionsOf(optionTypes.EnumValue, value["options"]),
    })),
    reserved: { ranges: list(part["reservedRange"]).map((range) => rangeOf(range, 0)), names: texts(part["reservedName"]) },
    options: optionsOf(optionTypes.Enum, part["options"]),
  };
}

function serviceOf(service: Descriptor): Service {
  return {
    name: nameOf(service),
    methods: list(service["method"]).map((method): Method => ({
      name: nameOf(method),
      input: String(method["inputType"]),
      output: String(method["outputType"]),
      inputStreams: method["clientStreaming"] === true,
      outputStreams: method["serverStreaming"] === true,
      options: optionsOf(optionTypes.Method, method["options"]),
    })),
    options: optionsOf(optionTypes.Service, service["options"]),
  };
}

function extensionsOf(scope: Descriptor, isProto3: boolean): Extension[] {
  const fields = list(scope["extension"]);
  return [...new Set(fields.map((field) => String(field["extendee"])))].map((extended) => ({
    extended,
    fields: fields.filter((field) => field["extendee"] === extended).map((field) => fieldOf(field, isProto3, new Map(), [])),
  }));
}

function optionsOf(type: Type, options: unknown): Option[] {
  return Object.entries((options ?? {}) as Record<string, string | number | boolean | object>).flatMap(([name, value]) => {
    const field = type.fields[name];
    if (field === undefined || typeof value === "object" || name === "mapEntry") return [];
    return [{ name: snake(name), value: field.type === "string" ? JSON.stringify(value) : String(value) }];
  });
}

/** The descriptor of a file, in base64. */
export function encodeDescriptor(file: ProtoFile, types: Types): string {
  return Buffer.from(fileType.encode(fileType.fromObject(new Encoder(file, types).file())).finish()).toString("base64");
}

class Encoder {
  readonly #file: ProtoFile;
  readonly #types: Types;

  constructor(file: ProtoFile, types: Types) {
    this.#file = file;
    this.#types = types;
  }

  file(): Descriptor {
    const { syntax, package: space, imports, options, messages, enums, services, extensions } = this.#file;
    const indexes = (kind: string): number[] => imports.flatMap((one, index) => (one.kind === kind ? [index] : []));
    return {
      name: "default.proto",
      ...(space === "" ? {} : { package: space }),
      dependency: imports.map(({ path }) => path),
      publicDependency: indexes("public"),
      weakDependency: indexes("weak"),
      messageType: messages.map((message) => this.#message(message, space)),
      enumType: enums.map(encodeEnum),
      service: services.map((service) => this.#service(service)),
      extension: this.#extensions(extensions, space),
      ...encodeOptions(optionTypes.File, options),
      ...(syntax === "proto2" ? {} : /^\d/.test(syntax) ? { syntax: "editions", edition: `EDITION_${syntax}` } : { syntax }),
    };
  }

  #message(message: Message, outer: string): Descriptor {
    const scope = outer === "" ? message.name : `${outer}.${message.name}`;
    const optionals = this.#file.syntax === "proto3" ? message.fields.filter(({ label }) => label === "optional") : [];
    const oneofs = [...message.oneofs.map(({ name }) => name), ...optionals.map(({ name }) => `_${name}`)];
    const oneofIndex = ({ name, oneof, label }: Field): Descriptor => {
      if (oneof !== undefined) return { oneofIndex: oneofs.indexOf(oneof) };
      return label === "optional" && optionals.length > 0 ? { oneofIndex: oneofs.indexOf(`_${name}`), proto3Optional: true } : {};
    };
    const maps = message.fields.filter(({ mapKey }) => mapKey !== undefined);
    return {
      name: message.name,
      field: message.fields.map((field) => ({ ...this.#field(field, scope), ...oneofIndex(field) })),
      nestedType: [...message.messages.map((inner) => this.#message(inner, scope)), ...maps.map((field) => this.#entry(field, scope))],
      enumType: message.enums.map(encodeEnum),
      extension: this.#extensions(message.extensions, scope),
      oneofDecl: oneofs.map((name, index) => ({ name, ...encodeOptions(optionTypes.Oneof, message.oneofs[index]?.options ?? []) })),
      ...encodeReserved(message.reserved, 1),
      extensionRange: message.extensionRanges.map(({ from, to }) => ({ start: from, end: to + 1 })),
      ...encodeOptions(optionTypes.Message, message.options),
    };
  }

  #entry(field: Field, scope: string): Descriptor {
    const part = (name: string, number: number, type: string): Descriptor => ({
      name,
      number,
      label: "LABEL_OPTIONAL",
      jsonName: name,
      ...this.#typed(type, scope),
    });
    return { name: entryName(field), field: [part("key", 1, field.mapKey!), part("value", 2, field.type)], options: { mapEntry: true } };
  }

  #field(field: Field, scope: string): Descriptor {
    const { name, number, label, mapKey, options } = field;
    const said = (option: string): string | undefined => options.find((one) => one.name === option)?.value;
    const [fallback, json] = [said("default"), said("json_name")];
    return {
      name,
      number,
      label: `LABEL_${mapKey !== undefined ? "REPEATED" : label === "" ? "OPTIONAL" : label.toUpperCase()}`,
      ...(mapKey === undefined ? this.#typed(field.type, scope) : { type: "TYPE_MESSAGE", typeName: `.${scope}.${entryName(field)}` }),
      ...(field.isGroup ? { type: "TYPE_GROUP" } : {}),
      ...(fallback === undefined ? {} : { defaultValue: fallback.startsWith('"') ? unquoted(fallback) : fallback }),
      jsonName: json === undefined ? camel(name) : unquoted(json),
      ...encodeOptions(optionTypes.Field, options),
    };
  }

  #typed(type: string, scope: string): Descriptor {
    if (isScalar(type)) return { type: `TYPE_${type.toUpperCase()}` };
    const full = this.#types.resolve(type, scope) ?? type;
    return { type: this.#types.get(full)?.kind === "enum" ? "TYPE_ENUM" : "TYPE_MESSAGE", typeName: `.${full}` };
  }

  #extensions(extensions: readonly Extension[], scope: string): Descriptor[] {
    return extensions.flatMap(({ extended, fields }) =>
      fields.map((field) => ({ ...this.#field(field, scope), extendee: `.${this.#types.resolve(extended, scope) ?? extended}` })),
    );
  }

  #service({ name, methods, options }: Service): Descriptor {
    const named = (type: string): string => `.${this.#types.resolve(type, this.#file.package) ?? type}`;
    return {
      name,
      method: methods.map((method) => ({
        name: method.name,
        inputType: named(method.input),
        outputType: named(method.output),
        ...(method.inputStreams ? { clientStreaming: true } : {}),
        ...(method.outputStreams ? { serverStreaming: true } : {}),
        ...encodeOptions(optionTypes.Method, method.options),
      })),
      ...encodeOptions(optionTypes.Service, options),
    };
  }
}

const entryName = ({ name }: Field): string => `${camel(`_${name}`)}Entry`;

const encodeReserved = ({ ranges, names }: Reserved, beyond: number): Descriptor => ({
  reservedRange: ranges.map(({ from, to }) => ({ start: from, end: to + beyond })),
  reservedName: names,
});

function encodeEnum({ name, values, reserved, options }: Enum): Descriptor {
  const value = values.map((one) => ({ name: one.name, number: one.number, ...encodeOptions(optionTypes.EnumValue, one.options) }));
  return { name, value, ...encodeReserved(reserved, 0), ...encodeOptions(optionTypes.Enum, options) };
}

function encodeOptions(type: Type, options: readonly Option[]): Descriptor {
  const encoded: Record<string, unknown> = {};
  for (const { name, value } of options) {
    const field = type.fields[camel(name)];
    if (field === undefined || value.startsWith("{")) continue;
    if (field.type === "string") encoded[camel(name)] = unquoted(value);
    else if (field.type === "bool") encoded[camel(name)] = value === "true";
    else encoded[camel(name)] = value;
  }
  return Object.keys(encoded).length === 0 ? {} : { options: encoded };
}
