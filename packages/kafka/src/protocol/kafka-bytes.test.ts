// kafka-bytes.txt holds one value of every message and version as Apache's own serializers write it, in bytes and in
// JSON: decoding the bytes must give that JSON, and encoding what was decoded those bytes. Many more values are
// compared by tests/conformance/kafka-protocol.test.ts, which needs Java.
import { readFileSync } from "node:fs";
import { ByteReader, ByteWriter } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { toKafkaJson, withoutRecords } from "../../scripts/kafka-json.ts";
import { kafkaMessages } from "../../scripts/kafka-messages.ts";
import * as generated from "../generated/index.ts";

const codec = generated as unknown as Readonly<Record<string, (...parts: unknown[]) => unknown>>;
const lines = readFileSync(new URL("kafka-bytes.txt", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1);
const kept = new Map(lines.map((line) => line.split("\t")).map(([name, version, hex, json]) => [`${name} ${version}`, { hex, json }]));

describe("bytes of Apache Kafka", () => {
  it("are there for every message and version that it can write", () => {
    const hint =
      "after a change of the definitions: WRITE_KAFKA_BYTES=1 vitest run --project system tests/conformance/kafka-protocol.test.ts";
    expect([...kept.keys()], hint).toEqual(kafkaMessages.map(({ message, version }) => `${message.root.name} ${version}`));
  });

  it.each([...Map.groupBy(kafkaMessages, ({ message }) => message.root.name)])("are read and written for %s", (name, versions) => {
    for (const { message, version } of versions) {
      const { hex = "", json = "" } = kept.get(`${name} ${version}`) ?? {};
      const reader = new ByteReader(new Uint8Array(Buffer.from(hex, "hex")));
      const value = codec[`decode${name}`]!(reader, version);
      expect(reader.remaining, `version ${version}`).toBe(0);
      const own = JSON.stringify(toKafkaJson(message.root, value as Readonly<Record<string, unknown>>, version));
      expect(withoutRecords(own), `version ${version}`).toEqual(withoutRecords(json));
      const writer = new ByteWriter();
      codec[`encode${name}`]!(writer, value, version);
      expect(Buffer.from(writer.finish()).toString("hex"), `version ${version}`).toBe(hex);
    }
  });
});
