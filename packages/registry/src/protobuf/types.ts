// What the names in a file mean: messages and enums of the file itself, of what it imports, and of the files that come
// with Protocol Buffers. A name is looked for from the innermost scope outwards, as the language says.
import { errors } from "../errors.ts";
import { scalars } from "./model.ts";
import type { Enum, Message, ProtoFile } from "./model.ts";

export type TypeInfo =
  | { readonly kind: "message"; readonly package: string; readonly message: Message | undefined }
  | { readonly kind: "enum"; readonly package: string; readonly enum: Enum | undefined };

/** Files that every protoc has, and Google's and Confluent's common ones; their types are known by their package. */
const builtIn = /^((?:google\/(?:protobuf|type|api|rpc)|confluent)(?:\/[a-z0-9_]+)*)\/[a-z0-9_]+\.proto$/;
const typeName = /^([a-z0-9_.]+)\.[A-Z]\w*(?:\.[A-Z]\w*)*$/;
const builtInEnums = new Set([
  "google.protobuf.NullValue",
  "google.protobuf.Syntax",
  "google.protobuf.Field.Kind",
  "google.protobuf.Field.Cardinality",
  "google.protobuf.FieldDescriptorProto.Type",
  "google.protobuf.FieldDescriptorProto.Label",
  "google.type.DayOfWeek",
  "google.type.Month",
  "google.type.CalendarPeriod",
]);

export class Types {
  readonly #types = new Map<string, TypeInfo>();
  readonly #builtInPackages = new Set<string>();

  /** `files`: this one and all that it imports, directly or in turn. */
  constructor(files: readonly ProtoFile[]) {
    for (const file of files) {
      this.#add(file, file.package, file.package);
      for (const { path } of file.imports) {
        const folder = builtIn.exec(path)?.[1];
        if (folder !== undefined) this.#builtInPackages.add(folder.replaceAll("/", "."));
      }
    }
  }

  /** The full name, without a leading dot, of what `name` means inside `scope`; undefined when it means nothing. */
  resolve(name: string, scope: string): string | undefined {
    if (name.startsWith(".")) return this.get(name.slice(1)) === undefined ? undefined : name.slice(1);
    // What is defined here comes first: of the others only the package is known, not what they hold.
    const candidates = candidatesOf(name, scope);
    return candidates.find((one) => this.#types.has(one)) ?? candidates.find((one) => this.get(one) !== undefined);
  }

  get(fullName: string): TypeInfo | undefined {
    const own = this.#types.get(fullName);
    const space = typeName.exec(fullName)?.[1];
    if (own !== undefined || space === undefined || !this.#builtInPackages.has(space)) return own;
    return builtInEnums.has(fullName)
      ? { kind: "enum", package: space, enum: undefined }
      : { kind: "message", package: space, message: undefined };
  }

  /** The shortest way to write `fullName` inside `scope` of package `space` that still means it. */
  shortest(fullName: string, scope: string, space: string): string {
    const local = space !== "" && fullName.startsWith(`${space}.`) ? fullName.slice(space.length + 1) : fullName;
    if (this.resolve(local, scope) === fullName) return local;
    return this.resolve(fullName, scope) === fullName ? fullName : `.${fullName}`;
  }

  #add({ messages, enums }: Pick<ProtoFile, "messages" | "enums">, scope: string, space: string): void {
    const inside = scope === "" ? "" : `${scope}.`;
    for (const part of enums) this.#define(`${inside}${part.name}`, { kind: "enum", package: space, enum: part });
    for (const message of messages) {
      this.#define(`${inside}${message.name}`, { kind: "message", package: space, message });
      this.#add(message, `${inside}${message.name}`, space);
    }
  }

  #define(fullName: string, info: TypeInfo): void {
    if (this.#types.has(fullName)) throw errors.schemaInvalid(`${fullName} is defined twice`);
    this.#types.set(fullName, info);
  }
}

/** Innermost first. */
function candidatesOf(name: string, scope: string): string[] {
  const scopes = scope === "" ? [] : scope.split(".").map((_, index, words) => words.slice(0, words.length - index).join("."));
  return [...scopes.map((outer) => `${outer}.${name}`), name];
}

/** Every import is among the references or comes with Protocol Buffers. */
export function checkImports(file: ProtoFile, known: ReadonlySet<string>): void {
  for (const { path } of file.imports) {
    if (known.has(path) || builtIn.test(path)) continue;
    throw errors.schemaInvalid(`it imports "${path}", which is not among its references`);
  }
}

export const isScalar = (type: string): boolean => scalars.has(type);
