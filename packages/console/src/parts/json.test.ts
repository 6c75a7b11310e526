import { describe, expect, it } from "vitest";
import { compactJson, prettyJson } from "./json.ts";

describe("JSON for reading", () => {
  it("lays out as JSON.stringify does", () => {
    for (const value of [{}, [], 1, "a", null, [1, [2, {}], []], { a: { b: [1, 2], c: 'x,{}[]: \\" "\n' }, d: [] }])
      expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  });
  it("keeps digits that a double has no room for, and the spelling of numbers and escapes", () => {
    expect(prettyJson('{"id":9223372036854775807,"x":1.10,"y":1e400,"s":"\\u00e9"}')).toBe(
      '{\n  "id": 9223372036854775807,\n  "x": 1.10,\n  "y": 1e400,\n  "s": "\\u00e9"\n}',
    );
  });
  it("leaves what is not JSON as it is", () => {
    for (const text of ["hello, world", '{"a":', "{a: 1}", ""]) {
      expect(prettyJson(text)).toBe(text);
      expect(compactJson(text)).toBe(text);
    }
  });
  it("puts JSON on one line without touching what is in strings", () => {
    expect(compactJson('{\n  "a": "b  c",\n  "n": 12345678901234567890\n}')).toBe('{"a":"b  c","n":12345678901234567890}');
  });
});
