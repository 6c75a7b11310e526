// What binding a statement needs to know besides the statement.
import type { ErrorMaker, MillraceError } from "@millrace/core";
import type { SourceText } from "../source.ts";
import type { Catalog, SessionOptions, Span } from "../statement.ts";
import type { Relation } from "./relation.ts";

export interface BindContext {
  /** The text that spans refer to: of the statement, or of a view or column kept in the catalog. */
  readonly source: SourceText;
  readonly catalog: Catalog;
  readonly session: SessionOptions;
  /** Tables of WITH, by name. Each use binds anew: plans are trees. */
  readonly named: ReadonlyMap<string, () => Relation>;
  /** Views that are being expanded, outermost first. */
  readonly views: readonly string[];
}

export function fail<Arguments extends readonly unknown[]>(
  context: BindContext,
  span: Span,
  maker: ErrorMaker<Arguments>,
  ...parts: Arguments
): MillraceError {
  return context.source.error(span, maker, ...parts);
}
