// A text to its statements. `recover` goes on after an error at the next semicolon, for editors.
import { limits, MillraceError } from "@millrace/core";
import type { SqlExpression, TypeName } from "../ast/expression.ts";
import type { Query } from "../ast/query.ts";
import type { Statement } from "../ast/statement.ts";
import { sqlErrors } from "../errors.ts";
import { tokenize } from "../lexer/lexer.ts";
import { SourceText } from "../source.ts";
import { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { parseQuery } from "./query.ts";
import { parseStatement } from "./statement.ts";
import { parseTypeName } from "./type-name.ts";

export interface ParsedScript {
  readonly statements: readonly Statement[];
}

function begin(text: string): Cursor {
  const source = new SourceText(text);
  // Bytes are at least as many as UTF-16 units; the exact count is only needed near the limit.
  if (text.length > limits.sqlTextBytes) throw source.error({ start: 0, end: 1 }, sqlErrors.textTooLong, text.length, limits.sqlTextBytes);
  return new Cursor(source, tokenize(source));
}

/** All statements, or the first error. */
export function parse(text: string): ParsedScript {
  const cursor = begin(text);
  const statements: Statement[] = [];
  while (cursor.acceptSymbol(";"));
  while (cursor.peek().kind !== "end") {
    statements.push(parseStatement(cursor));
    if (cursor.peek().kind !== "end" && !cursor.isSymbol(";")) throw cursor.unexpected("; or the end of the text");
    while (cursor.acceptSymbol(";"));
  }
  return { statements };
}

/** The statements that can be read, and an error for each that cannot. */
export function parseRecovering(text: string): {
  readonly statements: readonly (Statement | { readonly error: MillraceError; readonly start: number; readonly end: number })[];
} {
  const statements: (Statement | { error: MillraceError; start: number; end: number })[] = [];
  let cursor: Cursor;
  try {
    cursor = begin(text);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return { statements: [{ error, start: 0, end: text.length }] };
  }
  while (cursor.acceptSymbol(";"));
  while (cursor.peek().kind !== "end") {
    const start = cursor.peek().start;
    try {
      statements.push(parseStatement(cursor));
      if (cursor.peek().kind !== "end" && !cursor.isSymbol(";")) throw cursor.unexpected("; or the end of the text");
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      cursor.resetDepth();
      while (cursor.peek().kind !== "end" && !cursor.isSymbol(";")) cursor.next();
      const last = statements.at(-1);
      if (last !== undefined && "kind" in last && last.span.start === start) statements.pop();
      statements.push({ error, start, end: cursor.previousEnd });
    }
    while (cursor.acceptSymbol(";"));
  }
  return { statements };
}

function whole<Result>(text: string, parsePart: (cursor: Cursor) => Result): { readonly source: SourceText; readonly result: Result } {
  const cursor = begin(text);
  const result = parsePart(cursor);
  if (cursor.peek().kind !== "end") throw cursor.unexpected("the end of the text");
  return { source: cursor.source, result };
}

/** One expression that is the whole text: a computed column as the catalog keeps it. */
export const parseExpressionText = (text: string): { readonly source: SourceText; readonly result: SqlExpression } =>
  whole(text, parseExpression);
/** One query that is the whole text: a view as the catalog keeps it. */
export const parseQueryText = (text: string): { readonly source: SourceText; readonly result: Query } => whole(text, parseQuery);
/** One type, as SQL writes it. */
export const parseTypeText = (text: string): { readonly source: SourceText; readonly result: TypeName } => whole(text, parseTypeName);
