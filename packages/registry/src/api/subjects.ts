// /subjects: names, versions, registration, lookup and deletion.
import { deleteSubject, deleteVersion, usesOf } from "../deletion.ts";
import { errors } from "../errors.ts";
import { aliased, versionOf, versionsOf } from "../registry.ts";
import type { Registry } from "../registry.ts";
import { subjectName } from "../name.ts";
import type { SubjectName } from "../name.ts";
import type { State, Version } from "../store/state.ts";
import { fingerprint } from "../store/state.ts";
import { readSchema, schemaBody, versionView } from "./bodies.ts";
import { isTrue, page } from "./route.ts";
import type { RegistryRoute, RouteRequest, SubjectOperation } from "./route.ts";
import { startsWith } from "./prefix.ts";

export async function subjectOf(
  registry: Registry,
  { params, guard }: RouteRequest,
  operation: SubjectOperation = "describe",
): Promise<{ readonly state: State; readonly name: SubjectName }> {
  const state = await registry.state();
  const name = aliased(state, params["subject"]!, params["context"]);
  guard.demand(operation, name);
  return { state, name };
}

async function versionOfRequest(registry: Registry, request: RouteRequest, deleted = isTrue(request.query["deleted"])): Promise<Version> {
  const { state, name } = await subjectOf(registry, request);
  return versionOf(state, name, request.params["version"]!, deleted);
}

/** Which versions a list shows. */
const isShown = ({ deleted }: Version, query: RouteRequest["query"]): boolean => {
  if (isTrue(query["deletedOnly"])) return deleted;
  return !deleted || isTrue(query["deleted"]);
};

export const subjectRoutes: readonly RegistryRoute[] = [
  {
    method: "GET",
    path: "/subjects",
    summary: "Names of subjects",
    query: ["subjectPrefix", "deleted", "deletedOnly", "offset", "limit"],
    async answer(registry, { query, params, guard }) {
      const state = await registry.state();
      const shown = [...state.subjects].filter(
        ([name, versions]) =>
          guard.may("describe", subjectName(name)) &&
          startsWith(name, query["subjectPrefix"], params["context"]) &&
          [...versions.values()].some((one) => isShown(one, query)),
      );
      return page(shown.map(([name]) => name).sort(), query);
    },
  },
  {
    method: "POST",
    path: "/subjects/:subject",
    summary: "Look up a schema: the version of the subject that holds it",
    query: ["normalize", "deleted", "format"],
    body: schemaBody,
    async answer(registry, request) {
      const { name } = await subjectOf(registry, request);
      const { normalize, deleted } = request.query;
      const version = await registry.lookUp(name, readSchema(request, name), { normalize: isTrue(normalize), deleted: isTrue(deleted) });
      return versionView(version, await registry.parsed(version), request.query["format"]);
    },
  },
  {
    method: "DELETE",
    path: "/subjects/:subject",
    summary: "Delete a subject; permanent=true removes what was deleted before",
    query: ["permanent"],
    async answer(registry, request) {
      const { name } = await subjectOf(registry, request, "delete");
      return await deleteSubject(registry, name, isTrue(request.query["permanent"]));
    },
  },
  {
    method: "GET",
    path: "/subjects/:subject/versions",
    summary: "Versions of a subject",
    query: ["deleted", "deletedOnly", "offset", "limit"],
    async answer(registry, request) {
      const { state, name } = await subjectOf(registry, request);
      const { query } = request;
      const versions = [...versionsOf(state, name, isTrue(query["deleted"]) || isTrue(query["deletedOnly"]))];
      const shown = versions.filter((one) => isShown(one, query)).map(({ version }) => version);
      return page(shown, query);
    },
  },
  {
    method: "POST",
    path: "/subjects/:subject/versions",
    summary: "Register a schema as the next version of a subject; one that is there already is found",
    query: ["normalize", "format"],
    body: schemaBody,
    async answer(registry, request) {
      const { name } = await subjectOf(registry, request, "write");
      const { id, version, content } = await registry.register(name, {
        ...readSchema(request, name),
        normalize: isTrue(request.query["normalize"]),
      });
      return { id, version, guid: fingerprint(content) };
    },
  },
  {
    method: "GET",
    path: "/subjects/:subject/versions/:version",
    summary: "One version: a number, or latest",
    query: ["deleted", "format"],
    async answer(registry, request) {
      const version = await versionOfRequest(registry, request);
      return versionView(version, await registry.parsed(version), request.query["format"]);
    },
  },
  {
    method: "GET",
    path: "/subjects/:subject/versions/:version/schema",
    summary: "Only the schema of a version",
    query: ["deleted", "format"],
    async answer(registry, request) {
      const version = await versionOfRequest(registry, request);
      return (await registry.parsed(version)).formatted(request.query["format"] ?? "");
    },
  },
  {
    method: "GET",
    path: "/subjects/:subject/versions/:version/referencedby",
    summary: "Ids of schemas that refer to this version",
    query: ["deleted", "offset", "limit"],
    async answer(registry, request) {
      const { state } = await subjectOf(registry, request);
      const version = await versionOfRequest(registry, request, true);
      const users = [...usesOf(state, [version])].map(({ user }) => user).filter((user) => isShown(user, request.query));
      return page(
        [...new Set(users.map(({ id }) => id))].sort((a, b) => a - b),
        request.query,
      );
    },
  },
  {
    method: "DELETE",
    path: "/subjects/:subject/versions/:version",
    summary: "Delete a version; permanent=true removes what was deleted before",
    query: ["permanent"],
    async answer(registry, request) {
      const { name } = await subjectOf(registry, request, "delete");
      return await deleteVersion(registry, name, request.params["version"]!, isTrue(request.query["permanent"]));
    },
  },
  {
    method: "GET",
    path: "/subjects/:subject/metadata",
    summary: "The newest version whose metadata has this property",
    query: ["key", "value", "deleted"],
    async answer(registry, request) {
      const { state, name } = await subjectOf(registry, request);
      const { key = "", value = "", deleted } = request.query;
      const has = ({ content }: Version): boolean =>
        (content.metadata as { properties?: Record<string, unknown> } | undefined)?.properties?.[key] === value;
      const found = [...versionsOf(state, name, isTrue(deleted))].findLast(has);
      if (found === undefined) throw errors.schemaUnknown(`of subject "${name.full}" with ${key}=${value}`);
      return versionView(found);
    },
  },
];
