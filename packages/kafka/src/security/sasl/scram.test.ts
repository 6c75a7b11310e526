import { describe, expect, it } from "vitest";
import type { SaslStep } from "./exchange.ts";
import { ScramExchange } from "./scram.ts";
import { scramLast } from "./scram-client.ts";
import { credentialOf, isPassword, type ScramCredential, type ScramMechanism, saltPassword } from "./scram-credential.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const textOf = (step: SaslStep): string => (step.kind === "failed" ? `failed: ${step.reason}` : Buffer.from(step.bytes).toString());
const serverNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

async function credential(mechanism: ScramMechanism, password: string, saltText = "W22ZaJ0SNY7soEsUEjb6gQ=="): Promise<ScramCredential> {
  const salt = Buffer.from(saltText, "base64");
  return credentialOf(mechanism, await saltPassword(mechanism, password, salt, 4096), { salt, iterations: 4096 });
}

const exchange = (mechanism: ScramMechanism, kept: ScramCredential, known = true, nonce = serverNonce): ScramExchange =>
  new ScramExchange({ mechanism, find: () => ({ credential: kept, known }), nonce: () => nonce });

describe("SCRAM", () => {
  it("speaks the example of RFC 7677 letter by letter", async () => {
    const scram = exchange("SCRAM-SHA-256", await credential("SCRAM-SHA-256", "pencil"));
    expect(textOf(scram.respond(bytes("n,,n=user,r=rOprNGfwEbeRWgbNEkqO")))).toBe(
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    );
    const last = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    const step = scram.respond(bytes(last));
    expect(step).toMatchObject({ kind: "done", name: "user" });
    expect(textOf(step)).toBe("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  });

  it.each(["SCRAM-SHA-256", "SCRAM-SHA-512"] as const)("lets in who knows the password with %s, and nobody else", async (mechanism) => {
    const kept = await credential(mechanism, "pencil");
    const attempt = async (password: string, known = true): Promise<SaslStep> => {
      const scram = exchange(mechanism, kept, known);
      const first = "n,,n=user,r=abc";
      const serverFirst = textOf(scram.respond(bytes(first)));
      return scram.respond(bytes(await scramLast(mechanism, password, first, serverFirst, `abc${serverNonce}`)));
    };
    expect(await attempt("pencil")).toMatchObject({ kind: "done", name: "user" });
    expect(await attempt("pencils")).toEqual({ kind: "failed", name: "user", reason: "wrong password" });
    expect(await attempt("pencil", false)).toEqual({ kind: "failed", name: "user", reason: "no such user" });
    expect(await isPassword(mechanism, kept, "pencil")).toBe(true);
    expect(await isPassword(mechanism, kept, "Pencil")).toBe(false);
  });

  it("accepts the nonce as old librdkafka repeats it, and in no other wrong form", async () => {
    const kept = await credential("SCRAM-SHA-256", "pencil");
    const attempt = async (proven: string): Promise<string> => {
      const scram = exchange("SCRAM-SHA-256", kept);
      const first = "n,,n=user,r=abc";
      const serverFirst = textOf(scram.respond(bytes(first)));
      const step = scram.respond(bytes(await scramLast("SCRAM-SHA-256", "pencil", first, serverFirst, proven)));
      return step.kind === "failed" ? step.reason : step.kind;
    };
    expect(await attempt(`abcabc${serverNonce}`)).toBe("done");
    for (const wrong of ["abc", "abcabc", serverNonce, `xabc${serverNonce}`, `abcabcabc${serverNonce}`, `abc${serverNonce}x`]) {
      expect(await attempt(wrong)).toBe("the nonce or the header changed");
    }
  });

  it("does not let a recorded login be played again", async () => {
    const kept = await credential("SCRAM-SHA-256", "pencil");
    const first = "n,,n=user,r=abc";
    const recorded = exchange("SCRAM-SHA-256", kept, true, "one");
    const last = await scramLast("SCRAM-SHA-256", "pencil", first, textOf(recorded.respond(bytes(first))), "abcone");
    expect(recorded.respond(bytes(last)).kind).toBe("done");
    const replayed = exchange("SCRAM-SHA-256", kept, true, "two");
    replayed.respond(bytes(first));
    expect(replayed.respond(bytes(last))).toMatchObject({ kind: "failed" });
  });

  it.each([
    ["nothing", ""],
    ["channel binding, which is not offered", "p=tls-unique,,n=user,r=abc"],
    ["another name to act for", "n,a=admin,n=user,r=abc"],
    ["an extension", "n,,n=user,r=abc,tokenauth=true"],
    ["an extension that forbids going on", "n,,m=x,n=user,r=abc"],
    ["a name with a loose equals sign", "n,,n=us=er,r=abc"],
    ["a name longer than any", `n,,n=${"u".repeat(256)},r=abc`],
    ["no nonce", "n,,n=user,r="],
  ])("refuses a first message with %s", async (_, message) => {
    const scram = exchange("SCRAM-SHA-256", await credential("SCRAM-SHA-256", "pencil"));
    expect(scram.respond(bytes(message)).kind).toBe("failed");
  });

  it("reads commas and equals signs in names", async () => {
    const scram = exchange("SCRAM-SHA-256", await credential("SCRAM-SHA-256", "pencil"));
    const first = "n,a=CN=3Dx=2CO=3Dy,n=CN=3Dx=2CO=3Dy,r=abc";
    expect(scram.respond(bytes(first)).kind).toBe("continue");
    const gs2 = Buffer.from("n,a=CN=3Dx=2CO=3Dy,").toString("base64");
    expect(scram.respond(bytes(`c=${gs2},r=abc${serverNonce},p=${"A".repeat(43)}=`))).toMatchObject({
      name: "CN=x,O=y",
      reason: "wrong password",
    });
  });
});
