// Where a `$ref` leads: within a document, to a part of it with an `$id` or `$anchor` of its own, or into a schema that
// is referenced by name. Nothing is ever fetched: a registry that opens addresses it was sent is a hole in a network.
import { errors } from "../errors.ts";
import { isObject } from "../json-text.ts";
import type { Json, JsonObject } from "../json-text.ts";

/** A schema with an address of its own, and what a `#fragment` inside it counts from. */
export interface Resource {
  readonly uri: string;
  readonly root: Json;
}

/** A place in a document. */
export interface Place {
  readonly json: Json;
  readonly resource: Resource;
}

/** What is under them is data, not schemas. */
const data = new Set(["enum", "const", "default", "examples"]);
const metaSchema = /^https?:\/\/json-schema\.org\/(draft|schema)/;

export class Documents {
  readonly #byUri = new Map<string, Resource>();
  readonly #resources = new Map<JsonObject, Resource>();
  readonly #anchors = new Map<string, Json>();

  /** `name`: what a `$ref` may call it, besides its own `$id`. */
  add(json: Json, name: string): Place {
    const own: Resource = { uri: name, root: json };
    this.#byUri.set(trimmed(name), own);
    this.#index(json, own);
    return { json, resource: this.resourceOf(json, own) };
  }

  /** The resource that holds `json`, when it is met inside `outer`. */
  resourceOf(json: Json, outer: Resource): Resource {
    return isObject(json) ? (this.#resources.get(json) ?? outer) : outer;
  }

  resolve(reference: string, from: Resource): Place {
    const hash = reference.indexOf("#");
    const uri = hash < 0 ? reference : reference.slice(0, hash);
    const fragment = hash < 0 ? "" : decoded(reference.slice(hash + 1));
    const resource = uri === "" ? from : (this.#byUri.get(joined(uri, from.uri)) ?? this.#byUri.get(trimmed(uri)));
    if (resource === undefined) {
      if (metaSchema.test(uri)) return { json: true, resource: from };
      throw errors.schemaInvalid(`"${reference}" leads to no schema here; name it among the references`);
    }
    const found = fragment === "" || fragment.startsWith("/") ? this.#pointed(resource, fragment) : this.#anchored(resource, fragment);
    if (found === undefined) throw errors.schemaInvalid(`"${reference}" leads nowhere`);
    return found;
  }

  /** Every `$ref` under `json` leads somewhere, or this throws. */
  checkReferences({ json, resource }: Place): void {
    if (Array.isArray(json)) for (const item of json as readonly Json[]) this.checkReferences({ json: item, resource });
    if (!isObject(json)) return;
    const own = this.resourceOf(json, resource);
    if (typeof json["$ref"] === "string") this.resolve(json["$ref"], own);
    for (const name of Object.keys(json)) if (!data.has(name)) this.checkReferences({ json: json[name]!, resource: own });
  }

  #index(json: Json, outer: Resource): void {
    if (Array.isArray(json)) for (const item of json as readonly Json[]) this.#index(item, outer);
    if (!isObject(json)) return;
    const resource = this.#ownResource(json, outer);
    const { $anchor } = json;
    if (typeof $anchor === "string") this.#anchors.set(`${resource.uri}#${$anchor}`, json);
    for (const name of Object.keys(json)) if (!data.has(name)) this.#index(json[name]!, resource);
  }

  #ownResource(json: JsonObject, outer: Resource): Resource {
    const id = json["$id"] ?? json["id"];
    if (typeof id !== "string") return outer;
    if (id.startsWith("#")) {
      this.#anchors.set(`${outer.uri}${id}`, json);
      return outer;
    }
    const resource = { uri: joined(id, outer.uri), root: json };
    this.#byUri.set(resource.uri, resource);
    this.#resources.set(json, resource);
    return resource;
  }

  #pointed(resource: Resource, pointer: string): Place | undefined {
    let place: Place = { json: resource.root, resource };
    for (const step of pointer.split("/").slice(1)) {
      const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
      const { json } = place;
      const next: Json | undefined = Array.isArray(json)
        ? (json as readonly Json[])[Number(name)]
        : isObject(json) && Object.hasOwn(json, name)
          ? json[name]
          : undefined;
      if (next === undefined) return undefined;
      place = { json: next, resource: this.resourceOf(next, place.resource) };
    }
    return place;
  }

  #anchored(resource: Resource, anchor: string): Place | undefined {
    const json = this.#anchors.get(`${resource.uri}#${anchor}`);
    return json === undefined ? undefined : { json, resource };
  }
}

const trimmed = (uri: string): string => uri.replace(/#$/, "");

function joined(uri: string, base: string): string {
  return URL.canParse(uri, base) ? trimmed(new URL(uri, base).href) : trimmed(uri);
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
