// A place in the list of tokens: looking, taking, and saying what was expected.
import { limits } from "@millrace/core";
import type { MillraceError } from "@millrace/core";
import type { Name } from "../ast/expression.ts";
import { sqlErrors } from "../errors.ts";
import { reservedWords } from "../lexer/reserved.ts";
import type { Token } from "../lexer/token.ts";
import type { SourceText } from "../source.ts";
import type { Span } from "../statement.ts";

export class Cursor {
  readonly source: SourceText;
  readonly tokens: readonly Token[];
  index = 0;
  #depth = 0;

  constructor(source: SourceText, tokens: readonly Token[]) {
    this.source = source;
    this.tokens = tokens;
  }

  /** The token that is next (`ahead` = 0) or further on; the end stays the end. */
  peek(ahead = 0): Token {
    const tokens = this.tokens;
    return tokens[Math.min(this.index + ahead, tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    if (this.index < this.tokens.length - 1) this.index++;
    return token;
  }

  /** Where the token before the next one ends. */
  get previousEnd(): number {
    return this.index === 0 ? 0 : this.tokens[this.index - 1]!.end;
  }

  spanFrom(start: number): Span {
    return { start, end: Math.max(start, this.previousEnd) };
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "word" && token.upper === word;
  }

  /** Whether these words come next, in this order. */
  isWords(...words: readonly string[]): boolean {
    return words.every((word, ahead) => this.isWord(word, ahead));
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "symbol" && token.text === symbol;
  }

  /** Takes the words when all of them come next. */
  acceptWords(...words: readonly string[]): boolean {
    if (!this.isWords(...words)) return false;
    this.index += words.length;
    return true;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.index++;
    return true;
  }

  expectWord(word: string): Token {
    if (!this.isWord(word)) throw this.unexpected(word);
    return this.next();
  }

  expectSymbol(symbol: string): Token {
    if (!this.isSymbol(symbol)) throw this.unexpected(symbol);
    return this.next();
  }

  expectString(what: string): Token {
    if (this.peek().kind !== "string") throw this.unexpected(what);
    return this.next();
  }

  /** Whether a name can begin here. */
  isName(ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "quoted" || (token.kind === "word" && !reservedWords.has(token.upper));
  }

  name(what = "a name"): Name {
    const token = this.peek();
    if (!this.isName()) {
      if (token.kind === "word") throw this.source.error(token, sqlErrors.nameReserved, token.text);
      throw this.unexpected(what);
    }
    this.next();
    return { text: token.text, span: { start: token.start, end: token.end } };
  }

  /** a.b.c */
  path(what = "a name"): Name[] {
    const path = [this.name(what)];
    while (this.isSymbol(".") && !this.isSymbol("*", 1)) {
      this.next();
      path.push(this.name(what));
    }
    return path;
  }

  /** One or more, with commas between. */
  list<Item>(item: () => Item): Item[] {
    const items = [item()];
    while (this.acceptSymbol(",")) items.push(item());
    return items;
  }

  inBrackets<Item>(item: () => Item): Item {
    this.expectSymbol("(");
    const result = item();
    this.expectSymbol(")");
    return result;
  }

  unexpected(expected = ""): MillraceError {
    const token = this.peek();
    return this.source.error(token, sqlErrors.tokenUnexpected, describe(token), expected);
  }

  notSupported(span: Span, what: string, instead?: string): MillraceError {
    return this.source.error(span, sqlErrors.notSupported, what, instead);
  }

  /** Runs `parse` one level deeper; too many levels are an error rather than the end of the stack. */
  deeper<Result>(parse: () => Result): Result {
    this.checkDepth(1);
    this.#depth++;
    const result = parse();
    this.#depth--;
    return result;
  }

  /** An error when `more` levels on top of the present ones are too many. */
  checkDepth(more: number): void {
    if (this.#depth + more > limits.sqlDepth) throw this.source.error(this.peek(), sqlErrors.tooDeep, limits.sqlDepth);
  }

  /** After an error, for the next statement. */
  resetDepth(): void {
    this.#depth = 0;
  }
}

function describe(token: Token): string {
  switch (token.kind) {
    case "end":
      return "the end of the text";
    case "string":
      return `the text '${token.text.length > 40 ? `${token.text.slice(0, 37)}…` : token.text}'`;
    case "quoted":
      return `\`${token.text}\``;
    case "hint":
      return "a hint";
    default:
      return token.text;
  }
}
