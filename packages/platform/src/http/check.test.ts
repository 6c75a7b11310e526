import { describe, expect, it } from "vitest";
import { assertKnown, check } from "./check.ts";
import type { Schema } from "./check.ts";

const schema: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  maxProperties: 4,
  properties: {
    name: { type: "string", minLength: 1, maxLength: 3, pattern: "^[a-z]*$" },
    count: { type: "integer", minimum: 1, maximum: 5 },
    list: { type: "array", maxItems: 2, items: { type: ["string", "null"] } },
    mode: { enum: ["on", "off"] },
    more: { type: "object", additionalProperties: { type: "number" } },
    "a/b": { type: "boolean" },
  },
};

describe("check", () => {
  it("passes what fits", () => {
    expect(check(schema, { name: "abc", count: 5, list: [null, "x"], mode: "on" })).toBeUndefined();
    expect(check(schema, { name: "a", more: { x: 1.5 }, "a/b": true })).toBeUndefined();
    expect(check({}, "anything")).toBeUndefined();
  });

  it.each<[unknown, string, string]>([
    [[], "", "is not an object"],
    [{}, "", "lacks name"],
    [{ name: "a", other: 1 }, "", "has a field that is not known: other"],
    [{ name: 1 }, "/name", "is not a string"],
    [{ name: "" }, "/name", "is empty"],
    [{ name: "abcd" }, "/name", "is longer than 3 characters"],
    [{ name: "A" }, "/name", "does not match ^[a-z]*$"],
    [{ name: "a", count: 0 }, "/count", "is less than 1"],
    [{ name: "a", count: 6 }, "/count", "is more than 5"],
    [{ name: "a", count: 1.5 }, "/count", "is not an integer"],
    [{ name: "a", list: ["x", 1] }, "/list/1", "is not a string or null"],
    [{ name: "a", list: ["x", "y", "z"] }, "/list", "has more than 2 items"],
    [{ name: "a", mode: "maybe" }, "/mode", 'is not one of "on", "off"'],
    [{ name: "a", more: { y: "z" } }, "/more/y", "is not a number"],
    [{ name: "a", "a/b": 1 }, "/a~1b", "is not a boolean"],
    [{ name: "a", count: 1, list: [], mode: "on", more: {} }, "", "has more than 4 fields"],
    [JSON.parse('{"name":"a","__proto__":1}'), "", "has a field that is not known: __proto__"],
  ])("refuses %j", (value, at, reason) => {
    expect(check(schema, value)).toEqual({ at, reason });
  });

  it("knows every keyword that it is given", () => {
    expect(() => assertKnown(schema)).not.toThrow();
    expect(() => assertKnown({ items: { multipleOf: 2 } as Schema })).toThrow("multipleOf");
  });
});
