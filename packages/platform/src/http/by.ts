// Who asks, for the audit: there are no users yet, so the program that they use.
import type { FastifyRequest } from "fastify";

export function byOf(request: FastifyRequest): string {
  const agent = request.headers["x-millrace-client"] ?? request.headers["user-agent"] ?? "unknown";
  return String(agent).slice(0, 200);
}
