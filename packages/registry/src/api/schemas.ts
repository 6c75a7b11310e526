// /schemas: by id, by guid, and all of them.
import { errors } from "../errors.ts";
import { schemaTypes } from "../format.ts";
import { defaultContext, subjectName } from "../name.ts";
import type { Registry } from "../registry.ts";
import { fingerprint } from "../store/state.ts";
import type { State, Version } from "../store/state.ts";
import { contentView, versionView } from "./bodies.ts";
import { startsWith } from "./prefix.ts";
import { isTrue, page } from "./route.ts";
import type { RegistryRoute, RouteRequest } from "./route.ts";

type Found = NonNullable<ReturnType<State["content"]>> & { readonly state: State; readonly context: string; readonly id: number };

/** The schema of an id: of the context that the query's subject names, else of the default one. */
async function contentOf(registry: Registry, { params, query, guard }: RouteRequest): Promise<Found> {
  const state = await registry.state();
  const { context } = subjectName(query["subject"] ?? "", params["context"] ?? defaultContext);
  const text = params["id"]!;
  const found = /^\d{1,10}$/.test(text) ? state.content(context, Number(text)) : undefined;
  const isSeen = found !== undefined && [...found.users].some((user) => guard.may("describe", subjectName(user.subject)));
  if (!isSeen) throw errors.schemaUnknown(`with the id ${text.slice(0, 100)}`);
  return { ...found, state, context, id: Number(text) };
}

const usersOf = ({ users }: Found, { query, params, guard }: RouteRequest): Version[] => {
  const wanted = query["subject"] === undefined ? undefined : subjectName(query["subject"], params["context"] ?? defaultContext);
  return [...users]
    .filter((user) => guard.may("describe", subjectName(user.subject)))
    .filter((user) => !user.deleted || isTrue(query["deleted"]))
    .filter((user) => wanted === undefined || wanted.subject === "" || user.subject === wanted.full)
    .sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : a.version - b.version));
};

async function textOf(registry: Registry, { context, content }: Found, format: string | undefined): Promise<string> {
  return format === undefined || format === "" ? content.text : (await registry.parsed({ context, content })).formatted(format);
}

async function byGuid(registry: Registry, { params, guard }: RouteRequest): Promise<readonly Version[]> {
  const guid = params["guid"]!;
  const versions = allVersions(await registry.state()).filter(
    ({ content, subject }) => fingerprint(content) === guid.toLowerCase() && guard.may("describe", subjectName(subject)),
  );
  if (versions.length === 0) throw errors.schemaUnknown(`with the guid ${guid.slice(0, 100)}`);
  return versions;
}

const versionsMost = 1_000;
const charactersMost = 16 * 1024 * 1024;

/** As many as one answer may hold, at least one; who wants the rest asks on with `offset`. */
function fitting(versions: readonly Version[]): readonly Version[] {
  let characters = 0;
  const end = versions.findIndex(({ content }, index) => {
    characters += content.text.length;
    return index > 0 && (index >= versionsMost || characters > charactersMost);
  });
  return end < 0 ? versions : versions.slice(0, end);
}

const allVersions = (state: State): Version[] => [...state.subjects.values()].flatMap((versions) => [...versions.values()]);

export const schemaRoutes: readonly RegistryRoute[] = [
  {
    method: "GET",
    path: "/schemas",
    summary: "Versions of all subjects with their schemas",
    query: ["subjectPrefix", "deleted", "latestOnly", "offset", "limit"],
    async answer(registry, { query, params, guard }) {
      const state = await registry.state();
      const versions = [...state.subjects]
        .filter(([name]) => guard.may("describe", subjectName(name)) && startsWith(name, query["subjectPrefix"], params["context"]))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, all]) => {
          const shown = [...all.values()].filter(({ deleted }) => !deleted || isTrue(query["deleted"]));
          return isTrue(query["latestOnly"]) ? shown.slice(-1) : shown;
        });
      return fitting(page(versions, query)).map((version) => versionView(version));
    },
  },
  { method: "GET", path: "/schemas/types", summary: "Types of schemas", answer: async () => schemaTypes },
  {
    method: "GET",
    path: "/schemas/ids/:id",
    summary: "The schema that an id stands for",
    query: ["subject", "format", "fetchMaxId"],
    async answer(registry, request) {
      const found = await contentOf(registry, request);
      const view = contentView(found.content, await textOf(registry, found, request.query["format"]));
      const highest = isTrue(request.query["fetchMaxId"]) ? { maxId: found.state.context(found.context).highestId } : {};
      return { ...view, guid: fingerprint(found.content), ...highest };
    },
  },
  {
    method: "GET",
    path: "/schemas/ids/:id/schema",
    summary: "Only the schema of an id",
    query: ["subject", "format"],
    answer: async (registry, request) => await textOf(registry, await contentOf(registry, request), request.query["format"]),
  },
  {
    method: "GET",
    path: "/schemas/ids/:id/subjects",
    summary: "Subjects that have this schema",
    query: ["subject", "deleted", "offset", "limit"],
    async answer(registry, request) {
      const users = usersOf(await contentOf(registry, request), request);
      return page([...new Set(users.map(({ subject }) => subject))], request.query);
    },
  },
  {
    method: "GET",
    path: "/schemas/ids/:id/versions",
    summary: "Subjects and versions that have this schema",
    query: ["subject", "deleted", "offset", "limit"],
    async answer(registry, request) {
      const users = usersOf(await contentOf(registry, request), request);
      return page(users, request.query).map(({ subject, version }) => ({ subject, version }));
    },
  },
  {
    method: "GET",
    path: "/schemas/guids/:guid",
    summary: "The schema that a guid stands for",
    query: ["format"],
    async answer(registry, request) {
      const { query } = request;
      const [version] = await byGuid(registry, request);
      const text = query["format"] === undefined ? version!.content.text : (await registry.parsed(version!)).formatted(query["format"]);
      return { ...contentView(version!.content, text), guid: fingerprint(version!.content) };
    },
  },
  {
    method: "GET",
    path: "/schemas/guids/:guid/ids",
    summary: "Contexts and ids of a guid",
    async answer(registry, request) {
      const versions = await byGuid(registry, request);
      const pairs = new Map(versions.map(({ context, id }) => [`${context} ${id}`, { context, id }]));
      return [...pairs.values()];
    },
  },
  { method: "GET", path: "/contexts", summary: "Contexts", answer: async (registry) => contexts(await registry.state()) },
  {
    method: "GET",
    path: "/v1/metadata/version",
    summary: "Which registry this is",
    answer: async () => ({ version: "millrace", commitId: "" }),
  },
  {
    method: "GET",
    path: "/v1/metadata/id",
    summary: "Which cluster this registry is of",
    answer: async (registry) => ({ scope: { path: [], clusters: { "kafka-cluster": registry.clusterId } } }),
  },
];

function contexts(state: State): string[] {
  return [...new Set([defaultContext, ...state.contexts])].sort();
}
