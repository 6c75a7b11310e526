// Texts that are nearly statements: good ones with tokens and characters taken away, doubled, swapped and put in.
import { present } from "@millrace/core";
import type { Random } from "@millrace/core";
import { corpus } from "./corpus.ts";

const pieces = corpus.map((text) => text.match(/[\w$]+|'[^']*'|`[^`]*`|\s+|[^\w\s]/g) ?? []);
const strange = [
  "'",
  "`",
  '"',
  "/*",
  "*/",
  "--",
  "(",
  ")",
  ";",
  ",",
  "\u{1F600}",
  "\0",
  "\uD800",
  "é",
  "\\",
  "0x",
  "1e999",
  ".",
  "..",
  "=>",
  "<>",
  "||",
  "|",
  "?",
  "[",
  "]",
  "{",
  "}",
  "\t",
  "\n",
  "NULL",
  "x'f'",
  "9".repeat(40),
];

const pick = <Item>(random: Random, list: readonly Item[]): Item => present(list[random.below(list.length)], "the list is not empty");

/** One to six changes to one text of the corpus. */
export function mutated(random: Random): string {
  let parts = [...pick(random, pieces)];
  for (let changes = 1 + random.below(6); changes > 0; changes--) parts = change(parts, random);
  let text = parts.join("");
  if (random.below(4) === 0) text = changeCharacter(text, random);
  return random.below(50) === 0 ? nested(text, random) : text;
}

function change(parts: readonly string[], random: Random): string[] {
  const at = random.below(parts.length + 1);
  const length = 1 + random.below(4);
  const other = pick(random, pieces);
  const from = random.below(other.length);
  switch (random.below(7)) {
    case 0:
      return [...parts.slice(0, at), ...parts.slice(at + length)];
    case 1:
      return [...parts.slice(0, at), ...parts.slice(at, at + length), ...parts.slice(at)];
    case 2:
      return [...parts.slice(0, at), pick(random, strange), ...parts.slice(at)];
    case 3:
      return [...parts.slice(0, at), ...other.slice(from, from + length), ...parts.slice(at + length)];
    case 4:
      return [...parts.slice(0, at), ...other.slice(from)];
    case 5:
      return [...parts.slice(0, at), " ", pick(random, other), " ", ...parts.slice(at)];
    default: {
      const swapped = [...parts];
      const to = random.below(parts.length + 1);
      [swapped[at], swapped[to]] = [parts[to] ?? "", parts[at] ?? ""];
      return swapped;
    }
  }
}

function changeCharacter(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const character = String.fromCharCode(random.below(random.below(10) === 0 ? 0x1_0000 : 128));
  return text.slice(0, at) + (random.below(3) === 0 ? "" : character) + text.slice(at + random.below(2));
}

/** The text many levels deep: what runs off the end of a stack. */
function nested(text: string, random: Random): string {
  const depth = 1 + random.below(2000);
  const [open, close] = pick(random, [
    ["(", ")"],
    ["NOT ", ""],
    ["-", ""],
    ["SELECT * FROM (", ")"],
    ["CASE WHEN ", " END"],
    ["CAST(", " AS INT)"],
    ["ARRAY<", ">"],
    ["a + ", ""],
    ["a.", ""],
    ["(SELECT ", ") UNION "],
    ["IN (", ")"],
  ] as const);
  const at = random.below(text.length + 1);
  return text.slice(0, at) + open.repeat(depth) + text.slice(at) + close.repeat(depth);
}
