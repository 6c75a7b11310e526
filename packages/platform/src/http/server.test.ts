import { mkdirSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { limits } from "@millrace/core";
import { beforeAll, describe, expect, it } from "vitest";
import { cleanUpAfterAll, testFolder, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";

cleanUpAfterAll();
let platform: TestPlatform;
beforeAll(async () => {
  platform = await testPlatform();
});

/** `fetch` sets Host and Origin itself; this sends what it is told. */
function raw(
  path: string,
  headers: Record<string, string>,
  method = "GET",
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(platform.url);
    const sent = httpRequest({ hostname, port, path, method, headers, agent: false }, (response) => {
      let body = "";
      response.on("data", (part) => (body += String(part)));
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("who may ask", () => {
  it("answers to its own names", async () => {
    for (const host of ["127.0.0.1:1", "localhost:9", "[::1]:80", "LOCALHOST"]) expect((await raw("/health", { host })).status).toBe(200);
  });

  it("refuses a Host header that names a stranger (DNS rebinding)", async () => {
    for (const host of ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "[::1].evil.example"]) {
      const answer = await raw("/health", { host });
      expect(answer.status, host).toBe(403);
      expect(answer.body).toContain("platform.host-refused");
    }
  });

  it("refuses pages of another origin, and never sends a CORS header", async () => {
    const { host } = new URL(platform.url);
    const refused = await raw("/health", { host, origin: "http://evil.example" });
    expect(refused.status).toBe(403);
    expect(refused.body).toContain("platform.origin-refused");
    expect((await raw("/health", { host, origin: "null" })).status).toBe(403);
    expect((await raw("/health", { host, "sec-fetch-site": "cross-site", "sec-fetch-dest": "empty" })).status).toBe(403);
    expect((await raw("/health", { host, "sec-fetch-site": "same-site", "sec-fetch-dest": "empty" })).status).toBe(403);
    expect((await raw("/health", { host, origin: `http://${host}`, "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect((await raw("/", { host, "sec-fetch-site": "cross-site", "sec-fetch-dest": "document" })).status).toBe(200);
    expect((await raw("/jobs/x/stop", { host, origin: "http://evil.example" }, "POST")).status).toBe(403);
    const answers = await Promise.all([
      raw("/health", { host }),
      raw("/health", { host, origin: "http://evil.example" }),
      raw("/topics", { host }, "OPTIONS"),
    ]);
    for (const answer of answers) expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("what may be asked", () => {
  it("refuses a body that is not JSON by name (platform.content-type)", async () => {
    const response = await platform.request("/topics", { method: "POST", body: '{"name":"x"}', headers: { "content-type": "text/plain" } });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ error: { code: "platform.content-type" } });
  });

  it("refuses a body that is not JSON (platform.body-malformed)", async () => {
    const response = await platform.request("/topics", {
      method: "POST",
      body: '{"name":',
      headers: { "content-type": "application/json" },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "platform.body-malformed" } });
  });

  it("refuses a body that does not fit, and says where (platform.request-invalid)", async () => {
    expect(await platform.failure("POST", "/topics", {})).toMatchObject({
      status: 400,
      code: "platform.request-invalid",
      message: "the body lacks name",
    });
    expect((await platform.failure("POST", "/topics", { name: "a", colour: "red" })).message).toBe(
      "the body has a field that is not known: colour",
    );
    expect((await platform.failure("POST", "/topics", { name: "a", partitions: "2" })).message).toMatch(/^the body at \/partitions /);
    expect((await platform.failure("GET", "/topics/a/records?limit=many")).message).toMatch(/^the query at \/limit /);
  });

  it("refuses a body that is too large, and the client hears it (platform.body-too-large)", async () => {
    const response = await platform.request("/sql", { method: "POST", json: { sql: "x".repeat(limits.httpBodyBytes) } });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: "platform.body-too-large" } });
  });

  it("says what is not there (platform.route-unknown)", async () => {
    expect(await platform.failure("GET", "/nothing")).toMatchObject({ status: 404, code: "platform.route-unknown" });
    expect(await platform.failure("PUT", "/topics/x")).toMatchObject({ status: 404, code: "platform.route-unknown" });
  });
});

describe("pages", () => {
  it("describes every route in /openapi.json and shows them at /docs", async () => {
    const spec = await platform.get<{ paths: Record<string, Record<string, { summary?: string }>> }>("/openapi.json");
    expect(Object.keys(spec.paths)).toEqual(
      expect.arrayContaining([
        "/health",
        "/metrics",
        "/topics",
        "/topics/{topic}/records",
        "/topics/{topic}/tail",
        "/producers",
        "/sql",
        "/jobs/{job}/stop",
        "/apply",
        "/graph",
      ]),
    );
    for (const methods of Object.values(spec.paths)) for (const operation of Object.values(methods)) expect(operation.summary).toBeTruthy();
    const page = await (await platform.request("/docs")).text();
    expect(page).toContain("/docs/page.js");
    expect(page).not.toMatch(/https?:\/\//);
    expect((await platform.request("/docs/page.js")).headers.get("content-type")).toMatch(/javascript/);
  });

  it("shows a page that says how to build the console when it was not built", async () => {
    const bare = await testPlatform({ consoleFolder: "/nowhere" });
    const page = await bare.request("/", { headers: { accept: "text/html" } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("npm run prepare");
    expect((await bare.request("/../../etc/passwd")).status).toBe(404);
  });

  it("serves the console's files and nothing beside them", async () => {
    const consoleFolder = testFolder();
    mkdirSync(join(consoleFolder, "assets"));
    writeFileSync(join(consoleFolder, "index.html"), "<title>the console</title>");
    writeFileSync(join(consoleFolder, "assets", "index-Ab3_-9xZ.js"), "let x;");
    const served = await testPlatform({ consoleFolder });
    const script = await served.request("/assets/index-Ab3_-9xZ.js");
    expect(script.headers.get("content-type")).toMatch(/javascript/);
    expect(script.headers.get("cache-control")).toContain("immutable");
    const page = await served.request("/", { headers: { accept: "text/html" } });
    expect(await page.text()).toContain("the console");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(await (await served.request("/pipelines/some", { headers: { accept: "text/html" } })).text()).toContain("the console");
    for (const path of ["/assets/none.js", "/assets/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd"]) {
      expect((await served.request(path)).status, path).toBe(404);
    }
  });

  it("reports health, metrics and what flows", async () => {
    expect(await platform.get("/health")).toMatchObject({ status: "ok", kafka: { host: "127.0.0.1" }, problems: [] });
    expect(await platform.get("/overview")).toMatchObject({ connections: 0, jobs: [], health: { status: "ok" } });
    const metrics = await platform.request("/metrics");
    expect(metrics.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await metrics.text();
    for (const line of text.trim().split("\n")) expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? \S+)$/);
    expect(text).toMatch(/^millrace_topic_end_offset\{topic="__millrace_definitions",partition="0"\} 0$/m);
  });
});
