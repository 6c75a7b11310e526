// Queries: WITH, set operations, SELECT, VALUES, ORDER BY and LIMIT.
import type { Name, OrderItem, SqlExpression } from "../ast/expression.ts";
import type { GroupBy, GroupItem, OrderedQuery, Query, SelectItem, SelectQuery, SetQuery, WithQuery } from "../ast/query.ts";
import { parseWindow } from "./call.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { parseFrom } from "./table.ts";

/** Whether a query can begin here, where an expression may stand too; brackets before it are looked through. */
export function isQueryStart(cursor: Cursor): boolean {
  const brackets = queryBrackets(cursor);
  return brackets === 0 || (brackets > 0 && !isBracketedScalar(cursor, brackets));
}

/** How many brackets stand before SELECT, WITH or VALUES; -1 when something else does. */
export function queryBrackets(cursor: Cursor): number {
  let ahead = 0;
  while (cursor.isSymbol("(", ahead)) ahead++;
  return ["SELECT", "WITH", "VALUES"].some((word) => cursor.isWord(word, ahead)) ? ahead : -1;
}

/** `((SELECT …) + 1)`: the inner brackets close before the outer ones and something else follows. */
function isBracketedScalar(cursor: Cursor, ahead: number): boolean {
  let depth = 0;
  for (let at = 0; ; at++) {
    const token = cursor.peek(at);
    if (token.kind === "end") return false;
    if (token.kind !== "symbol") continue;
    if (token.text === "(") depth++;
    else if (token.text === ")" && --depth < ahead) {
      const after = cursor.peek(at + 1);
      if (after.kind === "end" || (after.kind === "symbol" && (after.text === ")" || after.text === ";"))) return false;
      return !(
        after.kind === "word" && ["UNION", "INTERSECT", "EXCEPT", "MINUS", "ORDER", "LIMIT", "OFFSET", "FETCH"].includes(after.upper)
      );
    }
  }
}

export function parseQuery(cursor: Cursor): Query {
  return cursor.deeper(() => {
    const start = cursor.peek().start;
    if (!cursor.isWord("WITH")) return parseOrdered(cursor);
    cursor.next();
    if (cursor.isWord("RECURSIVE")) throw cursor.notSupported(cursor.peek(), "WITH RECURSIVE");
    const tables: WithQuery["tables"][number][] = cursor.list(() => {
      const name = cursor.name("a name");
      const columns = cursor.isSymbol("(") ? cursor.inBrackets(() => cursor.list(() => cursor.name("a column"))) : [];
      cursor.expectWord("AS");
      return { name, columns, query: cursor.inBrackets(() => parseQuery(cursor)) };
    });
    const body = parseOrdered(cursor);
    return { kind: "with", tables, body, span: cursor.spanFrom(start) };
  });
}

function parseOrdered(cursor: Cursor): Query {
  const start = cursor.peek().start;
  const input = parseSets(cursor, 0);
  const clauseStart = cursor.peek().start;
  let orderBy: OrderItem[] = [];
  if (cursor.isWords("ORDER", "BY")) {
    cursor.index += 2;
    orderBy = cursor.list(() => parseOrderItem(cursor));
  }
  const { limit, offset } = parseLimit(cursor);
  if (orderBy.length === 0 && limit === null && offset === null) return input;
  const ordered: OrderedQuery = {
    kind: "ordered",
    input,
    orderBy,
    limit,
    offset,
    clauseSpan: cursor.spanFrom(clauseStart),
    span: cursor.spanFrom(start),
  };
  return ordered;
}

function parseLimit(cursor: Cursor): { limit: SqlExpression | null; offset: SqlExpression | null } {
  let limit: SqlExpression | null = null;
  let offset: SqlExpression | null = null;
  if (cursor.acceptWords("LIMIT") && !cursor.acceptWords("ALL")) {
    limit = parseExpression(cursor);
    if (cursor.isSymbol(",")) throw cursor.unexpected("OFFSET");
  }
  if (cursor.acceptWords("OFFSET")) {
    offset = parseExpression(cursor);
    if (!cursor.acceptWords("ROWS")) cursor.acceptWords("ROW");
  }
  if (cursor.acceptWords("FETCH")) {
    if (!cursor.acceptWords("FIRST")) cursor.expectWord("NEXT");
    limit = parseExpression(cursor);
    if (!cursor.acceptWords("ROWS")) cursor.expectWord("ROW");
    cursor.expectWord("ONLY");
  }
  return { limit, offset };
}

export function parseOrderItem(cursor: Cursor): OrderItem {
  const expression = parseExpression(cursor);
  const descending = cursor.acceptWords("DESC");
  if (!descending) cursor.acceptWords("ASC");
  let nullsLast: boolean | null = null;
  if (cursor.acceptWords("NULLS")) {
    if (cursor.acceptWords("FIRST")) nullsLast = false;
    else {
      cursor.expectWord("LAST");
      nullsLast = true;
    }
  }
  return { expression, descending, nullsLast };
}

/** UNION and EXCEPT bind alike, INTERSECT tighter. Equal operators in a row are one node. */
function parseSets(cursor: Cursor, least: number): Query {
  const start = cursor.peek().start;
  let left = parseTerm(cursor);
  for (let links = 1; ; links++) {
    const token = cursor.peek();
    const word = token.kind === "word" ? token.upper : "";
    const binding = word === "INTERSECT" ? 2 : word === "UNION" || word === "EXCEPT" ? 1 : 0;
    if (word === "MINUS") throw cursor.notSupported(token, "MINUS", "EXCEPT is not supported either: UNION ALL is");
    if (binding <= least) return left;
    cursor.next();
    const all = cursor.acceptWords("ALL");
    if (!all) cursor.acceptWords("DISTINCT");
    const operatorSpan = cursor.spanFrom(token.start);
    const right = parseSets(cursor, binding);
    const operator: SetQuery["operator"] = word as SetQuery["operator"];
    const chained: boolean =
      left.kind === "set" && left.operator === operator && left.all === all && operator === "UNION" && left.span.start === start;
    if (!chained) cursor.checkDepth(links);
    const inputs: readonly Query[] = chained ? [...(left as SetQuery).inputs, right] : [left, right];
    left = {
      kind: "set",
      operator,
      all,
      inputs,
      operatorSpan: chained ? (left as SetQuery).operatorSpan : operatorSpan,
      span: cursor.spanFrom(start),
    };
  }
}

function parseTerm(cursor: Cursor): Query {
  const start = cursor.peek().start;
  if (cursor.isSymbol("(")) return cursor.inBrackets(() => parseQuery(cursor));
  if (cursor.isWord("SELECT")) return parseSelect(cursor);
  if (cursor.acceptWords("VALUES")) {
    const rows = cursor.list(() => parseRow(cursor));
    return { kind: "values", rows, span: cursor.spanFrom(start) };
  }
  if (cursor.isWord("TABLE")) {
    throw cursor.notSupported(cursor.peek(), "TABLE t as a query", "SELECT * FROM t");
  }
  throw cursor.unexpected("SELECT, VALUES or WITH");
}

function parseRow(cursor: Cursor): SqlExpression[] {
  const row = parseExpression(cursor);
  if (row.kind === "row") return [...row.items];
  return [row];
}

function parseSelect(cursor: Cursor): SelectQuery {
  const start = cursor.expectWord("SELECT").start;
  if (cursor.peek().kind === "hint") throw cursor.notSupported(cursor.peek(), "a hint", "leave it out");
  if (cursor.isWord("STREAM")) throw cursor.notSupported(cursor.peek(), "STREAM", "every SELECT is a stream: leave it out");
  const distinct = cursor.acceptWords("DISTINCT");
  if (!distinct) cursor.acceptWords("ALL");
  const items = cursor.list(() => parseSelectItem(cursor));
  const from = cursor.acceptWords("FROM") ? parseFrom(cursor) : null;
  if (from === null && ["WHERE", "GROUP", "HAVING"].some((word) => cursor.isWord(word))) throw cursor.unexpected("FROM");
  const where = cursor.acceptWords("WHERE") ? parseExpression(cursor) : null;
  const groupBy = cursor.isWord("GROUP") ? parseGroupBy(cursor) : null;
  const having = cursor.acceptWords("HAVING") ? parseExpression(cursor) : null;
  const windows = cursor.acceptWords("WINDOW") ? cursor.list(() => parseNamedWindow(cursor)) : [];
  const qualify = cursor.acceptWords("QUALIFY") ? parseExpression(cursor) : null;
  return { kind: "select", distinct, items, from, where, groupBy, having, windows, qualify, span: cursor.spanFrom(start) };
}

function parseNamedWindow(cursor: Cursor): SelectQuery["windows"][number] {
  const name = cursor.name("a window's name");
  cursor.expectWord("AS");
  return { name, specification: parseWindow(cursor) };
}

function parseSelectItem(cursor: Cursor): SelectItem {
  const expression = parseExpression(cursor);
  const alias = parseAliasName(cursor);
  return { expression, alias };
}

/** [AS] name */
export function parseAliasName(cursor: Cursor): Name | null {
  if (cursor.acceptWords("AS")) return cursor.name("an alias");
  return cursor.isName() ? cursor.name() : null;
}

function parseGroupBy(cursor: Cursor): GroupBy {
  const start = cursor.next().start;
  cursor.expectWord("BY");
  const distinct = cursor.acceptWords("DISTINCT");
  if (!distinct) cursor.acceptWords("ALL");
  const items = cursor.list(() => parseGroupItem(cursor));
  return { distinct, items, span: cursor.spanFrom(start) };
}

function parseGroupItem(cursor: Cursor): GroupItem {
  return cursor.deeper(() => {
    const token = cursor.peek();
    if (cursor.isWords("GROUPING", "SETS") || ((cursor.isWord("CUBE") || cursor.isWord("ROLLUP")) && cursor.isSymbol("(", 1))) {
      cursor.index += token.upper === "GROUPING" ? 2 : 1;
      const sets = token.upper === "GROUPING";
      const items = cursor.inBrackets(() => cursor.list(() => (sets ? parseGroupItem(cursor) : parsePlainGroupItem(cursor))));
      const form = token.upper === "GROUPING" ? "GROUPING SETS" : (token.upper as "CUBE" | "ROLLUP");
      return { kind: "sets", form, items, span: cursor.spanFrom(token.start) };
    }
    return parsePlainGroupItem(cursor);
  });
}

/** An expression, (a, b) or ( ). */
function parsePlainGroupItem(cursor: Cursor): GroupItem {
  const token = cursor.peek();
  if (cursor.isSymbol("(") && cursor.isSymbol(")", 1)) {
    cursor.index += 2;
    return { kind: "list", expressions: [], span: cursor.spanFrom(token.start) };
  }
  const expression = parseExpression(cursor);
  if (expression.kind === "row" && !expression.explicit) return { kind: "list", expressions: expression.items, span: expression.span };
  return { kind: "plain", expression };
}
