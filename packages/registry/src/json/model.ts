// A JSON Schema sorted into kinds, so that two of them can be compared kind by kind. A schema that says things of
// several kinds (a type and an enum, properties and a oneOf) is a product: all of its parts must hold. A list of types is
// a sum of them.
import { isNumber, isObject, numberOf } from "../json-text.ts";
import type { Json, JsonObject } from "../json-text.ts";
import type { Documents, Place } from "./documents.ts";

export type Criterion = "allOf" | "anyOf" | "oneOf";

export type Model =
  | { readonly kind: "any" | "never" | "null" | "boolean" | "conditional" }
  | { readonly kind: "string" | "number" | "array" | "object"; readonly place: Place; readonly json: JsonObject; readonly integer: boolean }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "not"; readonly place: Place }
  | { readonly kind: "combined"; readonly criterion: Criterion; readonly parts: readonly Model[] }
  | { readonly kind: "reference"; readonly place: Place };

const keywords = {
  string: ["minLength", "maxLength", "pattern", "format"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  array: ["items", "prefixItems", "additionalItems", "unevaluatedItems", "minItems", "maxItems", "uniqueItems", "contains"],
  object:
    "properties required minProperties maxProperties dependencies dependentRequired dependentSchemas patternProperties additionalProperties unevaluatedProperties propertyNames".split(
      " ",
    ),
} as const;

export class Models {
  readonly #documents: Documents;
  readonly #known = new Map<Json, Model>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** The same place has the same model: comparisons in progress are known by it. */
  of(place: Place): Model {
    const known = isObject(place.json) ? this.#known.get(place.json) : undefined;
    const model = known ?? this.#make(place);
    if (isObject(place.json)) this.#known.set(place.json, model);
    return model;
  }

  follow(model: Model): Model {
    let followed = model;
    // A `$ref` to itself has no meaning; sixty-four steps are more than any that has.
    for (let steps = 0; followed.kind === "reference" && steps < 64; steps++) followed = this.of(followed.place);
    return followed.kind === "reference" ? { kind: "any" } : followed;
  }

  /** The place of a part of `place`: `properties/a`, `items/0`. */
  within({ json, resource }: Place, ...path: readonly (string | number)[]): Place | undefined {
    let part: Json | undefined = json;
    for (const step of path) {
      if (Array.isArray(part)) part = (part as readonly Json[])[Number(step)];
      else part = isObject(part) && Object.hasOwn(part, step) ? part[step] : undefined;
    }
    return part === undefined ? undefined : { json: part, resource: this.#documents.resourceOf(part, resource) };
  }

  #make(place: Place): Model {
    const { json, resource } = place;
    if (json === false) return { kind: "never" };
    if (!isObject(json)) return { kind: "any" };
    if (typeof json["$ref"] === "string") return { kind: "reference", place: this.#documents.resolve(json["$ref"], resource) };
    const parts: Model[] = [];
    if (Array.isArray(json["enum"]))
      parts.push({ kind: "enum", values: (json["enum"] as readonly Json[]).map((value) => JSON.stringify(value)) });
    if (json["const"] !== undefined) parts.push({ kind: "enum", values: [JSON.stringify(json["const"])] });
    for (const criterion of ["allOf", "anyOf", "oneOf"] as const) {
      const list = json[criterion];
      if (!Array.isArray(list)) continue;
      parts.push({ kind: "combined", criterion, parts: list.map((_, index) => this.of(this.within(place, criterion, index)!)) });
    }
    const not = this.within(place, "not");
    if (not !== undefined) parts.push({ kind: "not", place: not });
    if (json["if"] !== undefined) parts.push({ kind: "conditional" });
    parts.push(...typed(json, place));
    if (parts.length === 0) return { kind: "any" };
    return parts.length === 1 ? parts[0]! : { kind: "combined", criterion: "allOf", parts };
  }
}

function typed(json: JsonObject, place: Place): Model[] {
  const { type } = json;
  if (typeof type === "string") return [modelOfType(type, json, place)];
  if (Array.isArray(type))
    return [{ kind: "combined", criterion: "anyOf", parts: (type as readonly string[]).map((name) => modelOfType(name, json, place)) }];
  return (["string", "number", "array", "object"] as const)
    .filter((kind) => keywords[kind].some((keyword) => json[keyword] !== undefined))
    .map((kind) => ({ kind, json, place, integer: false }));
}

function modelOfType(type: string, json: JsonObject, place: Place): Model {
  if (type === "string" || type === "array" || type === "object") return { kind: type, json, place, integer: false };
  if (type === "number" || type === "integer") return { kind: "number", json, place, integer: type === "integer" };
  return { kind: type === "null" || type === "boolean" ? type : "any" };
}

export const numberAt = (json: JsonObject, name: string): number | undefined => {
  const value = json[name];
  return isNumber(value) ? numberOf(value) : undefined;
};
