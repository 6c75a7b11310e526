import { describe, expect, it } from "vitest";
import { parseType } from "../index.ts";
import { arithmeticType, averageType, roundType, sumType } from "./arithmetic.ts";
import { commonType } from "./common-type.ts";
import { formatType } from "./format-type.ts";
import { formatDouble, formatValue } from "./format-value.ts";
import { civilFromDays, daysFromCivil, parseDate, parseTimestamp } from "./parse-datetime.ts";

describe("types", () => {
  it("are written as they are read", () => {
    for (const text of [
      "INT",
      "DECIMAL(10, 2) NOT NULL",
      "STRING",
      "VARCHAR(5)",
      "BYTES",
      "TIMESTAMP_LTZ(3)",
      "TIME(0)",
      "CHAR(1)",
      "MAP<STRING, INT>",
      "ROW<`a` INT, `b` ARRAY<STRING NOT NULL>>",
    ]) {
      expect(formatType(parseType(text))).toBe(text);
    }
    expect(formatType(parseType("timestamp with local time zone"))).toBe("TIMESTAMP_LTZ(6)");
    expect(formatType(parseType("varchar"))).toBe("STRING");
  });

  it("of DECIMAL arithmetic are Flink's", () => {
    const of = (operator: "plus" | "times" | "divide" | "mod", left: string, right: string) =>
      formatType(arithmeticType(operator, parseType(left), parseType(right))!);
    expect(of("plus", "DECIMAL(19, 0)", "INT")).toBe("DECIMAL(20, 0)");
    expect(of("divide", "DECIMAL(19, 0)", "DECIMAL(19, 0)")).toBe("DECIMAL(38, 19)");
    expect(of("times", "DECIMAL(30, 10)", "DECIMAL(30, 10)")).toBe("DECIMAL(38, 6)");
    expect(of("mod", "BIGINT", "INT")).toBe("INT");
    expect(of("divide", "INT", "INT")).toBe("INT");
    expect(of("plus", "DECIMAL(5, 2)", "DOUBLE")).toBe("DOUBLE");
    expect(formatType(sumType(parseType("DECIMAL(5, 2)")))).toBe("DECIMAL(38, 2)");
    expect(formatType(averageType(parseType("DECIMAL(5, 2)")))).toBe("DECIMAL(38, 6)");
    expect(formatType(roundType(parseType("DECIMAL(6, 3)"), 2))).toBe("DECIMAL(6, 2)");
  });

  it("have the common types of Flink", () => {
    const of = (...types: string[]) => {
      const common = commonType(types.map(parseType));
      return common === undefined ? undefined : formatType(common);
    };
    expect(of("DECIMAL(5, 2)", "INT")).toBe("DECIMAL(12, 2)");
    expect(of("CHAR(1)", "CHAR(3) NOT NULL")).toBe("VARCHAR(3)");
    expect(of("TIMESTAMP(3)", "TIMESTAMP_LTZ(6)")).toBe("TIMESTAMP_LTZ(6)");
    expect(of("INT", "STRING")).toBeUndefined();
  });
});

describe("values", () => {
  it("are written as Flink's CAST to STRING writes them", () => {
    const text = (value: Parameters<typeof formatValue>[0], type: string, zone?: string) => formatValue(value, parseType(type), zone);
    expect(text(true, "BOOLEAN")).toBe("TRUE");
    expect(text(-110n, "DECIMAL(5, 2)")).toBe("-1.10");
    expect(text(5n, "DECIMAL(5, 3)")).toBe("0.005");
    expect(text({ ms: 0, nanos: 0 }, "TIMESTAMP(3)")).toBe("1970-01-01 00:00:00.000");
    expect(text({ ms: -1, nanos: 5 }, "TIMESTAMP(9)")).toBe("1969-12-31 23:59:59.999000005");
    expect(text({ ms: 1_720_000_000_000, nanos: 0 }, "TIMESTAMP_LTZ(0)", "Europe/Vienna")).toBe("2024-07-03 11:46:40");
    expect(text(null, "INT")).toBe("NULL");
    expect(text(93_784_500, "INTERVAL DAY TO SECOND")).toBe("+1 02:03:04.500");
    expect(text(-14, "INTERVAL YEAR TO MONTH")).toBe("-1-02");
    expect(text([1, null], "ARRAY<INT>")).toBe("[1, NULL]");
  });

  it("of DOUBLE are as Java writes them", () => {
    expect([1, 1e7, 1.5e-4, 0.001, -0, 123_456.789, 1e22, Number.NaN].map((value) => formatDouble(value, false))).toEqual([
      "1.0",
      "1.0E7",
      "1.5E-4",
      "0.001",
      "-0.0",
      "123456.789",
      "1.0E22",
      "NaN",
    ]);
    expect(formatDouble(Math.fround(0.1), true)).toBe("0.1");
  });

  it("of dates count from the epoch both ways", () => {
    for (const days of [-719_528, -1, 0, 59, 11_016, 18_321, 2_932_896]) expect(daysFromCivil(...civilFromDays(days))).toBe(days);
    expect(parseDate("2021-02-29")).toBeNull();
    expect(parseTimestamp("2020-02-29 01:02:03.123456789")).toEqual({ ms: 1_582_938_123_123, nanos: 456_789 });
  });
});
