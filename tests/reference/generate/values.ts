// Random values of a type, as the text that stands in a record: few different ones for keys, edge cases for the rest.
import type { Choices } from "./choices.ts";
import type { GeneratedColumn } from "./tables.ts";

/** 2024-03-10T00:00:00Z: a day on which a clock in Los Angeles jumps. */
export const baseMs = 1_710_028_800_000;

const strings = [
  "",
  "a",
  "b",
  "A",
  "abc",
  "Ab c",
  "  pad ",
  "äöü",
  "ß",
  "日本語",
  "😀",
  "a😀b",
  "x,y",
  'say "hi"',
  "back\\slash",
  "line\nbreak",
  "tab\there",
  "%_",
  "a_c",
  "null",
  "TRUE",
  "12",
  "-3.5",
  "2024-03-10",
  "\u0001",
  "é",
];
const integers = [0, 1, -1, 2, 3, 7, 10, 42, 100, 127, -128];
const bigs = [
  "0",
  "1",
  "-1",
  "5",
  "1000",
  "9007199254740991",
  "9007199254740993",
  "-9007199254740993",
  "9223372036854775807",
  "-9223372036854775808",
  "4611686018427387904",
];
/** Sums of these are exact in any order, in 32 bits too. */
const dyadic = ["0", "0.5", "-0.25", "1.75", "2", "-8", "16.125", "3", "100.5", "1e2"];

/** Text of a value, not quoted; null for NULL. */
export function valueText(choices: Choices, column: GeneratedColumn, iso: boolean): string | null {
  if (choices.chance(column.key ? 0.08 : 0.12)) return null;
  switch (column.family) {
    case "boolean":
      return choices.pick(["false", "true"]);
    case "integer":
      return String(
        column.key
          ? choices.below(4)
          : column.type === "INT" && choices.chance(0.1)
            ? choices.pick([2_147_483_647, -2_147_483_648, 123_456])
            : choices.pick(integers),
      );
    case "bigint":
      return column.key ? String(choices.below(4)) : choices.chance(0.4) ? choices.pick(bigs) : String(choices.between(0, 200) - 100);
    case "decimal":
      return decimalValue(choices, column);
    case "double":
      return column.key ? choices.pick(["0.5", "1", "2.5"]) : choices.pick(dyadic);
    case "string":
      return column.key ? choices.pick(["a", "b", "ü", "A"]) : choices.pick(strings);
    case "date":
      return choices.pick(["2024-03-10", "1970-01-01", "1969-12-31", "2024-02-29", "2000-12-31"]);
    case "time":
      return choices.pick(["00:00:00", "12:34:56", "23:59:59"]);
    case "timestamp":
    case "ltz":
      return timeText(baseMs + choices.below(400_000) - 100_000, column, iso);
    case "bytes":
      return choices.pick(["", "AAEC", "/w=="]);
  }
}

function decimalValue(choices: Choices, column: GeneratedColumn): string {
  const [precision, scale] = /\((\d+), (\d+)\)/.exec(column.type)!.slice(1).map(Number) as [number, number];
  if (column.key) return choices.pick(["0", "1", "2"]);
  const whole = precision - scale;
  const digits = choices
    .weighted([
      [3, "1"],
      [2, "25"],
      [1, "9".repeat(whole)],
      [1, "5".repeat(Math.min(whole, 17))],
    ])
    .slice(0, Math.max(1, whole));
  const fraction =
    scale === 0 ? "" : choices.pick(["", `.${"5".repeat(Math.min(scale, 3))}`, `.${"0".repeat(scale - 1)}1`, `.${"9".repeat(scale)}`]);
  return `${choices.chance(0.3) ? "-" : ""}${digits}${fraction}`;
}

export function timeText(ms: number, column: GeneratedColumn, iso: boolean, nanos = ""): string {
  const text = new Date(ms).toISOString().replace("Z", "");
  const zoned = column.family === "ltz" ? "Z" : "";
  return `${iso ? text : text.replace("T", " ")}${nanos}${zoned}`;
}
