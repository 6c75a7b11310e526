// Text from outside never becomes code: field names, table names and literals made to break out of strings, comments
// and templates give right answers and run nothing.
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { call, column, compute, literal, types } from "../calc/testing.ts";
import { Scan, batchOf, scanNode } from "../scan/testing.ts";
import { compile } from "./compile.ts";
import { js, literal as written, Scope } from "./code.ts";

const hostile = [
  "'",
  '"',
  "`",
  "\\",
  "\n",
  "\r",
  "\u2028",
  "\u2029",
  "*/",
  "/*",
  "//",
  "${globalThis.broken = 1}",
  "</script>",
  "__proto__",
  "constructor",
  '"];globalThis.broken=1;["',
  "');globalThis.broken=1;//",
  "`+(globalThis.broken=1)+`",
  "\\u0022+(globalThis.broken=1)+\\u0022",
  "\0",
  "k0",
  "t0",
  "i",
  "n",
  "row",
  "B",
];
const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.array(fc.constantFrom(...hostile), { maxLength: 4 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 10 }),
);
const broken = (): unknown => (globalThis as { broken?: unknown }).broken;
const { bool, text: string, int } = types;

describe("generated code", () => {
  it("has every literal as the value it is", () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.double(), fc.bigInt(), fc.boolean(), fc.constant(null)), (value) => {
        const scope = new Scope();
        expect(compile(scope, js`return ${value};`)).toEqual(value);
        expect(written(value)).not.toMatch(/[\u2028\u2029\n`]|\*\//);
      }),
      { numRuns: 500, seed: 3 },
    );
    expect(broken()).toBeUndefined();
  });
  it("compares with hostile literals and names as with any other", () => {
    fc.assert(
      fc.property(text, text, (name, value) => {
        const wellFormed = value.toWellFormed();
        expect(compute(call("eq", bool, column(0, string), literal(string, wellFormed)), [[string, wellFormed]])).toBe(true);
        expect(compute(call("concat", string, column(0, string), literal(string, wellFormed)), [[string, "x"]])).toBe(`x${wellFormed}`);
        const field = name.toWellFormed();
        const record = `{"other":{"x":1},${JSON.stringify(field)}:${JSON.stringify(wellFormed)},"n":5}`;
        const scan = new Scan(
          scanNode({ columns: { [`a${field}`]: string, ...(field === "n" ? {} : { n: int }), [field === "" ? "empty" : field]: string } }),
        );
        scan.read(batchOf([record, record, record, record]));
        const index = scanNode({
          columns: { [`a${field}`]: string, ...(field === "n" ? {} : { n: int }), [field === "" ? "empty" : field]: string },
        }).schema.findIndex((one) => one.name === field);
        if (field !== "" && field !== "n" && field !== "other" && index >= 0) {
          expect(scan.bad).toEqual([]);
          expect(scan.values.map((row) => row[index])).toEqual(Array.from({ length: 4 }, () => wellFormed));
        }
      }),
      { numRuns: 120, seed: 4 },
    );
    expect(broken()).toBeUndefined();
  });
  it("cannot be reached by values of a plan that are not what their type says", () => {
    const code = "1); globalThis.broken = 1; (";
    expect(() => compute(literal(int, code))).not.toThrow();
    expect(() => compute(call("plus", int, literal(int, code), literal(int, code)))).not.toThrow();
    expect(broken()).toBeUndefined();
  });
});
