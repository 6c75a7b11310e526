// /compatibility: would this schema be accepted? Nothing is registered.
import { readSchema, schemaBody } from "./bodies.ts";
import { isTrue } from "./route.ts";
import type { RegistryRoute, RouteRequest } from "./route.ts";
import { subjectOf } from "./subjects.ts";
import type { Registry } from "../registry.ts";

async function check(registry: Registry, request: RouteRequest, which: string | undefined): Promise<object> {
  const { name } = await subjectOf(registry, request);
  const messages = await registry.check(name, readSchema(request, name), isTrue(request.query["normalize"]), which);
  const verdict = { is_compatible: messages.length === 0 };
  return isTrue(request.query["verbose"]) ? { ...verdict, messages } : verdict;
}

export const compatibilityRoutes: readonly RegistryRoute[] = [
  {
    method: "POST",
    path: "/compatibility/subjects/:subject/versions",
    summary: "Whether a schema may become the next version, by the subject's level",
    query: ["verbose", "normalize"],
    body: schemaBody,
    answer: async (registry, request) => await check(registry, request, undefined),
  },
  {
    method: "POST",
    path: "/compatibility/subjects/:subject/versions/:version",
    summary: "Whether a schema fits one version, by the subject's level",
    query: ["verbose", "normalize"],
    body: schemaBody,
    answer: async (registry, request) => await check(registry, request, request.params["version"]!),
  },
];
