import type { Format, ParsedSchema, Referenced } from "../format.ts";
import { avroIncompatibilities } from "./compatibility.ts";
import { Names, parseAvro } from "./parse.ts";
import { printAvro } from "./print.ts";
import type { AvroSchema, NamedSchema } from "./schema.ts";

class ParsedAvro implements ParsedSchema {
  readonly canonical: string;
  readonly #schema: AvroSchema;
  readonly #known: ReadonlySet<NamedSchema>;

  constructor(text: string, references: readonly Referenced[]) {
    const names = new Names();
    for (const reference of references) parseAvro(reference.text, names);
    this.#known = new Set(names.types.values());
    this.#schema = parseAvro(text, names);
    this.canonical = printAvro(this.#schema, this.#known);
  }

  normalized(): string {
    return printAvro(this.#schema, this.#known, true);
  }

  formatted(name: string): string {
    // `resolved`: one text that needs no references.
    return name === "resolved" ? printAvro(this.#schema, new Set()) : this.canonical;
  }

  incompatibilities(writer: ParsedSchema): ReturnType<typeof avroIncompatibilities> {
    return avroIncompatibilities(this.#schema, (writer as ParsedAvro).#schema);
  }
}

export const avroFormat: Format = { parse: (text, references) => new ParsedAvro(text, references) };
