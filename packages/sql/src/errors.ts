// What can be wrong with a statement. All of them carry a position where one is known.
import { defineErrors } from "@millrace/core";

export const sqlErrors = defineErrors("sql", {
  textTooLong: {
    message: (size: number, most: number) => `the text has ${size} bytes, more than ${most}`,
    hint: "split it into several texts",
  },
  tooDeep: {
    message: (most: number) => `expressions or queries are nested more than ${most} deep`,
    hint: "put inner queries into views, and use IN for long lists of OR",
  },
  characterUnexpected: {
    message: (character: string) => `the character ${character} means nothing here`,
    hint: (character: string) =>
      character === '"'
        ? "names stand in back ticks (`name`), texts in single quotes ('text')"
        : character === "’" || character === "‘"
          ? "use the plain single quote '"
          : undefined,
  },
  unterminated: {
    message: (what: string) => `${what} does not end`,
    hint: (what: string) => (what === "a text" ? "close it with '; a quote within it is written ''" : undefined),
  },
  tokenUnexpected: {
    message: (found: string, expected: string) =>
      expected === "" ? `${found} is not expected here` : `expected ${expected}, found ${found}`,
  },
  nameReserved: { message: (word: string) => `${word} is a reserved word`, hint: (word: string) => `write it in back ticks: \`${word}\`` },
  literalInvalid: { message: (what: string, reason: string) => `${what}: ${reason}` },
  notSupported: {
    message: (what: string, _instead?: string) => `${what} is not supported`,
    hint: (_what: string, instead?: string) => instead,
  },
  tableUnknown: {
    message: (name: string, _suggestion?: string) => `there is no table or view ${quoted(name)}`,
    hint: (_name: string, suggestion?: string) => suggestion ?? "SHOW TABLES lists what there is; CREATE TABLE makes one",
  },
  columnUnknown: {
    message: (name: string, where: string, _suggestion?: string) => `there is no column ${quoted(name)}${where}`,
    hint: (_name: string, _where: string, suggestion?: string) => suggestion,
  },
  columnAmbiguous: {
    message: (name: string) => `the column ${quoted(name)} is there more than once`,
    hint: "put the table's name before it, or rename one with AS",
  },
  functionUnknown: {
    message: (name: string, _suggestion?: string) => `there is no function ${name}`,
    hint: (_name: string, suggestion?: string) => suggestion ?? "SHOW FUNCTIONS lists what there is",
  },
  argumentsWrong: {
    message: (name: string, given: string, _signatures: readonly string[]) => `${name} does not take (${given})`,
    hint: (_name: string, _given: string, signatures: readonly string[]) => `it is ${signatures.join(" or ")}`,
  },
  operandsWrong: {
    message: (operator: string, left: string, right: string) => `${operator} does not apply to ${left} and ${right}`,
    hint: "CAST one of them to the type of the other",
  },
  typeWrong: { message: (what: string, expected: string, found: string) => `${what} must be ${expected}, not ${found}` },
  castImpossible: { message: (from: string, to: string) => `${from} cannot be cast to ${to}` },
  branchesDiffer: { message: (what: string, types: string) => `${what} have no common type: ${types}`, hint: "CAST them to one type" },
  notGrouped: {
    message: (what: string) => `${what} is neither grouped nor aggregated`,
    hint: "add it to GROUP BY, or put it into an aggregate such as MAX",
  },
  aggregateMisplaced: {
    message: (name: string, where: string) => `${name} is an aggregate and cannot stand in ${where}`,
    hint: (_name: string, where: string) => (where === "WHERE" ? "use HAVING" : "aggregate in a subquery first"),
  },
  windowTimeMissing: {
    message: (column: string, table: string) => `${quoted(column)} is not an event-time column${table}, so it cannot make windows`,
    hint: (column: string) =>
      `declare WATERMARK FOR \`${column}\` AS \`${column}\` - INTERVAL '5' SECOND on the table; a computed value is no longer the event time`,
  },
  windowInvalid: { message: (reason: string) => reason },
  rankInvalid: {
    message: (reason: string) => reason,
    hint: "write SELECT … FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) AS rn FROM t) WHERE rn <= 10",
  },
  sinkAppendOnly: {
    message: (table: string, why: string) => `${quoted(table)} only takes new rows, but ${why}`,
    hint: (table: string) =>
      `declare PRIMARY KEY (…) NOT ENFORCED on ${quoted(table)}, so that rows can be replaced; or aggregate in windows`,
  },
  sinkKeyDiffers: {
    message: (table: string, key: string, primaryKey: string) =>
      `the query tells its rows apart by (${key}), but ${quoted(table)} by PRIMARY KEY (${primaryKey})`,
    hint: (_table: string, key: string) => `declare PRIMARY KEY (${key}) NOT ENFORCED, or add its columns to the key`,
  },
  columnCountDiffers: { message: (what: string, found: number, expected: number) => `${what} has ${found} columns, not ${expected}` },
  sinkTypeDiffers: {
    message: (column: string, found: string, expected: string) => `column ${quoted(column)} is ${expected}, but the query gives ${found}`,
    hint: (_column: string, _found: string, expected: string) => `CAST it AS ${expected.replace(" NOT NULL", "")}`,
  },
  optionUnknown: {
    message: (key: string, _suggestion?: string) => `there is no option '${key}'`,
    hint: (_key: string, suggestion?: string) => suggestion,
  },
  optionInvalid: {
    message: (key: string, value: string, _expected: string) => `'${value}' is no value for '${key}'`,
    hint: (_key: string, _value: string, expected: string) => expected,
  },
  optionMissing: { message: (key: string, why: string) => `the option '${key}' is missing: ${why}` },
  columnTwice: { message: (name: string) => `the column ${quoted(name)} is declared twice` },
  objectExists: {
    message: (kind: string, name: string) => `there is already a ${kind} ${quoted(name)}`,
    hint: "use IF NOT EXISTS, or drop it first",
  },
  objectKindDiffers: { message: (name: string, found: string, expected: string) => `${quoted(name)} is a ${found}, not a ${expected}` },
  watermarkInvalid: {
    message: (reason: string) => reason,
    hint: "for example: WATERMARK FOR ts AS ts - INTERVAL '5' SECOND, ts being TIMESTAMP(3) or TIMESTAMP_LTZ(3)",
  },
  primaryKeyInvalid: { message: (reason: string) => reason },
  tableInvalid: { message: (reason: string, _instead?: string) => reason, hint: (_reason: string, instead?: string) => instead },
});

/** A name as a message shows it. */
export const quoted = (name: string): string => `"${name}"`;
