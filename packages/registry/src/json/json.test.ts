// The cases follow the rules on Confluent's page "JSON Schema compatibility" (content models; combined schemas), and
// their names are the ones that its registry gives the differences.
import { describe, expect, it } from "vitest";
import { jsonFormat } from "./format.ts";

type Schema = object | boolean;
const parse = (schema: Schema | string, references: { name: string; text: string }[] = []) =>
  jsonFormat.parse(typeof schema === "string" ? schema : JSON.stringify(schema), references);
const properties = (names: Record<string, Schema>, more: object = {}): object => ({ type: "object", properties: names, ...more });
const closed = { additionalProperties: false };
const partly = { additionalProperties: { type: "string" } };
const text = { type: "string" };
const whole = { type: "integer" };

describe("a JSON Schema", () => {
  it("is kept in its order and its digits, without its spaces", () => {
    expect(parse('{ "type": "number",\n "maximum": 1.0, "multipleOf": 1e-3 }').canonical).toBe(
      '{"type":"number","maximum":1.0,"multipleOf":1e-3}',
    );
    expect(parse('{"type":"object","properties":{"b":{"type":"string"},"a":true}}').normalized()).toBe(
      '{"properties":{"a":true,"b":{"type":"string"}},"type":"object"}',
    );
  });

  it.each<[string, Schema | string]>([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["of an unknown type", { type: "strin" }],
    ["against its draft", { $schema: "https://json-schema.org/draft/2020-12/schema", minLength: -1 }],
    ["against draft 4", { $schema: "http://json-schema.org/draft-04/schema#", exclusiveMaximum: 1 }],
    ["referring to nothing", { $ref: "#/definitions/none" }],
    ["referring to elsewhere", { $ref: "http://example.com/other.json" }],
    ["with a pattern that is none", { patternProperties: { "(": {} } }],
  ])("is refused when it is %s", (_what, schema) => {
    expect(() => parse(schema)).toThrow(expect.objectContaining({ code: "registry.schema-invalid" }));
  });

  it.each<[string, Schema]>([
    ["a definition", { definitions: { a: text }, $ref: "#/definitions/a" }],
    ["an anchor", { $defs: { a: { $anchor: "here", type: "string" } }, properties: { a: { $ref: "#here" } } }],
    [
      "a part with an id",
      { $id: "http://x/root.json", $defs: { a: { $id: "part.json", type: "string" } }, properties: { a: { $ref: "part.json" } } },
    ],
    ["itself", { properties: { next: { $ref: "#" } } }],
    ["its draft", { $ref: "http://json-schema.org/draft-07/schema#" }],
    ["another schema", { properties: { a: { $ref: "other.json#/definitions/b" } } }],
  ])("may refer to %s", (_what, schema) => {
    expect(() => parse(schema, [{ name: "other.json", text: '{"definitions":{"b":{"type":"string"}}}' }])).not.toThrow();
  });
});

describe("documents of one JSON Schema, read with another", () => {
  const kinds = (reader: Schema, writer: Schema): string[] =>
    parse(reader)
      .incompatibilities(parse(writer))
      .map(({ kind }) => kind);

  it.each<[string, Schema, Schema, string[]]>([
    ["open: a property is added", properties({ a: text, b: text }), properties({ a: text }), ["PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL"]],
    ["open: a property of anything is added", properties({ a: text, b: true }), properties({ a: text }), []],
    ["open: a property is removed", properties({}), properties({ a: text }), []],
    ["closed: an optional property is added", properties({ a: text, b: text }, closed), properties({ a: text }, closed), []],
    [
      "closed: a required one is added",
      properties({ b: text }, { ...closed, required: ["b"] }),
      properties({}, closed),
      ["REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL"],
    ],
    [
      "closed: a required one with a default is added",
      properties({ b: { ...text, default: "" } }, { ...closed, required: ["b"] }),
      properties({}, closed),
      [],
    ],
    [
      "closed: a property is removed",
      properties({}, closed),
      properties({ a: text }, closed),
      ["PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL"],
    ],
    ["closed: one that was never there is removed", properties({}, closed), properties({ a: false }, closed), []],
    ["partly open: a property that was covered is added", properties({ a: text }, partly), properties({}, partly), []],
    [
      "partly open: one that was not is added",
      properties({ a: whole }, partly),
      properties({}, partly),
      ["TYPE_CHANGED", "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"],
    ],
    ["partly open: a property is removed and still covered", properties({}, partly), properties({ a: text }, partly), []],
    [
      "partly open: by its pattern",
      properties({}, { patternProperties: { "^a": text }, ...closed }),
      properties({ ab: text }, { patternProperties: { "^a": text }, ...closed }),
      [],
    ],
    [
      "partly open: removed and not covered",
      properties({}, partly),
      properties({ a: whole }, partly),
      ["TYPE_CHANGED", "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"],
    ],
    ["a property becomes required", properties({ a: text }, { required: ["a"] }), properties({ a: text }), ["REQUIRED_ATTRIBUTE_ADDED"]],
    ["a property becomes optional", properties({ a: text }), properties({ a: text }, { required: ["a"] }), []],
    ["an object closes", properties({}, closed), properties({}), ["ADDITIONAL_PROPERTIES_REMOVED"]],
    ["an object opens", properties({}), properties({}, closed), []],
    ["further properties are narrowed", properties({}, partly), properties({}), ["ADDITIONAL_PROPERTIES_NARROWED"]],
    ["further properties are freed", properties({}), properties({}, partly), []],
    ["further properties change", properties({}, partly), properties({}, { additionalProperties: whole }), ["TYPE_CHANGED"]],
    ["a dependency is added", { type: "object", dependencies: { a: ["b"] } }, { type: "object" }, ["DEPENDENCY_ARRAY_ADDED"]],
    [
      "a dependency grows",
      { type: "object", dependentRequired: { a: ["b", "c"] } },
      { type: "object", dependentRequired: { a: ["b"] } },
      ["DEPENDENCY_ARRAY_EXTENDED"],
    ],
    ["a dependency shrinks", { type: "object", dependencies: { a: ["b"] } }, { type: "object", dependencies: { a: ["b", "c"] } }, []],
    [
      "a schema dependency is added",
      { type: "object", dependencies: { a: properties({}) } },
      { type: "object" },
      ["DEPENDENCY_SCHEMA_ADDED"],
    ],
    [
      "fewer properties are allowed",
      { type: "object", maxProperties: 1 },
      { type: "object", maxProperties: 2 },
      ["MAX_PROPERTIES_DECREASED"],
    ],
    ["a text may be longer", { ...text, maxLength: 9 }, { ...text, maxLength: 8 }, []],
    ["a text must be shorter", { ...text, maxLength: 8 }, { ...text, maxLength: 9 }, ["MAX_LENGTH_DECREASED"]],
    ["a text must be long", { ...text, minLength: 1 }, text, ["MIN_LENGTH_ADDED"]],
    ["a pattern is added", { ...text, pattern: "a" }, text, ["PATTERN_ADDED"]],
    ["a pattern changes", { ...text, pattern: "a" }, { ...text, pattern: "b" }, ["PATTERN_CHANGED"]],
    ["a limit is lowered", { ...whole, maximum: 1 }, { ...whole, maximum: 2 }, ["MAXIMUM_DECREASED"]],
    ["a limit is raised", { ...whole, minimum: 2 }, { ...whole, minimum: 1 }, ["MINIMUM_INCREASED"]],
    ["a limit is added", { ...whole, exclusiveMinimum: 1 }, whole, ["EXCLUSIVE_MINIMUM_ADDED"]],
    ["a multiple is halved", { ...whole, multipleOf: 5 }, { ...whole, multipleOf: 10 }, []],
    ["a multiple is doubled", { ...whole, multipleOf: 10 }, { ...whole, multipleOf: 5 }, ["MULTIPLE_OF_EXPANDED"]],
    ["a multiple changes", { ...whole, multipleOf: 3 }, { ...whole, multipleOf: 2 }, ["MULTIPLE_OF_CHANGED"]],
    ["a number was whole", { type: "number" }, whole, []],
    ["a number must be whole", whole, { type: "number" }, ["TYPE_NARROWED"]],
    ["a type changes", text, whole, ["TYPE_CHANGED"]],
    ["anything is accepted", true, whole, []],
    ["nothing was written", whole, false, []],
    ["an enum grows", { enum: ["a", "b"] }, { enum: ["a"] }, []],
    ["an enum shrinks", { enum: ["a"] }, { enum: ["a", "b"] }, ["ENUM_ARRAY_NARROWED"]],
    ["an enum changes", { enum: ["a", "c"] }, { enum: ["a", "b"] }, ["ENUM_ARRAY_CHANGED"]],
    ["a constant joins an enum", { enum: ["a", "b"] }, { const: "a" }, []],
    ["a type joins others", { type: ["null", "string"] }, text, []],
    ["a type leaves others", text, { type: ["null", "string"] }, ["TYPE_CHANGED"]],
    ["a sum grows", { oneOf: [text, whole] }, { oneOf: [text] }, []],
    ["a sum shrinks", { anyOf: [text] }, { anyOf: [text, whole] }, ["SUM_TYPE_NARROWED"]],
    ["a product shrinks", { allOf: [text] }, { allOf: [text, { minLength: 1 }] }, []],
    ["a product grows", { allOf: [text, { minLength: 1 }] }, { allOf: [text] }, ["PRODUCT_TYPE_EXTENDED"]],
    ["one of becomes any of", { anyOf: [text, whole] }, { oneOf: [text, whole] }, []],
    ["any of becomes one of", { oneOf: [text, whole] }, { anyOf: [text, whole] }, ["COMBINED_TYPE_CHANGED"]],
    ["parts of a sum change places", { oneOf: [whole, text] }, { oneOf: [text, whole] }, []],
    ["a part of a sum changes", { oneOf: [text, { type: "boolean" }] }, { oneOf: [text, whole] }, ["COMBINED_TYPE_SUBSCHEMAS_CHANGED"]],
    ["less is excluded", { not: { enum: ["a"] } }, { not: { enum: ["a", "b"] } }, []],
    ["more is excluded", { not: { enum: ["a", "b"] } }, { not: { enum: ["a"] } }, ["NOT_TYPE_EXTENDED"]],
    ["items change", { type: "array", items: text }, { type: "array", items: whole }, ["TYPE_CHANGED"]],
    ["items are described", { type: "array", items: text }, { type: "array" }, ["SCHEMA_ADDED"]],
    [
      "a tuple grows where more was accepted",
      { type: "array", items: [text, text] },
      { type: "array", items: [text] },
      ["ITEM_ADDED_TO_OPEN_CONTENT_MODEL"],
    ],
    [
      "a closed tuple grows",
      { type: "array", items: [text, text], additionalItems: false },
      { type: "array", items: [text], additionalItems: false },
      [],
    ],
    [
      "a closed tuple shrinks",
      { type: "array", items: [text], additionalItems: false },
      { type: "array", items: [text, text], additionalItems: false },
      ["ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL"],
    ],
    [
      "a tuple of 2020-12 grows within what covers it",
      { type: "array", prefixItems: [text, text], items: text },
      { type: "array", prefixItems: [text], items: text },
      [],
    ],
    ["items must differ", { type: "array", uniqueItems: true }, { type: "array" }, ["UNIQUE_ITEMS_ADDED"]],
    [
      "a definition changes",
      { definitions: { a: whole }, properties: { x: { $ref: "#/definitions/a" } } },
      { definitions: { a: text }, properties: { x: { $ref: "#/definitions/a" } } },
      ["TYPE_CHANGED"],
    ],
  ])("%s", (_what, reader, writer, expected) => expect(kinds(reader, writer)).toEqual(expected));

  it("ends where a schema holds itself", () => {
    const tree = (value: Schema): object => properties({ value, children: { type: "array", items: { $ref: "#" } } });
    expect(kinds(tree({ type: "number" }), tree(whole))).toEqual([]);
    expect(kinds(tree(whole), tree({ type: "number" }))).toContain("TYPE_NARROWED");
  });

  it("ends where a reference leads to itself", () => expect(kinds({ $ref: "#" }, { $ref: "#" })).toEqual([]));
});
