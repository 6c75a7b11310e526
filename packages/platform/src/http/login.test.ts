import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { AccessRuleBody, LiveMessage, TopicSummary } from "../api/types.ts";
import { cleanUpAfterAll, testFolder, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";

cleanUpAfterAll();
let platform: TestPlatform;
const provider = await generateKeyPair("ES256");
const refusals: Readonly<Record<string, unknown>>[] = [];

type Headers = Readonly<Record<string, string>>;
const as = (name: string, password = `${name}-secret`): Headers => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});
const admin = as("admin");

/** Whatever a route answers, as a test looks into it. */
interface Answer {
  readonly [name: string]: unknown;
  readonly error?: { readonly code: string };
  readonly error_code?: number;
  readonly results?: readonly { readonly rows: unknown }[];
}

async function answer(
  headers: Headers,
  method: string,
  path: string,
  json?: unknown,
): Promise<{ status: number; body: Answer; headers: globalThis.Headers }> {
  const response = await platform.request(path, { method, headers, json });
  const text = await response.text();
  const body =
    (response.headers.get("content-type") ?? "").includes("json") && !text.includes("\n") && text !== "" ? JSON.parse(text) : text;
  return { status: response.status, body, headers: response.headers };
}
const codeOf = async (headers: Headers, method: string, path: string, json?: unknown): Promise<unknown> => {
  const { status, body } = await answer(headers, method, path, json);
  return status < 400 ? status : (body.error?.code ?? body.error_code);
};

const allow = (user: string, operation: AccessRuleBody["operation"], resourceType: AccessRuleBody["resourceType"], resourceName: string) =>
  ({ principal: `User:${user}`, host: "*", operation, permission: "allow", resourceType, resourceName, pattern: "literal" }) as const;
const give = (...rules: readonly AccessRuleBody[]) => answer(admin, "POST", "/acls", { rules });

// Users and topics are made while nobody is asked, as an operator would; then every port asks.
beforeAll(async () => {
  const dataFolder = testFolder();
  const before = await testPlatform({ dataFolder });
  for (const name of ["admin", "ada", "bob", "nix"]) await before.send("POST", "/users", { name, password: `${name}-secret` });
  for (const name of ["orders", "payments"]) {
    await before.send("POST", "/topics", { name });
    await before.publish(name, [{ total: 1 }]);
    await before.sql(`CREATE TABLE ${name}_table (total INT) WITH ('connector' = 'kafka', 'topic' = '${name}', 'format' = 'json')`);
  }
  await before.sql("CREATE VIEW payments_view AS SELECT total FROM payments_table");
  await before.close();
  const logger = { warn: (_: string, details: Readonly<Record<string, unknown>>): void => void refusals.push(details) };
  const oauth = { keys: { keys: [await exportJWK(provider.publicKey)] }, issuer: "https://login.example.com", audience: "millrace" };
  platform = await testPlatform({ dataFolder, kafkaAuth: "login", superUsers: ["User:admin"], logger, oauth });
  await give(allow("ada", "read", "topic", "orders"), allow("ada", "read", "group", "readers"), allow("bob", "write", "topic", "orders"));
});

/** Every route that the API tells of, with something in the place of its parameters. */
async function everyRoute(): Promise<{ readonly method: string; readonly path: string }[]> {
  const { paths } = (await answer({}, "GET", "/openapi.json")).body as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/g, "payments") })),
  );
}

describe("without a login", () => {
  it("nothing is told or done (platform.login-required), but whether it is well and who asks", async () => {
    const open: string[] = [];
    for (const { method, path } of await everyRoute())
      if ((await answer({}, method, path, method === "GET" ? undefined : {})).status !== 401) open.push(`${method} ${path}`);
    expect(open.toSorted()).toEqual(["DELETE /session", "GET /health", "GET /session", "POST /session"]);
    expect((await answer({}, "GET", "/health")).body).toEqual({ status: "ok" });
    expect((await answer({}, "GET", "/session")).body).toEqual({ required: true, principal: null });
    expect((await answer({}, "GET", "/docs")).status).toBe(200);
    expect((await answer({ accept: "text/html" }, "GET", "/")).status).toBe(200);
  });

  it("a program is asked for one, and a browser's page is not, which would open a window", async () => {
    expect((await answer({}, "GET", "/topics")).headers.get("www-authenticate")).toContain("Basic");
    const fromPage = { "sec-fetch-site": "same-origin" };
    expect((await answer(fromPage, "GET", "/topics")).headers.get("www-authenticate")).toBe(null);
  });
});

describe("with a login", () => {
  it("the password must be right, and what was sent is not logged", async () => {
    expect(await codeOf(admin, "GET", "/topics")).toBe(200);
    expect(await codeOf(as("admin", "guessed"), "GET", "/topics")).toBe("kafka.login-refused");
    expect(await codeOf(as("nobody", "guessed"), "GET", "/topics")).toBe("kafka.login-refused");
    expect(await codeOf({ authorization: "Bearer guessed" }, "GET", "/topics")).toBe("kafka.login-refused");
    expect(refusals.slice(-3)).toMatchObject([{ user: "admin" }, { user: "nobody" }, { mechanism: "OAUTHBEARER" }]);
    expect(JSON.stringify(refusals)).not.toContain("guessed");
  });

  it("a token of the provider says who it is", async () => {
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: "ES256" })
      .setIssuer("https://login.example.com")
      .setAudience("millrace")
      .setSubject("ada")
      .setExpirationTime("1m")
      .sign(provider.privateKey);
    expect((await answer({ authorization: `Bearer ${token}` }, "GET", "/session")).body).toMatchObject({ principal: "User:ada" });
  });

  it("is Basic or Bearer (platform.login-unreadable)", async () => {
    for (const authorization of ["Digest x", "Basic", `Basic ${Buffer.from("nocolon").toString("base64")}`, "x".repeat(9_000)]) {
      expect(await codeOf({ authorization }, "GET", "/topics")).toBe("platform.login-unreadable");
    }
  });

  it("but without rights, every route refuses or shows nothing (platform.not-allowed)", async () => {
    const nix = as("nix");
    const done: string[] = [];
    for (const { method, path } of await everyRoute()) {
      if (path === "/session") continue;
      const { status, body } = await answer(
        nix,
        method,
        path,
        method === "GET" ? undefined : { sql: "SELECT 1", mode: "READWRITE", schema: '"string"', name: "x", offset: 0 },
      );
      expect(status, `${method} ${path}`).not.toBe(401);
      expect(JSON.stringify(body).replaceAll("/payments", ""), `${method} ${path}`).not.toMatch(/total|"orders"|_table/);
      if (status < 300) done.push(`${method} ${path}`);
    }
    expect(done.filter((route) => !route.startsWith("GET"))).toEqual(
      ["POST /sql", "POST /sql/validate", "POST /sql/explain", "POST /sql/complete"].filter((route) => done.includes(route)),
    );
    expect((await answer(nix, "GET", "/topics")).body).toEqual([]);
    expect((await answer(nix, "GET", "/subjects")).body).toEqual([]);
    expect((await answer(nix, "GET", "/overview")).body).toMatchObject({ topics: [], jobs: [], health: { dataFolder: "" } });
    expect((await answer(nix, "GET", "/topics/orders")).body.error).toMatchObject({
      code: "platform.not-allowed",
      message: "User:nix may not look at the topic orders",
      hint: expect.stringContaining("millrace acls add User:nix describe --topic orders"),
    });
    expect(await codeOf(nix, "GET", "/topics/none")).toBe("platform.not-allowed");
  });
});

describe("rules", () => {
  const [ada, bob] = [as("ada"), as("bob")];
  const refused = "platform.not-allowed";

  it("say who reads and who writes a topic", async () => {
    expect((await answer(ada, "GET", "/topics")).body as unknown as TopicSummary[]).toMatchObject([{ name: "orders" }]);
    expect(await codeOf(ada, "GET", "/topics/orders/records")).toBe(200);
    expect(await codeOf(ada, "GET", "/topics/payments/records")).toBe(refused);
    expect(await codeOf(ada, "POST", "/topics/orders/records", { records: [{ value: { total: 2 } }] })).toBe(refused);
    expect(await codeOf(ada, "POST", "/producers")).toBe(refused);
    expect(await codeOf(bob, "POST", "/producers")).toBe(200);
    expect(await codeOf(bob, "POST", "/topics/orders/records", { records: [{ value: { total: 2 } }] })).toBe(200);
    expect(await codeOf(bob, "GET", "/topics/orders/records")).toBe(refused);
    expect((await answer(bob, "GET", "/topics/orders")).body).toMatchObject({ guessedColumns: null, config: [] });
    expect(await codeOf(bob, "PATCH", "/topics/orders", { config: {} })).toBe(refused);
    expect(await codeOf(bob, "DELETE", "/topics/orders")).toBe(refused);
    expect(await codeOf(bob, "POST", "/topics", { name: "mine" })).toBe(refused);
  });

  it("say what SQL reads, writes and defines", async () => {
    const sql = (who: Headers, text: string) => codeOf(who, "POST", "/sql", { sql: text, until: "end" });
    expect(await sql(ada, "SELECT * FROM orders_table")).toBe(200);
    expect(await sql(bob, "SELECT * FROM orders_table")).toBe(refused);
    expect(await sql(ada, "INSERT INTO orders_table VALUES (3)")).toBe(refused);
    expect(await sql(bob, "INSERT INTO orders_table VALUES (3)")).toBe(200);
    // What may not be seen is as if it were not there.
    expect(await sql(ada, "SELECT * FROM payments_table")).toBe("sql.table-unknown");
    expect(await sql(ada, "DESCRIBE payments_table")).toBe("sql.table-unknown");
    expect(await sql(ada, "SELECT * FROM payments_view")).toBe("sql.table-unknown");
    const hidden = "CREATE TEMPORARY TABLE spy (total INT) WITH ('connector' = 'kafka', 'topic' = 'payments', 'format' = 'json')";
    expect(await sql(ada, `${hidden}; SELECT * FROM spy`)).toBe("sql.table-unknown");
    expect(await sql(bob, `${hidden.replace("payments", "orders")}; SELECT * FROM spy`)).toBe(refused);
    expect((await answer(ada, "POST", "/sql", { sql: "SHOW TABLES" })).body.results![0]!.rows).toEqual([["orders_table"]]);
    const { tables } = (await answer(ada, "GET", "/catalog")).body as { tables: { name: string }[] };
    expect(tables.map(({ name }) => name)).toEqual(["orders_table"]);
    expect(await sql(ada, "CREATE TABLE mine (x INT)")).toBe(refused);
    expect(await sql(ada, "DROP TABLE orders_table")).toBe(refused);
    expect(await sql(ada, "SHOW JOBS")).toBe(refused);
    expect(await codeOf(ada, "POST", "/apply", { files: [{ name: "a", sql: "CREATE TABLE a (x INT)" }] })).toBe(refused);
  });

  it("count for who defines a processor, on both of its sides", async () => {
    await give(allow("ada", "alter", "cluster", "kafka-cluster"), allow("ada", "create", "topic", "copy"));
    const sql = (text: string) => codeOf(ada, "POST", "/sql", { sql: text });
    expect(await sql("CREATE TABLE copy (total INT)")).toBe(200);
    expect(await sql("CREATE TABLE payments_table (x INT)")).toBe("platform.name-hidden");
    const copy = "INSERT INTO copy SELECT total FROM orders_table";
    // She may define the table, and does not see it yet: its topic is another matter.
    expect(await sql(copy)).toBe("sql.table-unknown");
    await give(allow("ada", "describe", "topic", "copy"));
    expect(await sql(copy)).toBe(refused);
    await give(allow("ada", "write", "topic", "copy"));
    expect(await sql(copy)).toBe(200);
    const spy = "INSERT INTO copy SELECT total FROM payments_table";
    expect(await codeOf(ada, "POST", "/apply", { files: [{ name: "spy", sql: `SET 'pipeline.name' = 'spy'; ${spy}` }] })).toBe(refused);
    await answer(admin, "DELETE", "/acls?principal=User:ada&resourceType=cluster");
  });

  it("of a topic are those of the subjects that are named after it", async () => {
    const register = (who: Headers, subject: string) => codeOf(who, "POST", `/subjects/${subject}/versions`, { schema: '"string"' });
    expect(await register(ada, "orders-value")).toBe(403);
    expect(await register(bob, "orders-value")).toBe(200);
    expect(await register(bob, "payments-value")).toBe(403);
    expect(await register(admin, "payments-value")).toBe(200);
    expect((await answer(ada, "GET", "/subjects")).body).toEqual(["orders-value"]);
    expect(await codeOf(ada, "GET", "/subjects/orders-value/versions/latest")).toBe(200);
    expect(await codeOf(ada, "GET", "/subjects/payments-value/versions")).toBe(403);
    expect(await codeOf(ada, "GET", "/schemas/ids/1")).toBe(200);
    expect((await answer(ada, "GET", "/schemas/ids/1/subjects")).body).toEqual(["orders-value"]);
    const lookUp = { schema: '"string"', references: [{ name: "p", subject: "payments-value", version: 1 }] };
    expect(await codeOf(ada, "POST", "/subjects/orders-value", lookUp)).toBe(403);
    // An alias leads to the other subject's rules.
    await answer(admin, "PUT", "/config/orders-alias", { alias: "payments-value" });
    await give(allow("ada", "read", "topic", "orders-alias"));
    expect(await codeOf(ada, "GET", "/subjects/orders-alias/versions/1")).toBe(403);
    expect(await codeOf(bob, "PUT", "/config/orders-value", { compatibility: "NONE" })).toBe(403);
    expect(await codeOf(bob, "PUT", "/config", { compatibility: "NONE" })).toBe(403);
    expect(await codeOf(ada, "GET", "/config")).toBe(200);
  });

  it("end what goes on, when they are taken away", async () => {
    await give(allow("ada", "read", "topic", "payments"));
    const tail = await platform.request("/topics/payments/tail", { headers: ada });
    const query = await platform.request("/sql", { method: "POST", headers: ada, json: { sql: "SELECT * FROM payments_table" } });
    expect([tail.status, query.status]).toEqual([200, 200]);
    await answer(admin, "DELETE", "/acls?principal=User:ada&resourceName=payments");
    expect(await tail.text()).not.toContain("total");
    const messages = (await query.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as LiveMessage);
    expect(messages.at(-1)).toMatchObject({ type: "error", error: { code: "platform.not-allowed" } });
  });

  it("let nobody read credentials, super users neither", async () => {
    expect(await codeOf(admin, "GET", "/topics/__millrace_security/records")).toBe("platform.topic-secret");
    expect(((await answer(ada, "GET", "/topics?internal=true")).body as unknown as TopicSummary[]).map(({ name }) => name)).not.toContain(
      "__millrace_security",
    );
  });
});

describe("a session", () => {
  const logIn = async (name: string, password = `${name}-secret`): Promise<Headers> => {
    const { status, headers } = await answer({}, "POST", "/session", { name, password });
    expect(status).toBe(200);
    const set = headers.get("set-cookie")!;
    expect(set).toMatch(/^millrace-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    return { cookie: `other=1; ${set.split(";")[0]!}` };
  };

  it("stands for who logged in, until logged out", async () => {
    const cookie = await logIn("ada");
    expect((await answer(cookie, "GET", "/session")).body).toEqual({ required: true, principal: "User:ada" });
    expect(await codeOf(cookie, "GET", "/topics/orders/records")).toBe(200);
    expect(await codeOf(cookie, "GET", "/topics/payments/records")).toBe("platform.not-allowed");
    expect((await answer(cookie, "DELETE", "/session")).headers.get("set-cookie")).toContain("Max-Age=0");
    expect(await codeOf(cookie, "GET", "/topics")).toBe("platform.login-required");
  });

  it("is not begun with a wrong password, and not used by another site's page", async () => {
    expect(await codeOf({}, "POST", "/session", { name: "ada", password: "guessed" })).toBe("kafka.login-refused");
    const cookie = await logIn("ada");
    expect(await codeOf({ ...cookie, origin: "http://evil.example" }, "GET", "/topics")).toBe("platform.origin-refused");
    expect(await codeOf({ cookie: cookie["cookie"]!.slice(0, -1) }, "GET", "/topics")).toBe("platform.login-required");
  });

  it("ends with the password, and what it follows with it", async () => {
    await give(allow("nix", "read", "topic", "orders"));
    const cookie = await logIn("nix");
    const tail = await platform.request("/topics/orders/tail", { headers: cookie });
    expect(tail.status).toBe(200);
    await answer(admin, "POST", "/users", { name: "nix", password: "changed" });
    await tail.text();
    expect(await codeOf(cookie, "GET", "/topics")).toBe("platform.login-required");
    expect(await codeOf(as("nix"), "GET", "/topics")).toBe("kafka.login-refused");
    expect(await codeOf(as("nix", "changed"), "GET", "/topics")).toBe(200);
  });

  it("says in the audit who it was", async () => {
    await give(allow("ada", "create", "topic", "hers"));
    expect(await codeOf({ ...(await logIn("ada")), "x-millrace-client": "a page" }, "POST", "/topics", { name: "hers" })).toBe(201);
    const { records } = (await answer(admin, "GET", "/topics/__millrace_audit/records")).body as { records: { value: string }[] };
    expect(JSON.parse(records.at(-1)!.value)).toMatchObject({ kind: "topic", name: "hers", by: "User:ada (a page)" });
  });
});
