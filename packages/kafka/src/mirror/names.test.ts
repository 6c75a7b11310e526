import { describe, expect, it } from "vitest";
import { matcher, renamer } from "./names.ts";

describe("patterns", () => {
  it("take * for any text, and everything else as it is", () => {
    const matches = matcher(["orders.*", "clicks"]);
    expect(["orders.eu", "orders.", "clicks", "clicks2", "ordersXeu", "a.orders.eu"].filter(matches)).toEqual([
      "orders.eu",
      "orders.",
      "clicks",
    ]);
    expect(["a", ""].filter(matcher(["*"]))).toEqual(["a", ""]);
    expect(["a"].filter(matcher([]))).toEqual([]);
  });
});

describe("rules", () => {
  it("rename by the first that fits", () => {
    const rename = renamer(["orders=eu.orders", "clicks.*=c-*-x", "*=copy.*"]);
    expect(["orders", "clicks.a", "rest", "$&"].map(rename)).toEqual(["eu.orders", "c-a-x", "copy.rest", "copy.$&"]);
    expect(renamer([])("same")).toBe("same");
  });

  it("are refused when they are none", () => {
    for (const rule of ["", "a", "=b", "a=", "a=b=c", "a=*", "*.*=x"])
      expect(() => renamer([rule]), rule).toThrow(expect.objectContaining({ code: "mirror.rename-rule" }));
  });
});
