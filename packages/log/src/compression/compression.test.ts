import { execFileSync } from "node:child_process";
import { compressSync } from "snappy";
import { describe, expect, it } from "vitest";
import { codeOf } from "../testing.ts";
import { codecOf, codecs } from "./index.ts";
import { lz4 } from "./lz4.ts";
import { snappy } from "./snappy.ts";

const text = Buffer.from("the quick brown fox jumps over the lazy dog ".repeat(4000));
const noise = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (Math.imul(index + 1, 0x9e3779b1) >>> 13) & 0xff));
const compressing = codecs.filter(({ name }) => name !== "none");
const hex = (bytes: string): Uint8Array => Uint8Array.from(Buffer.from(bytes.replaceAll(" ", ""), "hex"));

describe.each(compressing)("$name", (codec) => {
  it.each([
    ["text", text],
    ["noise", noise],
    ["nothing", Buffer.alloc(0)],
  ])("gives %s back", (_what, bytes) => {
    expect(Buffer.compare(codec.decompress(codec.compress(bytes), 1_000_000), bytes)).toBe(0);
  });

  it("stops at its bound with log.compression-bomb", () => {
    const bomb = codec.compress(Buffer.alloc(3_000_000));
    expect(bomb.length).toBeLessThan(200_000);
    expect(codeOf(() => codec.decompress(bomb, 1_000_000))).toBe("log.compression-bomb");
  });

  it("refuses what is not its format with log.compression-invalid", () => {
    expect(codeOf(() => codec.decompress(noise.subarray(0, 50), 1_000_000))).toMatch(/log\.compression-(?:invalid|bomb)/);
    const cut = codec.compress(text);
    expect(codeOf(() => codec.decompress(cut.subarray(0, cut.length - 7), 1_000_000))).toBe("log.compression-invalid");
  });

  it("never crashes or gives too much on damaged bytes", () => {
    const sound = codec.compress(text.subarray(0, 3000));
    for (let position = 0; position < sound.length; position++) {
      const bytes = Uint8Array.from(sound);
      bytes[position]! ^= 0x55;
      const code = codeOf(() => expect(codec.decompress(bytes, 10_000).length).toBeLessThanOrEqual(10_000));
      expect(code === undefined || code.startsWith("log.compression-"), `byte ${position}: ${code}`).toBe(true);
    }
  });
});

describe("what other clients send", () => {
  it("is snappy without a frame from librdkafka", () => {
    expect(Buffer.compare(snappy.decompress(compressSync(text), 1_000_000), text)).toBe(0);
  });

  it("is snappy in several xerial blocks from Java", () => {
    const block = compressSync(Buffer.from("abc"));
    const length = String(block.length).padStart(8, "0");
    const framed = Buffer.concat([hex(`82 534e4150 5059 00 00000001 00000001 ${length}`), block, hex(length), block]);
    expect(Buffer.from(snappy.decompress(framed, 100)).toString()).toBe("abcabc");
  });

  it("is LZ4 with an uncompressed block, content size and checksums", () => {
    const frame = "04224d18 7c 40 0500000000000000 00 05000080 68656c6c6f 00000000 00000000 00000000";
    expect(Buffer.from(lz4.decompress(hex(frame), 100)).toString()).toBe("hello");
  });

  it("is LZ4 whose blocks refer to the ones before", () => {
    const frame = (flags: string): Uint8Array =>
      hex(`04224d18 ${flags} 40 00 08000080 6162636465666768 06000000 00 0800 10 78 79 00000000`.replace("10 78 79", "2078 79"));
    expect(Buffer.from(lz4.decompress(frame("40"), 100)).toString()).toBe("abcdefghabcdxy");
    expect(codeOf(() => lz4.decompress(frame("60"), 100))).toBe("log.compression-invalid");
  });

  it("is a match that overlaps itself", () => {
    expect(Buffer.from(lz4.decompress(hex("04224d18 60 40 00 06000000 1f 61 0100 05 00 00000000"), 100)).toString()).toBe("a".repeat(25));
  });

  it.skipIf(!hasLz4Tool())("is what the lz4 tool writes", () => {
    for (const options of [["-9"], ["-BD", "-B4"], ["-BX", "--content-size"]]) {
      const frame = execFileSync("lz4", ["-c", ...options], { input: text });
      expect(Buffer.compare(lz4.decompress(frame, 1_000_000), text)).toBe(0);
    }
  });
});

function hasLz4Tool(): boolean {
  try {
    execFileSync("lz4", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("codecOf", () => {
  it("knows five codecs and refuses others with log.compression-unknown", () => {
    expect(codecs.map(({ name }) => name)).toEqual(["none", "gzip", "snappy", "lz4", "zstd"]);
    expect(codeOf(() => codecOf(7))).toBe("log.compression-unknown");
  });
});
