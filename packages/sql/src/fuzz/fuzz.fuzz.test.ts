import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { corpus } from "./corpus.ts";
import { checkText, mutated } from "./fuzz.ts";

describe("texts that are nearly statements", () => {
  it("are answered or refused with a place", () => {
    // 156077: a line break within an interval, found by a soak.
    for (const seed of [156_077, ...Array.from({ length: 1500 }, (_, index) => index + 1)]) {
      const random = seeded(seed);
      const text = mutated(random);
      expect(() => checkText(text, random), `seed ${seed}: ${text}`).not.toThrow();
    }
  });

  it("come from statements that are good, but for one that shows what is refused", () => {
    expect(corpus.filter((text) => !checkText(text, seeded(1)))).toEqual([corpus.find((text) => text.includes("LEFT JOIN"))]);
  });
});
