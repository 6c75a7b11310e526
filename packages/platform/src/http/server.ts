// The HTTP server: fastify with our errors, checks of origin, login, rights and schema, and one file of routes per resource.
// JSON out is JSON.stringify (answers are small; a schema-made serialiser would cost the start more than it gains).
import { MillraceError, assert, limits } from "@millrace/core";
import type { TlsMaterial } from "@millrace/kafka";
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
import { challenge, identify } from "./login.ts";
import { metricsRoutes } from "./metrics.ts";
import { checkNeeds, everyRouteSaysIt } from "./needs.ts";
import { openApi } from "./openapi.ts";
import { recordRoutes } from "./records.ts";
import { registryRoutes } from "./registry.ts";
import { checkOrigin, isLoopback, securityHeaders } from "./security.ts";
import { sessionRoutes } from "./session-routes.ts";
import { Sessions } from "./sessions.ts";
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

export interface ServerOptions {
  /** What it listens on. */
  readonly host: string;
  /** For HTTPS. */
  readonly tls?: TlsMaterial | undefined;
}

export function makeServer(services: Services, { host, tls }: ServerOptions): FastifyInstance {
  const server: FastifyInstance = fastify({
    ...(tls === undefined ? {} : { https: { ...secureContext(tls), minVersion: "TLSv1.2" } }),
    logger: false,
    bodyLimit: limits.httpBodyBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1_000, ignoreTrailingSlash: true },
    requestTimeout: 60_000,
    schemaController: { compilersFactory: compilers },
  } as FastifyServerOptions) as FastifyInstance;
  const sessions = new Sessions(services.clock, services.random);
  // Any name may stand in the Host header of what comes from other machines: only a login lets it in.
  const anyHost = !isLoopback(host);
  server.removeContentTypeParser("text/plain");
  server.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders);
    checkOrigin(request, anyHost);
  });
  server.decorateRequest("caller", null);
  server.addHook("onRequest", async (request) => {
    const { needs } = request.routeOptions.config;
    // The console's files are sent whatever cookie comes along.
    if (needs === "nothing" && request.routeOptions.url === "/*") return;
    request.caller = await identify(request, services, sessions);
    if (needs === undefined || needs === "nothing") return;
    if (request.caller === null) throw errors.loginRequired();
    checkNeeds(request, request.caller);
  });
  server.setErrorHandler(async (error, request, reply) => {
    const answer = asAnswer(error, request.headers["content-type"] ?? "");
    if (answer.code === "platform.body-too-large") await drain(request.raw, services.clock);
    const status = statusOf(answer);
    if (status === 401) void reply.headers(challenge(request));
    await reply.status(status).send({ error: answer.toJSON() });
  });
  server.setNotFoundHandler((request) => {
    throw errors.routeUnknown(request.method, request.url.split("?")[0] ?? "/");
  });
  everyRouteSaysIt(server);
  openApi(server, services.version);
  const routes = typed(server);
  sessionRoutes(routes, services, sessions);
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

const pem = (text: string | Uint8Array): string | Buffer => (typeof text === "string" ? text : Buffer.from(text));
/** Of HTTPS: also for a certificate that changes while the server runs. */
export const secureContext = ({ cert, key }: TlsMaterial): { readonly cert: string | Buffer; readonly key: string | Buffer } => ({
  cert: pem(cert),
  key: pem(key),
});

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
