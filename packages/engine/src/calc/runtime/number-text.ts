// Numbers to and from text as Java does it: `Double.toString`, `Long.parseLong`, `Double.parseDouble`.
import { narrow } from "./integer.ts";
import type { Int64 } from "./integer.ts";

function javaForm(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)!;
  const [, sign, first, rest = "", exponentText] = match;
  const exponent = Number(exponentText);
  const digits = first + rest;
  if (exponent >= -3 && exponent < 7) {
    if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
    const padded = digits.padEnd(exponent + 2, "0");
    return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1)}`;
  }
  return `${sign}${first}.${rest === "" ? "0" : rest}E${exponent}`;
}

function special(value: number): string | null {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "Infinity";
  if (value === -Infinity) return "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  return null;
}

export const doubleToText = (value: number): string => special(value) ?? javaForm(value.toExponential());

/** The fewest digits that give the same 32-bit float again. */
export function floatToText(value: number): string {
  const fixed = special(value);
  if (fixed !== null) return fixed;
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return javaForm(text.replace(/\.?0+e/, "e"));
  }
  return javaForm(value.toExponential(8).replace(/\.?0+e/, "e"));
}

/** Java's `trim`: every character up to the space. */
export function javaTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

const integerForm = /^[+-]?\d+(?:\.\d*)?$/;

/** As Flink casts a string to a whole number: digits, and a fraction that is cut off. Null when it is none or too big. */
export function parseInteger(text: string, bits: 8 | 16 | 32 | 64): Int64 | null {
  const trimmed = javaTrim(text);
  if (!integerForm.test(trimmed)) return null;
  const point = trimmed.indexOf(".");
  const whole = point < 0 ? trimmed : trimmed.slice(0, point);
  if (whole === "" || whole === "-" || whole === "+") return null;
  if (whole.length > 40) return parseLong(whole, bits);
  return within(BigInt(whole.replace(/^\+/, "")), bits);
}

function parseLong(whole: string, bits: number): Int64 | null {
  const negative = whole.startsWith("-");
  const digits = whole.replace(/^[+-]?0*/, "");
  if (digits.length > 20) return null;
  return within(negative ? -BigInt(digits || "0") : BigInt(digits || "0"), bits);
}

function within(value: bigint, bits: number): Int64 | null {
  return BigInt.asIntN(bits, value) === value ? narrow(value) : null;
}

const doubleForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/;

/** Null when it is no number. */
export function parseDouble(text: string): number | null {
  const trimmed = javaTrim(text);
  if (doubleForm.test(trimmed)) return Number(trimmed.replace(/[dDfF]$/, ""));
  const match = /^([+-]?)(NaN|Infinity)$/.exec(trimmed);
  if (match === null) return null;
  if (match[2] === "NaN") return Number.NaN;
  return match[1] === "-" ? -Infinity : Infinity;
}

/** Null when it is no truth value. */
export function parseBoolean(text: string): boolean | null {
  switch (javaTrim(text).toLowerCase()) {
    case "t":
    case "true":
    case "y":
    case "yes":
    case "1":
      return true;
    case "f":
    case "false":
    case "n":
    case "no":
    case "0":
      return false;
    default:
      return null;
  }
}
