// JSON Schema, drafts 4 to 2020-12. A schema is checked against its draft's own schema (by ajv, which compiles only those)
// and every `$ref` in it must lead somewhere. Kept as compact JSON with its order and its numbers as they were written.
import { Ajv } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import draft4 from "ajv-draft-04";
import draft6 from "ajv/dist/refs/json-schema-draft-06.json" with { type: "json" };
import { errors } from "../errors.ts";
import type { Format, Incompatibility, ParsedSchema, Referenced } from "../format.ts";
import { isObject, parseJson, sorted } from "../json-text.ts";
import type { Json } from "../json-text.ts";
import { Comparison } from "./compatibility.ts";
import { Documents } from "./documents.ts";
import type { Place } from "./documents.ts";
import { Models } from "./model.ts";

interface Checker {
  validateSchema(schema: object | boolean): unknown;
  errorsText(errors?: unknown, options?: { readonly dataVar: string }): string;
}
const options = { strict: false, validateFormats: false, logger: false } as const;
const makers: Readonly<Record<string, () => Checker>> = {
  // Its types are those of a CommonJS module that exports itself as `default`.
  "draft-04": () => new (draft4 as unknown as new (given: typeof options) => Checker)(options),
  "draft-06": () => new Ajv(options).addMetaSchema(draft6),
  "draft-07": () => new Ajv(options),
  "2019-09": () => new Ajv2019(options),
  "2020-12": () => new Ajv2020(options),
};
const checkers = new Map<string, Checker>();

function checkDraft(json: Json): void {
  const said = isObject(json) && typeof json["$schema"] === "string" ? json["$schema"] : "";
  const draft = Object.keys(makers).find((name) => said.includes(name));
  // A draft of someone's own is theirs to check; without one it is draft 7, as for Confluent.
  if (draft === undefined && said !== "" && !said.includes("json-schema.org/schema")) return;
  const name = draft ?? "draft-07";
  const checker = checkers.get(name) ?? makers[name]!();
  checkers.set(name, checker);
  // Only plain values: the numbers in their own digits are doubles to ajv.
  if (checker.validateSchema(JSON.parse(JSON.stringify(json)) as object) !== true)
    throw errors.schemaInvalid(checker.errorsText(undefined, { dataVar: "#" }));
}

class ParsedJson implements ParsedSchema {
  readonly canonical: string;
  readonly #json: Json;
  readonly #place: Place;
  readonly #models: Models;

  constructor(text: string, references: readonly Referenced[]) {
    this.#json = parseJson(text);
    if (!isObject(this.#json) && typeof this.#json !== "boolean") throw errors.schemaInvalid("it is neither an object nor a boolean");
    checkDraft(this.#json);
    checkPatterns(this.#json);
    const documents = new Documents();
    for (const reference of references) documents.add(parseJson(reference.text), reference.name);
    this.#place = documents.add(this.#json, "");
    documents.checkReferences(this.#place);
    this.#models = new Models(documents);
    this.canonical = JSON.stringify(this.#json);
  }

  normalized(): string {
    return JSON.stringify(sorted(this.#json));
  }

  formatted(): string {
    return this.canonical;
  }

  incompatibilities(writer: ParsedSchema): readonly Incompatibility[] {
    const other = writer as ParsedJson;
    return new Comparison({ reader: this.#models, writer: other.#models }).places(this.#place, other.#place, "#");
  }
}

/** Patterns of property names are run when schemas are compared. */
function checkPatterns(json: Json): void {
  if (Array.isArray(json)) (json as readonly Json[]).forEach(checkPatterns);
  if (!isObject(json)) return;
  const { patternProperties } = json;
  for (const pattern of isObject(patternProperties) ? Object.keys(patternProperties) : []) {
    try {
      RegExp(pattern);
    } catch (cause) {
      throw errors.schemaInvalid.with({ cause }, `${JSON.stringify(pattern)} is no regular expression`);
    }
  }
  Object.values(json).forEach(checkPatterns);
}

export const jsonFormat: Format = { parse: (text, references) => new ParsedJson(text, references) };
