// Who may talk to the API: programs on this machine and the console's own pages. A web page of another origin must
// not reach it, neither by fetch (Origin, Sec-Fetch-Site) nor by pointing its own name at 127.0.0.1 (DNS rebinding:
// the Host header then names a stranger). No CORS header is ever sent.
import type { FastifyRequest } from "fastify";
import { errors } from "../errors.ts";

const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

/** The name in a Host header, without its port, lower case; empty when it is none. */
const nameOf = (host: string): string => /^(\[[0-9a-f:.]*\]|[^:]*)(?::\d+)?$/i.exec(host)?.[1]!.toLowerCase() ?? "";

/** Throws when the request comes from where none may come. `anyHost`: from other machines, which know this one by any name. */
export function checkOrigin(request: FastifyRequest, anyHost: boolean): void {
  const { host = "", origin, "sec-fetch-site": site, "sec-fetch-dest": destination } = request.headers;
  const name = nameOf(host);
  if (!anyHost && !loopbackNames.has(name) && !isLoopback(name)) throw errors.hostRefused(host);
  if (origin !== undefined && origin.toLowerCase() !== `${request.protocol}://${host.toLowerCase()}`) throw errors.originRefused(origin);
  // A link from elsewhere may open a page; nothing else of another site may ask.
  const opensPage = request.method === "GET" && destination === "document";
  if (typeof site === "string" && site !== "same-origin" && site !== "none" && !opensPage) throw errors.originRefused(`${site} page`);
}

/** Sent with every answer: what a browser may do with it. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy":
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};
