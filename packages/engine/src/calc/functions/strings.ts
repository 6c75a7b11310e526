// Character functions. Positions count code points.
import { encodeUtf8 } from "@millrace/core";
import type { SqlType } from "@millrace/sql";
import { js } from "../../codegen/code.ts";
import { isBinary } from "../register.ts";
import { extractPattern, like, likeMatcher, matchesPattern, replacePattern } from "../runtime/pattern.ts";
import { charLength, countCodePoints, hasSurrogates } from "../runtime/text.ts";
import { plain, typed } from "./emit.ts";
import type { EmitCall, FunctionTable } from "./emit.ts";
import { rowErrors } from "../errors.ts";

const textMost = 16 * 1024 * 1024;

function bounded(name: string, length: number): void {
  if (length > textMost) throw rowErrors.functionArgument(name, `the result would have ${length} characters, more than ${textMost}`);
}

/** The code points from index `from` up to `to`. */
function cut(text: string, from: number, to: number): string {
  return hasSurrogates(text) ? Array.from(text).slice(from, to).join("") : text.slice(from, to);
}

export function substring(text: string, start: number, length?: number): string | null {
  if (length !== undefined && length < 0) return null;
  const count = charLength(text);
  const from = start > 0 ? start - 1 : start === 0 ? 0 : count + start;
  if (from < 0 || from >= count) return "";
  return cut(text, from, length === undefined ? count : Math.min(count, from + length));
}

const inSet = (set: string): ((character: string) => boolean) => {
  const characters = new Set(Array.from(set));
  return (character) => characters.has(character);
};

function trimmed(text: string, set: string, leading: boolean, trailing: boolean): string {
  const has = inSet(set);
  const characters = Array.from(text);
  let from = 0;
  let to = characters.length;
  while (leading && from < to && has(characters[from]!)) from++;
  while (trailing && to > from && has(characters[to - 1]!)) to--;
  return characters.slice(from, to).join("");
}

const trim = (mode: string, set: string, text: string): string => trimmed(text, set, mode !== "TRAILING", mode !== "LEADING");

function position(needle: string, text: string, start = 1): number {
  if (start < 1) return 0;
  const from =
    start === 1
      ? 0
      : hasSurrogates(text)
        ? Array.from(text)
            .slice(0, start - 1)
            .join("").length
        : start - 1;
  if (from > text.length) return 0;
  const found = text.indexOf(needle, from);
  return found < 0 ? 0 : charLength(text.slice(0, found)) + 1;
}

const pad =
  (left: boolean) =>
  (text: string, length: number, fill: string): string | null => {
    if (length < 0) return null;
    const count = charLength(text);
    if (length <= count) return cut(text, 0, length);
    if (fill === "") return null;
    bounded(left ? "LPAD" : "RPAD", length);
    const filler = Array.from(fill);
    const missing = length - count;
    const added = filler.join("").repeat(Math.floor(missing / filler.length)) + filler.slice(0, missing % filler.length).join("");
    return left ? added + text : text + added;
  };

function repeat(text: string, count: number): string {
  if (count <= 0 || text === "") return "";
  bounded("REPEAT", text.length * count);
  return text.repeat(count);
}

const initcap = (text: string): string => text.replaceAll(/[A-Za-z0-9]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase());

function splitIndex(text: string, separator: string | number, index: number): string | null {
  const by = typeof separator === "number" ? (separator > 0 && separator <= 255 ? String.fromCodePoint(separator) : "") : separator;
  if (by === "" || index < 0) return null;
  return text.split(by)[index] ?? null;
}

function replaceAll(text: string, search: string, replacement: string): string {
  if (search !== "") return text.split(search).join(replacement);
  return replacement + Array.from(text, (character) => character + replacement).join("");
}

/** UTF-8 bytes of a string that still stands in its column need no text. */
const octetLength: EmitCall = (emitter, [input], type) => {
  const text = emitter.expression(input!);
  if (text.slice !== null) return emitter.strict(type, [text], () => text.slice!.length);
  if (isBinary(text.type)) return emitter.strict(type, [text], () => js`${text.value}.length`);
  return emitter.strict(type, [text], () => js`${emitter.constant((value: string) => encodeUtf8(value).length)}(${text.value})`);
};

const charLengthOf: EmitCall = (emitter, [input], type) => {
  const text = emitter.expression(input!);
  const { slice } = text;
  if (slice === null) return emitter.strict(type, [text], () => js`${emitter.constant(charLength)}(${text.value})`);
  return emitter.strict(type, [text], () => js`${emitter.constant(countCodePoints)}(${slice.source}, ${slice.offset}, ${slice.length})`);
};

/** Null arguments are left out; only a null separator makes it null. */
const concatWs: EmitCall = (emitter, inputs, type) => {
  const [separator, ...rest] = inputs.map((input) => emitter.expression(input));
  const parts = rest.map(({ isNull, value }) => js`${isNull} ? null : ${value}, `);
  const join = emitter.constant((by: string, texts: readonly (string | null)[]) => texts.filter((text) => text !== null).join(by));
  return emitter.strict(type, [separator!], () => js`${join}(${separator!.value}, [${parts}])`);
};

const likeOf = typed((_types: readonly SqlType[], _type, emitter, [, pattern, escape]) => {
  if (typeof pattern === "string" && (escape === undefined || typeof escape === "string")) {
    try {
      return likeMatcher(pattern, escape);
    } catch {
      // A pattern that is none fails each row, not the plan.
    }
  }
  emitter.canFail = true;
  return like;
});

export const strings: FunctionTable = {
  upper: plain((text: string) => text.toUpperCase()),
  lower: plain((text: string) => text.toLowerCase()),
  trim: plain(trim),
  ltrim: plain((text: string, set = " ") => trimmed(text, set as string, true, false)),
  rtrim: plain((text: string, set = " ") => trimmed(text, set as string, false, true)),
  btrim: plain((text: string, set = " ") => trimmed(text, set as string, true, true)),
  substring: plain(substring, { nullable: true }),
  char_length: charLengthOf,
  octet_length: octetLength,
  concat: plain((...texts: string[]) => texts.join("")),
  concat_ws: concatWs,
  position: plain((needle: string, text: string) => position(needle, text)),
  locate: plain(position),
  instr: plain((text: string, needle: string) => position(needle, text)),
  replace: plain(replaceAll),
  regexp_replace: plain(replacePattern, { nullable: true }),
  regexp_extract: plain(extractPattern, { nullable: true }),
  regexp: plain(matchesPattern, { fails: true }),
  like: likeOf,
  lpad: plain(pad(true), { nullable: true, fails: true }),
  rpad: plain(pad(false), { nullable: true, fails: true }),
  left: plain((text: string, count: number) => (count <= 0 ? "" : cut(text, 0, count))),
  right: plain((text: string, count: number) => (count <= 0 ? "" : cut(text, Math.max(0, charLength(text) - count), charLength(text)))),
  repeat: plain(repeat, { fails: true }),
  reverse: plain((text: string) => Array.from(text).toReversed().join("")),
  initcap: plain(initcap),
  split_index: plain(splitIndex, { nullable: true }),
};
