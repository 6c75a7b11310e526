// Whether data written with one schema can be read with another: "Schema Resolution" of the Avro specification, as
// Apache Avro's own SchemaCompatibility decides it (a test asks it about hundreds of pairs). Named types match by their
// unqualified name, or when an alias of the reader is the writer's full name. Logical types are not looked at: a
// decimal is its bytes, so a change of its scale is not found, as it is not by Avro.
import { comparisonsMost } from "../format.ts";
import type { Incompatibility } from "../format.ts";
import { branchName, simpleName } from "./schema.ts";
import type { AvroSchema, EnumSchema, Field, FixedSchema, NamedSchema, RecordSchema } from "./schema.ts";

/** Empty when `reader` reads all that `writer` writes. */
export function avroIncompatibilities(reader: AvroSchema, writer: AvroSchema): Incompatibility[] {
  return new Comparison().compare(reader, writer, "");
}

/** What a reader of the key's type may read besides it. */
const promotions: Readonly<Record<string, readonly string[]>> = {
  long: ["int"],
  float: ["int", "long"],
  double: ["int", "long", "float"],
  bytes: ["string"],
  string: ["bytes"],
};

class Comparison {
  #compared = 0;
  /** Pairs under way or done: a recursive type is compatible unless something else in it is not. */
  readonly #seen = new Map<AvroSchema, Map<AvroSchema, Incompatibility[]>>();

  compare(reader: AvroSchema, writer: AvroSchema, path: string): Incompatibility[] {
    const pairs = this.#seen.get(reader) ?? new Map<AvroSchema, Incompatibility[]>();
    this.#seen.set(reader, pairs);
    const known = pairs.get(writer);
    if (known !== undefined) return known;
    if (++this.#compared > comparisonsMost) return [{ kind: "TOO_COMPLEX", path, detail: `more than ${comparisonsMost} pairs of types` }];
    pairs.set(writer, []);
    const found = this.#look(reader, writer, path);
    pairs.set(writer, found);
    return found;
  }

  #look(reader: AvroSchema, writer: AvroSchema, path: string): Incompatibility[] {
    if (writer.kind === "union") return writer.branches.flatMap((branch, index) => this.#branch(reader, branch, `${path}/${index}`));
    if (reader.kind === "union") {
      // Most often it is the branch of the same name, and no other need be tried.
      const same = reader.branches.find((branch) => branchName(branch) === branchName(writer));
      if (same !== undefined && this.compare(same, writer, path).length === 0) return [];
      if (reader.branches.some((branch) => this.compare(branch, writer, path).length === 0)) return [];
      return [{ kind: "MISSING_UNION_BRANCH", path, detail: `reader union lacking writer type: ${writer.kind.toUpperCase()}` }];
    }
    if (reader.kind === "array" && writer.kind === "array") return this.compare(reader.items, writer.items, `${path}/items`);
    if (reader.kind === "map" && writer.kind === "map") return this.compare(reader.values, writer.values, `${path}/values`);
    if (reader.kind === "fixed" && writer.kind === "fixed") return [...names(reader, writer, path), ...sizes(reader, writer, path)];
    if (reader.kind === "enum" && writer.kind === "enum") return [...names(reader, writer, path), ...symbols(reader, writer, path)];
    if (reader.kind === "record" && writer.kind === "record")
      return [...names(reader, writer, path), ...this.#fields(reader, writer, path)];
    if (reader.kind === writer.kind || promotions[reader.kind]?.includes(writer.kind) === true) return [];
    const detail = `reader type: ${reader.kind.toUpperCase()} not compatible with writer type: ${writer.kind.toUpperCase()}`;
    return [{ kind: "TYPE_MISMATCH", path, detail }];
  }

  #branch(reader: AvroSchema, branch: AvroSchema, path: string): Incompatibility[] {
    const found = this.compare(reader, branch, path);
    if (found.length === 0 || reader.kind !== "union") return found;
    return [{ kind: "MISSING_UNION_BRANCH", path, detail: `reader union lacking writer type: ${branch.kind.toUpperCase()}` }];
  }

  #fields(reader: RecordSchema, writer: RecordSchema, path: string): Incompatibility[] {
    const byName = new Map(writer.fields.map((field) => [field.name, field]));
    return reader.fields.flatMap((field, index) => {
      const at = `${path}/fields/${index}`;
      const written = writtenAs(field, byName);
      if (written.length > 1)
        return [
          { kind: "READER_FIELD_AMBIGUOUS", path: at, detail: `${field.name} matches ${written.map(({ name }) => name).join(", ")}` },
        ];
      if (written[0] !== undefined) return this.compare(field.schema, written[0].schema, `${at}/type`);
      if (field.default !== undefined) return [];
      return [{ kind: "READER_FIELD_MISSING_DEFAULT_VALUE", path: at, detail: field.name }];
    });
  }
}

/** By its name and by each of its aliases, as Avro counts them: one that repeats the name counts again. */
const writtenAs = ({ name, aliases }: Field, writer: ReadonlyMap<string, Field>): Field[] =>
  [name, ...aliases].flatMap((known) => writer.get(known) ?? []);

function names(reader: NamedSchema, writer: NamedSchema, path: string): Incompatibility[] {
  if (simpleName(reader.fullName) === simpleName(writer.fullName) || reader.aliases.includes(writer.fullName)) return [];
  return [{ kind: "NAME_MISMATCH", path: `${path}/name`, detail: `expected: ${writer.fullName}` }];
}

function sizes(reader: FixedSchema, writer: FixedSchema, path: string): Incompatibility[] {
  if (reader.size === writer.size) return [];
  return [{ kind: "FIXED_SIZE_MISMATCH", path: `${path}/size`, detail: `expected: ${writer.size}, found: ${reader.size}` }];
}

function symbols(reader: EnumSchema, writer: EnumSchema, path: string): Incompatibility[] {
  const known = new Set(reader.symbols);
  const missing = writer.symbols.filter((symbol) => !known.has(symbol));
  if (missing.length === 0 || reader.default !== undefined) return [];
  return [{ kind: "MISSING_ENUM_SYMBOLS", path: `${path}/symbols`, detail: `[${missing.join(", ")}]` }];
}
