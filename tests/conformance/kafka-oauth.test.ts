// OAUTHBEARER with real clients: kafkajs and @platformatic/kafka show a token, whose keys the broker fetches from where
// the provider publishes them.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Admin } from "@platformatic/kafka";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConformanceBroker } from "./kafka-broker.ts";

const issuer = "https://login.example";
const audience = "millrace";

describe("clients that show a token", () => {
  let provider: Server;
  let conformance: ConformanceBroker;
  let tokenFor: (audience: string) => Promise<string>;

  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair("RS256");
    const published = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256" }] });
    provider = createServer((_, response) => void response.setHeader("content-type", "application/json").end(published));
    await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
    tokenFor = (forWhom) =>
      new SignJWT({ sub: "tina", iss: issuer, aud: forWhom })
        .setProtectedHeader({ alg: "RS256", kid: "one" })
        .setExpirationTime("10 minutes")
        .sign(privateKey);
    const keys = { url: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys` };
    const sasl = { mechanisms: ["OAUTHBEARER"], oauth: { keys, issuer, audience } } as const;
    const settings = { superUsers: ["User:tina"], failedAuthenticationDelayMs: 10 };
    conformance = await ConformanceBroker.start(settings, { listeners: [{ port: 0, protocol: "SASL_PLAINTEXT", sasl }] });
  });
  afterAll(async () => {
    await conformance?.close();
    provider?.close();
  });

  const address = (): string => `127.0.0.1:${conformance.broker.listeners.get("SASL_PLAINTEXT")!.port}`;
  const kafkajs = (forWhom: string): Kafka =>
    new Kafka({
      clientId: "kafkajs",
      brokers: [address()],
      sasl: { mechanism: "oauthbearer", oauthBearerProvider: async () => ({ value: await tokenFor(forWhom) }) },
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
    });

  it("are who the token says: kafkajs", async () => {
    const admin = kafkajs(audience).admin();
    await admin.connect();
    expect((await admin.describeCluster()).brokers).toHaveLength(1);
    expect(conformance.broker.connections().map(({ principal }) => principal)).toContain("User:tina");
    await admin.disconnect();
  });

  it("are who the token says: @platformatic/kafka", async () => {
    const admin = new Admin({
      clientId: "platformatic",
      bootstrapBrokers: [address()],
      sasl: { mechanism: "OAUTHBEARER", token: await tokenFor(audience) },
    });
    expect((await admin.metadata({ topics: [] })).brokers.size).toBe(1);
    await admin.close();
  });

  it("are refused with a token for somebody else", async () => {
    // kafkajs takes the error for a success, and learns at its next request that it is nobody.
    const admin = kafkajs("another").admin();
    await expect(admin.connect().then(() => admin.describeCluster())).rejects.toThrow();
    expect(conformance.warnings.join("\n")).toMatch(/authentication failed.*OAUTHBEARER.*aud/);
  });
});
