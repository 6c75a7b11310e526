// Functions of strings. Positions count code points, so every function first makes a list of them.
import type { Value } from "@millrace/sql";
import { codePoints } from "../row.ts";
import { strict, type ScalarFunction } from "./function.ts";

const points = (value: Value | undefined): string[] => codePoints(value as string);
const number = (value: Value | undefined): number => Number(value);

/** Where `needle` first stands in `text` at or after an index, both counted in code points from 0; -1 when nowhere. */
function indexOf(text: readonly string[], needle: readonly string[], from = 0): number {
  for (let at = from; at + needle.length <= text.length; at++) {
    if (needle.every((point, index) => text[at + index] === point)) return at;
  }
  return -1;
}

function trimmed(text: string, set: string, leading: boolean, trailing: boolean): string {
  const [list, taken] = [points(text), new Set(points(set))];
  if (leading) while (list.length > 0 && taken.has(list[0]!)) list.shift();
  if (trailing) while (list.length > 0 && taken.has(list.at(-1)!)) list.pop();
  return list.join("");
}

const trimFunction = (leading: boolean, trailing: boolean): ScalarFunction =>
  strict(([text, set]) => trimmed(text as string, (set as string | undefined) ?? " ", leading, trailing));

const padded = (onLeft: boolean): ScalarFunction =>
  strict(([text, length, pad]) => {
    const [list, wanted, filler] = [points(text), number(length), points(pad)];
    if (wanted < 0 || filler.length === 0) return null;
    if (wanted <= list.length) return list.slice(0, wanted).join("");
    const fill = Array.from({ length: wanted - list.length }, (_, index) => filler[index % filler.length]!);
    return (onLeft ? [...fill, ...list] : [...list, ...fill]).join("");
  });

/** BinaryStringData.substringSQL. */
const substring: ScalarFunction = strict(([text, start, length]) => {
  const list = points(text);
  if (length !== undefined && number(length) < 0) return null;
  const first = number(start) > 0 ? number(start) - 1 : number(start) < 0 ? list.length + number(start) : 0;
  if (first < 0) return "";
  return list.slice(first, length === undefined ? list.length : first + number(length)).join("");
});

export const textFunctions: Readonly<Record<string, ScalarFunction>> = {
  upper: strict(([text]) => (text as string).toUpperCase()),
  lower: strict(([text]) => (text as string).toLowerCase()),
  trim: strict(([mode, set, text]) => trimmed(text as string, set as string, mode !== "TRAILING", mode !== "LEADING")),
  ltrim: trimFunction(true, false),
  rtrim: trimFunction(false, true),
  btrim: trimFunction(true, true),
  substring,
  char_length: strict(([text]) => points(text).length),
  octet_length: strict(([text]) => (typeof text === "string" ? Buffer.byteLength(text) : (text as Uint8Array).length)),
  concat: strict((values) => (values as readonly string[]).join("")),
  concat_ws: ([separator, ...values]) =>
    separator === null ? null : (values as readonly (string | null)[]).filter((value) => value !== null).join(separator as string),
  position: strict(([needle, text]) => indexOf(points(text), points(needle)) + 1),
  locate: strict(([needle, text, start]) =>
    start !== undefined && number(start) < 1 ? 0 : indexOf(points(text), points(needle), start === undefined ? 0 : number(start) - 1) + 1,
  ),
  instr: strict(([text, needle]) => indexOf(points(text), points(needle)) + 1),
  replace: strict(([text, search, replacement]) => {
    if (search !== "") return (text as string).split(search as string).join(replacement as string);
    return points(text).reduce((all, point) => `${all}${point}${replacement as string}`, replacement as string);
  }),
  lpad: padded(true),
  rpad: padded(false),
  left: strict(([text, count]) =>
    points(text)
      .slice(0, Math.max(0, number(count)))
      .join(""),
  ),
  right: strict(([text, count]) => (number(count) < 1 ? "" : points(text).slice(-number(count)).join(""))),
  repeat: strict(([text, count]) => (text as string).repeat(Math.max(0, number(count)))),
  reverse: strict(([text]) => points(text).toReversed().join("")),
  initcap: strict(([text]) => (text as string).replaceAll(/[A-Za-z0-9]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase())),
  split_index: strict(([text, separator, index]) => {
    const by = typeof separator === "string" ? separator : String.fromCodePoint(Math.max(0, number(separator)));
    const unfit = typeof separator !== "string" && (number(separator) < 1 || number(separator) > 255);
    if (by === "" || number(index) < 0 || unfit) return null;
    return (text as string).split(by)[number(index)] ?? null;
  }),
};
