// Expressions as written. Every node knows its place in the text.
import type { Span } from "../statement.ts";
import type { SqlType } from "../types/type.ts";
import type { Query } from "./query.ts";

export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface TypeName {
  readonly type: SqlType;
  readonly span: Span;
}

export type ComparisonSign = "=" | "<>" | "<" | "<=" | ">" | ">=";
export type ArithmeticSign = "+" | "-" | "*" | "/" | "%" | "||";

export interface IntervalQualifier {
  readonly from: string;
  readonly to: string | null;
  readonly precision: number | null;
  readonly fraction: number | null;
}

export type SqlExpression = { readonly span: Span } & (
  | { readonly kind: "name"; readonly path: readonly Name[] }
  /** Digits as written; `approximate`: with an exponent, so a DOUBLE. */
  | { readonly kind: "number"; readonly text: string; readonly approximate: boolean }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "binary"; readonly hex: string }
  /** TRUE, FALSE; null is UNKNOWN. */
  | { readonly kind: "boolean"; readonly value: boolean | null }
  | { readonly kind: "null" }
  | { readonly kind: "datetime"; readonly type: "DATE" | "TIME" | "TIMESTAMP"; readonly text: string }
  | { readonly kind: "interval"; readonly negative: boolean; readonly text: string; readonly qualifier: IntervalQualifier }
  | { readonly kind: "sign"; readonly sign: "+" | "-"; readonly operand: SqlExpression }
  | { readonly kind: "not"; readonly operand: SqlExpression }
  | {
      readonly kind: "arithmetic";
      readonly sign: ArithmeticSign;
      readonly left: SqlExpression;
      readonly right: SqlExpression;
      readonly signSpan: Span;
    }
  | {
      readonly kind: "comparison";
      readonly sign: ComparisonSign;
      readonly left: SqlExpression;
      readonly right: SqlExpression;
      readonly signSpan: Span;
    }
  /** A chain of ANDs or of ORs, two or more. */
  | { readonly kind: "logical"; readonly sign: "AND" | "OR"; readonly operands: readonly SqlExpression[] }
  | {
      readonly kind: "between";
      readonly operand: SqlExpression;
      readonly low: SqlExpression;
      readonly high: SqlExpression;
      readonly negated: boolean;
      readonly symmetric: boolean;
    }
  | { readonly kind: "in"; readonly operand: SqlExpression; readonly list: readonly SqlExpression[]; readonly negated: boolean }
  | { readonly kind: "inQuery"; readonly operand: SqlExpression; readonly query: Query; readonly negated: boolean }
  | {
      readonly kind: "like";
      readonly operand: SqlExpression;
      readonly pattern: SqlExpression;
      readonly escape: SqlExpression | null;
      readonly negated: boolean;
      readonly similar: boolean;
    }
  | {
      readonly kind: "is";
      readonly operand: SqlExpression;
      readonly test: "NULL" | "TRUE" | "FALSE" | "UNKNOWN";
      readonly negated: boolean;
    }
  | { readonly kind: "distinctFrom"; readonly left: SqlExpression; readonly right: SqlExpression; readonly negated: boolean }
  | {
      readonly kind: "case";
      readonly operand: SqlExpression | null;
      readonly branches: readonly { readonly when: readonly SqlExpression[]; readonly then: SqlExpression }[];
      readonly otherwise: SqlExpression | null;
    }
  | { readonly kind: "cast"; readonly operand: SqlExpression; readonly type: TypeName; readonly safe: boolean }
  | CallExpression
  /** A word that is an argument: YEAR, DAY, BOTH. */
  | { readonly kind: "unit"; readonly unit: string }
  | { readonly kind: "star"; readonly qualifier: readonly Name[] }
  | { readonly kind: "subquery"; readonly query: Query }
  | { readonly kind: "exists"; readonly query: Query }
  | { readonly kind: "row"; readonly items: readonly SqlExpression[]; readonly explicit: boolean }
  | { readonly kind: "array"; readonly items: readonly SqlExpression[] }
  | { readonly kind: "map"; readonly items: readonly SqlExpression[] }
  | { readonly kind: "item"; readonly operand: SqlExpression; readonly index: SqlExpression }
  | { readonly kind: "field"; readonly operand: SqlExpression; readonly name: Name }
  /** An argument of a table function: TABLE t or (query), with PARTITION BY and ORDER BY. */
  | TableArgument
  | { readonly kind: "descriptor"; readonly columns: readonly Name[] }
  | { readonly kind: "default" }
);

export interface CallExpression {
  readonly span: Span;
  readonly kind: "call";
  readonly name: readonly Name[];
  readonly arguments: readonly CallArgument[];
  readonly quantifier: "DISTINCT" | "ALL" | null;
  /** COUNT(*). */
  readonly star: boolean;
  /** Written without brackets: CURRENT_TIMESTAMP. */
  readonly niladic: boolean;
  readonly filter: SqlExpression | null;
  readonly nulls: "IGNORE" | "RESPECT" | null;
  readonly over: WindowSpecification | Name | null;
}

export interface CallArgument {
  readonly name: Name | null;
  readonly value: SqlExpression;
}

export interface TableArgument {
  readonly span: Span;
  readonly kind: "table";
  readonly input:
    | { readonly kind: "named"; readonly path: readonly Name[]; readonly span: Span }
    | { readonly kind: "query"; readonly query: Query };
  readonly partitionBy: readonly SqlExpression[];
  readonly orderBy: readonly OrderItem[];
}

export interface OrderItem {
  readonly expression: SqlExpression;
  readonly descending: boolean;
  readonly nullsLast: boolean | null;
}

/** OVER (…). */
export interface WindowSpecification {
  readonly span: Span;
  readonly base: Name | null;
  readonly partitionBy: readonly SqlExpression[];
  readonly orderBy: readonly OrderItem[];
  readonly frame: Span | null;
}
