// The schema registry's clients with a user's name and password, and what the rules of a topic let them do.
import { spawnSync } from "node:child_process";
import { SchemaRegistry, SchemaType } from "@kafkajs/confluent-schema-registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { describeWith, python } from "../tools.ts";

const folder = temporaryFolder("registry-users");
let millrace: RunningMillrace;

const post = async (url: string, path: string, body: object): Promise<void> => {
  const headers = { "content-type": "application/json", authorization: `Basic ${btoa("admin:admin-secret")}` };
  const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.ok, await answer.text()).toBe(true);
};

beforeAll(async () => {
  const before = await startMillrace({ data: folder.path });
  for (const name of ["admin", "writer", "reader"]) await post(before.url, "/users", { name, password: `${name}-secret` });
  await before.stop();
  millrace = await startMillrace({ data: folder.path, arguments: ["--kafka-auth", "login", "--super-user", "User:admin"] });
  const rule = { host: "*", permission: "allow", resourceType: "topic", resourceName: "orders", pattern: "prefixed" };
  const rules = [
    { ...rule, principal: "User:writer", operation: "write" },
    { ...rule, principal: "User:writer", operation: "alterConfigs" },
    { ...rule, principal: "User:reader", operation: "read" },
  ];
  await post(millrace.url, "/acls", { rules });
});
afterAll(async () => {
  await millrace?.stop();
  folder.remove();
});

const schema = '{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"total","type":"int"}]}';

describe("@kafkajs/confluent-schema-registry with a user", () => {
  const clientOf = (username: string, password = `${username}-secret`): SchemaRegistry =>
    new SchemaRegistry({ host: millrace.url, auth: { username, password }, retry: { retries: 0 } });

  it("registers where it may write, and reads where it may read", async () => {
    const { id } = await clientOf("writer").register({ type: SchemaType.AVRO, schema }, { subject: "orders-value" });
    const bytes = await clientOf("writer").encode(id, { total: 7 });
    expect({ ...((await clientOf("reader").decode(bytes)) as object) }).toEqual({ total: 7 });
    expect(await clientOf("reader").getLatestSchemaId("orders-value")).toBe(id);
  });

  it("is refused where it may not, and with a wrong password", async () => {
    const refused = (status: number): unknown => expect.objectContaining({ status });
    const register = (client: SchemaRegistry, subject: string) => client.register({ type: SchemaType.AVRO, schema }, { subject });
    await expect(register(clientOf("reader"), "orders-key")).rejects.toEqual(refused(403));
    await expect(register(clientOf("writer"), "payments-value")).rejects.toEqual(refused(403));
    await expect(clientOf("reader").getLatestSchemaId("payments-value")).rejects.toEqual(refused(403));
    await expect(clientOf("writer", "guessed").getLatestSchemaId("orders-value")).rejects.toEqual(refused(401));
    await expect(new SchemaRegistry({ host: millrace.url }).getLatestSchemaId("orders-value")).rejects.toEqual(refused(401));
  });
});

const program = `
import sys
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.error import SchemaRegistryError
def client(info):
    return SchemaRegistryClient({"url": sys.argv[1], "basic.auth.user.info": info})
def told(action):
    try:
        return str(action())
    except SchemaRegistryError as error:
        return f"{error.http_status_code} {error.error_message}"
schema = Schema('"string"', "AVRO")
writer, reader = client("writer:writer-secret"), client("reader:reader-secret")
print(told(lambda: writer.register_schema("orders-py-value", schema) > 0))
print(told(lambda: reader.get_latest_version("orders-py-value").schema.schema_str))
print(told(lambda: reader.register_schema("orders-py-key", schema)))
print(told(lambda: "payments" in str(reader.get_subjects())))
print(told(lambda: client("reader:guessed").get_subjects()))
`;

describeWith({ programs: [python] }, "confluent-kafka for Python with a user", () => {
  it("registers, reads and is refused by the same rules", () => {
    const ran = spawnSync(python, ["-W", "ignore", "-c", program, millrace.url], { encoding: "utf8", timeout: 60_000 });
    expect(ran.stdout.trim().split("\n"), ran.stderr).toEqual([
      "True",
      '"string"',
      "403 User:reader may not write to the topic orders-py (an administrator can allow it: millrace acls add User:reader write --topic orders-py)",
      "False",
      "401 the name and the password, or the token, are not valid together (names and passwords are those of the Kafka port: millrace users)",
    ]);
  });
});
