// What the lexer makes of a text.
export type TokenKind =
  /** A name or keyword without quotes. */
  | "word"
  /** A name in back ticks. */
  | "quoted"
  | "string"
  | "number"
  /** x'0AFF' */
  | "binary"
  | "symbol"
  /** The inside of a hint comment: slash, star, plus, …, star, slash. */
  | "hint"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /** As written for words and symbols; without quotes and with escapes undone for names and strings. */
  readonly text: string;
  /** Of a word: in capitals. Else the text. */
  readonly upper: string;
  readonly start: number;
  readonly end: number;
}
