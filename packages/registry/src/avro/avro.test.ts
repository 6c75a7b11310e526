import { describe, expect, it } from "vitest";
import { avroFormat } from "./format.ts";

const canonical = (text: string | object): string => parse(text).canonical;
const parse = (schema: string | object) => avroFormat.parse(typeof schema === "string" ? schema : JSON.stringify(schema), []);
const record = (fields: readonly object[], more: object = {}): object => ({ type: "record", name: "R", fields, ...more });

describe("an Avro schema", () => {
  it("is one text, however it was written", () => {
    const texts = [
      '{"type":"record","name":"R","namespace":"shop","fields":[{"name":"a","type":"int"},{"name":"b","type":"E"},{"name":"e","type":{"type":"enum","name":"E2","symbols":["A"]}}]}',
      '{"name": "shop.R", "type": "record", "fields": [{"type": {"type":"int"}, "name": "a", "order": "ascending"}, {"name":"b","type":"shop.E"}, {"name":"e","type":{"symbols":["A"],"name":"shop.E2","type":"enum"}}]}',
    ];
    const references = [{ name: "E", text: '{"type":"enum","name":"E","namespace":"shop","symbols":["X"]}' }];
    const printed = texts.map((text) => avroFormat.parse(text, references).canonical);
    expect(printed[0]).toBe(
      '{"type":"record","name":"R","namespace":"shop","fields":[{"name":"a","type":"int"},{"name":"b","type":"E"},{"name":"e","type":{"type":"enum","name":"E2","symbols":["A"]}}]}',
    );
    expect(printed[1]).toBe(printed[0]);
  });

  it("keeps what it does not understand, and numbers in their own digits", () => {
    const text =
      '{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"bytes","scale":2,"logicalType":"decimal"},"owner":"x"},{"name":"d","type":"double","default":1.0},{"name":"l","type":"long","default":9007199254740993}]}';
    expect(canonical(text)).toContain('"default":1.0');
    expect(canonical(text)).toContain('"default":9007199254740993');
    expect(canonical(text)).toContain('"owner":"x"');
    expect(parse(text).normalized()).toContain('{"type":"bytes","logicalType":"decimal","scale":2}');
  });

  it("is a bare primitive too", () => {
    expect([canonical("string"), canonical('"string"'), canonical('{"type": "string"}')]).toEqual(['"string"', '"string"', '"string"']);
  });

  it("may write an enum or a fixed out again, if it says the same", () => {
    const fixed = { type: "fixed", name: "A", size: 1 };
    expect(canonical(["null", fixed, { type: "array", items: fixed }])).toBe(
      '["null",{"type":"fixed","name":"A","size":1},{"type":"array","items":"A"}]',
    );
  });

  it("shows with its references written out when asked for `resolved`", () => {
    const references = [{ name: "E", text: '{"type":"enum","name":"E","symbols":["X"]}' }];
    expect(avroFormat.parse('{"type":"array","items":"E"}', references).formatted("resolved")).toBe(
      '{"type":"array","items":{"type":"enum","name":"E","symbols":["X"]}}',
    );
  });

  it.each([
    ["no JSON", "{"],
    ["a number", "1"],
    ["an unknown type", '"strin"'],
    ["a record without fields", { type: "record", name: "R" }],
    [
      "a field twice",
      record([
        { name: "a", type: "int" },
        { name: "a", type: "int" },
      ]),
    ],
    ["a name with a dash", { type: "fixed", name: "a-b", size: 1 }],
    ["a type named after a primitive", { type: "fixed", name: "int", size: 1 }],
    ["a type twice", ["null", { type: "fixed", name: "A", size: 1 }, { type: "array", items: { type: "fixed", name: "A", size: 2 } }]],
    ["a union in a union", ["null", ["int"]]],
    ["a union with a type twice", ["int", { type: "int", logicalType: "date" }]],
    ["an enum with a symbol twice", { type: "enum", name: "E", symbols: ["A", "A"] }],
    ["an enum whose default is no symbol", { type: "enum", name: "E", symbols: ["A"], default: "B" }],
    ["a default of another type", record([{ name: "a", type: "int", default: "1" }])],
    ["a default that is too large", record([{ name: "a", type: "int", default: 2_147_483_648 }])],
    ["a record default without a field", record([{ name: "a", type: record([{ name: "x", type: "int" }], { name: "S" }), default: {} }])],
    ["an unknown order", record([{ name: "a", type: "int", order: "up" }])],
    ["a fixed without a size", { type: "fixed", name: "F" }],
    ["an array of nothing", { type: "array" }],
    ["nesting without an end", `${'{"type":"array","items":'.repeat(201)}"int"${"}".repeat(201)}`],
  ])("is refused when it is %s", (_what, schema) => {
    expect(() => parse(schema)).toThrow(expect.objectContaining({ code: "registry.schema-invalid" }));
  });
});

describe("data of one Avro schema, read with another", () => {
  const a = { name: "a", type: "int" };
  const kinds = (reader: string | object, writer: string | object): string[] =>
    parse(reader)
      .incompatibilities(parse(writer))
      .map(({ kind, path }) => `${kind} ${path}`);

  it.each<[string, object | string, object | string, string[]]>([
    ["an int is a double", '"double"', '"int"', []],
    ["a double is no int", '"int"', '"double"', ["TYPE_MISMATCH "]],
    ["bytes are a string", '"string"', '"bytes"', []],
    ["a new field has a default", record([a, { name: "b", type: "int", default: 0 }]), record([a]), []],
    ["a new field has none", record([a, { name: "b", type: "int" }]), record([a]), ["READER_FIELD_MISSING_DEFAULT_VALUE /fields/1"]],
    ["a field is gone", record([]), record([a]), []],
    ["a field has an alias", record([{ name: "z", aliases: ["a"], type: "long" }]), record([a]), []],
    ["names match without their namespace", record([a], { namespace: "x" }), record([a], { namespace: "y" }), []],
    ["a record was renamed", record([a], { name: "S" }), record([a]), ["NAME_MISMATCH /name"]],
    ["a renamed record says its old name", record([a], { name: "S", aliases: ["R"] }), record([a]), []],
    ["a union grew", ["null", "int"], '"int"', []],
    ["a union shrank", '"int"', ["null", "int"], ["TYPE_MISMATCH /0"]],
    ["a union lost a branch", ["null", "int"], ["null", "string"], ["MISSING_UNION_BRANCH /1"]],
    [
      "an enum lost a symbol",
      { type: "enum", name: "E", symbols: ["A"] },
      { type: "enum", name: "E", symbols: ["A", "B"] },
      ["MISSING_ENUM_SYMBOLS /symbols"],
    ],
    ["and has a default", { type: "enum", name: "E", symbols: ["A"], default: "A" }, { type: "enum", name: "E", symbols: ["A", "B"] }, []],
    [
      "a fixed changed its size",
      { type: "fixed", name: "F", size: 1 },
      { type: "fixed", name: "F", size: 2 },
      ["FIXED_SIZE_MISMATCH /size"],
    ],
    ["items are promoted", { type: "array", items: "long" }, { type: "array", items: "int" }, []],
    ["values are not", { type: "map", values: "int" }, { type: "map", values: "long" }, ["TYPE_MISMATCH /values"]],
    [
      "two fields of the writer are meant",
      record([{ name: "z", aliases: ["a", "b"], type: "int" }]),
      record([a, { name: "b", type: "int" }]),
      ["READER_FIELD_AMBIGUOUS /fields/0"],
    ],
  ])("%s", (_what, reader, writer, expected) => expect(kinds(reader, writer)).toEqual(expected));

  it("ends where a type holds itself", () => {
    const list = (type: string): object =>
      record([
        { name: "value", type },
        { name: "next", type: ["null", "R"], default: null },
      ]);
    expect(kinds(list("long"), list("int"))).toEqual([]);
    expect(kinds(list("int"), list("long"))).toContain("TYPE_MISMATCH /fields/0/type");
  });
});
