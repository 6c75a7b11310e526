// LIKE patterns and Java regular expressions as JavaScript ones. What the two languages mean alike is translated; what
// JavaScript cannot say the same way is refused, never silently different. Compiled patterns are kept.
import { rowErrors } from "../errors.ts";

const keptMost = 256;

function kept<T>(make: (key: string) => T): (key: string) => T {
  const cache = new Map<string, T>();
  return (key) => {
    let value = cache.get(key);
    if (value === undefined) {
      value = make(key);
      if (cache.size >= keptMost) cache.clear();
      cache.set(key, value);
    }
    return value;
  };
}

export type Matcher = (text: string) => boolean;

const quoted = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

type LikePart = "%" | "_" | { readonly text: string };

function likeParts(pattern: string, escape: string | undefined): LikePart[] {
  if (escape !== undefined && (escape.length !== 1 || escape === "\0"))
    throw rowErrors.patternInvalid(pattern, `"${escape}" is not one escape character`);
  const parts: LikePart[] = [];
  const characters = Array.from(pattern);
  let text = "";
  const push = (part: LikePart): void => {
    if (text !== "") parts.push({ text });
    text = "";
    parts.push(part);
  };
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!;
    if (character === escape) {
      const next = characters[++index];
      if (next !== "%" && next !== "_" && next !== escape)
        throw rowErrors.patternInvalid(pattern, "after the escape character must come %, _ or itself");
      text += next;
    } else if (character === "%" || character === "_") push(character);
    else text += character;
  }
  if (text !== "") parts.push({ text });
  return parts;
}

/** The usual shapes (equal, prefix, suffix, contains) without a regular expression. */
export function likeMatcher(pattern: string, escape?: string): Matcher {
  const parts = likeParts(pattern, escape);
  const [first, second, third] = parts;
  const textOf = (part: LikePart | undefined): string | null => (typeof part === "object" ? part.text : null);
  if (parts.length === 0) return (text) => text === "";
  if (parts.length === 1) {
    const only = textOf(first);
    if (only !== null) return (text) => text === only;
    if (first === "%") return () => true;
  }
  if (parts.length === 2) {
    const [head, tail] = [textOf(first), textOf(second)];
    if (head !== null && second === "%") return (text) => text.startsWith(head);
    if (tail !== null && first === "%") return (text) => text.endsWith(tail);
  }
  const middle = textOf(second);
  if (parts.length === 3 && first === "%" && third === "%" && middle !== null) return (text) => text.includes(middle);
  const source = parts
    .map((part) => (part === "%" ? "[^]*" : part === "_" ? "[^]" : quoted(part.text).replaceAll("\\-", "-").replaceAll("\\/", "/")))
    .join("");
  const expression = new RegExp(`^${source}$`, "u");
  return (text) => expression.test(text);
}

const likes = kept((key) => {
  const [escape, pattern] = JSON.parse(key) as [string | null, string];
  return likeMatcher(pattern, escape ?? undefined);
});
export const like = (text: string, pattern: string, escape?: string): boolean => likes(JSON.stringify([escape ?? null, pattern]))(text);

/** Null when the pattern is no regular expression of Java. */
export const javaPattern: (source: string) => RegExp | null = kept((source) => {
  const translated = translate(source);
  if (translated === null) return null;
  try {
    return new RegExp(translated.source, `u${translated.flags}`);
  } catch {
    return null;
  }
});

const posix: Readonly<Record<string, string>> = {
  Lower: "a-z",
  Upper: "A-Z",
  ASCII: "\\x00-\\x7F",
  Alpha: "a-zA-Z",
  Digit: "0-9",
  Alnum: "a-zA-Z0-9",
  Punct: "!-\\/:-@\\[-`\\{-~",
  Space: " \\t\\n\\v\\f\\r",
  XDigit: "0-9a-fA-F",
  Blank: " \\t",
};

/** Java's `\d \w \s` are ASCII, as JavaScript's but for `\s`; `.` and `$` know more line ends in Java. */
const javaSpace = " \\t\\n\\v\\f\\r";

interface Translation {
  source: string;
  flags: string;
}

function translate(source: string): Translation | null {
  let flags = "";
  let body = source;
  const inline = /^\(\?([ism]+)\)/.exec(body);
  if (inline !== null) {
    flags = [...new Set(inline[1]!)].join("");
    body = body.slice(inline[0].length);
  }
  const state = { at: 0, out: "", body, inClass: 0 };
  while (state.at < body.length) if (!step(state)) return null;
  return state.inClass === 0 ? { source: state.out, flags } : null;
}

interface State {
  at: number;
  out: string;
  readonly body: string;
  inClass: number;
}

/** One element of the pattern; false for what JavaScript cannot say. */
function step(state: State): boolean {
  const { body, at } = state;
  const character = body[at]!;
  if (character === "\\") return escaped(state);
  state.at++;
  if (state.inClass > 0) {
    // Nested classes and intersections are Java's own.
    if (character === "[" || body.startsWith("&&", at)) return false;
    if (character === "]") state.inClass--;
    state.out += /[(){}/|-]/.test(character) && character !== "-" ? `\\${character}` : character;
    return true;
  }
  if (character === "[") {
    state.inClass++;
    state.out += "[";
    if (body[state.at] === "^") {
      state.out += "^";
      state.at++;
    }
    if (body[state.at] === "]") {
      state.out += "\\]";
      state.at++;
    }
    return true;
  }
  // Possessive quantifiers, atomic groups and inline flags.
  if (character === "+" && /[*+?}]/.test(body[at - 1] ?? "") && !(body[at - 2] === "\\")) return false;
  if (body.startsWith("(?>", at) || /^\(\?[a-zA-Z-]+[:)]/.test(body.slice(at, at + 12))) return false;
  if (character === "{" && !/^\{\d+(,\d*)?\}/.test(body.slice(at))) return false;
  state.out +=
    character === "}" && !/\{\d+(,\d*)?$/.test(body.slice(0, at))
      ? "\\}"
      : character === "/"
        ? "\\/"
        : character === "]"
          ? "\\]"
          : character;
  return true;
}

function escaped(state: State): boolean {
  const { body, at } = state;
  const next = body[at + 1];
  if (next === undefined) return false;
  state.at += 2;
  if (next === "Q") {
    const end = body.indexOf("\\E", state.at);
    state.out += quoted(body.slice(state.at, end < 0 ? undefined : end));
    state.at = end < 0 ? body.length : end + 2;
    return true;
  }
  if (next === "s" || next === "S") {
    if (state.inClass > 0 && next === "S") return false;
    state.out += state.inClass > 0 ? javaSpace : `[${next === "S" ? "^" : ""}${javaSpace}]`;
    return true;
  }
  if (next === "p" || next === "P") return property(state, next);
  if (next === "h") {
    state.out += state.inClass > 0 ? "\\t \\u00a0\\u2000-\\u200a" : "[\\t \\u00a0\\u2000-\\u200a]";
    return true;
  }
  const plain: Readonly<Record<string, string>> = { A: "^", z: "$", a: "\\x07", e: "\\x1B" };
  if (plain[next] !== undefined) {
    state.out += plain[next];
    return true;
  }
  if (/[dDwWbBtnrf0-9ux]/.test(next) || next === "k") {
    if (next === "0") return false;
    state.out += `\\${next}`;
    return true;
  }
  if (/[a-zA-Z]/.test(next)) return false;
  state.out += /[\^$\\.*+?()[\]{}|/]/.test(next) || (next === "-" && state.inClass > 0) ? `\\${next}` : next;
  return true;
}

function property(state: State, letter: string): boolean {
  const match = /^\{(\w+)\}/.exec(state.body.slice(state.at)) ?? /^([A-Z])/.exec(state.body.slice(state.at));
  if (match === null) return false;
  state.at += match[0].length;
  const name = match[1]!;
  const set = posix[name];
  if (set !== undefined) {
    if (state.inClass > 0 && letter === "P") return false;
    state.out += state.inClass > 0 ? set : `[${letter === "P" ? "^" : ""}${set}]`;
    return true;
  }
  state.out += `\\${letter}{${name.replace(/^Is(?=[A-Z][a-z]?$)/, "")}}`;
  return true;
}

/** All matches replaced by the text as it is (no groups, as Flink quotes it). Null for what is no pattern. */
export function replacePattern(text: string, source: string, replacement: string): string | null {
  const expression = globalOf(source);
  return expression === null ? null : text.replace(expression, () => replacement);
}

const globalOf = kept((source: string) => {
  const expression = javaPattern(source);
  return expression === null ? null : new RegExp(expression.source, `${expression.flags}g`);
});

export function extractPattern(text: string, source: string, group = 0): string | null {
  if (group < 0) return null;
  const match = javaPattern(source)?.exec(text) ?? null;
  return match?.[group] ?? null;
}

export function matchesPattern(text: string, source: string): boolean {
  if (source === "") return false;
  const expression = javaPattern(source);
  if (expression === null) throw rowErrors.patternInvalid(source, "not a regular expression, or one that only Java has");
  return expression.test(text);
}
