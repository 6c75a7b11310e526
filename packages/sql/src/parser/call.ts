// Calls: name(…), those with words between their arguments (TRIM, EXTRACT, …), FILTER and OVER.
import type {
  CallArgument,
  CallExpression,
  Name,
  OrderItem,
  SqlExpression,
  TableArgument,
  WindowSpecification,
} from "../ast/expression.ts";
import { extractUnits } from "../functions/time.ts";
import type { Cursor } from "./cursor.ts";
import { parseArithmetic, parseExpression } from "./expression.ts";
import { isQueryStart, parseOrderItem, parseQuery } from "./query.ts";

type Call = CallExpression;

const bare = (name: readonly Name[], arguments_: readonly SqlExpression[], span: Call["span"]): Call => ({
  kind: "call",
  name,
  arguments: arguments_.map((value) => ({ name: null, value })),
  quantifier: null,
  star: false,
  niladic: false,
  filter: null,
  nulls: null,
  over: null,
  span,
});

/** From the opening bracket on. */
export function parseCall(cursor: Cursor, name: readonly Name[]): SqlExpression {
  const start = name[0]!.span.start;
  if (name.length === 1 && unitFirst.has(name[0]!.text.toUpperCase())) return parseUnitFirst(cursor, name);
  if (name.length === 1 && /^(?:floor|ceil|ceiling)$/i.test(name[0]!.text)) return parseTruncation(cursor, name);
  if (name.length === 1 && /^json_/i.test(name[0]!.text))
    throw cursor.notSupported(name[0]!.span, `the function ${name[0]!.text.toUpperCase()}`);
  cursor.expectSymbol("(");
  let quantifier: Call["quantifier"] = null;
  if (cursor.acceptWords("DISTINCT")) quantifier = "DISTINCT";
  else if (cursor.acceptWords("ALL")) quantifier = "ALL";
  const star = cursor.isSymbol("*") && cursor.isSymbol(")", 1);
  if (star) cursor.next();
  const arguments_ = star || cursor.isSymbol(")") ? [] : cursor.list(() => parseArgument(cursor));
  if (["ORDER", "SEPARATOR", "IGNORE", "RESPECT"].some((word) => cursor.isWord(word)))
    throw cursor.notSupported(cursor.peek(), `${cursor.peek().upper} within a call`);
  cursor.expectSymbol(")");
  return parseCallSuffix(cursor, { ...bare(name, [], cursor.spanFrom(start)), quantifier, star, arguments: arguments_ });
}

/** FILTER (WHERE …), IGNORE NULLS, OVER (…). */
function parseCallSuffix(cursor: Cursor, call: Call): Call {
  let { nulls, filter, over } = call;
  refuseWithin(cursor);
  if (cursor.acceptWords("IGNORE", "NULLS")) nulls = "IGNORE";
  else if (cursor.acceptWords("RESPECT", "NULLS")) nulls = "RESPECT";
  refuseWithin(cursor);
  if (cursor.isWord("FILTER") && cursor.isSymbol("(", 1)) {
    cursor.index += 2;
    cursor.expectWord("WHERE");
    filter = parseExpression(cursor);
    cursor.expectSymbol(")");
  }
  if (cursor.acceptWords("OVER")) over = cursor.isSymbol("(") ? parseWindow(cursor) : cursor.name("a window");
  return { ...call, nulls, filter, over, span: cursor.spanFrom(call.span.start) };
}

function refuseWithin(cursor: Cursor): void {
  if (cursor.isWords("WITHIN", "GROUP") || cursor.isWords("WITHIN", "DISTINCT"))
    throw cursor.notSupported(cursor.peek(), `WITHIN ${cursor.peek(1).upper}`);
}

/** ( [name] [PARTITION BY …] [ORDER BY …] [ROWS | RANGE …] ) */
export function parseWindow(cursor: Cursor): WindowSpecification {
  const start = cursor.expectSymbol("(").start;
  const base = cursor.isName() && !cursor.isWord("PARTITION") ? cursor.name() : null;
  let partitionBy: SqlExpression[] = [];
  if (cursor.acceptWords("PARTITION")) {
    cursor.expectWord("BY");
    partitionBy = cursor.list(() => parseExpression(cursor));
  }
  let orderBy: OrderItem[] = [];
  if (cursor.acceptWords("ORDER")) {
    cursor.expectWord("BY");
    orderBy = cursor.list(() => parseOrderItem(cursor));
  }
  let frame: WindowSpecification["frame"] = null;
  if (cursor.isWord("ROWS") || cursor.isWord("RANGE")) frame = parseFrame(cursor);
  cursor.expectSymbol(")");
  return { base, partitionBy, orderBy, frame, span: cursor.spanFrom(start) };
}

function parseFrame(cursor: Cursor): WindowSpecification["frame"] {
  const start = cursor.next().start;
  const bound = (): void => {
    if (cursor.acceptWords("CURRENT")) return void cursor.expectWord("ROW");
    if (!cursor.acceptWords("UNBOUNDED")) parseExpression(cursor);
    if (!cursor.acceptWords("PRECEDING") && !cursor.acceptWords("FOLLOWING")) throw cursor.unexpected("PRECEDING or FOLLOWING");
  };
  if (cursor.acceptWords("BETWEEN")) {
    bound();
    cursor.expectWord("AND");
  }
  bound();
  return cursor.spanFrom(start);
}

function parseArgument(cursor: Cursor): CallArgument {
  let name: Name | null = null;
  if (cursor.isSymbol("=>", 1)) {
    // The names of parameters may be reserved words.
    const token = cursor.next();
    if (token.kind !== "word" && token.kind !== "quoted") throw cursor.unexpected("a parameter's name");
    name = { text: token.text, span: { start: token.start, end: token.end } };
    cursor.next();
  }
  return { name, value: parseArgumentValue(cursor) };
}

function parseArgumentValue(cursor: Cursor): SqlExpression {
  const start = cursor.peek().start;
  if (cursor.isWord("TABLE")) return parseTableArgument(cursor);
  if (cursor.isWord("DESCRIPTOR") && cursor.isSymbol("(", 1)) {
    cursor.next();
    const columns = cursor.inBrackets(() => cursor.list(() => cursor.name("a column")));
    return { kind: "descriptor", columns, span: cursor.spanFrom(start) };
  }
  if (isQueryStart(cursor)) {
    const query = parseQuery(cursor);
    return { kind: "table", input: { kind: "query", query }, partitionBy: [], orderBy: [], span: cursor.spanFrom(start) };
  }
  if (cursor.isWord("MODEL") && cursor.isName(1)) throw cursor.notSupported(cursor.peek(), "MODEL as an argument");
  const value = parseExpression(cursor);
  if (value.kind === "subquery" && (cursor.isWord("PARTITION") || cursor.isWord("ORDER"))) {
    return withOrder(cursor, {
      kind: "table",
      input: { kind: "query", query: value.query },
      partitionBy: [],
      orderBy: [],
      span: value.span,
    });
  }
  return value;
}

/** TABLE t, TABLE (query), both with PARTITION BY and ORDER BY. */
function parseTableArgument(cursor: Cursor): TableArgument {
  const start = cursor.expectWord("TABLE").start;
  if (cursor.isSymbol("(")) {
    const query = cursor.inBrackets(() => cursor.deeper(() => parseQuery(cursor)));
    return withOrder(cursor, {
      kind: "table",
      input: { kind: "query", query },
      partitionBy: [],
      orderBy: [],
      span: cursor.spanFrom(start),
    });
  }
  const nameStart = cursor.peek().start;
  const path = cursor.path("a table");
  const span = cursor.spanFrom(nameStart);
  return withOrder(cursor, {
    kind: "table",
    input: { kind: "named", path, span },
    partitionBy: [],
    orderBy: [],
    span: cursor.spanFrom(start),
  });
}

function withOrder(cursor: Cursor, table: TableArgument): TableArgument {
  let partitionBy: SqlExpression[] = [];
  let orderBy: OrderItem[] = [];
  const list = <Item>(item: () => Item): Item[] => (cursor.isSymbol("(") ? cursor.inBrackets(() => cursor.list(item)) : [item()]);
  if (cursor.acceptWords("PARTITION")) {
    cursor.expectWord("BY");
    partitionBy = list(() => parseExpression(cursor));
  }
  if (cursor.acceptWords("ORDER")) {
    cursor.expectWord("BY");
    orderBy = list(() => parseOrderItem(cursor));
  }
  return { ...table, partitionBy, orderBy, span: cursor.spanFrom(table.span.start) };
}

/** TIMESTAMPADD(unit, …) and TIMESTAMPDIFF(unit, …). */
const unitFirst = new Set(["TIMESTAMPADD", "TIMESTAMPDIFF"]);

function parseUnitFirst(cursor: Cursor, name: readonly Name[]): SqlExpression {
  cursor.expectSymbol("(");
  const unit = parseUnit(cursor);
  cursor.expectSymbol(",");
  const rest = cursor.list(() => parseExpression(cursor));
  cursor.expectSymbol(")");
  return bare(name, [unit, ...rest], cursor.spanFrom(name[0]!.span.start));
}

const unitNames: ReadonlySet<string> = new Set(extractUnits);

export function parseUnit(cursor: Cursor): SqlExpression {
  const token = cursor.peek();
  const word = token.upper.replace(/^SQL_TSI_/, "");
  if (token.kind !== "word" || !unitNames.has(word))
    throw cursor.isName()
      ? cursor.notSupported(token, `the unit ${token.text}`, `the units are ${extractUnits.join(", ")}`)
      : cursor.unexpected("a unit of time");
  cursor.next();
  return { kind: "unit", unit: word, span: { start: token.start, end: token.end } };
}

/** FLOOR(x) and FLOOR(x TO unit), CEIL likewise. */
function parseTruncation(cursor: Cursor, name: readonly Name[]): SqlExpression {
  cursor.expectSymbol("(");
  const value = parseExpression(cursor);
  const unit = cursor.acceptWords("TO") ? [parseUnit(cursor)] : [];
  if (cursor.isSymbol(","))
    throw cursor.notSupported(cursor.peek(), `a second argument of ${name[0]!.text.toUpperCase()}`, "FLOOR(x) or FLOOR(time TO unit)");
  cursor.expectSymbol(")");
  return bare(name, [value, ...unit], cursor.spanFrom(name[0]!.span.start));
}

/** Reserved words whose arguments have words between them. */
export const specialCalls: ReadonlySet<string> = new Set([
  "SUBSTRING",
  "TRIM",
  "EXTRACT",
  "POSITION",
  "OVERLAY",
  "CONVERT",
  "TRANSLATE",
  "GROUPING",
]);

export function parseSpecialCall(cursor: Cursor): SqlExpression {
  const token = cursor.next();
  const name: Name[] = [{ text: token.text, span: { start: token.start, end: token.end } }];
  switch (token.upper) {
    case "SUBSTRING":
      return parseSubstring(cursor, name);
    case "TRIM":
      return parseTrim(cursor, name);
    case "EXTRACT": {
      cursor.expectSymbol("(");
      const unit = parseUnit(cursor);
      cursor.expectWord("FROM");
      const value = parseExpression(cursor);
      cursor.expectSymbol(")");
      return bare(name, [unit, value], cursor.spanFrom(token.start));
    }
    case "POSITION": {
      cursor.expectSymbol("(");
      const needle = parseArithmetic(cursor);
      cursor.expectWord("IN");
      const value = parseExpression(cursor);
      if (cursor.isWord("FROM")) throw cursor.notSupported(cursor.peek(), "POSITION with FROM", "LOCATE(needle, text, start)");
      cursor.expectSymbol(")");
      return bare(name, [needle, value], cursor.spanFrom(token.start));
    }
    default:
      throw cursor.notSupported(token, `the function ${token.upper}`);
  }
}

function parseSubstring(cursor: Cursor, name: readonly Name[]): SqlExpression {
  cursor.expectSymbol("(");
  const list = [parseExpression(cursor)];
  if (cursor.acceptWords("FROM")) {
    list.push(parseExpression(cursor));
    if (cursor.acceptWords("FOR")) list.push(parseExpression(cursor));
  } else {
    while (cursor.acceptSymbol(",")) list.push(parseExpression(cursor));
    if (list.length < 2) throw cursor.unexpected("FROM or ,");
  }
  cursor.expectSymbol(")");
  return bare(name, list, cursor.spanFrom(name[0]!.span.start));
}

/** TRIM([BOTH | LEADING | TRAILING] [characters] FROM text): in the tree mode, characters, text. */
function parseTrim(cursor: Cursor, name: readonly Name[]): SqlExpression {
  cursor.expectSymbol("(");
  const start = cursor.peek();
  let mode = "BOTH";
  let withMode = false;
  for (const word of ["BOTH", "LEADING", "TRAILING"]) {
    if (!withMode && cursor.acceptWords(word)) [mode, withMode] = [word, true];
  }
  const span = { start: start.start, end: start.end };
  let characters: SqlExpression = { kind: "string", value: " ", span };
  let value: SqlExpression;
  if (withMode && cursor.acceptWords("FROM")) value = parseExpression(cursor);
  else {
    value = parseExpression(cursor);
    if (cursor.acceptWords("FROM")) [characters, value] = [value, parseExpression(cursor)];
    else if (withMode) throw cursor.unexpected("FROM");
  }
  cursor.expectSymbol(")");
  return bare(name, [{ kind: "unit", unit: mode, span }, characters, value], cursor.spanFrom(name[0]!.span.start));
}
