// What "compatible" promises, judged by ajv: no document that the writer's schema accepts is refused by the reader's.
// Random schemas, each with an evolution of it, and random documents. Left out is where the rules promise less on purpose:
// properties that are required with a default, `oneOf` whose parts overlap, and a `type` that was not said before.
import { seeded } from "@millrace/core";
import type { Random } from "@millrace/core";
import { formatOf } from "@millrace/registry";
import { Ajv } from "ajv";
import { expect, it } from "vitest";

type Schema = Record<string, unknown> | boolean;
const names = ["a", "b", "c"];

class Schemas {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.#random.below(items.length)]!;
  }
  #chance(part: number): boolean {
    return this.#random.next() < part;
  }
  #maybe(part: number, more: () => Record<string, unknown>): Record<string, unknown> {
    return this.#chance(part) ? more() : {};
  }

  make(depth: number): Schema {
    switch (this.#random.below(depth === 0 ? 6 : 11)) {
      case 0:
        return this.#chance(0.8) ? {} : this.#chance(0.7);
      case 1:
        return {
          type: "string",
          ...this.#maybe(0.4, () => ({ minLength: this.#random.below(3) })),
          ...this.#maybe(0.4, () => ({ maxLength: this.#random.below(4) })),
          ...this.#maybe(0.2, () => ({ pattern: this.pick(["^a", "b"]) })),
        };
      case 2:
        return {
          type: this.pick(["integer", "number"]),
          ...this.#maybe(0.4, () => ({ minimum: this.#random.below(4) })),
          ...this.#maybe(0.4, () => ({ exclusiveMaximum: this.#random.below(6) })),
          ...this.#maybe(0.2, () => ({ multipleOf: this.pick([1, 2, 4, 0.5]) })),
        };
      case 3:
        return { enum: names.slice(0, 1 + this.#random.below(3)) };
      case 4:
        return this.pick<Schema>([{ const: 1 }, { type: "boolean" }, { type: "null" }]);
      case 5:
        return { type: ["string", "null", "integer"].slice(0, 1 + this.#random.below(3)) };
      case 6:
        return {
          type: "array",
          ...this.#items(depth),
          ...this.#maybe(0.3, () => ({ minItems: this.#random.below(3) })),
          ...this.#maybe(0.3, () => ({ maxItems: this.#random.below(4) })),
          ...this.#maybe(0.2, () => ({ uniqueItems: true })),
        };
      case 7:
        return { anyOf: Array.from({ length: 1 + this.#random.below(3) }, () => this.make(depth - 1)) };
      case 8:
        return { allOf: Array.from({ length: 1 + this.#random.below(2) }, () => this.make(depth - 1)) };
      case 9:
        return this.#chance(0.5)
          ? { not: this.make(depth - 1) }
          : { oneOf: [{ type: "string" }, { type: "integer" }, { type: "null" }].slice(this.#random.below(3)) };
      default:
        return this.#object(depth);
    }
  }

  #items(depth: number): Record<string, unknown> {
    if (this.#chance(0.5)) return this.#maybe(0.8, () => ({ items: this.make(depth - 1) }));
    return {
      items: Array.from({ length: 1 + this.#random.below(2) }, () => this.make(depth - 1)),
      ...this.#maybe(0.6, () => ({ additionalItems: this.pick<Schema>([false, true, this.make(depth - 1)]) })),
    };
  }

  #object(depth: number): Schema {
    const properties = Object.fromEntries(names.slice(0, this.#random.below(4)).map((name) => [name, this.make(depth - 1)]));
    return {
      type: "object",
      properties,
      ...this.#maybe(0.6, () => ({ additionalProperties: this.pick<Schema>([false, false, true, this.make(depth - 1)]) })),
      ...this.#maybe(0.2, () => ({ patternProperties: { "^[cd]": this.make(depth - 1) } })),
      ...this.#maybe(0.3, () => ({ required: Object.keys(properties).slice(0, 1 + this.#random.below(2)) })),
      ...this.#maybe(0.2, () => ({ maxProperties: this.#random.below(4) })),
      ...this.#maybe(0.1, () => ({ dependencies: { a: ["b"] } })),
    };
  }

  /** A schema that someone made of another one: mostly the same, here and there another part, one more or one less. */
  evolve(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((part) => this.evolve(part));
    if (typeof schema !== "object" || schema === null)
      return typeof schema === "number" && this.#chance(0.15) ? Math.max(1, schema + this.pick([-1, 1])) : schema;
    if (this.#chance(0.05)) return this.make(1);
    const changed = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, this.#evolvePart(name, part)]));
    for (const name of Object.keys(changed)) if (name !== "const" && name !== "type" && this.#chance(0.06)) delete changed[name];
    if (typeof changed["properties"] === "object" && this.#chance(0.3))
      changed["properties"] = { ...changed["properties"], d: this.make(1) };
    if (this.#chance(0.1) && Array.isArray(changed["anyOf"])) changed["anyOf"] = [...(changed["anyOf"] as unknown[]), this.make(1)];
    return changed;
  }

  #evolvePart(name: string, part: unknown): unknown {
    if (["enum", "const", "type", "required", "oneOf", "dependencies"].includes(name)) return part;
    if (name !== "properties" && name !== "patternProperties") return this.evolve(part);
    return Object.fromEntries(Object.entries(part as object).map(([property, inner]) => [property, this.evolve(inner)]));
  }

  document(depth: number): unknown {
    if (depth > 0 && this.#chance(0.35))
      return Object.fromEntries([...names, "d", "e"].filter(() => this.#chance(0.4)).map((name) => [name, this.document(depth - 1)]));
    if (depth > 0 && this.#chance(0.25)) return Array.from({ length: this.#random.below(4) }, () => this.document(depth - 1));
    return this.pick([null, true, 0, 1, 2, 3, 4, 1.5, -1, "", "a", "b", "c", "ab", "abc", "long text"]);
  }
}

const seed = Number(process.env["MILLRACE_SEED"] ?? 1);
const count = 1_500;

it(`accepts what the writer accepted, for ${count} random evolutions (seed ${seed})`, async () => {
  const format = await formatOf("JSON");
  let compatible = 0;
  let judged = 0;
  for (let index = 0; index < count; index++) {
    const schemas = new Schemas(seeded(seed * 1_000_003 + index));
    const writer = schemas.make(3);
    const reader = schemas.evolve(writer) as Schema;
    const [now, before] = [reader, writer].map((schema) => format.parse(JSON.stringify(schema), []));
    if (now!.incompatibilities(before!).length > 0) continue;
    compatible++;
    const ajv = new Ajv({ strict: false, logger: false });
    const [reads, wrote] = [ajv.compile(reader), ajv.compile(writer)];
    for (let tries = 0; tries < 20; tries++) {
      const document = schemas.document(3);
      if (!wrote(document)) continue;
      judged++;
      expect(reads(document), JSON.stringify({ document, writer, reader })).toBe(true);
    }
  }
  // Enough of both, or it would say little.
  expect(compatible).toBeGreaterThan(count / 4);
  expect(judged).toBeGreaterThan(count);
});
