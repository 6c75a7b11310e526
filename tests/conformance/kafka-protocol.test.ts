// Every message of the Kafka protocol in every version against Apache's own serializers: the same bytes for our
// random values, and the same values (and bytes again) for those that Apache's schemas make. One of the latter for each
// version is kept in packages/kafka/src/protocol/kafka-bytes.txt for a test that needs no Java; WRITE_KAFKA_BYTES=1
// writes that file again.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ByteReader, ByteWriter, seeded } from "@millrace/core";
import * as protocol from "@millrace/kafka/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { toKafkaJson, withoutRecords } from "../../packages/kafka/scripts/kafka-json.ts";
import { type KafkaMessage, kafkaMessages } from "../../packages/kafka/scripts/kafka-messages.ts";
import { randomValue } from "../../packages/kafka/scripts/random-values.ts";
import { describeWith, repository } from "../tools.ts";
import { JavaProgram } from "./java.ts";

const codec = protocol as unknown as Readonly<Record<string, (...parts: unknown[]) => unknown>>;
const keptFile = join(repository, "packages/kafka/src/protocol/kafka-bytes.txt");
const keptHeader =
  "# One value of each message and version as Kafka 4.3.1's classes write it: name, version, bytes, JSON. Made by tests/conformance/kafka-protocol.test.ts with WRITE_KAFKA_BYTES=1.";
const keptCharacters = 300;
const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

/** The longest of those that are not too long, else the shortest. */
function oneToKeep(made: readonly string[]): string {
  const sorted = made.toSorted((left, right) => left.length - right.length);
  return sorted.findLast(({ length }) => length <= keptCharacters) ?? sorted[0]!;
}

function encode({ message, version }: KafkaMessage, value: unknown): string {
  const writer = new ByteWriter();
  codec[`encode${message.root.name}`]!(writer, value, version);
  return Buffer.from(writer.finish()).toString("hex");
}

function decode({ message, version }: KafkaMessage, hex: string): Readonly<Record<string, unknown>> {
  const reader = new ByteReader(new Uint8Array(Buffer.from(hex, "hex")));
  const value = codec[`decode${message.root.name}`]!(reader, version);
  expect(reader.remaining).toBe(0);
  return value as Readonly<Record<string, unknown>>;
}

const jsonOf = ({ message, version }: KafkaMessage, value: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(toKafkaJson(message.root, value, version));

const byName = Map.groupBy(kafkaMessages, ({ message }) => message.root.name);

describeWith({ programs: ["java", "javac", "mvn"] }, "Apache's serializers", () => {
  let java: JavaProgram;
  const kept: string[] = [];
  beforeAll(async () => {
    java = await JavaProgram.start("millrace.ProtocolBytes");
  });
  afterAll(() => java?.stop());

  for (const [name, versions] of byName) {
    it(`agree with ours about ${name} ${versions[0]!.version}-${versions.at(-1)!.version}`, async () => {
      for (const entry of versions) {
        const { message, version, kafkaName, kafkaVersion } = entry;
        const where = `version ${version}`;
        const values = seeds.map((seed) => randomValue(message.root, version, seeded(seed * 1000 + version)));
        const written = await java.askAll(values.map((value) => `write\t${kafkaName}\t${kafkaVersion}\t${jsonOf(entry, value)}`));
        expect(
          values.map((value) => encode(entry, value)),
          where,
        ).toEqual(written);

        const made = await java.askAll(seeds.map((seed) => `make\t${kafkaName}\t${kafkaVersion}\t${seed * 1000 + version}`));
        for (const answer of made) {
          const [hex = "", json = ""] = answer.split("\t");
          const value = decode(entry, hex);
          expect(withoutRecords(jsonOf(entry, value)), where).toEqual(withoutRecords(json));
          expect(encode(entry, value), where).toBe(hex);
        }
        kept.push(`${name}\t${version}\t${oneToKeep(made)}`);
      }
    });
  }

  it("wrote what is kept for the test without Java", () => {
    const text = [keptHeader, ...kept, ""].join("\n");
    if (process.env["WRITE_KAFKA_BYTES"] === "1") writeFileSync(keptFile, text);
    expect(readFileSync(keptFile, "utf8")).toBe(text);
  });
});
