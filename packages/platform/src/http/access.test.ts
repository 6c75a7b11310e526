import { expect, it } from "vitest";
import type { AccessRuleBody, AccessRules, ChangedRules, ConnectionView, QuotaView, UserView } from "../api/types.ts";
import { ruleSentence } from "../access/rule-words.ts";
import { cleanUpAfterAll, testPlatform } from "../testing/platform.ts";
import { RawClient } from "@millrace/kafka/raw-client";

cleanUpAfterAll();
const platform = await testPlatform();

const rule: AccessRuleBody = {
  principal: "User:ada",
  host: "*",
  operation: "read",
  permission: "allow",
  resourceType: "topic",
  resourceName: "orders-",
  pattern: "prefixed",
};
const sentence = "User:ada may read topics that begin with orders-";

async function audited(kind: string): Promise<unknown[]> {
  const { records } = await platform.get<{ records: { value: string }[] }>("/topics/__millrace_audit/records?offset=earliest&limit=1000");
  return records.map(({ value }) => JSON.parse(value) as { kind: string }).filter((entry) => entry.kind === kind);
}

async function withClient<Result>(action: (client: RawClient) => Promise<Result>): Promise<Result> {
  const client = await RawClient.connect(Number(platform.kafka.split(":")[1]));
  return action(client).finally(() => client.close());
}

it("says what a rule would mean, makes it, and removes what a filter finds", async () => {
  expect(await platform.send("POST", "/acls", { rules: [rule], dryRun: true })).toMatchObject({ done: false, rules: [{ sentence }] });
  expect(await platform.get<AccessRules>("/acls")).toEqual({ enforced: false, superUsers: ["Local:operator"], rules: [] });
  await platform.send("POST", "/acls", { rules: [rule, { ...rule, operation: "write", permission: "deny" }] });
  expect((await platform.get<AccessRules>("/acls")).rules).toMatchObject([{ ...rule, sentence }, { operation: "write" }]);
  expect(await platform.send<ChangedRules>("DELETE", "/acls?principal=User:ada&operation=write")).toMatchObject({
    done: true,
    rules: [{ sentence: "User:ada may not write to topics that begin with orders-" }],
  });
  expect((await platform.get<AccessRules>("/acls")).rules).toHaveLength(1);
  expect(await audited("rule")).toMatchObject([{ action: "create", name: sentence }, { action: "create" }, { action: "remove" }]);
});

it("refuses rules that Kafka would refuse, and a filter that would remove all", async () => {
  const wrong = (part: Partial<AccessRuleBody>) => platform.failure("POST", "/acls", { rules: [rule, { ...rule, ...part }] });
  expect(await wrong({ principal: "ada" })).toMatchObject({ status: 400, code: "kafka.rule-invalid" });
  expect(await wrong({ resourceType: "cluster" })).toMatchObject({ code: "kafka.rule-invalid" });
  expect(await wrong({ operation: "dance" as "read" })).toMatchObject({ code: "platform.request-invalid" });
  expect(await platform.failure("DELETE", "/acls")).toMatchObject({ status: 400, code: "platform.rule-filter-empty" });
  expect((await platform.get<AccessRules>("/acls")).rules).toHaveLength(1);
});

it("says of every kind of rule what it means", () => {
  const says = (part: Partial<AccessRuleBody>): string => ruleSentence({ ...rule, pattern: "literal", resourceName: "a", ...part });
  expect(says({ principal: "User:*" })).toBe("everyone may read the topic a");
  expect(says({ principal: "User:*", permission: "deny", operation: "delete" })).toBe("nobody may delete the topic a");
  expect(says({ resourceType: "group", resourceName: "*" })).toBe("User:ada may consume in all groups");
  expect(says({ resourceType: "cluster", resourceName: "kafka-cluster", operation: "alter" })).toBe("User:ada may administer the cluster");
  expect(says({ permission: "deny", operation: "all", resourceName: "*" })).toBe("User:ada may not do anything with any topic");
  expect(says({ host: "10.0.0.7", operation: "all" })).toBe("User:ada may do everything with the topic a, from 10.0.0.7 only");
});

it("sets and removes quotas, which Kafka's protocol then tells too", async () => {
  const set = await platform.send<QuotaView>("PATCH", "/quotas", { user: "ada", clientId: null, values: { producer_byte_rate: 1024 } });
  expect(set).toMatchObject({ who: "user ada with every client id without its own", values: { producer_byte_rate: 1024 } });
  const told = await withClient((client) => client.request("DescribeClientQuotas", 0, { components: [], strict: false }));
  expect(told.entries).toMatchObject([{ values: [{ key: "producer_byte_rate", value: 1024 }] }]);
  await platform.send("PATCH", "/quotas", { user: "ada", clientId: null, values: { producer_byte_rate: null } });
  expect(await platform.get("/quotas")).toEqual([]);
  const wrong = (body: object) => platform.failure("PATCH", "/quotas", body);
  expect(await wrong({ values: { producer_byte_rate: 1 } })).toMatchObject({ status: 400, code: "kafka.quota-invalid" });
  expect(await wrong({ user: "ada", values: { producer_byte_rate: -1 } })).toMatchObject({ code: "kafka.quota-invalid" });
  expect(await wrong({ ip: "127.0.0.1", values: { producer_byte_rate: 1 } })).toMatchObject({ code: "kafka.quota-invalid" });
});

it("keeps a user, and neither keeps nor tells the password", async () => {
  const user = { name: "ada", mechanisms: ["SCRAM-SHA-256", "SCRAM-SHA-512"] };
  const answer = await platform.request("/users", { method: "POST", json: { name: "ada", password: "ada-secret", allRights: true } });
  expect(answer.status).toBe(201);
  expect(await answer.json()).toEqual(user);
  expect(await platform.get<UserView[]>("/users")).toEqual([user]);
  const told = await withClient((client) => client.request("DescribeUserScramCredentials", 0, { users: null }));
  expect(told.results.map((result) => result.user)).toEqual(["ada"]);
  const { rules } = await platform.get<AccessRules>("/acls");
  expect(rules.map((one) => one.sentence)).toContain("User:ada may do everything with all topics");
  expect((await platform.request("/users", { method: "POST", json: { name: "ada", password: "other" } })).status).toBe(200);
  const { bytes } = await platform.log.read("__millrace_security", 0, 0, { maxBytes: 1_000_000 });
  const kept = Buffer.from(bytes).toString("latin1");
  expect(kept).toContain("scram");
  expect(JSON.stringify([kept, await audited("user")])).not.toContain("ada-secret");
  expect(await audited("user")).toMatchObject([{ action: "create", name: "ada" }, { action: "change" }]);
  await platform.send("DELETE", "/users/ada");
  expect(await platform.failure("DELETE", "/users/ada")).toMatchObject({ status: 404, code: "kafka.user-unknown" });
});

it("shows the topic of credentials to nobody (platform.topic-secret)", async () => {
  const secret = { status: 403, code: "platform.topic-secret" };
  const topic = "/topics/__millrace_security";
  await platform.send("POST", "/users", { name: "eve", password: "eve-secret" });
  expect(await platform.failure("GET", `${topic}/records?offset=earliest`)).toMatchObject(secret);
  expect(await platform.failure("GET", `${topic}/tail`)).toMatchObject(secret);
  expect(await platform.failure("POST", `${topic}/records`, { records: [{ value: "x" }] })).toMatchObject(secret);
  expect(await platform.failure("DELETE", topic)).toMatchObject(secret);
  expect(await platform.get(topic)).toMatchObject({ guessedColumns: null, suggestedTable: null });
  const table = "CREATE TEMPORARY TABLE stolen (v STRING) WITH ('connector' = 'kafka', 'topic' = '__millrace_security', 'format' = 'raw')";
  const sql = (text: string) => platform.failure("POST", "/sql", { sql: `${table}; ${text}` });
  expect(await sql("SELECT * FROM stolen")).toMatchObject(secret);
  expect(await sql("INSERT INTO stolen VALUES ('x')")).toMatchObject(secret);
  await platform.send("POST", "/sql", { sql: `${table.replace("TEMPORARY ", "")}; CREATE TABLE copied (v STRING)` });
  expect(await platform.failure("POST", "/sql", { sql: "INSERT INTO copied SELECT v FROM stolen" })).toMatchObject(secret);
  const files = [{ name: "copy.sql", sql: "INSERT INTO copied SELECT v FROM stolen" }];
  expect(await platform.failure("POST", "/apply", { files })).toMatchObject(secret);
  await platform.send("DELETE", "/users/eve");
});

it("refuses users without a name or a password", async () => {
  const wrong = (name: string, password: string) => platform.failure("POST", "/users", { name, password });
  expect(await wrong("", "secret")).toMatchObject({ status: 400, code: "kafka.user-name-invalid" });
  expect(await wrong("bob", "")).toMatchObject({ code: "kafka.password-empty" });
  expect(await platform.get("/users")).toEqual([]);
});

it("shows who is connected", async () => {
  await withClient(async (client) => {
    await client.request("ApiVersions", 3, { clientSoftwareName: "a-client", clientSoftwareVersion: "1.2" });
    const seen = await platform.get<ConnectionView[]>("/connections");
    expect(seen).toMatchObject([{ address: "127.0.0.1", principal: "User:ANONYMOUS", listener: "PLAINTEXT", software: "a-client 1.2" }]);
  });
});
