// Random expressions as SQL text, over all functions, by family of type. `canFail` allows what has no value for some
// rows (division by zero, a cast that cannot be made): only there where a failing row is a bad record.
// Long because it is one table of what can make a value of each family.
import type { Choices } from "./choices.ts";
import type { Family, GeneratedColumn } from "./tables.ts";

export interface Scope {
  readonly columns: readonly GeneratedColumn[];
  readonly canFail: boolean;
}

type Make = (choices: Choices, scope: Scope, depth: number) => string;

export const families: readonly Family[] = ["integer", "string", "bigint", "boolean", "decimal", "double", "date", "timestamp", "ltz"];

const intervals = [
  "INTERVAL '1' SECOND",
  "INTERVAL '5' MINUTE",
  "INTERVAL '2' HOUR",
  "INTERVAL '1' DAY",
  "INTERVAL '1 02:03' DAY TO MINUTE",
];
const monthIntervals = ["INTERVAL '1' MONTH", "INTERVAL '1' YEAR", "INTERVAL '1-2' YEAR TO MONTH"];
const patterns = ["'a%'", "'%b%'", "'_b%'", "'%'", "''", "'%ü%'", "'A_c'", "'%\"%'"];
const expressions = ["'[a-c]+'", "'^a'", "'\\d+'", "'(.)b'", "'x|y'", "'.'"];
const formats = ["'yyyy-MM-dd'", "'HH:mm:ss'", "'yyyy-MM-dd HH:mm:ss.SSS'", "'yy/M/d h a'", "'''at'' E D'"];
const units = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND"];
const parts = [...units, "MILLISECOND", "DOW", "DOY", "EPOCH", "ISODOW", "ISOYEAR", "DECADE", "CENTURY"];
const comparisons = ["=", "<>", "<", "<=", ">", ">="];

const of =
  (family: Family): Make =>
  (choices, scope, depth) =>
    expression(choices, scope, family, depth - 1);
const [integer, bigint, decimal, double, text, boolean, date, timestamp, ltz] = [
  of("integer"),
  of("bigint"),
  of("decimal"),
  of("double"),
  of("string"),
  of("boolean"),
  of("date"),
  of("timestamp"),
  of("ltz"),
];
const number: Make = (choices, scope, depth) => choices.pick([integer, bigint, decimal, double])(choices, scope, depth);
const time: Make = (choices, scope, depth) => choices.pick([timestamp, ltz])(choices, scope, depth);
const small =
  (least: number, most: number): Make =>
  (choices) =>
    String(choices.between(least, most));
const one =
  (list: readonly string[]): Make =>
  (choices) =>
    choices.pick(list);

/** A template: each %s is one argument. */
const call =
  (template: string, ...arguments_: readonly Make[]): Make =>
  (choices, scope, depth) => {
    let index = 0;
    return template.replaceAll("%s", () => arguments_[index++]!(choices, scope, depth));
  };

const binary =
  (operators: readonly string[], side: Make): Make =>
  (choices, scope, depth) =>
    `(${side(choices, scope, depth)} ${choices.pick(operators)} ${side(choices, scope, depth)})`;
const failing =
  (make: Make, safe: Make): Make =>
  (choices, scope, depth) =>
    (scope.canFail && choices.chance(0.3) ? make : safe)(choices, scope, depth);

const comparable: readonly Family[] = ["integer", "string", "bigint", "decimal", "double", "timestamp", "ltz", "date"];
const sameFamily =
  (template: string): Make =>
  (choices, scope, depth) => {
    const family = choices.pick(comparable);
    return template.replaceAll("%s", () => expression(choices, scope, family, depth - 1));
  };

const makers: Readonly<Record<Family, readonly Make[]>> = {
  boolean: [
    sameFamily("%s IS NOT NULL"),
    sameFamily("%s IS NULL"),
    (choices, scope, depth) => sameFamily(`(%s ${choices.pick(comparisons)} %s)`)(choices, scope, depth),
    (choices, scope, depth) => sameFamily(`(%s ${choices.pick(comparisons)} %s)`)(choices, scope, depth),
    call("(%s AND %s)", boolean, boolean),
    call("(%s OR %s)", boolean, boolean),
    call("(NOT %s)", boolean),
    call("(%s IS TRUE)", boolean),
    call("(%s IS NOT FALSE)", boolean),
    call("(%s IS UNKNOWN)", boolean),
    call("(%s LIKE %s)", text, one(patterns)),
    call("(%s NOT LIKE %s)", text, one(patterns)),
    call("(%s LIKE '%!_%' ESCAPE '!')", text),
    call("(%s IN (%s, %s, %s))", integer, small(0, 3), small(4, 9), small(-2, 0)),
    call("(%s NOT IN ('a', 'b', 'ü'))", text),
    call("(%s IN ('', '😀', 'abc', NULL))", text),
    call("(%s BETWEEN %s AND %s)", number, number, number),
    call("(%s BETWEEN SYMMETRIC %s AND %s)", integer, integer, integer),
    sameFamily("(%s IS DISTINCT FROM %s)"),
    sameFamily("(%s IS NOT DISTINCT FROM %s)"),
    call("(%s < %s)", number, number),
    call("REGEXP(%s, %s)", text, one(expressions)),
    call("TRY_CAST(%s AS BOOLEAN)", text),
    call("CAST(%s AS BOOLEAN)", integer),
  ],
  integer: [
    small(0, 10),
    call("CHAR_LENGTH(%s)", text),
    binary(["+", "-", "*"], integer),
    failing(call("(%s / %s)", integer, integer), call("(%s / NULLIF(%s, 0))", integer, integer)),
    failing(call("MOD(%s, %s)", integer, integer), call("MOD(%s, %s)", integer, small(1, 7))),
    call("ABS(%s)", integer),
    call("(- %s)", integer),
    call("SIGN(%s)", integer),
    call("POSITION('b' IN %s)", text),
    call("LOCATE('b', %s, %s)", text, small(-1, 4)),
    call("INSTR(%s, %s)", text, text),
    call("OCTET_LENGTH(%s)", text),
    call("CAST(%s AS INT)", bigint),
    call("CAST(%s AS INT)", decimal),
    call("CAST(%s AS SMALLINT)", double),
    call("CAST(%s AS TINYINT)", integer),
    failing(call("CAST(%s AS INT)", text), call("TRY_CAST(%s AS INT)", text)),
    call("CAST(%s AS INT)", boolean),
    call("TIMESTAMPDIFF(MINUTE, %s, %s)", timestamp, timestamp),
    call("TIMESTAMPDIFF(MONTH, %s, %s)", ltz, ltz),
    call("ROUND(%s, -1)", integer),
    call("CEIL(%s)", integer),
  ],
  bigint: [
    call("CAST(%s AS BIGINT)", integer),
    (choices, scope, depth) => `EXTRACT(${choices.pick(parts)} FROM ${time(choices, scope, depth)})`,
    binary(["+", "-", "*"], bigint),
    call("(%s + %s)", bigint, integer),
    failing(call("(%s / %s)", bigint, integer), call("(%s / NULLIF(%s, 0))", bigint, bigint)),
    call("MOD(%s, %s)", bigint, small(2, 9)),
    call("ABS(%s)", bigint),
    call("(- %s)", bigint),
    call("CAST(%s AS BIGINT)", decimal),
    call("CAST(%s AS BIGINT)", double),
    call("TRY_CAST(%s AS BIGINT)", text),
    call("UNIX_TIMESTAMP(DATE_FORMAT(%s, 'yyyy-MM-dd HH:mm:ss'))", timestamp),
    call("YEAR(%s)", date),
    call("HOUR(%s)", ltz),
    call("FLOOR(%s)", bigint),
    one(["9007199254740993", "9223372036854775807", "-9007199254740993"]),
  ],
  decimal: [
    call("CAST(%s AS DECIMAL(12, 3))", integer),
    one(["1.5", "0.001", "12345678901234567890.123", "-2.50"]),
    binary(["+", "-", "*"], decimal),
    call("(%s / NULLIF(%s, 0))", decimal, decimal),
    call("(%s + %s)", decimal, integer),
    call("(%s * %s)", decimal, bigint),
    call("ROUND(%s, %s)", decimal, small(0, 3)),
    call("TRUNCATE(%s, %s)", decimal, small(0, 2)),
    call("CEIL(%s)", decimal),
    call("FLOOR(%s)", decimal),
    call("ABS(%s)", decimal),
    call("(- %s)", decimal),
    call("CAST(%s AS DECIMAL(10, 1))", decimal),
    call("CAST(%s AS DECIMAL(20, 2))", bigint),
    call("CAST(%s AS DECIMAL(15, 2))", double),
    call("TRY_CAST(%s AS DECIMAL(6, 2))", text),
    call("MOD(%s, 7)", decimal),
    call("SIGN(%s)", decimal),
  ],
  double: [
    call("CAST(%s AS DOUBLE)", integer),
    one(["CAST(0.5 AS DOUBLE)", "1E0", "-2.5E3"]),
    binary(["+", "-", "*"], double),
    call("(%s / 4)", double),
    call("(%s / %s)", double, double),
    call("CAST(%s AS DOUBLE)", decimal),
    call("CAST(%s AS DOUBLE)", bigint),
    call("CAST(%s AS FLOAT)", double),
    call("SQRT(ABS(%s))", double),
    call("POWER(%s, 2)", double),
    call("ROUND(%s, 1)", double),
    call("TRUNCATE(%s, 0)", double),
    call("FLOOR(%s)", double),
    call("CEIL(%s)", double),
    call("LN(ABS(%s) + 1)", double),
    call("EXP(SIGN(%s))", double),
    call("LOG10(%s)", double),
    call("TRY_CAST(%s AS DOUBLE)", text),
    call("(- %s)", double),
  ],
  string: [
    one(["'a'", "''", "'x y'", "'ü😀'"]),
    call("UPPER(%s)", text),
    call("LOWER(%s)", text),
    call("CAST(%s AS STRING)", number),
    call("CAST(%s AS STRING)", time),
    call("CAST(%s AS STRING)", boolean),
    call("CAST(%s AS STRING)", date),
    call("CAST(%s AS VARCHAR(3))", text),
    call("CAST(%s AS CHAR(4))", text),
    call("(%s || %s)", text, text),
    call("CONCAT(%s, '-', %s)", text, text),
    call("CONCAT_WS('/', %s, %s)", text, text),
    call("SUBSTRING(%s, %s)", text, small(-3, 4)),
    call("SUBSTRING(%s FROM %s FOR %s)", text, small(-2, 3), small(0, 3)),
    call("TRIM(%s)", text),
    call("TRIM(LEADING 'a' FROM %s)", text),
    call("RTRIM(%s)", text),
    call("REPLACE(%s, 'b', %s)", text, text),
    call("REGEXP_REPLACE(%s, %s, '<$0>')", text, one(expressions)),
    call("REGEXP_EXTRACT(%s, '(.)b(.*)', %s)", text, small(0, 2)),
    call("LPAD(%s, %s, '*')", text, small(-1, 6)),
    call("RPAD(%s, %s, 'xy')", text, small(0, 6)),
    call("LEFT(%s, %s)", text, small(-1, 3)),
    call("RIGHT(%s, %s)", text, small(0, 3)),
    call("REPEAT(%s, %s)", text, small(-1, 3)),
    call("REVERSE(%s)", text),
    call("INITCAP(%s)", text),
    call("SPLIT_INDEX(%s, ',', %s)", text, small(0, 2)),
    call("DATE_FORMAT(%s, %s)", time, one(formats)),
    call("FROM_UNIXTIME(MOD(%s, 1000000000))", bigint),
  ],
  date: [
    call("CAST(%s AS DATE)", timestamp),
    one(["DATE '2024-03-10'", "DATE '1969-12-31'"]),
    call("CAST(%s AS DATE)", ltz),
    call("(%s + INTERVAL '1' DAY)", date),
    call("(%s - INTERVAL '1' MONTH)", date),
    call("TIMESTAMPADD(DAY, %s, %s)", small(-3, 40), date),
    call("FLOOR(%s TO MONTH)", date),
    call("TO_DATE(%s)", text),
    call("TRY_CAST(%s AS DATE)", text),
  ],
  timestamp: [
    one(["TIMESTAMP '2024-03-10 01:30:00'", "TIMESTAMP '1969-12-31 23:59:59.999'"]),
    call("CAST(%s AS TIMESTAMP(3))", ltz),
    call("CAST(%s AS TIMESTAMP(3))", date),
    call("(%s + %s)", timestamp, one(intervals)),
    call("(%s - %s)", timestamp, one(intervals)),
    call("(%s + %s)", timestamp, one(monthIntervals)),
    (choices, scope, depth) => `FLOOR(${timestamp(choices, scope, depth)} TO ${choices.pick(units)})`,
    (choices, scope, depth) => `CEIL(${timestamp(choices, scope, depth)} TO ${choices.pick(units)})`,
    (choices, scope, depth) => `TIMESTAMPADD(${choices.pick(units)}, ${choices.between(-2, 14)}, ${timestamp(choices, scope, depth)})`,
    call("TO_TIMESTAMP(%s)", text),
    call("TO_TIMESTAMP(CAST(%s AS STRING), 'yyyy-MM-dd')", date),
  ],
  ltz: [
    call("TO_TIMESTAMP_LTZ(%s, 3)", small(0, 9)),
    call("CAST(%s AS TIMESTAMP_LTZ(3))", timestamp),
    call("(%s + %s)", ltz, one(intervals)),
    call("(%s - %s)", ltz, one(intervals)),
    (choices, scope, depth) => `FLOOR(${ltz(choices, scope, depth)} TO ${choices.pick(units)})`,
    call("TO_TIMESTAMP_LTZ(MOD(%s, 1000000), 0)", bigint),
  ],
  time: [call("CAST(%s AS TIME(0))", timestamp), one(["TIME '10:20:30'"])],
  bytes: [call("CAST(%s AS BYTES)", text)],
};

const choosing: readonly ((family: Family) => Make)[] = [
  (family) => call("COALESCE(%s, %s)", of(family), of(family)),
  (family) => call("CASE WHEN %s THEN %s ELSE %s END", boolean, of(family), of(family)),
  (family) => call("CASE WHEN %s THEN %s WHEN %s THEN %s END", boolean, of(family), boolean, of(family)),
  (family) => call("CASE %s WHEN 1 THEN %s WHEN 2 THEN %s END", integer, of(family), of(family)),
  (family) => call("NULLIF(%s, %s)", of(family), of(family)),
  (family) => call("IF(%s, %s, %s)", boolean, of(family), of(family)),
  (family) => (family === "boolean" ? of(family) : call("GREATEST(%s, %s)", of(family), of(family))),
  (family) => (family === "boolean" ? of(family) : call("LEAST(%s, %s)", of(family), of(family))),
];

/** Text of an expression of this family. */
export function expression(choices: Choices, scope: Scope, family: Family, depth: number): string {
  const fitting = scope.columns.filter((column) => column.family === family);
  if (fitting.length > 0 && (depth <= 0 || !choices.chance(0.55))) return choices.pick(fitting).name;
  if (depth <= 0) return leaf(choices, family);
  if (choices.chance(0.15)) return choices.pick(choosing)(family)(choices, scope, depth);
  return choices.pick(makers[family])(choices, scope, depth);
}

const leaves: Readonly<Record<Family, readonly string[]>> = {
  boolean: ["TRUE", "FALSE"],
  integer: ["0", "1", "2", "-1", "7"],
  bigint: ["CAST(1 AS BIGINT)", "4611686018427387904"],
  decimal: ["1.5", "0.25", "100.00"],
  double: ["1E0", "0.5E0"],
  string: ["'a'", "'b'", "''", "'Ab c'"],
  date: ["DATE '2024-03-10'"],
  time: ["TIME '10:20:30'"],
  timestamp: ["TIMESTAMP '2024-03-10 00:00:00'"],
  ltz: ["TO_TIMESTAMP_LTZ(1710028800000, 3)"],
  bytes: ["x'00ff'"],
};

const leaf = (choices: Choices, family: Family): string => choices.pick(leaves[family]);

export const condition: Make = (choices, scope, depth) => expression(choices, scope, "boolean", depth);
