// /openapi.json, made from the routes' own schemas. By hand: as a plugin it took a tenth of the start, most of it
// comparing version numbers.
import type { FastifyInstance, RouteOptions } from "fastify";
import type { Schema } from "./check.ts";
import { needsNothing } from "./needs.ts";

interface RouteSchema {
  readonly hide?: boolean;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly body?: Schema;
  readonly params?: Schema;
  readonly querystring?: Schema;
}

declare module "fastify" {
  // What a route says of itself for people, beside what it checks.
  interface FastifySchema {
    hide?: boolean;
    summary?: string;
    tags?: readonly string[];
  }
}

const about = {
  title: "Millrace",
  description:
    "Topics, SQL and jobs of this Millrace. Failures answer { error: { code, message, retriable, hint?, position? } } with a fitting status.",
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

const tags = [
  { name: "platform", description: "Health, metrics, what flows" },
  { name: "topics", description: "Topics and their settings" },
  { name: "records", description: "Publishing, reading and following records" },
  { name: "sql", description: "Statements, live queries, pipelines" },
  { name: "jobs", description: "Running processors" },
  { name: "schemas", description: "The schema registry, with Confluent's API; failures answer { error_code, message }" },
];

const failure = {
  description: "A failure",
  content: {
    "application/json": {
      schema: {
        type: "object",
        required: ["error"],
        properties: {
          error: {
            type: "object",
            required: ["code", "message", "retriable"],
            properties: {
              code: { type: "string" },
              message: { type: "string" },
              retriable: { type: "boolean" },
              hint: { type: "string" },
              position: { type: "object" },
            },
          },
        },
      },
    },
  },
};

/** Call before any route is added. */
export function openApi(server: FastifyInstance, version: string): void {
  const routes: RouteOptions[] = [];
  server.addHook("onRoute", (route) => void routes.push(route));
  server.get("/openapi.json", { config: needsNothing, schema: { hide: true } }, () => {
    const paths: Record<string, Record<string, unknown>> = {};
    for (const { url, method, schema } of routes) {
      const said = (schema ?? {}) as RouteSchema;
      if (said.hide === true || method === "HEAD") continue;
      const path = url.replaceAll(/:([A-Za-z]+)/g, "{$1}");
      (paths[path] ??= {})[String(method).toLowerCase()] = operation(said);
    }
    return { openapi: "3.1.0", info: { ...about, version }, tags, paths };
  });
}

function operation({ summary, tags, body, params, querystring }: RouteSchema): object {
  const parameters = [...parametersOf("path", params), ...parametersOf("query", querystring)];
  return {
    summary,
    tags,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: (body.required ?? []).length > 0, content: { "application/json": { schema: body } } } }),
    responses: { "2XX": { description: "Done" }, default: failure },
  };
}

function parametersOf(place: "path" | "query", schema: Schema | undefined): object[] {
  return Object.entries(schema?.properties ?? {}).map(([name, part]) => ({
    name,
    in: place,
    required: schema?.required?.includes(name) === true,
    schema: part,
  }));
}
