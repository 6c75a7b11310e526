// Who asks. While rules count at the Kafka port, a request shows a password (Basic), a token (Bearer) or the cookie of a
// session; otherwise everyone who reaches this port is a program of this machine, and may do everything but read
// credentials.
import type { Identity } from "@millrace/kafka";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Caller, operator } from "../access/caller.ts";
import { errors } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Sessions } from "./sessions.ts";

export type LoginServices = Pick<Services, "broker">;

const headerBytesMost = 8 * 1024;

/** As the Kafka port writes it. */
export const addressOf = ({ socket }: FastifyRequest): string => (socket.remoteAddress ?? "").replace(/^::ffff:/, "");

/** Cookies know no ports: each Millrace of a machine has a name of its own. */
const cookieName = ({ socket }: FastifyRequest): string => `millrace-${socket.localPort ?? 0}`;

export function sessionCookie(request: FastifyRequest): string | undefined {
  const name = `${cookieName(request)}=`;
  const parts = (request.headers.cookie ?? "").slice(0, headerBytesMost).split(";");
  return parts
    .map((part) => part.trim())
    .find((part) => part.startsWith(name))
    ?.slice(name.length);
}

/** `value`: empty ends it. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, value: string): void {
  const parts = [`${cookieName(request)}=${value}`, "Path=/", "HttpOnly", "SameSite=Strict"];
  if (request.protocol === "https") parts.push("Secure");
  if (value === "") parts.push("Max-Age=0");
  void reply.header("set-cookie", parts.join("; "));
}

/** Null: nobody has said who they are. */
export async function identify(request: FastifyRequest, { broker }: LoginServices, sessions: Sessions): Promise<Caller | null> {
  const { authentication } = broker;
  const address = addressOf(request);
  const callerFor = (identity: Identity): Caller => new Caller(identity, authentication.rightsOf(identity.principal, address));
  if (!authentication.required) return callerFor({ principal: operator, valid: () => true });
  const { authorization } = request.headers;
  if (authorization !== undefined) return callerFor(await authorize(authorization, authentication, address));
  const cookie = sessionCookie(request);
  const identity = cookie === undefined ? undefined : sessions.find(cookie);
  return identity === undefined ? null : callerFor(identity);
}

async function authorize(header: string, authentication: LoginServices["broker"]["authentication"], address: string): Promise<Identity> {
  const [, scheme = "", shown = ""] = /^(\w+) +([\w\-.~+/]+=*)$/.exec(header.slice(0, headerBytesMost)) ?? [];
  if (scheme.toLowerCase() === "bearer") return await authentication.token(shown, address);
  if (scheme.toLowerCase() !== "basic") throw errors.loginUnreadable();
  const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(shown, "base64").toString("utf8")) ?? [];
  if (name === undefined || password === undefined) throw errors.loginUnreadable();
  return await authentication.password(name, password, address);
}

/** With a refusal: programs are told how to log in; a browser is not, or it would ask in a window of its own. */
export function challenge(request: FastifyRequest): Readonly<Record<string, string>> {
  return request.headers["sec-fetch-site"] === undefined ? { "www-authenticate": 'Basic realm="Millrace", charset="UTF-8"' } : {};
}
