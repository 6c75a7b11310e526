import { describe, expect, it } from "vitest";
import { bytes, cell, count, duration, rate } from "./format.ts";

describe("figures as people read them", () => {
  it("counts exactly below ten thousand, and in three figures above", () => {
    expect([0, 9_999, 10_000, 123_456, 3_700_000, 2e9].map(count)).toEqual(["0", "9,999", "10.0 k", "123 k", "3.7 M", "2.0 B"]);
  });
  it("has a decimal only for slow rates", () => {
    expect([0, 0.4, 9.94, 17, 2_741].map(rate)).toEqual(["0/s", "0.4/s", "9.9/s", "17/s", "2,741/s"]);
  });
  it("has two units at most of bytes and times", () => {
    expect([0, 512, 1_536, 866 * 2 ** 20].map(bytes)).toEqual(["0 B", "512 B", "1.5 kB", "866 MB"]);
    expect([-5, 66, 1_500, 9_990, 59_999, 61_000, 3_600_000, 90_000_000].map(duration)).toEqual([
      "0 ms",
      "66 ms",
      "1.5 s",
      "9.9 s",
      "59 s",
      "1 m 1 s",
      "1 h 0 m",
      "1 d 1 h",
    ]);
  });
  it("shows NULL, text and nested values in a cell", () => {
    expect([null, "a", 1, "9223372036854775807", { a: [1] }].map(cell)).toEqual(["NULL", "a", "1", "9223372036854775807", '{"a":[1]}']);
  });
});
