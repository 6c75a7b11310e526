// The schema registry's routes, as its package lists them, in Confluent's manner: its media type, and failures as
// { error_code, message }. Each stands a second time under /contexts/{context}, for clients that are given such an
// address.
//
// Rules know no subjects, Kafka's neither. A subject belongs to the topic that it is named after: `orders-key` and
// `orders-value` to `orders`, any other to a topic of its own name, in whatever context it stands. Who may describe the
// topic (who may read or write it may) reads its schemas, who may write it registers them.
import type { FastifyInstance, FastifyReply } from "fastify";
import { MillraceError, asMillraceError } from "@millrace/core";
import { errorNumber, registryRoutes as routes } from "@millrace/registry";
import type { Registry, RegistryRoute, RouteRequest, SubjectGuard, SubjectName } from "@millrace/registry";
import type { Clock } from "@millrace/core";
import type { Caller } from "../access/caller.ts";
import { errors } from "../errors.ts";
import { drain } from "./drain.ts";
import { challenge } from "./login.ts";
import { callerOf, needsLogin } from "./needs.ts";
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
      if (status === 401) void reply.headers(challenge(request));
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
    config: needsLogin,
    async handler(request, reply) {
      const { params, query, body } = request as unknown as Omit<RouteRequest, "guard">;
      const guard = guardOf(callerOf(request));
      await send(reply, await route.answer(registry, { params: { ...params, ...contextOf(params) }, query, body, guard }));
    },
  });
}

const topicOf = ({ subject }: SubjectName): string => subject.replace(/-(?:key|value)$/, "");

/** Settings of the registry, or of a whole context, are the cluster's. */
const guardOf = (caller: Caller): SubjectGuard => ({
  may: (operation, subject) => caller.may(operation, "topic", topicOf(subject)),
  demand(operation, subject) {
    if (subject === null || subject.subject === "") caller.demandOnCluster(operation);
    else caller.demand(operation, "topic", topicOf(subject));
  },
});

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
