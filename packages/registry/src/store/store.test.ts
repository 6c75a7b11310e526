// What stands in the topic, and what a restart, a crash or someone else's records make of it.
import { seeded } from "@millrace/core";
import { encodeBatch } from "@millrace/log";
import { SimulatedDisk } from "@millrace/log/simulation";
import { beforeEach, describe, expect, it } from "vitest";
import { testRegistry } from "../testing.ts";
import type { TestRegistry } from "../testing.ts";

let registry: TestRegistry;
beforeEach(async () => {
  registry = await testRegistry();
});

const ask = (request: string, body?: unknown): Promise<unknown> => registry.ask(request, body);
const avro = (schema: unknown): object => ({ schema: JSON.stringify(schema) });

describe("a full registry", () => {
  it("takes nothing new, and says so", async () => {
    registry = await testRegistry(undefined, { schemaVersions: 2, schemasBytes: 10 });
    await registry.register("s", "int");
    expect(await ask("POST /subjects/t/versions", avro("boolean"))).toBe("registry.full");
    await registry.register("t", "int");
    expect(await ask("POST /subjects/u/versions", avro("int"))).toBe("registry.full");
    await ask("PUT /config/s", { compatibility: "NONE" });
    await ask("PUT /mode/s", { mode: "READWRITE" });
    expect(await ask("PUT /config/t", { compatibility: "NONE" })).toBe("registry.full");
    expect(await ask("DELETE /config/s")).toEqual({ compatibilityLevel: "NONE" });
    expect(await ask("DELETE /subjects/s")).toEqual([1]);
  });
});

describe("the topic", () => {
  it("holds Confluent's records", async () => {
    await registry.register("s", "int");
    await registry.register("p", 0, { schema: 'syntax = "proto3";', schemaType: "PROTOBUF" });
    await ask("PUT /config", { compatibility: "FULL" });
    await ask("PUT /mode/s", { mode: "READWRITE" });
    await ask("DELETE /subjects/s");
    await ask("DELETE /subjects/s?permanent=true");
    expect((await registry.records()).map(({ key, value }) => `${key} ${value}`)).toEqual([
      '{"keytype":"SCHEMA","subject":"s","version":1,"magic":1} {"subject":"s","version":1,"id":1,"schema":"\\"int\\"","deleted":false}',
      '{"keytype":"SCHEMA","subject":"p","version":1,"magic":1} {"subject":"p","version":1,"id":2,"schemaType":"PROTOBUF","schema":"syntax = \\"proto3\\";\\n","deleted":false}',
      '{"keytype":"CONFIG","subject":null,"magic":0} {"subject":null,"compatibilityLevel":"FULL"}',
      '{"keytype":"MODE","subject":"s","magic":0} {"subject":"s","mode":"READWRITE"}',
      '{"keytype":"DELETE_SUBJECT","subject":"s","magic":0} {"subject":"s","version":1}',
      '{"keytype":"MODE","subject":"s","magic":0} null',
      '{"keytype":"SCHEMA","subject":"s","version":1,"magic":1} null',
      '{"keytype":"DELETE_SUBJECT","subject":"s","magic":0} null',
      '{"keytype":"NOOP","magic":0} {"highestIds":{".":2}}',
    ]);
  });

  it("is read by another registry, which never gives an id twice", async () => {
    const disk = new SimulatedDisk(seeded(1));
    registry = await testRegistry(disk);
    await registry.register("s", "int");
    await registry.register("s", "long");
    await ask("PUT /config/s", { compatibility: "NONE" });
    await registry.register("t", "string");
    await ask("DELETE /subjects/t");
    await ask("DELETE /subjects/t?permanent=true");
    const before = await ask("GET /schemas?deleted=true");
    await registry.log.close();
    registry = await testRegistry(disk);
    expect(await ask("GET /schemas?deleted=true")).toEqual(before);
    expect(await ask("GET /config/s")).toEqual({ compatibilityLevel: "NONE" });
    expect(await registry.register("t", "string")).toBe(4);
  });

  it("has what was answered after a power loss at any write", async () => {
    const disk = new SimulatedDisk(seeded(3));
    const random = seeded(4);
    const known = new Map<number, string>();
    for (let life = 0; life < 20; life++) {
      registry = await testRegistry(disk);
      for (const [id, schema] of known) expect(await ask(`GET /schemas/ids/${id}/schema`)).toBe(schema);
      disk.faults = { crashAfterChanges: 5 + random.below(60) };
      for (let step = 0; step < 20 && !disk.crashed; step++) {
        const schema = `{"type":"fixed","name":"F${life}x${step}","size":1}`;
        const answer = await ask(`POST /subjects/s${step % 3}x${life}/versions`, { schema });
        if (typeof answer !== "object") {
          expect(answer).toBe("registry.store-failed");
          break;
        }
        const { id } = answer as { id: number };
        expect(known.has(id)).toBe(false);
        known.set(id, schema);
        await ask(`PUT /config/s${step % 3}x${life}`, { compatibility: "NONE" });
      }
      await registry.log.close().catch(() => undefined);
      disk.restart({ powerLoss: true });
    }
    expect(known.size).toBeGreaterThan(20);
  });

  it("says the same after it was compacted, and goes on", async () => {
    const disk = new SimulatedDisk(seeded(1));
    registry = await testRegistry(disk);
    await ask("PUT /config", { compatibility: "NONE" });
    await registry.register("s0", "int");
    const small = { "cleanup.policy": "compact", "segment.bytes": "1024", "delete.retention.ms": "0", "min.cleanable.dirty.ratio": "0" };
    await registry.log.configureTopic("_schemas", small);
    for (let round = 0; round < 40; round++) {
      await registry.register(`s${round % 4}`, { type: "fixed", name: "F", size: 1 });
      await ask("PUT /config/s0", { compatibility: round % 2 === 0 ? "NONE" : "FULL" });
      await ask(`DELETE /subjects/s${round % 4}`);
      if (round % 3 === 0) await ask(`DELETE /subjects/s${round % 4}?permanent=true`);
      await ask("PUT /config", { compatibility: "NONE" });
    }
    const all = async (): Promise<unknown> => [
      await ask("GET /schemas?deleted=true"),
      await ask("GET /config"),
      await ask("GET /subjects"),
    ];
    const before = await all();
    const records = (await registry.records()).length;
    await registry.log.maintain();
    expect((await registry.records()).length).toBeLessThan(records);
    expect(await all()).toEqual(before);
    await registry.log.close();
    registry = await testRegistry(disk);
    expect(await all()).toEqual(before);
    const id = await registry.register("last", "bytes");
    expect(await ask(`GET /schemas/ids/${id}/schema`)).toBe('"bytes"');
  });

  it("may be written by others, and what contradicts or cannot be read is passed over", async () => {
    await registry.register("s", "int");
    const key = (subject: string): string => JSON.stringify({ keytype: "SCHEMA", subject, version: 1, magic: 1 });
    const value = (subject: string, id: number, schema: string): string =>
      JSON.stringify({ subject, version: 1, id, schema, deleted: false });
    const records = [
      { key: "rubbish", value: "{" },
      { key: key("x"), value: "no JSON" },
      { key: key("y"), value: value("y", 1, '"string"') },
      { key: key("z"), value: value("z", 9, '"bytes"') },
    ];
    await registry.log.append("_schemas", 0, encodeBatch({ records }));
    expect(await ask("GET /subjects")).toEqual(["s", "z"]);
    expect(await ask("GET /schemas/ids/1/schema")).toBe('"int"');
    expect(await registry.register("s", "long")).toBe(10);
  });

  it("may be deleted, and the registry is empty then", async () => {
    await registry.register("s", "int");
    await registry.log.deleteTopic("_schemas");
    expect(await ask("GET /subjects")).toEqual([]);
    expect(await registry.register("t", "string")).toBe(1);
    expect(await ask("GET /subjects")).toEqual(["t"]);
  });

  it("takes many registrations at once, one after another", async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, (_, index) => registry.register(`s${index}`, { type: "fixed", name: `F${index % 25}`, size: 1 })),
    );
    expect(new Set(ids).size).toBe(25);
    expect(ids.slice(0, 25)).toEqual(ids.slice(25));
  });
});
