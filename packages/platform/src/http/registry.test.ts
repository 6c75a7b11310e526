import { limits } from "@millrace/core";
import { beforeAll, describe, expect, it } from "vitest";
import { cleanUpAfterAll, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";

cleanUpAfterAll();
let platform: TestPlatform;
beforeAll(async () => {
  platform = await testPlatform();
});

const mediaType = "application/vnd.schemaregistry.v1+json";

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}
async function call(method: string, path: string, body?: string | object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await platform.request(path, {
    method,
    headers: { "content-type": mediaType, ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}
const refusal = async (method: string, path: string, body?: string | object): Promise<[number, number]> => {
  const { status, type, text } = await call(method, path, body);
  expect(type).toContain(mediaType);
  return [status, (JSON.parse(text) as { error_code: number }).error_code];
};
const avro = (schema: unknown): object => ({ schema: JSON.stringify(schema) });

describe("the registry over HTTP", () => {
  it("registers and finds a schema, in Confluent's media type", async () => {
    const registered = await call("POST", "/subjects/http-value/versions", avro("int"));
    expect(registered).toMatchObject({ status: 200, type: expect.stringContaining(mediaType) });
    const { id } = JSON.parse(registered.text) as { id: number };
    expect(JSON.parse((await call("GET", `/schemas/ids/${id}`)).text)).toMatchObject({ schema: '"int"' });
    expect((await call("GET", `/schemas/ids/${id}/schema`)).text).toBe('"int"');
    expect((await call("GET", "/subjects/http-value/versions/")).text).toBe("[1]");
    expect((await call("DELETE", "/subjects/http-value/versions/1")).text).toBe("1");
  });

  it("takes names that need escaping, plain JSON, and no body at all", async () => {
    const name = "a b/ü:x";
    const answer = await call("POST", `/subjects/${encodeURIComponent(name)}/versions`, avro("int"), {
      "content-type": "application/json",
    });
    expect(answer.status).toBe(200);
    expect(JSON.parse((await call("GET", "/subjects")).text)).toContain(name);
    expect((await call("DELETE", `/subjects/${encodeURIComponent(name)}`)).text).toBe("[1]");
  });

  it("serves every route under a context too", async () => {
    expect((await call("POST", "/contexts/.here/subjects/s/versions", avro("bytes"))).status).toBe(200);
    expect(JSON.parse((await call("GET", "/contexts/:.here:/subjects/s/versions/1")).text)).toMatchObject({ subject: ":.here:s", id: 1 });
    expect((await call("GET", "/contexts/.here/schemas/ids/1/schema")).text).toBe('"bytes"');
    expect((await call("PUT", "/contexts/.here/config", { compatibility: "NONE" })).status).toBe(200);
    expect((await call("GET", "/config/:.here:s?defaultToGlobal=true")).text).toBe('{"compatibilityLevel":"NONE"}');
  });

  it("refuses with Confluent's numbers", async () => {
    await call("POST", "/subjects/numbers/versions", avro("int"));
    expect(await refusal("GET", "/subjects/none/versions")).toEqual([404, 40401]);
    expect(await refusal("GET", "/subjects/numbers/versions/2")).toEqual([404, 40402]);
    expect(await refusal("GET", "/schemas/ids/99999")).toEqual([404, 40403]);
    expect(await refusal("DELETE", "/subjects/numbers?permanent=true")).toEqual([404, 40405]);
    expect(await refusal("DELETE", "/subjects/numbers/versions/1?permanent=true")).toEqual([404, 40407]);
    expect(await refusal("GET", "/config/numbers")).toEqual([404, 40408]);
    expect(await refusal("GET", "/mode/numbers")).toEqual([404, 40409]);
    expect(await refusal("POST", "/subjects/numbers/versions", avro("string"))).toEqual([409, 409]);
    expect(await refusal("POST", "/subjects/numbers/versions", avro("strin"))).toEqual([422, 42201]);
    expect(await refusal("POST", "/subjects/numbers/versions", { schema: 1 })).toEqual([422, 422]);
    expect(await refusal("GET", "/subjects/numbers/versions/x")).toEqual([422, 42202]);
    expect(await refusal("PUT", "/config", { compatibility: "x" })).toEqual([422, 42203]);
    expect(await refusal("PUT", "/mode", { mode: "x" })).toEqual([422, 42204]);
    expect(await refusal("PUT", "/mode", { mode: "IMPORT" })).toEqual([422, 42205]);
    expect(await refusal("POST", "/subjects/numbers/versions", "{")).toEqual([400, 400]);
    expect(await refusal("POST", "/subjects/numbers/versions", " ".repeat(limits.httpBodyBytes + 1))).toEqual([413, 413]);
  });

  it("does not answer strangers", async () => {
    expect((await call("GET", "/subjects", undefined, { origin: "http://elsewhere.example" })).status).toBe(403);
  });

  it("stands in the API's page once", async () => {
    const { paths } = await platform.get<{ paths: Record<string, Record<string, unknown>> }>("/openapi.json");
    expect(paths["/subjects/{subject}/versions"]).toHaveProperty("post");
    expect(Object.keys(paths).filter((path) => path.startsWith("/contexts/"))).toEqual([]);
  });
});
