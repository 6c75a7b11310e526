// The innermost expressions: literals, names, calls, brackets, CASE, CAST, constructors.
import type { SqlExpression } from "../ast/expression.ts";
import { sqlErrors } from "../errors.ts";
import { niladicFunctions, reservedFunctions } from "../lexer/reserved.ts";
import { parseCall, parseSpecialCall, specialCalls } from "./call.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { parseDatetimeLiteral, parseIntervalLiteral } from "./literal.ts";
import { isQueryStart, parseQuery } from "./query.ts";
import { parseTypeName } from "./type-name.ts";

export function parsePrimary(cursor: Cursor): SqlExpression {
  const token = cursor.peek();
  const span = { start: token.start, end: token.end };
  switch (token.kind) {
    case "number":
      cursor.next();
      return { kind: "number", text: token.text, approximate: /[eE]/.test(token.text), span };
    case "string":
      return parseString(cursor);
    case "binary":
      return parseBinary(cursor);
    case "quoted":
      return parseNameOrCall(cursor);
    case "word":
      return parseWord(cursor);
    case "symbol":
      if (token.text === "(") return parseBrackets(cursor);
      if (token.text === "?") throw cursor.notSupported(token, "a parameter", "write the value");
      if (token.text === "*") return parseStar(cursor);
      if (token.text === "{") throw cursor.notSupported(token, "an escape in braces", "write the function or the literal itself");
      throw cursor.unexpected("an expression");
    default:
      throw cursor.unexpected("an expression");
  }
}

/** Texts that follow each other are one. */
function parseString(cursor: Cursor): SqlExpression {
  const first = cursor.next();
  let value = first.text;
  while (cursor.peek().kind === "string") value += cursor.next().text;
  return { kind: "string", value, span: cursor.spanFrom(first.start) };
}

function parseBinary(cursor: Cursor): SqlExpression {
  const first = cursor.next();
  let hex = first.text;
  while (cursor.peek().kind === "string" && /^[0-9a-fA-F]*$/.test(cursor.peek().text)) hex += cursor.next().text;
  return { kind: "binary", hex: hex.toUpperCase(), span: cursor.spanFrom(first.start) };
}

function parseStar(cursor: Cursor): SqlExpression {
  const token = cursor.next();
  return { kind: "star", qualifier: [], span: { start: token.start, end: token.end } };
}

function parseWord(cursor: Cursor): SqlExpression {
  const token = cursor.peek();
  const span = { start: token.start, end: token.end };
  switch (token.upper) {
    case "TRUE":
    case "FALSE":
    case "UNKNOWN":
      cursor.next();
      return { kind: "boolean", value: token.upper === "UNKNOWN" ? null : token.upper === "TRUE", span };
    case "NULL":
      cursor.next();
      return { kind: "null", span };
    case "DATE":
    case "TIME":
    case "TIMESTAMP":
      if (cursor.peek(1).kind === "string") return parseDatetimeLiteral(cursor, token.upper);
      if (cursor.isWord("WITH", 1)) throw cursor.notSupported(token, `a literal ${token.upper} WITH`, "CAST('…' AS TIMESTAMP_LTZ(3))");
      throw cursor.isSymbol("(", 1) && token.upper !== "TIMESTAMP"
        ? cursor.notSupported(token, `${token.upper}(…)`, `CAST(… AS ${token.upper})`)
        : reserved(cursor);
    case "DECIMAL":
    case "DATETIME":
      if (cursor.peek(1).kind === "string")
        throw cursor.notSupported(token, `a literal ${token.upper} '…'`, "write the number, or TIMESTAMP '…'");
      throw reserved(cursor);
    case "INTERVAL":
      return parseIntervalLiteral(cursor);
    case "CASE":
      return parseCase(cursor);
    case "CAST":
    case "TRY_CAST":
      return parseCast(cursor);
    case "EXISTS":
      return parseExists(cursor);
    case "ROW":
      return parseRow(cursor);
    case "ARRAY":
    case "MAP":
      if (cursor.isSymbol("[", 1) || cursor.isSymbol("(", 1)) return parseCollection(cursor, token.upper);
      return token.upper === "MAP" ? parseNameOrCall(cursor) : parseNameOrCallReserved(cursor);
    case "DEFAULT":
      return parseDefault(cursor);
    default:
      return parseNameOrCallReserved(cursor);
  }
}

/** DEFAULT is a whole argument or a whole value of a row, never a part of an expression. */
function parseDefault(cursor: Cursor): SqlExpression {
  const before = cursor.tokens[cursor.index - 1];
  const begins = before !== undefined && (["(", ",", "=>"].includes(before.text) || before.upper === "DISTINCT" || before.upper === "ALL");
  if (!begins || (!cursor.isSymbol(",", 1) && !cursor.isSymbol(")", 1))) throw cursor.unexpected("an expression");
  const token = cursor.next();
  return { kind: "default", span: { start: token.start, end: token.end } };
}

function reserved(cursor: Cursor): Error {
  return cursor.source.error(cursor.peek(), sqlErrors.nameReserved, cursor.peek().text);
}

function parseNameOrCallReserved(cursor: Cursor): SqlExpression {
  const token = cursor.peek();
  if (specialCalls.has(token.upper) && cursor.isSymbol("(", 1)) return parseSpecialCall(cursor);
  if (reservedFunctions.has(token.upper) && cursor.isSymbol("(", 1)) {
    cursor.next();
    return parseCall(cursor, [{ text: token.text, span: { start: token.start, end: token.end } }]);
  }
  if (niladicFunctions.has(token.upper)) {
    cursor.next();
    const span = { start: token.start, end: token.end };
    return {
      kind: "call",
      name: [{ text: token.text, span }],
      arguments: [],
      quantifier: null,
      star: false,
      niladic: true,
      filter: null,
      nulls: null,
      over: null,
      span,
    };
  }
  if (["MULTISET", "PERIOD", "NEXT", "NEW", "CURSOR", "UNIQUE", "CURRENT"].includes(token.upper))
    throw cursor.notSupported(token, token.upper);
  if (!cursor.isName() && clauseWords.has(token.upper)) throw cursor.unexpected("an expression");
  return parseNameOrCall(cursor);
}

/** Reserved words that more likely begin the next clause than are meant as a name. */
const clauseWords = new Set(
  "SELECT FROM WHERE GROUP HAVING ORDER LIMIT OFFSET FETCH UNION INTERSECT EXCEPT MINUS AND OR ON JOIN INNER LEFT RIGHT FULL CROSS AS WHEN THEN ELSE END BY WITH WINDOW QUALIFY INTO INSERT USING SET IS IN LIKE BETWEEN FILTER OVER FOR ALL DISTINCT VALUES".split(
    " ",
  ),
);

function parseNameOrCall(cursor: Cursor): SqlExpression {
  const start = cursor.peek().start;
  const path = cursor.path("an expression");
  if (cursor.isSymbol("(")) return parseCall(cursor, path);
  if (cursor.isSymbol(".") && cursor.isSymbol("*", 1)) {
    cursor.index += 2;
    return { kind: "star", qualifier: path, span: cursor.spanFrom(start) };
  }
  return { kind: "name", path, span: cursor.spanFrom(start) };
}

/** (expression), (query), (a, b) */
function parseBrackets(cursor: Cursor): SqlExpression {
  const open = cursor.expectSymbol("(");
  if (isQueryStart(cursor)) {
    const query = cursor.deeper(() => parseQuery(cursor));
    cursor.expectSymbol(")");
    return { kind: "subquery", query, span: cursor.spanFrom(open.start) };
  }
  const items = cursor.list(() => parseExpression(cursor));
  cursor.expectSymbol(")");
  if (items.length > 1) return { kind: "row", items, explicit: false, span: cursor.spanFrom(open.start) };
  return items[0]!;
}

function parseCase(cursor: Cursor): SqlExpression {
  const start = cursor.next().start;
  const operand = cursor.isWord("WHEN") ? null : parseExpression(cursor);
  const branches = [];
  while (cursor.acceptWords("WHEN")) {
    const when = operand === null ? [parseExpression(cursor)] : cursor.list(() => parseExpression(cursor));
    cursor.expectWord("THEN");
    branches.push({ when, then: parseExpression(cursor) });
  }
  if (branches.length === 0) throw cursor.unexpected("WHEN");
  const otherwise = cursor.acceptWords("ELSE") ? parseExpression(cursor) : null;
  cursor.expectWord("END");
  return { kind: "case", operand, branches, otherwise, span: cursor.spanFrom(start) };
}

function parseCast(cursor: Cursor): SqlExpression {
  const word = cursor.next();
  cursor.expectSymbol("(");
  const operand = parseExpression(cursor);
  cursor.expectWord("AS");
  const type = parseTypeName(cursor);
  if (cursor.isWord("FORMAT")) throw cursor.notSupported(cursor.peek(), "CAST with FORMAT", "use DATE_FORMAT or TO_TIMESTAMP");
  cursor.expectSymbol(")");
  return { kind: "cast", operand, type, safe: word.upper === "TRY_CAST", span: cursor.spanFrom(word.start) };
}

function parseExists(cursor: Cursor): SqlExpression {
  const start = cursor.next().start;
  cursor.expectSymbol("(");
  const query = cursor.deeper(() => parseQuery(cursor));
  cursor.expectSymbol(")");
  return { kind: "exists", query, span: cursor.spanFrom(start) };
}

function parseRow(cursor: Cursor): SqlExpression {
  const start = cursor.next().start;
  cursor.expectSymbol("(");
  const items = cursor.isSymbol(")") ? [] : cursor.list(() => parseExpression(cursor));
  cursor.expectSymbol(")");
  return { kind: "row", items, explicit: true, span: cursor.spanFrom(start) };
}

function parseCollection(cursor: Cursor, word: "ARRAY" | "MAP"): SqlExpression {
  const start = cursor.next().start;
  if (cursor.isSymbol("(")) {
    throw cursor.notSupported(
      cursor.spanFrom(start),
      `${word}(query)`,
      `${word}[…] is not supported either: collections are not there yet`,
    );
  }
  cursor.expectSymbol("[");
  const items = cursor.isSymbol("]") ? [] : cursor.list(() => parseExpression(cursor));
  cursor.expectSymbol("]");
  return { kind: word === "ARRAY" ? "array" : "map", items, span: cursor.spanFrom(start) };
}
