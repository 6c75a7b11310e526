// The client of a cluster that asks who is there: Apache Kafka's SASL listener, and our own over TLS.
import { join } from "node:path";
import { openCluster } from "@millrace/kafka/client";
import { decodeRecords, encodeBatch } from "@millrace/log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApacheKafka, apacheKafkaNeeds, startApacheKafka } from "../apache-kafka.ts";
import { millraceAsync, temporaryFolder } from "../millrace.ts";
import { describeWith } from "../tools.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { ConformanceBroker } from "./kafka-broker.ts";
import { allow, setPassword } from "./kafka-users.ts";

describeWith(apacheKafkaNeeds, "the client of a cluster with passwords", () => {
  let kafka: ApacheKafka;
  beforeAll(async () => {
    kafka = await startApacheKafka();
  });
  afterAll(() => kafka?.stop());

  const login = (mechanism: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512", password: string) =>
    openCluster({ bootstrap: kafka.saslAddress, sasl: { mechanism, username: "millrace", password } });

  it.each(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const)("writes and reads after a login by %s", async (mechanism) => {
    const cluster = await login(mechanism, "millrace-secret");
    const name = mechanism.toLowerCase();
    await cluster.createTopic({ name, partitions: 1 });
    await cluster.append(name, 0, encodeBatch({ records: [{ value: mechanism }] }));
    const { bytes } = await cluster.read(name, 0, 0, { maxBytes: 1000 });
    expect(Buffer.from(decodeRecords(bytes)[0]!.value!).toString()).toBe(mechanism);
    await cluster.close();
  });

  it.each(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const)("says that a password by %s was refused", async (mechanism) => {
    const failure = await login(mechanism, "guessed").catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: "cluster.login-refused" });
    expect(JSON.stringify(failure)).not.toContain("guessed");
  });
});

describeWith({ programs: ["openssl"] }, "the client of a cluster with certificates", () => {
  const folder = temporaryFolder("cluster-security");
  let certificates: Certificates;
  let conformance: ConformanceBroker;
  beforeAll(async () => {
    certificates = makeCertificates(folder.path);
    const { server, ca } = certificates;
    conformance = await ConformanceBroker.start(
      { superUsers: ["Local:operator"], failedAuthenticationDelayMs: 10 },
      {
        principal: "Local:operator",
        listeners: [
          { port: 0, protocol: "SASL_SSL", tls: server },
          { port: 0, protocol: "SSL", tls: { ...server, ca, clientAuth: "required" } },
        ],
      },
    );
    await setPassword(conformance.address, "alice", "alice's secret");
    for (const principal of ["User:alice", "User:CN=writer"]) await allow(conformance.address, principal);
  });
  afterAll(async () => {
    await conformance?.close();
    folder.remove();
  });

  const addressOf = (listener: string): string => `127.0.0.1:${conformance.broker.listeners.get(listener)!.port}`;
  const login = (password: string) => ({ mechanism: "SCRAM-SHA-512", username: "alice", password }) as const;

  it("logs in over TLS when it trusts the authority", async () => {
    const cluster = await openCluster({ bootstrap: addressOf("SASL_SSL"), tls: { ca: certificates.ca }, sasl: login("alice's secret") });
    await cluster.createTopic({ name: "encrypted", partitions: 1 });
    await cluster.append("encrypted", 0, encodeBatch({ records: [{ value: "over TLS" }] }));
    const { bytes } = await cluster.read("encrypted", 0, 0, { maxBytes: 1000 });
    expect(Buffer.from(decodeRecords(bytes)[0]!.value!).toString()).toBe("over TLS");
    await cluster.close();
  });

  it("shows its own certificate where it is asked for one", async () => {
    const cluster = await openCluster({ bootstrap: addressOf("SSL"), tls: { ca: certificates.ca, ...certificates.client } });
    expect(conformance.broker.connections().map(({ principal }) => principal)).toContain("User:CN=writer");
    await cluster.close();
  });

  it("goes no further with an authority that it does not trust, without TLS, and with a wrong password", async () => {
    const failure = (options: object) => openCluster({ bootstrap: addressOf("SASL_SSL"), ...options }).catch((thrown: unknown) => thrown);
    const sasl = login("alice's secret");
    expect(await failure({ tls: {}, sasl })).toMatchObject({ code: "cluster.unreachable", message: expect.stringMatching(/certificate/) });
    expect(await failure({ sasl })).toMatchObject({ code: expect.stringMatching(/^cluster\./) });
    expect(await failure({ tls: { ca: certificates.ca }, sasl: login("guessed") })).toMatchObject({ code: "cluster.login-refused" });
  });

  it("mirrors with user, password from the environment, and certificates from a file", async () => {
    const plain = await openCluster({ bootstrap: conformance.address });
    await plain.createTopic({ name: "open", partitions: 2 });
    for (const partition of [0, 1]) await plain.append("open", partition, encodeBatch({ records: [{ value: `in ${partition}` }] }));
    const ca = join(folder.path, "ca.pem");
    const args = ["--from", conformance.address, "--to", addressOf("SASL_SSL"), "--topics", "open", "--rename", "open=locked", "--verify"];
    process.env["MILLRACE_TO_PASSWORD"] = "alice's secret";
    const ran = await millraceAsync("mirror", ...args, "--to-ca", ca, "--to-user", "alice").done;
    delete process.env["MILLRACE_TO_PASSWORD"];
    expect(ran).toMatchObject({ code: 0 });
    await plain.refresh();
    expect(plain.topic("locked")!.partitions).toBe(2);
    await plain.close();
  });
});
