import { describe, expect, it } from "vitest";
import { types } from "../calc/testing.ts";
import { scanAll } from "./testing.ts";

const { int, bigint, text, bytes, double, ltz } = types;
const csv = (options: Record<string, string>, columns: Record<string, (typeof types)[keyof typeof types]>, ...records: string[]) =>
  scanAll({ columns, format: "csv", options }, records);

describe("CSV records", () => {
  it("have fields by position, quoted or not", () => {
    const { values, bad } = csv({}, { n: int, s: text, x: double }, "1,plain,2.5", '2,"a,""b""\nc",1e3', " 3 ,é,0\r\n", ",,");
    expect(bad).toEqual([]);
    expect(values).toEqual([
      [1, "plain", 2.5],
      [2, 'a,"b"\nc', 1000],
      [3, "é", 0],
      [null, "", null],
    ]);
  });
  it("of flights are read", () => {
    const columns = { departed_at: ltz, scheduled_at: ltz, delay: int, carrier: text, distance: bigint };
    expect(csv({}, columns, '2014-01-01T08:04Z,"2014-01-01T08:00Z",-4,AS,').values).toEqual([
      [{ ms: Date.parse("2014-01-01T08:04Z"), nanos: 0 }, { ms: Date.parse("2014-01-01T08:00Z"), nanos: 0 }, -4, "AS", null],
    ]);
  });
  it("obey the options of Flink's format", () => {
    const options = {
      "csv.field-delimiter": "\\t",
      "csv.quote-character": "'",
      "csv.escape-character": "\\",
      "csv.null-literal": "n/a",
      "csv.allow-comments": "true",
    };
    expect(csv(options, { a: text, b: text }, "x\ty", "'it\\'s'\tn/a", "# no", "'n/a'\ta\\\tb").values).toEqual([
      ["x", "y"],
      ["it's", null],
      ["n/a", "a\tb"],
    ]);
    expect(csv({ "csv.disable-quote-character": "true" }, { a: text, b: text }, '"x,y"').values).toEqual([['"x', 'y"']]);
  });
  it("that do not fit are bad, with field and position", () => {
    const { reasons, bad } = csv({}, { n: int, s: text }, "1", "1,2,3", 'x,"y"', '1,"open', '1,"a"b');
    expect(reasons).toEqual([
      "1 fields where the table has 2",
      "3 fields where the table has 2",
      'field "n": "x" at byte 0 is not a value of INTEGER',
      "a quote that is not closed at byte 2",
      "text behind a closing quote at byte 5",
    ]);
    expect(bad.map(({ code }) => code)).toContain("engine.field-type");
    expect(scanAll({ columns: { s: text }, format: "csv" }, [Uint8Array.of(0xff)]).reasons).toEqual(["invalid UTF-8"]);
  });
  it("become nulls where the table ignores parse errors", () => {
    const { values, bad } = csv({ "csv.ignore-parse-errors": "true" }, { n: int, s: text }, "x,y", '1,"open', "2");
    expect([values, bad]).toEqual([
      [
        [null, "y"],
        [2, ""],
      ],
      [],
    ]);
  });
});

describe("raw records", () => {
  it("are one column", () => {
    const raw = (type: (typeof types)[keyof typeof types], value: Uint8Array | string, options = {}) =>
      scanAll({ columns: { v: type }, format: "raw", options }, [value]);
    expect(raw(text, "a line").values).toEqual([["a line"]]);
    expect(raw(bytes, Uint8Array.of(0xff, 0)).values).toEqual([[Uint8Array.of(0xff, 0)]]);
    expect(raw(bigint, Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 0)).values).toEqual([[256n]]);
    expect(raw(int, Uint8Array.of(1, 0, 0, 0), { "raw.endianness": "little-endian" }).values).toEqual([[1]]);
    expect(raw(int, "abc").reasons).toEqual(["3 bytes are not a value of INTEGER"]);
    expect(raw(text, Uint8Array.of(0xff)).reasons).toEqual(["invalid UTF-8"]);
  });
});
