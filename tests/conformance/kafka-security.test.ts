// Real clients over TLS, logging in: kafkajs, @platformatic/kafka, kcat and Apache's Java client. Certificates are made
// by openssl for this run.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Admin, Consumer, MessagesStreamModes, ProduceAcks, Producer, stringDeserializers, stringSerializers } from "@platformatic/kafka";
import { Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../tools.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { JavaProgram } from "./java.ts";
import { ConformanceBroker, run } from "./kafka-broker.ts";
import { allow, setPassword } from "./kafka-users.ts";

let folder: string;
let certificates: Certificates;
let conformance: ConformanceBroker;

const addressOf = (listener: string): string => `127.0.0.1:${conformance.broker.listeners.get(listener)!.port}`;
const file = (name: string): string => join(folder, name);

async function start(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "millrace-security-"));
  certificates = makeCertificates(folder, "/C=DE/O=Example, Inc./OU=web+OU=two/CN=writer/emailAddress=a@b.example");
  const { server, ca } = certificates;
  const settings = { defaultPartitions: 4, superUsers: ["Local:operator"], failedAuthenticationDelayMs: 10 };
  conformance = await ConformanceBroker.start(settings, {
    principal: "Local:operator",
    listeners: [
      { port: 0, protocol: "SASL_SSL", tls: server },
      { port: 0, protocol: "SSL", tls: { ...server, ca, clientAuth: "required" } },
    ],
  });
  await setPassword(conformance.address, "alice", "alice's secret");
  await allow(conformance.address, "User:alice");
}

/** Who somebody with the client certificate is to the broker. */
async function certifiedPrincipal(): Promise<string | undefined> {
  const admin = new Admin({
    clientId: "certified",
    bootstrapBrokers: [addressOf("SSL")],
    tls: { ca: certificates.ca, servername: "localhost", ...certificates.client },
  });
  await admin.metadata({ topics: [] });
  const own = conformance.broker.connections().find(({ clientId }) => clientId === "certified");
  await admin.close();
  return own?.principal;
}

const javaSubject = `
  import java.io.FileInputStream;
  import java.security.cert.*;
  class Subject {
    public static void main(String[] arguments) throws Exception {
      var certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream(arguments[0]));
      System.out.print(certificate.getSubjectX500Principal().getName());
    }
  }`;

async function stop(): Promise<void> {
  await conformance?.close();
  await rm(folder, { recursive: true, force: true });
}

describeWith({ programs: ["openssl"] }, "clients that log in over TLS", () => {
  beforeAll(start);
  afterAll(stop);

  for (const mechanism of ["plain", "scram-sha-256", "scram-sha-512"] as const) {
    it(`kafkajs with ${mechanism}`, async () => {
      const kafka = new Kafka({
        clientId: "kafkajs",
        brokers: [addressOf("SASL_SSL")],
        ssl: { ca: [certificates.ca] },
        sasl: { mechanism, username: "alice", password: "alice's secret" } as never,
        logLevel: logLevel.NOTHING,
      });
      const topic = `kafkajs-${mechanism}`;
      const producer = kafka.producer();
      await producer.connect();
      await producer.send({ topic, messages: [{ value: "one" }, { value: "two" }] });
      await producer.disconnect();
      const consumer = kafka.consumer({ groupId: `kafkajs-${mechanism}` });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      const seen: string[] = [];
      await consumer.run({ eachMessage: async ({ message }) => void seen.push(message.value!.toString()) });
      await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(2);
      const writer = kafka.producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 });
      await writer.connect();
      const transaction = await writer.transaction();
      await transaction.send({ topic, messages: [{ value: "three" }] });
      await transaction.commit();
      await writer.disconnect();
      await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(3);
      await consumer.disconnect();
    });
  }

  it("kafkajs with a wrong password is refused", async () => {
    const kafka = new Kafka({
      brokers: [addressOf("SASL_SSL")],
      ssl: { ca: [certificates.ca] },
      sasl: { mechanism: "scram-sha-256", username: "alice", password: "guess" },
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
    });
    await expect(kafka.admin().connect()).rejects.toThrow(/authentication with SCRAM-SHA-256 failed/i);
    expect(conformance.warnings.join("\n")).toContain('"user":"alice"');
    expect(conformance.warnings.join("\n")).not.toContain("guess");
  });

  for (const mechanism of ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const) {
    it(`@platformatic/kafka with ${mechanism}`, async () => {
      const base = {
        clientId: "platformatic",
        bootstrapBrokers: [addressOf("SASL_SSL")],
        tls: { ca: certificates.ca, servername: "localhost" },
        sasl: { mechanism, username: "alice", password: "alice's secret" },
      };
      const topic = `platformatic-${mechanism}`;
      const producer = new Producer({ ...base, serializers: stringSerializers, autocreateTopics: true, retries: true });
      await producer.send({ messages: [{ topic, value: "one" }] });
      await producer.close();
      const writer = new Producer({ ...base, serializers: stringSerializers, idempotent: true, transactionalId: topic, retries: true });
      const transaction = await writer.beginTransaction();
      await transaction.send({ messages: [{ topic, value: "one" }], acks: ProduceAcks.ALL });
      await transaction.commit();
      await writer.close();
      const consumer = new Consumer({ ...base, groupId: topic, deserializers: stringDeserializers, retries: true });
      const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST });
      let records = 0;
      for await (const { value } of stream) {
        expect(value).toBe("one");
        if (++records === 2) break;
      }
      await consumer.close(true);
    });
  }

  it("a client certificate says who it is", async () => {
    expect(await certifiedPrincipal()).toBe(
      String.raw`User:1.2.840.113549.1.9.1=#160b6140622e6578616d706c65,CN=writer,OU=two+OU=web,O=Example\, Inc.,C=DE`,
    );
  });

  it("a client without a certificate is not let in where one is required", async () => {
    const admin = new Admin({
      clientId: "bare",
      bootstrapBrokers: [addressOf("SSL")],
      tls: { ca: certificates.ca, servername: "localhost" },
      retries: 0,
    });
    await expect(admin.metadata({ topics: [] })).rejects.toThrow();
    await admin.close();
  });

  it("new connections get a certificate that was replaced", async () => {
    const next = makeCertificates(await mkdtemp(join(folder, "next-")));
    conformance.broker.replaceTls("SASL_SSL", next.server);
    const kafka = (ca: string) =>
      new Kafka({
        brokers: [addressOf("SASL_SSL")],
        ssl: { ca: [ca] },
        sasl: { mechanism: "plain", username: "alice", password: "alice's secret" },
        logLevel: logLevel.NOTHING,
        retry: { retries: 0 },
      });
    const admin = kafka(next.ca).admin();
    await admin.connect();
    expect((await admin.describeCluster()).brokers).toHaveLength(1);
    await admin.disconnect();
    await expect(kafka(certificates.ca).admin().connect()).rejects.toThrow();
    conformance.broker.replaceTls("SASL_SSL", certificates.server);
  });
});

describeWith({ programs: ["openssl", "kcat"] }, "kcat that logs in over TLS", () => {
  beforeAll(start);
  afterAll(stop);

  // Debian's librdkafka is older than 2.6.1 and repeats its nonce under SCRAM.
  it.each(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])("with %s produces and consumes", async (mechanism) => {
    const settings = {
      "security.protocol": "SASL_SSL",
      "ssl.ca.location": file("ca.pem"),
      "sasl.mechanism": mechanism,
      "sasl.username": "alice",
      "sasl.password": "alice's secret",
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ["-X", `${name}=${value}`]);
    const topic = `kcat-${mechanism}`;
    const produced = await run("kcat", ["-b", addressOf("SASL_SSL"), ...options, "-P", "-t", topic], "one\ntwo\n");
    expect(produced).toMatchObject({ code: 0, errors: "" });
    const consumed = await run("kcat", ["-b", addressOf("SASL_SSL"), ...options, "-C", "-t", topic, "-o", "beginning", "-e", "-q"]);
    expect(consumed.output.split("\n").sort()).toEqual(["", "one", "two"]);
  });
});

describeWith({ programs: ["openssl", "java", "javac", "mvn"] }, "Apache's Java client that logs in over TLS", () => {
  beforeAll(start);
  afterAll(stop);

  it.each([
    ["SCRAM-SHA-512", "scram.ScramLoginModule"],
    ["PLAIN", "plain.PlainLoginModule"],
  ])("with %s does everything that it does without", async (mechanism, module) => {
    const properties = file(`${mechanism}.properties`);
    await writeFile(
      properties,
      [
        "security.protocol=SASL_SSL",
        "ssl.truststore.type=PEM",
        `ssl.truststore.location=${file("ca.pem")}`,
        `sasl.mechanism=${mechanism}`,
        `sasl.jaas.config=org.apache.kafka.common.security.${module} required username="alice" password="alice's secret";`,
      ].join("\n"),
    );
    const java = await JavaProgram.start("millrace.Conformance", addressOf("SASL_SSL"), properties);
    const topic = `java-${mechanism}`;
    expect(await java.ask(`produce ${topic} lz4 200 true`)).toBe("ok 200");
    expect(await java.ask(`consume ${topic} ${topic} 200`)).toBe("ok 200 200");
    expect(await java.ask(`admin ${topic}-admin`)).toMatch(/^ok /);
    await java.stop();
    const transactions = await JavaProgram.start("millrace.Transactions", addressOf("SASL_SSL"), properties);
    expect(await transactions.ask(`alternate ${topic}-transactions writer 6`)).toBe("ok 4");
    expect(await transactions.ask(`read ${topic}-transactions read_committed 40`)).toBe("ok 40 40 0");
    await transactions.stop();
    const groups = await JavaProgram.start("millrace.Groups", addressOf("SASL_SSL"), properties);
    expect(await groups.ask(`consume consumer ${topic} ${topic}-next 200`)).toBe("ok 200 200");
    await groups.stop();
  });

  it("says that a wrong password was refused", async () => {
    const properties = file("wrong.properties");
    const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="alice" password="guess";`;
    const trust = `ssl.truststore.type=PEM\nssl.truststore.location=${file("ca.pem")}`;
    await writeFile(properties, `security.protocol=SASL_SSL\n${trust}\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=${login}`);
    const java = await JavaProgram.start("millrace.Conformance", addressOf("SASL_SSL"), properties);
    expect(await java.ask("produce never none 1 true")).toMatch(/^failed SaslAuthenticationException .*the credentials are not valid/);
    await java.stop();
  });

  it("reads the same name in a certificate", async () => {
    await writeFile(file("Subject.java"), javaSubject);
    const { output } = await run("java", [file("Subject.java"), file("client.pem")]);
    expect(await certifiedPrincipal()).toBe(`User:${output}`);
  });
});
