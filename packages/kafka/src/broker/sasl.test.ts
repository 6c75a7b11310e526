import { systemClock } from "@millrace/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { OAuthOptions } from "../security/sasl/oauth-bearer.ts";
import { scramFirst, scramLast } from "../security/sasl/scram-client.ts";
import { loginPlain, loginScram, setPassword } from "./login.ts";
import { MemoryBroker } from "./memory-broker.ts";
import { decodeAnswer, type RawClient, requestBytes } from "./raw-client.ts";

const versions = { clientSoftwareName: "raw", clientSoftwareVersion: "1.0" };
const everything = { topics: null, allowAutoTopicCreation: false } as const;
const saslFailed = 58;
const operator = "Local:operator";

let memory: MemoryBroker;
let admin: RawClient;
let signToken: (expiresInSeconds: number) => Promise<string>;

beforeAll(async () => {
  const keys = await generateKeyPair("ES256");
  const oauth: OAuthOptions = {
    keys: { keys: [{ ...(await exportJWK(keys.publicKey)), alg: "ES256" }] },
    issuer: "https://login.example",
    audience: "millrace",
  };
  signToken = (expiresInSeconds) =>
    new SignJWT({ sub: "tina", iss: oauth.issuer, aud: oauth.audience })
      .setProtectedHeader({ alg: "ES256" })
      .setExpirationTime(Math.floor(systemClock.now() / 1000) + expiresInSeconds)
      .sign(keys.privateKey);
  memory = await MemoryBroker.start(
    { superUsers: [operator], failedAuthenticationDelayMs: 1, authenticationTimeoutMs: 400, saslReceiveBytesMax: 4096 },
    [
      { port: 0, protocol: "SASL_PLAINTEXT", sasl: { mechanisms: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"], oauth } },
      { name: "ADMIN", port: 0, principal: operator },
    ],
  );
  admin = await memory.client("ADMIN");
  await setPassword(admin, "alice", "secret");
  await setPassword(admin, "alice", "secret", "SCRAM-SHA-512");
});
afterAll(() => memory.close());

const client = (): Promise<RawClient> => memory.client("SASL_PLAINTEXT");
const principals = (): string[] => memory.broker.connections().map(({ principal }) => principal);

describe("a login", () => {
  it.each(["SCRAM-SHA-256", "SCRAM-SHA-512"] as const)("with %s opens the connection", async (mechanism) => {
    const own = await client();
    expect(await loginScram(own, mechanism, "alice", "secret")).toMatchObject({ errorCode: 0, sessionLifetimeMs: 0 });
    expect((await own.request("Metadata", 12, everything)).brokers).toHaveLength(1);
    expect(principals()).toContain("User:alice");
  });

  it("with PLAIN checks the same password", async () => {
    expect(await loginPlain(await client(), "alice", "secret")).toMatchObject({ errorCode: 0 });
  });

  it("of old clients sends the mechanism's messages bare", async () => {
    const own = await client();
    await own.request("SaslHandshake", 0, { mechanism: "SCRAM-SHA-256" });
    const bare = (text: string): void => {
      const frame = Buffer.concat([Buffer.alloc(4), Buffer.from(text)]);
      frame.writeInt32BE(frame.length - 4);
      own.socket.write(frame);
    };
    const first = scramFirst("alice", "abc");
    bare(first);
    bare(await scramLast("SCRAM-SHA-256", "secret", first, Buffer.from((await own.frame())!).toString()));
    expect(Buffer.from((await own.frame())!).toString()).toMatch(/^v=/);
    expect((await own.request("Metadata", 12, everything)).brokers).toHaveLength(1);
  });

  it("with a token lasts as long as the token, and can be repeated by the same user", async () => {
    const own = await client();
    const login = async (expiresInSeconds: number) => {
      await own.request("SaslHandshake", 1, { mechanism: "OAUTHBEARER" });
      const authBytes = Buffer.from(`n,,\u0001auth=Bearer ${await signToken(expiresInSeconds)}\u0001\u0001`);
      return own.request("SaslAuthenticate", 1, { authBytes });
    };
    expect((await login(60)).sessionLifetimeMs).toBeGreaterThan(50_000);
    expect((await own.request("Metadata", 12, everything)).brokers).toHaveLength(1);
    // Already over, but within what clocks may differ.
    expect(await login(-5)).toMatchObject({ errorCode: 0, sessionLifetimeMs: 1 });
    await expect(own.request("Metadata", 12, everything)).rejects.toThrow("closed the connection");
  });

  it("cannot be repeated as somebody else, or with another mechanism", async () => {
    const own = await client();
    await setPassword(admin, "bob", "secret");
    await loginPlain(own, "alice", "secret");
    expect((await loginPlain(own, "bob", "secret")).errorCode).toBe(saslFailed);
    expect(await own.frame()).toBeUndefined();
    const other = await client();
    await loginPlain(other, "alice", "secret");
    expect((await other.request("SaslHandshake", 1, { mechanism: "SCRAM-SHA-256" })).errorCode).toBe(34);
  });
});

describe("a refused login", () => {
  it.each([
    ["alice", "wrong", "wrong password"],
    ["nobody", "secret", "no such user"],
  ])("of %s does not tell the client why, but the log", async (name, password, reason) => {
    for (const login of [loginPlain(await client(), name, password), loginScram(await client(), "SCRAM-SHA-256", name, password)]) {
      const { errorCode, errorMessage } = await login;
      expect(errorCode).toBe(saslFailed);
      expect(errorMessage).toMatch(/^authentication with (PLAIN|SCRAM-SHA-256) failed: the credentials are not valid$/);
      expect(memory.refusals.at(-1)).toMatchObject({ user: name, address: "127.0.0.1", reason });
    }
    expect(JSON.stringify(memory.refusals)).not.toContain("secret");
  });

  it("closes the connection after its answer", async () => {
    const own = await client();
    await loginPlain(own, "alice", "wrong");
    expect(await own.frame()).toBeUndefined();
  });

  it("asks a name that nobody has for the same salt each time", async () => {
    const first = async (): Promise<string> => {
      const own = await client();
      await own.request("SaslHandshake", 1, { mechanism: "SCRAM-SHA-256" });
      const { authBytes } = await own.request("SaslAuthenticate", 1, { authBytes: Buffer.from(scramFirst("nobody", "abc")) });
      return /s=([^,]*),i=(\d+)/.exec(Buffer.from(authBytes).toString())![0];
    };
    expect(await first()).toBe(await first());
  });

  it("says which mechanisms there are", async () => {
    const answer = await (await client()).request("SaslHandshake", 1, { mechanism: "GSSAPI" });
    expect(answer).toEqual({ errorCode: 33, mechanisms: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] });
  });
});

describe("before a login", () => {
  it("only ApiVersions and SASL are answered", async () => {
    const own = await client();
    expect((await own.request("ApiVersions", 3, versions)).errorCode).toBe(0);
    await expect(own.request("Metadata", 12, everything)).rejects.toThrow("closed the connection");
    const early = await client();
    expect((await early.request("SaslAuthenticate", 2, { authBytes: Buffer.from("x") })).errorCode).toBe(34);
  });

  it("large requests are not taken", async () => {
    const own = await client();
    await own.request("SaslHandshake", 1, { mechanism: "PLAIN" });
    await expect(own.request("SaslAuthenticate", 1, { authBytes: Buffer.alloc(5_000) })).rejects.toThrow("closed the connection");
  });

  it("requests that follow the login in the same packet wait for it", async () => {
    const own = await client();
    await own.request("SaslHandshake", 1, { mechanism: "PLAIN" });
    const authBytes = Buffer.from("\0alice\0secret");
    own.socket.write(Buffer.concat([requestBytes("SaslAuthenticate", 1, { authBytes }), requestBytes("Metadata", 12, everything)]));
    expect(decodeAnswer("SaslAuthenticate", 1, (await own.frame())!).errorCode).toBe(0);
    expect(decodeAnswer("Metadata", 12, (await own.frame())!).brokers).toHaveLength(1);
  });

  it("a connection is closed that does not come to it", async () => {
    const own = await client();
    await own.request("ApiVersions", 3, versions);
    expect(await own.frame()).toBeUndefined();
  });

  it("listeners that ask for none say so", async () => {
    const plain = await memory.client();
    expect((await plain.request("SaslHandshake", 1, { mechanism: "PLAIN" })).errorCode).toBe(34);
    expect((await plain.request("SaslAuthenticate", 2, { authBytes: Buffer.from("x") })).errorCode).toBe(34);
  });
});

describe("users", () => {
  const describeUsers = (...names: string[]) =>
    admin.request("DescribeUserScramCredentials", 0, { users: names.length === 0 ? null : names.map((name) => ({ name })) });
  const deletion = (name: string, mechanism: number) =>
    admin.request("AlterUserScramCredentials", 0, { deletions: [{ name, mechanism }], upsertions: [] });

  it("are described without what they are kept as", async () => {
    const { results } = await describeUsers("alice", "ghost", "bob", "bob");
    expect(results).toMatchObject([
      {
        user: "alice",
        errorCode: 0,
        credentialInfos: [
          { mechanism: 1, iterations: 4096 },
          { mechanism: 2, iterations: 4096 },
        ],
      },
      { user: "ghost", errorCode: 91 },
      { user: "bob", errorCode: 92 },
    ]);
  });

  it("are kept over a restart, and gone when deleted", async () => {
    const own = await MemoryBroker.start({ superUsers: ["User:ANONYMOUS"] }, [{ port: 0, protocol: "SASL_PLAINTEXT" }]);
    await setPassword(await own.client(), "carl", "one");
    await setPassword(await own.client(), "dora", "two");
    await own.restart();
    expect((await loginPlain(await own.client("SASL_PLAINTEXT"), "carl", "one")).errorCode).toBe(0);
    const again = await own.client();
    const gone = await again.request("AlterUserScramCredentials", 0, { deletions: [{ name: "carl", mechanism: 1 }], upsertions: [] });
    expect(gone.results).toMatchObject([{ user: "carl", errorCode: 0 }]);
    await own.restart();
    expect((await loginPlain(await own.client("SASL_PLAINTEXT"), "carl", "one")).errorCode).toBe(saslFailed);
    expect((await loginPlain(await own.client("SASL_PLAINTEXT"), "dora", "two")).errorCode).toBe(0);
    await own.close();
  });

  it("are refused what makes no sense, and nothing of it is done", async () => {
    const upsertion = { name: "eve", mechanism: 1, iterations: 4096, salt: Buffer.from("s"), saltedPassword: Buffer.alloc(32) };
    const alter = async (...changed: object[]) => {
      const upsertions = changed.map((change) => ({ ...upsertion, ...change }));
      const { results } = await admin.request("AlterUserScramCredentials", 0, { deletions: [], upsertions });
      return results.map(({ errorCode }) => errorCode);
    };
    expect(await alter({ iterations: 4095 })).toEqual([93]);
    expect(await alter({ iterations: 16_385 })).toEqual([93]);
    expect(await alter({ mechanism: 3 })).toEqual([33]);
    expect(await alter({ name: "" })).toEqual([93]);
    expect(await alter({ saltedPassword: Buffer.alloc(20) })).toEqual([93]);
    expect(await alter({}, {})).toEqual([92]);
    expect(await alter({}, { mechanism: 2 })).toEqual([93]);
    expect((await deletion("eve", 1)).results).toMatchObject([{ user: "eve", errorCode: 91 }]);
    expect((await describeUsers("eve")).results).toMatchObject([{ errorCode: 91 }]);
  });
});
