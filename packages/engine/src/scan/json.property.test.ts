// The scan against a slow decoder on JSON.parse, over random documents: field order, white space, escapes, junk, and
// bytes changed at random. The slow one judges.
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Value } from "@millrace/sql";
import { types } from "../calc/testing.ts";
import { Scan, batchOf, scanNode } from "./testing.ts";

const columns = { id: types.bigint, name: types.text, ok: types.bool, score: types.double, ' odd "name"\u2028': types.int };
const names = Object.keys(columns);

const space = fc.constantFrom("", "", "", " ", "\n", "\t ", "  \r\n");
const unicode = fc.string({ unit: "binary", maxLength: 12 });

/** A string in JSON, some characters escaped though they need not be. */
const written = (text: string): fc.Arbitrary<string> =>
  fc.func(fc.nat(5)).map((choose) => {
    const escaped = Array.from({ length: text.length }, (_, index) => {
      const unit = text[index]!;
      const code = `\\u${text.charCodeAt(index).toString(16).padStart(4, "0")}`;
      return choose(index) === 0 ? code : JSON.stringify(unit).slice(1, -1);
    });
    return `"${escaped.join("")}"`;
  });

const valueOf: Record<string, fc.Arbitrary<string>> = {
  id: fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String), fc.integer().map(String), fc.constant("null")),
  name: fc.oneof(unicode.chain(written), fc.constant("null")),
  ok: fc.constantFrom("true", "false", "null"),
  score: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
};
const junk = fc.json({ maxDepth: 4 });

const document = fc
  .uniqueArray(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.string({ maxLength: 8 }) }), {
    maxLength: 9,
  })
  .chain((keys) =>
    fc.tuple(
      ...keys.map((key) =>
        fc.tuple(written(key), valueOf[key] ?? (names.includes(key) ? fc.integer().map(String) : junk), space, space, space),
      ),
    ),
  )
  .chain((fields) =>
    fc
      .tuple(space, space)
      .map(([before, after]) => `${before}{${fields.map(([key, value, a, b, c]) => `${a}${key}${b}:${c}${value}${a}`).join(",")}}${after}`),
  );

/** Exact numbers: JSON.parse would round them, so whole numbers of the field are read from the source text. */
function slow(json: string): Value[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json, (key, value: unknown, context?: { source?: string }) =>
      key === "id" && typeof value === "number" ? { exact: context?.source } : value,
    );
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return null;
  const fields = new Map(Object.entries(parsed as Record<string, unknown>));
  return names.map((name) => {
    const value = fields.get(name) ?? null;
    if (typeof value === "object" && value !== null && "exact" in value) return BigInt(value.exact as string);
    return typeof value === "string" ? value.toWellFormed() : (value as Value);
  });
}

function isObject(json: string): boolean {
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

const scan = (documents: readonly (string | Uint8Array)[]): Scan => new Scan(scanNode({ columns })).read(batchOf(documents));

describe("JSON documents", () => {
  it("are read as JSON.parse reads them", () => {
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 8 }), fc.boolean(), (documents, repeat) => {
        // Repeated, so that shapes are learned and then met again.
        const all = repeat ? documents.flatMap((one) => [one, one, one]).concat(documents) : documents;
        const { values, bad } = scan(all);
        expect(bad).toEqual([]);
        expect(values).toEqual(all.map(slow));
      }),
      { numRuns: 150, seed: 11 },
    );
  });
  it("with a byte changed are refused when JSON.parse refuses them", () => {
    const mutation = fc.tuple(document, fc.nat(), fc.integer({ min: 1, max: 127 }), fc.constantFrom("replace", "cut", "double"));
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), document, (mutations, usual) => {
        const changed = mutations.map(([json, at, byte, how]) => {
          const position = at % Math.max(1, json.length);
          if (how === "cut") return json.slice(0, position);
          if (how === "double") return json.slice(0, position) + json.slice(Math.max(0, position - 3));
          return json.slice(0, position) + String.fromCharCode(byte) + json.slice(position + 1);
        });
        const all = [usual, usual, usual, usual, ...changed, usual];
        const { rows, bad } = scan(all);
        const faults = new Map(bad.map(({ offset, code }) => [offset, code]));
        for (const [offset, json] of all.entries()) {
          const sound = isObject(new TextDecoder().decode(new TextEncoder().encode(json)));
          // A value of the wrong type may be met before the place where the document breaks off.
          if (sound) expect(faults.get(offset), json).not.toBe("engine.record-malformed");
          else expect(faults.has(offset), json).toBe(true);
        }
        expect(rows.length + bad.length).toBe(all.length);
      }),
      { numRuns: 150, seed: 12 },
    );
  });
});
