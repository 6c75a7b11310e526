import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asMillraceError,
  assert,
  AssertionError,
  ByteReader,
  ByteWriter,
  decodeUtf8,
  defineErrors,
  errorFromJson,
  ManualClock,
  MillraceError,
  present,
  seeded,
  systemClock,
  systemRandom,
  uuid,
} from "./index.ts";

const sample = defineErrors("sample", {
  topicUnknown: {
    retriable: true,
    message: (name: string) => `topic "${name}" does not exist`,
    hint: (name: string) => `create "${name}"`,
  },
});

describe("errors", () => {
  it("carry the code of their table, the hint and the position", () => {
    const error = sample.topicUnknown.with({ position: { line: 1, column: 2, endLine: 1, endColumn: 3 } }, "clicks");
    expect(error).toMatchObject({
      code: "sample.topic-unknown",
      message: 'topic "clicks" does not exist',
      hint: 'create "clicks"',
      retriable: true,
    });
    expect(sample.topicUnknown.code).toBe("sample.topic-unknown");
  });
  it("cross a thread as JSON and come back", () => {
    const error = sample.topicUnknown("clicks");
    const back = errorFromJson(JSON.parse(JSON.stringify(error)) as ReturnType<MillraceError["toJSON"]>);
    expect(back).toBeInstanceOf(MillraceError);
    expect(back.toJSON()).toEqual(error.toJSON());
  });
  it("wrap what is not ours as core.unexpected, cause kept", () => {
    const cause = new TypeError("x is not a function");
    expect(asMillraceError(cause)).toMatchObject({ code: "core.unexpected", message: "x is not a function", cause });
    const own = sample.topicUnknown("a");
    expect(asMillraceError(own)).toBe(own);
  });
  it("are not what a broken invariant throws", () => {
    expect(() => assert(false, "rows are sorted")).toThrow(AssertionError);
    expect(() => present(undefined, "the table is there")).toThrow("the table is there");
    expect(present(0, "zero is a value")).toBe(0);
  });
});

describe("bytes", () => {
  it("come back as they were written", () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.integer(),
        fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        fc.string({ unit: "grapheme" }),
        fc.double(),
        (long, int, big, text, double) => {
          const writer = new ByteWriter(1);
          writer.int64(long);
          writer.varlong(long);
          writer.int32(int);
          writer.varint(int);
          writer.unsignedVarint(int >>> 0);
          writer.int64Big(big);
          writer.float64(double);
          writer.int16(int);
          writer.int8(int);
          writer.uint32(int >>> 0);
          const length = writer.text(text);
          const reader = new ByteReader(writer.finish());
          expect(reader.int64()).toBe(long);
          expect(reader.varlong()).toBe(long);
          expect(reader.int32()).toBe(int);
          expect(reader.varint()).toBe(int);
          expect(reader.unsignedVarint()).toBe(int >>> 0);
          expect(reader.int64Big()).toBe(big);
          expect(reader.float64()).toBe(double);
          expect(reader.int16()).toBe((int << 16) >> 16);
          expect(reader.int8()).toBe((int << 24) >> 24);
          expect(reader.uint32()).toBe(int >>> 0);
          // Lone surrogates become U+FFFD in UTF-8, as everywhere.
          expect(reader.text(length)).toBe(text.toWellFormed());
          expect(reader.remaining).toBe(0);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
  it("end with core.bytes-end, never with a read past the end", () => {
    const reader = new ByteReader(new Uint8Array([1, 2]));
    expect(() => reader.int32()).toThrow(expect.objectContaining({ code: "core.bytes-end" }));
    expect(() => reader.slice(-1)).toThrow(expect.objectContaining({ code: "core.bytes-end" }));
    expect(reader.uint16()).toBe(0x0102);
  });
  it("refuse endless varints and integers beyond 2^53", () => {
    const endless = new Uint8Array(12).fill(0xff);
    expect(() => new ByteReader(endless).unsignedVarint()).toThrow(expect.objectContaining({ code: "core.varint-long" }));
    expect(() => new ByteReader(endless).varlong()).toThrow(expect.objectContaining({ code: "core.varint-long" }));
    const writer = new ByteWriter();
    writer.int64Big(2n ** 53n);
    expect(() => new ByteReader(writer.finish()).int64()).toThrow(expect.objectContaining({ code: "core.integer-unsafe" }));
  });
  it("read within a window of a larger buffer", () => {
    const reader = new ByteReader(new TextEncoder().encode("xxabcxx"), 2, 5);
    expect(decodeUtf8(reader.slice(3))).toBe("abc");
    expect(() => reader.int8()).toThrow(expect.objectContaining({ code: "core.bytes-end" }));
  });
});

describe("clock", () => {
  it("runs timers in order of their due time and not before", () => {
    const clock = new ManualClock(0);
    const ran: string[] = [];
    clock.after(20, () => ran.push("b"));
    clock.after(10, () => {
      ran.push("a");
      clock.after(5, () => ran.push(`c at ${clock.now()}`));
    });
    const cancelled = clock.after(1, () => ran.push("never"));
    cancelled.cancel();
    clock.advance(9);
    expect(ran).toEqual([]);
    clock.advance(100);
    expect(ran).toEqual(["a", "c at 15", "b"]);
    expect(clock.now()).toBe(109);
    clock.set(50);
    expect(clock.now()).toBe(50);
    expect(clock.nextDue).toBeUndefined();
  });
  it("of the system moves on", async () => {
    const before = systemClock.monotonic();
    await systemClock.sleep(2);
    expect(systemClock.monotonic()).toBeGreaterThan(before);
    expect(systemClock.now()).toBeGreaterThan(1_700_000_000_000);
  });
});

describe("random", () => {
  it("gives the same numbers for the same seed, others for another", () => {
    const draw = (seed: number): number[] => {
      const random = seeded(seed);
      return Array.from({ length: 5 }, () => random.below(1_000_000));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });
  it("is even enough", () => {
    const random = seeded(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[random.below(10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
  it("makes version 4 UUIDs", () => {
    expect(uuid(seeded(1))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuid(systemRandom)).not.toBe(uuid(systemRandom));
    expect(systemRandom.below(3)).toBeLessThan(3);
  });
});
