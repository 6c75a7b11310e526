import { describe, expect, it } from "vitest";
import type { SqlType } from "@millrace/sql";
import { decimal, types } from "../calc/testing.ts";
import { scanAll } from "./testing.ts";

const { bool, tinyint, int, bigint, float, double, text, bytes, date, time, timestamp, timestamp9, ltz } = types;
const one = (type: SqlType, ...records: string[]): unknown[] =>
  scanAll(
    { columns: { f: type } },
    records.map((value) => `{"f":${value}}`),
  ).values.map(([value]) => value);
const reasons = (type: SqlType, ...records: string[]): string[] =>
  scanAll(
    { columns: { f: type } },
    records.map((value) => `{"f":${value}}`),
  ).reasons;
const at = (instant: string, nanos = 0): { ms: number; nanos: number } => ({ ms: Date.parse(instant), nanos });

describe("JSON numbers", () => {
  it("are exact as BIGINT and DECIMAL", () => {
    expect(one(bigint, "9007199254740993", "-9223372036854775808", "1", '" 42 "', "1.9", "-0")).toEqual([
      9007199254740993n,
      -9223372036854775808n,
      1n,
      42n,
      1n,
      0n,
    ]);
    expect(one(decimal(38, 10), "1234567890123456789012345678.0123456789", "1e3", '"0.5"', "0.00000000005")).toEqual([
      12345678901234567890123456780123456789n,
      10_000_000_000_000n,
      5_000_000_000n,
      1n,
    ]);
    expect(one(decimal(4, 2), "99.999", "123.4", "12.345")).toEqual([null, null, 1235n]);
  });
  it("become whole numbers, doubles, text and truth values as in Flink", () => {
    expect(one(int, "2147483647", "-7", '"12"', "3.99", "1e2")).toEqual([2_147_483_647, -7, 12, 3, 100]);
    expect(one(double, "1.5", "-2E3", '"0.25"', "10")).toEqual([1.5, -2000, 0.25, 10]);
    expect(one(float, "0.1")).toEqual([Math.fround(0.1)]);
    expect(one(text, "1.10", "true", "0", '{ "a" : [1, 2.50, "x\\u00e9"] }', "[ ]")).toEqual([
      "1.10",
      "true",
      "0",
      '{"a":[1,2.50,"xé"]}',
      "[]",
    ]);
    expect(one(bool, "true", "false", '"TRUE"', '"no"', "1")).toEqual([true, false, true, false, false]);
  });
  it("of the wrong type make the record bad, with field and position", () => {
    expect(reasons(int, "2147483648", '"x"', "true", "{}", '""')).toEqual([
      'field "f": 2147483648 at byte 5 is not a value of INTEGER',
      'field "f": "x" at byte 5 is not a value of INTEGER',
      'field "f": true at byte 5 is not a value of INTEGER',
      'field "f": {} at byte 5 is not a value of INTEGER',
      'field "f": "" at byte 5 is not a value of INTEGER',
    ]);
    expect(reasons(tinyint, "128", "1.0")).toHaveLength(2);
    expect(reasons(bigint, "9223372036854775808")).toHaveLength(1);
  });
});

describe("JSON times", () => {
  it("are read in the SQL and the ISO-8601 form", () => {
    expect(
      one(ltz, '"2015-09-12T00:46:58.771Z"', '"2014-01-01T08:04Z"', '"2024-02-29 10:00:00Z"', '"2024-01-01T00:00:00.5+02:00"'),
    ).toEqual([at("2015-09-12T00:46:58.771Z"), at("2014-01-01T08:04:00Z"), at("2024-02-29T10:00:00Z"), at("2023-12-31T22:00:00.5Z")]);
    expect(one(timestamp, '"2024-02-29 10:00:00"', '"2024-02-29T10:00:00.25"')).toEqual([
      at("2024-02-29T10:00:00Z"),
      at("2024-02-29T10:00:00.25Z"),
    ]);
    expect(one(timestamp9, '"2024-02-29 10:00:00"', '"2024-02-29 10:00:00.123456789"', '"2024-02-29 10:00:01"')).toEqual([
      at("2024-02-29T10:00:00Z"),
      at("2024-02-29T10:00:00.123Z", 456_789),
      at("2024-02-29T10:00:01Z"),
    ]);
    expect(one(date, '"1969-12-31"')).toEqual([-1]);
    expect(one(time, '"10:00:00.25"')).toEqual([36_000_250]);
  });
  it("that are none make the record bad", () => {
    expect(
      reasons(ltz, '"2024-02-30T00:00:00Z"', '"2024-01-01T00:00:00"', '"2024-01-01T24:00:00Z"', "1700000000", '"2024-13-01T00:00Z"'),
    ).toHaveLength(5);
    expect(reasons(timestamp, '"2024-01-01T00:00:00+01:00"', '"yesterday"')).toHaveLength(2);
  });
});

describe("JSON strings", () => {
  it("lose their escapes, surrogate pairs among them", () => {
    expect(one(text, '"a\\"b\\\\c\\/\\b\\f\\n\\r\\t"', '"\\u00e9\\u20ac\\ud83d\\ude00"', '"\\ud83dx"', '"plain"', '""')).toEqual([
      'a"b\\c/\b\f\n\r\t',
      "é€😀",
      "\ufffdx",
      "plain",
      "",
    ]);
  });
  it("that break JSON make the record bad", () => {
    expect(reasons(text, '"a\nb"', '"\\x"', '"\\u12g4"', '"open')).toEqual([
      "a control character in a string at byte 7",
      "an unknown escape in a string at byte 6",
      "an escape without four hexadecimal digits at byte 6",
      "the value ends within a string at byte 11",
    ]);
  });
  it("hold base64 where the column is BYTES", () => {
    expect(one(bytes, '"AQID"')).toEqual([Uint8Array.of(1, 2, 3)]);
    expect(reasons(bytes, '"A!"', "1")).toHaveLength(2);
  });
  it("must be UTF-8, also where they are not needed", () => {
    const broken = Uint8Array.of(...new TextEncoder().encode('{"f":"a","g":"'), 0xc3, 0x28, ...new TextEncoder().encode('"}'));
    const { values, bad } = scanAll({ columns: { f: text } }, ['{"f":"a","g":"é"}', broken, '{"f":"é"}']);
    expect(values).toEqual([["a"], ["é"]]);
    expect(bad).toMatchObject([{ code: "engine.record-malformed", reason: "invalid UTF-8", partition: 3, offset: 1 }]);
  });
});

describe("JSON objects", () => {
  const columns = { a: int, b: text };
  it("may miss fields, have them in any order, twice, and with escaped names", () => {
    const { values } = scanAll({ columns }, [
      '{"a":1,"b":"x"}',
      '{"b":"y","a":2}',
      "{}",
      '{"a":3,"a":4}',
      ' { "\\u0062" : "z" , "c" : [ { } ] } ',
      '{"b":null}',
    ]);
    expect(values).toEqual([
      [1, "x"],
      [2, "y"],
      [null, null],
      [4, null],
      [null, "z"],
      [null, null],
    ]);
  });
  it("that are none are bad records", () => {
    const { reasons, values } = scanAll({ columns }, [
      "",
      "null",
      "[]",
      '{"a":1',
      '{"a":1}x',
      '{"a" 1}',
      '{"a":1,}',
      "{a:1}",
      '{"a":01}',
      '{"a":+1}',
      '{"c":tru}',
      '{"a":1}',
    ]);
    expect(values).toEqual([[1, null]]);
    expect(reasons).toHaveLength(11);
    expect(reasons.every((reason) => / at byte \d+$/.test(reason))).toBe(true);
  });
  it("are no deeper than 64", () => {
    const nest = (depth: number): string => `{"c":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(scanAll({ columns }, [nest(60), nest(100_000)]).reasons).toEqual(["nesting deeper than 64 at byte 69"]);
  });
  it("fail for a missing field where the table says so: engine.field-missing", () => {
    const options = { "json.fail-on-missing-field": "true" };
    const { values, bad } = scanAll({ columns, options }, ['{"a":1,"b":null}', '{"a":1}', '{"a":2}']);
    expect(values).toEqual([[1, null]]);
    expect(bad.map(({ code, reason }) => [code, reason])).toEqual(
      Array.from({ length: 2 }, () => ["engine.field-missing", 'field "b" is missing']),
    );
  });
  it("become nulls or nothing where the table ignores parse errors", () => {
    const options = { "json.ignore-parse-errors": "true" };
    const { values, bad } = scanAll({ columns, options }, ['{"a":"x","b":"y"}', '{"a":', '{"a":5}']);
    expect(values).toEqual([
      [null, "y"],
      [5, null],
    ]);
    expect(bad).toEqual([]);
  });
  it("hold arrays, maps and rows", () => {
    const array: SqlType = { kind: "ARRAY", element: bigint, nullable: true };
    const map: SqlType = { kind: "MAP", key: text, value: int, nullable: true };
    const row: SqlType = {
      kind: "ROW",
      fields: [
        { name: "x", type: decimal(5, 2) },
        { name: "y", type: ltz },
      ],
      nullable: true,
    };
    expect(
      scanAll({ columns: { array, map, row } }, [
        '{"array":[1,null,9007199254740993],"map":{"k":2},"row":{"x":1.5,"y":"2024-01-01T00:00Z"}}',
        '{"array":["x"]}',
      ]).values,
    ).toEqual([[[1n, null, 9007199254740993n], [["k", 2]], [150n, at("2024-01-01T00:00:00Z")]]]);
  });
});
