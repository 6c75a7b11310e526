// .proto text → tokens. Comments and spaces fall away; strings keep quotes, in one style.
import { errors } from "../errors.ts";

export interface Token {
  readonly kind: "word" | "number" | "string" | "symbol";
  readonly text: string;
  readonly line: number;
}

const pattern =
  /(?<space>\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(?<number>0[xX][0-9a-fA-F]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<symbol>[-+;={}()[\]<>,:/.])/y;

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw errors.schemaInvalid(`line ${line}: this is not Protocol Buffers text`);
    const [whole] = match;
    const { word, number, string, symbol } = match.groups!;
    if (word !== undefined) tokens.push({ kind: "word", text: word, line });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, line });
    else if (string !== undefined) tokens.push({ kind: "string", text: doubleQuoted(string), line });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol, line });
    for (const character of whole) if (character === "\n") line++;
  }
  return tokens;
}

function doubleQuoted(string: string): string {
  if (string.startsWith('"')) return string;
  return `"${string
    .slice(1, -1)
    .replaceAll(String.raw`\'`, "'")
    .replaceAll('"', String.raw`\"`)}"`;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v" };

/** The text that a quoted string stands for. */
export function unquoted(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replaceAll(/\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))/g, (_, hex?: string, octal?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return escapes[letter!] ?? letter!;
    });
}
