// Objects. A content model is open when any further property is accepted, closed when none is, and partially open when
// further ones must fit a schema (patternProperties, additionalProperties). A property may be added where the writer
// could not have written it otherwise, and removed where the reader still accepts it.
import type { Incompatibility } from "../format.ts";
import { isObject } from "../json-text.ts";
import type { Json, JsonObject } from "../json-text.ts";
import { limitDifferences, one } from "./compatibility.ts";
import type { Comparison } from "./compatibility.ts";
import type { Place } from "./documents.ts";
import type { Model, Models } from "./model.ts";

type ObjectModel = Extract<Model, { readonly json: unknown }>;

export function objectDifferences(comparison: Comparison, reader: ObjectModel, writer: ObjectModel, path: string): Incompatibility[] {
  return [
    ...requiredDifferences(reader, writer, path),
    ...propertyDifferences(comparison, reader, writer, `${path}/properties`),
    ...dependencyDifferences(comparison, reader, writer, `${path}/dependencies`),
    ...patternDifferences(comparison, reader, writer, `${path}/patternProperties`),
    ...furtherDifferences(comparison, reader, writer, `${path}/additionalProperties`),
    ...limitDifferences(reader, writer, path, { maxProperties: "most", minProperties: "least" }),
  ];
}

const part = (json: JsonObject, name: string): JsonObject => (isObject(json[name]) ? json[name] : {});
const names = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);
const isRequired = (json: JsonObject, name: string): boolean => names(json["required"]).includes(name);
const hasDefault = (json: Json | undefined): boolean => isObject(json) && json["default"] !== undefined;

function requiredDifferences({ json: reader }: ObjectModel, { json: writer }: ObjectModel, path: string): Incompatibility[] {
  const properties = part(reader, "properties");
  return Object.keys(part(writer, "properties"))
    .filter(
      (name) => Object.hasOwn(properties, name) && isRequired(reader, name) && !isRequired(writer, name) && !hasDefault(properties[name]),
    )
    .map((name) => one("REQUIRED_ATTRIBUTE_ADDED", `${path}/required/${name}`));
}

function propertyDifferences(comparison: Comparison, reader: ObjectModel, writer: ObjectModel, path: string): readonly Incompatibility[] {
  const { reader: readers, writer: writers } = comparison.sides;
  const [now, before] = [part(reader.json, "properties"), part(writer.json, "properties")];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((name) => {
    const at = `${path}/${name}`;
    const kept = readers.within(reader.place, "properties", name);
    const written = writers.within(writer.place, "properties", name);
    if (kept !== undefined && written !== undefined) return comparison.places(kept, written, at);
    if (written !== undefined) return removed(comparison, reader, written, name, at);
    return added(comparison, reader, writer, kept!, name, at);
  });
}

function removed(comparison: Comparison, reader: ObjectModel, written: Place, name: string, at: string): readonly Incompatibility[] {
  if (isOpen(reader.json)) return [];
  const covering = coveringSchema(comparison.sides.reader, reader, name);
  if (covering !== undefined) {
    const found = comparison.places(covering, written, at);
    return found.length === 0 ? [] : [...found, one("PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", at)];
  }
  return written.json === false ? [] : [one("PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", at)];
}

function added(comparison: Comparison, reader: ObjectModel, writer: ObjectModel, kept: Place, name: string, at: string): Incompatibility[] {
  if (isOpen(writer.json)) {
    const acceptsAll = comparison.sides.reader.of(kept).kind === "any";
    return acceptsAll ? [] : [one("PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", at)];
  }
  const found: Incompatibility[] = [];
  const covering = coveringSchema(comparison.sides.writer, writer, name);
  if (covering !== undefined) {
    const differences = comparison.places(kept, covering, at);
    if (differences.length > 0) found.push(...differences, one("PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", at));
  }
  if (isRequired(reader.json, name) && !hasDefault(kept.json)) found.push(one("REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL", at));
  return found;
}

/** The keyword that speaks of properties that are not named; the newer one means the same here. */
const furtherKeyword = (json: JsonObject): "additionalProperties" | "unevaluatedProperties" =>
  json["additionalProperties"] === undefined && json["unevaluatedProperties"] !== undefined
    ? "unevaluatedProperties"
    : "additionalProperties";

const isOpen = (json: JsonObject): boolean =>
  Object.keys(part(json, "patternProperties")).length === 0 &&
  [undefined, true].includes(json[furtherKeyword(json)] as boolean | undefined);

function coveringSchema(models: Models, { json, place }: ObjectModel, name: string): Place | undefined {
  for (const pattern of Object.keys(part(json, "patternProperties")))
    if (new RegExp(pattern).test(name)) return models.within(place, "patternProperties", pattern);
  return furtherSchema(models, { json, place });
}

/** Not among Confluent's rules, which overlook that a pattern's schema changed. */
function patternDifferences(comparison: Comparison, reader: ObjectModel, writer: ObjectModel, path: string): readonly Incompatibility[] {
  const { reader: readers, writer: writers } = comparison.sides;
  const [now, before] = [part(reader.json, "patternProperties"), part(writer.json, "patternProperties")];
  return [...new Set([...Object.keys(now), ...Object.keys(before)])].flatMap((pattern) => {
    const at = `${path}/${pattern}`;
    const kept = readers.within(reader.place, "patternProperties", pattern);
    const written = writers.within(writer.place, "patternProperties", pattern);
    if (kept !== undefined && written !== undefined) return comparison.places(kept, written, at);
    if (written !== undefined) {
      if (reader.json[furtherKeyword(reader.json)] === false)
        return written.json === false ? [] : [one("PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", at)];
      return comparison.places(furtherSchema(readers, reader), written, at);
    }
    if (readers.of(kept!).kind === "any") return [];
    const further = writer.json[furtherKeyword(writer.json)];
    if (further === undefined || further === true) return [one("PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", at)];
    const named = Object.keys(part(writer.json, "properties")).filter((name) => new RegExp(pattern).test(name));
    const covering = [...named.map((name) => writers.within(writer.place, "properties", name)), furtherSchema(writers, writer)];
    return covering.flatMap((place) => (place === undefined ? [] : comparison.places(kept, place, at)));
  });
}

function furtherSchema(models: Models, { json, place }: Pick<ObjectModel, "json" | "place">): Place | undefined {
  const keyword = furtherKeyword(json);
  return isObject(json[keyword]) ? models.within(place, keyword) : undefined;
}

function furtherDifferences(comparison: Comparison, reader: ObjectModel, writer: ObjectModel, path: string): readonly Incompatibility[] {
  const [allowed, wasAllowed] = [reader, writer].map(({ json }) => json[furtherKeyword(json)] !== false);
  if (allowed !== wasAllowed) return allowed === true ? [] : [one("ADDITIONAL_PROPERTIES_REMOVED", path)];
  const [now, before] = [furtherSchema(comparison.sides.reader, reader), furtherSchema(comparison.sides.writer, writer)];
  if (now !== undefined && before === undefined && allowed === true) return [one("ADDITIONAL_PROPERTIES_NARROWED", path)];
  return comparison.places(now, before, path);
}

function dependencyDifferences(comparison: Comparison, reader: ObjectModel, writer: ObjectModel, path: string): readonly Incompatibility[] {
  const found: Incompatibility[] = [];
  for (const keyword of ["dependencies", "dependentRequired", "dependentSchemas"]) {
    const [now, before] = [part(reader.json, keyword), part(writer.json, keyword)];
    for (const name of Object.keys(now)) {
      const at = `${path}/${name}`;
      if (!Array.isArray(now[name])) {
        const written = comparison.sides.writer.within(writer.place, keyword, name);
        if (written === undefined) found.push(one("DEPENDENCY_SCHEMA_ADDED", at));
        else found.push(...comparison.places(comparison.sides.reader.within(reader.place, keyword, name), written, at));
      } else if (before[name] === undefined) found.push(one("DEPENDENCY_ARRAY_ADDED", at));
      else {
        const [needed, wereNeeded] = [names(now[name]), names(before[name])];
        if (needed.every((other) => wereNeeded.includes(other))) continue;
        const extended = wereNeeded.every((other) => needed.includes(other));
        found.push(one(extended ? "DEPENDENCY_ARRAY_EXTENDED" : "DEPENDENCY_ARRAY_CHANGED", at));
      }
    }
  }
  return found;
}
