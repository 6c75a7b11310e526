import { describe, expect, it } from "vitest";
import { parseWhere } from "./where.ts";

const value = JSON.stringify({ country: "US", watch: { bitrate: 3000, hd: true }, none: null, list: [1, 2], "it's": 1 });
const fits = (text: string, record = { key: "k1" as string | null, value: value as string | null }): boolean => parseWhere(text)!(record);

describe("a filter of records", () => {
  it("compares fields of the value with literals", () => {
    for (const text of [
      'country = "US"',
      "country = 'US'",
      'country != "GB"',
      "watch.bitrate >= 3000",
      "watch.bitrate < 3e3 and country = 'US'",
      "watch.hd = true",
      "none = null",
      'country ~ "U"',
      "list ~ 2",
      "$ ~ 'bitrate'",
      'key = "k1" AND watch.bitrate exists',
      " country='US'and watch.bitrate>2999 ",
    ])
      expect(fits(text), text).toBe(!text.includes("< 3e3"));
  });

  it("is not met by a field that is missing, of another type, or in no JSON", () => {
    for (const text of [
      'city = "X"',
      'city != "X"',
      "country > 5",
      'watch.bitrate > "1"',
      "country.length = 2",
      "watch = 1",
      "city exists",
      "__proto__ exists",
    ])
      expect(fits(text), text).toBe(false);
    for (const record of [
      { key: null, value: null },
      { key: null, value: "not JSON" },
    ])
      expect(fits("country != 'GB'", record)).toBe(false);
  });

  it("says where it stops being understood (platform.filter-unreadable)", () => {
    for (const [text, column] of [
      ["country", 8],
      ["country =", 10],
      ['country = "US', 11],
      ["country = US", 11],
      ['country = "US" or x = 1', 16],
      ['= "US"', 1],
      ["country = 'US' and ", 20],
      [Array.from({ length: 21 }, () => "a=1").join(" and "), 157],
    ] as const) {
      expect(() => parseWhere(text), text).toThrow(
        expect.objectContaining({ code: "platform.filter-unreadable", message: expect.stringContaining(`character ${column}`) }),
      );
    }
    expect(parseWhere("  ")).toBeUndefined();
  });
});
