// Whether records of one .proto file can be read with another, by the rules of "Updating A Message Type" as Confluent
// applies and names them: fields are known by their numbers, may come and go and be renamed, and may change their type
// within a group that has one form on the wire; messages may not go, and fields may not be gathered into a oneof.
import type { Incompatibility } from "../format.ts";
import type { Field, Message, ProtoFile } from "./model.ts";
import { isScalar } from "./types.ts";
import type { Types } from "./types.ts";

export interface ProtoSide {
  readonly file: ProtoFile;
  readonly types: Types;
}

const groups: Readonly<Record<string, string>> = {
  int32: "varint",
  int64: "varint",
  uint32: "varint",
  uint64: "varint",
  bool: "varint",
  sint32: "zigzag",
  sint64: "zigzag",
  string: "text",
  bytes: "text",
  fixed32: "fixed32",
  sfixed32: "fixed32",
  fixed64: "fixed64",
  sfixed64: "fixed64",
  float: "float",
  double: "double",
};

export function protoIncompatibilities(reader: ProtoSide, writer: ProtoSide): Incompatibility[] {
  const found: Incompatibility[] = [];
  if (reader.file.package !== writer.file.package) found.push({ kind: "PACKAGE_CHANGED", path: "#/", detail: "" });
  const comparison = new Comparison(reader.types, writer.types);
  comparison.messages(reader.file.messages, writer.file.messages, { reader: reader.file.package, writer: writer.file.package, path: "#" });
  return [...found, ...comparison.found];
}

/** Where the comparison is: the scope that names are looked up in, on both sides. */
interface Scope {
  readonly reader: string;
  readonly writer: string;
  readonly path: string;
}

class Comparison {
  readonly found: Incompatibility[] = [];
  readonly #reader: Types;
  readonly #writer: Types;
  readonly #seen = new Map<Message, Set<Message>>();

  constructor(reader: Types, writer: Types) {
    this.#reader = reader;
    this.#writer = writer;
  }

  messages(reader: readonly Message[], writer: readonly Message[], scope: Scope): void {
    const byName = new Map(reader.map((message) => [message.name, message]));
    for (const before of writer) {
      const inner = within(scope, before.name);
      const now = byName.get(before.name);
      if (now === undefined) this.#add("MESSAGE_REMOVED", inner.path);
      else this.#message(now, before, inner);
    }
  }

  #message(reader: Message, writer: Message, scope: Scope): void {
    const seen = this.#seen.get(reader) ?? new Set<Message>();
    this.#seen.set(reader, seen);
    if (seen.has(writer)) return;
    seen.add(writer);
    const before = new Map(writer.fields.map((field) => [field.number, field]));
    const now = new Map(reader.fields.map((field) => [field.number, field]));
    this.#oneofs(reader, writer, before, now, scope);
    for (const number of new Set([...before.keys(), ...now.keys()])) {
      const [kept, written] = [now.get(number), before.get(number)];
      const at = { ...scope, path: `${scope.path}/${number}` };
      if (kept !== undefined && written !== undefined) this.#field(kept, written, at);
      else if (kept?.label === "required") this.#add("REQUIRED_FIELD_ADDED", at.path);
      else if (written?.label === "required") this.#add("REQUIRED_FIELD_REMOVED", at.path);
    }
    this.messages(reader.messages, writer.messages, scope);
  }

  #oneofs(reader: Message, writer: Message, before: ReadonlyMap<number, Field>, now: ReadonlyMap<number, Field>, scope: Scope): void {
    for (const { name } of reader.oneofs) {
      const members = reader.fields.filter(({ oneof }) => oneof === name).map(({ number }) => before.get(number));
      const moved = members.filter((field) => field !== undefined && field.oneof === undefined).length;
      const inOneof = members.filter((field) => field?.oneof !== undefined).length;
      const path = `${scope.path}/${name}`;
      if (moved > 1) this.#add("MULTIPLE_FIELDS_MOVED_TO_ONEOF", path);
      else if (moved === 1 && inOneof > 0) this.#add("FIELD_MOVED_TO_EXISTING_ONEOF", path);
      const kept = writer.oneofs.some((oneof) => oneof.name === name);
      if (!kept) continue;
      for (const field of writer.fields)
        if (field.oneof === name && !now.has(field.number)) this.#add("ONEOF_FIELD_REMOVED", `${path}/${field.number}`);
    }
  }

  #field(reader: Field, writer: Field, scope: Scope): void {
    if ((reader.mapKey === undefined) !== (writer.mapKey === undefined)) return this.#add("FIELD_KIND_CHANGED", scope.path);
    if (reader.mapKey !== undefined) this.#types(reader.mapKey, writer.mapKey!, scope);
    this.#types(reader.type, writer.type, scope);
    // A number alone and a list of them have different forms; texts and messages do not.
    const relabelled = (reader.label === "repeated") !== (writer.label === "repeated");
    if (relabelled && reader.mapKey === undefined && isNumeric(this.#reader, reader.type, scope.reader))
      this.#add("FIELD_NUMERIC_LABEL_CHANGED", scope.path);
  }

  #types(reader: string, writer: string, scope: Scope): void {
    const [now, before] = [groupOf(this.#reader, reader, scope.reader), groupOf(this.#writer, writer, scope.writer)];
    if (now !== undefined && before !== undefined) {
      if (now !== before) this.#add("FIELD_SCALAR_KIND_CHANGED", scope.path);
    } else if (now !== before) this.#add("FIELD_KIND_CHANGED", scope.path);
    else this.#named(reader, writer, scope);
  }

  #named(reader: string, writer: string, scope: Scope): void {
    const [readerName, writerName] = [
      this.#reader.resolve(reader, scope.reader) ?? reader,
      this.#writer.resolve(writer, scope.writer) ?? writer,
    ];
    const [now, before] = [this.#reader.get(readerName), this.#writer.get(writerName)];
    if (localName(readerName, now?.package) !== localName(writerName, before?.package))
      return this.#add("FIELD_NAMED_TYPE_CHANGED", scope.path);
    if (now?.kind !== "message" || before?.kind !== "message" || now.message === undefined || before.message === undefined) return;
    const known = this.found.length;
    this.#message(now.message, before.message, { reader: readerName, writer: writerName, path: `#/${localName(readerName, now.package)}` });
    if (this.found.length > known) this.#add("FIELD_NAMED_TYPE_CHANGED", scope.path);
  }

  #add(kind: string, path: string): void {
    this.found.push({ kind, path, detail: "" });
  }
}

const within = (scope: Scope, name: string): Scope => ({
  reader: scope.reader === "" ? name : `${scope.reader}.${name}`,
  writer: scope.writer === "" ? name : `${scope.writer}.${name}`,
  path: `${scope.path}/${name}`,
});

const localName = (fullName: string, space = ""): string =>
  space !== "" && fullName.startsWith(`${space}.`) ? fullName.slice(space.length + 1) : fullName;

/** How a scalar or an enum stands on the wire; undefined for a message. */
function groupOf(types: Types, type: string, scope: string): string | undefined {
  if (isScalar(type)) return groups[type];
  const full = types.resolve(type, scope);
  return full !== undefined && types.get(full)?.kind === "enum" ? groups["int32"] : undefined;
}

function isNumeric(types: Types, type: string, scope: string): boolean {
  const group = groupOf(types, type, scope);
  return group !== undefined && group !== "text";
}
