// Whether every document that one JSON Schema accepts is accepted by another, by the rules that Confluent documents
// ("JSON Schema compatibility": open, closed and partially open content models) and with its names for the differences.
// The rules err to the safe side and are not complete: `format`, `contains` and if/then/else are not compared.
import { comparisonsMost } from "../format.ts";
import type { Incompatibility } from "../format.ts";
import { arrayDifferences } from "./arrays.ts";
import { largestMatching } from "./matching.ts";
import { numberAt } from "./model.ts";
import type { Model, Models } from "./model.ts";
import { objectDifferences } from "./objects.ts";
import type { Place } from "./documents.ts";

type Typed = Extract<Model, { readonly json: unknown }>;

/** `reader` and `writer` of two schemas; each knows its own documents. */
export interface Sides {
  readonly reader: Models;
  readonly writer: Models;
}

export class Comparison {
  #compared = 0;
  readonly sides: Sides;
  /** Pairs under way or done; one under way counts as compatible, so that recursion ends. */
  readonly #seen = new Map<Model, Map<Model, readonly Incompatibility[]>>();

  constructor(sides: Sides) {
    this.sides = sides;
  }

  /** Undefined stands for a part that is not there: what was not restricted must not be now. */
  places(reader: Place | undefined, writer: Place | undefined, path: string): readonly Incompatibility[] {
    if (reader === undefined) return [];
    if (writer === undefined) return [one("SCHEMA_ADDED", path)];
    return this.models(this.sides.reader.of(reader), this.sides.writer.of(writer), path);
  }

  models(readerModel: Model, writerModel: Model, path: string): readonly Incompatibility[] {
    const reader = this.sides.reader.follow(readerModel);
    const writer = this.sides.writer.follow(writerModel);
    const pairs = this.#seen.get(reader) ?? new Map<Model, readonly Incompatibility[]>();
    this.#seen.set(reader, pairs);
    const known = pairs.get(writer);
    if (known !== undefined) return known;
    if (++this.#compared > comparisonsMost) return [one("TOO_COMPLEX", path)];
    pairs.set(writer, []);
    const found = this.#look(reader, writer, path);
    pairs.set(writer, found);
    return found;
  }

  #look(reader: Model, writer: Model, path: string): readonly Incompatibility[] {
    if (reader.kind === "combined" && writer.kind !== "combined") {
      const enough = reader.parts.length === 1 || reader.criterion !== "allOf";
      if (enough && reader.parts.some((part) => this.models(part, writer, path).length === 0)) return [];
    }
    if (writer.kind === "combined" && reader.kind !== "combined" && writer.parts.length === 1)
      if (this.models(reader, writer.parts[0]!, path).length === 0) return [];
    if (writer.kind === "never" || reader.kind === "any") return [];
    if (reader.kind !== writer.kind) return [one("TYPE_CHANGED", path)];
    switch (reader.kind) {
      case "enum":
        return enumDifferences(reader.values, (writer as typeof reader).values, path);
      case "not":
        // Turned round: what the reader excludes, the writer must have excluded.
        return this.#excludes(reader.place, (writer as typeof reader).place) ? [] : [one("NOT_TYPE_EXTENDED", path)];
      case "combined":
        return this.#combined(reader, writer as typeof reader, path);
      case "string":
        return stringDifferences(reader, writer as Typed, path);
      case "number":
        return numberDifferences(reader, writer as Typed, path);
      case "array":
        return arrayDifferences(this, reader, writer as Typed, path);
      case "object":
        return objectDifferences(this, reader, writer as Typed, path);
      default:
        return [];
    }
  }

  #excludes(reader: Place, writer: Place): boolean {
    const turned = new Comparison({ reader: this.sides.writer, writer: this.sides.reader });
    return turned.places(writer, reader, "").length === 0;
  }

  #combined(reader: Extract<Model, { kind: "combined" }>, writer: typeof reader, path: string): readonly Incompatibility[] {
    if (!mayBecome(writer, reader)) return [one("COMBINED_TYPE_CHANGED", path)];
    const found: Incompatibility[] = [];
    const [now, before] = [reader.parts.length, writer.parts.length];
    if (reader.criterion === "allOf" && now > before) found.push(one("PRODUCT_TYPE_EXTENDED", path));
    if (reader.criterion !== "allOf" && now < before) found.push(one("SUM_TYPE_NARROWED", path));
    const fits = writer.parts.map((before, index) =>
      reader.parts.map((now) => this.models(now, before, `${path}/${writer.criterion}/${index}`).length === 0),
    );
    if (largestMatching(fits) < Math.min(now, before)) found.push(one("COMBINED_TYPE_SUBSCHEMAS_CHANGED", path));
    return found;
  }
}

export const one = (kind: string, path: string): Incompatibility => ({ kind, path, detail: "" });

type Combined = Extract<Model, { readonly kind: "combined" }>;

/** allOf and oneOf may widen to anyOf; with a single part they all mean the same. */
function mayBecome(writer: Combined, reader: Combined): boolean {
  if (writer.criterion === reader.criterion || reader.criterion === "anyOf") return true;
  return writer.parts.length === 1 && (reader.criterion === "oneOf" || reader.parts.length === 1);
}

function enumDifferences(reader: readonly string[], writer: readonly string[], path: string): Incompatibility[] {
  if (writer.every((value) => reader.includes(value))) return [];
  const narrowed = reader.every((value) => writer.includes(value));
  return [one(narrowed ? "ENUM_ARRAY_NARROWED" : "ENUM_ARRAY_CHANGED", path)];
}

/** Added or lowered is incompatible for a limit from above; from below, added or raised. */
export function limitDifferences(
  reader: Typed,
  writer: Typed,
  path: string,
  names: Readonly<Record<string, "most" | "least">>,
): Incompatibility[] {
  const found: Incompatibility[] = [];
  for (const [name, side] of Object.entries(names)) {
    const [now, before] = [numberAt(reader.json, name), numberAt(writer.json, name)];
    if (now === undefined || now === before) continue;
    const label = name.replaceAll(/[A-Z]/g, "_$&").toUpperCase();
    if (before === undefined) found.push(one(`${label}_ADDED`, `${path}/${name}`));
    else if (side === "most" && now < before) found.push(one(`${label}_DECREASED`, `${path}/${name}`));
    else if (side === "least" && now > before) found.push(one(`${label}_INCREASED`, `${path}/${name}`));
  }
  return found;
}

function stringDifferences(reader: Typed, writer: Typed, path: string): Incompatibility[] {
  const found = limitDifferences(reader, writer, path, { maxLength: "most", minLength: "least" });
  const [now, before] = [reader.json["pattern"], writer.json["pattern"]];
  if (now !== undefined && now !== before) found.push(one(before === undefined ? "PATTERN_ADDED" : "PATTERN_CHANGED", `${path}/pattern`));
  return found;
}

function numberDifferences(reader: Typed, writer: Typed, path: string): Incompatibility[] {
  const found = limitDifferences(reader, writer, path, {
    maximum: "most",
    exclusiveMaximum: "most",
    minimum: "least",
    exclusiveMinimum: "least",
  });
  // Draft 4 says it with a boolean beside the limit.
  for (const name of ["exclusiveMaximum", "exclusiveMinimum"])
    if (reader.json[name] === true && writer.json[name] !== true)
      found.push(one(name === "exclusiveMaximum" ? "EXCLUSIVE_MAXIMUM_ADDED" : "EXCLUSIVE_MINIMUM_ADDED", `${path}/${name}`));
  const [now, before] = [numberAt(reader.json, "multipleOf"), numberAt(writer.json, "multipleOf")];
  if (now !== undefined && now !== before) {
    if (before === undefined) found.push(one("MULTIPLE_OF_ADDED", `${path}/multipleOf`));
    else if (!Number.isInteger(before / now))
      found.push(one(Number.isInteger(now / before) ? "MULTIPLE_OF_EXPANDED" : "MULTIPLE_OF_CHANGED", `${path}/multipleOf`));
  }
  if (reader.integer && !writer.integer) found.push(one("TYPE_NARROWED", path));
  return found;
}
