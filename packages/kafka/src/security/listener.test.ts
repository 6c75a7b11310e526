import { describe, expect, it } from "vitest";
import { checkListeners, type ListenerOptions } from "./listener.ts";

const tls = { cert: "c", key: "k" };
const ca = "a";
const everywhere = "0.0.0.0";
const codeOf = (...listeners: ListenerOptions[]): string | undefined => {
  try {
    checkListeners(listeners);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("listeners", () => {
  it("are plain and on this machine alone unless said otherwise", () => {
    const [listener] = checkListeners([{ port: 9092 }]);
    expect(listener).toMatchObject({ name: "PLAINTEXT", host: "127.0.0.1", protocol: "PLAINTEXT", encrypted: false, mechanisms: [] });
  });

  it.each<[string, ListenerOptions, string | undefined]>([
    ["plain on loopback", { port: 1, host: "127.0.0.7" }, undefined],
    ["plain on ::1", { port: 1, host: "::1" }, undefined],
    ["a name that only begins like loopback", { port: 1, host: "127.0.0.1.example.com" }, "kafka.listener-open"],
    ["plain everywhere", { port: 1, host: everywhere }, "kafka.listener-open"],
    ["plain everywhere, said twice", { port: 1, host: everywhere, insecure: true }, undefined],
    ["SSL without client certificates everywhere", { port: 1, host: "::", protocol: "SSL", tls }, "kafka.listener-open"],
    [
      "SSL that only requests them",
      { port: 1, host: "::", protocol: "SSL", tls: { ...tls, ca, clientAuth: "requested" } },
      "kafka.listener-open",
    ],
    ["SSL that requires them", { port: 1, host: "::", protocol: "SSL", tls: { ...tls, ca, clientAuth: "required" } }, undefined],
    ["SSL without them on loopback", { port: 1, protocol: "SSL", tls }, undefined],
    ["passwords in clear everywhere", { port: 1, host: everywhere, protocol: "SASL_PLAINTEXT" }, "kafka.listener-clear"],
    ["passwords in clear, said twice", { port: 1, host: everywhere, protocol: "SASL_PLAINTEXT", insecure: true }, undefined],
    ["SASL_SSL everywhere", { port: 1, host: everywhere, protocol: "SASL_SSL", tls }, undefined],
    ["SASL_SSL without a certificate", { port: 1, protocol: "SASL_SSL" }, "kafka.listener-tls"],
    [
      "client certificates without authorities",
      { port: 1, protocol: "SSL", tls: { ...tls, clientAuth: "required" } },
      "kafka.listener-tls",
    ],
    ["OAUTHBEARER without keys", { port: 1, protocol: "SASL_PLAINTEXT", sasl: { mechanisms: ["OAUTHBEARER"] } }, "kafka.listener-tls"],
    ["no mechanism at all", { port: 1, protocol: "SASL_PLAINTEXT", sasl: { mechanisms: [] } }, "kafka.listener-tls"],
    ["tls where nothing is encrypted", { port: 1, tls }, "kafka.listener-unused"],
    ["sasl where nobody logs in", { port: 1, sasl: {} }, "kafka.listener-unused"],
  ])("%s", (_, listener, code) => expect(codeOf(listener)).toBe(code));

  it("have names of their own", () => {
    expect(codeOf({ port: 1 }, { port: 2 })).toBe("kafka.listener-named-twice");
    expect(codeOf({ port: 1 }, { port: 2, name: "ANOTHER" })).toBeUndefined();
  });
});
