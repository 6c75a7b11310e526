// The client of a cluster that asks who is there: Apache Kafka's SASL listener.
import { openCluster } from "@millrace/kafka/client";
import { decodeRecords, encodeBatch } from "@millrace/log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApacheKafka, apacheKafkaNeeds, startApacheKafka } from "../apache-kafka.ts";
import { describeWith } from "../tools.ts";

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
