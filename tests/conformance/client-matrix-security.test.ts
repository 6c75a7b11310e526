// The same clients from another machine's point of view: over TLS, logged in as somebody whose rights are exactly what
// a program that reads, writes and commits in transactions needs.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../tools.ts";
import { makeCertificates } from "./certificates.ts";
import { ConformanceBroker } from "./kafka-broker.ts";
import { allowOnly, setPassword } from "./kafka-users.ts";
import { clients, type Records, removeBuilt, runClient, type Task, values } from "./matrix.ts";

afterAll(removeBuilt);

const password = "alice's secret";
const [read, write] = [3, 4];
const [topicType, groupType, transactionalIdType] = [2, 3, 5];
const mechanisms = ["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"];

const refused = /^login ended with 1: [^]*authentication[^\n]* failed/i;
const messageOf = (login: Promise<unknown>): Promise<string> =>
  login.then(
    () => "logged in",
    (error: Error) => error.message,
  );

for (const client of clients) {
  describeWith({ programs: [...client.needs, "openssl"] }, `${client.name} that logs in over TLS`, () => {
    let folder: string;
    let conformance: ConformanceBroker;

    beforeAll(async () => {
      client.prepare?.();
      folder = await mkdtemp(join(tmpdir(), "millrace-matrix-"));
      const { server } = makeCertificates(folder);
      conformance = await ConformanceBroker.start(
        { superUsers: ["Local:operator"], failedAuthenticationDelayMs: 10 },
        { principal: "Local:operator", listeners: [{ port: 0, protocol: "SASL_SSL", tls: server }] },
      );
      await setPassword(conformance.address, "alice", password);
      const topics = [...mechanisms, "shared", "transactional"];
      for (const name of [...topics, "closed"]) await conformance.log.createTopic({ name, partitions: name === "transactional" ? 1 : 2 });
      await allowOnly(conformance.address, "User:alice", [
        ...topics.flatMap((name) => [read, write].map((operation) => ({ type: topicType, name, operation }))),
        ...["readers", "in-transactions", "unused"].map((name) => ({ type: groupType, name, operation: read })),
        { type: transactionalIdType, name: "writer", operation: write },
      ]);
    }, 180_000);
    afterAll(async () => {
      await conformance.close();
      await rm(folder, { recursive: true, force: true });
    });

    function run<T>(task: Task, mechanism = "SCRAM-SHA-512", secret = password): Promise<T> {
      const { port } = conformance.broker.listeners.get("SASL_SSL")!;
      const security = { protocol: "SASL_SSL", mechanism, user: "alice", password: secret, ca: join(folder, "ca.pem") };
      return runClient<T>(client, { brokers: `localhost:${port}`, security, ...task }, 60_000);
    }

    it.each(mechanisms)("with %s produces and consumes", async (mechanism) => {
      await run({ do: "produce", topic: mechanism, codec: "zstd", count: 200, prefix: "v", idempotent: true }, mechanism);
      const { records } = await run<Records>({ do: "consume", topic: mechanism, count: 200 }, mechanism);
      expect(records.map(([, value]) => value).sort()).toEqual(values("v", 200).sort());
    });

    it("reads in a group", async () => {
      await run({ do: "produce", topic: "shared", codec: "none", count: 100, prefix: "v" });
      const { seen } = await run<{ seen: string[] }>({ do: "group", topic: "shared", group: "readers", count: 100, members: 2 });
      expect(new Set(seen)).toEqual(new Set(values("v", 100)));
      expect(conformance.broker.groups().map(({ groupId }) => groupId)).toContain("readers");
    });

    it("commits and aborts transactions", async () => {
      const topic = "transactional";
      const { position } = await run<{ position: number }>({ do: "transactions", topic, id: "writer", group: "in-transactions" });
      expect(position).toBe(7);
      const { records } = await run<Records>({ do: "consume", topic, count: 20, isolation: "read_committed" });
      expect(records.map(([, value]) => value).sort()).toEqual([...values("c", 10), ...values("d", 10)]);
    });

    it.each(mechanisms)("logs in, and says that a wrong password was refused, with %s", async (mechanism) => {
      expect(await run({ do: "login" }, mechanism)).toEqual({});
      const said = await messageOf(run({ do: "login" }, mechanism, "guess"));
      expect(said).toMatch(refused);
      expect(conformance.warnings.join("\n")).not.toContain("guess");
    });

    it("says that it may not write, and it did not", async () => {
      const task = { do: "produce", topic: "closed", codec: "none", count: 1, prefix: "never" };
      await expect(run(task)).rejects.toThrow(/authoriz/i);
      expect([0, 1].map((partition) => conformance.log.offsets("closed", partition).end)).toEqual([0, 0]);
    });
  });
}
