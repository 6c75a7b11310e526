// The HTTP server: fastify with our errors, checks of origin and schema, and one file of routes per resource.
// JSON out is JSON.stringify (answers are small; a schema-made serialiser would cost the start more than it gains).
import { MillraceError, assert, limits } from "@millrace/core";
import { fastify } from "fastify";
import type { FastifyInstance, FastifyServerOptions, FastifyTypeProvider } from "fastify";
import type { XStatic } from "typebox/schema";
import { errors } from "../errors.ts";
import { drain } from "./drain.ts";
import type { Services } from "../services.ts";
import { accessRoutes } from "./access.ts";
import { applyRoutes } from "./apply.ts";
import { catalogRoutes } from "./catalog.ts";
import { staticRoutes } from "./static.ts";
import { docsRoutes } from "./docs.ts";
import { graphRoutes } from "./graph.ts";
import { groupRoutes } from "./groups.ts";
import { healthRoutes } from "./health.ts";
import { jobRoutes } from "./jobs.ts";
import { metricsRoutes } from "./metrics.ts";
import { openApi } from "./openapi.ts";
import { recordRoutes } from "./records.ts";
import { registryRoutes } from "./registry.ts";
import { checkOrigin, securityHeaders } from "./security.ts";
import { sqlRoutes } from "./sql.ts";
import { statusOf } from "./status.ts";
import { topicRoutes } from "./topics.ts";
import { validatorCompiler } from "./validation.ts";

/** Request types come from the JSON Schemas. */
interface SchemaTypes extends FastifyTypeProvider {
  readonly validator: XStatic<this["schema"]>;
  readonly serializer: unknown;
}

export type Routes = ReturnType<typeof typed>;
const typed = (server: FastifyInstance) => server.withTypeProvider<SchemaTypes>();

type Compilers = NonNullable<NonNullable<FastifyServerOptions["schemaController"]>["compilersFactory"]>;
// Their types are those of the libraries that we leave out.
const compilers = {
  buildValidator: () => validatorCompiler,
  buildSerializer: () => () => (value: unknown) => JSON.stringify(value),
} as unknown as Compilers;

export function makeServer(services: Services, ownHost: string): FastifyInstance {
  const server: FastifyInstance = fastify({
    logger: false,
    bodyLimit: limits.httpBodyBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1_000, ignoreTrailingSlash: true },
    requestTimeout: 60_000,
    schemaController: { compilersFactory: compilers },
  });
  server.removeContentTypeParser("text/plain");
  server.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders);
    checkOrigin(request, ownHost);
  });
  server.setErrorHandler(async (error, request, reply) => {
    const answer = asAnswer(error, request.headers["content-type"] ?? "");
    if (answer.code === "platform.body-too-large") await drain(request.raw, services.clock);
    await reply.status(statusOf(answer)).send({ error: answer.toJSON() });
  });
  server.setNotFoundHandler((request) => {
    throw errors.routeUnknown(request.method, request.url.split("?")[0] ?? "/");
  });
  openApi(server, services.version);
  const routes = typed(server);
  for (const add of [
    healthRoutes,
    metricsRoutes,
    topicRoutes,
    recordRoutes,
    sqlRoutes,
    jobRoutes,
    catalogRoutes,
    graphRoutes,
    groupRoutes,
    accessRoutes,
    applyRoutes,
  ]) {
    add(routes, services);
  }
  registryRoutes(server, services.registry, services.clock);
  docsRoutes(server);
  staticRoutes(server, services);
  return server;
}

/** What fastify itself refuses, in our words; anything else unexpected is ours to answer for. */
function asAnswer(thrown: unknown, contentType: string): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  assert(thrown instanceof Error, "only errors are thrown");
  const { code, statusCode } = thrown as Error & { code?: string; statusCode?: number };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return errors.bodyTooLarge();
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return errors.contentType(contentType);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return errors.bodyMalformed(thrown.message);
  return new MillraceError("core.unexpected", thrown.message, { cause: thrown });
}
