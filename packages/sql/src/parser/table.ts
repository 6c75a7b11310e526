// What stands in FROM. Joins and the like are read whole, so that the binder can say where and what is refused.
import type { Name } from "../ast/expression.ts";
import type { Alias, TableExpression } from "../ast/query.ts";
import { parseCall } from "./call.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { parseQuery, queryBrackets } from "./query.ts";

type JoinType = Extract<TableExpression, { readonly kind: "join" }>["type"];

export function parseFrom(cursor: Cursor): TableExpression {
  let left = parseJoins(cursor);
  for (let links = 1; cursor.isSymbol(","); links++) {
    cursor.checkDepth(links);
    const comma = cursor.next();
    const right = parseJoins(cursor);
    left = {
      kind: "join",
      type: "COMMA",
      natural: false,
      left,
      right,
      on: null,
      using: [],
      joinSpan: { start: comma.start, end: comma.end },
      span: cursor.spanFrom(left.span.start),
    };
  }
  return left;
}

function parseJoins(cursor: Cursor): TableExpression {
  return cursor.deeper(() => {
    let left = parsePrimaryTable(cursor);
    for (let links = 1; ; links++) {
      const joined = parseJoin(cursor, left);
      if (joined === null) return left;
      cursor.checkDepth(links);
      left = joined;
    }
  });
}

function parseJoin(cursor: Cursor, left: TableExpression): TableExpression | null {
  const start = cursor.peek();
  const words = ["NATURAL", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "JOIN"];
  if (start.kind !== "word" || !words.includes(start.upper)) return null;
  const natural = cursor.acceptWords("NATURAL");
  let type: JoinType = "INNER";
  for (const candidate of ["INNER", "LEFT", "RIGHT", "FULL", "CROSS"] as const) {
    if (!cursor.acceptWords(candidate)) continue;
    type = candidate;
    if (candidate !== "INNER" && candidate !== "CROSS") cursor.acceptWords("OUTER");
    break;
  }
  cursor.expectWord("JOIN");
  const joinSpan = cursor.spanFrom(start.start);
  const right = parsePrimaryTable(cursor);
  const on = cursor.acceptWords("ON") ? parseExpression(cursor) : null;
  const using = on === null && cursor.acceptWords("USING") ? cursor.inBrackets(() => cursor.list(() => cursor.name("a column"))) : [];
  return { kind: "join", type, natural, left, right, on, using, joinSpan, span: cursor.spanFrom(left.span.start) };
}

function parsePrimaryTable(cursor: Cursor): TableExpression {
  return cursor.deeper(() => {
    const table = parseBareTable(cursor);
    refuseSuffix(cursor);
    const token = cursor.peek();
    if (token.kind === "word" && ["PIVOT", "UNPIVOT"].includes(token.upper) && cursor.isSymbol("(", 1))
      throw cursor.notSupported(token, token.upper);
    if (table.kind === "join") return table;
    const alias = parseAlias(cursor);
    refuseSuffix(cursor);
    return { ...table, alias, span: cursor.spanFrom(table.span.start) };
  });
}

function refuseSuffix(cursor: Cursor): void {
  const token = cursor.peek();
  if (token.kind === "word" && ["TABLESAMPLE", "MATCH_RECOGNIZE", "EXTEND"].includes(token.upper))
    throw cursor.notSupported(token, token.upper);
}

function parseBareTable(cursor: Cursor): TableExpression {
  const start = cursor.peek().start;
  const lateral = cursor.acceptWords("LATERAL");
  if (cursor.isWord("TABLE") && cursor.isSymbol("(", 1)) return parseTableFunction(cursor, start, lateral);
  if (cursor.isSymbol("(")) return parseBracketed(cursor, start, lateral);
  if (cursor.isWord("UNNEST")) {
    cursor.next();
    const arguments_ = cursor.inBrackets(() => cursor.list(() => parseExpression(cursor)));
    const ordinality = cursor.acceptWords("WITH", "ORDINALITY");
    return { kind: "unnest", arguments: arguments_, alias: null, ordinality, span: cursor.spanFrom(start) };
  }
  const path = cursor.path("a table");
  if (cursor.isSymbol("(")) return functionTable(cursor, path, start, lateral);
  let hint = null;
  if (cursor.peek().kind === "hint") {
    const token = cursor.next();
    hint = { start: token.start, end: token.end };
  }
  let systemTime = null;
  if (cursor.acceptWords("FOR", "SYSTEM_TIME")) {
    cursor.expectWord("AS");
    cursor.expectWord("OF");
    systemTime = parseExpression(cursor);
  }
  return { kind: "named", path, alias: null, hint, systemTime, span: cursor.spanFrom(start) };
}

/** TABLE(function(…)) */
function parseTableFunction(cursor: Cursor, start: number, lateral: boolean): TableExpression {
  cursor.next();
  cursor.expectSymbol("(");
  const path = cursor.path("a table function");
  const table = functionTable(cursor, path, start, lateral);
  cursor.expectSymbol(")");
  return { ...table, span: cursor.spanFrom(start) };
}

function functionTable(cursor: Cursor, path: readonly Name[], start: number, lateral: boolean): TableExpression {
  const call = parseCall(cursor, path);
  if (call.kind !== "call") throw cursor.unexpected("a table function");
  return { kind: "function", call, alias: null, lateral, span: cursor.spanFrom(start) };
}

/** (query) or (joined tables) */
function parseBracketed(cursor: Cursor, start: number, lateral: boolean): TableExpression {
  if (isQueryTable(cursor)) {
    const query = cursor.inBrackets(() => parseQuery(cursor));
    return { kind: "derived", query, alias: null, lateral, span: cursor.spanFrom(start) };
  }
  if (cursor.isWord("TABLE", 1) && !cursor.isSymbol("(", 2))
    throw cursor.notSupported(cursor.peek(1), "(TABLE t)", "write the table's name");
  if (lateral || cursor.isWord("TABLE", 1) || cursor.isWord("UNNEST", 1)) {
    cursor.next();
    if (lateral || !bracketsHoldJoin(cursor)) throw cursor.unexpected("a query");
    cursor.index--;
  }
  cursor.expectSymbol("(");
  const table = parseFrom(cursor);
  cursor.expectSymbol(")");
  return { ...table, span: cursor.spanFrom(start) };
}

/** Whether something follows the first table before the bracket closes. */
function bracketsHoldJoin(cursor: Cursor): boolean {
  let depth = 0;
  for (let at = 0; ; at++) {
    const token = cursor.peek(at);
    if (token.kind === "end") return true;
    if (token.kind !== "symbol") continue;
    if (token.text === "(") depth++;
    else if (token.text === ")" && --depth < 0) return false;
    else if (token.text === ")" && depth === 0 && !cursor.isSymbol(")", at + 1)) return true;
  }
}

/** The bracket holds a query, not tables that are joined: the first bracket that closes is followed by its end. */
function isQueryTable(cursor: Cursor): boolean {
  const brackets = queryBrackets(cursor);
  if (brackets < 2) return brackets === 1;
  // ((SELECT …) JOIN t …) and ((SELECT …) AS a JOIN …) are tables in brackets.
  let depth = 0;
  for (let at = 1; ; at++) {
    const token = cursor.peek(at);
    if (token.kind === "end") return true;
    if (token.kind !== "symbol") continue;
    if (token.text === "(") depth++;
    else if (token.text === ")" && --depth === 0) {
      const after = cursor.peek(at + 1);
      if (after.kind === "quoted" || (after.kind === "symbol" && after.text === ",")) return false;
      return after.kind !== "word" || ["UNION", "INTERSECT", "EXCEPT", "MINUS", "ORDER", "LIMIT", "OFFSET", "FETCH"].includes(after.upper);
    }
  }
}

/** [AS] name [(columns)] */
function parseAlias(cursor: Cursor): Alias | null {
  if (!cursor.acceptWords("AS") && !cursor.isName()) return null;
  const name = cursor.name("an alias");
  const columns = cursor.isSymbol("(") ? cursor.inBrackets(() => cursor.list(() => cursor.name("a column"))) : [];
  return { name, columns };
}
