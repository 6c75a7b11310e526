// Long because every operator and function of the engine stands here, with answers written by hand.
import { describe, expect, it } from "vitest";
import type { Expression, SqlType, Value } from "@millrace/sql";
import { call, cast, column, compute, computeByColumns, decimal, literal, types } from "./testing.ts";

const { bool, tinyint, int, bigint, float, double, text, date, timestamp, timestamp9, ltz, interval, months } = types;
const number = (value: number): readonly [SqlType, Value] => [int, value];
const big = (value: bigint): readonly [SqlType, Value] => [bigint, value];
const string = (value: string | null): readonly [SqlType, Value] => [text, value];
const at = (instant: string): { ms: number; nanos: number } => ({ ms: Date.parse(instant), nanos: 0 });

describe("logic", () => {
  const values = [true, false, null];
  const and = (a: boolean | null, b: boolean | null) => (a === false || b === false ? false : a === null || b === null ? null : true);
  it("has three values", () => {
    for (const a of values) {
      for (const b of values) {
        expect(
          computeByColumns("and", bool, [
            [bool, a],
            [bool, b],
          ]),
          `${a} AND ${b}`,
        ).toBe(and(a, b));
        const or = and(a === null ? null : !a, b === null ? null : !b);
        expect(
          computeByColumns("or", bool, [
            [bool, a],
            [bool, b],
          ]),
          `${a} OR ${b}`,
        ).toBe(or === null ? null : !or);
        expect(
          computeByColumns("is_distinct_from", bool, [
            [bool, a],
            [bool, b],
          ]),
        ).toBe(a !== b);
      }
      expect(computeByColumns("not", bool, [[bool, a]])).toBe(a === null ? null : !a);
      expect(computeByColumns("is_true", bool, [[bool, a]])).toBe(a === true);
      expect(computeByColumns("is_not_false", bool, [[bool, a]])).toBe(a !== false);
      expect(computeByColumns("is_null", bool, [[bool, a]])).toBe(a === null);
    }
  });
  it("does not evaluate what cannot matter", () => {
    const quotient = call("divide", int, literal(int, 1), column(0, int));
    const guarded = call("and", bool, call("ne", bool, column(0, int), literal(int, 0)), call("gt", bool, quotient, literal(int, 0)));
    expect(compute(guarded, [number(0)])).toBe(false);
    expect(compute(guarded, [number(1)])).toBe(true);
  });
  it("finds a value in a list, and is unknown when a null stands there", () => {
    const within = (value: number | null, ...list: (number | null)[]): Expression =>
      call("in", bool, column(0, int), ...list.map((one) => literal(int, one)), literal(int, value));
    expect(compute(call("in", bool, column(0, int), literal(int, 1), literal(int, null)), [number(1)])).toBe(true);
    expect(compute(call("in", bool, column(0, int), literal(int, 2), literal(int, null)), [number(1)])).toBe(null);
    expect(compute(call("in", bool, column(0, int), literal(int, 2)), [number(1)])).toBe(false);
    expect(compute(within(null, 5), [[int, null]])).toBe(null);
  });
});

describe("integers", () => {
  it("wrap at the width of their type", () => {
    expect(computeByColumns("plus", int, [number(2_147_483_647), number(1)])).toBe(-2_147_483_648);
    expect(computeByColumns("times", int, [number(65_536), number(65_537)])).toBe(65_536);
    expect(
      computeByColumns("plus", tinyint, [
        [tinyint, 127],
        [tinyint, 1],
      ]),
    ).toBe(-128);
    expect(computeByColumns("negate", int, [number(-2_147_483_648)])).toBe(-2_147_483_648);
    expect(computeByColumns("plus", bigint, [big(9223372036854775807n), big(1n)])).toBe(-9223372036854775808n);
    expect(computeByColumns("times", bigint, [big(3037000500n), big(3037000500n)])).toBe(-9223372036709301616n);
  });
  it("are exact beyond 2^53", () => {
    expect(computeByColumns("plus", bigint, [big(9007199254740991n), big(2n)])).toBe(9007199254740993n);
    expect(computeByColumns("minus", bigint, [big(9007199254740993n), big(1n)])).toBe(9007199254740992n);
    expect(computeByColumns("divide", bigint, [big(9223372036854775807n), big(-2n)])).toBe(-4611686018427387903n);
    expect(computeByColumns("mod", bigint, [big(-9223372036854775807n), big(10n)])).toBe(-7n);
    expect(computeByColumns("gt", bool, [big(9007199254740993n), big(9007199254740992n)])).toBe(true);
    expect(computeByColumns("eq", bool, [big(9007199254740993n), big(9007199254740993n)])).toBe(true);
  });
  it("truncate toward zero and never give -0", () => {
    expect(computeByColumns("divide", int, [number(-7), number(2)])).toBe(-3);
    expect(Object.is(computeByColumns("divide", bigint, [big(-1n), big(2n)]), 0n)).toBe(true);
    expect(computeByColumns("mod", int, [number(-7), number(2)])).toBe(-1);
  });
  it("fail the row when divided by zero: engine.division-by-zero", () => {
    for (const name of ["divide", "mod"]) {
      expect(() => computeByColumns(name, int, [number(1), number(0)])).toThrow(
        expect.objectContaining({ code: "engine.division-by-zero" }),
      );
      expect(() => computeByColumns(name, bigint, [big(1n), big(0n)])).toThrow("division by zero");
    }
    expect(
      computeByColumns("divide", double, [
        [double, 1],
        [double, 0],
      ]),
    ).toBe(Infinity);
  });
});

describe("decimals", () => {
  const [d, money] = [decimal(38, 18), decimal(10, 2)];
  it("are exact to 38 digits", () => {
    const a = 12345678901234567890123456789012345678n;
    expect(
      computeByColumns("plus", decimal(38, 0), [
        [decimal(38, 0), a],
        [decimal(38, 0), 1n],
      ]),
    ).toBe(a + 1n);
    expect(
      computeByColumns("times", decimal(38, 4), [
        [money, 123_456n],
        [money, -789n],
      ]),
    ).toBe(-97_406_784n);
  });
  it("round half up and are null when they do not fit", () => {
    expect(compute(cast(column(0, d), decimal(10, 2)), [[d, 1_005_000_000_000_000_000n]])).toBe(101n);
    expect(compute(cast(column(0, d), decimal(10, 2)), [[d, -1_005_000_000_000_000_000n]])).toBe(-101n);
    expect(compute(cast(column(0, money), decimal(3, 2)), [[money, 1000n]])).toBe(null);
    expect(
      computeByColumns("divide", decimal(21, 11), [
        [decimal(10, 0), 2n],
        [decimal(10, 0), 3n],
      ]),
    ).toBe(66666666667n);
  });
  it("compare at different scales", () => {
    expect(
      computeByColumns("eq", bool, [
        [decimal(5, 1), 15n],
        [decimal(5, 3), 1500n],
      ]),
    ).toBe(true);
    expect(
      computeByColumns("lt", bool, [
        [decimal(5, 1), 14n],
        [decimal(5, 3), 1500n],
      ]),
    ).toBe(true);
  });
  it("round, truncate, floor and ceil", () => {
    const value: readonly [SqlType, Value] = [decimal(5, 3), -1555n];
    expect(computeByColumns("round", decimal(5, 2), [value, number(2)])).toBe(-156n);
    expect(computeByColumns("truncate", decimal(4, 2), [value, number(2)])).toBe(-155n);
    expect(computeByColumns("floor", decimal(3, 0), [value])).toBe(-2n);
    expect(computeByColumns("ceil", decimal(3, 0), [value])).toBe(-1n);
  });
});

describe("casts", () => {
  const toText = (type: SqlType, value: Value, zone = "UTC"): Value => compute(cast(column(0, type), text), [[type, value]], zone);
  it("print as Flink does", () => {
    expect(toText(bool, true)).toBe("TRUE");
    expect(toText(double, 1e10)).toBe("1.0E10");
    expect(toText(double, 0.001)).toBe("0.001");
    expect(toText(double, 1e-4)).toBe("1.0E-4");
    expect(toText(double, 1234567.5)).toBe("1234567.5");
    expect(toText(double, 100)).toBe("100.0");
    expect(toText(float, Math.fround(-123.456))).toBe("-123.456");
    expect(toText(decimal(5, 2), -5n)).toBe("-0.05");
    expect(toText(bigint, 9223372036854775807n)).toBe("9223372036854775807");
    expect(toText(date, 19_000)).toBe("2022-01-08");
    expect(toText(timestamp9, { ms: 1, nanos: 234_567 })).toBe("1970-01-01 00:00:00.001234567");
    expect(toText(ltz, at("2024-07-01T10:00:00Z"), "Europe/Berlin")).toBe("2024-07-01 12:00:00.000");
    expect(toText(interval, -90_061_001)).toBe("-1 01:01:01.001");
    expect(toText(months, 14)).toBe("+1-02");
  });
  it("read what Flink reads, and fail the row else: engine.cast-failed", () => {
    const from = (value: string, type: SqlType, safe = false): Value => compute(cast(column(0, text), type, safe), [string(value)]);
    expect(from(" 123.9 ", int)).toBe(123);
    expect(from("9223372036854775807", bigint)).toBe(9223372036854775807n);
    expect(from("1.005", decimal(5, 2))).toBe(101n);
    expect(from("1e3", decimal(5, 0))).toBe(1000n);
    expect(from("yes", bool)).toBe(true);
    expect(from("1.5e3", double)).toBe(1500);
    expect(from("2024-2-29", date)).toBe(19_782);
    expect(from("2024-02-29 01:02:03.4567", timestamp)).toEqual({ ms: Date.parse("2024-02-29T01:02:03.456Z"), nanos: 0 });
    expect(from("2024-02-29 01:02:03.4567", timestamp9)).toEqual({ ms: Date.parse("2024-02-29T01:02:03.456Z"), nanos: 700_000 });
    for (const [value, type] of [
      ["abc", int],
      ["2147483648", int],
      ["2023-02-29", date],
      ["maybe", bool],
      ["", double],
      ["1,5", decimal(5, 2)],
      ["99999", decimal(3, 0)],
    ] as const) {
      expect(() => from(value, type), value).toThrow(expect.objectContaining({ code: "engine.cast-failed" }));
      expect(from(value, type, true)).toBe(null);
    }
  });
  it("of NaN or infinity to DECIMAL fail, of a number too large give null", () => {
    const from = (value: number, safe = false): Value => compute(cast(column(0, double), decimal(5, 2), safe), [[double, value]]);
    expect(() => from(Number.NaN)).toThrow(expect.objectContaining({ code: "engine.cast-failed" }));
    expect(() => from(-Infinity)).toThrow(expect.objectContaining({ code: "engine.cast-failed" }));
    expect(from(Number.NaN, true)).toBe(null);
    expect(from(1e9)).toBe(null);
  });
  it("narrow as Java does", () => {
    expect(compute(cast(column(0, int), tinyint), [number(300)])).toBe(44);
    expect(compute(cast(column(0, bigint), int), [big(4_294_967_297n)])).toBe(1);
    expect(compute(cast(column(0, double), int), [[double, 1e20]])).toBe(2_147_483_647);
    expect(compute(cast(column(0, double), bigint), [[double, -1e20]])).toBe(-9223372036854775808n);
    expect(compute(cast(column(0, double), bigint), [[double, Number.NaN]])).toBe(0n);
  });
  it("cut and pad characters", () => {
    const to = (type: SqlType, value: string): Value => compute(cast(column(0, text), type), [string(value)]);
    expect(to({ kind: "VARCHAR", length: 2, nullable: true }, "😀é!")).toBe("😀é");
    expect(to({ kind: "CHAR", length: 4, nullable: true }, "ab")).toBe("ab  ");
  });
  it("go through the session's time zone, over gaps and overlaps as Java", () => {
    const instant = (local: string): Value => compute(cast(column(0, timestamp), ltz), [[timestamp, at(`${local}Z`)]], "Europe/Berlin");
    expect(instant("2024-07-01T12:00:00")).toEqual(at("2024-07-01T10:00:00Z"));
    expect(instant("2024-03-31T02:30:00")).toEqual(at("2024-03-31T01:30:00Z"));
    expect(instant("2024-10-27T02:30:00")).toEqual(at("2024-10-27T00:30:00Z"));
    expect(compute(cast(column(0, ltz), timestamp), [[ltz, at("2024-07-01T10:00:00Z")]], "Asia/Shanghai")).toEqual(
      at("2024-07-01T18:00:00Z"),
    );
  });
});

describe("strings", () => {
  const run = (name: string, type: SqlType, ...values: (string | number | null)[]): Value =>
    computeByColumns(
      name,
      type,
      values.map((value) => (typeof value === "number" ? number(value) : string(value))),
    );
  it("count and cut by code point", () => {
    expect(run("char_length", int, "a😀é")).toBe(3);
    expect(run("octet_length", int, "a😀é")).toBe(7);
    expect(run("substring", text, "a😀bc", 2, 2)).toBe("😀b");
    expect(run("substring", text, "hello", -3)).toBe("llo");
    expect(run("substring", text, "hello", -9)).toBe("");
    expect(run("substring", text, "hello", 0, 2)).toBe("he");
    expect(run("substring", text, "hello", 2, -1)).toBe(null);
    expect(run("left", text, "a😀b", 2)).toBe("a😀");
    expect(run("right", text, "a😀b", 2)).toBe("😀b");
    expect(run("reverse", text, "a😀b")).toBe("b😀a");
  });
  it("search, replace and pad", () => {
    expect(run("position", int, "l", "hello")).toBe(3);
    expect(run("locate", int, "l", "hello", 4)).toBe(4);
    expect(run("instr", int, "😀x", "x")).toBe(2);
    expect(run("replace", text, "aXbX", "X", "--")).toBe("a--b--");
    expect(run("lpad", text, "hi", 5, "ab")).toBe("abahi");
    expect(run("rpad", text, "hello", 2, "?")).toBe("he");
    expect(run("split_index", text, "a,b,,c", ",", 2)).toBe("");
    expect(run("split_index", text, "a,b", ",", 5)).toBe(null);
    expect(run("trim", text, "BOTH", "xy", "xyaxy")).toBe("a");
    expect(run("initcap", text, "hELLO wORLD-1a")).toBe("Hello World-1a");
    expect(run("concat_ws", text, "-", "a", null, "b")).toBe("a-b");
    expect(run("concat", text, "a", null)).toBe(null);
    expect(run("repeat", text, "ab", 3)).toBe("ababab");
  });
  it("order by code point, not by UTF-16 unit", () => {
    expect(run("lt", bool, "\uffee", "😀")).toBe(true);
    expect(run("lt", bool, "a", "B")).toBe(false);
  });
  it("match LIKE", () => {
    const like = (value: string, pattern: string, ...escape: string[]): Value =>
      compute(call("like", bool, column(0, text), ...[pattern, ...escape].map((one) => literal(text, one))), [string(value)]);
    for (const [value, pattern, answer] of [
      ["abc", "a%", true],
      ["abc", "%c", true],
      ["abc", "%b%", true],
      ["abc", "a_c", true],
      ["a😀c", "a_c", true],
      ["abc", "abc", true],
      ["abc", "ab", false],
      ["a.c", "a.c", true],
      ["abc", "a.c", false],
      ["a\nc", "a%c", true],
      ["", "%", true],
      ["ab", "_", false],
    ] as const) {
      expect(like(value, pattern), `${value} LIKE ${pattern}`).toBe(answer);
      expect(run("like", bool, value, pattern)).toBe(answer);
    }
    expect(like("50%", "50!%", "!")).toBe(true);
    expect(like("500", "50!%", "!")).toBe(false);
    expect(() => like("x", "!x", "!")).toThrow(expect.objectContaining({ code: "engine.pattern-invalid" }));
  });
  it("use regular expressions of Java", () => {
    expect(run("regexp_replace", text, "foobar", "oo|ar", "")).toBe("fb");
    expect(run("regexp_replace", text, "a1b2", "([a-z])(\\d)", "$2$1")).toBe("$2$1$2$1");
    expect(run("regexp_replace", text, "x", "(", "y")).toBe(null);
    expect(run("regexp_extract", text, "foothebar", "foo(.*?)(bar)", 2)).toBe("bar");
    expect(run("regexp_extract", text, "foo", "bar", 0)).toBe(null);
    expect(run("regexp", bool, "hello", "^h.*o$")).toBe(true);
    expect(run("regexp", bool, "ÄB", "\\p{Lu}{2}")).toBe(true);
    expect(() => run("regexp", bool, "a", "a++b")).toThrow(expect.objectContaining({ code: "engine.pattern-invalid" }));
  });
  it("refuse results without bounds: engine.function-argument", () => {
    expect(() => run("repeat", text, "0123456789", 2_000_000_000)).toThrow(expect.objectContaining({ code: "engine.function-argument" }));
  });
});

describe("times", () => {
  const moment = at("2024-02-29T13:45:10.123Z");
  const part = (unit: string, zone = "UTC"): Value =>
    compute(call("extract", bigint, literal(text, unit), column(0, ltz)), [[ltz, moment]], zone);
  it("have parts in the session's zone", () => {
    expect(
      ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOY", "DOW", "ISODOW", "HOUR", "MINUTE", "SECOND", "MILLISECOND"].map((unit) =>
        part(unit),
      ),
    ).toEqual([2024n, 1n, 2n, 9n, 29n, 60n, 5n, 4n, 13n, 45n, 10n, 123n]);
    expect(part("HOUR", "Asia/Kolkata")).toBe(19n);
    expect(part("EPOCH", "Asia/Kolkata")).toBe(BigInt(Math.floor(moment.ms / 1000) + 19_800));
  });
  it("are cut to units", () => {
    const to = (name: string, unit: string): Value =>
      compute(call(name, timestamp, column(0, timestamp), literal(text, unit)), [[timestamp, moment]]);
    expect(to("floor_time", "HOUR")).toEqual(at("2024-02-29T13:00:00Z"));
    expect(to("floor_time", "WEEK")).toEqual(at("2024-02-25T00:00:00Z"));
    expect(to("floor_time", "QUARTER")).toEqual(at("2024-01-01T00:00:00Z"));
    expect(to("ceil_time", "MONTH")).toEqual(at("2024-03-01T00:00:00Z"));
  });
  it("move by intervals, on the calendar by months", () => {
    expect(
      computeByColumns("plus_interval", timestamp, [
        [timestamp, moment],
        [interval, 1500],
      ]),
    ).toEqual(at("2024-02-29T13:45:11.623Z"));
    expect(
      computeByColumns("minus_interval", timestamp, [
        [timestamp, moment],
        [months, 12],
      ]),
    ).toEqual(at("2023-02-28T13:45:10.123Z"));
    expect(
      computeByColumns("plus_interval", date, [
        [date, 19_782],
        [months, 1],
      ]),
    ).toBe(19_811);
    const difference = (unit: string, from: string, to: string): Value =>
      compute(call("timestampdiff", int, literal(text, unit), column(0, timestamp), column(1, timestamp)), [
        [timestamp, at(from)],
        [timestamp, at(to)],
      ]);
    expect(difference("MONTH", "2024-01-31T00:00:00Z", "2024-02-29T00:00:00Z")).toBe(0);
    expect(difference("DAY", "2024-01-02T00:00:00Z", "2024-01-01T01:00:00Z")).toBe(0);
    expect(difference("HOUR", "2024-01-02T00:00:00Z", "2024-01-01T01:00:00Z")).toBe(-23);
  });
  it("are written and read by Java's patterns", () => {
    const format = (pattern: string): Value =>
      compute(call("date_format", text, column(0, timestamp), literal(text, pattern)), [[timestamp, moment]]);
    expect(format("yyyy-MM-dd'T'HH:mm:ss.SSS")).toBe("2024-02-29T13:45:10.123");
    expect(format("EEE, d MMM yy h:mm a")).toBe("Thu, 29 Feb 24 1:45 PM");
    expect(() => format("QQQ")).toThrow("DATE_FORMAT");
    expect(computeByColumns("to_timestamp", timestamp, [string("20240229134510"), string("yyyyMMddHHmmss")])).toEqual(
      at("2024-02-29T13:45:10Z"),
    );
    expect(computeByColumns("to_timestamp", timestamp, [string("nonsense")])).toBe(null);
    expect(computeByColumns("to_timestamp_ltz", ltz, [big(1_700_000_000n), number(0)])).toEqual({ ms: 1_700_000_000_000, nanos: 0 });
    expect(computeByColumns("from_unixtime", text, [big(0n)], "Asia/Tokyo")).toBe("1970-01-01 09:00:00");
    expect(computeByColumns("unix_timestamp", bigint, [string("x")])).toBe(-9223372036854775808n);
    expect(computeByColumns("convert_tz", text, [string("1970-01-01 00:00:00"), string("UTC"), string("America/Los_Angeles")])).toBe(
      "1969-12-31 16:00:00",
    );
  });
});

// oxlint-disable unicorn/no-thenable -- a CASE has a "then"
describe("choices", () => {
  it("take the first value, and evaluate no further", () => {
    const failing = cast(column(1, text), int);
    expect(compute(call("coalesce", int, column(0, int), failing), [number(4), string("abc")])).toBe(4);
    expect(compute(call("coalesce", int, column(0, int), literal(int, 9)), [[int, null]])).toBe(9);
    const choice: Expression = {
      kind: "case",
      branches: [{ when: call("gt", bool, column(0, int), literal(int, 3)), then: literal(text, "big") }],
      otherwise: column(1, text),
      type: text,
    };
    expect(compute(choice, [number(4), string("small")])).toBe("big");
    expect(compute(choice, [[int, null], string("small")])).toBe("small");
  });
  it("know the greatest and the least", () => {
    expect(computeByColumns("greatest", int, [number(3), number(9), number(4)])).toBe(9);
    expect(computeByColumns("least", text, [string("b"), string("a")])).toBe("a");
    expect(computeByColumns("least", int, [number(3), [int, null]])).toBe(null);
  });
});

describe("what the engine does not have", () => {
  it("is refused when the plan is compiled: engine.function-unknown", () => {
    for (const name of ["no_such", "__proto__", "constructor", "toString"]) {
      expect(() => computeByColumns(name, int, [])).toThrow(expect.objectContaining({ code: "engine.function-unknown" }));
    }
  });
});
