// Random pairs of Avro schemas, most of them an evolution of one another, judged by Apache Avro itself: it and the
// registry agree on which schemas are schemas, and on which one reads the other's data.
import { seeded } from "@millrace/core";
import type { Random } from "@millrace/core";
import { formatOf } from "@millrace/registry";
import { expect, it } from "vitest";
import { describeWith } from "../tools.ts";
import { JavaProgram } from "./java.ts";

type Json = string | number | null | boolean | readonly Json[] | { readonly [name: string]: Json };
type Fields = { [name: string]: Json };

const primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
const defaults: Json[] = [null, true, 1, 4_000_000_000, 1.5, "A", "text", [], {}, [1], { a: 1 }];

class Schemas {
  readonly #random: Random;
  #names = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#random.below(items.length)]!;
  }
  #chance(part: number): boolean {
    return this.#random.next() < part;
  }

  make(depth: number, known: readonly string[]): Json {
    if (depth === 0 || this.#chance(0.35)) {
      if (known.length > 0 && this.#chance(0.2)) return this.#pick(known);
      return this.#chance(0.1) ? { type: this.#pick(primitives), logicalType: "decimal" } : this.#pick(primitives);
    }
    const inner = (): Json => this.make(depth - 1, known);
    switch (this.#random.below(6)) {
      case 0:
        return { type: "array", items: inner() };
      case 1:
        return { type: "map", values: inner() };
      case 2:
        return Array.from({ length: 1 + this.#random.below(3) }, inner);
      case 3:
        return {
          type: "enum",
          ...this.#name(),
          symbols: ["A", "B", "C", "D"].slice(0, 1 + this.#random.below(4)),
          ...(this.#chance(0.3) ? { default: this.#pick(["A", "B"]) } : {}),
        };
      case 4:
        return { type: "fixed", ...this.#name(), size: this.#random.below(3) };
      default:
        return this.#record(depth, known);
    }
  }

  #name(): Fields {
    const name = `${this.#pick(["R", "S", "T"])}${this.#chance(0.8) ? this.#names++ : ""}`;
    return {
      name,
      ...(this.#chance(0.3) ? { namespace: this.#pick(["x", "x.y", ""]) } : {}),
      ...(this.#chance(0.2) ? { aliases: [this.#pick(["R0", "x.S1", "T"])] } : {}),
    };
  }

  #record(depth: number, known: readonly string[]): Json {
    // Avro 1.12 lets a record be defined again inside itself, and then there are two of that name: not imitated.
    let named = this.#name();
    while (known.includes(named["name"] as string)) named = this.#name();
    const inside = [...known, named["name"] as string];
    const fields = ["a", "b", "c"].slice(0, this.#random.below(4)).map((name) => this.#field(name, depth, inside));
    return { type: "record", ...named, fields };
  }

  #field(name: string, depth: number, known: readonly string[]): Json {
    return {
      name,
      type: this.make(depth - 1, known),
      ...(this.#chance(0.3) ? { default: this.#pick(defaults) } : {}),
      ...(this.#chance(0.15) ? { aliases: [this.#pick(["a", "b", "z"])] } : {}),
    };
  }

  /** A schema that someone made of another one. */
  evolve(schema: Json): Json {
    if (this.#chance(0.04)) return this.make(1, []);
    if (Array.isArray(schema)) {
      const branches = (schema as readonly Json[]).map((branch) => this.evolve(branch));
      if (this.#chance(0.2)) branches.push(this.#pick(primitives));
      return this.#chance(0.1) && branches.length > 1 ? branches.slice(1) : branches;
    }
    if (typeof schema === "string") {
      if (this.#chance(0.1)) return [schema, "null"];
      return this.#chance(0.25) ? this.#pick(primitives) : schema;
    }
    const changed: Fields = { ...(schema as Fields) };
    for (const part of ["items", "values", "type"]) if (typeof changed[part] === "object") changed[part] = this.evolve(changed[part]!);
    if (Array.isArray(changed["symbols"]) && this.#chance(0.4))
      changed["symbols"] = ["A", "B", "C", "D"].slice(0, 1 + this.#random.below(4));
    if (typeof changed["size"] === "number" && this.#chance(0.2)) changed["size"] = 1;
    if (typeof changed["name"] === "string" && typeof changed["type"] === "string" && "fields" in changed && this.#chance(0.1)) {
      if (this.#chance(0.5)) changed["aliases"] = [changed["name"]];
      changed["name"] = `${changed["name"]}New`;
    }
    if (Array.isArray(changed["fields"])) {
      const fields = (changed["fields"] as Fields[]).map((field) => ({ ...field, type: this.evolve(field["type"]!) }) as Json);
      if (this.#chance(0.2)) fields.push(this.#field("d", 1, []));
      changed["fields"] = this.#chance(0.2) ? fields.slice(1) : fields;
    }
    return changed;
  }
}

const count = 3_000;
const seed = Number(process.env["MILLRACE_SEED"] ?? 1);

describeWith({ programs: ["java", "mvn"] }, "Apache Avro", () => {
  it(`agrees about ${count} pairs of schemas (seed ${seed})`, async () => {
    const pairs = Array.from({ length: count }, (_, index) => {
      const schemas = new Schemas(seeded(seed * 1_000_003 + index));
      const writer = schemas.make(4, []);
      return [JSON.stringify(schemas.evolve(writer)), JSON.stringify(writer)] as const;
    });
    const java = await JavaProgram.start("millrace.AvroVerdicts");
    const theirs = await java.askAll(pairs.map((pair) => pair.join("\t")));
    await java.stop();
    const avro = await formatOf("AVRO");
    const ours = pairs.map(([reader, writer]) => {
      try {
        return avro.parse(reader, []).incompatibilities(avro.parse(writer, [])).length === 0 ? "COMPATIBLE" : "INCOMPATIBLE";
      } catch {
        return "INVALID";
      }
    });
    const differing = pairs.flatMap(([reader, writer], index) =>
      ours[index] === theirs[index] ? [] : [{ reader, writer, ours: ours[index], theirs: theirs[index] }],
    );
    expect(differing.slice(0, 5)).toEqual([]);
    // Enough of each, or the agreement would say little.
    for (const verdict of ["COMPATIBLE", "INCOMPATIBLE", "INVALID"])
      expect(theirs.filter((other) => other === verdict).length, verdict).toBeGreaterThan(count / 10);
  });
});
