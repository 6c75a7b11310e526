import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { corpus } from "./corpus.ts";
import { checkText, mutated } from "./fuzz.ts";

describe("texts that are nearly statements", () => {
  it("are answered or refused with a place", () => {
    for (let seed = 1; seed <= 1500; seed++) {
      const random = seeded(seed);
      const text = mutated(random);
      expect(() => checkText(text, random), `seed ${seed}: ${text}`).not.toThrow();
    }
  });

  it("come from statements that are good, but for one that shows what is refused", () => {
    expect(corpus.filter((text) => !checkText(text, seeded(1)))).toEqual([corpus.find((text) => text.includes("LEFT JOIN"))]);
  });
});
