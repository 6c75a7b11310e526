// Literals with their types: 1 is INT, 3000000000 BIGINT, 1.5 DECIMAL(2, 1), 1e0 DOUBLE, 'abc' CHAR(3).
import { sqlErrors } from "../errors.ts";
import type { IntervalQualifier, SqlExpression } from "../ast/expression.ts";
import type { Expression } from "../plan/plan.ts";
import type { Span } from "../statement.ts";
import { parseDate, parseTime, parseTimestamp } from "../types/parse-datetime.ts";
import { codePoints } from "../types/properties.ts";
import type { SqlType, Value } from "../types/type.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";

const literal = (value: Value, type: SqlType): Expression => ({ kind: "literal", value, type });

export const nullLiteral = (type: SqlType = { kind: "NULL", nullable: true }): Expression => literal(null, { ...type, nullable: true });
export const booleanLiteral = (value: boolean | null): Expression => literal(value, { kind: "BOOLEAN", nullable: value === null });
export const intLiteral = (value: number): Expression => literal(value, { kind: "INTEGER", nullable: false });
export const stringLiteral = (value: string): Expression => literal(value, { kind: "CHAR", length: codePoints(value), nullable: false });

export function bindNumber(context: BindContext, text: string, approximate: boolean, span: Span): Expression {
  if (approximate) return literal(Number(text), { kind: "DOUBLE", nullable: false });
  const point = text.indexOf(".");
  const plain = point === text.length - 1 ? text.slice(0, -1) : text;
  if (point < 0 || point === text.length - 1) {
    const value = BigInt(plain);
    if (value < 1n << 31n) return intLiteral(Number(value));
    if (value < 1n << 63n) return literal(value, { kind: "BIGINT", nullable: false });
    return decimalLiteral(context, value, plain.length, 0, text, span);
  }
  return decimalLiteral(context, BigInt(text.replace(".", "")), text.length - 1, text.length - point - 1, text, span);
}

function decimalLiteral(context: BindContext, value: bigint, precision: number, scale: number, text: string, span: Span): Expression {
  if (precision > 38)
    throw fail(
      context,
      span,
      sqlErrors.literalInvalid,
      text.length > 50 ? `${text.slice(0, 47)}…` : text,
      "a number has at most 38 digits",
    );
  return literal(value, { kind: "DECIMAL", precision, scale, nullable: false });
}

/** `-` before a literal number is part of it. */
export function negated(expression: Expression): Expression | undefined {
  if (expression.kind !== "literal") return undefined;
  const { value, type } = expression;
  if (typeof value === "bigint") return value === 1n << 63n ? undefined : literal(-value, type);
  if (typeof value === "number" && (type.kind === "INTEGER" || type.kind === "DOUBLE"))
    return literal(value === 0 && type.kind === "INTEGER" ? 0 : -value, type);
  return undefined;
}

export function bindBinary(context: BindContext, hex: string, span: Span): Expression {
  if (hex.length % 2 !== 0) throw fail(context, span, sqlErrors.literalInvalid, "a binary literal", "it needs pairs of hexadecimal digits");
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return literal(bytes, { kind: "BINARY", length: bytes.length, nullable: false });
}

const forms = { DATE: "yyyy-MM-dd", TIME: "HH:mm:ss", TIMESTAMP: "yyyy-MM-dd HH:mm:ss" } as const;

export function bindDatetime(context: BindContext, expression: Extract<SqlExpression, { readonly kind: "datetime" }>): Expression {
  const { type, text, span } = expression;
  const value = type === "DATE" ? parseDate(text) : type === "TIME" ? parseTime(text) : parseTimestamp(text);
  if (value === null) throw fail(context, span, sqlErrors.literalInvalid, `${type} '${text}'`, `it is not of the form ${forms[type]}`);
  const precision = Math.min(9, /\.(\d+)/.exec(text)?.[1]?.length ?? 0);
  return literal(value, type === "DATE" ? { kind: type, nullable: false } : { kind: type, precision, nullable: false });
}

const unitMs: Record<string, number> = { WEEK: 604_800_000, DAY: 86_400_000, HOUR: 3_600_000, MINUTE: 60_000, SECOND: 1000 };
const order = ["DAY", "HOUR", "MINUTE", "SECOND"];

/** Months for YEAR, QUARTER and MONTH, else milliseconds. */
export function bindInterval(context: BindContext, expression: Extract<SqlExpression, { readonly kind: "interval" }>): Expression {
  const { qualifier, span } = expression;
  const wrong = (reason: string) => fail(context, span, sqlErrors.literalInvalid, `INTERVAL '${expression.text}'`, reason);
  if (qualifier.precision !== null && (qualifier.precision < 1 || qualifier.precision > 10))
    throw wrong("its precision is not between 1 and 10");
  if (qualifier.fraction !== null && (qualifier.fraction < 1 || qualifier.fraction > 9))
    throw wrong("the precision of its fraction is not between 1 and 9");
  const match = /^\s*([+-]?)\s*([\s\S]*?)\s*$/.exec(expression.text)!;
  const sign = (match[1] === "-") === expression.negative ? 1 : -1;
  const parsed = parseParts(match[2]!, qualifier);
  if (typeof parsed === "string") throw wrong(parsed);
  const months = qualifier.from === "YEAR" || qualifier.from === "QUARTER" || qualifier.from === "MONTH";
  if (months) return literal(sign * parsed + 0, { kind: "INTERVAL_YEAR_MONTH", nullable: false });
  return literal(sign * parsed + 0, { kind: "INTERVAL_DAY_TIME", nullable: false });
}

/** Months or milliseconds, or what is wrong. */
function parseParts(text: string, qualifier: IntervalQualifier): number | string {
  const { from, to } = qualifier;
  const tooMany = (digits: string): boolean => digits.length > (qualifier.precision ?? 9) || Number(digits) > 2_147_483_647;
  if (from === "YEAR" && to === "MONTH") {
    const match = /^(\d+)-(\d+)$/.exec(text);
    if (match === null) return "YEAR TO MONTH is written '1-6'";
    return tooMany(match[1]!) || Number(match[2]) > 11 ? "it is out of range" : Number(match[1]) * 12 + Number(match[2]);
  }
  if (to === null) {
    const match = (from === "SECOND" ? /^(\d+)(?:\.(\d{1,9}))?$/ : /^(\d+)()$/).exec(text);
    if (match === null) return `${from} takes a whole number${from === "SECOND" ? " or a fraction" : ""}`;
    if (tooMany(match[1]!)) return "it is out of range";
    const count = Number(match[1]);
    if (from === "YEAR") return count * 12;
    if (from === "QUARTER") return count * 3;
    if (from === "MONTH") return count;
    return count * unitMs[from]! + fractionMs(match[2]);
  }
  return parseRange(text, from, to, tooMany);
}

/** DAY TO SECOND and its like: '1 02:03:04.5'. */
function parseRange(text: string, from: string, to: string, tooMany: (digits: string) => boolean): number | string {
  const wanted = order.slice(order.indexOf(from), order.indexOf(to) + 1);
  const pattern = wanted
    .map(
      (unit, index) =>
        `${index === 0 ? "" : wanted[index - 1] === "DAY" ? "\\s+" : ":"}(\\d+)${unit === "SECOND" ? "(?:\\.(\\d{1,9}))?" : ""}`,
    )
    .join("");
  const match = new RegExp(`^${pattern}$`).exec(text);
  if (match === null)
    return `${from} TO ${to} is written '${{ DAY: "1 ", HOUR: "", MINUTE: "" }[from] ?? ""}${wanted
      .filter((unit) => unit !== "DAY")
      .map(() => "02")
      .join(":")}'`;
  let total = 0;
  for (const [index, unit] of wanted.entries()) {
    const count = Number(match[index + 1]);
    if (index === 0 ? tooMany(match[1]!) : count > (unit === "HOUR" ? 23 : 59)) return "it is out of range";
    total += count * unitMs[unit]!;
  }
  return total + fractionMs(to === "SECOND" ? match[wanted.length + 1] : undefined);
}

const fractionMs = (digits: string | undefined): number => Math.floor(Number((digits ?? "").padEnd(3, "0").slice(0, 3)));
