import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { OffsetTable, slotBytes } from "./offset-table.ts";
import { SipHash } from "./sip-hash.ts";

describe("SipHash", () => {
  it("gives the hashes of its authors' reference", () => {
    const sip = new SipHash(Uint8Array.from({ length: 16 }, (_, index) => index));
    const input = Uint8Array.from({ length: 64 }, (_, index) => index);
    const hex = (length: number): string => {
      sip.hash(input, 0, length);
      const bytes = Buffer.alloc(16);
      for (const [index, word] of sip.words.entries()) bytes.writeUInt32LE(word, 4 * index);
      return bytes.toString("hex");
    };
    expect([0, 1, 2].map(hex)).toEqual([
      "a3817f04ba25a8e66df67214c7550293",
      "da87c1d86b99af44347659119b22fc45",
      "8177228da4a45dc7fca38bdef60affe4",
    ]);
  });
});

describe("OffsetTable", () => {
  it("says the same as a Map, for keys of every length, until it is full", () => {
    const random = seeded(7);
    for (let run = 0; run < 20; run++) {
      const table = new OffsetTable(slotBytes * 512, seeded(run));
      const plain = new Map<string, number>();
      let offset = 0;
      const keyOf = (): Buffer => {
        const bytes = Buffer.alloc(random.below(40), random.below(3));
        if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(4);
        return bytes;
      };
      while (!table.full) {
        const key = keyOf();
        const inside = Buffer.concat([Buffer.from("xx"), key, Buffer.from("yyy")]);
        table.set(inside, 2, key.length, offset);
        plain.set(key.toString("latin1"), offset++);
      }
      expect(table.size).toBe(plain.size);
      for (const [key, last] of plain) {
        const bytes = Buffer.from(key, "latin1");
        expect(table.get(bytes, 0, bytes.length)).toBe(last);
      }
      for (let index = 0; index < 50; index++) {
        const key = keyOf();
        expect(table.get(key, 0, key.length)).toBe(plain.get(key.toString("latin1")) ?? -1);
      }
      table.clear();
      expect([table.size, table.get(Buffer.from("a"), 0, 1)]).toEqual([0, -1]);
    }
  });

  it("does not mix up keys that end in zeros, or the empty key", () => {
    const table = new OffsetTable(0, seeded(1));
    for (let length = 0; length < 5; length++) table.set(new Uint8Array(5), 0, length, length);
    expect([0, 1, 2, 3, 4].map((length) => table.get(new Uint8Array(5), 0, length))).toEqual([0, 1, 2, 3, 4]);
  });
});
