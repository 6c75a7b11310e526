// `millrace acls`, `quotas`, `users` and `connections` against a running Millrace.
import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, millrace, startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";

const folder = temporaryFolder("access-cli");
let running: RunningMillrace;
const run = (...args: readonly string[]) => millrace(...args, "--url", running.url);

beforeAll(async () => {
  running = await startMillrace({ data: folder.path });
});
afterAll(async () => {
  await running.stop();
  folder.remove();
});

it("says what a rule means before it is made, and asks before it is removed", () => {
  const ada = ["User:ada", "read", "describe", "--topic", "orders-", "--prefixed"];
  const said = "User:ada may read topics that begin with orders-\nUser:ada may look at topics that begin with orders-\n";
  expect(run("acls", "add", ...ada, "--dry-run").out).toBe(`${said}nothing was changed; without --dry-run it is\n`);
  expect(run("acls").out).toContain("no rules yet");
  expect(run("acls", "add", ...ada).out).toBe(said);
  expect(run("acls", "add", "User:bob", "all", "--cluster", "--deny").out).toBe("User:bob may not do anything with the cluster\n");
  expect(run("acls", "list", "--principal", "User:ada").out).toContain(said);
  expect(run("acls", "remove", "User:ada")).toMatchObject({ code: 1, err: expect.stringContaining("remove these 2 rules?") });
  expect(run("acls", "remove", "User:ada", "--operation", "describe", "--yes").out).toContain("removed:\nUser:ada may look at");
  const left = JSON.parse(run("acls", "--json").out) as { rules: { principal: string; operation: string }[] };
  expect(left.rules.map(({ principal, operation }) => `${principal} ${operation}`)).toEqual(["User:ada read", "User:bob all"]);
  expect(run("acls", "add", "User:ada", "read", "--json")).toMatchObject({ code: 2, err: expect.stringContaining("cli.resource-missing") });
  expect(run("acls", "add", "ada", "read", "--topic", "x")).toMatchObject({ code: 1, err: expect.stringContaining("no principal") });
});

it("sets, lists and removes quotas", () => {
  expect(run("quotas").out).toContain("nobody is held back");
  expect(run("quotas", "set", "producer_byte_rate=1048576", "--user", "ada").out).toMatch(/user ada +producer_byte_rate +1048576/);
  expect(run("quotas", "set", "connection_creation_rate=20", "--ip").out).toContain("every address without its own");
  expect(run("quotas", "remove", "producer_byte_rate", "--user", "ada").err).toContain("not done");
  expect(run("quotas", "remove", "producer_byte_rate", "--user", "ada", "--yes").out).toBe("user ada has no quotas any more\n");
  expect(JSON.parse(run("quotas", "--json").out)).toHaveLength(1);
  expect(run("quotas", "set", "speed=1", "--user", "ada").err).toContain("no such quota");
  expect(run("quotas", "set", "producer_byte_rate=1", "--json")).toMatchObject({
    code: 2,
    err: expect.stringContaining("cli.quota-owner-missing"),
  });
});

it("does not take a password away that nobody said yes to", () => {
  process.env["MILLRACE_PASSWORD"] = "ada-secret";
  expect(millrace("users", "add", "ada", "--kafka", running.kafka).out).toBe("ada can log in\n");
  delete process.env["MILLRACE_PASSWORD"];
  expect(millrace("users", "remove", "ada", "--kafka", running.kafka).err).toContain("not done");
  process.env["MILLRACE_PASSWORD"] = "eve-secret";
  // No port asks who comes, so that rules do not count: nothing is half done.
  expect(millrace("users", "add", "eve", "--all-rights", "--kafka", running.kafka)).toMatchObject({
    code: 1,
    err: expect.stringContaining("error 54"),
  });
  delete process.env["MILLRACE_PASSWORD"];
  expect(millrace("users", "list", "--kafka", running.kafka).out).toBe("ada\n");
  expect(millrace("users", "remove", "ada", "--kafka", running.kafka, "--yes").code).toBe(0);
  expect(running.output()).not.toContain("ada-secret");
});

it("lists who is connected", async () => {
  expect(run("connections").out).toContain("no client is connected");
  const [host, port] = running.kafka.split(":");
  const client = connect(Number(port), host);
  try {
    await eventually(async () => (run("connections").out.includes("User:ANONYMOUS") ? true : undefined), "the connection");
  } finally {
    client.destroy();
  }
});
