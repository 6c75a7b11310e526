// Protocol Buffers: a .proto file as text, or its descriptor in base64. References are the files that it imports, by the
// path of the import.
import type { Format, Incompatibility, ParsedSchema, Referenced } from "../format.ts";
import { checkProto } from "./check.ts";
import { protoIncompatibilities } from "./compatibility.ts";
import { decodeDescriptor, encodeDescriptor } from "./descriptor.ts";
import type { ProtoFile } from "./model.ts";
import { parseProto } from "./parse.ts";
import { printProto } from "./print.ts";
import { Types, checkImports } from "./types.ts";

/** Text of a .proto file cannot be base64: it has spaces or semicolons. */
const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text) && text.trim() !== "";
const fileOf = (text: string): ProtoFile => (isBase64(text) ? decodeDescriptor(text) : parseProto(text));

class ParsedProto implements ParsedSchema {
  readonly canonical: string;
  readonly #file: ProtoFile;
  readonly #types: Types;

  constructor(text: string, references: readonly Referenced[]) {
    this.#file = fileOf(text);
    checkImports(this.#file, new Set(references.map(({ name }) => name)));
    this.#types = new Types([this.#file, ...references.map((reference) => fileOf(reference.text))]);
    checkProto(this.#file, this.#types);
    this.canonical = printProto(this.#file, this.#types);
  }

  normalized(): string {
    return printProto(this.#file, this.#types, true);
  }

  formatted(name: string): string {
    return name === "serialized" ? encodeDescriptor(this.#file, this.#types) : this.canonical;
  }

  incompatibilities(writer: ParsedSchema): readonly Incompatibility[] {
    const other = writer as ParsedProto;
    return protoIncompatibilities({ file: this.#file, types: this.#types }, { file: other.#file, types: other.#types });
  }
}

export const protobufFormat: Format = { parse: (text, references) => new ParsedProto(text, references) };
