// JSON that keeps numbers as they were written, because 9007199254740993 must stay what it is. As RFC 8259 has it,
// nothing more: no comments, no trailing commas, no NaN. Of a name that comes twice, the last one counts.

export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Json = null | boolean | string | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>;

export class NotJson extends Error {}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// oxlint-disable-next-line no-control-regex -- these are the characters that a string may not hold bare
const plainText = /[^"\\\u0000-\u001f]*/y;
const space = /[ \t\n\r]*/y;
const escapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

export function parseJson(text: string): Json {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    if (depth > 1000) throw new NotJson("nested too deep");
    this.#skip(space);
    const next = this.#text[this.#at];
    if (next === "{") return this.#object(depth);
    if (next === "[") return this.#array(depth);
    if (next === '"') return this.#string();
    for (const [word, value] of [
      ["null", null],
      ["true", true],
      ["false", false],
    ] as const) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const found = this.#skip(number);
    if (found === "") throw new NotJson(`unexpected character at ${this.#at}`);
    return new JsonNumber(found);
  }

  end(): void {
    this.#skip(space);
    if (this.#at < this.#text.length) throw new NotJson(`text after the value at ${this.#at}`);
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #expect(character: string): void {
    this.#skip(space);
    if (this.#text[this.#at] !== character) throw new NotJson(`"${character}" expected at ${this.#at}`);
    this.#at++;
  }

  #object(depth: number): Json {
    const fields = new Map<string, Json>();
    this.#expect("{");
    this.#skip(space);
    if (this.#text[this.#at] === "}") return this.#close(fields);
    for (;;) {
      this.#skip(space);
      const name = this.#string();
      this.#expect(":");
      fields.set(name, this.value(depth + 1));
      this.#skip(space);
      if (this.#text[this.#at] === "}") return this.#close(fields);
      this.#expect(",");
    }
  }

  #array(depth: number): Json {
    const items: Json[] = [];
    this.#expect("[");
    this.#skip(space);
    if (this.#text[this.#at] === "]") return this.#close(items);
    for (;;) {
      items.push(this.value(depth + 1));
      this.#skip(space);
      if (this.#text[this.#at] === "]") return this.#close(items);
      this.#expect(",");
    }
  }

  #close<T>(value: T): T {
    this.#at++;
    return value;
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') throw new NotJson(`a string expected at ${this.#at}`);
    this.#at++;
    let text = "";
    for (;;) {
      text += this.#skip(plainText);
      const next = this.#text[this.#at++];
      if (next === '"') return text;
      if (next !== "\\") throw new NotJson(`a string is not closed or holds a control character at ${this.#at - 1}`);
      text += this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at++] ?? "";
    if (letter === "u") {
      const digits = this.#text.slice(this.#at, this.#at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new NotJson(`four hexadecimal digits expected at ${this.#at}`);
      this.#at += 4;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const escaped = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (escaped === undefined) throw new NotJson(`unknown escape at ${this.#at - 1}`);
    return escaped;
  }
}

/** A parsed value as JSON text again: what a STRING column gets when the field holds an object or an array. */
export function jsonText(value: Json): string {
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (value instanceof Map)
    return `{${[...(value as ReadonlyMap<string, Json>)].map(([name, field]) => `${JSON.stringify(name)}:${jsonText(field)}`).join(",")}}`;
  return JSON.stringify(value);
}
