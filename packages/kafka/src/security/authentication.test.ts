import { afterAll, beforeAll, expect, it } from "vitest";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { MemoryBroker } from "../broker/memory-broker.ts";
import type { Authentication } from "./authentication.ts";

const issuer = "https://login.example.com";
const audience = "millrace";
const here = "127.0.0.1";
const { publicKey, privateKey } = await generateKeyPair("ES256");
const keys = { keys: [await exportJWK(publicKey)] };

let memory: MemoryBroker;
let authentication: Authentication;
beforeAll(async () => {
  const oauth = { keys, issuer, audience };
  const listener = { name: "LOGIN", port: 0, protocol: "SASL_PLAINTEXT", sasl: { mechanisms: ["OAUTHBEARER"], oauth } } as const;
  memory = await MemoryBroker.start({ failedAuthenticationDelayMs: 1 }, [listener]);
  ({ authentication } = memory.broker);
  await memory.broker.security.setPassword("ada", "ada-secret");
});
afterAll(() => memory.close());

const refused = expect.objectContaining({ code: "kafka.login-refused" });

it("knows a user by the password, until that is changed", async () => {
  const ada = await authentication.password("ada", "ada-secret", here);
  expect([ada.principal, ada.valid()]).toEqual(["User:ada", true]);
  expect((await authentication.password("ada", "ada-secret", here)).valid()).toBe(true);
  await memory.broker.security.setPassword("ada", "another");
  expect(ada.valid()).toBe(false);
  await expect(authentication.password("ada", "ada-secret", here)).rejects.toEqual(refused);
  await memory.broker.security.removeUser("ada");
  await expect(authentication.password("ada", "another", here)).rejects.toEqual(refused);
  await memory.broker.security.setPassword("ada", "ada-secret");
});

it("answers wrong names and wrong passwords alike, and logs them without the password (kafka.login-refused)", async () => {
  const before = memory.broker.security.failedLogins;
  for (const [name, password] of [
    ["ada", "guess"],
    ["nobody", "guess"],
    ["", "guess"],
    ["ada", ""],
    ["x".repeat(300), "guess"],
  ] as const) {
    await expect(authentication.password(name, password, here)).rejects.toEqual(refused);
  }
  expect(memory.broker.security.failedLogins).toBe(before + 5);
  expect(memory.refusals.at(-4)).toMatchObject({ listener: "HTTP", user: "nobody", address: here });
  expect(JSON.stringify(memory.refusals)).not.toContain("guess");
});

it("checks so many logins at once and no more (kafka.logins-full)", async () => {
  const many = await Promise.allSettled(Array.from({ length: 300 }, () => authentication.token("no token", here)));
  const codes = many.map((one) => (one.status === "rejected" ? (one.reason as { code: string }).code : "let in"));
  expect(codes.filter((code) => code === "kafka.logins-full")).toHaveLength(44);
  expect((await authentication.password("ada", "ada-secret", here)).valid()).toBe(true);
});

it("believes a token of the listener's provider while it lasts", async () => {
  const token = (expires: number): Promise<string> =>
    new SignJWT({})
      .setProtectedHeader({ alg: "ES256" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject("bob")
      .setExpirationTime(expires)
      .sign(privateKey);
  const now = Math.floor(Date.now() / 1000);
  const bob = await authentication.token(await token(now + 60), here);
  expect([bob.principal, bob.valid()]).toEqual(["User:bob", true]);
  await expect(authentication.token(await token(now - 60), here)).rejects.toEqual(refused);
});

it("gives the rights that a Kafka port would give, and the credentials to nobody", () => {
  const ada = authentication.rightsOf("User:ada", here);
  expect(ada.may("read", "topic", "clicks")).toBe(false);
  expect(authentication.required).toBe(true);
  const operator = authentication.rightsOf("Local:operator", here);
  expect(operator.may("read", "topic", "__millrace_security")).toBe(false);
});
