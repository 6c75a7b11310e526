// Users over HTTP as they are lived with: what refuses to start, users that are made before anybody is asked, HTTPS with
// the command line and the client that log in, and a port that is open because it was said twice.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificates } from "../conformance/certificates.ts";
import { freePort, millrace, startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { describeWith } from "../tools.ts";

const folder = temporaryFolder("http-users");
afterAll(() => folder.remove());
const file = (name: string): string => join(folder.path, name);
const start = (...words: string[]) => millrace("start", "--data", file("other"), "--port", "0", "--kafka-port", "0", ...words);

function withEnvironment<Result>(environment: Readonly<Record<string, string>>, work: () => Result): Result {
  Object.assign(process.env, environment);
  try {
    return work();
  } finally {
    for (const name of Object.keys(environment)) delete process.env[name];
  }
}

describe("a port for other machines", () => {
  it("does not open unasked or in clear", () => {
    expect(start("--host", "0.0.0.0")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/asks nobody who they are[\s\S]*--insecure-listen/),
    });
    expect(start("--host", "0.0.0.0", "--kafka-auth", "login").err).toMatch(/in clear to other machines[\s\S]*--https/);
    expect(start("--kafka-host", "0.0.0.0").err).toMatch(/asks nobody who they are[\s\S]*--insecure-listen/);
    expect(start("--kafka-host", "0.0.0.0", "--kafka-auth", "login").err).toMatch(/in clear to other machines/);
    expect(start("--https").err).toContain("--https needs --tls-cert too");
    expect(start("--kafka-auth", "maybe").err).toContain("--kafka-auth takes login");
    // cli.example-login
    expect(start("--kafka-auth", "login", "--example", "streaming-service").err).toContain(
      "publishes through the Kafka port without a login",
    );
  });

  it("opens when it was said twice", async () => {
    const said = ["--host", "0.0.0.0", "--kafka-host", "0.0.0.0", "--insecure-listen"];
    const running = await startMillrace({ data: file("open"), arguments: said });
    try {
      // As another machine would name this one.
      const answer = await fetch(`${running.url}/topics`, { headers: { host: "millrace.example" } });
      expect(answer.status).toBe(200);
      const [, port] = running.kafka.split(":");
      const socket = connect(Number(port), "127.0.0.2");
      await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
      socket.destroy();
    } finally {
      await running.stop();
    }
  });
});

describeWith({ programs: ["openssl"] }, "users over HTTPS", () => {
  const passwordFile = file("password");
  let running: RunningMillrace;
  let url: string;
  const run = (...words: string[]) => withEnvironment({ NODE_EXTRA_CA_CERTS: file("ca.pem"), MILLRACE_URL: url }, () => millrace(...words));
  const asAdmin = (...words: string[]) => run(...words, "--as", "admin", "--password-file", passwordFile);

  beforeAll(async () => {
    makeCertificates(folder.path);
    writeFileSync(passwordFile, "admin-secret\n");
    const before = await startMillrace({ data: file("data") });
    const added = withEnvironment({ MILLRACE_PASSWORD: "admin-secret" }, () => millrace("users", "add", "admin", "--kafka", before.kafka));
    expect(added.code, added.err).toBe(0);
    await before.stop();
    const port = await freePort();
    const files = ["--tls-cert", file("server.pem"), "--tls-key", file("server.key")];
    const words = ["--host", "0.0.0.0", "--https", ...files, "--kafka-auth", "login", "--super-user", "User:admin"];
    running = await startMillrace({ data: file("data"), port, arguments: words });
    url = `https://127.0.0.1:${port}`;
  });
  afterAll(() => running?.stop());

  it("are asked on the command line, and say who they are there", () => {
    expect(run("topics")).toMatchObject({ code: 4, err: expect.stringContaining("a login is needed") });
    expect(run("topics", "--as", "admin")).toMatchObject({ code: 2, err: expect.stringContaining("needs a password") });
    expect(asAdmin("topics", "create", "orders")).toMatchObject({ code: 0 });
    expect(asAdmin("sql", "-e", "CREATE TABLE orders (total INT)")).toMatchObject({ code: 0 });
    expect(run("doctor", "--json").out).toContain("a login shows more");
    expect(asAdmin("doctor", "--json").out).toContain("version");
  });

  it("are added through a Kafka port that asks, and do what rules say", () => {
    const add = (...words: string[]) =>
      withEnvironment({ MILLRACE_PASSWORD: "bob-secret" }, () => millrace("users", "add", "bob", "--kafka", running.kafka, ...words));
    expect(add().code).not.toBe(0);
    expect(add("--as", "admin", "--password-file", passwordFile)).toMatchObject({ code: 0, out: "bob can log in\n" });
    const asBob = (...words: string[]) => withEnvironment({ MILLRACE_USER: "bob", MILLRACE_PASSWORD: "bob-secret" }, () => run(...words));
    const query = ["sql", "--until", "end", "-e", "SELECT * FROM orders"];
    expect(asBob(...query)).toMatchObject({ code: 4, err: expect.stringContaining('no table or view "orders"') });
    expect(asAdmin("acls", "add", "User:bob", "write", "--topic", "orders").code).toBe(0);
    expect(asBob("tail", "orders")).toMatchObject({
      code: 4,
      err: expect.stringMatching(/User:bob may not read the topic orders[\s\S]*millrace acls add User:bob read --topic orders/),
    });
    expect(asAdmin("acls", "add", "User:bob", "read", "--topic", "orders").code).toBe(0);
    expect(asBob(...query)).toMatchObject({ code: 0 });
    expect(running.output()).not.toContain("-secret");
  });

  it("sends its cookie over HTTPS alone", () => {
    const script = `
      const login = { method: "POST", headers: { "content-type": "application/json" }, body: '{"name":"admin","password":"admin-secret"}' };
      console.log((await fetch("${url}/session", login)).headers.get("set-cookie"));`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: file("ca.pem") };
    expect(execFileSync(process.execPath, ["-e", script], { env, encoding: "utf8" })).toMatch(/HttpOnly; SameSite=Strict; Secure\n$/);
  });
});
