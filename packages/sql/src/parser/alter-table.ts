// ALTER TABLE.
import type { AlterAction, ColumnPosition, Statement, TextLiteral } from "../ast/statement.ts";
import type { Cursor } from "./cursor.ts";
import { parseOptions, parseTableElement } from "./create.ts";
import type { ParsedElements } from "./create.ts";

export function parseAlterTable(cursor: Cursor): Statement {
  const start = cursor.next().start;
  cursor.next();
  const ifExists = cursor.acceptWords("IF", "EXISTS");
  const name = cursor.path("a table");
  const action = parseAction(cursor);
  return { kind: "alterTable", name, ifExists, action, span: cursor.spanFrom(start) };
}

function parseAction(cursor: Cursor): AlterAction {
  const token = cursor.peek();
  const span = () => cursor.spanFrom(token.start);
  if (cursor.acceptWords("RENAME")) {
    if (cursor.acceptWords("TO")) return { kind: "rename", to: cursor.path(), span: span() };
    const from = cursor.name("TO or a column");
    if (cursor.isSymbol(".")) throw cursor.notSupported(cursor.peek(), "renaming a field of a column");
    cursor.expectWord("TO");
    return { kind: "renameColumn", from, to: cursor.name("a column"), span: span() };
  }
  if (cursor.acceptWords("SET")) return { kind: "set", options: parseOptions(cursor), span: span() };
  if (cursor.acceptWords("RESET")) {
    const keys = cursor.inBrackets(() =>
      cursor.list((): TextLiteral => {
        const key = cursor.expectString("an option's name in quotes");
        return { value: key.text, span: { start: key.start, end: key.end } };
      }),
    );
    return { kind: "reset", keys, span: span() };
  }
  if (cursor.isWord("ADD") || cursor.isWord("MODIFY")) return parseAddOrModify(cursor);
  if (cursor.acceptWords("DROP")) return parseDropPart(cursor, token.start);
  throw cursor.unexpected("RENAME, SET, RESET, ADD, MODIFY or DROP");
}

function parseAddOrModify(cursor: Cursor): AlterAction {
  const token = cursor.next();
  const kind = token.upper === "ADD" ? "add" : "modify";
  for (const word of ["PARTITION", "DISTRIBUTION"]) {
    if (cursor.isWord(word)) throw cursor.notSupported(cursor.peek(), `${word} of ALTER TABLE`);
  }
  if (cursor.isWords("IF", "NOT", "EXISTS")) throw cursor.notSupported(cursor.peek(), "IF NOT EXISTS of ADD");
  const body: ParsedElements = { columns: [], primaryKeys: [], watermarks: [] };
  const positions: ColumnPosition[] = [];
  const element = (): void => {
    const before = body.columns.length;
    parseTableElement(cursor, body);
    if (body.columns.length === before) return;
    if (cursor.acceptWords("FIRST")) positions.push({ column: before, after: null });
    else if (cursor.acceptWords("AFTER")) positions.push({ column: before, after: cursor.name("a column") });
  };
  if (cursor.isSymbol("(")) cursor.inBrackets(() => cursor.list(element));
  else element();
  return { kind, body, positions, span: cursor.spanFrom(token.start) };
}

function parseDropPart(cursor: Cursor, start: number): AlterAction {
  if (cursor.acceptWords("WATERMARK")) return { kind: "dropWatermark", span: cursor.spanFrom(start) };
  if (cursor.acceptWords("PRIMARY", "KEY")) return { kind: "dropPrimaryKey", span: cursor.spanFrom(start) };
  for (const word of ["CONSTRAINT", "PARTITION", "DISTRIBUTION"]) {
    if (cursor.isWord(word))
      throw cursor.notSupported(cursor.peek(), `DROP ${word} of ALTER TABLE`, word === "CONSTRAINT" ? "DROP PRIMARY KEY" : undefined);
  }
  const column = () => {
    const name = cursor.name("a column");
    if (cursor.isSymbol(".")) throw cursor.notSupported(cursor.peek(), "dropping a field of a column");
    return name;
  };
  const columns = cursor.isSymbol("(") ? cursor.inBrackets(() => cursor.list(column)) : [column()];
  return { kind: "dropColumns", columns, span: cursor.spanFrom(start) };
}
