// A text and its places: offsets to lines and columns, and errors that stand at a place.
import { MillraceError } from "@millrace/core";
import type { ErrorMaker, TextPosition } from "@millrace/core";
import type { Span } from "./statement.ts";

export class SourceText {
  readonly text: string;
  #lineStarts: number[] | null = null;

  constructor(text: string) {
    this.text = text;
  }

  /** Lines and columns from 1, the end inclusive; an empty span covers one column. */
  position(span: Span): TextPosition {
    const [line, column] = this.#place(span.start);
    const [endLine, endColumn] = this.#place(Math.max(span.start, span.end - 1));
    return { line, column, endLine, endColumn };
  }

  error<Arguments extends readonly unknown[]>(span: Span, maker: ErrorMaker<Arguments>, ...parts: Arguments): MillraceError {
    return maker.with({ position: this.position(span) }, ...parts);
  }

  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  #place(offset: number): [line: number, column: number] {
    this.#lineStarts ??= lineStarts(this.text);
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, offset - starts[low]! + 1];
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** `error` again with a place, when it has none (an error of a text kept in the catalog shows where it was used). */
export function placed(error: unknown, source: SourceText, span: Span, prefix: string): unknown {
  if (!(error instanceof MillraceError)) return error;
  return new MillraceError(error.code, `${prefix}${error.message}`, { hint: error.hint, position: source.position(span), cause: error });
}

/**
 * The message, the line that it is about with carets under the place, and the hint:
 *
 *     there is no column "usr" in "edits"
 *       |
 *     2 | SELECT usr FROM edits
 *       |        ^^^
 *     hint: did you mean `user`?
 */
export function formatError(
  text: string,
  error: { readonly message: string; readonly hint?: string | undefined; readonly position?: TextPosition | undefined },
): string {
  const { position } = error;
  const hint = error.hint === undefined ? "" : `\nhint: ${error.hint}`;
  if (position === undefined) return `${error.message}${hint}`;
  const line = (text.split("\n")[position.line - 1] ?? "").replace(/\r$/, "");
  const number = String(position.line);
  const blank = " ".repeat(number.length);
  const end = position.endLine > position.line ? line.length : position.endColumn;
  const lead = line.slice(0, position.column - 1).replaceAll(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, end - position.column + 1));
  return `${error.message}\n${blank} |\n${number} | ${line}\n${blank} | ${lead}${carets}${hint}`;
}
