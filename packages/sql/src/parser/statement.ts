// Statements: which one it is, and the short ones.
import type { Name } from "../ast/expression.ts";
import type { InsertStatement, Statement } from "../ast/statement.ts";
import { sqlErrors } from "../errors.ts";
import { parseAlterTable } from "./alter-table.ts";
import { parseCreate } from "./create.ts";
import type { Cursor } from "./cursor.ts";
import { isQueryStart, parseQuery } from "./query.ts";

const supported =
  "SELECT, INSERT INTO, EXECUTE STATEMENT SET, CREATE TABLE and VIEW, DROP, ALTER TABLE, EXPLAIN, SHOW, DESCRIBE, SET, RESET and STOP JOB are";

/** Flink's statements that are not taken, by their first word. */
const unsupported = new Set(
  "VALUE UPDATE DELETE MERGE UPSERT USE LOAD UNLOAD ADD REMOVE ANALYZE COMPILE TRUNCATE CALL REPLACE EXECUTE BEGIN END TABLE GRANT REVOKE COMMIT ROLLBACK".split(
    " ",
  ),
);

export function parseStatement(cursor: Cursor): Statement {
  const token = cursor.peek();
  if (isQueryStart(cursor) || cursor.isSymbol("(")) {
    const query = parseQuery(cursor);
    return { kind: "query", query, span: cursor.spanFrom(token.start) };
  }
  if (token.kind !== "word") throw cursor.unexpected("a statement");
  switch (token.upper) {
    case "INSERT":
      return parseInsert(cursor);
    case "CREATE":
      return parseCreate(cursor);
    case "DROP":
      return parseDrop(cursor);
    case "ALTER":
      return parseAlter(cursor);
    case "EXPLAIN":
      return parseExplain(cursor);
    case "SHOW":
      return parseShow(cursor);
    case "DESCRIBE":
    case "DESC":
      return parseDescribe(cursor);
    case "SET":
      return parseSet(cursor);
    case "RESET":
      return parseReset(cursor);
    case "STOP":
      return parseStop(cursor);
    case "EXECUTE":
      if (cursor.isWord("STATEMENT", 1)) return parseStatementSet(cursor);
      break;
    case "BEGIN":
      if (cursor.isWord("STATEMENT", 1)) {
        throw cursor.notSupported(
          { start: token.start, end: cursor.peek(1).end },
          "BEGIN STATEMENT SET",
          "EXECUTE STATEMENT SET BEGIN …; …; END",
        );
      }
      break;
    default:
  }
  if (unsupported.has(token.upper)) throw cursor.notSupported(token, token.upper, supported);
  throw cursor.source.error(token, sqlErrors.tokenUnexpected, token.text, "a statement");
}

export function parseInsert(cursor: Cursor): InsertStatement {
  const start = cursor.expectWord("INSERT").start;
  if (cursor.isWord("OVERWRITE")) throw cursor.notSupported(cursor.peek(), "INSERT OVERWRITE", "INSERT INTO");
  cursor.expectWord("INTO");
  const target = cursor.path("a table");
  if (cursor.peek().kind === "hint") throw cursor.notSupported(cursor.peek(), "a hint", "put the options into CREATE TABLE");
  if (cursor.isWord("PARTITION")) throw cursor.notSupported(cursor.peek(), "PARTITION of INSERT");
  let columns: Name[] | null = null;
  if (cursor.isSymbol("(") && !isQueryStart(cursor)) {
    columns = cursor.inBrackets(() =>
      cursor.list(() => {
        const name = cursor.name("a column");
        if (cursor.isSymbol(".")) throw cursor.notSupported(cursor.peek(), "a field of a column as the target of INSERT");
        return name;
      }),
    );
  }
  if (cursor.isWord("VALUE")) throw cursor.notSupported(cursor.peek(), "VALUE", "VALUES");
  const query = parseQuery(cursor);
  return { kind: "insert", target, columns, query, span: cursor.spanFrom(start) };
}

/** EXECUTE STATEMENT SET BEGIN insert; …; END */
function parseStatementSet(cursor: Cursor): Statement {
  const start = cursor.next().start;
  cursor.next();
  cursor.expectWord("SET");
  cursor.expectWord("BEGIN");
  const inserts: InsertStatement[] = [];
  do {
    if (!cursor.isWord("INSERT")) throw cursor.unexpected("INSERT INTO");
    inserts.push(parseInsert(cursor));
    cursor.expectSymbol(";");
  } while (!cursor.isWord("END"));
  cursor.next();
  return { kind: "statementSet", inserts, span: cursor.spanFrom(start) };
}

function parseDrop(cursor: Cursor): Statement {
  const start = cursor.next().start;
  const temporary = cursor.acceptWords("TEMPORARY");
  const token = cursor.peek();
  const object = cursor.acceptWords("TABLE") ? "table" : cursor.acceptWords("VIEW") ? "view" : null;
  if (object === null) {
    const others = ["CATALOG", "DATABASE", "FUNCTION", "SYSTEM", "MODEL", "CONNECTION", "MATERIALIZED", "SCHEMA"];
    if (token.kind === "word" && others.includes(token.upper))
      throw cursor.notSupported(token, `DROP ${token.upper}`, "DROP TABLE and DROP VIEW are");
    throw cursor.unexpected("TABLE or VIEW");
  }
  const ifExists = cursor.acceptWords("IF", "EXISTS");
  const name = cursor.path();
  return { kind: "drop", object, name, ifExists, temporary, span: cursor.spanFrom(start) };
}

function parseAlter(cursor: Cursor): Statement {
  const token = cursor.peek(1);
  if (cursor.isWord("TABLE", 1)) return parseAlterTable(cursor);
  const others = ["VIEW", "CATALOG", "DATABASE", "FUNCTION", "TEMPORARY", "MODEL", "CONNECTION", "MATERIALIZED", "SYSTEM", "SESSION"];
  if (token.kind === "word" && others.includes(token.upper))
    throw cursor.notSupported(token, `ALTER ${token.upper}`, token.upper === "VIEW" ? "CREATE OR REPLACE VIEW" : "ALTER TABLE is");
  cursor.next();
  throw cursor.unexpected("TABLE");
}

const detailWords = ["ESTIMATED_COST", "CHANGELOG_MODE", "JSON_EXECUTION_PLAN", "PLAN_ADVICE"];

function parseExplain(cursor: Cursor): Statement {
  const start = cursor.next().start;
  const details: string[] = [];
  if (cursor.acceptWords("PLAN")) cursor.expectWord("FOR");
  else if (cursor.peek().kind === "word" && detailWords.includes(cursor.peek().upper)) {
    details.push(
      ...cursor.list(() => {
        if (!detailWords.includes(cursor.peek().upper)) throw cursor.unexpected("a detail of the plan");
        return cursor.next().upper;
      }),
    );
  }
  const token = cursor.peek();
  const statement = cursor.deeper(() => parseStatement(cursor));
  if (!["query", "insert", "statementSet", "createTable"].includes(statement.kind))
    throw cursor.source.error(token, sqlErrors.tokenUnexpected, token.text, "a query or INSERT INTO");
  if (statement.kind === "createTable" && statement.query === null) throw cursor.unexpected("AS and a query");
  return { kind: "explain", statement, details, span: cursor.spanFrom(start) };
}

function parseShow(cursor: Cursor): Statement {
  const start = cursor.next().start;
  const token = cursor.peek();
  if (cursor.acceptWords("CREATE")) {
    const object = cursor.acceptWords("TABLE") ? "table" : cursor.acceptWords("VIEW") ? "view" : null;
    if (object === null)
      throw cursor.notSupported(cursor.peek(), `SHOW CREATE ${cursor.peek().text}`, "SHOW CREATE TABLE and SHOW CREATE VIEW are");
    return { kind: "showCreate", object, name: cursor.path(), span: cursor.spanFrom(start) };
  }
  for (const [word, what] of [
    ["TABLES", "tables"],
    ["VIEWS", "views"],
    ["FUNCTIONS", "functions"],
    ["JOBS", "jobs"],
    ["OPTIONS", "options"],
  ] as const) {
    if (!cursor.acceptWords(word)) continue;
    const after = cursor.peek();
    if (after.kind === "word" && ["FROM", "IN", "LIKE", "ILIKE", "NOT"].includes(after.upper))
      throw cursor.notSupported(after, `${after.upper} of SHOW`, `SHOW ${word} lists all`);
    return { kind: "show", what, span: cursor.spanFrom(start) };
  }
  if (token.kind === "word")
    throw cursor.notSupported(token, `SHOW ${token.text}`, "SHOW TABLES, VIEWS, FUNCTIONS, JOBS, CREATE TABLE and CREATE VIEW are");
  throw cursor.unexpected("TABLES, VIEWS, FUNCTIONS or JOBS");
}

function parseDescribe(cursor: Cursor): Statement {
  const start = cursor.next().start;
  const token = cursor.peek();
  const queries = ["SELECT", "INSERT", "WITH", "VALUES", "UPDATE", "DELETE", "MERGE"];
  if (token.kind === "word" && (queries.includes(token.upper) || (token.upper === "STATEMENT" && cursor.peek(1).kind !== "end"))) {
    throw cursor.notSupported(token, `DESCRIBE ${token.upper}`, "EXPLAIN shows the plan of a query");
  }
  const others = ["CATALOG", "DATABASE", "JOB", "FUNCTION", "MODEL", "CONNECTION"];
  if (token.kind === "word" && others.includes(token.upper) && cursor.peek(1).kind !== "end" && !cursor.isSymbol(";", 1))
    throw cursor.notSupported(token, `DESCRIBE ${token.upper}`);
  if (cursor.isWord("EXTENDED")) throw cursor.notSupported(token, "DESCRIBE EXTENDED", "DESCRIBE shows all there is");
  const name = cursor.path("a table");
  return { kind: "describe", name, span: cursor.spanFrom(start) };
}

/** SET; SET 'key' = 'value'. */
function parseSet(cursor: Cursor): Statement {
  const start = cursor.next().start;
  if (cursor.isSymbol(";") || cursor.peek().kind === "end") return { kind: "show", what: "options", span: cursor.spanFrom(start) };
  const key = cursor.expectString("an option in quotes, such as 'table.local-time-zone'");
  cursor.expectSymbol("=");
  const value = cursor.expectString("a text");
  return { kind: "set", key: key.text, value: value.text, keySpan: key, span: cursor.spanFrom(start) };
}

function parseReset(cursor: Cursor): Statement {
  const start = cursor.next().start;
  const key = cursor.peek().kind === "string" ? cursor.next().text : null;
  return { kind: "reset", key, span: cursor.spanFrom(start) };
}

function parseStop(cursor: Cursor): Statement {
  const start = cursor.next().start;
  cursor.expectWord("JOB");
  const job = cursor.expectString("a job's id").text;
  let savepoint = false;
  let drain = false;
  while (cursor.acceptWords("WITH")) {
    const token = cursor.peek();
    if (!savepoint && !drain && cursor.acceptWords("SAVEPOINT")) savepoint = true;
    else if (!drain && cursor.acceptWords("DRAIN")) drain = true;
    else throw cursor.source.error(token, sqlErrors.tokenUnexpected, token.text, "SAVEPOINT or DRAIN");
  }
  return { kind: "stopJob", job, savepoint, drain, span: cursor.spanFrom(start) };
}
