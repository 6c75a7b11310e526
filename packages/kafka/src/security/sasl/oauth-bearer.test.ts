import { ManualClock } from "@millrace/core";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { SaslStep } from "./exchange.ts";
import { OAuthBearerExchange, TokenVerifier } from "./oauth-bearer.ts";

const nowMs = 1_800_000_000_000;
const clock = new ManualClock(nowMs);
const seconds = Math.floor(nowMs / 1000);
const sound = { sub: "alice", iss: "https://login.example", aud: "millrace", exp: seconds + 600 };
const message = (token: string, header = "n,,"): Uint8Array => Buffer.from(`${header}\u0001auth=Bearer ${token}\u0001\u0001`);

let sign: (claims: Record<string, unknown>) => Promise<string>;
let signWithAnother: (claims: Record<string, unknown>) => Promise<string>;
let verifier: TokenVerifier;

beforeAll(async () => {
  const own = await generateKeyPair("ES256");
  const another = await generateKeyPair("ES256");
  const signer = (key: CryptoKey) => (claims: Record<string, unknown>) =>
    new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "k1" }).sign(key);
  sign = signer(own.privateKey);
  signWithAnother = signer(another.privateKey);
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "k1", alg: "ES256" };
  verifier = await TokenVerifier.open({ keys: { keys: [jwk] }, issuer: "https://login.example", audience: "millrace" }, clock);
});

const respond = async (token: Uint8Array): Promise<SaslStep> => new OAuthBearerExchange(verifier).respond(token);

describe("OAUTHBEARER", () => {
  it("takes the name and the end from a token that holds", async () => {
    const step = await respond(message(await sign(sound)));
    expect(step).toMatchObject({ kind: "done", name: "alice", expiresAtMs: (seconds + 600) * 1000 });
    expect(await respond(message(await sign(sound), "n,a=alice,"))).toMatchObject({ kind: "done" });
  });

  it("refuses to act for somebody else", async () => {
    expect(await respond(message(await sign(sound), "n,a=admin,"))).toMatchObject({ kind: "failed", name: "alice" });
  });

  it("answers a token that does not hold with RFC 7628's error first, and the refusal after the client's word", async () => {
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(sound)).toString("base64url")}.`;
    const tokens = [
      await signWithAnother(sound),
      await sign({ ...sound, exp: seconds - 600 }),
      await sign({ ...sound, iss: "https://other.example" }),
      await sign({ ...sound, aud: "another" }),
      await sign({ ...sound, sub: undefined }),
      await sign({ ...sound, sub: 7 }),
      await sign({ ...sound, exp: undefined }),
      unsigned,
      "not.a.token",
    ];
    for (const token of tokens) {
      const exchange = new OAuthBearerExchange(verifier);
      const first = await exchange.respond(message(token));
      expect(first.kind).toBe("continue");
      expect(first.kind === "continue" && Buffer.from(first.bytes).toString()).toBe('{"status":"invalid_token"}');
      expect(await exchange.respond(new Uint8Array([1]))).toMatchObject({ kind: "failed", answer: '{"status":"invalid_token"}' });
    }
  });

  it("refuses what is no message of its own", async () => {
    for (const text of ["", "n,,", "n,,\u0001auth=Basic x\u0001\u0001", "y,,\u0001auth=Bearer x\u0001\u0001", "auth=Bearer x"]) {
      expect((await respond(Buffer.from(text))).kind).toBe("failed");
    }
  });
});
