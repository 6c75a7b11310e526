// The schema registry's routes, as its package lists them, in Confluent's manner: its media type, and failures as
// { error_code, message }. Each stands a second time under /contexts/{context}, for clients that are given such an
// address.
import type { FastifyInstance, FastifyReply } from "fastify";
import { MillraceError, asMillraceError } from "@millrace/core";
import { errorNumber, registryRoutes as routes } from "@millrace/registry";
import type { Registry, RegistryRoute, RouteRequest } from "@millrace/registry";
import type { Clock } from "@millrace/core";
import { errors } from "../errors.ts";
import { drain } from "./drain.ts";
import { statusOf } from "./status.ts";

const mediaType = "application/vnd.schemaregistry.v1+json";
const accepted = [mediaType, "application/vnd.schemaregistry+json", "application/json", "application/octet-stream"];
const text = { type: "string", maxLength: 1_000 } as const;

export function registryRoutes(server: FastifyInstance, registry: Registry, clock: Clock): void {
  void server.register((scope, _options, done) => {
    scope.removeContentTypeParser("application/json");
    scope.addContentTypeParser(accepted, { parseAs: "string" }, (_request, body, parsed) => {
      try {
        // Some clients name a type where they send nothing.
        parsed(null, body === "" ? undefined : JSON.parse(String(body)));
      } catch (thrown) {
        parsed(errors.bodyMalformed(asMillraceError(thrown).message), undefined);
      }
    });
    scope.setErrorHandler(async (thrown, request, reply) => {
      const { status, body } = failure(thrown);
      if (status === 413) await drain(request.raw, clock);
      await reply.status(status).type(mediaType).send(body);
    });
    for (const route of routes) {
      add(scope, registry, route, route.path, false);
      add(scope, registry, route, `/contexts/:context${route.path}`, true);
    }
    done();
  });
}

function add(scope: FastifyInstance, registry: Registry, route: RegistryRoute, url: string, hide: boolean): void {
  const names = [...url.matchAll(/:(\w+)/g)].map((match) => match[1]!);
  const schema = {
    hide,
    tags: ["schemas"],
    summary: route.summary,
    ...(names.length === 0 ? {} : { params: { type: "object", required: names, properties: every(names) } }),
    ...(route.query === undefined ? {} : { querystring: { type: "object", properties: every(route.query) } }),
    ...(route.body === undefined ? {} : { body: route.body }),
  };
  scope.route({
    method: route.method,
    url,
    schema,
    async handler(request, reply) {
      const { params, query, body } = request as Omit<RouteRequest, "body"> & { readonly body: unknown };
      await send(reply, await route.answer(registry, { params: { ...params, ...contextOf(params) }, query, body }));
    },
  });
}

const every = (names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, text]));

/** `/contexts/:.staging:/…` and `/contexts/.staging/…` are the same. */
function contextOf({ context }: RouteRequest["params"]): { readonly context?: string } {
  return context === undefined ? {} : { context: context.replace(/^:(.*):$/, "$1") };
}

/** JSON is made here, so that a text (a bare schema) is sent as it is and a number is one. */
async function send(reply: FastifyReply, answer: unknown): Promise<void> {
  await reply.type(mediaType).send(typeof answer === "string" ? answer : JSON.stringify(answer));
}

function failure(thrown: unknown): { readonly status: number; readonly body: object } {
  const error = asMillraceError(thrown);
  const number = errorNumber(error);
  const message = error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
  if (number !== undefined) return { status: Number(String(number).slice(0, 3)), body: { error_code: number, message } };
  const { statusCode } = thrown as { readonly statusCode?: unknown };
  const unknown = !(thrown instanceof MillraceError) && typeof statusCode === "number" && statusCode < 500 ? statusCode : statusOf(error);
  const status = error.code === "platform.request-invalid" ? 422 : unknown;
  return { status, body: { error_code: status === 500 ? 50001 : status, message } };
}
