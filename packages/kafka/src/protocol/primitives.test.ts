import { ByteReader, ByteWriter } from "@millrace/core";
import { describe, expect, it } from "vitest";
import {
  apis,
  decodeFetchRequest,
  decodeMetadataRequest,
  decodeOffsetCommitRequest,
  encodeOffsetCommitRequest,
} from "../generated/index.ts";
import { readInt64, readTags, writeString } from "./primitives.ts";

const reader = (...bytes: number[]): ByteReader => new ByteReader(new Uint8Array(bytes));
const code = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return "nothing was thrown";
};

describe("hostile bytes", () => {
  it("refuses an array that promises more elements than its bytes can hold, before making it", () => {
    // Metadata version 1: a list of 2^31-1 topics in an empty frame.
    expect(code(() => decodeMetadataRequest(reader(0x7f, 0xff, 0xff, 0xff), 1))).toBe("kafka.array-long");
  });

  it("refuses a string that is longer than the frame", () => {
    expect(code(() => decodeMetadataRequest(reader(0, 0, 0, 1, 0x7f, 0xff, 65, 65), 1))).toBe("core.bytes-end");
  });

  it("refuses null where a value is required", () => {
    expect(code(() => decodeMetadataRequest(reader(0, 0, 0, 1, 0xff, 0xff), 1))).toBe("kafka.length-negative");
  });

  it("refuses a tagged field whose size is not that of its value", () => {
    const claim = reader(1, 0, 2, 9, 9);
    expect(code(() => readTags(claim, () => claim.int8() === 9))).toBe("kafka.tag-size");
  });

  it("passes over tagged fields that it does not know", () => {
    const tags = reader(2, 5, 3, 1, 2, 3, 200, 1, 1, 9, 77);
    readTags(tags, () => false);
    expect(tags.int8()).toBe(77);
  });

  it("refuses a fetch whose forgotten topics run over the end", () => {
    expect(code(() => decodeFetchRequest(new ByteReader(new Uint8Array(40).fill(0x7f)), 12))).toMatch(/^(core|kafka)\./);
  });
});

describe("values", () => {
  it("takes the far ends of 64-bit integers as the nearest safe ones", () => {
    expect(readInt64(reader(0x7f, 255, 255, 255, 255, 255, 255, 255))).toBe(Number.MAX_SAFE_INTEGER);
    expect(readInt64(reader(0x80, 0, 0, 0, 0, 0, 0, 0))).toBe(Number.MIN_SAFE_INTEGER);
    expect(readInt64(reader(255, 255, 255, 255, 255, 255, 255, 254))).toBe(-2);
  });

  it("writes compact strings with their length in bytes, not in characters", () => {
    const writer = new ByteWriter();
    writeString(writer, true, "日本");
    expect([...writer.finish()]).toEqual([7, ...Buffer.from("日本")]);
  });

  it("leaves out of a version what that version does not carry", () => {
    const commit = {
      groupId: "g",
      memberId: "m",
      groupInstanceId: "i",
      topics: [{ name: "t", topicId: new Uint8Array(16), partitions: [{ index: 0, committedOffset: 5, committedMetadata: null }] }],
    };
    const writer = new ByteWriter();
    encodeOffsetCommitRequest(writer, commit, 2);
    const back = decodeOffsetCommitRequest(new ByteReader(writer.finish()), 2);
    expect(back.groupInstanceId).toBeNull();
    expect(back.topics[0]!.partitions[0]!.committedLeaderEpoch).toBe(-1);
  });

  it("knows each API key once, in order", () => {
    const keys = apis.map(({ key }) => key);
    expect(keys).toEqual([...new Set(keys)].sort((left, right) => left - right));
  });
});
