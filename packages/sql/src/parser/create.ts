// CREATE TABLE and CREATE VIEW.
import type {
  ColumnDefinition,
  ConstraintMark,
  CreateTableStatement,
  Option,
  PrimaryKey,
  Statement,
  TableBody,
  TextLiteral,
  WatermarkDefinition,
} from "../ast/statement.ts";
import { childrenOf } from "../ast/children.ts";
import type { SqlExpression } from "../ast/expression.ts";
import { sqlErrors } from "../errors.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { parseQuery } from "./query.ts";
import { parseTypeName } from "./type-name.ts";

export function parseCreate(cursor: Cursor): Statement {
  const start = cursor.next().start;
  const replaceToken = cursor.peek();
  const orReplace = cursor.acceptWords("OR", "REPLACE");
  const temporary = cursor.acceptWords("TEMPORARY");
  const token = cursor.peek();
  if (cursor.acceptWords("VIEW")) return parseCreateView(cursor, start, orReplace, temporary);
  if (cursor.acceptWords("TABLE")) {
    if (orReplace) throw cursor.notSupported(replaceToken, "OR REPLACE of a table", "DROP TABLE it first, or ALTER TABLE");
    return parseCreateTable(cursor, start, temporary);
  }
  const others = ["CATALOG", "DATABASE", "FUNCTION", "SYSTEM", "MODEL", "CONNECTION", "MATERIALIZED", "SCHEMA"];
  if (token.kind === "word" && others.includes(token.upper))
    throw cursor.notSupported(token, `CREATE ${token.upper}`, "CREATE TABLE and CREATE VIEW are");
  throw cursor.unexpected("TABLE or VIEW");
}

function parseText(cursor: Cursor, what: string): TextLiteral {
  const token = cursor.expectString(what);
  return { value: token.text, span: { start: token.start, end: token.end } };
}

const parseComment = (cursor: Cursor): TextLiteral | null => (cursor.acceptWords("COMMENT") ? parseText(cursor, "a text") : null);

function parseCreateView(cursor: Cursor, start: number, orReplace: boolean, temporary: boolean): Statement {
  const ifNotExists = cursor.acceptWords("IF", "NOT", "EXISTS");
  const name = cursor.path();
  const columns = cursor.isSymbol("(")
    ? cursor.inBrackets(() => cursor.list(() => ({ name: cursor.name("a column"), comment: parseComment(cursor) })))
    : [];
  const comment = parseComment(cursor);
  cursor.expectWord("AS");
  const query = parseQuery(cursor);
  return { kind: "createView", name, columns, query, comment, ifNotExists, orReplace, temporary, span: cursor.spanFrom(start) };
}

function parseCreateTable(cursor: Cursor, start: number, temporary: boolean): CreateTableStatement {
  const ifNotExists = cursor.acceptWords("IF", "NOT", "EXISTS");
  const name = cursor.path();
  const body = cursor.isSymbol("(") ? cursor.inBrackets(() => parseTableBody(cursor)) : { columns: [], primaryKeys: [], watermarks: [] };
  const comment = parseComment(cursor);
  const token = cursor.peek();
  if (cursor.isWord("DISTRIBUTED")) throw cursor.notSupported(token, "DISTRIBUTED BY", "set the number of partitions of the topic");
  if (cursor.isWord("PARTITIONED")) throw cursor.notSupported(token, "PARTITIONED BY", "a topic is partitioned by the keys of its records");
  const options = cursor.acceptWords("WITH") ? parseOptions(cursor) : [];
  if (cursor.isWord("LIKE"))
    throw cursor.notSupported(cursor.peek(), "CREATE TABLE … LIKE", "repeat the columns (SHOW CREATE TABLE prints them)");
  const query = cursor.acceptWords("AS") ? parseQuery(cursor) : null;
  const named = body.columns.find((column) => column.kind === "named");
  if (named !== undefined && query === null) {
    throw cursor.source.error(
      named.span,
      sqlErrors.tableInvalid,
      `the column "${named.name.text}" has no type`,
      "write a type after the name",
    );
  }
  return { kind: "createTable", name, body, comment, options, ifNotExists, temporary, query, span: cursor.spanFrom(start) };
}

/** ('key' = 'value', …), which may be empty. */
export function parseOptions(cursor: Cursor): Option[] {
  return cursor.inBrackets(() => {
    if (cursor.isSymbol(")")) return [];
    return cursor.list(() => {
      const key = parseText(cursor, "an option's name in quotes");
      cursor.expectSymbol("=");
      return { key, value: parseText(cursor, "the option's value in quotes") };
    });
  });
}

export interface ParsedElements extends TableBody {
  readonly columns: ColumnDefinition[];
  readonly primaryKeys: PrimaryKey[];
  readonly watermarks: WatermarkDefinition[];
}

function parseTableBody(cursor: Cursor): TableBody {
  const body: ParsedElements = { columns: [], primaryKeys: [], watermarks: [] };
  cursor.list(() => parseTableElement(cursor, body));
  return body;
}

/** One column, key or watermark, put where it belongs. */
export function parseTableElement(cursor: Cursor, body: ParsedElements): void {
  const token = cursor.peek();
  if (cursor.isWord("WATERMARK")) {
    if (body.watermarks.length > 0) throw cursor.source.error(token, sqlErrors.watermarkInvalid, "a table has one watermark");
    body.watermarks.push(parseWatermark(cursor));
  } else if (cursor.isWord("CONSTRAINT") || cursor.isWord("PRIMARY") || cursor.isWord("UNIQUE")) {
    if (cursor.acceptWords("CONSTRAINT")) cursor.name("a constraint's name");
    if (cursor.isWord("UNIQUE")) throw cursor.notSupported(cursor.peek(), "UNIQUE", "PRIMARY KEY … NOT ENFORCED");
    cursor.expectWord("PRIMARY");
    cursor.expectWord("KEY");
    const columns = cursor.inBrackets(() => cursor.list(() => cursor.name("a column")));
    const enforced = parseEnforced(cursor);
    body.primaryKeys.push({ columns, enforced, span: cursor.spanFrom(token.start) });
  } else body.columns.push(parseColumn(cursor));
}

function parseEnforced(cursor: Cursor): boolean | null {
  if (cursor.acceptWords("NOT", "ENFORCED")) return false;
  return cursor.acceptWords("ENFORCED") ? true : null;
}

function parseWatermark(cursor: Cursor): WatermarkDefinition {
  const start = cursor.next().start;
  cursor.expectWord("FOR");
  const column = cursor.path("a column");
  cursor.expectWord("AS");
  const expression = parseKept(cursor);
  return { column, expression, span: cursor.spanFrom(start) };
}

/** An expression of a table, which has no query in it. */
function parseKept(cursor: Cursor): SqlExpression {
  const expression = parseExpression(cursor);
  const query = findQuery(expression);
  if (query !== undefined) throw cursor.notSupported(query.span, "a query within a column's expression", "make it a view");
  return expression;
}

function findQuery(expression: SqlExpression): SqlExpression | undefined {
  if (expression.kind === "subquery" || expression.kind === "exists" || expression.kind === "inQuery") return expression;
  for (const child of childrenOf(expression)) {
    const found = findQuery(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parseColumn(cursor: Cursor): ColumnDefinition {
  const name = cursor.name("a column");
  const start = name.span.start;
  if (cursor.isSymbol(".")) throw cursor.notSupported(cursor.peek(), "a field of a column here");
  if (cursor.acceptWords("AS")) {
    const expression = parseKept(cursor);
    const comment = parseComment(cursor);
    return { kind: "computed", name, expression, comment, span: cursor.spanFrom(start) };
  }
  if (cursor.isSymbol(",") || cursor.isSymbol(")")) return { kind: "named", name, comment: null, span: cursor.spanFrom(start) };
  const type = parseTypeName(cursor);
  if (cursor.acceptWords("METADATA")) {
    const key = cursor.acceptWords("FROM") ? parseText(cursor, "a metadata key in quotes") : null;
    const virtual = cursor.acceptWords("VIRTUAL");
    const comment = parseComment(cursor);
    return { kind: "metadata", name, type, key, virtual, comment, span: cursor.spanFrom(start) };
  }
  const primaryKey = parseColumnConstraint(cursor);
  const comment = parseComment(cursor);
  return { kind: "physical", name, type, primaryKey, comment, span: cursor.spanFrom(start) };
}

function parseColumnConstraint(cursor: Cursor): ConstraintMark | null {
  const start = cursor.peek().start;
  const named = cursor.acceptWords("CONSTRAINT");
  if (named) cursor.name("a constraint's name");
  if (cursor.isWord("UNIQUE")) throw cursor.notSupported(cursor.peek(), "UNIQUE", "PRIMARY KEY NOT ENFORCED");
  if (!named && !cursor.isWord("PRIMARY")) return null;
  cursor.expectWord("PRIMARY");
  cursor.expectWord("KEY");
  const enforced = parseEnforced(cursor);
  return { enforced, span: cursor.spanFrom(start) };
}
