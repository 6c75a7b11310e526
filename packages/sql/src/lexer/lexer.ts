// Text to tokens, by hand over UTF-16 units. The rules are those of Flink's runtime configuration: names in back
// ticks, case kept, texts in single quotes, comments with --, // and slash-star.
import { sqlErrors } from "../errors.ts";
import type { SourceText } from "../source.ts";
import type { Token, TokenKind } from "./token.ts";

const symbols2 = new Set(["<>", "!=", "<=", ">=", "||", "=>", "->", "::"]);
const symbols1 = "=<>+-*/%(),.;[]{}:?|";

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isNameStart = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  code === 95 ||
  code === 36 ||
  (code > 127 && /[\p{L}\p{Nl}\p{Sc}\p{Pc}\ud800-\udfff]/u.test(String.fromCharCode(code)));
const isNamePart = (code: number): boolean =>
  isNameStart(code) || isDigit(code) || (code > 127 && /[\p{Mn}\p{Mc}\p{Nd}]/u.test(String.fromCharCode(code)));

export function tokenize(source: SourceText): Token[] {
  return new Lexer(source).run();
}

class Lexer {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text;
  }

  run(): Token[] {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff) this.#at++;
      else if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(this.#at + 1)))) this.#number();
      else if (code === 39) this.#string(this.#at);
      else if (code === 96) this.#quotedName();
      else if ((code === 45 || code === 47) && text.charCodeAt(this.#at + 1) === code) this.#lineComment();
      else if (code === 47 && text.charCodeAt(this.#at + 1) === 42) this.#blockComment();
      else if (isNameStart(code)) this.#word();
      else this.#symbol();
    }
    this.#push("end", "", text.length, text.length);
    return this.#tokens;
  }

  #push(kind: TokenKind, text: string, start: number, end: number): void {
    this.#tokens.push({ kind, text, upper: kind === "word" ? text.toUpperCase() : text, start, end });
    this.#at = end;
  }

  #number(): void {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    while (isDigit(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) === 46) {
      at++;
      while (isDigit(text.charCodeAt(at))) at++;
    }
    const exponent = text.charCodeAt(at);
    if (exponent === 101 || exponent === 69) {
      let digits = at + 1;
      const sign = text.charCodeAt(digits);
      if (sign === 43 || sign === 45) digits++;
      if (isDigit(text.charCodeAt(digits))) {
        at = digits;
        while (isDigit(text.charCodeAt(at))) at++;
      }
    }
    this.#push("number", text.slice(start, at), start, at);
  }

  /** From the opening quote to the closing one; `''` within is one quote. */
  #quotedPart(quote: number, what: string): string {
    const text = this.#text;
    const sign = String.fromCharCode(quote);
    const begin = this.#at;
    let value = "";
    let from = begin + 1;
    for (;;) {
      const close = text.indexOf(sign, from);
      if (close < 0) throw this.#source.error({ start: begin, end: begin + 1 }, sqlErrors.unterminated, what);
      value += text.slice(from, close);
      this.#at = close + 1;
      if (text.charCodeAt(close + 1) !== quote) return value;
      value += sign;
      from = close + 2;
    }
  }

  #string(start: number): void {
    const value = this.#quotedPart(39, "a text");
    this.#push("string", value, start, this.#at);
  }

  #quotedName(): void {
    const start = this.#at;
    const value = this.#quotedPart(96, "a name in back ticks");
    if (value === "") throw this.#source.error({ start, end: this.#at }, sqlErrors.literalInvalid, "a name", "it is empty");
    this.#push("quoted", value, start, this.#at);
  }

  #word(): void {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    while (at < text.length && isNamePart(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) === 39) return this.#prefixedString(start, at);
    if (text.charCodeAt(at) === 38 && text.charCodeAt(at + 1) === 39 && at === start + 1 && (text[start] === "U" || text[start] === "u")) {
      throw this.#source.error(
        { start, end: at + 2 },
        sqlErrors.notSupported,
        "a text with U&",
        "write the characters themselves: files are UTF-8",
      );
    }
    this.#push("word", text.slice(start, at), start, at);
  }

  /** x'…' is binary; a name before a quote is otherwise a character set, or N'…', E'…'. */
  #prefixedString(start: number, quote: number): void {
    const prefix = this.#text.slice(start, quote);
    if (prefix === "x" || prefix === "X") {
      this.#at = quote;
      const hex = this.#quotedPart(39, "a binary literal");
      if (!/^[0-9a-fA-F]*$/.test(hex)) {
        throw this.#source.error({ start, end: this.#at }, sqlErrors.literalInvalid, "a binary literal", "it needs hexadecimal digits");
      }
      return this.#push("binary", hex, start, this.#at);
    }
    if (prefix.startsWith("_") || prefix.toUpperCase() === "N" || prefix.toUpperCase() === "E") {
      throw this.#source.error(
        { start, end: quote + 1 },
        sqlErrors.notSupported,
        `a text with the prefix ${prefix}`,
        "texts are Unicode: write '…'",
      );
    }
    this.#push("word", prefix, start, quote);
  }

  #lineComment(): void {
    const end = this.#text.indexOf("\n", this.#at);
    this.#at = end < 0 ? this.#text.length : end + 1;
  }

  #blockComment(): void {
    const start = this.#at;
    const end = this.#text.indexOf("*/", start + 2);
    if (end < 0) throw this.#source.error({ start, end: start + 2 }, sqlErrors.unterminated, "a comment");
    if (this.#text.charCodeAt(start + 2) === 43) this.#push("hint", this.#text.slice(start + 3, end), start, end + 2);
    this.#at = end + 2;
  }

  #symbol(): void {
    const text = this.#text;
    const start = this.#at;
    const two = text.slice(start, start + 2);
    if (symbols2.has(two)) return this.#push("symbol", two === "!=" ? "<>" : two, start, start + 2);
    const one = text.charAt(start);
    if (symbols1.includes(one)) return this.#push("symbol", one, start, start + 1);
    throw this.#source.error({ start, end: start + 1 }, sqlErrors.characterUnexpected, one);
  }
}
