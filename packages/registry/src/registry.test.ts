import { limits } from "@millrace/core";
import { beforeEach, describe, expect, it } from "vitest";
import { testRegistry } from "./testing.ts";
import type { TestRegistry } from "./testing.ts";

let registry: TestRegistry;
beforeEach(async () => {
  registry = await testRegistry();
});

const record = (...fields: object[]): object => ({ type: "record", name: "R", fields });
const a = { name: "a", type: "int" };
const b = { name: "b", type: "int" };
const c = { name: "c", type: "int", default: 0 };
const ask = (request: string, body?: unknown): Promise<unknown> => registry.ask(request, body);
const avro = (schema: unknown, more: object = {}): object => ({ schema: JSON.stringify(schema), ...more });

describe("a subject", () => {
  it("does not exist before its first schema, and neither does the topic", async () => {
    expect(await ask("GET /subjects")).toEqual([]);
    expect(await ask("GET /subjects/a/versions")).toBe("registry.subject-unknown");
    expect(registry.log.topic("_schemas")).toBeUndefined();
  });

  it("has versions, and one id for one schema wherever it stands", async () => {
    expect(await registry.register("a", "int")).toBe(1);
    expect(await registry.register("b", "string")).toBe(2);
    expect(await registry.register("a", "long")).toBe(3);
    expect(await registry.register("b", { type: "string" })).toBe(2);
    expect(await registry.register("c", "int")).toBe(1);
    expect(await ask("GET /subjects")).toEqual(["a", "b", "c"]);
    expect(await ask("GET /subjects/a/versions")).toEqual([1, 2]);
    expect(await ask("GET /subjects/a/versions/1")).toMatchObject({ subject: "a", version: 1, id: 1, schema: '"int"' });
    expect(await ask("GET /subjects/a/versions/latest")).toMatchObject({ version: 2, id: 3 });
    expect(await ask("GET /subjects/a/versions/-1")).toMatchObject({ version: 2 });
    expect(await ask("GET /subjects/a/versions/2/schema")).toBe('"long"');
    expect(await ask("GET /subjects/a/versions/3")).toBe("registry.version-unknown");
    expect(await ask("GET /subjects/a/versions/0")).toBe("registry.version-invalid");
    expect(await ask("GET /schemas/ids/1")).toMatchObject({ schema: '"int"' });
    expect(await ask("GET /schemas/ids/1?fetchMaxId=true")).toMatchObject({ maxId: 3 });
    expect(await ask("GET /schemas/ids/1/schema")).toBe('"int"');
    expect(await ask("GET /schemas/ids/1/subjects")).toEqual(["a", "c"]);
    expect(await ask("GET /schemas/ids/1/versions")).toEqual([
      { subject: "a", version: 1 },
      { subject: "c", version: 1 },
    ]);
    expect(await ask("GET /schemas/ids/9")).toBe("registry.schema-unknown");
  });

  it("is listed by prefix and page", async () => {
    for (const name of ["x-1", "x-2", "y-1"]) await registry.register(name, "int");
    expect(await ask("GET /subjects?subjectPrefix=x")).toEqual(["x-1", "x-2"]);
    expect(await ask("GET /subjects?offset=1&limit=1")).toEqual(["x-2"]);
    expect(await ask("GET /schemas?subjectPrefix=x&latestOnly=true&limit=1")).toMatchObject([{ subject: "x-1", version: 1 }]);
  });

  it("is listed with its schemas a thousand at a time", async () => {
    await ask("PUT /config", { compatibility: "NONE" });
    for (let number = 0; number < 1_001; number++) await registry.register(`s${number}`, "int");
    expect(await ask("GET /schemas")).toHaveLength(1_000);
    expect(await ask("GET /schemas?offset=1000")).toHaveLength(1);
  });

  it("finds the version that holds a schema", async () => {
    await registry.register("a", "int");
    expect(await ask("POST /subjects/a", avro({ type: "int" }))).toMatchObject({ subject: "a", version: 1, id: 1 });
    expect(await ask("POST /subjects/a", avro("long"))).toBe("registry.schema-unknown");
    expect(await ask("POST /subjects/none", avro("int"))).toBe("registry.subject-unknown");
  });

  it("takes schemas that say the same as one only with normalize", async () => {
    const [one, two] = [record({ ...a, x: 1, y: 2 }), record({ ...a, y: 2, x: 1 })];
    expect(await registry.register("a", one)).toBe(1);
    expect(await registry.register("a", two)).toBe(2);
    expect(await ask("POST /subjects/b/versions?normalize=true", avro(one))).toMatchObject({ id: 1 });
    expect(await ask("POST /subjects/b/versions?normalize=true", avro(two))).toMatchObject({ id: 1 });
    expect(await ask("POST /subjects/b?normalize=true", avro(two))).toMatchObject({ id: 1, version: 1 });
    await ask("PUT /config/c", { normalize: true });
    expect(await registry.register("c", two)).toBe(1);
  });

  it("is refused with a name that is none", async () => {
    expect(await ask("POST /subjects/%00/versions", avro("int"))).toBe("registry.subject-invalid");
    expect(await ask("POST /subjects/:.x/versions", avro("int"))).toBe("registry.subject-invalid");
  });

  it("refuses what is no schema, and changes nothing", async () => {
    expect(await ask("POST /subjects/a/versions", { schema: "{" })).toBe("registry.schema-invalid");
    expect(await ask("POST /subjects/a/versions", {})).toBe("registry.schema-invalid");
    expect(await ask("POST /subjects/a/versions", avro("int", { schemaType: "XML" }))).toBe("registry.schema-invalid");
    expect(await ask("POST /subjects/a/versions", avro({ type: "int", doc: "x".repeat(limits.schemaBytes) }))).toBe(
      "registry.schema-too-large",
    );
    expect(registry.log.topic("_schemas")).toBeUndefined();
  });

  it("is another one when an alias says so", async () => {
    await registry.register("a", "int");
    await ask("PUT /config/z", { alias: "a" });
    expect(await ask("GET /subjects/z/versions/latest")).toMatchObject({ subject: "a", id: 1 });
  });

  it("keeps metadata and rules as part of the schema", async () => {
    const metadata = { properties: { owner: "me" } };
    expect(await registry.register("a", "int")).toBe(1);
    expect(await registry.register("a", "int", { metadata, ruleSet: { domainRules: [] } })).toBe(2);
    expect(await ask("GET /schemas/ids/2")).toMatchObject({ metadata, ruleSet: { domainRules: [] } });
    expect(await ask("GET /subjects/a/metadata?key=owner&value=me")).toMatchObject({ version: 2 });
    expect(await ask("GET /subjects/a/metadata?key=owner&value=you")).toBe("registry.schema-unknown");
  });

  it("has a guid that is the same everywhere", async () => {
    await registry.register("a", "int");
    const { guid } = (await ask("GET /schemas/ids/1")) as { guid: string };
    expect(await ask(`GET /schemas/guids/${guid}`)).toMatchObject({ schema: '"int"' });
    expect(await ask(`GET /schemas/guids/${guid}/ids`)).toEqual([{ context: ".", id: 1 }]);
    expect(await ask("GET /schemas/guids/none")).toBe("registry.schema-unknown");
  });
});

describe("compatibility", () => {
  const levels: [string, object, number | string][] = [
    ["NONE", record({ ...a, type: "string" }), 3],
    ["BACKWARD", record(a, b, c), 3],
    ["BACKWARD", record(b, { name: "d", type: "int" }), "registry.incompatible"],
    ["BACKWARD_TRANSITIVE", record(a, b, c), "registry.incompatible"],
    ["FORWARD", record(a, b, { name: "d", type: "int" }), 3],
    ["FORWARD", record(c), "registry.incompatible"],
    ["FULL", record(a, b, c), 3],
    ["FULL", record(a, b, { name: "d", type: "int" }), "registry.incompatible"],
    ["FULL_TRANSITIVE", record(a, b, c), "registry.incompatible"],
  ];
  it.each(levels)("%s", async (level, schema, expected) => {
    await ask("PUT /config/s", { compatibility: "NONE" });
    await registry.register("s", record(a));
    await registry.register("s", record(a, b));
    await ask("PUT /config/s", { compatibility: level });
    const verdict = await ask("POST /compatibility/subjects/s/versions?verbose=true", avro(schema));
    expect(verdict).toMatchObject({ is_compatible: typeof expected === "number" });
    const answer = await ask("POST /subjects/s/versions", avro(schema));
    expect(typeof answer === "string" ? answer : (answer as { id: number }).id).toBe(expected);
  });

  it("says what differs, and with which version", async () => {
    await registry.register("s", "int");
    expect(await ask("POST /compatibility/subjects/s/versions/latest?verbose=true", avro("string"))).toEqual({
      is_compatible: false,
      messages: [
        "{errorType:'TYPE_MISMATCH', description:'at /', additionalInfo:'reader type: STRING not compatible with writer type: INT'}",
        "{oldSchemaVersion: 1}",
        "{oldSchema: '\"int\"'}",
        "{compatibility: 'BACKWARD'}",
      ],
    });
    expect(await ask("POST /compatibility/subjects/s/versions/7", avro("int"))).toBe("registry.version-unknown");
    expect(await ask("POST /compatibility/subjects/none/versions/latest", avro("int"))).toEqual({ is_compatible: true });
  });

  it("is not given between languages", async () => {
    await registry.register("s", "int");
    expect(await ask("POST /subjects/s/versions", { schema: "{}", schemaType: "JSON" })).toBe("registry.incompatible");
  });

  it("is refused where comparing would take too long", async () => {
    const union = (size: number): object[] => Array.from({ length: 320 }, (_, index) => ({ type: "fixed", name: `F${index}`, size }));
    await registry.register("s", union(1));
    expect(await ask("POST /subjects/s/versions", avro(union(2)))).toBe("registry.incompatible");
  });

  it("counts within a group, when a group is set", async () => {
    await ask("PUT /config/s", { compatibilityGroup: "major" });
    await registry.register("s", "int", { metadata: { properties: { major: "1" } } });
    expect(await registry.register("s", "string", { metadata: { properties: { major: "2" } } })).toBe(2);
    expect(await ask("POST /subjects/s/versions", avro("boolean", { metadata: { properties: { major: "2" } } }))).toBe(
      "registry.incompatible",
    );
  });
});

describe("settings", () => {
  it("are of the subject, else of its context, else of the registry", async () => {
    expect(await ask("GET /config")).toEqual({ compatibilityLevel: "BACKWARD" });
    expect(await ask("GET /config/s")).toBe("registry.config-unknown");
    expect(await ask("PUT /config", { compatibility: "FULL" })).toEqual({ compatibility: "FULL" });
    await ask("PUT /config/:.x:", { compatibility: "NONE" });
    await ask("PUT /config/s", { compatibility: "forward" });
    const level = async (subject: string): Promise<unknown> => await ask(`GET /config/${subject}?defaultToGlobal=true`);
    expect(await level("s")).toEqual({ compatibilityLevel: "FORWARD" });
    expect(await level(":.x:s")).toEqual({ compatibilityLevel: "NONE" });
    expect(await level("t")).toEqual({ compatibilityLevel: "FULL" });
    expect(await ask("DELETE /config/s")).toEqual({ compatibilityLevel: "FORWARD" });
    expect(await ask("DELETE /config/s")).toBe("registry.config-unknown");
    expect(await ask("DELETE /config")).toEqual({ compatibilityLevel: "FULL" });
    expect(await ask("PUT /config", { compatibility: "SOME" })).toBe("registry.level-invalid");
    expect(await ask("PUT /config", { defaultRuleSet: {} })).toBe("registry.request-invalid");
  });

  it("make subjects read-only", async () => {
    await registry.register("s", "int");
    expect(await ask("GET /mode")).toEqual({ mode: "READWRITE" });
    expect(await ask("GET /mode/s")).toBe("registry.mode-unknown");
    expect(await ask("PUT /mode/s", { mode: "READONLY" })).toEqual({ mode: "READONLY" });
    expect(await ask("POST /subjects/s/versions", avro("long"))).toBe("registry.not-permitted");
    expect(await ask("DELETE /subjects/s")).toBe("registry.not-permitted");
    expect(await ask("DELETE /mode/s")).toEqual({ mode: "READONLY" });
    expect(await ask("PUT /mode", { mode: "READONLY_OVERRIDE" })).toEqual({ mode: "READONLY_OVERRIDE" });
    expect(await ask("DELETE /subjects/s/versions/1")).toBe("registry.not-permitted");
    expect(await ask("PUT /mode", { mode: "WRITE" })).toBe("registry.mode-invalid");
  });

  it("let ids be imported, but never change what an id stands for", async () => {
    expect(await ask("POST /subjects/s/versions", avro("int", { id: 7 }))).toBe("registry.not-permitted");
    await ask("PUT /mode", { mode: "IMPORT" });
    expect(await ask("POST /subjects/s/versions", avro("int", { id: 7, version: 3 }))).toMatchObject({ id: 7, version: 3 });
    expect(await ask("POST /subjects/s/versions", avro("int", { id: 7, version: 3 }))).toMatchObject({ id: 7, version: 3 });
    expect(await ask("POST /subjects/t/versions", avro("string", { id: 7, version: 1 }))).toBe("registry.not-permitted");
    expect(await ask("POST /subjects/s/versions", avro("string", { id: 8, version: 3 }))).toBe("registry.not-permitted");
    expect(await ask("POST /subjects/s/versions", avro("string", { id: 0, version: 1 }))).toBe("registry.not-permitted");
    expect(await ask("POST /subjects/s/versions", avro("string", { id: 2, version: 1 }))).toMatchObject({ id: 2, version: 1 });
    expect(await ask("GET /subjects/s/versions")).toEqual([1, 3]);
    await ask("PUT /mode", { mode: "READWRITE" });
    expect(await registry.register("s", "long")).toBe(8);
    expect(await ask("PUT /mode", { mode: "IMPORT" })).toBe("registry.not-permitted");
    expect(await ask("PUT /mode?force=true", { mode: "IMPORT" })).toEqual({ mode: "IMPORT" });
    expect(await ask("POST /subjects/s/versions", avro("bytes", { id: 2_147_483_648 }))).toBe("registry.not-permitted");
  });
});

describe("a context", () => {
  it("has subjects and ids of its own", async () => {
    expect(await registry.register("s", "int")).toBe(1);
    expect(await registry.register(":.x:s", "string")).toBe(1);
    expect(await ask("GET /subjects")).toEqual([":.x:s", "s"]);
    expect(await ask("GET /subjects?subjectPrefix=:.x:")).toEqual([":.x:s"]);
    expect(await ask("GET /subjects?subjectPrefix=:*:s")).toEqual([":.x:s", "s"]);
    expect(await ask("GET /schemas/ids/1")).toMatchObject({ schema: '"int"' });
    expect(await ask("GET /schemas/ids/1?subject=:.x:")).toMatchObject({ schema: '"string"' });
    expect(await ask("GET /contexts")).toEqual([".", ".x"]);
  });
});

describe("references", () => {
  const line = { type: "record", name: "Line", fields: [a] };
  const references = [{ name: "Line", subject: "line", version: 1 }];
  const order = { type: "record", name: "Order", fields: [{ name: "lines", type: { type: "array", items: "Line" } }] };

  it("join schemas, and keep what they lead to", async () => {
    await registry.register("line", line);
    expect(await registry.register("order", order, { references: [{ ...references[0], version: -1 }] })).toBe(2);
    expect(await ask("GET /schemas/ids/2")).toMatchObject({ references });
    expect(await ask("GET /subjects/line/versions/1/referencedby")).toEqual([2]);
    expect(await ask("DELETE /subjects/line")).toBe("registry.referenced");
    expect(await ask("DELETE /subjects/line/versions/1")).toBe("registry.referenced");
    await ask("DELETE /subjects/order");
    expect(await ask("DELETE /subjects/line")).toEqual([1]);
  });

  it("must lead somewhere", async () => {
    expect(await ask("POST /subjects/order/versions", avro(order, { references }))).toBe("registry.schema-invalid");
    expect(await ask("POST /subjects/order/versions", avro(order))).toBe("registry.schema-invalid");
  });

  it("of Protobuf and JSON lead through several schemas", async () => {
    const file = (body: string): string => `syntax = "proto3"; ${body}`;
    const post = (subject: string, schemaType: string, schema: string, to?: string): Promise<unknown> =>
      ask(`POST /subjects/${subject}/versions`, {
        schemaType,
        schema,
        references: to === undefined ? [] : [{ name: to, subject: to, version: 1 }],
      });
    await post("one.proto", "PROTOBUF", file("message One {}"));
    await post("two.proto", "PROTOBUF", file('import public "one.proto"; message Two { One one = 1; }'), "one.proto");
    expect(await post("three", "PROTOBUF", file('import "two.proto"; message Three { Two two = 1; }'), "two.proto")).toMatchObject({
      id: 3,
    });
    await post("one.json", "JSON", '{"type":"string"}');
    await post("two.json", "JSON", '{"$ref":"one.json"}', "one.json");
    expect(await post("four", "JSON", '{"properties":{"a":{"$ref":"two.json"}}}', "two.json")).toMatchObject({ id: 6 });
  });
});

describe("deleting", () => {
  it("hides first, and removes for good after that", async () => {
    await registry.register("s", "int");
    await registry.register("s", "long");
    expect(await ask("DELETE /subjects/s/versions/1?permanent=true")).toBe("registry.version-not-deleted");
    expect(await ask("DELETE /subjects/s/versions/1")).toBe(1);
    expect(await ask("DELETE /subjects/s/versions/1")).toBe("registry.version-deleted");
    expect(await ask("GET /subjects/s/versions")).toEqual([2]);
    expect(await ask("GET /subjects/s/versions?deleted=true")).toEqual([1, 2]);
    expect(await ask("GET /subjects/s/versions?deletedOnly=true")).toEqual([1]);
    expect(await ask("GET /subjects/s/versions/1?deleted=true")).toMatchObject({ deleted: true });
    expect(await ask("GET /schemas/ids/1")).toMatchObject({ schema: '"int"' });
    expect(await ask("DELETE /subjects/s/versions/1?permanent=true")).toBe(1);
    expect(await ask("GET /schemas/ids/1")).toBe("registry.schema-unknown");
    expect(await ask("DELETE /subjects/s?permanent=true")).toBe("registry.subject-not-deleted");
    expect(await ask("DELETE /subjects/s")).toEqual([2]);
    expect(await ask("DELETE /subjects/s")).toBe("registry.subject-deleted");
    expect(await ask("GET /subjects")).toEqual([]);
    expect(await ask("GET /subjects?deleted=true")).toEqual(["s"]);
    expect(await ask("DELETE /subjects/s?permanent=true")).toEqual([2]);
    expect(await ask("GET /subjects?deleted=true")).toEqual([]);
  });

  it("gives a schema that comes back its old id and a new version", async () => {
    await registry.register("s", "int");
    await ask("DELETE /subjects/s");
    expect(await ask("POST /subjects/s/versions", avro("int"))).toMatchObject({ id: 1, version: 2 });
    expect(await ask("GET /subjects/s/versions")).toEqual([2]);
  });

  it("takes the subject's settings with it", async () => {
    await registry.register("s", "int");
    await ask("PUT /config/s", { compatibility: "NONE" });
    await ask("DELETE /subjects/s");
    expect(await ask("GET /config/s")).toBe("registry.config-unknown");
  });
});
