// Literals with a word before them: DATE '…', INTERVAL '…' DAY TO SECOND. What the texts say is checked when they are
// bound.
import type { IntervalQualifier, SqlExpression } from "../ast/expression.ts";
import type { Cursor } from "./cursor.ts";
import { parseCount } from "./type-name.ts";

export type DatetimeWord = "DATE" | "TIME" | "TIMESTAMP";

export function parseDatetimeLiteral(cursor: Cursor, word: DatetimeWord): SqlExpression {
  const start = cursor.next().start;
  const text = cursor.expectString("a text");
  return { kind: "datetime", type: word, text: text.text.trim(), span: cursor.spanFrom(start) };
}

const units = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND"];
const ends: Record<string, readonly string[]> = {
  YEAR: ["MONTH"],
  DAY: ["HOUR", "MINUTE", "SECOND"],
  HOUR: ["MINUTE", "SECOND"],
  MINUTE: ["SECOND"],
};

/** A unit, also in the plural, which Flink takes. */
function parseUnit(cursor: Cursor): string {
  const word = cursor.peek().kind === "word" ? cursor.peek().upper : "";
  const singular = word.endsWith("S") ? word.slice(0, -1) : word;
  const unit = units.includes(word) ? word : units.includes(singular) ? singular : undefined;
  if (unit === undefined) throw cursor.unexpected("a unit (YEAR, MONTH, DAY, HOUR, MINUTE or SECOND)");
  cursor.next();
  return unit;
}

export function parseIntervalQualifier(cursor: Cursor): IntervalQualifier {
  const from = parseUnit(cursor);
  let precision: number | null = null;
  let fraction: number | null = null;
  const parseFraction = (): void => {
    if (cursor.acceptSymbol(",")) fraction = parseCount(cursor, "a precision", 0, 1000);
  };
  if (cursor.acceptSymbol("(")) {
    precision = parseCount(cursor, "a precision", 0, 1000);
    if (from === "SECOND") parseFraction();
    cursor.expectSymbol(")");
  }
  const possible = ends[from] ?? [];
  let to: string | null = null;
  if (cursor.isWord("TO") && possible.some((end) => cursor.isWord(end, 1) || cursor.isWord(`${end}S`, 1))) {
    cursor.next();
    to = parseUnit(cursor);
    if (to === "SECOND" && cursor.acceptSymbol("(")) {
      fraction = parseCount(cursor, "a precision", 0, 1000);
      cursor.expectSymbol(")");
    }
  }
  return { from, to, precision, fraction };
}

/** INTERVAL [+ | -] '…' unit [TO unit]. The text is checked when it is bound. */
export function parseIntervalLiteral(cursor: Cursor): SqlExpression {
  const start = cursor.next().start;
  const negative = cursor.acceptSymbol("-");
  if (!negative) cursor.acceptSymbol("+");
  const token = cursor.peek();
  if (token.kind === "number" || token.kind === "word" || token.kind === "quoted" || (token.kind === "symbol" && token.text === "(")) {
    throw cursor.notSupported(token, "an interval that is not a text", "write INTERVAL '5' SECOND");
  }
  const text = cursor.expectString("a text such as '5'");
  const qualifier = parseIntervalQualifier(cursor);
  return { kind: "interval", negative, text: text.text, qualifier, span: cursor.spanFrom(start) };
}
