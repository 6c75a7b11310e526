// The schema registry with the clients that people have: kafkajs's and Confluent's own for Python, in the three
// formats, through a Millrace of its own; and what a SIGKILL leaves of it.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { SchemaRegistry, SchemaType } from "@kafkajs/confluent-schema-registry";
import { Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { describeWith, python } from "../tools.ts";

const folder = temporaryFolder("registry");
let millrace: RunningMillrace;
let ports: { readonly port: number; readonly kafkaPort: number };
beforeAll(async () => {
  ports = { port: await freePort(), kafkaPort: await freePort() };
  millrace = await startMillrace({ data: folder.path, ...ports });
});
afterAll(async () => {
  await millrace.stop();
  folder.remove();
});

describe("@kafkajs/confluent-schema-registry", () => {
  const user = { name: "ä", age: 7 };
  const schemas = [
    {
      type: SchemaType.AVRO as const,
      schema: '{"type":"record","name":"User","namespace":"shop","fields":[{"name":"name","type":"string"},{"name":"age","type":"int"}]}',
    },
    {
      type: SchemaType.JSON as const,
      schema: '{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name"]}',
    },
    { type: SchemaType.PROTOBUF as const, schema: 'syntax = "proto3"; package shop; message User { string name = 1; int32 age = 2; }' },
  ];

  it.each(schemas)("sends and reads $type", async ({ type, schema }) => {
    const topic = `kafkajs-${type.toLowerCase()}`;
    const registry = new SchemaRegistry({ host: millrace.url });
    const { id } = await registry.register({ type, schema }, { subject: `${topic}-value` });
    const kafka = new Kafka({ clientId: topic, brokers: [millrace.kafka], logLevel: logLevel.NOTHING });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ value: await registry.encode(id, user) }] });
    await producer.disconnect();
    const consumer = kafka.consumer({ groupId: topic });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      consumer.run({ eachMessage: async ({ message }) => resolve(message.value!) }).catch(reject);
    });
    await consumer.disconnect();
    expect({ ...((await new SchemaRegistry({ host: millrace.url }).decode(bytes)) as object) }).toEqual(user);
    expect(await registry.getLatestSchemaId(`${topic}-value`)).toBe(id);
    await expect(registry.encode(id, { name: 5 })).rejects.toThrow();
  });
});

describeWith({ programs: [python] }, "confluent-kafka for Python", () => {
  it("registers, evolves, sends and reads in the three formats", () => {
    const program = join(import.meta.dirname, "registry", "clients.py");
    const ran = spawnSync(python, ["-W", "ignore", program, millrace.url, millrace.kafka], {
      encoding: "utf8",
      timeout: 120_000,
    });
    expect(ran.stdout.trim().split("\n"), ran.stderr).toEqual([
      "same id: True",
      "lookup: 1 True rest",
      "compatible: True False",
      "refused: 409 409",
      "missing: 404 40401",
      "level: NONE",
      'versions: [1, 2] "string" 2',
      "references: line",
      "deleted: 1 [2] [1, 2]",
      "avro old data, new reader: [{'name': 'ä', 'age': -1}, {'name': 'b', 'age': -1}]",
      "avro generic: [{'name': 'c', 'age': 3}]",
      "json: [{'name': 'ä', 'age': 1}]",
      "json refused: SerializationError",
      "protobuf: True",
      "protobuf subjects: ['py-protobuf-value']",
    ]);
  });
});

describe("a registry that is killed", () => {
  const register = async (subject: string, schema: string): Promise<number | undefined> => {
    const answer = await fetch(`${millrace.url}/subjects/${subject}/versions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ schema }),
    });
    return answer.ok ? ((await answer.json()) as { id: number }).id : undefined;
  };

  it("has every schema that it answered for, under its id", async () => {
    const answered = new Map<number, string>();
    for (let life = 0; life < 3; life++) {
      let going = true;
      const clients = Array.from({ length: 4 }, async (_, client) => {
        for (let number = 0; going; number++) {
          const schema = `{"type":"fixed","name":"F${life}x${client}x${number}","size":1}`;
          const id = await register(`killed-${life}-${client}-${number}`, schema).catch(() => undefined);
          if (id === undefined) return;
          expect(answered.has(id)).toBe(false);
          answered.set(id, schema);
          if (answered.size === 50 * (life + 1)) {
            going = false;
            await millrace.kill();
          }
        }
      });
      await Promise.all(clients);
      millrace = await startMillrace({ data: folder.path, ...ports });
      for (const [id, schema] of answered) expect(await (await fetch(`${millrace.url}/schemas/ids/${id}/schema`)).text()).toBe(schema);
    }
  });
});
