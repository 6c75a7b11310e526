// The console's built files. The folder is walked once, so a request can only name a file that was there: no path of
// a request ever reaches the file system. Names with a hash in them never change, so browsers keep them.
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";
import { errors } from "../errors.ts";
import { needsNothing } from "./needs.ts";
import type { Services } from "../services.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".map": "application/json",
  ".txt": "text/plain; charset=utf-8",
};

const missing = `<!doctype html>
<meta charset="utf-8"><title>Millrace</title>
<style>body { font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark; }</style>
<h1>Millrace is running</h1>
<p>The console was not built. Build it with <code>npm run prepare</code>, then reload this page.</p>
<p>Meanwhile: <a href="/docs">the API</a> · <a href="/overview">what flows</a> · <a href="/metrics">metrics</a></p>
`;

/** Path under "/" → file. Empty when the console was not built. */
function walk(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(path.slice(folder.length).replaceAll("\\", "/"), path);
    }
  } catch {
    files.clear();
  }
  return files;
}

export function staticRoutes(server: FastifyInstance, { consoleFolder }: Services): void {
  // Walked at the first request, and again while there is nothing: it may be built meanwhile.
  let files = new Map<string, string>();
  const find = (path: string): string | undefined => {
    if (files.size === 0) files = walk(consoleFolder);
    return files.get(path);
  };
  const send = async (reply: FastifyReply, path: string, file: string): Promise<void> => {
    const keeps = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/.test(path);
    await reply
      .type(types[extname(path)] ?? "application/octet-stream")
      .header("cache-control", keeps ? "public, max-age=31536000, immutable" : "no-cache")
      .send(await readFile(file));
  };
  server.get("/*", { config: needsNothing, schema: { hide: true } }, async (request, reply) => {
    const path = request.url.split("?")[0]!;
    const file = find(path);
    if (file !== undefined && path !== "/index.html") return await send(reply, path, file);
    // The console draws its own pages, by path: whatever a browser opens gets the one page there is.
    const opensPage = request.headers.accept?.includes("text/html") === true;
    if (path !== "/" && path !== "/index.html" && !opensPage) throw errors.routeUnknown(request.method, path);
    // A build while this process runs gives files new names: the page and what it names are found anew together.
    files = walk(consoleFolder);
    const index = find("/index.html");
    if (index !== undefined) return await send(reply, "/index.html", index);
    await reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(missing);
  });
}
