// Types as written, with Flink's defaults: DECIMAL is (10, 0), VARCHAR without a length STRING, TIMESTAMP (6).
import type { TypeName } from "../ast/expression.ts";
import { sqlErrors } from "../errors.ts";
import type { Span } from "../statement.ts";
import { maxLength } from "../types/type.ts";
import type { SqlType } from "../types/type.ts";
import { nearest } from "../suggest.ts";
import type { Cursor } from "./cursor.ts";

/** A type with its NOT NULL or NULL. */
export function parseTypeName(cursor: Cursor): TypeName {
  return cursor.deeper(() => {
    const start = cursor.peek().start;
    let type = parseBare(cursor);
    type = parseCollectionSuffix(cursor, type);
    if (cursor.acceptWords("NOT", "NULL")) type = { ...type, nullable: false };
    else cursor.acceptWords("NULL");
    return { type, span: cursor.spanFrom(start) };
  });
}

/** `INT ARRAY`, `INT MULTISET`: the old way to write collections. */
function parseCollectionSuffix(cursor: Cursor, element: SqlType): SqlType {
  let type = element;
  let depth = 0;
  for (;;) {
    if (cursor.isWord("ARRAY")) {
      cursor.checkDepth(++depth);
      cursor.next();
      type = { kind: "ARRAY", element: type, nullable: true };
    } else if (cursor.isWord("MULTISET")) throw cursor.notSupported(cursor.peek(), "the type MULTISET");
    else return type;
  }
}

const plain: Record<string, "BOOLEAN" | "TINYINT" | "SMALLINT" | "INTEGER" | "BIGINT" | "DATE" | "FLOAT"> = {
  BOOLEAN: "BOOLEAN",
  TINYINT: "TINYINT",
  SMALLINT: "SMALLINT",
  INT: "INTEGER",
  INTEGER: "INTEGER",
  BIGINT: "BIGINT",
  FLOAT: "FLOAT",
  REAL: "FLOAT",
  DATE: "DATE",
};

const unsupported = new Set([
  "MULTISET",
  "RAW",
  "STRUCTURED",
  "VARIANT",
  "TIMESTAMP_TZ",
  "BIT",
  "BLOB",
  "CLOB",
  "NCHAR",
  "NATIONAL",
  "SYMBOL",
  "ANY",
  "JSON",
  "GEOMETRY",
]);

function parseBare(cursor: Cursor): SqlType {
  const token = cursor.peek();
  if (token.kind !== "word") throw cursor.unexpected("a type");
  const word = token.upper;
  const kind = plain[word];
  if (kind !== undefined) {
    cursor.next();
    return { kind, nullable: true };
  }
  switch (word) {
    case "DOUBLE":
      cursor.next();
      cursor.acceptWords("PRECISION");
      return { kind: "DOUBLE", nullable: true };
    case "DECIMAL":
    case "DEC":
    case "NUMERIC":
      cursor.next();
      return parseDecimal(cursor);
    case "STRING":
      cursor.next();
      return { kind: "VARCHAR", length: maxLength, nullable: true };
    case "BYTES":
      cursor.next();
      return { kind: "VARBINARY", length: maxLength, nullable: true };
    case "CHAR":
    case "CHARACTER":
    case "VARCHAR":
    case "BINARY":
    case "VARBINARY":
      return parseSized(cursor, word);
    case "TIME":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return parseTimed(cursor, word);
    case "INTERVAL":
      return parseIntervalType(cursor);
    case "ARRAY":
    case "MAP":
    case "ROW":
      return parseConstructed(cursor, word);
    default:
      if (unsupported.has(word) || cursor.isName()) throw cursor.notSupported(token, `the type ${token.text}`, typeHint(word));
      throw cursor.unexpected("a type");
  }
}

const typeWords = [
  ...Object.keys(plain),
  "DOUBLE",
  "DECIMAL",
  "NUMERIC",
  "STRING",
  "BYTES",
  "CHAR",
  "VARCHAR",
  "BINARY",
  "VARBINARY",
  "TIME",
  "TIMESTAMP",
  "TIMESTAMP_LTZ",
];

function typeHint(word: string): string {
  const aliases: Record<string, string> = {
    TEXT: "STRING",
    LONG: "BIGINT",
    BOOL: "BOOLEAN",
    DATETIME: "TIMESTAMP(3)",
    NUMBER: "DECIMAL(38, 10)",
    INT64: "BIGINT",
    INT32: "INT",
    FLOAT64: "DOUBLE",
  };
  const suggestion = aliases[word] ?? nearest(word, typeWords);
  return suggestion === undefined ? `the types are ${typeWords.join(", ")}` : `did you mean ${suggestion}?`;
}

function parseDecimal(cursor: Cursor): SqlType {
  if (!cursor.acceptSymbol("(")) return { kind: "DECIMAL", precision: 10, scale: 0, nullable: true };
  const at = cursor.peek();
  const precision = parseCount(cursor, "a precision", 1, 38);
  const scale = cursor.acceptSymbol(",") ? parseCount(cursor, "a scale", 0, 38) : 0;
  if (scale > precision)
    throw cursor.source.error(at, sqlErrors.literalInvalid, `DECIMAL(${precision}, ${scale})`, "the scale is greater than the precision");
  cursor.expectSymbol(")");
  return { kind: "DECIMAL", precision, scale, nullable: true };
}

function parseSized(cursor: Cursor, word: string): SqlType {
  cursor.next();
  const varying = word.startsWith("VAR") || cursor.acceptWords("VARYING");
  const binary = word === "BINARY" || word === "VARBINARY";
  const kind = varying ? (binary ? "VARBINARY" : "VARCHAR") : binary ? "BINARY" : "CHAR";
  if (!cursor.acceptSymbol("(")) return { kind, length: varying ? maxLength : 1, nullable: true };
  const length = parseCount(cursor, "a length", 1, maxLength);
  cursor.expectSymbol(")");
  return { kind, length, nullable: true };
}

function parseTimed(cursor: Cursor, word: "TIME" | "TIMESTAMP" | "TIMESTAMP_LTZ"): SqlType {
  const start = cursor.next().start;
  let precision = word === "TIME" ? 0 : 6;
  if (cursor.acceptSymbol("(")) {
    precision = parseCount(cursor, "a precision", 0, 9);
    cursor.expectSymbol(")");
  }
  if (word !== "TIMESTAMP_LTZ") {
    if (cursor.acceptWords("WITHOUT")) expectWords(cursor, ["TIME", "ZONE"]);
    else if (cursor.acceptWords("WITH", "LOCAL")) {
      expectWords(cursor, ["TIME", "ZONE"]);
      if (word === "TIME") throw cursor.notSupported(cursor.spanFrom(start), "TIME WITH LOCAL TIME ZONE", "TIME has no time zone");
      return { kind: "TIMESTAMP_LTZ", precision, nullable: true };
    } else if (cursor.acceptWords("WITH")) {
      expectWords(cursor, ["TIME", "ZONE"]);
      throw cursor.notSupported(cursor.spanFrom(start), `${word} WITH TIME ZONE`, "TIMESTAMP_LTZ is a point on the time line");
    }
  }
  return { kind: word, precision, nullable: true };
}

function expectWords(cursor: Cursor, words: readonly string[]): void {
  for (const word of words) cursor.expectWord(word);
}

function parseIntervalType(cursor: Cursor): SqlType {
  cursor.next();
  const first = cursor.next().upper;
  const months = first === "YEAR" || first === "MONTH";
  const known = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
  if (!known.includes(first)) throw cursor.unexpected("YEAR, MONTH, DAY, HOUR, MINUTE or SECOND");
  skipPrecision(cursor);
  if (cursor.acceptWords("TO")) {
    const last = cursor.next().upper;
    if (known.indexOf(last) <= known.indexOf(first) || (last === "MONTH") !== months) throw cursor.unexpected("a smaller unit");
    skipPrecision(cursor);
  }
  return { kind: months ? "INTERVAL_YEAR_MONTH" : "INTERVAL_DAY_TIME", nullable: true };
}

function skipPrecision(cursor: Cursor): void {
  if (!cursor.acceptSymbol("(")) return;
  parseCount(cursor, "a precision", 0, 10);
  if (cursor.acceptSymbol(",")) parseCount(cursor, "a precision", 0, 9);
  cursor.expectSymbol(")");
}

function parseConstructed(cursor: Cursor, word: "ARRAY" | "MAP" | "ROW"): SqlType {
  cursor.next();
  const close = cursor.isSymbol("(") && word === "ROW" ? ")" : ">";
  if (cursor.isSymbol("<>") && word === "ROW") {
    cursor.next();
    return { kind: "ROW", fields: [], nullable: true };
  }
  cursor.expectSymbol(close === ")" ? "(" : "<");
  let type: SqlType;
  if (word === "ARRAY") type = { kind: "ARRAY", element: parseTypeName(cursor).type, nullable: true };
  else if (word === "MAP") {
    const key = parseTypeName(cursor).type;
    cursor.expectSymbol(",");
    type = { kind: "MAP", key, value: parseTypeName(cursor).type, nullable: true };
  } else {
    const fields = cursor.list(() => {
      const name = cursor.name("a field's name").text;
      const field = { name, type: parseTypeName(cursor).type };
      if (cursor.peek().kind === "string") cursor.next();
      return field;
    });
    type = { kind: "ROW", fields, nullable: true };
  }
  cursor.expectSymbol(close);
  return type;
}

/** A whole number between two bounds. */
export function parseCount(cursor: Cursor, what: string, least: number, most: number): number {
  const token = cursor.peek();
  if (token.kind !== "number" || !/^\d+$/.test(token.text)) throw cursor.unexpected(what);
  cursor.next();
  const value = Number(token.text);
  if (value < least || value > most) {
    const span: Span = token;
    throw cursor.source.error(span, sqlErrors.literalInvalid, what, `${token.text} is not between ${least} and ${most}`);
  }
  return value;
}
