// /openapi.json, made from the routes' own schemas.
import type { FastifyInstance } from "fastify";

export async function openApi(server: FastifyInstance, version: string): Promise<void> {
  const { fastifySwagger } = await import("@fastify/swagger");
  await server.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Millrace",
        version,
        description:
          "Topics, SQL and jobs of this Millrace. Failures answer { error: { code, message, retriable, hint?, position? } } with a fitting status.",
        license: { name: "Apache-2.0" },
      },
      tags: [
        { name: "platform", description: "Health, metrics, what flows" },
        { name: "topics", description: "Topics and their settings" },
        { name: "records", description: "Publishing, reading and following records" },
        { name: "sql", description: "Statements, live queries, pipelines" },
        { name: "jobs", description: "Running processors" },
      ],
    },
  });
  server.get("/openapi.json", { schema: { hide: true } }, () => server.swagger());
}
