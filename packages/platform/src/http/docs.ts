// /docs: the API as a page, made in the browser from /openapi.json. It needs nothing from the network.
import type { FastifyInstance } from "fastify";
import { needsNothing } from "./needs.ts";
import { docsPage, docsScript } from "./docs-page.ts";

export function docsRoutes(server: FastifyInstance): void {
  server.get(
    "/docs",
    { config: needsNothing, schema: { hide: true } },
    (_request, reply) => void reply.type("text/html; charset=utf-8").send(docsPage),
  );
  server.get(
    "/docs/page.js",
    { config: needsNothing, schema: { hide: true } },
    (_request, reply) => void reply.type("text/javascript; charset=utf-8").send(docsScript),
  );
}
