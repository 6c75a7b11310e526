// Arrays: one schema for all items, or a list of them for the first ones (a tuple) and what is said of the others, with
// the same open, closed and partially open content models as objects.
import type { Incompatibility } from "../format.ts";
import { isObject } from "../json-text.ts";
import type { Json, JsonObject } from "../json-text.ts";
import { limitDifferences, one } from "./compatibility.ts";
import type { Comparison } from "./compatibility.ts";
import type { Place } from "./documents.ts";
import type { Model, Models } from "./model.ts";

type ArrayModel = Extract<Model, { readonly json: unknown }>;

export function arrayDifferences(comparison: Comparison, reader: ArrayModel, writer: ArrayModel, path: string): Incompatibility[] {
  const { reader: readers, writer: writers } = comparison.sides;
  const found = [
    ...comparison.places(every(readers, reader), every(writers, writer), `${path}/items`),
    ...tupleDifferences(comparison, reader, writer, `${path}/items`),
    ...furtherDifferences(comparison, reader, writer, `${path}/additionalItems`),
    ...limitDifferences(reader, writer, path, { maxItems: "most", minItems: "least" }),
  ];
  if (reader.json["uniqueItems"] === true && writer.json["uniqueItems"] !== true)
    found.push(one("UNIQUE_ITEMS_ADDED", `${path}/uniqueItems`));
  return found;
}

const tupleKeyword = (json: JsonObject): "prefixItems" | "items" | undefined => {
  if (Array.isArray(json["prefixItems"])) return "prefixItems";
  return Array.isArray(json["items"]) ? "items" : undefined;
};

/** Since 2020-12 `items` speaks of what follows `prefixItems`; before, `additionalItems` of what follows `items`. */
const furtherKeyword = (json: JsonObject): string => {
  const keyword = tupleKeyword(json) === "prefixItems" ? "items" : "additionalItems";
  return json[keyword] === undefined && json["unevaluatedItems"] !== undefined ? "unevaluatedItems" : keyword;
};

const every = (models: Models, { json, place }: ArrayModel): Place | undefined =>
  tupleKeyword(json) === undefined ? models.within(place, "items") : undefined;

const further = ({ json }: ArrayModel): Json => json[furtherKeyword(json)] ?? true;

const furtherSchema = (models: Models, model: ArrayModel): Place | undefined =>
  isObject(further(model)) ? models.within(model.place, furtherKeyword(model.json)) : undefined;

function tuple(models: Models, { json, place }: ArrayModel): Place[] {
  const keyword = tupleKeyword(json);
  if (keyword === undefined) return [];
  return (json[keyword] as readonly Json[]).map((_, index) => models.within(place, keyword, index)!);
}

function tupleDifferences(comparison: Comparison, reader: ArrayModel, writer: ArrayModel, path: string): readonly Incompatibility[] {
  const { reader: readers, writer: writers } = comparison.sides;
  const [now, before] = [tuple(readers, reader), tuple(writers, writer)];
  return Array.from({ length: Math.max(now.length, before.length) }, (_, index) => {
    const at = `${path}/${index}`;
    const [kept, written] = [now[index], before[index]];
    if (kept !== undefined && written !== undefined) return comparison.places(kept, written, at);
    if (kept === undefined) return removed(comparison, reader, written!, at);
    return added(comparison, writer, kept, at);
  }).flat();
}

function removed(comparison: Comparison, reader: ArrayModel, written: Place, at: string): readonly Incompatibility[] {
  if (further(reader) === true) return [];
  const covering = furtherSchema(comparison.sides.reader, reader);
  if (covering === undefined) return written.json === false ? [] : [one("ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL", at)];
  const found = comparison.places(covering, written, at);
  return found.length === 0 ? [] : [...found, one("ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", at)];
}

function added(comparison: Comparison, writer: ArrayModel, kept: Place, at: string): readonly Incompatibility[] {
  if (further(writer) === true) {
    return comparison.sides.reader.of(kept).kind === "any" ? [] : [one("ITEM_ADDED_TO_OPEN_CONTENT_MODEL", at)];
  }
  const covering = furtherSchema(comparison.sides.writer, writer);
  if (covering === undefined) return [];
  const found = comparison.places(kept, covering, at);
  return found.length === 0 ? [] : [...found, one("ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", at)];
}

function furtherDifferences(comparison: Comparison, reader: ArrayModel, writer: ArrayModel, path: string): readonly Incompatibility[] {
  const [allowed, wasAllowed] = [further(reader) !== false, further(writer) !== false];
  if (allowed !== wasAllowed) return allowed ? [] : [one("ADDITIONAL_ITEMS_REMOVED", path)];
  const { reader: readers, writer: writers } = comparison.sides;
  const [now, before] = [furtherSchema(readers, reader), furtherSchema(writers, writer)];
  if (now !== undefined && before === undefined && allowed) return [one("ADDITIONAL_ITEMS_NARROWED", path)];
  return comparison.places(now, before, path);
}
