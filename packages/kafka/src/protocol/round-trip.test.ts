// Every message in every version, with random values made from the definitions (not from the generated code): what
// is encoded and decoded is the same value, with the defaults in place of what the version does not carry.
import { ByteReader, ByteWriter, MillraceError, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { allMessages } from "../../scripts/kafka-messages.ts";
import { type Field, includes, type Message, type Struct } from "../../scripts/model.ts";
import { isTaggedStruct, randomValue, type Value } from "../../scripts/random-values.ts";
import * as generated from "../generated/index.ts";
import { zeroUuid } from "./primitives.ts";

const codec = generated as unknown as Record<string, (...parts: unknown[]) => unknown>;

function fallback(field: Field, range: { from: number; to: number }): unknown {
  if (field.fallback !== undefined) return JSON.parse(field.fallback);
  if (isTaggedStruct(field)) return null;
  if (field.nullable !== undefined && field.nullable.from <= range.to && field.nullable.to >= range.from) return null;
  if (field.array) return [];
  if (field.scalar === "string") return "";
  if (field.scalar === "bool") return false;
  if (field.scalar === "uuid") return zeroUuid;
  return field.scalar === "bytes" || field.scalar === "records" ? new Uint8Array(0) : 0;
}

/** The value as it must come back. */
function expected(struct: Struct, value: Value, version: number, range: { from: number; to: number }): Value {
  const result: Value = {};
  for (const field of struct.fields) {
    const own = value[field.name];
    const inner = (item: unknown): unknown =>
      field.struct && item !== null ? expected(field.struct, item as Value, version, range) : item;
    if (!includes(field.versions, version)) result[field.name] = fallback(field, range);
    else result[field.name] = field.array && own !== null ? (own as unknown[]).map(inner) : inner(own);
  }
  return result;
}

/** Views of one buffer and buffers of their own compare alike. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value === 0 ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

function encoded(message: Message, value: Value, version: number): Uint8Array {
  const writer = new ByteWriter(16);
  codec[`encode${message.root.name}`]!(writer, value, version);
  return writer.finish().slice();
}

describe("round trip", () => {
  for (const message of allMessages) {
    it(`gives ${message.root.name} back in every version`, () => {
      for (let version = message.versions.from; version <= message.versions.to; version++) {
        for (let seed = 1; seed <= 8; seed++) {
          const value = randomValue(message.root, version, seeded(seed * 1000 + version));
          const bytes = encoded(message, value, version);
          const reader = new ByteReader(bytes);
          const decoded = codec[`decode${message.root.name}`]!(reader, version);
          expect(reader.remaining, `version ${version}, seed ${seed}`).toBe(0);
          expect(plain(decoded), `version ${version}, seed ${seed}`).toEqual(
            plain(expected(message.root, value, version, message.versions)),
          );
        }
      }
    });
  }

  it("refuses every message that is cut off, whatever the place", () => {
    for (const message of allMessages) {
      const version = message.versions.to;
      const bytes = encoded(message, randomValue(message.root, version, seeded(7)), version);
      for (let length = 0; length < bytes.length; length++) {
        const decode = (): unknown => codec[`decode${message.root.name}`]!(new ByteReader(bytes, 0, length), version);
        expect(decode, `${message.root.name} cut to ${length} of ${bytes.length} bytes`).toThrow(MillraceError);
      }
    }
  });
});
