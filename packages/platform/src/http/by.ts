// Who asks, for the audit: the user, and the program that they use. Where nobody is asked, the program alone.
import type { FastifyRequest } from "fastify";
import { operator } from "../access/caller.ts";
import { callerOf } from "./needs.ts";

export function byOf(request: FastifyRequest): string {
  const agent = String(request.headers["x-millrace-client"] ?? request.headers["user-agent"] ?? "unknown").slice(0, 200);
  const { principal } = callerOf(request);
  return principal === operator ? agent : `${principal} (${agent})`;
}
