// Expressions by precedence climbing (Pratt 1973). The levels are Calcite's: OR 22, AND 24, NOT 26, IS 28,
// comparison 30, BETWEEN IN LIKE 32, + - 40, * / % || 60, signs 80.
import type { ArithmeticSign, ComparisonSign, SqlExpression } from "../ast/expression.ts";
import { sqlErrors } from "../errors.ts";
import type { Span } from "../statement.ts";
import type { Cursor } from "./cursor.ts";
import { parsePrimary } from "./primary.ts";
import { isQueryStart, parseQuery } from "./query.ts";

const level = { or: 22, and: 24, not: 26, is: 28, comparison: 30, range: 32, sum: 40, product: 60, sign: 80 } as const;

const arithmeticLevels: Record<string, number> = {
  "+": level.sum,
  "-": level.sum,
  "*": level.product,
  "/": level.product,
  "%": level.product,
  "||": level.product,
};
const comparisons = new Set(["=", "<>", "<", "<=", ">", ">="]);

export const parseExpression = (cursor: Cursor): SqlExpression => parseAbove(cursor, 0);

/** An expression that stops before IN, LIKE and looser operators: the needle of POSITION(needle IN text). */
export const parseArithmetic = (cursor: Cursor): SqlExpression => parseAbove(cursor, level.range);

/** An expression whose operators all bind tighter than `least`. */
function parseAbove(cursor: Cursor, least: number): SqlExpression {
  return cursor.deeper(() => {
    let left = parsePrefix(cursor);
    // A chain to the left grows a tree as deep as it is long.
    for (let links = 1; ; links++) {
      const next = parseInfix(cursor, left, least);
      if (next === null) return left;
      cursor.checkDepth(links);
      left = next;
    }
  });
}

function parsePrefix(cursor: Cursor): SqlExpression {
  const token = cursor.peek();
  if (token.kind === "symbol" && (token.text === "-" || token.text === "+")) {
    cursor.next();
    const operand = parseAbove(cursor, level.sign - 1);
    return { kind: "sign", sign: token.text, operand, span: cursor.spanFrom(token.start) };
  }
  if (token.kind === "word" && token.upper === "NOT") {
    cursor.next();
    const operand = parseAbove(cursor, level.not - 1);
    return { kind: "not", operand, span: cursor.spanFrom(token.start) };
  }
  return parsePrimary(cursor);
}

/** The expression grown by the operator that comes next; null when none does that binds tightly enough. */
function parseInfix(cursor: Cursor, left: SqlExpression, least: number): SqlExpression | null {
  const token = cursor.peek();
  if (token.kind === "symbol") return parseSign(cursor, left, least);
  if (token.kind !== "word") return null;
  switch (token.upper) {
    case "OR":
      return least < level.or ? parseChain(cursor, left, "OR", level.or) : null;
    case "AND":
      return least < level.and ? parseChain(cursor, left, "AND", level.and) : null;
    case "IS":
      return least < level.is ? parseIs(cursor, left) : null;
    case "NOT":
      return least < level.range && ["BETWEEN", "IN", "LIKE", "SIMILAR", "ILIKE", "RLIKE"].some((word) => cursor.isWord(word, 1))
        ? parseRange(cursor, left)
        : null;
    case "BETWEEN":
    case "IN":
    case "LIKE":
    case "SIMILAR":
      return least < level.range ? parseRange(cursor, left) : null;
    case "MEMBER":
    case "SUBMULTISET":
    case "MULTISET":
    case "OVERLAPS":
    case "CONTAINS":
    case "EQUALS":
    case "PRECEDES":
    case "SUCCEEDS":
    case "COLLATE":
    case "AT":
    case "ILIKE":
    case "RLIKE":
    case "IMMEDIATELY":
    case "FORMAT":
      if ((token.upper === "FORMAT" && !cursor.isWord("JSON", 1)) || least >= level.range) return null;
      throw cursor.notSupported(token, `the operator ${token.upper}`);
    default:
      return null;
  }
}

function parseSign(cursor: Cursor, left: SqlExpression, least: number): SqlExpression | null {
  const token = cursor.peek();
  const signSpan: Span = { start: token.start, end: token.end };
  const arithmetic = arithmeticLevels[token.text];
  if (arithmetic !== undefined) {
    if (arithmetic <= least) return null;
    cursor.next();
    const right = parseAbove(cursor, arithmetic);
    return { kind: "arithmetic", sign: token.text as ArithmeticSign, left, right, signSpan, span: cursor.spanFrom(left.span.start) };
  }
  if (comparisons.has(token.text)) {
    if (level.comparison <= least) return null;
    cursor.next();
    const quantifier = cursor.peek();
    if (quantifier.kind === "word" && ["ANY", "SOME", "ALL"].includes(quantifier.upper) && cursor.isSymbol("(", 1)) {
      throw cursor.notSupported(quantifier, `a comparison with ${quantifier.upper}`, "use IN with a list of values");
    }
    const right = parseAbove(cursor, level.comparison);
    return { kind: "comparison", sign: token.text as ComparisonSign, left, right, signSpan, span: cursor.spanFrom(left.span.start) };
  }
  if (token.text === "[") {
    cursor.next();
    const index = parseExpression(cursor);
    cursor.expectSymbol("]");
    return { kind: "item", operand: left, index, span: cursor.spanFrom(left.span.start) };
  }
  if (token.text === "." && cursor.isName(1)) {
    cursor.next();
    return { kind: "field", operand: left, name: cursor.name(), span: cursor.spanFrom(left.span.start) };
  }
  return null;
}

/** AND and OR chains are flat: a hundred conditions are no hundred levels. */
function parseChain(cursor: Cursor, left: SqlExpression, sign: "AND" | "OR", at: number): SqlExpression {
  const operands = [left];
  while (cursor.acceptWords(sign)) operands.push(parseAbove(cursor, at));
  return { kind: "logical", sign, operands, span: cursor.spanFrom(left.span.start) };
}

function parseIs(cursor: Cursor, operand: SqlExpression): SqlExpression {
  cursor.next();
  const negated = cursor.acceptWords("NOT");
  const start = operand.span.start;
  if (cursor.acceptWords("DISTINCT")) {
    cursor.expectWord("FROM");
    const right = parseAbove(cursor, level.comparison);
    return { kind: "distinctFrom", left: operand, right, negated, span: cursor.spanFrom(start) };
  }
  for (const test of ["NULL", "TRUE", "FALSE", "UNKNOWN"] as const) {
    if (cursor.acceptWords(test)) return { kind: "is", operand, test, negated, span: cursor.spanFrom(start) };
  }
  if (cursor.isWord("JSON") || cursor.isWord("A") || cursor.isWord("EMPTY") || cursor.isWord("NORMALIZED")) {
    throw cursor.notSupported(cursor.peek(), `IS ${cursor.peek().upper}`);
  }
  throw cursor.unexpected("NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM");
}

function parseRange(cursor: Cursor, operand: SqlExpression): SqlExpression {
  const start = operand.span.start;
  const negated = cursor.acceptWords("NOT");
  const word = cursor.next();
  switch (word.upper) {
    case "BETWEEN": {
      const symmetric = cursor.acceptWords("SYMMETRIC");
      if (!symmetric) cursor.acceptWords("ASYMMETRIC");
      const low = parseAbove(cursor, level.range);
      cursor.expectWord("AND");
      const high = parseAbove(cursor, level.range);
      return { kind: "between", operand, low, high, negated, symmetric, span: cursor.spanFrom(start) };
    }
    case "IN":
      return parseIn(cursor, operand, negated);
    case "ILIKE":
    case "RLIKE":
      throw cursor.notSupported(word, word.upper, word.upper === "ILIKE" ? "LOWER(text) LIKE '…'" : "REGEXP(text, pattern)");
    default: {
      const similar = word.upper === "SIMILAR";
      if (similar) cursor.expectWord("TO");
      const pattern = parseAbove(cursor, level.range);
      const escape = cursor.acceptWords("ESCAPE") ? parseAbove(cursor, level.range) : null;
      return { kind: "like", operand, pattern, escape, negated, similar, span: cursor.spanFrom(start) };
    }
  }
}

function parseIn(cursor: Cursor, operand: SqlExpression, negated: boolean): SqlExpression {
  const start = operand.span.start;
  const open = cursor.expectSymbol("(");
  if (isQueryStart(cursor)) {
    const query = parseQuery(cursor);
    cursor.expectSymbol(")");
    return { kind: "inQuery", operand, query, negated, span: cursor.spanFrom(start) };
  }
  if (cursor.isSymbol(")"))
    throw cursor.source.error({ start: open.start, end: cursor.peek().end }, sqlErrors.tokenUnexpected, "an empty list", "a value");
  const list = cursor.list(() => parseExpression(cursor));
  cursor.expectSymbol(")");
  return { kind: "in", operand, list, negated, span: cursor.spanFrom(start) };
}
